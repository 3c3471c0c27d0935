package com.trmlabs.portal.service.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.GuestRehearsal;
import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.catalog.ChartArchive;
import com.trmlabs.portal.catalog.Publication;
import com.trmlabs.portal.catalog.ReleasePublishing;
import com.trmlabs.portal.catalog.ShippedReleases;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.PreflightReport;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsing.Example;
import com.trmlabs.portal.service.Onboarding;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceQueries;
import com.trmlabs.portal.service.spi.EdgePolicies;
import com.vaadin.flow.router.QueryParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Changes of services in the example's project, on simulated Google and Kubernetes, carried out as people do it. */
@PostgresTest
@ActiveProfiles("rehearsal")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServiceChangesIT {

    private static final RunningRehearsal REHEARSAL = GuestRehearsal.start();
    private static final Path SERVICE_TYPES = Path.of("../k8s/services").toAbsolutePath().normalize();
    private static final ServiceName API = ServiceName.of("bluefin-prod.api");
    private static final ServiceName OUTSIDE = ServiceName.of("bluefin-outside.api");
    private static final String POLICY = "portal-bluefin-outside-api";
    private static final ProjectId PROJECT = new ProjectId("bluefin-analytics-prod");
    private static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);

    @Autowired Example example;
    @Autowired ReleasePublishing publishing;
    @Autowired ServiceChanges services;
    @Autowired ServiceQueries installed;
    @Autowired ProposalStart start;
    @Autowired ChangeDesk desk;
    @Autowired ChangeQueries changes;
    @Autowired ApprovalDesk votes;
    @Autowired Onboarding onboarding;
    @Autowired EdgePolicies policies;
    @Autowired Preflight preflight;

    @DynamicPropertySource
    static void world(DynamicPropertyRegistry registry) throws IOException {
        var endpoints = REHEARSAL.endpoints();
        String folder = Files.createTempDirectory("service-changes").toString();
        registry.add("portal.oidc.issuer", endpoints::issuer);
        registry.add("portal.google.base-url", endpoints::google);
        registry.add("portal.google.container-endpoint", endpoints::container);
        registry.add("portal.google.credentials", endpoints::credentials);
        registry.add("portal.google.registry", () -> "projects/trm-portal/locations/europe/repositories/services");
        registry.add("portal.catalog.folder", SERVICE_TYPES::toString);
        registry.add("portal.folder", () -> folder);
    }

    @BeforeAll
    void loadTheExample() {
        ShippedReleases.publish(publishing, "2.3.0", "2.3.1", "2.4.0");
        As.machineOf("operator@example.test", "releases:publish").run(this::publishDatabase);
        OPERATOR.run(example::load);
        await().atMost(Duration.ofMinutes(5)).until(() -> !example.isRunning());
        assertThat(example.progress()).startsWith("Loaded.");
    }

    @AfterAll
    static void stop() {
        REHEARSAL.close();
    }

    @Test
    void proposesWhatRanBeforeAndBringsItBack() {
        ChangeId upgrade = only(ChangeKind.UPGRADE);
        assertThatThrownBy(() -> OPERATOR.call(() -> services.rollBack(upgrade))).isInstanceOf(Refusal.class).hasMessageContaining("did not succeed");
        Proposal before = OPERATOR.call(() -> services.current(API));
        carryOut(upgrade);
        assertThat(release()).isEqualTo("2.4.0");

        var prefilled = OPERATOR.call(() -> start.read(QueryParameters.of("rollback", upgrade.toString())));

        assertThat(prefilled.reason()).contains(upgrade.toString());
        assertThat(prefilled.edits()).isEmpty();
        assertThat(prefilled.proposal()).isEqualTo(new Proposal(ChangeKind.ROLL_BACK, API, "2.3.1", before.inputs(), before.binding()));
        ChangeId back = submitted(prefilled.proposal(), prefilled.reason() + "answers are slow");
        carryOut(back);
        assertThat(release()).isEqualTo("2.3.1");
        assertThat(OPERATOR.call(() -> services.rollBack(back)).proposal().release()).isEqualTo("2.4.0");
        assertThatThrownBy(() -> OPERATOR.call(() -> services.rollBack(only(ChangeKind.ONBOARD)))).isInstanceOf(Refusal.class);
        goesBackToWhatRanLastAndNamesWhatRanSince(OPERATOR.call(() -> services.current(API)));
    }

    /** The change with the lower number runs after the other one. */
    private void goesBackToWhatRanLastAndNamesWhatRanSince(Proposal now) {
        Proposal first = withMemoryLimit(now, "448Mi");
        Proposal second = withMemoryLimit(now, "512Mi");
        ChangeId ranSecond = OPERATOR.call(() -> services.propose(second, "drafted on Monday", "OPS-313"));
        ChangeId ranFirst = submitted(first, "runs on Tuesday");
        carryOut(ranFirst);
        OPERATOR.run(() -> desk.submit(ranSecond));
        carryOut(ranSecond);

        var back = OPERATOR.call(() -> services.rollBack(ranSecond));
        assertThat(back.proposal().inputs().at("/resources/memoryLimit").asString()).isEqualTo("448Mi");
        assertThat(back.undoesToo()).isEmpty();
        assertThat(OPERATOR.call(() -> services.rollBack(ranFirst)).proposal().inputs()).isEqualTo(now.inputs());
        assertThat(OPERATOR.call(() -> start.read(QueryParameters.of("rollback", ranFirst.toString()))).reason())
                .isEqualTo("Roll back of " + ranFirst + ", which undoes " + ranSecond + " too: ");
    }

    private static Proposal withMemoryLimit(Proposal now, String limit) {
        ObjectNode inputs = now.inputs().deepCopy();
        inputs.withObject("/resources").put("memoryLimit", limit);
        return configured(inputs, now);
    }

    /** The list in the form is the list at Google: made by the install, changed by a configure, and put back with a change that fails. */
    @Test
    void letsInAtTheEdgeJustWhoIsOnTheList() {
        Proposal example = OPERATOR.call(() -> services.current(API));
        ClusterPlan cluster = new ClusterPlan(OUTSIDE.cluster(), PROJECT, "europe-west1", List.of("europe-west1-b"), "REGULAR", "api", "e2-standard-4", 1, 1, 1);
        Proposal install = new Proposal(ChangeKind.INSTALL, OUTSIDE, "2.3.1", open(example, "203.0.113.0/24", "198.51.100.0/24"), example.binding());
        ChangeId created = OPERATOR.call(() -> onboarding.submit(cluster, List.of(install), "clients outside", "OPS-320"));
        carryOut(created);
        assertThat(page(created).wayBack()).isEqualTo("Automatic: removes what this change made, except the Cloud Armor policy portal-bluefin-outside-api: "
                + "it stays at Google, where it then filters nothing");
        assertThat(letIn()).containsExactlyInAnyOrder("203.0.113.0/24", "198.51.100.0/24");

        carryOut(submitted(configured(open(install, "198.51.100.0/24", "192.0.2.0/24"), install), "they have moved"));
        assertThat(letIn()).containsExactlyInAnyOrder("198.51.100.0/24", "192.0.2.0/24");

        ObjectNode smaller = open(install, "203.0.113.0/24");
        smaller.withObject("/resources").put("memoryLimit", "320Mi");
        ChangeId failing = failed(configured(smaller, install), "they move again, and pods get more memory");
        assertThat(page(failing).steps()).filteredOn(step -> step.title().equals("Let in 1 address blocks from outside")).singleElement()
                .satisfies(step -> assertThat(step.status()).isEqualTo(StepStatus.DONE));
        assertThat(letIn()).containsExactlyInAnyOrder("198.51.100.0/24", "192.0.2.0/24");
        keepsNoPolicyWithoutExternalClients(install, example.inputs());
    }

    /** It goes away when external access is turned off, and with a change that turns it on and fails. */
    private void keepsNoPolicyWithoutExternalClients(Proposal service, ObjectNode closed) {
        carryOut(submitted(configured(closed, service), "clients come from inside only"));
        assertThat(policies.allowed(PROJECT, POLICY)).isEmpty();

        ObjectNode larger = open(service, "203.0.113.0/24");
        larger.withObject("/resources").put("memoryLimit", "320Mi");
        ChangeId failing = failed(configured(larger, service), "and from outside again");
        assertThat(page(failing).steps()).extracting(ChangeQueries.Step::title).contains("Let in 1 address blocks from outside");
        assertThat(page(failing).backSteps()).filteredOn(step -> step.title().equals("Remove the policy " + POLICY)).singleElement()
                .satisfies(step -> assertThat(step.status()).isEqualTo(StepStatus.DONE));
        assertThat(policies.allowed(PROJECT, POLICY)).isEmpty();
    }

    @Test
    void tellsApproversWhyEverybodyIsLetIn() {
        Proposal now = OPERATOR.call(() -> services.current(API));
        ObjectNode inputs = now.inputs().deepCopy();
        inputs.withObject("/internal").putArray("allowList").add("0.0.0.0/1").add("128.0.0.0/1");
        assertThat(OPERATOR.call(() -> services.problems(configured(inputs, now)))).extracting(InputProblem::pointer).containsExactly("/internal/openReason");
        inputs.withObject("/internal").put("openReason", "A public data set, agreed in OPS-311");

        ChangeId id = submitted(configured(inputs, now), "open it");

        assertThat(page(id).reasons()).containsExactly("Clients inside the network: every address is let in, because: A public data set, agreed in OPS-311");
        OPERATOR.run(() -> desk.cancel(id, "only looked at"));
    }

    @Test
    void findsNothingWrongInTheExamplesProject() {
        NodeDemand demand = new NodeDemand("e2-standard-4", List.of("europe-west1-b", "europe-west1-c"), 1, 2);
        OPERATOR.run(() -> preflight.run(PROJECT, demand));
        assertThat(OPERATOR.call(() -> preflight.report(PROJECT, demand)).lines()).isNotEmpty()
                .allSatisfy(line -> assertThat(line.state()).as(line.check() + ": " + line.cause()).isEqualTo(PreflightReport.State.PASS));
    }

    @Test
    void saysThatTheNamespaceOfAnInstallStays() {
        ServiceName database = new ServiceName(API.cluster(), "postgres");
        assertThat(OPERATOR.call(() -> installed.in(API.cluster()))).extracting(ServiceQueries.Row::service).doesNotContain(database);
        ObjectNode inputs = JsonMapper.shared().createObjectNode();

        ChangeId id = submitted(new Proposal(ChangeKind.INSTALL, database, "1.0.0", inputs, Optional.empty()), "a database of its own");

        assertThat(page(id).wayBack()).isEqualTo("Automatic: removes what this change made, except Namespace postgres: namespaces are never deleted");
        carryOut(id);
        appliesSettingsOfBeforeOnTheWayBack(OPERATOR.call(() -> services.current(database)));
    }

    /** Their Job is made anew when what it reads is back. */
    private void appliesSettingsOfBeforeOnTheWayBack(Proposal now) {
        ObjectNode inputs = now.inputs().deepCopy();
        inputs.withObject("parameters").put("work_mem", "9MB");

        List<String> back = page(submitted(configured(inputs, now), "sorts spill")).backSteps().stream().map(ChangeQueries.Step::title)
                .filter(title -> title.contains("postgres-settings")).map(title -> title.replaceAll("-[0-9a-f]{10}", "-HASH")).toList();

        assertThat(back).containsSubsequence("Put back ConfigMap postgres/postgres-settings-member", "Put back Job postgres/postgres-settings-member-HASH",
                "Verify Job postgres/postgres-settings-member-HASH as before");
    }

    /** Its new pods end right after their start. */
    private ChangeId failed(Proposal proposal, String reason) {
        long fault = REHEARSAL.faults().add(Fault.of(Kind.CRASH_LOOP).at(OUTSIDE.cluster().value()));
        ChangeId id = submitted(proposal, reason);
        assertThat(end(id)).as(() -> page(id).statusNote()).isEqualTo(ChangeStatus.ROLLED_BACK);
        REHEARSAL.faults().remove(fault);
        assertThat(page(id).steps()).flatExtracting(ChangeQueries.Step::evidence)
                .filteredOn(evidence -> evidence.title().endsWith(", migrate")).singleElement()
                .satisfies(log -> assertThat(log.text()).contains("ended on purpose with exit code 1"));
        return id;
    }

    private static Proposal configured(ObjectNode inputs, Proposal before) {
        return new Proposal(ChangeKind.CONFIGURE, before.service(), before.release(), inputs, before.binding());
    }

    private static ObjectNode open(Proposal service, String... blocks) {
        ObjectNode inputs = service.inputs().deepCopy();
        ArrayNode list = inputs.putObject("external").put("enabled", true).put("hostname", "exposure.bluefin.example").putArray("allowList");
        Stream.of(blocks).forEach(list::add);
        return inputs;
    }

    /** As Google has it. */
    private List<String> letIn() {
        return policies.allowed(PROJECT, POLICY).orElseThrow().stream().map(Cidr::value).toList();
    }

    private void publishDatabase() {
        byte[] chart = ChartArchive.pack(SERVICE_TYPES.resolve("postgres/chart"), "postgres");
        String digest = "sha256:" + Fingerprint.of(chart).hex();
        publishing.upload(digest, chart);
        publishing.publish(new Publication("postgres", "1.0.0", digest, Stream.of("postgres", "pgpool", "pgbouncer").collect(Collectors.toMap(role -> role,
                role -> "europe-docker.pkg.dev/trm-portal/services/%s@sha256:%s".formatted(role, Fingerprint.of(role)))), "As shipped.", null));
    }

    private ChangeId only(ChangeKind kind) {
        return OPERATOR.call(() -> changes.rows(ChangeQueries.Filter.ALL, 0, 50)).stream().filter(row -> row.kind() == kind)
                .map(ChangeQueries.Row::id).findFirst().orElseThrow();
    }

    private ChangeId submitted(Proposal proposal, String reason) {
        return OPERATOR.call(() -> {
            ChangeId id = services.propose(proposal, reason, "OPS-312");
            desk.submit(id);
            return id;
        });
    }

    private void carryOut(ChangeId id) {
        assertThat(end(id)).as(() -> page(id).statusNote()).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    private ChangeStatus end(ChangeId id) {
        Fingerprint fingerprint = page(id).fingerprint().orElseThrow();
        for (String approver : List.of("approver1@example.test", "approver2@example.test")) {
            As.person(approver, Role.APPROVER).signedInAt(Instant.now()).run(() -> votes.vote(id.toString(), fingerprint, Verdict.YES, ""));
        }
        await().atMost(Duration.ofMinutes(3)).untilAsserted(() -> assertThat(page(id)).matches(page -> page.status().hasEnded(), "has ended"));
        return page(id).status();
    }

    private ChangeQueries.Page page(ChangeId id) {
        return OPERATOR.call(() -> changes.page(id));
    }

    private String release() {
        return OPERATOR.call(() -> installed.page(API)).row().release();
    }
}
