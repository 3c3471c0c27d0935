package com.trmlabs.portal.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.identity.RegisteredPeople.Account;
import com.trmlabs.portal.kernel.Refusal;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@PostgresTest
class RegisteredPeopleIT {

    @Autowired
    RegisteredPeople people;

    @Test
    void staysThePersonWhoseAddressChanges() {
        var before = people.register(account("a1", "maria@example.test"), Grants.NONE);
        var after = people.register(account("a1", "maria.married@example.test"), Grants.NONE);

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.name()).isEqualTo("maria.married@example.test");
        assertThat(people.register(account("a2", "maria.married@example.test"), Grants.NONE).id()).isEqualTo(before.id());
        assertThat(people.register(account("a3", "maria@example.test"), Grants.NONE).id()).isEqualTo(before.id());
    }

    @Test
    void refusesAnAccountThatTurnsIntoSomebodyElse() {
        people.register(account("b1", "bert@example.test"), Grants.NONE);
        people.register(account("c1", "carl@example.test"), Grants.NONE);

        assertThatThrownBy(() -> people.register(account("b1", "carl@example.test"), Grants.NONE))
                .isInstanceOf(Refusal.class).hasMessageContaining("somebody else");
    }

    private static Account account(String subject, String email) {
        return new Account("https://idp.example.test", subject, email, email);
    }
}
