package com.trmlabs.portal.identity;

import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** The identity provider let somebody in whom the portal does not; the message is written for that person. */
class SignInRefused extends OAuth2AuthenticationException {

    private final String claimant;

    /** @param claimant what the account is called, as far as that is known */
    SignInRefused(String claimant, String message) {
        super(new OAuth2Error("sign_in_refused"), message);
        this.claimant = claimant;
    }

    String claimant() {
        return claimant;
    }
}
