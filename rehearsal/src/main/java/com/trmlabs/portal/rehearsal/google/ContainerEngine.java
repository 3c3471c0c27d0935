package com.trmlabs.portal.rehearsal.google;

import com.google.container.v1.Cluster;
import com.google.container.v1.ClusterManagerGrpc;
import com.google.container.v1.CreateClusterRequest;
import com.google.container.v1.CreateNodePoolRequest;
import com.google.container.v1.DeleteClusterRequest;
import com.google.container.v1.DeleteNodePoolRequest;
import com.google.container.v1.GetClusterRequest;
import com.google.container.v1.GetNodePoolRequest;
import com.google.container.v1.GetOperationRequest;
import com.google.container.v1.GetServerConfigRequest;
import com.google.container.v1.ListClustersRequest;
import com.google.container.v1.ListClustersResponse;
import com.google.container.v1.ListNodePoolsRequest;
import com.google.container.v1.ListNodePoolsResponse;
import com.google.container.v1.ListOperationsRequest;
import com.google.container.v1.ListOperationsResponse;
import com.google.container.v1.NodePool;
import com.google.container.v1.Operation;
import com.google.container.v1.ReleaseChannel;
import com.google.container.v1.ServerConfig;
import com.google.container.v1.SetNodePoolSizeRequest;
import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import com.trmlabs.portal.rehearsal.google.Access.Api;
import com.trmlabs.portal.rehearsal.world.Project;
import com.trmlabs.portal.rehearsal.world.World;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Google Kubernetes Engine over gRPC: who may call what, and Google's answers. What happens is for {@link Fleet}. */
final class ContainerEngine extends ClusterManagerGrpc.ClusterManagerImplBase {

    private static final Pattern LOCATION = Pattern.compile("projects/([^/]+)/locations/([^/]+)(?:/operations/([^/]+))?");
    private static final Context.Key<String> AUTHORIZATION = Context.key("authorization");

    private final World world;
    private final Access access;
    private final Fleet fleet;
    private final ClusterOrder orders;
    private final Clock clock;

    ContainerEngine(World world, Access access, Fleet fleet, ClusterOrder orders, Clock clock) {
        this.world = world;
        this.access = access;
        this.fleet = fleet;
        this.orders = orders;
        this.clock = clock;
    }

    @Override
    public void createCluster(CreateClusterRequest request, StreamObserver<Operation> answer) {
        respond(answer, () -> {
            var place = Place.of(request.getParent());
            var project = actingAsNodes(allowed("create", place.project()));
            var key = new ClusterKey(place.project(), place.location(), request.getCluster().getName());
            return fleet.create(key, orders.accept(project, key, request.getCluster(), clock.instant()));
        });
    }

