package com.trmlabs.portal.change;

import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads changes for pages; what the actor may not see is not there. */
public interface ChangeQueries {

    /** Newest first; those of a concern in the order in which they need a person. */
    List<Row> rows(Filter filter, int offset, int limit);

    int count(Filter filter);

    /** The changes that succeeded on a service, and on its cluster as a whole, in the order in which they ended. */
    List<ChangeId> succeeded(ServiceName service);

    /** @throws com.trmlabs.portal.kernel.NotFound also when it may not be seen */
    Page page(ChangeId id);

    /** The log of a run, oldest first, from an entry number on. */
    List<LogLine> log(ChangeId id, long after, int limit);

    /** @param text looked for in number, title, reason and ticket; empty sets and absent values do not filter */
    record Filter(String text, Set<ChangeStatus> statuses, Optional<CustomerId> customer, Optional<ClusterName> cluster,
            Optional<ServiceName> service, Optional<PersonId> requester, Optional<Concern> concern) {
        public static final Filter ALL = new Filter("", Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Filter(String text, Set<ChangeStatus> statuses, Optional<CustomerId> customer, Optional<ClusterName> cluster,
                Optional<ServiceName> service, Optional<PersonId> requester) {
            this(text, statuses, customer, cluster, service, requester, Optional.empty());
        }

        public static Filter of(Concern concern) {
            return new Filter("", Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(concern));
        }
    }

    /** Why a change may need a person now. No change is of two. */
    enum Concern {
        /** Failed or errored in the last two days; errored for longer, as long as it can be tried again. */
        FAILED,
        /** Its approval, given or not, ends within twelve hours. */
        EXPIRING,
        /** Before its run, and not expiring: those whose approval ends first, then the others, drafts last. */
        WAITING,
        RUNNING
    }

    /** @param expires when its approval ends, given or not; absent when none is asked for or it has been used */
    record Row(ChangeId id, ChangeKind kind, String title, CustomerId customer, String target, ChangeStatus status, String statusNote,
            Optional<Waiting> waiting, String impact, String requester, Instant created, Optional<Instant> ended, Optional<Instant> expires, int stepsDone, int steps) {

        Row waitingFor(Optional<Waiting> reason) {
            return new Row(id, kind, title, customer, target, status, statusNote, reason, impact, requester, created, ended, expires, stepsDone, steps);
        }
    }

    /**
     * Everything about one change.
     *
     * @param votesVoided why earlier votes no longer count, until it is sealed again; absent when none were given
     * @param changedSince what is another than at the first seal, a line each: who edited which field, or what had become of the cluster
     * @param impact the worst of the steps' impact lines
     * @param reasons what the sealed plan allows beyond the usual, a line each with the reason that was given
     */
    record Page(ChangeId id, ChangeKind kind, String title, CustomerId customer, Optional<ClusterName> cluster,
            Optional<ServiceName> service, String target, ChangeStatus status, String statusNote, Optional<Waiting> waiting,
            PersonId requesterId, String requester, String reason, String ticket, Instant created, Optional<Instant> sealed,
            Optional<Fingerprint> fingerprint, String impact, String safePoint, String wayBack, List<String> reasons, List<Step> steps, List<Step> backSteps,
            List<Difference> differences, Optional<String> votesVoided, List<String> changedSince, Optional<Instant> checkedAgain, boolean paused,
            boolean goingBack, Optional<Instant> started, Optional<Instant> ended, List<Remark> remarks) {
        static final String CHANGES_ASKED = "Changes asked for: ";

        /** What an approver asks for instead of a yes, until it is sealed again. */
        public Optional<String> changesAsked() {
            return votesVoided.filter(why -> why.startsWith(CHANGES_ASKED)).map(why -> why.substring(CHANGES_ASKED.length()));
        }
    }

    /** Why nothing happens just now: what for, as a thing or a whole sentence, who has to act, until when. */
    record Waiting(String what, String who, Optional<Instant> until) {}

    /**
     * @param impact one sentence that names its source: a rule, or the median of n measured runs
     * @param progress what it waits for just now, or what it did
     * @param cause in words, when it failed
     * @param undoes in a way back: the position of the step that it undoes
     */
    record Step(int position, String title, String impact, StepStatus status, String progress, Optional<Instant> started,
            Optional<Instant> ended, Optional<Duration> usual, int attempts, Optional<String> cause, List<Evidence> evidence, OptionalInt undoes) {}

    enum StepStatus { NEXT, NOW, DONE, FAILED, SKIPPED }

    /** What stands beside a failed step: a pod's log tail, events. */
    record Evidence(String title, String text) {}

    record Remark(Instant at, String author, String text) {}

    record LogLine(long number, Instant at, int step, String text) {}
}
