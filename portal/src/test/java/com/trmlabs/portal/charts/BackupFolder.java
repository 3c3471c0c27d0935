package com.trmlabs.portal.charts;

import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.node.ObjectNode;

/** A place for a database's backups. All nodes of the cluster are on this machine: a folder of it is a volume that all of them mount. */
final class BackupFolder implements AutoCloseable {

    static final int ACCOUNT = 10002; // of members, and so of the backups' files

    final Path repository;
    private final Path folder;
    private final RealCluster cluster;
    private final String namespace;

    BackupFolder(RealCluster cluster, String namespace) throws Exception {
        this.cluster = cluster;
        this.namespace = namespace;
        this.folder = Files.createDirectories(Path.of("/var/tmp", namespace));
        this.repository = make("repository");
        cluster.apply("""
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: %1$s}
            spec:
              capacity: {storage: 1Gi}
              accessModes: [ReadWriteMany]
              storageClassName: ""
              hostPath: {path: %2$s}
              claimRef: {namespace: %1$s, name: backup}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: backup, namespace: %1$s}
            spec: {accessModes: [ReadWriteMany], storageClassName: "", volumeName: %1$s, resources: {requests: {storage: 1Gi}}}
            """.formatted(namespace, repository));
    }

    Path make(String name) throws Exception {
        Path made = Files.createDirectory(folder.resolve(name));
        RealCluster.run(Path.of("/bin/chown"), ACCOUNT + ":" + ACCOUNT, made.toString());
        return made;
    }

    /** The form asks for this place; what else it says about backups stays. */
    void enter(ObjectNode values) {
        ObjectNode backup = ((ObjectNode) values.path("service")).withObject("/backup");
        backup.remove("bucket");
        backup.remove("googleAccount");
        backup.put("target", "directory").put("claimName", "backup");
    }

    @Override
    public void close() throws Exception {
        cluster.admin.persistentVolumes().withName(namespace).delete();
        RealCluster.run(Path.of("/bin/rm"), "-rf", folder.toString());
    }
}
