package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.Grants.Grant;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/**
 * Acts as somebody in a test: {@code As.person("ann@example.test", Role.OPERATOR).run(() -> desk.propose(..))}. Without
 * {@link #signedInAt} the person signed in just now.
 */
public record As(Actor actor, Grants grants, SignIn lastSignIn) {

    public static As person(String email, Role... roles) {
        return new As(actor(email), Grants.everywhere(roles), new SignIn(Instant.now(), List.of("pwd")));
    }

    /** Holds the roles at this customer only. */
    public static As personAt(String customer, String email, Role... roles) {
        return new As(actor(email), new Grants(Arrays.stream(roles).map(role -> new Grant(role, Optional.of(new CustomerId(customer))))
                .collect(Collectors.toSet())), new SignIn(Instant.now(), List.of("pwd")));
    }

    /** The same person, who holds these roles everywhere besides. */
    public As alsoEverywhere(Role... roles) {
        return new As(actor, new Grants(Stream.of(grants, Grants.everywhere(roles)).flatMap(held -> held.grants().stream()).collect(Collectors.toSet())), lastSignIn);
    }

    public As signedInAt(Instant at) {
        return new As(actor, grants, new SignIn(at, lastSignIn.methods()));
    }

    /** The same person through a machine token: no roles, only what the scopes allow. */
    public static As machineOf(String email, String... scopes) {
        var machine = new Actor(new PersonId(email), "token test of " + email, Actor.Kind.MACHINE, Optional.of("192.0.2.1"));
        return new As(machine, new Grants(Set.of()), new SignIn(Instant.EPOCH, List.of(scopes)));
    }

    public void run(Runnable work) {
        call(() -> {
            work.run();
            return true;
        });
    }

    public <T> T call(Supplier<T> work) {
        SecurityContext before = SecurityContextHolder.getContext();
        SecurityContextHolder.setContext(new SecurityContextImpl(authentication()));
        try {
            return work.get();
        } finally {
            SecurityContextHolder.setContext(before);
        }
    }

    /** For {@code MockMvc} ({@code with(authentication(..))}) and for tests of views. */
    public Authentication authentication() {
        var authorities = actor.kind() == Actor.Kind.MACHINE
                ? lastSignIn.methods().stream().map(scope -> "SCOPE_" + scope)
                : grants.authorities().stream().map(GrantedAuthority::getAuthority);
        return new TestingAuthenticationToken(new Principal(this), "", authorities.toArray(String[]::new));
    }

    private static Actor actor(String email) {
        return new Actor(new PersonId(email), email, Actor.Kind.PERSON, Optional.of("192.0.2.1"));
    }

    private record Principal(As as) implements Acting {

        @Override
        public Actor actor() {
            return as.actor;
        }

        @Override
        public Grants grants() {
            return as.grants;
        }

        @Override
        public Optional<SignIn> signIn() {
            return as.actor.kind() == Actor.Kind.PERSON ? Optional.of(as.lastSignIn) : Optional.empty();
        }
    }
}
