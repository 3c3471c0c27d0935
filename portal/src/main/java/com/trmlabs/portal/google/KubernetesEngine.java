package com.trmlabs.portal.google;

import com.google.api.gax.grpc.GrpcCallContext;
import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.UnaryCallable;
import com.google.api.gax.rpc.UnauthenticatedException;
import com.google.cloud.container.v1.ClusterManagerClient;
import com.google.container.v1.Cluster;
import com.google.container.v1.CreateClusterRequest;
import com.google.container.v1.DeleteClusterRequest;
import com.google.container.v1.GetClusterRequest;
import com.google.container.v1.GetServerConfigRequest;
import com.google.container.v1.ListOperationsRequest;
import com.google.container.v1.ServerConfig.ReleaseChannelConfig;
import com.trmlabs.portal.cluster.spi.AccessTokens;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.customer.CloudIdentity;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** GKE over gRPC. One client serves all customers: each call carries the token of its project and identity. */
@Component
class KubernetesEngine implements ContainerEngine {

    private final ClusterManagerClient client;
    private final AccessTokens tokens;

    KubernetesEngine(ClusterManagerClient client, AccessTokens tokens) {
        this.client = client;
        this.tokens = tokens;
    }

    @Override
    public void create(ProjectId project, ClusterSpec spec) {
        var wanted = ClusterOrder.of(project, spec);
        if (isThere(project, spec.region(), wanted)) {
            return;
        }
        var request = CreateClusterRequest.newBuilder().setParent(location(project, spec.region())).setCluster(wanted).build();
        try {
            call(project, CloudIdentity.RUN, client.createClusterCallable(), request);
        } catch (CloudFault.Rejected refused) {
            if (!isThere(project, spec.region(), wanted)) { // else another replica was faster
                throw refused;
            }
        }
    }

    /** Whether it exists already as ordered; one of the same name that was ordered otherwise is not ours to use. */
    private boolean isThere(ProjectId project, String region, Cluster wanted) {
        var found = get(project, CloudIdentity.RUN, region, wanted.getName());
        found.filter(cluster -> !ClusterOrder.isSame(cluster, wanted)).ifPresent(other -> {
            throw new CloudFault.Rejected("The project " + project + " has a cluster " + wanted.getName()
                    + " already that was not made from this plan. It is left alone; choose another name.", null);
        });
        return found.isPresent();
    }

    @Override
    public void delete(ProjectId project, String region, ClusterName name) {
        var found = get(project, CloudIdentity.RUN, region, name.value());
        found.filter(cluster -> !ClusterOrder.isOurs(cluster)).ifPresent(other -> {
            throw new CloudFault.Rejected("The cluster " + name + " was not made by the portal; it is left alone.", null);
        });
        if (found.filter(cluster -> cluster.getStatus() != Cluster.Status.STOPPING).isPresent()) {
            call(project, CloudIdentity.RUN, client.deleteClusterCallable(),
                    DeleteClusterRequest.newBuilder().setName(path(project, region, name.value())).build());
        }
    }

    @Override
    public Optional<ClusterFacts> find(ProjectId project, String region, ClusterName name) {
        return get(project, CloudIdentity.READ, region, name.value()).map(ClusterReading::facts);
    }

    @Override
    public Optional<Operation> operation(ProjectId project, String region, ClusterName name) {
        var operations = call(project, CloudIdentity.READ, client.listOperationsCallable(),
                ListOperationsRequest.newBuilder().setParent(location(project, region)).build());
        return operations.stream().flatMap(answer -> answer.getOperationsList().stream())
                .filter(operation -> (operation.getTargetLink() + "/").contains("/clusters/" + name + "/"))
                .max(Comparator.comparing(com.google.container.v1.Operation::getStartTime))
                .map(ClusterReading::operation);
    }

    @Override
    public List<String> versions(ProjectId project, String region, String channel) {
        var config = call(project, CloudIdentity.READ, client.getServerConfigCallable(),
                GetServerConfigRequest.newBuilder().setName(location(project, region)).build());
        return config.stream().flatMap(answer -> answer.getChannelsList().stream())
                .filter(offered -> offered.getChannel().name().equals(channel))
                .flatMap(KubernetesEngine::versions).distinct().toList();
    }

    private static Stream<String> versions(ReleaseChannelConfig offered) {
        return Stream.concat(Stream.of(offered.getDefaultVersion()), offered.getValidVersionsList().stream());
    }

    private Optional<Cluster> get(ProjectId project, CloudIdentity identity, String region, String name) {
        return call(project, identity, client.getClusterCallable(), GetClusterRequest.newBuilder().setName(path(project, region, name)).build());
    }

    /** Absent for what Google does not find. */
    private <Q, A> Optional<A> call(ProjectId project, CloudIdentity identity, UnaryCallable<Q, A> callable, Q request) {
        try {
            return Optional.of(authenticated(project, identity, callable, request));
        } catch (NotFoundException none) {
            return Optional.empty();
        } catch (ApiException fault) {
            throw GoogleFaults.of(fault);
        }
    }

    private <Q, A> A authenticated(ProjectId project, CloudIdentity identity, UnaryCallable<Q, A> callable, Q request) {
        try {
            return callable.call(request, as(tokens.token(project, identity, false)));
        } catch (UnauthenticatedException stale) {
            return callable.call(request, as(tokens.token(project, identity, true)));
        }
    }

    private static GrpcCallContext as(String token) {
        return GrpcCallContext.createDefault().withExtraHeaders(Map.of("authorization", List.of("Bearer " + token)));
    }

    private static String location(ProjectId project, String region) {
        return "projects/" + project + "/locations/" + region;
    }

    private static String path(ProjectId project, String region, String cluster) {
        return location(project, region) + "/clusters/" + cluster;
    }
}
