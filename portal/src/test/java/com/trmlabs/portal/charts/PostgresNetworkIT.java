package com.trmlabs.portal.charts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who reaches whom behind the chart's NetworkPolicies, and that each of their rules counts. In place of the database there are pods that carry
 * the labels of its parts and listen to every port that matters; that the rules suffice is shown by databases that work behind them.
 */
@Tag("cluster")
@Tag("beside")
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresNetworkIT {

    /** The peer is a member, too: no policy stands between a pod and itself. */
    private static final List<String> PARTS = List.of("member", "peer", "pooler", "operation", "backup", "secrets", "nothing");

    private static final int DNS = 53;
    private static final List<Integer> PORTS = List.of(DNS, 80, 443, 988, 5432, 6443, 8008, 8080, 8432, 9187, 9188);
    private static final String STRANGER = "stranger";
    private static final String MACHINE = "10.198.255.1"; // as the cluster sees it: outside, as the internet is

    /** What may be: from, to, ports. DNS, API server and bucket are no pods: where these are asked for, the ports are open to everywhere. */
    private static final String ALLOWED = """
        member     peer     5432 8008
        member     pooler   5432
        member     stranger 53 80 443 988 6443
        pooler     peer     5432
        pooler     stranger 53
        operation  peer     5432 8008
        operation  stranger 53
        backup     peer     8432
        backup     stranger 53 80 443 988
        secrets    stranger 53 443 6443
        nothing    stranger 53
        api        pooler   5432
        reports    pooler   5432
        reports    peer     5432
        gmp-system peer     8008 9187 9188
        """;

    private record Way(String from, String to, int port) {
        @Override
        public String toString() {
            return from + " to " + to + ":" + port;
        }
    }

    private final String namespace = "network-" + UUID.randomUUID().toString().substring(0, 8);
    private final Map<String, String> outside = Map.of("api", namespace + "-api", "reports", namespace + "-reports", STRANGER, namespace + "-stranger",
        "gmp-system", "gmp-system");
    private final Map<String, String> addresses = new HashMap<>();
    private RealCluster cluster;
    private List<JsonNode> policies;

    @BeforeAll
    void putsPodsBehindThePolicies() throws Exception {
        cluster = new RealCluster();
        String image = RealCluster.images("postgres").get("postgres");
        ObjectNode values = PostgresChartTests.example("production");
        ((ObjectNode) values.at("/service/clients/0")).put("namespace", outside.get("api"));
        ((ObjectNode) values.at("/service/clients/1")).put("namespace", outside.get("reports"));
        policies = ServiceFolder.of("postgres").render(values, namespace).stream().filter(object -> object.path("kind").asString().equals("NetworkPolicy")).toList();
        cluster.make(namespace);
        outside.values().forEach(cluster::make);
        cluster.install(policies);
        names().forEach(name -> cluster.apply(pod(name, image)));
        names().forEach(name -> addresses.put(name, cluster.admin.pods().inNamespace(space(name)).withName(name)
            .waitUntilCondition(pod -> pod != null && Readiness.isPodReady(pod), 60, SECONDS).getStatus().getPodIP()));
    }

    @AfterAll
    void cleansUp() {
        cluster.close();
    }

    @Test
    void letsEachPartReachWhatItNeedsAndNothingElse() {
        await().atMost(60, SECONDS).untilAsserted(() -> assertThat(reached(ways())).containsExactlyInAnyOrderElementsOf(allowed()));
    }

    @Test
    void keepsEverythingFromTheWorldOutside() throws IOException {
        try (var world = new ServerSocket(0)) {
            addresses.put("world", MACHINE);
            List<Way> out = names().map(name -> new Way(name, "world", world.getLocalPort())).toList();
            assertThat(reached(out)).extracting(Way::from).containsExactlyInAnyOrderElementsOf(outside.keySet());
        }
    }

    /** Each is taken away once: then somebody does not reach what it needs. */
    @Test
    void hasNoRuleThatCouldGo() {
        for (String direction : List.of("ingress", "egress")) {
            int most = policies.stream().mapToInt(policy -> policy.at("/spec/" + direction).size()).max().orElseThrow();
            IntStream.range(0, most).forEach(rule -> miss(direction, rule));
        }
        cluster.admin.network().v1().networkPolicies().inNamespace(namespace).withName("postgres-default").delete();
        await().atMost(60, SECONDS).until(() -> reached(ways()).size() > allowed().size());
        cluster.install(policies);
    }

    private Stream<String> names() {
        return Stream.concat(PARTS.stream(), outside.keySet().stream());
    }

    private String space(String name) {
        return outside.getOrDefault(name, namespace);
    }

    /** All ways into the database's namespace, and those out of it. */
    private List<Way> ways() {
        return names().filter(from -> !from.equals("peer")).flatMap(from -> Stream.concat(PARTS.stream(), Stream.of(STRANGER).filter(_ -> PARTS.contains(from)))
            .filter(to -> !to.equals(from) && !to.equals("member")).flatMap(to -> PORTS.stream().map(port -> new Way(from, to, port)))).toList();
    }

    private static Set<Way> allowed() {
        return ALLOWED.lines().map(line -> line.split(" +")).flatMap(words -> IntStream.range(2, words.length)
            .mapToObj(word -> new Way(words[0], words[1], Integer.parseInt(words[word])))).collect(Collectors.toSet());
    }

    /** All policies lose one rule at once, as no two decide on the same way in the same direction. */
    private void miss(String direction, int rule) {
        await().atMost(60, SECONDS).until(() -> reached(allowed()).size() == allowed().size());
        List<JsonNode> struck = policies.stream().filter(policy -> policy.at("/spec/" + direction).has(rule)).toList();
        cluster.install(struck.stream().map(policy -> without(policy, direction, rule)).toList());
        for (JsonNode policy : struck) {
            List<Way> ways = allowed(policy, direction);
            await(policy.at("/metadata/name").asString() + " " + direction + " " + rule).atMost(60, SECONDS).until(() -> reached(ways).size() < ways.size());
        }
        cluster.install(struck);
    }

    private static JsonNode without(JsonNode policy, String direction, int rule) {
        ObjectNode without = (ObjectNode) policy.deepCopy();
        ((ArrayNode) without.at("/spec/" + direction)).remove(rule);
        return without;
    }

    /** Those that a policy of one part decides on; that of all, on DNS, is asked about with what is no part. */
    private static List<Way> allowed(JsonNode policy, String direction) {
        String part = policy.at("/spec/podSelector/matchLabels/app.kubernetes.io~1component").asString("nothing");
        return allowed().stream().filter(way -> direction.equals("egress") ? way.from.equals(part) && (way.port != DNS || part.equals("nothing")) : way.to.equals(part.equals("member") ? "peer" : part)).toList();
    }

    private Set<Way> reached(Collection<Way> tried) {
        Map<String, List<Way>> bySource = tried.stream().collect(Collectors.groupingBy(Way::from));
        return bySource.entrySet().parallelStream().flatMap(source -> reached(source.getKey(), source.getValue())).collect(Collectors.toSet());
    }

    private Stream<Way> reached(String from, List<Way> tried) {
        List<String> command = Stream.concat(Stream.of("python3", "-c", """
            import asyncio, sys
            async def reach(number, address, port):
                try:
                    _, writer = await asyncio.wait_for(asyncio.open_connection(address, int(port)), 1)
                    writer.close()
                    print(number)
                except OSError:
                    pass
            async def main():
                await asyncio.gather(*(reach(number, *way.split(":")) for number, way in enumerate(sys.argv[1:])))
            asyncio.run(main())
            """), tried.stream().map(way -> addresses.get(way.to) + ":" + way.port)).toList();
        return cluster.execute(space(from), from, "probe", command.toArray(String[]::new)).lines().map(number -> tried.get(Integer.parseInt(number)));
    }

    /** It listens to every port; the database's own have the names that the policies use. */
    private String pod(String name, String image) {
        return """
            apiVersion: v1
            kind: Pod
            metadata:
              name: %1$s
              namespace: %2$s
              labels: {app.kubernetes.io/name: postgres, app.kubernetes.io/instance: postgres, app.kubernetes.io/component: %5$s}
            spec:
              automountServiceAccountToken: false
              terminationGracePeriodSeconds: 0
              securityContext:
                runAsNonRoot: true
                runAsUser: 10009
                seccompProfile: {type: RuntimeDefault}
                sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: "0"}]
              containers:
                - name: probe
                  image: %3$s
                  command: [python3, -c]
                  args:
                    - |
                      import asyncio
                      async def main():
                          for port in %4$s:
                              await asyncio.start_server(lambda reader, writer: writer.close(), "", port)
                          open("/tmp/listens", "w").close()
                          await asyncio.Event().wait()
                      asyncio.run(main())
                  ports:
                    - {name: postgresql, containerPort: 5432}
                    - {name: patroni, containerPort: 8008}
                    - {name: backup, containerPort: 8432}
                    - {name: metrics, containerPort: 9187}
                    - {name: member-metrics, containerPort: 9188}
                  readinessProbe: {exec: {command: [test, -e, /tmp/listens]}, periodSeconds: 1}
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            """.formatted(name, space(name), image, PORTS, name.equals("peer") ? "member" : name);
    }
}
