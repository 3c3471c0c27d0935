package com.trmlabs.portal.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.postgres.Group.Member;
import com.trmlabs.portal.service.spi.HealthCheck.Finding;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The annotations are those that Patroni 4.1.5 wrote on a real cluster. */
class PatroniHealthTests {

    private static final ObjectRef SET = set("postgres");

    private final Map<String, Map<String, String>> endpoints = new HashMap<>();
    private final List<KubeObject> pods = new ArrayList<>();

    PatroniHealthTests() {
        group("postgres");
    }

    private static ObjectRef set(String group) {
        return new ObjectRef("apps/v1", "StatefulSet", Optional.of("postgres"), group);
    }

    /** A group that is well: its members 1 and 2 are leader and synchronous standby. */
    private void group(String name) {
        endpoints.put(name, Map.of("leader", name + "-1", "optime", "167772160", "ttl", "20", "transitions", "13"));
        endpoints.put(name + "-sync", Map.of("leader", name + "-1", "quorum", "0", "sync_standby", name + "-2"));
        member(name + "-0", true, replica(167_772_160));
        member(name + "-1", true, """
                {"conn_url":"postgres://postgres-1.postgres-pods:5432/postgres","api_url":"https://postgres-1.postgres-pods:8008/patroni","state":"running",\
                "role":"primary","version":"4.1.5","xlog_location":167772160,"timeline":14}""");
        member(name + "-2", true, replica(167_772_160));
    }

    private static String replica(long position) {
        return """
                {"conn_url":"postgres://postgres-0.postgres-pods:5432/postgres","api_url":"https://postgres-0.postgres-pods:8008/patroni","state":"running",\
                "role":"replica","version":"4.1.5","xlog_location":%1$d,"replay_lsn":%1$d,"receive_lsn":%1$d,"replication_state":"streaming",\
                "timeline":14}""".formatted(position);
    }

    @Test
    void readsMembersAsTheyDescribeThemselves() {
        Group group = Groups.read(connection(), List.of(SET)).getFirst();
        assertThat(group.leader()).contains("postgres-1");
        assertThat(group.members()).containsExactly(
                new Member("postgres-0", "node-2", true, "replica", "streaming", false, Optional.of(0L), 14, false),
                new Member("postgres-1", "node-2", true, "primary", "running", false, Optional.empty(), 14, false),
                new Member("postgres-2", "node-2", true, "replica", "streaming", true, Optional.of(0L), 14, false));
    }

    @Test
    void isWellWithALeaderAndAStandbyThatKeepUp() {
        assertThat(check()).isEqualTo(new Finding(true, "postgres: postgres-1 leads, postgres-2 synchronous, 3 members"));
    }

    @Test
    void missesALeader() {
        endpoints.put("postgres", Map.of("ttl", "20"));
        assertThat(check()).isEqualTo(new Finding(false, "postgres: no member leads, so nothing can be written"));
    }

    /** The pod of a dead node goes on saying that it is the primary. */
    @Test
    void doesNotTakeADeadLeaderForOne() {
        pods.remove(1);
        member("postgres-1", false, "{\"state\":\"running\",\"role\":\"primary\",\"timeline\":14}");
        assertThat(check()).isEqualTo(new Finding(false, "postgres: its leader postgres-1 is not ready"));
    }

    @Test
    void missesASynchronousStandby() {
        endpoints.put("postgres-sync", Map.of("leader", "postgres-1", "sync_standby", ""));
        assertThat(check().says()).isEqualTo("postgres: no synchronous standby, so writes wait for one");
    }

    @Test
    void missesAStandbyOfALeaderThatIsAlone() {
        pods.removeFirst();
        pods.removeLast();
        assertThat(check().says()).isEqualTo("postgres: no synchronous standby, so writes wait for one");
    }

    @Test
    void tellsWhoIsBehind() {
        pods.removeFirst();
        member("postgres-0", true, replica(167_772_160 - (20 << 20)));
        assertThat(check()).isEqualTo(new Finding(false, "postgres: postgres-0 is 20 MB behind"));
    }

    @Test
    void tellsWhichReplicaIsNotReady() {
        pods.removeFirst();
        member("postgres-0", false, "{\"state\":\"starting\",\"role\":\"replica\"}");
        assertThat(check()).isEqualTo(new Finding(false, "postgres: postgres-0 is not ready, it is starting"));
    }

    @Test
    void tellsThatNobodyWouldTakeOver() {
        endpoints.put("postgres-config", Map.of("config", "{\"loop_wait\":5,\"pause\":true,\"synchronous_mode\":\"on\"}"));
        assertThat(check()).isEqualTo(new Finding(false, "postgres: failover is paused, so nobody takes over when the leader fails"));
        endpoints.put("postgres-config", Map.of("config", "{\"loop_wait\":5,\"pause\":false,\"synchronous_mode\":\"on\"}"));
        assertThat(check().healthy()).isTrue();
    }

    @Test
    void isWellWhenAllGroupsAre() {
        List.of("postgres-0", "postgres-1").forEach(this::group);
        assertThat(check("postgres-0", "postgres-1")).isEqualTo(new Finding(true,
                "postgres-0: postgres-0-1 leads, postgres-0-2 synchronous, 3 members; postgres-1: postgres-1-1 leads, postgres-1-2 synchronous, 3 members"));
    }

    @Test
    void tellsOfEachGroupThatIsNotWell() {
        List.of("postgres-0", "postgres-1", "postgres-2", "postgres-3").forEach(this::group);
        endpoints.put("postgres-1", Map.of("ttl", "20"));
        pods.removeIf(pod -> pod.text("/metadata/name").startsWith("postgres-2-")); // its Endpoints stay
        endpoints.put("postgres-3-sync", Map.of("leader", "postgres-3-1", "sync_standby", ""));
        assertThat(check("postgres-0", "postgres-1", "postgres-2", "postgres-3")).isEqualTo(new Finding(false, "postgres-1: no member leads, so nothing can be written; "
                + "postgres-2: it has no members, so its data can neither be read nor written; postgres-3: no synchronous standby, so writes wait for one"));
    }

    private Finding check() {
        return check("postgres");
    }

    private Finding check(String... groups) {
        return new PatroniHealth().check(connection(), Arrays.stream(groups).map(PatroniHealthTests::set).toList());
    }

    private void member(String name, boolean ready, String status) {
        ObjectNode pod = (ObjectNode) JsonMapper.shared().readTree("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "ownerReferences": [{"kind": "StatefulSet", "name": "%s"}], "annotations": {}},
                 "spec": {"nodeName": "node-2"}, "status": {"conditions": [{"type": "Ready", "status": "%s"}]}}""".formatted(name, name.replaceFirst("-[0-9]$", ""), ready ? "True" : "False"));
        ((ObjectNode) pod.at("/metadata/annotations")).put("status", status);
        pods.add(new KubeObject(pod));
    }

    private Connection connection() {
        return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) ->
                switch (method.getName()) {
                    case "get" -> Optional.ofNullable(endpoints.get(((ObjectRef) arguments[0]).name())).map(annotations -> endpoints((ObjectRef) arguments[0], annotations));
                    case "list" -> List.copyOf(pods);
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    private static KubeObject endpoints(ObjectRef ref, Map<String, String> annotations) {
        ObjectNode tree = JsonMapper.shared().createObjectNode().put("apiVersion", "v1").put("kind", "Endpoints");
        tree.putObject("metadata").put("name", ref.name()).set("annotations", JsonMapper.shared().valueToTree(annotations));
        return new KubeObject(tree);
    }
}
