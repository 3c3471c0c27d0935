package com.trmlabs.portal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;

class LiveRightsTests {

    private static final Duration PROMISED = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** Of one check: new tokens, and the claims of the person. */
    private static final Duration ANSWERS = ProviderClient.PATIENCE.multipliedBy(2);

    @Test
    void endsLostRightsWithinAMinuteAtTheLongestInterval() {
        assertThatThrownBy(() -> checkedEvery(LONGEST.plusMillis(1))).hasMessageContaining("portal.oidc.check-every");
        var settings = checkedEvery(LONGEST);

        assertThat(settings.checkEvery().plus(settings.sweepEvery()).plus(ANSWERS)).as("lost just after a check; then the sweep finds it").isLessThan(PROMISED);
        assertThat(settings.latestCheck()).as("lost just after a check; then a request asks").isLessThanOrEqualTo(PROMISED);
    }

    @Test
    void sweepsWhileAnotherTaskHangs() throws InterruptedException {
        var sweeps = new AtomicInteger();
        var hanging = new CountDownLatch(1);
        var over = new CountDownLatch(1);
        var registrar = new ScheduledTaskRegistrar();
        try (var scheduler = new SimpleAsyncTaskScheduler()) {
            scheduler.setVirtualThreads(true); // as spring.threads.virtual.enabled has it
            registrar.setTaskScheduler(scheduler);
            registrar.addFixedDelayTask(() -> hang(hanging, over), Duration.ofMillis(1));
            registrar.afterPropertiesSet();
            hanging.await();

            var rights = new ScheduledTaskRegistrar();
            rights.setTaskScheduler(scheduler);
            new LiveRights(counting(sweeps), checkedEvery(Duration.ofMillis(40)), Clock.systemUTC()).configureTasks(rights);
            rights.afterPropertiesSet();

            await().until(() -> sweeps.get() > 1);
            over.countDown();
        }
    }

    private static OpenSessions counting(AtomicInteger sweeps) {
        return new OpenSessions(null, null, null, null, null, null, null, null) {

            @Override
            Set<OpenSession> all() {
                sweeps.incrementAndGet();
                return Set.of();
            }
        };
    }

    private static void hang(CountDownLatch hanging, CountDownLatch over) {
        hanging.countDown();
        try {
            over.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static OidcSettings checkedEvery(Duration interval) {
        return new OidcSettings(URI.create("https://login.example.com"), "portal", "secret", new OidcSettings.Endpoints(null, null, null, null, null),
                List.of("openid"), "groups", "email", Map.of(), interval, Duration.ofDays(30), Duration.ofMinutes(5));
    }
}
