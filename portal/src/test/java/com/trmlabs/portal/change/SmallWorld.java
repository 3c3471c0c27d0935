package com.trmlabs.portal.change;

import com.trmlabs.portal.MovableClock;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.RunObserver;
import com.trmlabs.portal.change.spi.RunObserver.Moment;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.ClusterPlanning;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.identity.Accounts;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.People;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.ServiceName;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Two customers and a container engine of a few lines, so that the engine of changes is tried with the one change that needs
 * no API server: creating a cluster.
 */
@TestConfiguration
@Import({AuditRecord.class, Accounts.class, SmallWorld.Play.class})
class SmallWorld {

    static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);
    static final As APPROVER_1 = As.person("approver1@example.test", Role.APPROVER);
    static final As APPROVER_2 = As.person("approver2@example.test", Role.APPROVER);
    static final As ADMIN = As.person("admin@example.test", Role.ADMIN);

    /** Creations and removals that took effect, in order; a repeated call has none. */
    static final class Engine implements ContainerEngine {

        final Map<ClusterName, ClusterFacts> clusters = new ConcurrentHashMap<>();
        final List<String> effects = new CopyOnWriteArrayList<>();
        final Map<ClusterName, ClusterSpec> asked = new ConcurrentHashMap<>();
        volatile Optional<String> error = Optional.empty();
        volatile Optional<RuntimeException> fault = Optional.empty();
        volatile boolean slow;
        volatile List<String> versions = List.of("1.35.4-gke.100");

        void empty() {
            clusters.clear();
            effects.clear();
        }

        @Override
        public void create(ProjectId project, ClusterSpec spec) {
            fault.ifPresent(thrown -> { throw thrown; });
            asked.put(spec.name(), spec);
            clusters.computeIfAbsent(spec.name(), name -> {
                effects.add("create " + name);
                return new ClusterFacts(name, "RUNNING", versions.getFirst(), Optional.of(URI.create("https://127.0.0.1:1")), "", List.of(spec.pool()));
            });
        }

        @Override
        public void delete(ProjectId project, String region, ClusterName name) {
            fault.ifPresent(thrown -> { throw thrown; });
            if (clusters.remove(name) != null) {
                effects.add("delete " + name);
            }
        }

        @Override
        public Optional<ClusterFacts> find(ProjectId project, String region, ClusterName name) {
            fault.ifPresent(thrown -> { throw thrown; });
            return Optional.ofNullable(clusters.get(name));
        }

        @Override
        public Optional<Operation> operation(ProjectId project, String region, ClusterName name) {
            return clusters.containsKey(name) ? Optional.of(new Operation("op", "CREATE_CLUSTER", !slow, Optional.of(100), error)) : Optional.empty();
        }

        @Override
        public List<String> versions(ProjectId project, String region, String channel) {
            return versions;
        }
    }

    /** Ends a run as a crash would: nothing after it happens on this thread. */
    static final class Crashes implements RunObserver {

        record Point(boolean back, int position, Moment moment) {}

        volatile Optional<Point> next = Optional.empty();
        final List<Point> seen = new ArrayList<>();

        @Override
        public synchronized void at(ChangeId change, boolean back, int position, Moment moment) {
            Point here = new Point(back, position, moment);
            seen.add(here);
            if (next.filter(here::equals).isPresent()) {
                next = Optional.empty();
                throw new Crash();
            }
        }
    }

    static final class Crash extends Error {}

    @Bean
    @Primary
    MovableClock clockOfThisWorld() {
        return new MovableClock();
    }

    @Bean
    @Primary
    Engine engineOfThisWorld() {
        return new Engine();
    }

    @Bean
    @Primary
    Crashes crashesOfThisWorld() {
        return new Crashes();
    }

    @Bean
    @Primary
    CustomerDirectory customersOfThisWorld() {
        return new CustomerDirectory() {
            @Override
            public Optional<Customer> find(CustomerId id) {
                return Optional.of(new Customer(id, id.value(), id.value().equals("bluefin") ? Tier.PRODUCTION : Tier.TRIAL, ZoneId.of("Europe/Berlin")));
            }

            @Override
            public Optional<Project> project(ProjectId id) {
                Optional<Project> asked = Optional.of(new Project(id, new CustomerId(id.value().split("-")[0]), "europe-west1", "net", SUBNETS.getOrDefault(id, "subnet"), "pods", "services"));
                Optional.ofNullable(MEANWHILE.getAndSet(null)).ifPresent(Runnable::run);
                return asked;
            }

            @Override
            public List<Project> projects(CustomerId customer) {
                return List.of();
            }
        };
    }

    @Bean
    @Primary
    People approversOfThisWorld() {
        List<People.Person> approvers = List.of(person(APPROVER_1), person(APPROVER_2));
        return new People() {
            @Override
            public Optional<Person> find(PersonId id) {
                return approvers.stream().filter(person -> person.id().equals(id)).findFirst();
            }

            @Override
            public Map<CustomerId, List<Person>> holding(Role role, Set<CustomerId> customers) {
                List<Person> holding = role == Role.APPROVER ? approvers.stream().filter(person -> !DEMOTED.contains(person.id())).toList() : List.of();
                return customers.stream().collect(Collectors.toMap(Function.identity(), customer -> holding));
            }
        };
    }

    static final List<PersonId> DEMOTED = new CopyOnWriteArrayList<>();
    /** What stands in the row of a project instead of {@code subnet}. */
    static final Map<ProjectId, String> SUBNETS = new ConcurrentHashMap<>();
    /** Happens once, while something is planned. */
    static final AtomicReference<@Nullable Runnable> MEANWHILE = new AtomicReference<>();

    private static People.Person person(As as) {
        return new People.Person(as.actor().person(), as.actor().name());
    }

    /** Lets both identities in. */
    @Bean
    @Primary
    KubernetesClusters clustersOfThisWorld() {
        return (cluster, identity) -> (KubernetesClusters.Connection) Proxy.newProxyInstance(SmallWorld.class.getClassLoader(),
                new Class<?>[] {KubernetesClusters.Connection.class}, (proxy, method, args) -> {
                    if (method.getName().equals("allows")) {
                        return true;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    static Intent creating(String customer, String cluster) {
        ClusterPlan plan = new ClusterPlan(new ClusterName(cluster), new ProjectId(customer + "-prod"), "europe-west1",
                List.of("europe-west1-b"), "REGULAR", "default", "e2-standard-4", 1, 1, 3);
        ObjectNode request = JsonMapper.shared().createObjectNode();
        request.set("cluster", ClusterPlanning.write(plan));
        return new Intent(ChangeKind.CREATE_CLUSTER, "Create " + cluster, new CustomerId(customer), Optional.of(plan.name()), Optional.empty(), request);
    }

    /** As if it were about one service of the cluster only. */
    static Intent within(String customer, ServiceName service) {
        Intent whole = creating(customer, service.cluster().value());
        return new Intent(whole.kind(), whole.title(), whole.customer(), whole.cluster(), Optional.of(service), whole.request());
    }

    /** What the tests do over and over: one change from draft to its end. */
    record Play(Drafts drafts, ChangeDesk desk, ChangeQueries queries, ApprovalDesk votes, ChangeRunner runner) {

        ChangeId sealed(String customer, String cluster) {
            return sealed(creating(customer, cluster));
        }

        ChangeId sealed(Intent intent) {
            return OPERATOR.call(() -> {
                ChangeId id = drafts.draft(intent, "needed", "OPS-1");
                desk.submit(id);
                return id;
            });
        }

        ChangeId approved(String customer, String cluster) {
            return approved(creating(customer, cluster));
        }

        ChangeId approved(Intent intent) {
            ChangeId id = sealed(intent);
            approve(id);
            return id;
        }

        void approve(ChangeId id) {
            Fingerprint fingerprint = fingerprint(id);
            vote(APPROVER_1, id, fingerprint, Verdict.YES);
            if (status(id) == ChangeStatus.AWAITING_APPROVAL) {
                vote(APPROVER_2, id, fingerprint, Verdict.YES);
            }
        }

        void vote(As voter, ChangeId id, Fingerprint fingerprint, Verdict verdict) {
            voter.signedInAt(Instant.now()).run(() -> votes.vote(id.toString(), fingerprint, verdict, "looked at it"));
        }

        Fingerprint fingerprint(ChangeId id) {
            return page(id).fingerprint().orElseThrow();
        }

        ChangeQueries.Page page(ChangeId id) {
            return OPERATOR.call(() -> queries.page(id));
        }

        ChangeStatus status(ChangeId id) {
            return page(id).status();
        }

        /** Takes steps until that many are done and the next has not begun. */
        void untilDone(ChangeId id, int steps) {
            for (int i = 0; i < 40 && page(id).steps().stream().filter(step -> step.status() == ChangeQueries.StepStatus.DONE).count() < steps; i++) {
                runner.advance(id);
            }
        }

        /** Takes steps until the run ends or waits. */
        ChangeStatus run(ChangeId id) {
            for (int i = 0; i < 40 && !status(id).hasEnded(); i++) {
                runner.advance(id);
            }
            return status(id);
        }
    }
}
