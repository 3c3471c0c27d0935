package com.trmlabs.portal.change;

import static com.trmlabs.portal.change.ChangeStatus.APPROVED;
import static com.trmlabs.portal.change.ChangeStatus.AWAITING_APPROVAL;
import static com.trmlabs.portal.change.ChangeStatus.CANCELLED;
import static com.trmlabs.portal.change.ChangeStatus.DRAFT;
import static com.trmlabs.portal.change.ChangeStatus.ERRORED;
import static com.trmlabs.portal.change.ChangeStatus.EXPIRED;
import static com.trmlabs.portal.change.ChangeStatus.FAILED;
import static com.trmlabs.portal.change.ChangeStatus.PLANNED;
import static com.trmlabs.portal.change.ChangeStatus.REJECTED;
import static com.trmlabs.portal.change.ChangeStatus.ROLLED_BACK;
import static com.trmlabs.portal.change.ChangeStatus.RUNNING;
import static com.trmlabs.portal.change.ChangeStatus.SUCCEEDED;

import com.trmlabs.portal.change.ChangeQueries.Evidence;
import com.trmlabs.portal.change.ChangeQueries.Waiting;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Differing;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.AbstractAggregateRoot;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The unit that people decide about. Each transition checks where the change stands, and tells what happened. */
@Entity(name = "change")
class Change extends AbstractAggregateRoot<Change> {

    private static final JsonMapper JSON = JsonMapper.shared();
    /** Looks come seconds apart; after this long without one, the run was held or paused, or no portal was up. */
    private static final Duration UNWATCHED = Duration.ofMinutes(1);
    /** Characters of one value that whoever votes is shown. */
    private static final int AT_A_GLANCE = 80;
    /** Characters of one value that the audit log takes as they are. */
    private static final int ON_RECORD = 3_000;
    private static final Set<ChangeStatus> BEFORE_RUN = EnumSet.of(DRAFT, PLANNED, AWAITING_APPROVAL, APPROVED);

    @Id
    private Long id;
    /** Absent until it is on record; guards every update besides the lock. */
    @Version
    @Nullable
    private Integer version;
    @Enumerated(EnumType.STRING)
    private ChangeKind kind;
    private String title;
    private String customer;
    @Nullable
    private String cluster;
    @Nullable
    private String service;
    private String target;
    private String request;
    private String requester;
    private String requesterName;
    /** The people who altered or sealed it; once in, for good. */
    private Set<String> editors = new LinkedHashSet<>();
    private String reason;
    private String ticket;
    @Enumerated(EnumType.STRING)
    private ChangeStatus status = DRAFT;
    private String statusNote = "";
    /** Counts alterations of what is asked for, so that a plan made meanwhile is not sealed. */
    private int revision;
    private String savedBy;
    private Instant savedAt;

    /** Of the last seal, with basis and differences: also while it is not sealed, so that the next one tells what is another. */
    @Nullable
    private String plan;
    @Nullable
    private String fingerprint;
    @Nullable
    private String basis;
    private String basisFields = "{}";
    private String differences = "[]";
    private String safePoint = "";
    private String wayBack = "";
    @Nullable
    private Instant sealed;
    @Nullable
    private Instant checkedAgain;
    /** Only until it is sealed again. */
    @Nullable
    private String votesVoided;
    /** A line for each field that is another since the first seal; whoever votes again looks at it. */
    private String changedSince = "";

    private Instant created;
    @Nullable
    private Instant started;
    @Nullable
    private Instant ended;
    private boolean paused;
    private boolean goingBack;
    @Nullable
    private String waitingWhat;
    @Nullable
    private String waitingWho;
    @Nullable
    private Instant waitingUntil;
    @Nullable
    private Instant nextAt;

