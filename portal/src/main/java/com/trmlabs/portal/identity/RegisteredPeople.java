package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.Grants.Grant;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who has signed in, and which accounts are one person. An account belongs to its first person for good: a new e-mail address
 * is a new key of the same person, and somebody else's address is refused.
 */
@Component
class RegisteredPeople implements People {

    private final JdbcClient sql;
    private final Clock clock;
    private final OidcSettings settings;

    RegisteredPeople(JdbcClient sql, Clock clock, OidcSettings settings) {
        this.sql = sql;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public Optional<Person> find(PersonId id) {
        return sql.sql("select id, name from person where id = :id").param("id", id.value()).query(RegisteredPeople::person).optional();
    }

    /** Whoever has this key, the present one or an earlier one: an address as people type it. */
    Optional<Person> knownBy(String key) {
        return sql.sql("select p.id, p.name from person p join person_key k on k.person = p.id where k.key = :key")
                .param("key", normal(key)).query(RegisteredPeople::person).optional();
    }

    /** The form in which keys are kept. */
    static String normal(String key) {
        return key.strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public Map<CustomerId, List<Person>> holding(Role role, Set<CustomerId> customers) {
        var found = customers.stream().collect(Collectors.toMap(Function.identity(), customer -> new ArrayList<Person>()));
        sql.sql("""
                select distinct c.id customer, p.id, p.name from unnest(:customers) c (id) join subject_role r on r.customer in ('', c.id)
                    join subject s using (issuer, subject) join person p on p.id = s.person
                where r.role = :role and s.seen_at > :since order by p.name""")
                .param("role", role.name())
                .param("customers", customers.stream().map(CustomerId::value).toArray(String[]::new))
                .param("since", forgotten())
                .query(row -> { found.get(new CustomerId(row.getString("customer"))).add(person(row, row.getRow())); });
        return Map.copyOf(found);
    }

    /** What the provider last said of all accounts of a person; accounts not seen for long count no more. */
    Grants grants(PersonId person) {
        return new Grants(sql.sql("""
                select distinct r.role, r.customer from subject s join subject_role r using (issuer, subject)
                where s.person = :person and s.seen_at > :since""")
                .param("person", person.value())
                .param("since", forgotten())
                .query((row, number) -> new Grant(Role.valueOf(row.getString("role")),
                        Optional.of(row.getString("customer")).filter(name -> !name.isEmpty()).map(CustomerId::new)))
                .stream().collect(Collectors.toSet()));
    }

    /**
     * Keeps what the provider says of an account and answers whose it is.
     *
     * @throws Refusal when the account of one person comes with the verified name of another
     */
    @Transactional
    Person register(Account account, Grants grants) {
        var id = owner(account);
        var now = Timestamp.from(clock.instant());
        sql.sql("insert into person (id, name, seen_at) values (:id, :name, :now) on conflict (id) do update set name = :name, seen_at = :now")
                .param("id", id).param("name", account.name()).param("now", now).update();
        sql.sql("insert into person_key (key, person, added_at) values (:key, :id, :now) on conflict (key) do nothing")
                .param("key", account.key()).param("id", id).param("now", now).update();
        sql.sql("""
                insert into subject (issuer, subject, person, seen_at) values (:issuer, :subject, :id, :now)
                on conflict (issuer, subject) do update set seen_at = :now""")
                .param("issuer", account.issuer()).param("subject", account.subject()).param("id", id).param("now", now).update();
        remember(account.issuer(), account.subject(), grants);
        return new Person(new PersonId(id), account.name());
    }

    /** Replaces the roles of an account; none when the provider no longer lets it in. */
    @Transactional
    void remember(String issuer, String subject, Grants grants) {
        sql.sql("update subject set seen_at = :now where issuer = :issuer and subject = :subject")
                .param("now", Timestamp.from(clock.instant())).param("issuer", issuer).param("subject", subject).update();
        sql.sql("delete from subject_role where issuer = :issuer and subject = :subject")
                .param("issuer", issuer).param("subject", subject).update();
        for (Grant grant : grants.grants()) {
            sql.sql("insert into subject_role (issuer, subject, role, customer) values (:issuer, :subject, :role, :customer)")
                    .param("issuer", issuer).param("subject", subject).param("role", grant.role().name())
                    .param("customer", grant.customer().map(CustomerId::value).orElse("")).update();
        }
    }

    private String owner(Account account) {
        sql.sql("select pg_advisory_xact_lock(hashtext('identity'), hashtext(:key))").param("key", account.key()).query().singleRow();
        var bySubject = sql.sql("select person from subject where issuer = :issuer and subject = :subject")
                .param("issuer", account.issuer()).param("subject", account.subject()).query(String.class).optional();
        var byKey = sql.sql("select person from person_key where key = :key").param("key", account.key()).query(String.class).optional();
        if (bySubject.isPresent() && byKey.isPresent() && !bySubject.equals(byKey)) {
            throw new Refusal("This account was " + bySubject.get() + " so far and now claims to be " + account.key()
                    + ", which is somebody else here. Nobody was signed in. Ask an administrator of the identity provider which is right.");
        }
        return bySubject.or(() -> byKey).orElse(account.key());
    }

    private Timestamp forgotten() {
        return Timestamp.from(clock.instant().minus(settings.rolesGoodFor()));
    }

    private static Person person(ResultSet row, int number) throws SQLException {
        return new Person(new PersonId(row.getString("id")), row.getString("name"));
    }

    /**
     * One account at the identity provider.
     *
     * @param key what was verified about it and says who it is, a lower-case e-mail address for example
     * @param name what people read
     */
    record Account(String issuer, String subject, String key, String name) {}
}
