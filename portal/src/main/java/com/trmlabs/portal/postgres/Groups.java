package com.trmlabs.portal.postgres;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.postgres.Group.Member;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads groups from what Patroni keeps in the cluster: annotations of its pods and of its Endpoints. No connection to a database is opened. */
final class Groups {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String PATRONI = "application=patroni";

    private Groups() {}

    /** One for each StatefulSet; its leader's Service bears its name. */
    static List<Group> read(Connection read, List<ObjectRef> workloads) {
        return workloads.stream().filter(ref -> ref.kind().equals("StatefulSet")).map(ref -> group(read, ref)).toList();
    }

    private static Group group(Connection read, ObjectRef set) {
        Optional<KubeObject> leader = endpoints(read, set, "");
        Set<String> synchronous = Set.copyOf(Arrays.asList(endpoints(read, set, "-sync").map(found -> found.text("/metadata/annotations/sync_standby")).orElse("").split(",")));
        long position = leader.map(found -> number(found.text("/metadata/annotations/optime"))).orElse(0L);
        Optional<String> name = leader.map(found -> found.text("/metadata/annotations/leader")).filter(text -> !text.isEmpty());
        List<Member> members = read.list("v1", "Pod", set.namespace(), PATRONI).stream()
                .filter(pod -> pod.text("/metadata/ownerReferences/0/name").equals(set.name()))
                .map(pod -> member(pod, synchronous, position)).sorted(Comparator.comparing(Member::name)).toList();
        return new Group(set.name(), name, members, endpoints(read, set, "-config").map(found -> json(found, "config").path("pause").asBoolean(false)).orElse(false));
    }

    private static Optional<KubeObject> endpoints(Connection read, ObjectRef set, String suffix) {
        return read.get(new ObjectRef("v1", "Endpoints", set.namespace(), set.name() + suffix));
    }

    private static Member member(KubeObject pod, Set<String> synchronous, long leader) {
        JsonNode status = json(pod, "status");
        String name = pod.text("/metadata/name");
        String role = status.path("role").asString(pod.text("/metadata/labels/role"));
        boolean leads = role.equals("primary") || role.equals("master");
        Optional<Long> lag = leads || leader == 0 || !status.path("xlog_location").isNumber() ? Optional.empty()
                : Optional.of(Math.max(0, leader - status.path("xlog_location").asLong()));
        String state = status.path("replication_state").asString(status.path("state").asString("not known"));
        return new Member(name, pod.text("/spec/nodeName"), pod.isReady(), role, state, synchronous.contains(name), lag, status.path("timeline").asInt(0),
                status.path("pending_restart").asBoolean(false));
    }

    private static JsonNode json(KubeObject object, String annotation) {
        String text = object.text("/metadata/annotations/" + annotation);
        return text.isEmpty() ? JSON.createObjectNode() : JSON.readTree(text);
    }

    private static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
