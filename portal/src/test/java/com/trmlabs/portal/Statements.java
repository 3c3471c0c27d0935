package com.trmlabs.portal;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Hears what the thread of a test asks the database, whoever words it: {@code Statements.of(() -> queries.rows(..))}. */
@TestConfiguration
public class Statements {

    private static final ThreadLocal<@Nullable List<String>> HEARD = new ThreadLocal<>();

    /** What was prepared meanwhile, in order. */
    public static List<String> of(Supplier<?> work) {
        List<String> heard = new ArrayList<>();
        HEARD.set(heard);
        try {
            work.get();
        } finally {
            HEARD.remove();
        }
        return heard;
    }

    @Bean
    static BeanPostProcessor heardStatements() {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource source ? new Heard(source) : bean;
            }
        };
    }

    private static final class Heard extends DelegatingDataSource {

        Heard(DataSource source) {
            super(source);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection real = super.getConnection();
            return (Connection) Proxy.newProxyInstance(Statements.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                List<String> heard = HEARD.get();
                if (heard != null && method.getName().startsWith("prepare")) {
                    heard.add((String) arguments[0]);
                }
                try {
                    return method.invoke(real, arguments);
                } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                }
            });
        }
    }
}
