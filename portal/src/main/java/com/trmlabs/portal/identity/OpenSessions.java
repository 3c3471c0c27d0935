package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.OpenSession.Tokens;
import com.trmlabs.portal.identity.ProviderAnswers.Answer;
import com.trmlabs.portal.kernel.Actor;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.stereotype.Component;

/**
 * The browser sessions on this replica. Each is asked about at the identity provider again and again; rights lost there are
 * lost here, and whoever is refused there is out.
 */
@Component
class OpenSessions implements SessionAuthenticationStrategy {

    private final Set<OpenSession> open = ConcurrentHashMap.newKeySet();
    private final FreshSignIn freshSignIn;
    private final HandedOverTokens tokens;
    private final ProviderAnswers provider;
    private final RegisteredPeople people;
    private final Announcements announcements;
    private final CurrentActor currentActor;
    private final OidcSettings settings;
    private final Clock clock;

    OpenSessions(FreshSignIn freshSignIn, HandedOverTokens tokens, ProviderAnswers provider, RegisteredPeople people,
            Announcements announcements, CurrentActor currentActor, OidcSettings settings, Clock clock) {
        this.freshSignIn = freshSignIn;
        this.tokens = tokens;
        this.provider = provider;
        this.people = people;
        this.announcements = announcements;
        this.currentActor = currentActor;
        this.settings = settings;
        this.clock = clock;
    }

    /** A sign-in arrives: in a session with a new id, and in another session when it is another person. */
    @Override
    public void onAuthentication(Authentication authentication, HttpServletRequest request, HttpServletResponse response) {
        var person = (SignedInPerson) Objects.requireNonNull(authentication.getPrincipal());
        freshSignIn.confirm(request.getSession(false), person);
        var before = OpenSession.in(request.getSession(false));
        boolean again = before != null && before.state().person().actor().person().equals(person.actor().person());
        if (before != null && !again) {
            end(before, "Somebody else signed in in the same browser");
        }
        if (request.getSession(false) != null) {
            request.changeSessionId();
        }
        OAuth2AuthorizedClient client = Objects.requireNonNull(tokens.loadAuthorizedClient(IdentityProvider.ID, authentication, request));
        var session = new OpenSession(request.getSession(), person, new Tokens(client.getAccessToken(), client.getRefreshToken()),
                clock.instant(), open::remove);
        session.keepIn(request.getSession());
        open.add(session);
        announcements.inTheNameOf(authentication, IdentityEvent.of(again ? "identity.sign-in-again" : "identity.sign-in", person.actor().name())
                .changing(Map.of(), Map.of("roles", roles(person.grants()))));
    }

    Set<OpenSession> all() {
        return Set.copyOf(open);
    }

    /** Asks the provider whether this session may go on. The answer says nothing about one that took its place meanwhile. */
    void check(OpenSession session) {
        Answer answer = provider.about(session.state());
        if (!session.isCurrent()) {
            open.remove(session);
            return;
        }
        switch (answer) {
            case Answer.Yes yes -> renew(session, yes);
            case Answer.Over over -> end(session, over.why());
            case Answer.No no -> {
                var token = session.state().person().getIdToken();
                people.remember(token.getIssuer().toString(), token.getSubject(), Grants.NONE);
                end(session, no.why());
            }
            case Answer.Silence silence -> {
                session.unanswered(clock.instant());
                if (session.state().provenAt().plus(settings.unreachableLimit()).isBefore(clock.instant())) {
                    end(session, "The identity provider could not be asked for longer than " + settings.unreachableLimit() + ": " + silence.why());
                }
            }
        }
    }

    private void renew(OpenSession session, Answer.Yes yes) {
        var before = session.state().person();
        var token = yes.token();
        people.remember(token.getIssuer().toString(), token.getSubject(), yes.grants());
        if (yes.grants().grants().isEmpty()) {
            end(session, "The identity provider gives no role any more");
            return;
        }
        var now = before.with(token, yes.grants());
        session.confirm(now, yes.tokens(), clock.instant());
        if (!before.grants().equals(now.grants())) {
            announce(IdentityEvent.of("identity.rights-changed", before.actor().name())
                    .changing(Map.of("roles", roles(before.grants())), Map.of("roles", roles(now.grants()))));
        }
    }

    private void end(OpenSession session, String why) {
        announce(IdentityEvent.of("identity.session-ended", session.state().person().actor().name()).because(why));
        session.end();
    }

    private void announce(IdentityEvent event) {
        currentActor.as(Actor.portal("identity"), () -> {
            announcements.publish(event);
            return true;
        });
    }

    private static Set<String> roles(Grants grants) {
        return new TreeSet<>(grants.grants().stream()
                .map(grant -> grant.role() + grant.customer().map(customer -> " at " + customer).orElse("")).toList());
    }
}
