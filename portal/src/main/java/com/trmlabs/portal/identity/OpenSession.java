package com.trmlabs.portal.identity;

import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/** One browser session of a person, and the tokens by which the provider is asked whether it still may be. */
class OpenSession implements HttpSessionBindingListener {

    private static final String ATTRIBUTE = OpenSession.class.getName();

    private final HttpSession http;
    private final Consumer<OpenSession> onEnd;
    private final ReentrantLock checking = new ReentrantLock();
    private volatile State state;

    /** @param provenAt when the provider last said yes; {@code askedAt} when it was last asked */
    record State(SignedInPerson person, Tokens tokens, Instant provenAt, Instant askedAt) {}

    record Tokens(OAuth2AccessToken access, @Nullable OAuth2RefreshToken refresh) {}

    OpenSession(HttpSession http, SignedInPerson person, Tokens tokens, Instant now, Consumer<OpenSession> onEnd) {
        this.http = http;
        this.onEnd = onEnd;
        this.state = new State(person, tokens, now, now);
    }

    static @Nullable OpenSession in(@Nullable HttpSession http) {
        return http == null ? null : (OpenSession) http.getAttribute(ATTRIBUTE);
    }

    void keepIn(HttpSession session) {
        session.setAttribute(ATTRIBUTE, this);
    }

    State state() {
        return state;
    }

    /** Runs the check unless it is not due yet or another thread is at it. */
    void whenDue(Instant now, Duration every, Consumer<OpenSession> check) {
        if (state.askedAt().plus(every).isAfter(now) || !checking.tryLock()) {
            return;
        }
        try {
            check.accept(this);
        } finally {
            checking.unlock();
        }
    }

    /** Whether the browser's session is this one still: signing in again replaces it, signing out ends it. */
    boolean isCurrent() {
        try {
            return in(http) == this;
        } catch (IllegalStateException over) {
            return false;
        }
    }

    /** Everything on this session acts with these rights from now on, whichever thread it is on. */
    void confirm(SignedInPerson person, Tokens tokens, Instant now) {
        state = new State(person, tokens, now, now);
        http.setAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY, new SecurityContextImpl(person.authentication()));
    }

    void unanswered(Instant now) {
        state = new State(state.person(), state.tokens(), state.provenAt(), now);
    }

    void end() {
        try {
            http.invalidate();
        } catch (IllegalStateException over) {
            onEnd.accept(this);
        }
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        onEnd.accept(this);
    }
}
