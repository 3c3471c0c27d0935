package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.catalog.ChartArchive;
import com.trmlabs.portal.catalog.Publication;
import com.trmlabs.portal.catalog.ReleasePublishing;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.change.Drafts;
import com.trmlabs.portal.change.Runs;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerRegistration;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.ProjectRegistration;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.identity.RehearsalCast;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.Onboarding;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What people do at the portal: one proposes, another one approves, and a run carries it out. */
class Portal {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ProjectId PROJECT = new ProjectId("bluefin-analytics-prod");
    private static final CustomerId CUSTOMER = new CustomerId("bluefin");

    @Autowired private RehearsalCast cast;
    @Autowired private CustomerRegistration customers;
    @Autowired private ProjectRegistration projects;
    @Autowired private ReleasePublishing publishing;
    @Autowired private Onboarding onboarding;
    @Autowired private ServiceChanges services;
    @Autowired private Drafts drafts;
    @Autowired private ChangeDesk desk;
    @Autowired private ChangeQueries changes;
    @Autowired private ApprovalDesk votes;
    @Autowired private Runs runs;
    private int clusters;
    private int emptied;
    private ServiceName service;
    private String release = "";

    // --- a stage to act on

    /** A cluster of a new name, its namespace empty. */
    ServiceName emptyCluster() {
        ClusterName name = onboarded(cluster -> List.of()).cluster().orElseThrow();
        service = new ServiceName(name, "api");
        release = "";
        return service;
    }

