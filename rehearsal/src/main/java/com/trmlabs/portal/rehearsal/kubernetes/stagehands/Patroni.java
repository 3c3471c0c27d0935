package com.trmlabs.portal.rehearsal.kubernetes.stagehands;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays Patroni 4.1 in the pods of StatefulSets that are labelled as its members, with one synchronous standby: who leads, as it stands in
 * Endpoints of the group's name, and what each member tells of itself on its pod. There is no database: nobody ever falls behind.
 */
final class Patroni implements Hand {

    private static final String MANAGER = "Patroni";
    private static final String VERSION = "4.1.5";
    private static final int TTL_SECONDS = 20;
    private static final Duration LOOP = Duration.ofSeconds(5);
    private static final int PORT = 5432;

    private final Scene scene;
    /** Since when a group's leader has not been heard of. */
    private final Map<String, Instant> silent = new HashMap<>();

    Patroni(Scene scene) {
        this.scene = scene;
    }

    @Override
    public Optional<Instant> play(Instant now) {
        var groups = scene.all("Pod").stream().filter(pod -> isMember(pod) && scene.isOpen(Scene.namespace(pod)))
                .collect(Collectors.groupingBy(pod -> Scene.namespace(pod) + "/" + Json.text(owner(pod), "name"), TreeMap::new, Collectors.toList()));
        silent.keySet().retainAll(groups.keySet());
        return groups.values().stream().map(pods -> play(new Group(pods), now)).min(Instant::compareTo);
    }

    private static boolean isMember(ObjectNode pod) {
        return Json.text(pod, "metadata.labels.application").equals("patroni") && Json.text(owner(pod), "kind").equals("StatefulSet");
    }

    private static JsonNode owner(ObjectNode pod) {
        return Json.at(pod, "metadata.ownerReferences").path(0);
    }

    /** The pods of one StatefulSet, by name. */
    private record Group(List<ObjectNode> pods) {

        String namespace() {
            return Scene.namespace(pods.getFirst());
        }

        String name() {
            return Json.text(owner(pods.getFirst()), "name");
        }

        Optional<ObjectNode> pod(String name) {
            return pods.stream().filter(pod -> Scene.name(pod).equals(name)).findFirst();
        }

        /** Those that serve. */
        List<ObjectNode> fit() {
            return pods.stream().filter(pod -> !Scene.ending(pod) && Conditions.isTrue(pod, "Ready")).toList();
        }

        boolean fit(String name) {
            return fit().stream().anyMatch(pod -> Scene.name(pod).equals(name));
        }
    }

    private Instant play(Group group, Instant now) {
        var lock = annotations(group, "");
        var leader = Json.text(lock, "leader");
        var next = now.plus(LOOP);
        if (group.fit(leader)) {
            silent.remove(key(group));
            renew(group, leader, now);
        } else if (leader.isEmpty() || group.pod(leader).filter(Scene::ending).isPresent()) {
            handOver(group, now);
        } else {
            var end = silent.computeIfAbsent(key(group), key -> scene.pace().after(now, TTL_SECONDS));
            if (end.isAfter(now)) {
                next = end;
            } else {
                handOver(group, now);
            }
        }
        var after = annotations(group, "");
        group.pods().forEach(pod -> tell(pod, Scene.name(pod).equals(Json.text(after, "leader")), timeline(after), group.fit(Scene.name(pod))));
        return next;
    }

    private static String key(Group group) {
        return group.namespace() + "/" + group.name();
    }

    private JsonNode annotations(Group group, String suffix) {
        return scene.get("Endpoints", group.namespace(), group.name() + suffix).map(found -> Json.at(found, "metadata.annotations")).orElseGet(Json::object);
    }

    /** Only the synchronous standby has every acknowledged write, or who led last. Where neither serves, nobody leads. */
    private void handOver(Group group, Instant now) {
        var last = annotations(group, "-sync");
        var standby = Json.text(last, "sync_standby");
        var heir = group.fit().stream().map(Scene::name)
                .filter(name -> !Json.has(last, "leader") || name.equals(standby) || name.equals(Json.text(last, "leader"))).findFirst();
        heir.ifPresentOrElse(name -> lead(group, name, now), () -> resign(group));
    }

    /** A leader that ends gives up the lock itself; one that is cut off cannot. */
    private void resign(Group group) {
        if (group.pod(Json.text(annotations(group, ""), "leader")).filter(Scene::ending).isPresent()) {
            write(group, "", endpoints -> {
                Json.in(endpoints, "metadata.annotations").remove("leader");
                endpoints.remove("subsets");
            });
        }
    }

    private void lead(Group group, String name, Instant now) {
        silent.remove(key(group));
        var pod = group.pod(name).orElseThrow();
        write(group, "", endpoints -> {
            var lock = Json.in(endpoints, "metadata.annotations");
            int transitions = lock.has("transitions") ? lock.get("transitions").asInt() + 1 : 0;
            lock.put("leader", name).put("acquireTime", time(now)).put("renewTime", time(now)).put("ttl", Integer.toString(TTL_SECONDS))
                    .put("transitions", Integer.toString(transitions));
            lock.put("optime", Long.toString(position(timeline(lock))));
            point(endpoints, pod);
        });
        follow(group, name);
    }

