package com.trmlabs.gallery;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.change.AlteredMeanwhile;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.Revision;
import com.trmlabs.portal.cluster.ClusterQueries;
import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.inputs.InputsSchema;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ImageDigest;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Binding;
import com.trmlabs.portal.service.Offers;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceHealth;
import com.trmlabs.portal.service.ServiceQueries;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Two services on one cluster, with the real forms of {@code k8s/services}; the health of the database is read only when somebody asks. */
final class SampleServices implements ServiceQueries, ServiceChanges, ServiceHealth, Offers {

    static final ServiceName API = ServiceName.of("bluefin-prod.api");
    static final ServiceName POSTGRES = ServiceName.of("bluefin-prod.postgres");
    private static final Binding DATABASE = new Binding("10.20.0.5", 5432, "exposure", "api-db", "", "ca.crt");
    private final Instant now = Instant.now();
    private final ChangeQueries changes;
    Revision latest = new Revision(Revision.FIRST, "operator@example.test", now);
    private final Set<ServiceName> read = ConcurrentHashMap.newKeySet();

    SampleServices(ChangeQueries changes) {
        this.changes = changes;
    }

    private Row row(ServiceName service, Health health, String note, int behind) {
        return new Row(service, new CustomerId("bluefin"), "2.3.1", behind, health, note, Optional.of(now.minusSeconds(40)));
    }

    @Override
    public List<Row> in(ClusterName cluster) {
        return List.of(row(API, Health.HEALTHY, "6 of 6 ready", 1),
                row(new ServiceName(cluster, "postgres"), Health.DEGRADED, "replica lag 9 s", 0));
    }

    @Override
    public List<Row> all() {
        return in(API.cluster());
    }

    @Override
    public List<Row> running(String type, String version) {
        return version.equals("2.4.0") ? List.of() : in(API.cluster());
    }

    @Override
    public Page page(ServiceName service) {
        if (service.equals(POSTGRES)) {
            Row row = read.contains(POSTGRES) ? row(POSTGRES, Health.DEGRADED, "postgres: no synchronous standby, so writes wait for one", 0)
                    : new Row(POSTGRES, new CustomerId("bluefin"), "2.4.0", 0, Health.UNKNOWN, "", Optional.empty());
            ObjectNode inputs = new InputsSchema(Types.schema("postgres")).withDefaults(JsonMapper.shared().createObjectNode());
            return new Page(row, 1, inputs.put("members", 2), Optional.empty(), Optional.empty(), now.minusSeconds(90000), "C-1031");
        }
        if (!service.equals(API)) {
            throw new NotFound("service " + service);
        }
        return new Page(row(API, Health.HEALTHY, "6 of 6 ready", 1), 14, inputs(), Optional.of(DATABASE), Optional.of("10.20.4.17:443"),
                now.minusSeconds(90000), "C-1031");
    }

    @Override
    public List<ServiceName> known() {
        return List.of(API, POSTGRES);
    }

    @Override
    public void refresh(ServiceName service) {
        read.add(service);
    }

    private static ObjectNode inputs() {
        ObjectNode inputs = new InputsSchema(Types.schema("api")).withDefaults(JsonMapper.shared().createObjectNode());
        inputs.withObject("/internal").putArray("allowList").add("203.0.113.0/24");
        return inputs;
    }

    @Override
    public ChangeId propose(Proposal proposal, String reason, String ticket) {
        return new ChangeId(1055);
    }

    @Override
    public void edit(ChangeId id, int begunFrom, Proposal proposal, String reason, String ticket) {
        if (begunFrom != latest.number()) {
            throw new AlteredMeanwhile(id, latest);
        }
        latest = new Revision(begunFrom + 1, "operator@example.test", Instant.now());
    }

    @Override
    public Revision revision(ChangeId id) {
        return latest;
    }

    @Override
    public Proposal proposal(ChangeId id) {
        return new Proposal(ChangeKind.UPGRADE, API, "2.4.0", inputs(), Optional.of(DATABASE));
    }

