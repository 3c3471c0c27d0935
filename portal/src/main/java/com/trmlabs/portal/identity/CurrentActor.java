package com.trmlabs.portal.identity;

import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.CustomerId;
import java.util.Optional;
import java.util.function.Supplier;

/** Who acts on this thread, with the rights held at this moment: asked at every activity, never remembered. */
public interface CurrentActor {

    /** @throws org.springframework.security.access.AccessDeniedException when nobody is signed in */
    Actor actor();

    Grants grants();

    /** The fresh proof behind a session; absent for machines and for the portal itself. */
    Optional<SignIn> signIn();

    /** Refuses, with a sentence for a person, unless the role counts at the customer. The portal itself may do all. */
    void require(Role role, CustomerId customer);

    /** As {@link #require}, for reading: answers as if nothing were there. {@code what} as in NotFound. */
    void requireSight(CustomerId customer, String what);

    /** Runs something as the portal itself, for jobs that no person started just now. */
    <T> T as(Actor actor, Supplier<T> work);
}
