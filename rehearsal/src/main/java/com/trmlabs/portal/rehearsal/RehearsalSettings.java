package com.trmlabs.portal.rehearsal;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How to set the stage; all under {@code rehearsal.}.
 *
 * @param folder where everything is kept that outlives the process
 * @param grpcPort of the simulated container engine; 0 for a free one, which then stays the same over restarts
 * @param createTakes how long creating a cluster takes
 * @param changeTakes how long every other operation on a cluster takes
 * @param podReady how long a started container takes to become ready in a simulated cluster
 * @param kubeconfig administrator's access to a real cluster that then stands behind every simulated GKE cluster
 * @param clusterScript rehearsal/cluster/cluster, by which node pools add and remove nodes of the real cluster
 */
@ConfigurationProperties("rehearsal")
public record RehearsalSettings(@DefaultValue("rehearsal-state") Path folder, @DefaultValue("9001") int grpcPort,
        @DefaultValue("20s") Duration createTakes, @DefaultValue("6s") Duration changeTakes, @DefaultValue("2s") Duration podReady,
        @Nullable Path kubeconfig, @Nullable Path clusterScript) {}
