package com.trmlabs.portal.charts;

import static java.util.stream.Collectors.joining;

import com.trmlabs.portal.OperationJobs;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The chart's database on real pods, with the pooler before it that the chart chooses; beside Pgpool-II a PgBouncer, under a name of its own.
 * All of it is in one namespace, and one client, which may use the leader itself too, in another.
 */
final class InstalledDatabase {

    static final int MEMBERS = 3;
    private static final int POSTGRES_PORT = 5432;
    private static final ServiceFolder POSTGRES = ServiceFolder.of("postgres");
    private static final List<String> SECOND_POOLER = List.of("ConfigMap", "Deployment", "Service", "NetworkPolicy");

    final Shape shape;
    final String namespace;
    final String clients;
    final OperationJobs jobs;
    private final RealCluster cluster;
    private final Consumer<ObjectNode> place;
    private final ObjectNode values;

    /** @param place what is added to the members' StatefulSet, for where they shall run */
    InstalledDatabase(RealCluster cluster, Shape shape, String namespace, Map<String, String> images, Consumer<ObjectNode> place) {
        this(cluster, shape, namespace, images, values(shape, namespace + "-clients"), place);
    }

    InstalledDatabase(RealCluster cluster, Shape shape, String namespace, Map<String, String> images, ObjectNode values, Consumer<ObjectNode> place) {
        this.cluster = cluster;
        this.shape = shape;
        this.namespace = namespace;
        this.clients = namespace + "-clients";
        this.jobs = new OperationJobs(cluster.admin, namespace);
        this.place = place;
        this.values = values;
        pin(values, images);
    }

    private static ObjectNode values(Shape shape, String clients) {
        ObjectNode values = (ObjectNode) ServiceFolder.YAML.readTree("""
            service:
              size: {cpu: 500m, memory: 512Mi, storage: 1Gi}
              placement: {storageClass: disk, nodePool: default} # other pools come and go with tests
              clients: [{name: api, namespace: %s, database: exposure, direct: true}]
              pooler: {replicas: 2, size: {cpu: 200m, memory: 192Mi}}
            """.formatted(clients));
        ((ObjectNode) values.path("service")).setAll((ObjectNode) ServiceFolder.YAML.readTree(shape.form));
        return values;
    }

    /** The images that were built, in place of those that an example names. */
    static void pin(ObjectNode values, Map<String, String> images) {
        values.putObject("images");
        Stream.of("postgres", "pgpool", "pgbouncer").forEach(role -> image(values, role, images.get(role)));
    }

    void install() throws IOException {
        cluster.make(namespace);
        cluster.make(clients);
        cluster.install(rendered());
        if (shape.poolers.size() > 1) {
            cluster.install(rendered("pgbouncer").stream().filter(InstalledDatabase::isOfASecondPooler).map(InstalledDatabase::renamed).toList());
        }
    }

    /** Members take the image when their pods are replaced. */
    void announce(String image) throws IOException {
        image(values, "postgres", image);
        cluster.install(rendered("automatic").stream().filter(object -> object.path("kind").asString().equals("StatefulSet")).toList());
    }

    private static void image(ObjectNode values, String role, String digested) {
        String[] parts = digested.split("@");
        ((ObjectNode) values.path("images")).putObject(role).put("repository", parts[0]).put("digest", parts[1]);
    }

    private List<JsonNode> rendered(String pooler) throws IOException {
        ((ObjectNode) values.at("/service/pooler")).put("type", pooler);
        return rendered();
    }

    List<JsonNode> rendered() throws IOException {
        List<JsonNode> objects = POSTGRES.render(values, namespace);
        objects.stream().filter(object -> object.path("kind").asString().equals("Deployment")).forEach(InstalledDatabase::hurry);
        objects.stream().filter(object -> object.path("kind").asString().equals("StatefulSet")).forEach(set -> place.accept((ObjectNode) set));
        return objects;
    }