    @Override
    public RollBack rollBack(ChangeId id) {
        return new RollBack(new Proposal(ChangeKind.ROLL_BACK, API, "2.3.1", inputs(), Optional.of(DATABASE)), List.of());
    }

    @Override
    public Proposal current(ServiceName service) {
        return new Proposal(ChangeKind.CONFIGURE, API, "2.3.1", inputs(), Optional.of(DATABASE));
    }

    @Override
    public Preview preview(Proposal proposal) {
        if (proposal.kind() == ChangeKind.ROLL_BACK) {
            throw new Refusal("bluefin-prod does not answer; tried 15:04.");
        }
        return new Preview(changes.page(new ChangeId(1042)).differences(), "No interruption: one new pod is ready before an old one leaves, no data yet",
                2, List.of());
    }

    @Override
    public List<InputProblem> problems(Proposal proposal) {
        return List.of();
    }

    static final class Clusters implements ClusterQueries {
        @Override
        public List<Row> of(CustomerId customer) {
            return List.of(row(API.cluster()));
        }

        @Override
        public Row row(ClusterName name) {
            return new Row(name, new CustomerId("bluefin"), new ProjectId("bluefin-analytics"), "europe-west3",
                    List.of("europe-west3-a", "europe-west3-b", "europe-west3-c"), "1.34.2", "RUNNING", "Private; answers at its DNS endpoint",
                    List.of(new Pool("api", "e2-standard-4", 1, 1, 3)), Optional.of(Instant.now().minusSeconds(200)));
        }

        @Override
        public Optional<String> taken(ClusterName name, ProjectId wanting) {
            return Optional.empty();
        }
    }

    static final class Types implements Catalog {

        static JsonNode schema(String type) {
            return descriptor(type).path("inputs");
        }

        private static JsonNode descriptor(String type) {
            return YAMLMapper.builder().build().readTree(Path.of("../k8s/services", type, "service.yaml").toFile());
        }

        @Override
        public List<ServiceType> types() {
            return List.of(type("api"), type("postgres"));
        }

        @Override
        public ServiceType type(String name) {
            JsonNode descriptor = descriptor(name);
            return new ServiceType(name, descriptor.path("title").asString(), descriptor.path("description").asString(),
                    descriptor.path("needsDatabase").asBoolean(), descriptor.path("inputs"), descriptor);
        }

        @Override
        public List<Release> releases(String type) {
            return List.of(published(type, "2.4.0"), published(type, "2.3.1"));
        }

        @Override
        public List<Release> releases(String type, String text, Order order, int offset, int limit) {
            return releases(type).stream().skip(offset).limit(limit).toList();
        }

        @Override
        public int count(String type, String text) {
            return releases(type).size();
        }

        @Override
        public List<String> versions(String type) {
            return releases(type).stream().map(Release::version).toList();
        }

        @Override
        public List<Release> named(String text, int limit) {
            return List.of();
        }

        private static Release published(String type, String version) {
            return new Release(type, version, new ImageDigest("sha256:" + "ab".repeat(32)), Map.of(), "Pages of counterparties no longer overlap.", Optional.empty(),
                    Instant.now().minusSeconds(400000), "token release pipeline of olga@example.test");
        }

        @Override
        public Optional<Release> release(String type, String version) {
            return releases(type).stream().filter(release -> release.version().equals(version)).findFirst();
        }

        @Override
        public Path chart(Release release) {
            throw new UnsupportedOperationException();
        }
    }

    @Override
    public List<Offer> in(ClusterName cluster, ServiceType client) {
        return List.of(new Offer("PostgreSQL of this cluster: database exposure, account api", DATABASE));
    }

    @Override
    public List<Offer> planned(Map<String, ObjectNode> inputs, ServiceType client) {
        return inputs.containsKey("postgres") ? List.of(new Offer("PostgreSQL of this cluster: database exposure, account api", DATABASE)) : List.of();
    }

    @Override
    public List<ObjectRef> workloads(ServiceName service) {
        return List.of();
    }
}
