package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.RegisteredPeople.Account;
import com.trmlabs.portal.kernel.Actor;
import java.util.Optional;
import org.springframework.boot.test.context.TestComponent;

/** Accounts at an identity provider that come in as the people whom the portal takes them for ({@code @Import} it). */
@TestComponent
public class Accounts {

    private final RegisteredPeople people;

    Accounts(RegisteredPeople people) {
        this.people = people;
    }

    /** Whoever the account {@code subject} with this verified address is, with these roles everywhere. */
    public As signIn(String subject, String email, Role... roles) {
        var as = As.person(email, roles);
        var person = people.register(new Account("https://idp.example.test", subject, email, email), as.grants());
        return new As(new Actor(person.id(), person.name(), Actor.Kind.PERSON, Optional.of("192.0.2.1")), as.grants(), as.lastSignIn());
    }
}