    /** A leader's pod that has come back under its name has another address. */
    private void renew(Group group, String leader, Instant now) {
        var pod = group.pod(leader).orElseThrow();
        write(group, "", endpoints -> {
            var lock = Json.in(endpoints, "metadata.annotations");
            if (!lock.has("renewTime") || !Instant.parse(Json.text(lock, "renewTime")).plus(LOOP).isAfter(now)) {
                lock.put("renewTime", time(now));
            }
            var address = Json.at(endpoints, "subsets").path(0).path("addresses").path(0);
            if (!Json.text(address, "targetRef.uid").equals(Json.text(pod, "metadata.uid"))) {
                point(endpoints, pod);
            }
        });
        follow(group, leader);
    }

    private static void point(ObjectNode endpoints, ObjectNode pod) {
        var subset = endpoints.putArray("subsets").addObject();
        var address = subset.putArray("addresses").addObject().put("ip", Json.text(pod, "status.podIP")).put("hostname", Scene.name(pod))
                .put("nodeName", Json.text(pod, "spec.nodeName"));
        address.putObject("targetRef").put("kind", "Pod").put("namespace", Scene.namespace(pod)).put("name", Scene.name(pod))
                .put("uid", Json.text(pod, "metadata.uid")).put("resourceVersion", Json.text(pod, "metadata.resourceVersion"));
        subset.putArray("ports").addObject().put("name", "postgresql").put("port", PORT);
    }

    /** A synchronous standby stays it as long as it serves. */
    private void follow(Group group, String leader) {
        var known = Json.text(annotations(group, "-sync"), "sync_standby");
        var standby = group.fit().stream().map(Scene::name).filter(name -> !name.equals(leader))
                .reduce((one, other) -> other.equals(known) ? other : one);
        write(group, "-sync", endpoints -> {
            var sync = Json.in(endpoints, "metadata.annotations").put("leader", leader).put("quorum", "0");
            standby.ifPresentOrElse(name -> sync.put("sync_standby", name), () -> sync.remove("sync_standby"));
        });
    }

    private void write(Group group, String suffix, Consumer<ObjectNode> change) {
        var name = group.name() + suffix;
        var known = scene.get("Endpoints", group.namespace(), name);
        if (known.isPresent()) {
            scene.change(known.get(), MANAGER, change);
            return;
        }
        var endpoints = Json.of("apiVersion", "v1", "kind", "Endpoints");
        var metadata = endpoints.putObject("metadata").put("namespace", group.namespace()).put("name", name);
        var labels = Json.at(group.pods().getFirst(), "metadata.labels");
        for (var label : new String[] {"application", "cluster-name", "citus-group"}) {
            if (labels.has(label)) {
                metadata.withObject("labels").set(label, labels.get(label));
            }
        }
        change.accept(endpoints);
        scene.create(endpoints, MANAGER);
    }

    /** Label and annotation of a member's pod. Nothing yet of one whose containers have not started. */
    private void tell(ObjectNode pod, boolean leads, int timeline, boolean serves) {
        if (!Json.text(pod, "status.phase").equals("Running")) {
            return;
        }
        scene.change(pod, MANAGER, current -> {
            var labels = Json.in(current, "metadata.labels");
            labels.remove("role");
            if (leads || serves) {
                labels.put("role", leads ? "primary" : "replica");
            }
            Json.in(current, "metadata.annotations").put("status", status(current, leads, timeline, serves).toString());
        });
    }

    private static ObjectNode status(ObjectNode pod, boolean leads, int timeline, boolean serves) {
        var host = Scene.name(pod) + "." + Json.text(pod, "spec.subdomain");
        var status = Json.of("conn_url", "postgres://" + host + ":" + PORT + "/postgres", "api_url", "https://" + host + ":8008/patroni",
                "state", serves ? "running" : Scene.ending(pod) ? "stopped" : "starting", "role", leads ? "primary" : "replica", "version", VERSION);
        if (serves) {
            status.put("xlog_location", position(timeline));
            if (!leads) {
                status.put("replay_lsn", position(timeline)).put("receive_lsn", position(timeline)).put("replication_state", "streaming");
            }
            status.put("timeline", timeline);
        }
        return status;
    }

    /** Each new leader begins a new one. */
    private static int timeline(JsonNode lock) {
        return lock.path("transitions").asInt(0) + 1;
    }

    /** As if nothing but the change of leaders were ever written. */
    private static long position(int timeline) {
        return (9L + timeline) << 24;
    }

    private static String time(Instant now) {
        return now.truncatedTo(ChronoUnit.MICROS).toString().replace("Z", "+00:00");
    }
}
