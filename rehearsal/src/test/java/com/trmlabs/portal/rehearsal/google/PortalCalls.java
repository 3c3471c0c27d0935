package com.trmlabs.portal.rehearsal.google;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ImpersonatedCredentials;
import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.rpc.FixedHeaderProvider;
import com.google.cloud.container.v1.ClusterManagerClient;
import com.google.cloud.container.v1.ClusterManagerSettings;
import com.google.container.v1.Cluster;
import com.google.container.v1.CreateClusterRequest;
import com.google.container.v1.IPAllocationPolicy;
import com.google.container.v1.NodeConfig;
import com.google.container.v1.NodePool;
import com.google.container.v1.Operation;
import com.google.container.v1.ReleaseChannel;
import com.trmlabs.portal.rehearsal.Endpoints;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls Google as the portal does: with Google's own libraries where it uses them, else by HTTP. */
public final class PortalCalls {

    private static final List<String> SCOPES = List.of("https://www.googleapis.com/auth/cloud-platform");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Endpoints endpoints;

    public PortalCalls(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    GoogleCredentials own() throws IOException {
        try (var file = Files.newInputStream(Path.of(endpoints.credentials()))) {
            return GoogleCredentials.fromStream(file).createScoped(SCOPES);
        }
    }

    /** A token of one of a project's service accounts, by real impersonation. */
    public String token(String email) throws IOException {
        var url = endpoints.google().replace("{host}", "iamcredentials.googleapis.com") + "/v1/projects/-/serviceAccounts/" + email
                + ":generateAccessToken";
        var impersonated = ImpersonatedCredentials.newBuilder()
                .setSourceCredentials(own()).setTargetPrincipal(email).setScopes(SCOPES).setLifetime(600).setIamEndpointOverride(url).build();
        return impersonated.refreshAccessToken().getTokenValue();
    }

    Answer get(String token, String host, String path) throws Exception {
        return call(token, "GET", host, path, "");
    }

    Answer call(String token, String method, String host, String path, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(endpoints.google().replace("{host}", host) + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        var answer = http.send(request, BodyHandlers.ofString());
        return new Answer(answer.statusCode(), JsonMapper.shared().readTree(answer.body()));
    }

    /** Call credentials want TLS, so that on loopback the token goes in as a header. */
    public static ClusterManagerClient containers(String address, String token) throws IOException {
        return ClusterManagerClient.create(ClusterManagerSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create())
                .setHeaderProvider(FixedHeaderProvider.create("authorization", "Bearer " + token))
                .setTransportChannelProvider(InstantiatingGrpcChannelProvider.newBuilder()
                        .setEndpoint(address).setChannelConfigurator(ManagedChannelBuilder::usePlaintext).build())
                .build());
    }

    /** Waits until an operation is over. */
    public static Operation end(ClusterManagerClient containers, ClusterKey cluster, Operation operation) throws InterruptedException {
        var told = operation;
        while (told.getStatus() != Operation.Status.DONE) {
            Thread.sleep(20);
            told = containers.getOperation(region(cluster) + "/operations/" + operation.getName());
        }
        return told;
    }

    /** A cluster in bluefin's network with one pool, in all zones. */
    public static CreateClusterRequest order(ClusterKey cluster, int perZone, String machineType) {
        var project = "projects/" + cluster.project();
        return CreateClusterRequest.newBuilder().setParent(region(cluster)).setCluster(Cluster.newBuilder()
                .setName(cluster.name())
                .setNetwork(project + "/global/networks/analytics")
                .setSubnetwork(project + "/regions/" + cluster.location() + "/subnetworks/analytics-gke")
                .setIpAllocationPolicy(IPAllocationPolicy.newBuilder().setUseIpAliases(true)
                        .setClusterSecondaryRangeName("pods").setServicesSecondaryRangeName("services"))
                .setReleaseChannel(ReleaseChannel.newBuilder().setChannel(ReleaseChannel.Channel.REGULAR))
                .addNodePools(pool(cluster, "api", perZone, machineType))).build();
    }

    public static NodePool pool(ClusterKey cluster, String name, int perZone, String machineType) {
        return NodePool.newBuilder().setName(name).setInitialNodeCount(perZone).setConfig(NodeConfig.newBuilder()
                .setMachineType(machineType)
                .setServiceAccount("portal-nodes@" + cluster.project() + ".iam.gserviceaccount.com")).build();
    }

    private static String region(ClusterKey cluster) {
        return "projects/" + cluster.project() + "/locations/" + cluster.location();
    }

    record Answer(int status, JsonNode body) {

        String text(String pointer) {
            return body.at(pointer).asString("");
        }
    }
}
