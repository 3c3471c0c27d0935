package com.trmlabs.portal;

import org.springframework.core.Ordered;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderStrategy;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Lets {@code As} and the activities of this test's context look at the same thread. The framework of the pages makes one holder
 * per Spring context, and the last context that started would win for all tests of the JVM.
 */
class SecurityOfTheContext implements TestExecutionListener, Ordered {

    @Override
    public void beforeTestMethod(TestContext context) {
        context.getApplicationContext().getBeanProvider(SecurityContextHolderStrategy.class)
                .ifAvailable(SecurityContextHolder::setContextHolderStrategy);
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }
}
