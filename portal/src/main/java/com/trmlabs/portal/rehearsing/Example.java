package com.trmlabs.portal.rehearsing;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.customer.Connecting;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.customer.CustomerRegistration;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.ProjectRegistration;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.identity.MachineTokens;
import com.trmlabs.portal.identity.RehearsalCast;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.identity.Scope;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.DomainEvent;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.Onboarding;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.ServiceChanges;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.io.ClassPathResource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Loads the example: two customers, a cluster, releases of two services and one change that waits for approval, all by the activities
 * that people trigger. What is there already is left as it is, so that loading can be tried again.
 */
@Component
@Profile("rehearsal")
public class Example {

    private static final Logger LOG = LoggerFactory.getLogger(Example.class);
    private static final String OPERATOR = "operator@example.test";
    private static final String ADMIN = "admin@example.test";
    private static final List<String> APPROVERS = List.of("approver1@example.test", "approver2@example.test");
    private static final Map<String, String> NOTES = notes();
    private static final ServiceName API = ServiceName.of("bluefin-prod.api");
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final RehearsalCast cast;
    private final RehearsalSettings settings;
    private final CustomerRegistration customers;
    private final CustomerDirectory directory;
    private final ProjectRegistration projects;
    private final Connecting connecting;
    private final MachineTokens tokens;
    private final Catalog catalog;
    private final Onboarding onboarding;
    private final ServiceChanges services;
    private final ChangeDesk changes;
    private final ChangeQueries queries;
    private final ApprovalDesk votes;
    private final ApplicationEventPublisher events;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile String progress = "";
    private volatile int port;

    Example(RehearsalCast cast, RehearsalSettings settings, CustomerRegistration customers, CustomerDirectory directory, ProjectRegistration projects,
            Connecting connecting, MachineTokens tokens, Catalog catalog, Onboarding onboarding, ServiceChanges services, ChangeDesk changes,
            ChangeQueries queries, ApprovalDesk votes, ApplicationEventPublisher events) {
        this.cast = cast;
        this.settings = settings;
        this.customers = customers;
        this.directory = directory;
        this.projects = projects;
        this.connecting = connecting;
        this.tokens = tokens;
        this.catalog = catalog;
        this.onboarding = onboarding;
        this.services = services;
        this.changes = changes;
        this.queries = queries;
        this.votes = votes;
        this.events = events;
    }

    @EventListener
    void on(WebServerInitializedEvent started) {
        port = started.getWebServer().getPort();
    }

    public boolean isLoaded() {
        return directory.find(new CustomerId("bluefin")).isPresent();
    }

    public boolean isRunning() {
        return running.get();
    }

    /** What it does just now, or how it ended; empty when it never began. */
    public String progress() {
        return progress;
    }

    /** Begins on a thread of its own; the page asks {@link #progress}. */
    @Activity("rehearsal.load-example")
    @PreAuthorize("hasAnyRole('OPERATOR_EVERYWHERE', 'ADMIN_EVERYWHERE')")
    @Transactional
    public void load() {
        events.publishEvent(new ExampleAskedFor());
        if (running.compareAndSet(false, true)) {
            Thread.ofVirtual().name("example").start(this::play);
        }
    }

    private void play() {
        try {
            people();
            releases();
            customer(bluefin());
            customer(dorado());
            cluster();
            upgrade();
            progress = "Loaded. One change waits for approval.";
        } catch (RuntimeException failure) {
            LOG.warn("The example was not loaded to its end", failure);
            progress = "Stopped: " + failure.getMessage() + " Load it again to go on from here.";
        } finally {
            running.set(false);
        }
    }

    private void people() {
        progress = "People sign in";
        APPROVERS.forEach(approver -> cast.as(approver, () -> approver, Role.APPROVER));
    }

