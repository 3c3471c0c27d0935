package com.trmlabs.gallery;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.Difference.Action;
import com.trmlabs.portal.change.Difference.Field;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Changes in every situation that a page has to show. */
final class SampleChanges implements ChangeQueries {

    static final Fingerprint SEAL = new Fingerprint("26c633dd" + "0123456789abcdef".repeat(3) + "01234567");
    /** Of what was sealed after an edit. */
    static final Fingerprint SEALED_AGAIN = new Fingerprint("9b01f4a7" + SEAL.hex().substring(8));
    private static final ServiceName API = ServiceName.of("bluefin-prod.api");
    private final Instant now = Instant.now();

    private volatile String progress = "3 of 6 ready; waits for api-7d5f9c-x2l8v: readiness, 40 s of 300 s";
    private volatile int longRunAt = 27;
    private final List<Page> pages = List.of(awaiting(), failedGoingBack(), voided(), ended(), draft(), window(), failedForGood(), paused(), sealedAgain(), changesAsked());

    @Override
    public List<Row> rows(Filter filter, int offset, int limit) {
        return matching(filter).stream().skip(offset).limit(limit).toList();
    }

    @Override
    public int count(Filter filter) {
        return matching(filter).size();
    }

    @Override
    public List<ChangeId> succeeded(ServiceName service) {
        return List.of();
    }

    private List<Row> matching(Filter filter) {
        List<Row> rows = new ArrayList<>(all().stream().map(this::row).toList());
        LongStream.rangeClosed(1, 300).mapToObj(n -> row(page(1000 - n, "Configure api", ChangeStatus.SUCCEEDED).page())).forEach(rows::add);
        return rows.stream()
                .filter(row -> filter.statuses().isEmpty() || filter.statuses().contains(row.status()))
                .filter(row -> filter.concern().map(concern -> concern == concern(row)).orElse(true))
                .filter(row -> (row.id() + " " + row.title()).toLowerCase().contains(filter.text().toLowerCase()))
                .toList();
    }

    private @Nullable Concern concern(Row row) {
        return switch (row.status()) {
            case FAILED, ERRORED -> Concern.FAILED;
            case RUNNING -> Concern.RUNNING;
            default -> row.status().hasEnded() ? null
                    : row.expires().filter(now.plus(Duration.ofHours(12))::isAfter).isPresent() ? Concern.EXPIRING : Concern.WAITING;
        };
    }

    private Row row(Page page) {
        return new Row(page.id(), page.kind(), page.title(), page.customer(), page.target(), page.status(), page.statusNote(), page.waiting(),
                page.impact(), page.requester(), page.created(), page.ended(), page.waiting().flatMap(Waiting::until), (int) page.steps().stream().filter(s -> s.status() == StepStatus.DONE).count(),
                page.steps().size());
    }

    /** The next step of the long run begins. */
    void advance() {
        longRunAt++;
    }

    /** What the running change waits for from now on. */
    void progress(String words) {
        progress = words;
    }

    private List<Page> all() {
        return Stream.concat(pages.stream(), Stream.of(running(), longRun())).toList();
    }

    @Override
    public Page page(ChangeId id) {
        return all().stream().filter(page -> page.id().equals(id)).findFirst().orElseThrow(() -> new NotFound("change " + id));
    }

    @Override
    public List<LogLine> log(ChangeId id, long after, int limit) {
        return after > 0 || page(id).started().isEmpty() ? List.of() : List.of(new LogLine(1, now.minusSeconds(100), 1, "Seal checked: as approved"),
                new LogLine(2, now.minusSeconds(80), 2, "Applied Deployment api/api, generation 15"),
                new LogLine(3, now.minusSeconds(20), 2, "Pod api-7d5f9c-x2l8v: 0 of 1 containers ready"));
    }

    private Draft page(long number, String title, ChangeStatus status) {
        return new Draft(number, title, status);
    }

    /** A page to begin from, so that each sample says only what is special about it. */
    private final class Draft {
        private final long number;
        private final String title;
        private final ChangeStatus status;
        private String note = "";
        private Optional<Waiting> waiting = Optional.empty();
        private List<Step> steps = planned();
        private List<Step> back = List.of();
        private Optional<String> voided = Optional.empty();
        private List<String> changedSince = List.of();
        private boolean paused;
        private boolean goingBack;
        private Optional<Instant> started = Optional.empty();
        private Optional<Instant> ended = Optional.empty();
        private Optional<Fingerprint> seal = Optional.of(SEAL);
        private Optional<ServiceName> service = Optional.of(API);

        private Draft(long number, String title, ChangeStatus status) {
            this.number = number;
            this.title = title;
            this.status = status;
        }