    @Override
    public void getCluster(GetClusterRequest request, StreamObserver<Cluster> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getName());
            allowed("get", key.project());
            return existing(key);
        });
    }

    @Override
    public void listClusters(ListClustersRequest request, StreamObserver<ListClustersResponse> answer) {
        respond(answer, () -> {
            var place = Place.of(request.getParent());
            allowed("list", place.project());
            var found = fleet.clusters(place.project()).stream().filter(cluster -> place.covers(cluster.getLocation())).toList();
            return ListClustersResponse.newBuilder().addAllClusters(found).build();
        });
    }

    @Override
    public void deleteCluster(DeleteClusterRequest request, StreamObserver<Operation> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getName());
            allowed("delete", key.project());
            return fleet.delete(key);
        });
    }

    @Override
    public void createNodePool(CreateNodePoolRequest request, StreamObserver<Operation> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getParent());
            var project = actingAsNodes(allowed("update", key.project()));
            var cluster = existing(key);
            return fleet.createPool(key,
                    orders.accept(project, key, request.getNodePool(), cluster.getLocationsList(), cluster.getCurrentMasterVersion()));
        });
    }

    @Override
    public void getNodePool(GetNodePoolRequest request, StreamObserver<NodePool> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getName());
            allowed("get", key.project());
            return pool(key, request.getName());
        });
    }

    @Override
    public void listNodePools(ListNodePoolsRequest request, StreamObserver<ListNodePoolsResponse> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getParent());
            allowed("get", key.project());
            return ListNodePoolsResponse.newBuilder().addAllNodePools(existing(key).getNodePoolsList()).build();
        });
    }

    @Override
    public void setNodePoolSize(SetNodePoolSizeRequest request, StreamObserver<Operation> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getName());
            var project = allowed("update", key.project());
            var pool = pool(key, request.getName());
            var more = (request.getNodeCount() - pool.getInitialNodeCount()) * pool.getLocationsCount();
            orders.room(project, key, pool.getConfig().getMachineType(), Math.max(0, more));
            return fleet.resizePool(key, pool.getName(), request.getNodeCount());
        });
    }

    @Override
    public void deleteNodePool(DeleteNodePoolRequest request, StreamObserver<Operation> answer) {
        respond(answer, () -> {
            var key = ClusterKey.of(request.getName());
            allowed("update", key.project());
            return fleet.deletePool(key, pool(key, request.getName()).getName());
        });
    }

    @Override
    public void getOperation(GetOperationRequest request, StreamObserver<Operation> answer) {
        respond(answer, () -> {
            var place = Place.of(request.getName());
            permitted("container.operations.get", place.project());
            return fleet.operation(place.project(), place.operation())
                    .orElseThrow(() -> GoogleFault.notFound("Not found: " + request.getName() + "."));
        });
    }

    @Override
    public void listOperations(ListOperationsRequest request, StreamObserver<ListOperationsResponse> answer) {
        respond(answer, () -> {
            var place = Place.of(request.getParent());
            permitted("container.operations.list", place.project());
            var found = fleet.operations(place.project()).stream().filter(operation -> place.covers(operation.getLocation())).toList();
            return ListOperationsResponse.newBuilder().addAllOperations(found).build();
        });
    }

    @Override
    public void getServerConfig(GetServerConfigRequest request, StreamObserver<ServerConfig> answer) {
        respond(answer, () -> {
            allowed("list", Place.of(request.getName()).project());
            var config = ServerConfig.newBuilder()
                    .setDefaultClusterVersion(world.versions().get("REGULAR").getFirst())
                    .setDefaultImageType("COS_CONTAINERD");
            world.versions().forEach((channel, versions) -> {
                config.addAllValidMasterVersions(versions).addAllValidNodeVersions(versions);
                config.addChannels(ServerConfig.ReleaseChannelConfig.newBuilder()
                        .setChannel(ReleaseChannel.Channel.valueOf(channel))
                        .setDefaultVersion(versions.getFirst())
                        .addAllValidVersions(versions));
            });
            return config.build();
        });
    }

    private Project allowed(String verb, String project) {
        return permitted("container.clusters." + verb, project);
    }

    private Project permitted(String permission, String project) {
        var caller = access.caller(AUTHORIZATION.get());
        return access.require(caller, project, Api.CONTAINER, permission, GoogleFault.of(Code.PERMISSION_DENIED,
                "Required \"" + permission + "\" permission(s) for \"projects/" + project + "\"."));
    }

    private Project actingAsNodes(Project project) {
        if (!access.actsAsNodes(access.caller(AUTHORIZATION.get()), project)) {
            throw ClusterOrder.noAccessTo(project.account("portal-nodes"));
        }
        return project;
    }

    private Cluster existing(ClusterKey key) {
        return fleet.find(key).orElseThrow(() -> GoogleFault.notFound("Not found: " + key.path() + "."));
    }

    private NodePool pool(ClusterKey key, String path) {
        existing(key);
        return fleet.pool(key, path.substring(path.lastIndexOf('/') + 1)).orElseThrow(() -> GoogleFault.notFound("Not found: " + path + "."));
    }

    private static <T> void respond(StreamObserver<T> answer, Supplier<T> call) {
        try {
            answer.onNext(call.get());
            answer.onCompleted();
        } catch (GoogleFault fault) {
            answer.onError(StatusProto.toStatusRuntimeException(status(fault)));
        }
    }

    private static Status status(GoogleFault fault) {
        var status = Status.newBuilder().setCode(fault.code().getNumber()).setMessage(fault.getMessage());
        if (!fault.reason().isEmpty()) {
            status.addDetails(Any.pack(ErrorInfo.newBuilder().setReason(fault.reason()).setDomain(fault.domain())
                    .putAllMetadata(fault.metadata()).build()));
        }
        return status.build();
    }

    /** Carries the caller's token from the headers to the calls. */
    static final class Authorization implements ServerInterceptor {

        private static final Metadata.Key<String> HEADER = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return Contexts.interceptCall(Context.current().withValue(AUTHORIZATION, headers.get(HEADER)), call, headers, next);
        }
    }

    /** A location, {@code -} for all, and perhaps an operation in it. */
    private record Place(String project, String location, String operation) {

        static Place of(String path) {
            var match = LOCATION.matcher(path);
            if (!match.matches()) {
                throw GoogleFault.invalid("Invalid resource name \"" + path + "\".");
            }
            return new Place(match.group(1), match.group(2), match.group(3) == null ? "" : match.group(3));
        }

        boolean covers(String location) {
            return this.location.equals("-") || this.location.equals(location);
        }
    }
}
