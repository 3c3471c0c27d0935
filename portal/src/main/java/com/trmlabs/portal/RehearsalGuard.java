package com.trmlabs.portal;

import java.net.URI;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.core.env.Environment;

/** A rehearsal never starts beside what production looks like: a provider over https, a database checked by certificate. */
@Configuration(proxyBeanMethods = false)
@Profile("rehearsal")
class RehearsalGuard {

    @Bean
    static BeanFactoryPostProcessor refuseProduction(Environment environment) {
        return beans -> {
            if ("https".equals(URI.create(environment.getProperty("portal.oidc.issuer", "")).getScheme())) {
                throw new SettingRefused("portal.oidc.issuer", "names a production identity provider (https), but the profile rehearsal is on");
            }
            if (environment.getProperty("portal.database.url", "").contains("sslmode=verify")) {
                throw new SettingRefused("portal.database.url", "names a production database (sslmode=verify), but the profile rehearsal is on");
            }
        };
    }
}
