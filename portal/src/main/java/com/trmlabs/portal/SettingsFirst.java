package com.trmlabs.portal;

import java.util.Objects;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Reads all settings before anything starts, so that a wrong one is named before a database is touched. */
@Configuration(proxyBeanMethods = false)
class SettingsFirst {

    @Bean
    static BeanFactoryPostProcessor readSettings(ConfigurableEnvironment environment) {
        var known = new KnownSettings();
        return beans -> {
            read(beans, Binder.get(environment), known);
            known.refuseOthers(environment.getPropertySources());
        };
    }

    private static void read(ConfigurableListableBeanFactory beans, Binder binder, KnownSettings known) {
        for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            Class<?> type = Objects.requireNonNull(beans.getType(name, false));
            var settings = beans.findAnnotationOnBean(name, ConfigurationProperties.class, false);
            if (type.isRecord() && settings != null) {
                binder.bindOrCreate(settings.value(), Bindable.of(type), known);
            }
        }
    }
}
