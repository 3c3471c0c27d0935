package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.People.Person;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Tokens by which machines speak to the API. Each belongs to a person and counts as that person; only its hash is kept. */
@Component
public class MachineTokens {

    static final Duration LONGEST = Duration.ofDays(366);
    private static final String MARK = "portal_";
    private static final int PREFIX_LENGTH = MARK.length() + 6;
    private static final int SECRET_BYTES = 32;
    private static final String TOKENS = "select t.*, p.name owner_name from machine_token t join person p on p.id = t.owner ";

    private final JdbcClient sql;
    private final RegisteredPeople people;
    private final CurrentActor currentActor;
    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    MachineTokens(JdbcClient sql, RegisteredPeople people, CurrentActor currentActor, ApplicationEventPublisher events, Clock clock) {
        this.sql = sql;
        this.people = people;
        this.currentActor = currentActor;
        this.events = events;
        this.clock = clock;
    }

    /** @param secret shown once; nobody can read it again */
    public record Created(MachineToken token, String secret) {}

    /** @param prefix how the token begins, to recognise it by */
    public record MachineToken(UUID id, String label, String prefix, Person owner, Set<Scope> scopes, Instant createdAt,
            Instant expiresAt, Optional<Instant> lastUsedAt, Optional<Instant> revokedAt) {

        public boolean worksAt(Instant now) {
            return revokedAt.isEmpty() && now.isBefore(expiresAt);
        }
    }

    /** Whether a token works now, or is revoked or expired. */
    public enum Standing { WORKS, OVER }

    /** @param owner what the identity provider knows the owner by, an e-mail address mostly; of now or of before */
    @Activity("token.create")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public Created create(String owner, String label, Set<Scope> scopes, Duration life) {
        check(label, life);
        var person = owner(owner, scopes);
        var secret = MARK + secret();
        var now = clock.instant();
        var token = new MachineToken(UUID.randomUUID(), label.strip(), secret.substring(0, PREFIX_LENGTH), person, Set.copyOf(scopes), now,
                now.plus(life), Optional.empty(), Optional.empty());
        sql.sql("""
                insert into machine_token (id, label, prefix, hash, owner, scopes, created_by, created_at, expires_at)
                values (:id, :label, :prefix, :hash, :owner, :scopes, :by, :now, :expires)""")
                .param("id", token.id()).param("label", token.label()).param("prefix", token.prefix()).param("hash", hash(secret))
                .param("owner", person.id().value()).param("scopes", text(scopes)).param("by", currentActor.actor().person().value())
                .param("now", Timestamp.from(now)).param("expires", Timestamp.from(token.expiresAt())).update();
        events.publishEvent(IdentityEvent.of("token.create", token.prefix()).changing(Map.of(),
                Map.of("owner", person.id(), "label", token.label(), "scopes", text(scopes), "expires", token.expiresAt())));
        return new Created(token, secret);
    }

    @Activity("token.revoke")
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    @Transactional
    public void revoke(UUID id) {
        var token = sql.sql(TOKENS + "where t.id = :id").param("id", id).query(MachineTokens::token).optional().orElseThrow(() -> new NotFound("token " + id));
        int revoked = sql.sql("update machine_token set revoked_by = :by, revoked_at = :now where id = :id and revoked_at is null")
                .param("by", currentActor.actor().person().value()).param("now", Timestamp.from(clock.instant())).param("id", id).update();
        if (revoked > 0) {
            events.publishEvent(IdentityEvent.of("token.revoke", token.prefix()).changing(Map.of("owner", token.owner().id()), Map.of()));
        }
    }

    /** Newest first. @param text looked for in how a token begins, what uses it and whose it is */
    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    public List<MachineToken> find(Standing standing, String text, int offset, int limit) {
        return found("select t.*, p.name owner_name", " order by t.created_at desc, t.id offset :offset limit :limit", standing, text)
                .param("offset", offset).param("limit", limit).query(MachineTokens::token).list();
    }

