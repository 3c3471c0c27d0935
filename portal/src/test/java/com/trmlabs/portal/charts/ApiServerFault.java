package com.trmlabs.portal.charts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Ways in which the rehearsal cluster's API server is lost; each ends when it is closed. */
final class ApiServerFault {

    private ApiServerFault() {}

    /** Some pods are refused, new and open connections alike; everybody else is served. */
    static final class Wall implements AutoCloseable {

        private final String name;
        private final Map<String, String> addresses;

        Wall(String name, List<Pod> pods) throws Exception {
            this.name = name;
            this.addresses = pods.stream().collect(groupingBy(pod -> pod.getSpec().getNodeName(), mapping(pod -> pod.getStatus().getPodIP(), joining(", "))));
            for (Map.Entry<String, String> node : addresses.entrySet()) {
                nft(node.getKey(), """
                    table ip %s {
                      chain refused {
                        type filter hook forward priority -10
                        ip saddr { %s } tcp dport { 443, 6443 } reject with tcp reset
                      }
                    }""".formatted(name, node.getValue()));
            }
        }

        private static void nft(String node, String command) throws Exception {
            RealCluster.run(Path.of("nsenter"), "--net=/run/netns/pc-" + node, "nft", command);
        }

        @Override
        public void close() throws Exception {
            for (String node : addresses.keySet()) {
                nft(node, "delete table ip " + name);
            }
        }
    }

    /** It takes connections and requests, and answers nobody. Begins when the other tests on the cluster have ended, if bin/test runs such beside. */
    static final class Ice implements AutoCloseable {

        private final String process;

        Ice() throws Exception {
            RealCluster.run(Path.of("flock"), "target/cluster-tests.lock", "true");
            process = Files.readString(RealCluster.configuration().resolveSibling("pid/kube-apiserver@control")).strip();
            signal("-STOP");
        }

        private void signal(String name) throws Exception {
            RealCluster.run(Path.of("kill"), name, process);
        }

        @Override
        public void close() throws Exception {
            signal("-CONT");
        }
    }
}
