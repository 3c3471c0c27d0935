package com.trmlabs.portal.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.scheduling.config.ScheduledTaskRegistrar;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sees to it that no session acts on rights older than the setting allows: it sweeps over all sessions, pages with push
 * included, and asks before a request where the sweep is late. Stands before the security filters.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1000)
class LiveRights extends OncePerRequestFilter implements SchedulingConfigurer {

    private static final Logger LOG = LoggerFactory.getLogger(LiveRights.class);
    private static final int AT_ONCE = 8;

    private final OpenSessions sessions;
    private final OidcSettings settings;
    private final Clock clock;
    private final ExecutorService asking = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("session-check-", 0).factory());

    LiveRights(OpenSessions sessions, OidcSettings settings, Clock clock) {
        this.sessions = sessions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var session = OpenSession.in(request.getSession(false));
        if (session != null) {
            check(session, settings.latestCheck());
        }
        chain.doFilter(request, response);
    }

    /** At a fixed rate: tasks with a fixed delay share one thread, where one that hangs holds up all others. */
    @Override
    public void configureTasks(ScheduledTaskRegistrar registrar) {
        registrar.addFixedRateTask(this::sweep, settings.sweepEvery());
    }

    /** Asks about every session that is due, some at a time, so that one slow answer holds up no other. */
    void sweep() {
        for (OpenSession session : sessions.all()) {
            asking.execute(() -> check(session, settings.checkEvery()));
        }
    }

    private void check(OpenSession session, Duration every) {
        try {
            session.whenDue(clock.instant(), every, sessions::check);
        } catch (RuntimeException failure) {
            LOG.warn("A session could not be checked and is tried again", failure);
        }
    }

    @Override
    public void destroy() {
        asking.close();
        super.destroy();
    }
}
