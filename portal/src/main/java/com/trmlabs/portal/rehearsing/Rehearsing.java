package com.trmlabs.portal.rehearsing;

import com.trmlabs.portal.change.spi.RunObserver;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Profile;

/** Wires what a rehearsal has beyond the product. */
@Configuration(proxyBeanMethods = false)
@Profile("rehearsal")
@EnableConfigurationProperties(RehearsalSettings.class)
class Rehearsing {

    @Bean
    LocalhostRedirect localhostRedirect() {
        return new LocalhostRedirect();
    }

    @Bean
    @Primary
    @ConditionalOnProperty("portal.rehearsal.kill-file")
    RunObserver killAtAMoment(RehearsalSettings settings) {
        return new KillAtAMoment(java.util.Objects.requireNonNull(settings.killFile()));
    }
}