    @PreAuthorize("hasRole('ADMIN_EVERYWHERE')")
    public int count(Standing standing, String text) {
        return found("select count(*)", "", standing, text).query(Integer.class).single();
    }

    private StatementSpec found(String what, String order, Standing standing, String text) {
        return sql.sql(what + """
                \sfrom machine_token t join person p on p.id = t.owner
                where (t.revoked_at is null and :now < t.expires_at) = :works and strpos(lower(concat_ws(chr(10), t.prefix, t.label, p.name)), :text) > 0""" + order)
                .param("now", Timestamp.from(clock.instant())).param("works", standing == Standing.WORKS).param("text", text.strip().toLowerCase(Locale.ROOT));
    }

    /** The token that works now and has this secret, with the scopes that its owner can still give. */
    @Transactional
    Optional<MachineToken> use(String secret) {
        var now = clock.instant();
        return sql.sql(TOKENS + "where t.hash = :hash").param("hash", hash(secret)).query(MachineTokens::token).optional()
                .filter(token -> token.worksAt(now))
                .map(this::withScopesOfNow)
                .filter(token -> !token.scopes().isEmpty())
                .map(token -> used(token, now));
    }

    private MachineToken withScopesOfNow(MachineToken token) {
        var grants = people.grants(token.owner().id());
        var given = token.scopes().stream().filter(scope -> scope.isGivenBy(grants)).collect(Collectors.toSet());
        return new MachineToken(token.id(), token.label(), token.prefix(), token.owner(), given, token.createdAt(), token.expiresAt(),
                token.lastUsedAt(), token.revokedAt());
    }

    /** Kept to the minute: a busy pipeline need not write at each call. */
    private MachineToken used(MachineToken token, Instant now) {
        sql.sql("update machine_token set last_used_at = :now where id = :id and (last_used_at is null or last_used_at < :before)")
                .param("now", Timestamp.from(now)).param("id", token.id())
                .param("before", Timestamp.from(now.minusSeconds(60))).update();
        return token;
    }

    private void check(String label, Duration life) {
        if (label.isBlank() || label.strip().length() > 100) {
            throw new Refusal("A token needs a label of up to 100 characters, so that people know later what uses it.");
        }
        if (life.compareTo(LONGEST) > 0 || !life.isPositive()) {
            throw new Refusal("A token lives for up to " + LONGEST.toDays() + " days. Choose an earlier end.");
        }
    }

    private Person owner(String known, Set<Scope> scopes) {
        var person = people.knownBy(known).orElseThrow(() -> new Refusal(
                "Nobody known as " + known.strip() + " has signed in here yet. The owner signs in once, then the token can be made."));
        var grants = people.grants(person.id());
        if (scopes.isEmpty() || !scopes.stream().allMatch(scope -> scope.isGivenBy(grants))) {
            throw new Refusal("A token can do only what its owner may do, and " + person.name() + " may not do all of this. Choose fewer scopes or"
                    + " another owner.");
        }
        return person;
    }

    private String secret() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** A random secret of 256 bits needs no slow hash. */
    private static byte[] hash(String secret) {
        return HexFormat.of().parseHex(Fingerprint.of(secret).hex());
    }

    private static String text(Set<Scope> scopes) {
        return scopes.stream().map(Scope::text).sorted().collect(Collectors.joining(" "));
    }

    private static MachineToken token(ResultSet row, int number) throws SQLException {
        return new MachineToken(row.getObject("id", UUID.class), row.getString("label"), row.getString("prefix"),
                new Person(new PersonId(row.getString("owner")), row.getString("owner_name")),
                Arrays.stream(row.getString("scopes").split(" ")).map(Scope::of).flatMap(Optional::stream).collect(Collectors.toSet()),
                row.getTimestamp("created_at").toInstant(), row.getTimestamp("expires_at").toInstant(),
                instant(row.getTimestamp("last_used_at")), instant(row.getTimestamp("revoked_at")));
    }

    private static Optional<Instant> instant(@Nullable Timestamp at) {
        return Optional.ofNullable(at).map(Timestamp::toInstant);
    }
}
