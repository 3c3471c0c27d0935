package com.trmlabs.portal.google;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.InstantiatingGrpcChannelProvider;
import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.container.v1.ClusterManagerClient;
import com.google.cloud.container.v1.ClusterManagerSettings;
import io.grpc.ManagedChannelBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Google's own client of Kubernetes Engine, with one attempt a call: trying again is for runs, which can wait. */
@Configuration(proxyBeanMethods = false)
class GoogleClients {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Bean
    ClusterManagerClient clusterManager(GoogleSettings settings) throws IOException {
        var channel = InstantiatingGrpcChannelProvider.newBuilder().setEndpoint(settings.containerEndpoint());
        if (settings.isContainerOnThisMachine()) {
            channel.setChannelConfigurator(ManagedChannelBuilder::usePlaintext);
        }
        var once = RetrySettings.newBuilder().setTotalTimeoutDuration(PATIENCE).setInitialRpcTimeoutDuration(PATIENCE)
                .setMaxRpcTimeoutDuration(PATIENCE).setMaxAttempts(1).build();
        var client = ClusterManagerSettings.newBuilder()
                .setCredentialsProvider(NoCredentialsProvider.create()) // each call brings the token of its project
                .setTransportChannelProvider(channel.build())
                .applyToAllUnaryMethods(method -> {
                    method.setRetrySettings(once).setRetryableCodes(Set.of());
                    return null;
                });
        return ClusterManagerClient.create(client.build());
    }
}
