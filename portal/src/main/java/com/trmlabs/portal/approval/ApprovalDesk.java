package com.trmlabs.portal.approval;

import com.trmlabs.portal.kernel.Fingerprint;
import java.util.Optional;

/**
 * Where approvers vote. A vote counts for one fingerprint only, needs a fresh sign-in and is never of
 * somebody who requested, edited or sealed what is voted on.
 */
public interface ApprovalDesk {

    /** Records a vote of the actor. {@code comment} may be empty for a yes only. */
    void vote(String subject, Fingerprint fingerprint, Verdict verdict, String comment);

    /** Why the actor cannot vote on this; absent when it is possible (a fresh sign-in is asked for apart). */
    Optional<String> refusal(String subject);

    /** How old the sign-in of the actor may be at a vote, and whether it is too old now. */
    Freshness freshness();

    /** YES to exactly this, NO to it for good, or CHANGES: back to the requester, who seals anew. */
    enum Verdict { YES, NO, CHANGES }

    record Freshness(Optional<java.time.Instant> signedInAt, java.time.Duration limit, boolean fresh) {}
}
