package com.trmlabs.portal.identity;

import com.trmlabs.portal.identity.MachineTokens.MachineToken;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.PersonId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationManagerResolver;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.stereotype.Component;

/** Lets a machine in by its token, as the person whose token it is, with the token's scopes and no role. */
@Component
class MachineSignIn implements AuthenticationManagerResolver<HttpServletRequest> {

    private final MachineTokens tokens;
    private final FailedAttempts attempts;
    private final CurrentActor currentActor;
    private final Announcements announcements;

    MachineSignIn(MachineTokens tokens, FailedAttempts attempts, CurrentActor currentActor, Announcements announcements) {
        this.tokens = tokens;
        this.attempts = attempts;
        this.currentActor = currentActor;
        this.announcements = announcements;
    }

    @Override
    public AuthenticationManager resolve(HttpServletRequest request) {
        return attempt -> signIn(String.valueOf(attempt.getPrincipal()), request.getRemoteAddr());
    }

    private Authentication signIn(String secret, String address) {
        if (attempts.tooMany(address)) {
            throw new LockedException("Too many wrong tokens came from " + address + ". Wait a minute and try again.");
        }
        return tokens.use(secret).map(token -> authentication(token, address)).orElseThrow(() -> refused(address));
    }

    private BadCredentialsException refused(String address) {
        if (attempts.failed(address)) {
            var visitor = new Actor(new PersonId("unknown"), "unknown machine", Actor.Kind.MACHINE, Optional.of(address));
            currentActor.as(visitor, () -> {
                announcements.publish(IdentityEvent.of("token.refused", address).because("No token of this portal, or one that no longer works").asDenied());
                return true;
            });
        }
        return new BadCredentialsException("The token is unknown, has expired, was revoked, or its owner has lost the right that it stands for."
                + " Nothing changed. An administrator of the portal makes a new one under Admin, Tokens.");
    }

    private static Authentication authentication(MachineToken token, String address) {
        var actor = new Actor(token.owner().id(), "token " + token.label() + " of " + token.owner().name(), Actor.Kind.MACHINE, Optional.of(address));
        return new PreAuthenticatedAuthenticationToken(new Machine(actor), "",
                token.scopes().stream().map(scope -> new SimpleGrantedAuthority("SCOPE_" + scope.text())).toList());
    }

    private record Machine(Actor actor) implements Acting {

        @Override
        public Grants grants() {
            return Grants.NONE;
        }
    }
}
