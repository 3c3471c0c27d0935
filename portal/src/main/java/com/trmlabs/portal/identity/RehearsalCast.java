package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.RegisteredPeople.Account;
import com.trmlabs.portal.kernel.Actor;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Profile;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.stereotype.Component;

/**
 * Plays the example's people through the same activities that real ones use. It exists in a rehearsal only, where the portal
 * refuses to start beside production settings, and works on threads of its own, never on a signed-in person's.
 */
@Component
@Profile("rehearsal")
public class RehearsalCast {

    private final RegisteredPeople people;
    private final Clock clock;

    RehearsalCast(RegisteredPeople people, Clock clock) {
        this.people = people;
        this.clock = clock;
    }

    public <T> T as(String email, Supplier<T> work, Role... roles) {
        Grants grants = Grants.everywhere(roles);
        People.Person person = people.register(new Account("example", email, email, email), grants);
        Actor actor = new Actor(person.id(), person.name(), Actor.Kind.PERSON, Optional.of("127.0.0.1"));
        SecurityContextHolder.setContext(new SecurityContextImpl(new Played(new Part(actor, grants, new SignIn(clock.instant(), List.of("example"))))));
        try {
            return work.get();
        } finally {
            SecurityContextHolder.clearContext();
        }
    }

    private record Part(Actor actor, Grants grants, SignIn proof) implements Acting {
        @Override
        public Optional<SignIn> signIn() {
            return Optional.of(proof);
        }
    }

    private static final class Played extends AbstractAuthenticationToken {

        private final transient Part part;

        Played(Part part) {
            super(part.grants().authorities());
            this.part = part;
            setAuthenticated(true);
        }

        @Override
        public Object getPrincipal() {
            return part;
        }

        @Override
        public Object getCredentials() {
            return "";
        }
    }
}
