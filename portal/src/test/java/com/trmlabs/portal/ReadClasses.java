package com.trmlabs.portal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.core.type.classreading.MetadataReader;

/** Keeps what Spring reads of class files where it looks for components, about a second of each start, for the next context of this JVM. */
public class ReadClasses implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final Map<Resource, MetadataReader> READ = new ConcurrentHashMap<>();

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Map<Resource, MetadataReader> reads = ((DefaultResourceLoader) context).getResourceCache(MetadataReader.class);
        reads.putAll(READ);
        context.addBeanFactoryPostProcessor(read -> READ.putAll(reads));
    }
}