    /** Pgpool-II takes a renewed certificate up by a restart within half an hour else. */
    private static void hurry(JsonNode deployment) {
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0")).putArray("env").addObject().put("name", "RESTART_WITHIN").put("value", "8");
    }

    /** The pooler's own objects, and the members' policy, which has to name it once more. */
    private static boolean isOfASecondPooler(JsonNode object) {
        String name = object.at("/metadata/name").asString();
        return SECOND_POOLER.contains(object.path("kind").asString()) && (name.equals("postgres-pooler") || name.equals("postgres-members"));
    }

    private static JsonNode renamed(JsonNode object) {
        return JsonMapper.shared().readTree(object.toString().replace("\"name\":\"postgres-pooler\"", "\"name\":\"postgres-pgbouncer\"")
            .replace("\"name\":\"postgres-members\"", "\"name\":\"postgres-members-pgbouncer\"")
            .replace("\"app.kubernetes.io/component\":\"pooler\"", "\"app.kubernetes.io/component\":\"pgbouncer\""));
    }

    /** What is not yet as it shall be. */
    List<String> missing() {
        Stream<String> poolers = shape.poolers.stream().filter(name -> !Readiness.isDeploymentReady(
            cluster.admin.apps().deployments().inNamespace(namespace).withName(name).get()));
        Stream<String> jobs = cluster.admin.batch().v1().jobs().inNamespace(namespace).list().getItems().stream().filter(job -> !hasSucceeded(job))
            .map(job -> job.getMetadata().getName());
        return Stream.of(poolers, jobs, flaws().stream()).flatMap(found -> found).toList();
    }

    /** What keeps it from being whole. */
    List<String> flaws() {
        return shape.groups.stream().flatMap(this::flaws).toList();
    }

    /** By what Patroni tells: somebody leads, a synchronous standby is there, all members follow and are served. */
    private Stream<String> flaws(String group) {
        Map<String, String> synchronous = told(group + "-sync");
        String leader = leader(group);
        List<Pod> members = members(group);
        boolean guarded = leader.equals(synchronous.get("leader")) && !synchronous.getOrDefault("sync_standby", "").isEmpty();
        return Stream.of(members.size() == MEMBERS ? Stream.<String>of() : Stream.of(group + " has " + members.size() + " members"),
            guarded ? Stream.<String>of() : Stream.of(group + " with leader " + leader + ", synchronous " + synchronous),
            members.stream().filter(member -> !isWell(member, leader)).map(member -> member.getMetadata().getName() + " " + state(member))).flatMap(found -> found);
    }

    boolean isWhole() {
        return flaws().isEmpty();
    }

    /** How each member stands, and the end of what it has to say. */
    String condition() {
        return members().stream().map(member -> "%s on %s, %s, leaving since %s\n%s".formatted(member.getMetadata().getName(), member.getSpec().getNodeName(),
            state(member), member.getMetadata().getDeletionTimestamp(), end(member))).collect(joining("\n"));
    }

    private String end(Pod member) {
        try {
            return cluster.admin.pods().resource(member).inContainer("postgres").tailingLines(40).getLog();
        } catch (KubernetesClientException unread) {
            return unread.getMessage();
        }
    }

    private static boolean isWell(Pod member, String leader) {
        return Readiness.isPodReady(member) && member.getMetadata().getDeletionTimestamp() == null
            && state(member).equals(member.getMetadata().getName().equals(leader) ? "running" : "streaming");
    }

    String leader(String group) {
        return told(group).getOrDefault("leader", "");
    }

    List<String> leaders() {
        return shape.groups.stream().map(this::leader).toList();
    }

    List<String> synchronous(String group) {
        return List.of(told(group + "-sync").getOrDefault("sync_standby", "").split(","));
    }

    List<Pod> members() {
        return cluster.admin.pods().inNamespace(namespace).withLabel("application", "patroni").list().getItems();
    }