    /** A cluster of a new name and services in it, by one change. */
    ChangeQueries.Page onboarded(Function<ClusterName, List<Proposal>> installs) {
        if (clusters == 0) {
            operate(this::register);
        }
        World.the().empty();
        emptied = World.the().emptied();
        ClusterName name = new ClusterName("suites-" + ++clusters);
        ClusterPlan plan = new ClusterPlan(name, PROJECT, "europe-west1", List.of("europe-west1-b"), "REGULAR", "apps", "e2-standard-2", 1, 1, 1);
        ChangeId id = operator(() -> onboarding.submit(plan, installs.apply(name), "the suites need a cluster", ""));
        approve(id);
        assertThat(end(id)).as(why(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        return page(id);
    }

    /** The service as an earlier suite left it, or a new one. */
    ServiceName installed() {
        if (release.isEmpty() || emptied != World.the().emptied()) {
            emptyCluster();
            succeed(ChangeKind.INSTALL, "2.3.0", inputs());
        }
        return service;
    }

    /** A suite has made of the service what others could not use. */
    void forget() {
        release = "";
    }

    private void register() {
        customers.register(new CustomerDetails(CUSTOMER, "Bluefin Analytics", Tier.TRIAL, "europe-west1", ZoneId.of("Europe/Berlin"),
                List.of(new Contact("Ada Admin", "ada@bluefin.example", Contact.Duty.TECHNICAL))));
        projects.register(new ProjectDetails(PROJECT, CUSTOMER, "europe-west1", List.of("europe-west1-b", "europe-west1-c"), "analytics",
                "analytics-gke", "pods", "services"));
        World.the().images.forEach((version, image) -> {
            if (!version.equals("postgres")) {
                send(version, image, World.source("k8s/services/api/chart"));
            }
        });
    }

    private void send(String version, String image, Path chart) {
        send("api", version, Map.of("api", image), chart);
    }

    private void send(String type, String version, Map<String, String> images, Path chart) {
        byte[] archive = ChartArchive.pack(chart, type);
        String digest = "sha256:" + sha256(archive);
        publishing.upload(digest, archive);
        publishing.publish(new Publication(type, version, digest, images, "For the suites.", null));
    }

    /** Publishes the shipped type `postgres`, built from Debian's packages. */
    void publishDatabase(String version) {
        if (clusters == 0) {
            operate(this::register);
            clusters++;
        }
        Map<String, String> images = World.images("workloads/postgres/images", "postgres", "pgpool", "pgbouncer");
        operate(() -> send("postgres", version, images, World.source("k8s/services/postgres/chart")));
    }

    /** Publishes a release beside the shipped ones. */
    void publish(String version, String image, Path chart) {
        operate(() -> send(version, image, chart));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // --- changes

    /** The form, filled in for a small service that this machine may call. */
    static ObjectNode inputs() {
        return (ObjectNode) JSON.readTree("""
                {"replicas": {"min": 2, "max": 2, "targetCpuPercent": 80},
                 "resources": {"cpu": "50m", "memory": "96Mi", "cpuLimit": "1", "memoryLimit": "256Mi"},
                 "internal": {"allowList": ["%s"]}, "external": {"enabled": false}, "tls": {"secretName": "api-tls"}}""".formatted(World.MACHINE));
    }

    static ObjectNode inputs(Consumer<ObjectNode> alteration) {
        ObjectNode inputs = inputs();
        alteration.accept(inputs);
        return inputs;
    }

    static void forClientsOutside(ObjectNode inputs) {
        ((ObjectNode) inputs.get("external")).put("enabled", true).put("hostname", "exposure.bluefin.example").putArray("allowList").add("203.0.113.0/24");
    }

    /** What runs now. */
    String release() {
        return release;
    }

    ChangeId submitted(ChangeKind kind, String version, ObjectNode inputs) {
        return submitted(proposal(kind, version, inputs));
    }

    ChangeId submitted(Proposal proposal) {
        return operator(() -> {
            ChangeId id = services.propose(proposal, "asked for by the suites", "OPS-7");
            desk.submit(id);
            return id;
        });
    }

    private static Binding binding() {
        JsonNode given = JSON.readTree(World.the().folder.resolve("binding.json").toFile());
        return new Binding(given.get("host").asString(), given.get("port").asInt(), given.get("database").asString(),
                given.get("secretName").asString(), given.get("caCertificate").asString());
    }

    /** The plan as it would be now; nobody can run it. */
    Plan plan(ChangeKind kind, String version, ObjectNode inputs) {
        return plan(proposal(kind, version, inputs));
    }

    Plan plan(Proposal proposal) {
        return operator(() -> {
            ChangeId id = services.propose(proposal, "looked at by the suites", "");
            desk.cancel(id, "only looked at");
            return drafts.preview(drafts.intent(id));
        });
    }

    private Proposal proposal(ChangeKind kind, String version, ObjectNode inputs) {
        return new Proposal(kind, service, version, inputs, Optional.of(binding()));
    }

    void approve(ChangeId id) {
        var fingerprint = page(id).fingerprint().orElseThrow();
        cast.as("approver1@example.test", () -> {
            votes.vote(id.toString(), fingerprint, Verdict.YES, "looked at it");
            return true;
        }, Role.APPROVER);
    }

    ChangeId approved(ChangeKind kind, String version, ObjectNode inputs) {
        ChangeId id = submitted(kind, version, inputs);
        approve(id);
        return id;
    }

    /** From the proposal to its good end. */
    ChangeQueries.Page succeed(ChangeKind kind, String version, ObjectNode inputs) {
        return succeed(proposal(kind, version, inputs));
    }

    ChangeQueries.Page succeed(Proposal proposal) {
        ChangeId id = submitted(proposal);
        approve(id);
        assertThat(end(id)).as(why(id)).isEqualTo(ChangeStatus.SUCCEEDED);
        return page(id);
    }

    ChangeStatus end(ChangeId id) {
        ChangeStatus end = await("end of " + id).atMost(Duration.ofMinutes(6)).pollInterval(Duration.ofMillis(250)).until(() -> {
            runs.advanceDue();
            return page(id).status();
        }, ChangeStatus::hasEnded);
        if (end == ChangeStatus.SUCCEEDED && page(id).service().filter(name -> name.equals(service)).isPresent()) {
            release = operator(() -> services.proposal(id)).release();
        }
        return end;
    }

    ChangeQueries.Page page(ChangeId id) {
        return operator(() -> changes.page(id));
    }

    /** For the reader of a failed test. */
    Supplier<String> why(ChangeId id) {
        return () -> page(id) + "\n" + operator(() -> changes.log(id, 0, 500));
    }

    <T> T operator(Supplier<T> work) {
        return cast.as("operator@example.test", work, Role.OPERATOR);
    }

    void operate(Runnable work) {
        operator(() -> {
            work.run();
            return true;
        });
    }
}