        private Page page() {
            return new Page(new ChangeId(number), ChangeKind.UPGRADE, title, new CustomerId("bluefin"), Optional.of(new ClusterName("bluefin-prod")),
                    service, "bluefin-prod.api", status, note, waiting, new PersonId("someone"), "operator2@example.test",
                    "Paging bug in /address/exposure, see the incident of 23 Nov", "OPS-311", now.minusSeconds(7600), seal.map(s -> now.minusSeconds(7500)),
                    seal, "No interruption: one new pod is ready before an old one leaves, 6 min (median of 9 here)",
                    "None needed: the service keeps no data", "Automatic at each step: the present release and settings are put back",
                    List.of("Clients outside: every address is let in, because: a public data set, agreed in OPS-311"), steps, back,
                    seal.isPresent() ? differences() : List.of(), voided, changedSince, seal.map(s -> now.minusSeconds(60)), paused, goingBack, started, ended,
                    List.of(new Remark(now.minusSeconds(3000), "approver1@example.test", "Is 20 enough for Monday?"),
                            new Remark(now.minusSeconds(2400), "operator2@example.test", "Yes: peak was 13 pods last week.")));
        }
    }

    private List<Difference> differences() {
        return List.of(
                new Difference(Action.CHANGED, "Deployment api/api", List.of(
                        field("containers[api].image", "europe-docker.pkg.dev/trm/api@sha256:11ab22cd..", "europe-docker.pkg.dev/trm/api@sha256:9c4d00fa.."),
                        field("containers[api].resources.limits.memory", "512Mi", "768Mi")), List.of()),
                new Difference(Action.CHANGED, "HorizontalPodAutoscaler api/api", List.of(field("spec.maxReplicas", "10", "20")), List.of("kubectl-edit")),
                new Difference(Action.CHANGED, "Secret api/api-db", List.of(new Field("data.password", Optional.empty(), Optional.empty(), true)), List.of()),
                new Difference(Action.UNCHANGED, "Service api/api", List.of(), List.of()),
                new Difference(Action.UNCHANGED, "NetworkPolicy api/api", List.of(), List.of()));
    }

    private static Field field(String path, String before, String after) {
        return new Field(path, Optional.of(before), Optional.of(after), false);
    }

    private Step step(int n, String title, StepStatus status, String progress, String impact) {
        boolean begun = status == StepStatus.DONE || status == StepStatus.NOW || status == StepStatus.FAILED;
        return new Step(n, title, impact, status, progress, begun ? Optional.of(now.minusSeconds(200 - n * 40L)) : Optional.empty(),
                status == StepStatus.DONE || status == StepStatus.FAILED ? Optional.of(now.minusSeconds(190 - n * 40L)) : Optional.empty(),
                Optional.of(Duration.ofSeconds(n * 40L)), begun ? 1 : 0, Optional.empty(), List.of(), OptionalInt.empty());
    }

    private List<Step> planned() {
        return List.of(step(1, "Check the seal", StepStatus.NEXT, "", "No interruption: reads only"),
                step(2, "Apply settings and policies", StepStatus.NEXT, "", "No interruption: rule \"settings without restart\""),
                step(3, "Replace pods", StepStatus.NEXT, "", "No interruption: one new pod is ready before an old one leaves, 4 min (median of 9 here)"),
                step(4, "Verify revision, then health", StepStatus.NEXT, "", "No interruption: reads only"));
    }

    private List<Step> through(StepStatus third, String progress) {
        return List.of(step(1, "Check the seal", StepStatus.DONE, "As approved", "No interruption: reads only"),
                step(2, "Apply settings and policies", StepStatus.DONE, "4 objects applied", "No interruption: rule \"settings without restart\""),
                step(3, "Replace pods", third, progress, "No interruption: one new pod is ready before an old one leaves, 4 min (median of 9 here)"),
                step(4, "Verify revision, then health", third == StepStatus.DONE ? StepStatus.DONE : StepStatus.NEXT, "", "No interruption: reads only"));
    }

    private Page awaiting() {
        Draft draft = page(1042, "Upgrade api to 2.4.0, bluefin-prod", ChangeStatus.AWAITING_APPROVAL);
        draft.waiting = Optional.of(new Waiting("1 of 2 votes", "approver2@example.test or approver3@example.test", Optional.of(now.plus(Duration.ofHours(51)))));
        return draft.page();
    }

    private Page running() {
        Draft draft = page(1044, "Upgrade api to 2.4.0, dorado-prod", ChangeStatus.RUNNING);
        draft.note = "3 of 6 pods ready";
        draft.steps = through(StepStatus.NOW, progress);
        draft.started = Optional.of(now.minusSeconds(190));
        return draft.page();
    }

    /** Forty steps, as a new database has them. */
    private Page longRun() {
        Draft draft = page(1045, "Install postgres 1.3.0, dorado-prod", ChangeStatus.RUNNING);
        int at = longRunAt;
        draft.note = "Step " + at + " of 40";
        draft.steps = IntStream.rangeClosed(1, 40).mapToObj(n -> step(n, "Apply StatefulSet postgres-" + n,
                n < at ? StepStatus.DONE : n == at ? StepStatus.NOW : StepStatus.NEXT, n < at ? "Applied" : n == at ? "1 of 3 members ready" : "",
                "No interruption: rule \"postgres.first-install\"")).toList();
        draft.started = Optional.of(now.minusSeconds(190));
        return draft.page();
    }