    private void releases() {
        List<Pipeline> left = pipelines().stream().filter(pipeline -> asOperator(() -> catalog.release(pipeline.type(), pipeline.version())).isEmpty()).toList();
        if (left.isEmpty()) {
            return;
        }
        cast.as(ADMIN, () -> ADMIN, Role.ADMIN, Role.OPERATOR);
        var created = cast.as(ADMIN, () -> tokens.create(ADMIN, "example pipeline", Set.of(Scope.RELEASES_PUBLISH), Duration.ofDays(1)), Role.ADMIN, Role.OPERATOR);
        left.forEach(pipeline -> {
            progress = "A pipeline publishes " + pipeline.type() + " " + pipeline.version();
            publish(pipeline, created.secret());
        });
        cast.as(ADMIN, () -> {
            tokens.revoke(created.token().id());
            return true;
        }, Role.ADMIN);
    }

    /** @param images by role */
    private record Pipeline(String type, String version, String notes, Map<String, String> images) {}

    private List<Pipeline> pipelines() {
        Map<String, String> built = built();
        List<Pipeline> pipelines = new ArrayList<>();
        NOTES.forEach((version, notes) -> pipelines.add(new Pipeline("api", version, notes, Map.of("api", image(built, "api", version, "api")))));
        Map<String, String> database = new TreeMap<>();
        List.of("postgres", "pgpool", "pgbouncer").forEach(role -> database.put(role, image(built, "postgres", role, role)));
        pipelines.add(new Pipeline("postgres", "1.0.0", "Members of PostgreSQL under Patroni, with Pgpool-II or PgBouncer in front.", database));
        return pipelines;
    }

    /** One that a real cluster can pull, or a name that simulated clusters do not mind. */
    private static String image(Map<String, String> built, String type, String name, String repository) {
        return built.getOrDefault(type + " " + name, "europe-docker.pkg.dev/trm-portal/services/%s@sha256:%s".formatted(repository, Fingerprint.of(type + " " + name)));
    }

    private void publish(Pipeline release, String token) {
        try {
            Path text = Files.createTempFile("notes", ".md");
            Files.writeString(text, release.notes());
            List<String> command = new ArrayList<>(List.of("bin/publish-release", release.type(), release.version(), "--notes", text.toString(),
                    "--url", "http://127.0.0.1:" + port));
            release.images().forEach((role, image) -> command.addAll(List.of("--image", role + "=" + image)));
            ProcessBuilder pipeline = new ProcessBuilder(command).redirectErrorStream(true);
            pipeline.environment().put("PORTAL_TOKEN", token);
            Process process = pipeline.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new Refusal("Release %s of %s was not published: %s".formatted(release.version(), release.type(), said));
            }
            Files.delete(text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new Refusal("Interrupted while releases were published.");
        }
    }

