package com.trmlabs.portal.rehearsal.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.FailedPreconditionException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.PermissionDeniedException;
import com.google.api.gax.rpc.UnauthenticatedException;
import com.google.cloud.container.v1.ClusterManagerClient;
import com.google.container.v1.Cluster;
import com.google.container.v1.CreateClusterRequest;
import com.google.container.v1.CreateNodePoolRequest;
import com.google.container.v1.NodePool;
import com.google.container.v1.Operation;
import com.google.container.v1.ReleaseChannel;
import com.google.container.v1.SetNodePoolSizeRequest;
import com.trmlabs.portal.rehearsal.director.Fault;
import com.trmlabs.portal.rehearsal.director.Fault.Kind;
import com.trmlabs.portal.rehearsal.director.Faults;
import com.trmlabs.portal.rehearsal.state.Folder;
import com.trmlabs.portal.rehearsal.world.Onboarding;
import com.trmlabs.portal.rehearsal.world.World;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real client of Google Kubernetes Engine against the simulated one. */
class ContainerEngineTests {

    private static final String PROJECT = "bluefin-analytics-prod";
    private static final String REGION = "projects/bluefin-analytics-prod/locations/europe-west1";
    private static final ClusterKey KEY = new ClusterKey(PROJECT, "europe-west1", "analytics");

    @TempDir
    Path path;

    Clock clock = Clock.systemUTC();
    Faults faults = new Faults(clock);
    RecordedBackends backends = new RecordedBackends();
    World world;
    Tokens tokens;
    Access access;
    GrpcServer server;
    ClusterManagerClient read;
    ClusterManagerClient run;

    @BeforeEach
    void start() throws Exception {
        world = new World(new Folder(path));
        tokens = new Tokens(new Folder(path), clock);
        access = new Access(world, Onboarding.shipped(), faults, tokens);
        serve(Duration.ofMillis(300));
    }

    @AfterEach
    void stop() {
        read.close();
        run.close();
        server.stop();
    }

    @Test
    void createsAClusterWithVisibleProgress() throws Exception {
        var started = run.createCluster(order(3, "n2-standard-4"));

        assertThat(started.getOperationType()).isEqualTo(Operation.Type.CREATE_CLUSTER);
        assertThat(started.getStatus()).isEqualTo(Operation.Status.RUNNING);
        assertThat(read.getCluster(KEY.path()).getStatus()).isEqualTo(Cluster.Status.PROVISIONING);
        assertThat(read.getCluster(KEY.path()).getEndpoint()).isEmpty();
        var during = read.getOperation(REGION + "/operations/" + started.getName());
        assertThat(during.getProgress().getMetrics(0).getDoubleValue()).isBetween(0.0, 1.0);

        var done = end(started);
        var cluster = read.getCluster(KEY.path());
        assertThat(done.hasError()).isFalse();
        assertThat(done.getProgress().getMetrics(0).getDoubleValue()).isEqualTo(1);
        assertThat(cluster.getStatus()).isEqualTo(Cluster.Status.RUNNING);
        assertThat(cluster.getEndpoint()).isEqualTo("127.0.0.1:44443");
        assertThat(cluster.getMasterAuth().getClusterCaCertificate()).isNotEmpty();
        assertThat(cluster.getCurrentMasterVersion()).startsWith("1.35.4");
        assertThat(cluster.getCurrentNodeCount()).isEqualTo(9);
        assertThat(backends.nodes.get(KEY)).isEqualTo(Map.of("api", 9));
        assertThat(read.listClusters("projects/" + PROJECT + "/locations/-").getClustersList()).containsExactly(cluster);
        assertThat(read.listClusters("projects/" + PROJECT + "/locations/us-east1").getClustersList()).isEmpty();
    }