    @OneToMany(mappedBy = "change", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("back, position")
    private List<Step> steps = new ArrayList<>();

    protected Change() {}

    Change(ChangeId id, Intent intent, Actor requester, String reason, String ticket, Instant now) {
        this.id = id.number();
        this.requester = requester.person().value();
        this.requesterName = requester.name();
        this.created = now;
        take(intent, reason, ticket, requester, now);
        tell("draft", reason, Map.of(), Map.of("title", title));
    }

    private void take(Intent intent, String reason, String ticket, Actor by, Instant now) {
        if (reason.isBlank()) {
            throw new Refusal("Say why: the reason is what approvers and auditors read first.");
        }
        this.kind = intent.kind();
        this.title = intent.title();
        this.customer = intent.customer().value();
        this.cluster = intent.cluster().map(ClusterName::toString).orElse(null);
        this.service = intent.service().map(ServiceName::toString).orElse(null);
        this.target = intent.target();
        this.request = JSON.writeValueAsString(intent.request());
        this.reason = reason.strip();
        this.ticket = ticket.strip();
        this.revision++;
        this.savedBy = by.name();
        this.savedAt = now;
    }

    // --- before the run

    /** Other values: whatever was sealed is gone. */
    void alter(Intent intent, int begunFrom, Actor by, String reason, String ticket, Instant now) {
        refuseUnless(BEFORE_RUN.contains(status), "altered");
        if (begunFrom != revision) {
            throw new AlteredMeanwhile(id(), revision());
        }
        Map<String, String> before = fields();
        String requestBefore = request;
        boolean wasSealed = status != DRAFT;
        take(intent, reason, ticket, by, now);
        edited(by);
        unseal();
        status = DRAFT;
        if (wasSealed) {
            statusNote = "Altered after sealing; seal it again";
            votesVoided = by.name() + " altered what is asked for";
        }
        Differing edit = Differing.between(before, fields());
        if (edit.isEmpty() && !request.equals(requestBefore)) { // the order of a list, say
            edit = Differing.between(Map.of("request", requestBefore), Map.of("request", request));
        }
        if (sealed != null) {
            noteSince(lines(edit.within(AT_A_GLANCE)).map(line -> line + ", by " + by.name()));
        }
        Differing told = edit.within(ON_RECORD);
        tell("alter", reason, told.before(), told.after());
    }

    private void noteSince(Stream<String> lines) {
        changedSince = Stream.concat(changedSince.lines(), lines).collect(Collectors.joining("\n"));
    }

    /** What became another value first: of long lists that were replaced the end may be folded. */
    static Stream<String> lines(Differing edit) {
        Set<String> paths = new LinkedHashSet<>(edit.before().keySet());
        paths.retainAll(edit.after().keySet());
        paths.addAll(edit.before().keySet());
        paths.addAll(edit.after().keySet());
        return paths.stream().map(path -> "%s: %s -> %s".formatted(path, edit.before().getOrDefault(path, "not set"),
                edit.after().getOrDefault(path, "not set")).replaceAll("\\R", " / "));
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>(RequestFields.of((ObjectNode) JSON.readTree(request)));
        fields.put("title", title);
        fields.put("reason", reason);
        fields.put("ticket", ticket);
        return fields;
    }

    private void edited(Actor by) {
        editors.add(by.person().value());
    }

    private void unseal() {
        fingerprint = null;
        safePoint = "";
        wayBack = "";
        steps.clear();
        doNotWait();
    }

    /** @param differs from the plan that was sealed before, a line each */
    void seal(Planning.Planned planned, List<String> differs, int ofRevision, Actor by, Instant now) {
        refuseUnless(status == DRAFT || status == PLANNED || status == AWAITING_APPROVAL || status == APPROVED, "sealed");
        if (ofRevision != revision) {
            throw new Refusal(id() + " was altered while it was being planned. Look at it again, then seal it.");
        }
        edited(by);
        steps.clear();
        Plan made = planned.plan();
        Seal seal = planned.seal();
        addSteps(made.steps(), false);
        addSteps(made.back(), true);
        plan = seal.text();
        fingerprint = seal.fingerprint().hex();
        basis = seal.basis().hex();
        basisFields = JSON.writeValueAsString(seal.live().objects());
        differences = JSON.writeValueAsString(made.differences());
        safePoint = made.safePoint();
        wayBack = made.wayBack();
        votesVoided = null;
        noteSince(differs.stream());
        sealed = now;
        checkedAgain = now;
        status = AWAITING_APPROVAL;
        statusNote = "";
        tell("seal", reason, Map.of(), Map.of("fingerprint", fingerprint, "steps", made.steps().size()));
    }

    private void addSteps(List<Plan.Step> planned, boolean back) {
        for (int i = 0; i < planned.size(); i++) {
            steps.add(new Step(this, back, i + 1, planned.get(i)));
        }
    }

    void approved() {
        if (status == AWAITING_APPROVAL) {
            status = APPROVED;
            doNotWait();
            tell("approve", "", Map.of(), Map.of("fingerprint", fingerprint));
        }
    }

    void rejected(String why, Instant now) {
        end(REJECTED, why, "reject", Set.of(AWAITING_APPROVAL), now);
    }

    void expired(String why, Instant now) {
        if (status == AWAITING_APPROVAL || status == APPROVED) {
            end(EXPIRED, why, "expire", Set.of(AWAITING_APPROVAL, APPROVED), now);
        }
    }

    void changesAsked(String why) {
        if (status == AWAITING_APPROVAL || status == APPROVED) {
            unseal();
            status = DRAFT;
            statusNote = ChangeQueries.Page.CHANGES_ASKED + why;
            votesVoided = statusNote;
        }
    }

    void cancel(String why, Instant now) {
        end(CANCELLED, why, "cancel", BEFORE_RUN, now);
    }

    private void end(ChangeStatus to, String why, String verb, Set<ChangeStatus> from, Instant now) {
        refuseUnless(from.contains(status), to.name().toLowerCase());
        Map<String, ?> before = Map.of("status", status.name());
        status = to;
        statusNote = why;
        votesVoided = null;
        ended = now;
        doNotWait();
        tell(verb, why, before, Map.of("status", to.name()));
        registerEvent(new ChangeDropped(id()));
    }

    /** Planned again before the run, and it came out otherwise: nothing that was approved would run. */
    void planDiffers(String what, Instant now) {
        refuseUnless(status == APPROVED, "planned again");
        status = PLANNED;
        statusNote = "The plan differs from what was approved; seal it again";
        votesVoided = what;
        checkedAgain = now;
        doNotWait();
        tell("void", what, Map.of("fingerprint", fingerprint), Map.of());
    }

    void votesNoLongerHold(String why) {
        refuseUnless(status == APPROVED, "sent back to voting");
        status = PLANNED;
        statusNote = why;
        votesVoided = why;
        doNotWait();
        tell("void", why, Map.of("fingerprint", fingerprint), Map.of());
    }

    // --- the run

    void start(Instant now) {
        refuseUnless(status == APPROVED, "started");
        status = RUNNING;
        statusNote = "";
        started = now;
        checkedAgain = now;
        comeAgain(now);
        tell("start", "", Map.of(), Map.of("fingerprint", fingerprint));
    }

    /** Whether the rows still say what the sealed text says: the run follows the text. What a step's state is, they alone know. */
    boolean isAsSealed() {
        return fingerprint().filter(Fingerprint.of(plan())::equals).isPresent() && isNumbered(steps(false)) && isNumbered(steps(true))
                && Seal.names(plan(), planned(false), planned(true));
    }

    private static boolean isNumbered(List<Step> steps) {
        return IntStream.range(0, steps.size()).allMatch(i -> steps.get(i).position() == i + 1);
    }

    /** No step goes further; neither does the run, whichever way it went. */
    void notAsSealed(Instant now) {
        String cause = "What is on record is not what was approved, so nothing more of it was carried out. Tell an admin: the database was altered by hand.";
        nextStep().ifPresentOrElse(step -> stepErrored(step, cause, List.of(), now), () -> finish(ERRORED, cause, now));
    }

    Optional<Step> nextStep() {
        return steps.stream().filter(step -> step.isBack() == goingBack && step.isOpen()).findFirst();
    }

    /** Then it is seen to its end, though the run is paused or all are held: only nothing new begins. */
    boolean hasStepUnderWay() {
        return status == RUNNING && nextStep().filter(Step::isUnderWay).isPresent();
    }

    /** What is left to undo: back steps whose forward step never began are passed over. */
    void passOverWhatNeverBegan() {
        nextStep().filter(step -> goingBack && !step.hasBegun())
                .filter(step -> step.undoes().isPresent() && forward(step.undoes().getAsInt()).map(f -> !f.hasBegun()).orElse(true))
                .ifPresent(step -> {
                    step.skip();
                    passOverWhatNeverBegan();
                });
    }

    private Optional<Step> forward(int position) {
        return steps.stream().filter(step -> !step.isBack() && step.position() == position).findFirst();
    }

    void stepEnded(Step step, String did) {
        tell(step.isBack() ? "step-back" : "step", did, Map.of(), Map.of("step", step.position(), "title", step.title()));
    }

    /** The step has failed: the way back begins, or the change ends where no way back is left. */
    void stepFailed(Step step, String cause, List<Evidence> evidence, Instant now) {
        failStep(step, cause, evidence, now);
        if (!goingBack && hasWayBack()) {
            turnBack("Step " + step.position() + " failed: " + cause, now);
        } else {
            finish(FAILED, cause, now);
        }
    }

    /** A machine did not do it, after all retries. Going back would need the same machine, so a person decides: retry or abort. */
    void stepErrored(Step step, String cause, List<Evidence> evidence, Instant now) {
        failStep(step, cause, evidence, now);
        finish(ERRORED, cause, now);
    }

    private void failStep(Step step, String cause, List<Evidence> evidence, Instant now) {
        step.fail(cause, evidence, now);
        tell("step-fail", cause, Map.of(), Map.of("step", step.position(), "title", step.title()));
    }

    private boolean hasWayBack() {
        return steps.stream().anyMatch(Step::isBack);
    }

    private void turnBack(String why, Instant now) {
        goingBack = true;
        paused = false;
        statusNote = why;
        comeAgain(now);
        tell("turn-back", why, Map.of(), Map.of());
        passOverWhatNeverBegan();
    }

    void succeed(Instant now) {
        refuseUnless(status == RUNNING && nextStep().isEmpty(), "ended");
        if (goingBack) {
            finish(ROLLED_BACK, statusNote, now);
            registerEvent(new ChangeDropped(id()));
        } else {
            finish(SUCCEEDED, "", now);
            registerEvent(new ChangeSucceeded(id(), intent(), (ObjectNode) JSON.readTree(plan).get("facts"), now));
        }
    }

    private void finish(ChangeStatus to, String note, Instant now) {
        status = to;
        statusNote = note;
        ended = now;
        doNotWait();
        tell(to.name().toLowerCase().replace('_', '-'), note, Map.of("status", RUNNING.name()), Map.of("status", to.name()));
    }

    /** Time in which nobody looked does not count against the limits of a step. */
    void leaveOutUnwatched(Instant now) {
        Duration gap = nextAt == null ? Duration.ZERO : Duration.between(nextAt, now);
        if (gap.compareTo(UNWATCHED) > 0) {
            nextStep().ifPresent(step -> step.postpone(gap));
            nextAt = now;
        }
    }

    void pause(String why) {
        refuseUnless(status == RUNNING && !paused, "paused");
        paused = true;
        tell("pause", why, Map.of(), Map.of());
    }

    void resume(Instant now) {
        refuseUnless(status == RUNNING && paused, "resumed");
        paused = false;
        leaveOutUnwatched(now);
        comeAgain(now);
        tell("resume", "", Map.of(), Map.of());
    }

    void abort(String why, Instant now) {
        refuseUnless(abortable(), "taken back");
        nextStep().filter(Step::hasBegun).ifPresent(step -> step.fail("Aborted: " + why, List.of(), now));
        status = RUNNING;
        ended = null;
        turnBack("Aborted: " + why, now);
    }

    private boolean abortable() {
        return (status == RUNNING || status == ERRORED) && !goingBack && hasWayBack();
    }

    /** Tries the step that failed once more, in the direction that failed. */
    void retry(Instant now) {
        refuseUnless(retryable().isPresent(), "tried again");
        Step step = retryable().orElseThrow();
        step.reopen(now);
        status = RUNNING;
        statusNote = "";
        ended = null;
        nextAt = now;
        tell("retry", "", Map.of(), Map.of("step", step.position(), "title", step.title()));
    }

    private Optional<Step> retryable() {
        return status == FAILED || status == ERRORED
                ? steps.stream().filter(step -> step.isBack() == goingBack && step.hasFailed()).findFirst() : Optional.empty();
    }

    /** Why the verb is not possible now; the same question that the transition asks. */
    Optional<String> refusal(ChangeDesk.Verb verb) {
        if (verb == ChangeDesk.Verb.ROLL_BACK && status == SUCCEEDED && (service == null || kind == ChangeKind.INSTALL)) {
            return Optional.of(id() + " installed it, so there is nothing to roll back to.");
        }
        boolean possible = switch (verb) {
            case SUBMIT -> status == DRAFT || status == PLANNED;
            case EDIT, CANCEL -> BEFORE_RUN.contains(status);
            case PAUSE -> status == RUNNING && !paused;
            case RESUME -> status == RUNNING && paused;
            case ABORT -> abortable();
            case RETRY -> retryable().isPresent();
            case ROLL_BACK -> status == SUCCEEDED;
        };
        return possible ? Optional.empty() : Optional.of(id() + " is " + words(status) + (paused ? " and paused" : "") + ", so " + consequence(verb) + ".");
    }

    private String consequence(ChangeDesk.Verb verb) {
        return switch (verb) {
            case SUBMIT -> "there is nothing to seal";
            case EDIT -> "it cannot be edited; propose another change";
            case CANCEL -> "it cannot be cancelled";
            case PAUSE -> "nothing can be stopped";
            case RESUME -> "there is nothing to resume";
            case ABORT -> goingBack ? "it goes back or went back already" : "nothing is left to take back";
            case RETRY -> "no failed step waits to be tried again";
            case ROLL_BACK -> "there is nothing to go back from";
        };
    }

    private void refuseUnless(boolean possible, String what) {
        if (!possible) {
            throw new Refusal(id() + " is " + words(status) + ", so it cannot be " + what + ".");
        }
    }

    private static String words(ChangeStatus status) {
        return status.name().toLowerCase().replace('_', ' ');
    }

    // --- waiting

    void waitFor(String what, String who, Optional<Instant> until, Instant next) {
        waitingWhat = what;
        waitingWho = who;
        waitingUntil = until.orElse(null);
        nextAt = next;
    }

    void comeAgain(Instant next) {
        doNotWait();
        nextAt = next;
    }

    private void doNotWait() {
        waitingWhat = null;
        waitingWho = null;
        waitingUntil = null;
        nextAt = null;
    }

    Optional<Waiting> waiting() {
        return Optional.ofNullable(waitingWhat).map(what -> new Waiting(what, String.valueOf(waitingWho), Optional.ofNullable(waitingUntil)));
    }

    // --- what others read

    private void tell(String verb, String why, Map<String, ?> before, Map<String, ?> after) {
        registerEvent(new ChangeEvent(verb, id(), new CustomerId(customer), serviceName(), why, before, after));
        registerEvent(new ChangeProgressed(id()));
    }

    void progressed() {
        registerEvent(new ChangeProgressed(id()));
    }

    ChangeId id() {
        return new ChangeId(id);
    }

    Intent intent() {
        return new Intent(kind, title, new CustomerId(customer), Optional.ofNullable(cluster).map(ClusterName::new), serviceName(),
                (ObjectNode) JSON.readTree(request));
    }

    private Optional<ServiceName> serviceName() {
        return Optional.ofNullable(service).map(ServiceName::of);
    }

    CustomerId customer() {
        return new CustomerId(customer);
    }

    PersonId requester() {
        return new PersonId(requester);
    }

    String requesterName() {
        return requesterName;
    }

    Set<PersonId> editors() {
        return editors.stream().map(PersonId::new).collect(Collectors.toSet());
    }

    ChangeStatus status() {
        return status;
    }

    Revision revision() {
        return new Revision(revision, savedBy, savedAt);
    }

    String title() {
        return title;
    }

    String target() {
        return target;
    }

    boolean isPaused() {
        return paused;
    }

    Optional<Fingerprint> fingerprint() {
        return Optional.ofNullable(fingerprint).map(Fingerprint::new);
    }

    Optional<Fingerprint> basis() {
        return Optional.ofNullable(basis).map(Fingerprint::new);
    }

    LiveFields live() {
        return new LiveFields(JSON.readValue(basisFields, new TypeReference<>() {}));
    }

    /** The text that was sealed last; empty when none ever was. */
    String plan() {
        return plan == null ? "" : plan;
    }

    List<Difference> differences() {
        return List.of(JSON.readValue(differences, Difference[].class));
    }

    Stream<Step> steps() {
        return steps.stream();
    }

    private List<Step> steps(boolean way) {
        return steps.stream().filter(step -> step.isBack() == way).toList();
    }

    /** The steps of one way as they were planned. */
    List<Plan.Step> planned(boolean back) {
        return steps(back).stream().map(Step::planned).toList();
    }

    private List<String> reasons() {
        return fingerprint().isEmpty() ? List.of() : JSON.readTree(plan).at("/facts/services").valueStream()
                .flatMap(service -> service.path("reasons").valueStream()).map(JsonNode::asString).toList();
    }

    ChangeQueries.Page page(String impact, List<ChangeQueries.Step> forward, List<ChangeQueries.Step> back, List<ChangeQueries.Remark> remarks,
            Optional<Waiting> waiting) {
        Intent intent = intent();
        return new ChangeQueries.Page(id(), kind, title, customer(), intent.cluster(), intent.service(), target, status, statusNote, waiting,
                requester(), requesterName, reason, ticket, created, Optional.ofNullable(sealed), fingerprint(), impact, safePoint, wayBack, reasons(),
                forward, back, fingerprint == null ? List.of() : differences(), Optional.ofNullable(votesVoided), changedSince.lines().toList(), Optional.ofNullable(checkedAgain),
                paused, goingBack, Optional.ofNullable(started), Optional.ofNullable(ended), remarks);
    }
}
