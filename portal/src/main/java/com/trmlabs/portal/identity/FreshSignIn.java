package com.trmlabs.portal.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.web.savedrequest.SimpleSavedRequest;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Sends somebody to the provider to prove once more who they are, and believes only a proof younger than the asking. */
@Component
class FreshSignIn implements OAuth2AuthorizationRequestResolver {

    private static final String ASKED = FreshSignIn.class.getName();
    private static final String SAVED_REQUEST = "SPRING_SECURITY_SAVED_REQUEST";
    /** {@code auth_time} has whole seconds, and two clocks are never equal. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    private final DefaultOAuth2AuthorizationRequestResolver requests;

    FreshSignIn(ClientRegistrationRepository registrations) {
        requests = new DefaultOAuth2AuthorizationRequestResolver(registrations, "/oauth2/authorization");
        requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request) {
        return fresh(requests.resolve(request), request);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest resolve(HttpServletRequest request, String clientRegistrationId) {
        return fresh(requests.resolve(request, clientRegistrationId), request);
    }

    /** @throws SignInRefused when a fresh proof was asked for and an older one came back */
    void confirm(@Nullable HttpSession session, SignedInPerson person) {
        if (session == null || !(session.getAttribute(ASKED) instanceof Instant asked)) {
            return;
        }
        session.removeAttribute(ASKED);
        var proof = person.signIn().map(SignIn::at).orElse(Instant.EPOCH);
        if (proof.isBefore(asked.minus(TOLERANCE))) {
            throw new SignInRefused(person.actor().name(), "A fresh sign-in was needed, but your identity provider answered with an earlier one."
                    + " Nothing changed. Sign out there and try again.");
        }
    }

    private static @Nullable OAuth2AuthorizationRequest fresh(@Nullable OAuth2AuthorizationRequest usual, HttpServletRequest request) {
        var session = request.getSession(false);
        if (usual == null || session == null || session.getAttribute(ASKED) == null) {
            return usual;
        }
        return OAuth2AuthorizationRequest.from(usual)
                .additionalParameters(parameters -> {
                    parameters.put("prompt", "login");
                    parameters.put("max_age", "0");
                })
                .build();
    }

    /** {@code /sign-in-again?to=/changes/C-1042/vote} */
    @Controller
    static class Door {

        private final Clock clock;

        Door(Clock clock) {
            this.clock = clock;
        }

        @GetMapping("/sign-in-again")
        String signInAgain(@RequestParam(defaultValue = "/") String to, HttpSession session) {
            session.setAttribute(ASKED, clock.instant());
            session.setAttribute(SAVED_REQUEST, new SimpleSavedRequest(local(to)));
            return "redirect:/oauth2/authorization/" + IdentityProvider.ID;
        }

        /** Only a path of this portal: a sign-in must not become a way to somewhere else. */
        private static String local(String to) {
            boolean path = to.matches("/[^/\\\\].*|/") && to.chars().noneMatch(c -> c < ' ' || c == '\\');
            try {
                return path && !URI.create(to).isAbsolute() ? to : "/";
            } catch (IllegalArgumentException noAddress) {
                return "/";
            }
        }
    }
}