    List<Pod> members(String group) {
        return members().stream().filter(member -> member.getMetadata().getName().matches(group + "-[0-9]+")).toList();
    }

    private List<Pod> poolers() {
        return cluster.admin.pods().inNamespace(namespace).withLabelIn("app.kubernetes.io/component", "pooler", "pgbouncer").list().getItems();
    }

    List<String> poolerLogs() {
        return cluster.admin.pods().inNamespace(namespace).withLabel("app.kubernetes.io/component", "pooler").list().getItems().stream()
            .map(pod -> cluster.admin.pods().resource(pod).getLog()).toList();
    }

    Pod member(String name) {
        return members().stream().filter(pod -> pod.getMetadata().getName().equals(name)).findFirst().orElseThrow();
    }

    String execute(String member, String... command) {
        return cluster.execute(namespace, member, "postgres", command).strip();
    }

    String ask(String member, String query) {
        return execute(member, "psql", "--tuples-only", "--no-align", "--command=" + query);
    }

    private Map<String, String> told(String name) {
        return Optional.ofNullable(cluster.admin.endpoints().inNamespace(namespace).withName(name).get())
            .map(endpoints -> endpoints.getMetadata().getAnnotations()).orElse(Map.of());
    }

    private static String state(Pod member) {
        JsonNode told = JsonMapper.shared().readTree(Optional.ofNullable(member.getMetadata().getAnnotations()).orElse(Map.of()).getOrDefault("status", "{}"));
        return told.path("replication_state").asString(told.path("state").asString(""));
    }

    /** What a Job of dbops tells; it has to end well. */
    JsonNode dbops(String... command) {
        return jobs.dbops(command);
    }

    /** Renews all certificates, whatever time they have left. */
    JsonNode renewCertificates() {
        JsonNode told = jobs.result(jobs.begin("postgres-secrets", pod -> {
            var container = pod.getContainers().getFirst();
            container.setCommand(Stream.concat(container.getCommand().stream(), Stream.of("--renew-below", "91")).toList());
        }));
        // A kubelet looks after a pod's Secrets when the pod changes, and every minute or two.
        Stream.concat(members().stream(), poolers().stream()).forEach(pod -> cluster.admin.pods().inNamespace(namespace).withName(pod.getMetadata().getName())
            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\": {\"annotations\": {\"portal.test/look\": \"%s\"}}}".formatted(Instant.now())));
        return told;
    }

    /** Who still shows another certificate than the one that was made for it: servers and Patroni of all members, and the poolers. */
    List<String> showsOldCertificate() {
        BigInteger members = cluster.kept(namespace, "postgres-tls");
        BigInteger poolers = cluster.kept(namespace, "postgres-pooler-tls");
        Stream<String> old = members().stream().map(pod -> pod.getMetadata().getName()).flatMap(member -> ports(member).filter(port ->
            !cluster.shown(namespace, member, "postgres", "localhost:" + port, port == POSTGRES_PORT).equals(members)).map(port -> member + ":" + port));
        Stream<String> oldPoolers = poolers().stream().filter(pod -> !cluster.shown(clients, "visitor", "visitor", pod.getStatus().getPodIP() + ":5432", true).equals(poolers))
            .map(pod -> pod.getMetadata().getName());
        return Stream.concat(old, oldPoolers).toList();
    }

    /** Those of a member that show its certificate. */
    private Stream<Integer> ports(String member) {
        boolean backed = member(member).getSpec().getContainers().stream().anyMatch(container -> container.getName().equals("backup"));
        return backed ? Stream.of(POSTGRES_PORT, 8008, 8432) : Stream.of(POSTGRES_PORT, 8008);
    }

    private static boolean hasSucceeded(Job job) {
        return job != null && job.getStatus() != null && Integer.valueOf(1).equals(job.getStatus().getSucceeded());
    }
}
