package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.NotFound;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.stereotype.Component;

/** Answers from the security context of the thread, which sessions keep true to the identity provider. */
@Component
class SecurityCurrentActor implements CurrentActor {

    @Override
    public Actor actor() {
        var actor = acting().actor();
        return actor.kind() == Actor.Kind.PORTAL ? actor
                : new Actor(actor.person(), actor.name(), actor.kind(), SourceAddress.now().or(actor::address));
    }

    @Override
    public Grants grants() {
        return acting().grants();
    }

    @Override
    public Optional<SignIn> signIn() {
        return acting().signIn();
    }

    @Override
    public void require(Role role, CustomerId customer) {
        if (!isPortal() && !grants().holds(role, customer)) {
            throw new AccessDeniedException("This needs the role " + role.name().toLowerCase() + " at " + customer
                    + ", which you do not hold. Nothing changed. Ask an administrator of your identity provider for it.");
        }
    }

    @Override
    public void requireSight(CustomerId customer, String what) {
        if (!isPortal() && !grants().sees(customer)) {
            throw new NotFound(what);
        }
    }

    @Override
    public <T> T as(Actor actor, Supplier<T> work) {
        var before = SecurityContextHolder.getContext();
        var context = new SecurityContextImpl(new StandIn(actor));
        SecurityContextHolder.setContext(context);
        try {
            if (SecurityContextHolder.getContext() != context) {
                throw new IllegalStateException("A page's thread acts as the person in front of it, never as " + actor.name());
            }
            return work.get();
        } finally {
            SecurityContextHolder.setContext(before);
        }
    }

    private boolean isPortal() {
        return acting().actor().kind() == Actor.Kind.PORTAL;
    }

    private static Acting acting() {
        var authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication != null && authentication.isAuthenticated() && authentication.getPrincipal() instanceof Acting acting) {
            return acting;
        }
        throw new AccessDeniedException("Nobody is signed in. Nothing changed. Sign in and try again.");
    }

    /** The portal itself holds every role; anybody else named here (an unknown visitor) holds none. */
    private static final class StandIn extends AbstractAuthenticationToken {

        private final transient Acting acting;

        StandIn(Actor actor) {
            var grants = actor.kind() == Actor.Kind.PORTAL ? Grants.everywhere(Role.values()) : Grants.NONE;
            super(grants.authorities());
            acting = new Standing(actor, grants);
            setAuthenticated(true);
        }

        @Override
        public Object getPrincipal() {
            return acting;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }

    private record Standing(Actor actor, Grants grants) implements Acting {}
}
