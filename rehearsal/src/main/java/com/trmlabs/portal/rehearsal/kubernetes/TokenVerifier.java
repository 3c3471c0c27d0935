package com.trmlabs.portal.rehearsal.kubernetes;

import java.util.Optional;

/** Knows tokens that were issued elsewhere: GKE takes Google access tokens, so its API servers ask this about a token they did not issue. */
@FunctionalInterface
public interface TokenVerifier {

    /** Knows no tokens but the cluster's own. */
    TokenVerifier NONE = token -> Optional.empty();

    /** The e-mail of the Google service account that the token stands for; absent when it is unknown or has ended. */
    Optional<String> email(String token);
}