    /** What was built for a real cluster, by type and name. */
    private Map<String, String> built() {
        if (settings.images() == null) {
            return Map.of();
        }
        try {
            return Files.readAllLines(settings.images()).stream().map(line -> line.split("\\s+")).filter(parts -> parts.length == 3)
                    .collect(Collectors.toMap(parts -> parts[0] + " " + parts[1], parts -> parts[2]));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A customer and its project, as an operator types them in. */
    private record Registered(CustomerDetails customer, ProjectDetails project) {}

    private static Registered bluefin() {
        CustomerId id = new CustomerId("bluefin");
        return new Registered(details(id, "Bluefin Analytics", Tier.PRODUCTION, "europe-west1"), new ProjectDetails(new ProjectId("bluefin-analytics-prod"), id, "europe-west1",
                List.of("europe-west1-b", "europe-west1-c", "europe-west1-d"), "analytics", "analytics-gke", "pods", "services"));
    }

    private static Registered dorado() {
        CustomerId id = new CustomerId("dorado");
        return new Registered(details(id, "Dorado Ledger", Tier.TRIAL, "europe-west3"), new ProjectDetails(new ProjectId("dorado-ledger-prod"), id, "europe-west3",
                List.of("europe-west3-a", "europe-west3-b", "europe-west3-c"), "ledger-vpc", "ledger-gke", "gke-pods", "gke-services"));
    }

    private static CustomerDetails details(CustomerId id, String name, Tier tier, String region) {
        return new CustomerDetails(id, name, tier, region, ZoneId.of("Europe/Berlin"), List.of(new Contact("Platform team", "platform@" + id + ".test", Contact.Duty.TECHNICAL)));
    }

    private void customer(Registered registered) {
        CustomerDetails customer = registered.customer();
        if (directory.find(customer.id()).isPresent()) {
            return;
        }
        progress = "The operator registers " + customer.name();
        asOperator(() -> {
            customers.register(customer);
            projects.register(registered.project());
            return connecting.test(registered.project().id());
        });
    }

    private void cluster() {
        if (!waiting(ChangeKind.ONBOARD).isEmpty()) {
            return;
        }
        progress = "The operator submits the first change of Bluefin Analytics";
        ClusterPlan plan = new ClusterPlan(API.cluster(), new ProjectId("bluefin-analytics-prod"), "europe-west1",
                List.of("europe-west1-b", "europe-west1-c", "europe-west1-d"), "REGULAR", "api", "e2-standard-4", 1, 1, 3);
        ChangeId change = asOperator(() -> onboarding.submit(plan, List.of(install()), "Bluefin Analytics starts on Monday", "OPS-300"));
        Fingerprint fingerprint = asOperator(() -> queries.page(change).fingerprint().orElseThrow());
        APPROVERS.forEach(approver -> cast.as(approver, () -> {
            votes.vote(change.toString(), fingerprint, Verdict.YES, "");
            return true;
        }, Role.APPROVER));
        await(change);
    }

    private void await(ChangeId change) {
        ChangeQueries.Page page = asOperator(() -> queries.page(change));
        while (!page.status().hasEnded()) {
            long done = page.steps().stream().filter(step -> step.status() == ChangeQueries.StepStatus.DONE).count();
            progress = "%s runs, %d of %d steps done".formatted(change, done, page.steps().size());
            try {
                Thread.sleep(LOOK);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
                return;
            }
            page = asOperator(() -> queries.page(change));
        }
        if (page.status() != ChangeStatus.SUCCEEDED) {
            throw new Refusal(change + " ended as " + page.status().name().toLowerCase() + ": " + page.statusNote());
        }
    }

    private void upgrade() {
        if (!waiting(ChangeKind.UPGRADE).isEmpty()) {
            return;
        }
        progress = "The operator proposes an upgrade";
        asOperator(() -> {
            Proposal now = services.current(API);
            ChangeId change = services.propose(new Proposal(ChangeKind.UPGRADE, API, "2.4.0", now.inputs(), now.binding()), "Paging of large answers is wrong", "OPS-311");
            changes.submit(change);
            return change;
        });
    }

    private List<ChangeQueries.Row> waiting(ChangeKind kind) {
        return asOperator(() -> queries.rows(ChangeQueries.Filter.ALL, 0, 200)).stream().filter(row -> row.kind() == kind).toList();
    }

    private Proposal install() {
        ObjectNode inputs = JsonMapper.shared().createObjectNode();
        inputs.putObject("internal").putArray("allowList").add("10.20.0.0/16");
        return new Proposal(ChangeKind.INSTALL, API, "2.3.1", inputs, Optional.of(binding()));
    }

    private Binding binding() {
        try (InputStream file = settings.binding() == null ? new ClassPathResource("rehearsal/binding.json").getInputStream() : Files.newInputStream(settings.binding())) {
            JsonNode given = JsonMapper.shared().readTree(file);
            return new Binding(given.path("host").asString(), given.path("port").asInt(), given.path("database").asString(), given.path("secretName").asString(),
                    given.path("caCertificate").asString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private <T> T asOperator(Supplier<T> work) {
        return cast.as(OPERATOR, work, Role.OPERATOR);
    }

    private static Map<String, String> notes() {
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put("2.3.0", "## 2.3.0\n\nTotals are decimal strings, so that no amount loses digits.\n");
        notes.put("2.3.1", "## 2.3.1\n\nAnswers survive a failover of the database: one retry on a fresh connection.\n");
        notes.put("2.4.0", "## 2.4.0\n\nPaging is stable: rows of equal totals are ordered by address.\n");
        return notes;
    }

    /** Whoever asked stands in the record; what is done then is told by the activities that it plays. */
    private record ExampleAskedFor() implements DomainEvent {
        @Override
        public String action() {
            return "rehearsal.load-example";
        }

        @Override
        public String subject() {
            return "example";
        }
    }
}