    private List<Step> failing() {
        List<Step> steps = new ArrayList<>(through(StepStatus.FAILED, "3 old pods serve, 0 requests failed"));
        Step failed = steps.get(2);
        steps.set(2, new Step(3, failed.title(), failed.impact(), StepStatus.FAILED, failed.progress(), failed.started(), failed.ended(), failed.usual(), 3,
                Optional.of("The new image does not start: exit 1, 3 times"),
                List.of(new Evidence("Log of api-7d5f9c-x2l8v, last lines", "Traceback (most recent call last):\n  File \"/app/db.py\", line 31, in open\n"
                        + "psycopg.OperationalError: certificate verify failed"), new Evidence("Events", "Warning BackOff restarting failed container (x3)")), OptionalInt.empty()));
        return steps;
    }

    private Page failedGoingBack() {
        Draft draft = page(1047, "Scale api to 20, cedar-prod", ChangeStatus.RUNNING);
        draft.steps = failing();
        draft.goingBack = true;
        draft.back = List.of(step(1, "Put back Deployment api", StepStatus.NOW, "2 of 3 old pods ready", "No interruption"),
                step(2, "Verify health", StepStatus.NEXT, "", "No interruption: reads only"));
        draft.started = Optional.of(now.minusSeconds(190));
        return draft.page();
    }

    private Page failedForGood() {
        Draft draft = page(1040, "Upgrade api to 2.3.2, cedar-prod", ChangeStatus.FAILED);
        draft.note = "What ran before was put back.";
        draft.steps = failing();
        draft.started = Optional.of(now.minusSeconds(9000));
        draft.ended = Optional.of(now.minusSeconds(8400));
        return draft.page();
    }

    private Page paused() {
        Draft draft = page(1039, "Configure api, dorado-prod", ChangeStatus.RUNNING);
        draft.steps = through(StepStatus.NEXT, "");
        draft.paused = true;
        draft.waiting = Optional.of(new Waiting("the run is paused", "an operator, who resumes it or takes it back", Optional.empty()));
        draft.started = Optional.of(now.minusSeconds(600));
        return draft.page();
    }

    private Page voided() {
        Draft draft = page(1051, "Upgrade api to 2.4.0, cedar-prod", ChangeStatus.PLANNED);
        draft.note = "The plan differs from what was approved; seal it again";
        draft.voided = Optional.of("HorizontalPodAutoscaler api/api: spec.maxReplicas is 20 now");
        draft.waiting = Optional.of(new Waiting("its plan to be sealed and submitted", "its requester, or another operator", Optional.empty()));
        return draft.page();
    }

    /** Edited after votes had been given: a number, a long value, and a list of which many elements are others. */
    private Page sealedAgain() {
        Draft draft = page(1052, "Configure api, bluefin-prod", ChangeStatus.AWAITING_APPROVAL);
        draft.waiting = Optional.of(new Waiting("2 votes", "approver2@example.test or approver3@example.test", Optional.of(now.plus(Duration.ofHours(5)))));
        draft.seal = Optional.of(SEALED_AGAIN);
        String by = ", by operator2@example.test";
        draft.changedSince = Stream.concat(Stream.of("inputs.replicas.max: 3 -> 30" + by,
                "binding.ca: ..\"-----BEGIN CERTIFICATE-----\\nMIIB" + "qLnKXa7".repeat(7) + ".. (1189 characters) -> ..\"-----BEGIN CERTIFICATE-----\\nMIIC"
                        + "Zx81hTe".repeat(7) + ".. (1189 characters)" + by),
                IntStream.rangeClosed(1, 40).mapToObj(n -> "inputs.internal.allowList[10.%d.0.0/16]: not set -> \"10.%d.0.0/16\"%s".formatted(n, n, by))).toList();
        return draft.page();
    }

    private Page ended() {
        Draft draft = page(1031, "Configure api, bluefin-prod", ChangeStatus.SUCCEEDED);
        draft.steps = through(StepStatus.DONE, "6 of 6 ready");
        draft.note = "Revision 14 runs and is healthy.";
        draft.started = Optional.of(now.minusSeconds(90000));
        draft.ended = Optional.of(now.minusSeconds(89600));
        return draft.page();
    }

    private Page draft() {
        Draft draft = page(1055, "Configure api, bluefin-prod", ChangeStatus.DRAFT);
        draft.seal = Optional.empty();
        draft.steps = List.of();
        draft.note = "Not sealed yet";
        return draft.page();
    }

    /** Of the first change of a customer, which has no form to edit it in. */
    private Page changesAsked() {
        Draft draft = page(1056, "Create echo-prod with api", ChangeStatus.DRAFT);
        draft.seal = Optional.empty();
        draft.service = Optional.empty();
        draft.steps = List.of();
        draft.note = "Changes asked for: three zones, please";
        draft.voided = Optional.of(draft.note);
        return draft.page();
    }

    private Page window() {
        Draft draft = page(1050, "Restart api, bluefin-prod", ChangeStatus.WAITING_FOR_WINDOW);
        draft.waiting = Optional.of(new Waiting("the window Sun 29 Nov 22:00 to 02:00 +01:00", "nobody: it starts by itself", Optional.of(now.plus(Duration.ofHours(99)))));
        return draft.page();
    }
}