    @Test
    void takesOneOperationOfAClusterAtATime() throws Exception {
        var create = run.createCluster(order(1, "n2-standard-4"));

        assertThatThrownBy(() -> run.deleteCluster(KEY.path()))
                .isInstanceOf(FailedPreconditionException.class)
                .hasMessageContaining("Cluster is running incompatible operation " + create.getName() + ".")
                .extracting(error -> ((FailedPreconditionException) error).getReason()).isEqualTo("CLUSTER_ALREADY_HAS_OPERATION");
        assertThatThrownBy(() -> run.createCluster(order(1, "n2-standard-4")))
                .isInstanceOf(AlreadyExistsException.class).hasMessageContaining("Already exists: " + KEY.path() + ".");

        end(create);
        end(run.deleteCluster(KEY.path()));
        assertThatThrownBy(() -> read.getCluster(KEY.path())).isInstanceOf(NotFoundException.class)
                .hasMessageContaining("Not found: " + KEY.path() + ".");
        assertThat(backends.nodes).isEmpty();
    }

    @Test
    void growsShrinksAndRemovesNodePools() throws Exception {
        end(run.createCluster(order(1, "n2-standard-4")));
        var pool = KEY.path() + "/nodePools/data";

        end(run.createNodePool(CreateNodePoolRequest.newBuilder().setParent(KEY.path()).setNodePool(PortalCalls.pool(KEY, "data", 2, "e2-standard-4")).build()));
        assertThat(read.getNodePool(pool).getStatus()).isEqualTo(NodePool.Status.RUNNING);
        assertThat(backends.nodes.get(KEY)).isEqualTo(Map.of("api", 3, "data", 6));

        end(run.setNodePoolSize(SetNodePoolSizeRequest.newBuilder().setName(pool).setNodeCount(1).build()));
        assertThat(read.getNodePool(pool).getInitialNodeCount()).isEqualTo(1);
        assertThat(backends.nodes.get(KEY)).isEqualTo(Map.of("api", 3, "data", 3));

        end(run.deleteNodePool(pool));
        assertThat(read.listNodePools(KEY.path()).getNodePoolsList()).extracting(NodePool::getName).containsExactly("api");
        assertThatThrownBy(() -> read.getNodePool(pool)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void refusesWhatAnIdentityMayNot() {
        assertThatThrownBy(() -> read.createCluster(order(1, "n2-standard-4")))
                .isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("Required \"container.clusters.create\" permission(s) for \"projects/" + PROJECT + "\".");
        assertThatThrownBy(() -> run.listClusters("projects/cedar-payments-prod/locations/-")).isInstanceOf(PermissionDeniedException.class);
        assertThatThrownBy(() -> run.getCluster("projects/no-such-project/locations/x/clusters/y")).isInstanceOf(PermissionDeniedException.class);
    }

    @Test
    void refusesUnknownTokens() throws Exception {
        try (var stranger = PortalCalls.containers("127.0.0.1:" + server.port(), "invented")) {
            assertThatThrownBy(() -> stranger.getCluster(KEY.path())).isInstanceOf(UnauthenticatedException.class);
        }
    }

    @Test
    void refusesWrongOrders() {
        assertThatThrownBy(() -> run.createCluster(order(1, "m9-huge"))).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("m9-huge");
        var wrongSubnet = order(1, "n2-standard-4").toBuilder();
        wrongSubnet.getClusterBuilder().setSubnetwork("elsewhere");
        assertThatThrownBy(() -> run.createCluster(wrongSubnet.build())).isInstanceOf(InvalidArgumentException.class);
        var wrongRange = order(1, "n2-standard-4").toBuilder();
        wrongRange.getClusterBuilder().getIpAllocationPolicyBuilder().setClusterSecondaryRangeName("nowhere");
        assertThatThrownBy(() -> run.createCluster(wrongRange.build())).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("nowhere");
        var wrongAccount = order(1, "n2-standard-4").toBuilder();
        wrongAccount.getClusterBuilder().getNodePoolsBuilder(0).getConfigBuilder().clearServiceAccount();
        assertThatThrownBy(() -> run.createCluster(wrongAccount.build())).isInstanceOf(InvalidArgumentException.class)
                .hasMessageContaining("iam.serviceAccountUser");
    }

    @Test
    void offersVersionsByChannel() {
        var config = read.getServerConfig(REGION);

        assertThat(config.getChannelsList()).filteredOn(channel -> channel.getChannel() == ReleaseChannel.Channel.STABLE)
                .singleElement().satisfies(stable -> assertThat(stable.getValidVersionsList()).contains(stable.getDefaultVersion()));
    }

    @Test
    void shortQuotaRefusesTheOrder() {
        faults.add(Fault.of(Kind.QUOTA).in(PROJECT).detail("N2_CPUS"));

        assertThatThrownBy(() -> run.createCluster(order(1, "n2-standard-4"))).isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("Insufficient regional quota to satisfy request: resource \"N2_CPUS\": request requires '12.0' and is short '12.0'.");
        assertThatThrownBy(() -> run.createCluster(order(100, "e2-standard-8"))).isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("resource \"CPUS\"");
    }

    @Test
    void missingPermissionRefusesTheCall() {
        faults.add(Fault.of(Kind.PERMISSION_MISSING).in(PROJECT).detail("container.clusters.create"));

        assertThatThrownBy(() -> run.createCluster(order(1, "n2-standard-4"))).isInstanceOf(PermissionDeniedException.class);
        assertThat(read.listClusters("projects/" + PROJECT + "/locations/-").getClustersList()).isEmpty();
    }

    @Test
    void operationErrorLeavesTheClusterInError() throws Exception {
        faults.add(Fault.of(Kind.OPERATION_ERROR).detail("Google Compute Engine: zone europe-west1-b has no resources left."));

        var done = end(run.createCluster(order(1, "n2-standard-4")));

        assertThat(done.getError().getMessage()).isEqualTo("Google Compute Engine: zone europe-west1-b has no resources left.");
        assertThat(read.getCluster(KEY.path()).getStatus()).isEqualTo(Cluster.Status.ERROR);
        faults.clear();
        assertThat(end(run.deleteCluster(KEY.path())).hasError()).isFalse();
    }

    @Test
    void slowOperationsTakeLonger() throws Exception {
        faults.add(Fault.of(Kind.SLOW_OPERATIONS).delay(Duration.ofHours(2)));

        var operation = run.createCluster(order(1, "n2-standard-4"));

        assertThat(read.getOperation(REGION + "/operations/" + operation.getName()).getProgress().getMetrics(0).getDoubleValue())
                .isLessThan(0.1);
    }

    @Test
    void disabledApiRefusesTheCall() {
        world.change(PROJECT, project -> project.api("container.googleapis.com", false));

        assertThatThrownBy(() -> read.getCluster(KEY.path())).isInstanceOf(PermissionDeniedException.class)
                .hasMessageContaining("Kubernetes Engine API has not been used in project 482913650127 before or it is disabled.");
    }

    @Test
    void goesOnWithARunningOperationAfterARestart() throws Exception {
        stop();
        serve(Duration.ofSeconds(1));
        var operation = run.createCluster(order(1, "n2-standard-4"));
        stop();
        serve(Duration.ofSeconds(1));

        assertThat(read.getCluster(KEY.path()).getStatus()).isEqualTo(Cluster.Status.PROVISIONING);
        assertThat(end(operation).hasError()).isFalse();
        assertThat(read.getCluster(KEY.path()).getStatus()).isEqualTo(Cluster.Status.RUNNING);
    }

    private void serve(Duration takes) throws Exception {
        var fleet = new Fleet(new Folder(path).folder("clusters"), backends, faults, clock, new Fleet.Pace(takes, takes));
        var compute = new Compute(world, access, faults, new QuotaUse(world, fleet));
        server = new GrpcServer(0, new ContainerEngine(world, access, fleet, new ClusterOrder(world, compute), clock), fleet);
        server.start();
        read = client("portal-read");
        run = client("portal-run");
    }

    private ClusterManagerClient client(String account) throws Exception {
        var token = tokens.keep(Tokens.opaque(), account + "@" + PROJECT + ".iam.gserviceaccount.com", Duration.ofHours(1));
        return PortalCalls.containers("127.0.0.1:" + server.port(), token.token());
    }

    private Operation end(Operation operation) throws InterruptedException {
        return PortalCalls.end(read, KEY, operation);
    }

    private static CreateClusterRequest order(int perZone, String machineType) {
        return PortalCalls.order(KEY, perZone, machineType);
    }
}
