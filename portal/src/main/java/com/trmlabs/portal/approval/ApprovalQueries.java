package com.trmlabs.portal.approval;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads approvals for pages; what the actor may not see is not there. */
public interface ApprovalQueries {

    /** Open ones that the actor could still vote on, most urgent first. */
    List<Asked> askedOfMe(String text, int offset, int limit);

    /** Those that are not over, newest first. */
    List<Asked> requestedByMe(String text, int offset, int limit);

    /** Newest first. */
    List<Asked> done(String text, int offset, int limit);

    int countAskedOfMe();

    Optional<Asked> find(String subject);

    List<Asked> find(Set<String> subjects);

    /** @param link the page of the subject, relative, for example {@code changes/C-1042} */
    record Asked(String subject, String title, CustomerId customer, String impact, String link, String requester, PersonId requesterId,
            Fingerprint fingerprint, int votesNeeded, List<Vote> votes, List<String> couldVote, State state, Instant asked, Instant expires) {}

    /** GRANTED waits for its subject to begin and is USED from then on; EXPIRED never began in time. */
    enum State { OPEN, GRANTED, USED, REJECTED, VOIDED, EXPIRED, WITHDRAWN }

    record Vote(String voter, ApprovalDesk.Verdict verdict, Fingerprint fingerprint, String comment, Instant at, Instant signedInAt,
            List<String> methods, boolean counts) {}
}
