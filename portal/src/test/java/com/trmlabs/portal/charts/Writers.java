package com.trmlabs.portal.charts;

import static java.util.stream.Collectors.toMap;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A pod at each front end of a database that writes all the time, and keeps a ledger of what was acknowledged. */
final class Writers {

    /**
     * What a writer tells of a period.
     *
     * @param next the ledger's line with which the next period begins
     * @param lost what was acknowledged, ever, and is not there, or there in part
     * @param pause the longest time in seconds between two acknowledged writes
     * @param silence seconds since the last acknowledged write
     */
    record Period(int next, int acknowledged, List<Long> lost, double pause, @Nullable Double silence, int errors, List<String> problems) {}

    private static final Path PROGRAM = Path.of("../workloads/postgres/testdata/writer.py");

    private final RealCluster cluster;
    private final InstalledDatabase database;

    Writers(RealCluster cluster, InstalledDatabase database) {
        this.cluster = cluster;
        this.database = database;
    }

    void start(String image) throws IOException {
        ConfigMap authority = cluster.admin.configMaps().inNamespace(database.namespace).withName("postgres-ca").get();
        ConfigMap files = new ConfigMapBuilder().withNewMetadata().withName("writer").withNamespace(database.clients).endMetadata()
            .addToData("ca.crt", authority.getData().get("ca.crt")).addToData("writer.py", Files.readString(PROGRAM)).build();
        cluster.admin.resource(files).create();
        for (Front front : database.shape.fronts) {
            cluster.apply(pod(front, image));
        }
    }

    boolean areReady() {
        return database.shape.fronts.stream().allMatch(front -> Readiness.isPodReady(
            cluster.admin.pods().inNamespace(database.clients).withName(front.pod()).get()));
    }

    private String pod(Front front, String image) {
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: %8$s, namespace: %2$s}
            spec:
              restartPolicy: Never # one that ends is missed
              automountServiceAccountToken: false
              nodeSelector: {cloud.google.com/gke-nodepool: default}
              terminationGracePeriodSeconds: 0
              securityContext: {runAsNonRoot: true, runAsUser: 10009, fsGroup: 10009, seccompProfile: {type: RuntimeDefault}}
              containers:
                - name: writer
                  image: %3$s
                  command: [sh, -c]
                  args: ["PGHOST=%6$s PGHOSTADDR=%7$s python3 /etc/writer/writer.py prepare %1$s && exec python3 /etc/writer/writer.py write %1$s"]
                  env:
                    - {name: PYTHONPATH, value: /opt/dbops}
                    - {name: PGHOST, value: %4$s}
                    - {name: PGHOSTADDR, value: %5$s}
                    - {name: PGDATABASE, value: exposure}
                    - {name: PGSSLMODE, value: verify-full}
                    - {name: PGSSLROOTCERT, value: /etc/writer/ca.crt}
                    - {name: PGUSER, valueFrom: {secretKeyRef: {name: api-database, key: username}}}
                    - {name: PGPASSWORD, valueFrom: {secretKeyRef: {name: api-database, key: password}}}
                  startupProbe: {exec: {command: [test, -s, /ledger/ledger]}, periodSeconds: 1, failureThreshold: 60}
                  resources: {requests: {cpu: 50m, memory: 64Mi}}
                  securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
                  volumeMounts: [{name: files, mountPath: /etc/writer}, {name: ledger, mountPath: /ledger}]
              volumes:
                - {name: files, configMap: {name: writer}}
                - {name: ledger, emptyDir: {}}
            """.formatted(front.writer(), database.clients, image, host(front), address(front), host(front.maker()), address(front.maker()), front.pod());
    }

    private String host(Front front) {
        return front.host() + "." + database.namespace + ".svc";
    }

    private String address(Front front) {
        return cluster.admin.services().inNamespace(database.namespace).withName(front.service).get().getSpec().getClusterIP();
    }

    Map<Front, Period> now() {
        return periods(database.shape.fronts.stream().collect(toMap(front -> front, _ -> 0)));
    }

    Map<Front, Period> since(Map<Front, Period> before) {
        return periods(before.entrySet().stream().collect(toMap(Map.Entry::getKey, period -> period.getValue().next())));
    }

    private Map<Front, Period> periods(Map<Front, Integer> lines) {
        return lines.entrySet().parallelStream().collect(toMap(Map.Entry::getKey, line -> period(line.getKey(), line.getValue()), (one, _) -> one,
            () -> new EnumMap<>(Front.class)));
    }

    private Period period(Front front, int line) {
        String told = cluster.execute(database.clients, front.pod(), "writer", "python3", "/etc/writer/writer.py", "check", front.writer(), Integer.toString(line));
        return JsonMapper.shared().readValue(told, Period.class);
    }
}
