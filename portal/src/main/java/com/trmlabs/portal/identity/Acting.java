package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.Actor;
import java.util.Optional;

/** What a principal of this portal answers to: who acts, with which rights and which proof. */
interface Acting {

    Actor actor();

    Grants grants();

    default Optional<SignIn> signIn() {
        return Optional.empty();
    }
}
