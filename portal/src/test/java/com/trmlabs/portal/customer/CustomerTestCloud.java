package com.trmlabs.portal.customer;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** Puts {@link StubCloud} in Google's place. */
@TestConfiguration
public class CustomerTestCloud {

    @Bean
    @Primary
    StubCloud stubCloud() {
        return new StubCloud();
    }
}
