package com.trmlabs.portal.approval;

import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import java.time.Instant;
import java.util.Set;

/**
 * What the owner of a subject asks of approval. Every call locks the approval first: whoever also locks the subject does so
 * after it, so that vote, cancel, edit and start of a run happen one after the other.
 */
public interface Approvals {

    /** Asks for votes on a fingerprint. Votes that were given to another one no longer count. */
    void ask(Request request);

    /** Votes no longer count and none can be given until it is asked for again; nothing happens when it never was. */
    void voidVotes(String subject, String why);

    /** Ends it, because the subject ended; nothing happens when it never was asked for. */
    void withdraw(String subject, String why);

    /** Whether enough people who are approvers at this moment said yes to exactly this fingerprint. It ends here when its time is over. */
    boolean holds(String subject, Fingerprint fingerprint);

    /** The subject begins: what was granted is spent, in the transaction of that beginning. Refused unless it is granted. */
    void use(String subject, Fingerprint fingerprint);

    /** Whether it was spent on exactly this fingerprint, by the votes themselves, which nobody can alter. Locks nothing: it stays as it is. */
    boolean used(String subject, Fingerprint fingerprint);

    /** How many votes it takes, by the name of the rule: the tier in lower case. */
    Rule rule(String name);

    /** @param votes distinct approvers needed
     * @param version counts the rule's alterations; part of every seal */
    record Rule(String name, int votes, int version) {}

    /**
     * @param title how people know the subject, {@code link} its page, {@code impact} the worst that it does
     * @param editors who altered or sealed it; none of them votes, nor does the requester
     */
    record Request(String subject, String title, CustomerId customer, String impact, String link, PersonId requester,
            String requesterName, Set<PersonId> editors, Fingerprint fingerprint, int votesNeeded, Instant expires) {}
}
