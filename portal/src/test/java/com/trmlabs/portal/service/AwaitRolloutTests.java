package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.KubernetesClusters;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.StepHandler.Context;
import com.trmlabs.portal.change.spi.StepHandler.Outcome;
import com.trmlabs.portal.kernel.ChangeId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** A first install: how long its pods are waited for, and for their Secret api-tls, while Kubernetes itself gives up after five minutes. */
class AwaitRolloutTests {

    private static final Instant BEGUN = Instant.parse("2026-11-26T09:00:00Z");
    private static final String WAITS = "waiting: {reason: PodInitializing}";
    private static final String MIGRATES = "running: {startedAt: '2026-11-26T09:08:10Z'}";

    private final Connection read = mock(Connection.class);
    private final KubernetesClusters clusters = mock(KubernetesClusters.class);
    private final AwaitRollout step = new AwaitRollout(clusters);
    private ObjectNode memory = JsonMapper.shared().createObjectNode();

    @BeforeEach
    void installs() {
        when(clusters.connect(any(), any())).thenReturn(read);
        when(read.list(eq("apps/v1"), eq("ReplicaSet"), any(), any())).thenReturn(List.of(object("""
                {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: api-1, namespace: api, labels: {pod-template-hash: abc},
                 annotations: {deployment.kubernetes.io/revision: '1'}, ownerReferences: [{uid: d1}]}}""")));
        when(read.logTail(any(), any(), any(), anyBoolean(), anyInt())).thenReturn("");
        deployment("ReplicaSetUpdated");
        pod(WAITS);
        when(read.events("api", "p1")).thenReturn(List.of(object("""
                {apiVersion: v1, kind: Event, metadata: {name: e1}, reason: FailedMount,
                 message: 'MountVolume.SetUp failed for volume "tls" : secret "api-tls" not found'}""")));
    }

    private void deployment(String progress) {
        when(read.get(any())).thenReturn(Optional.of(object("""
                {apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: api, uid: d1, generation: 1, annotations: {deployment.kubernetes.io/revision: '1'}},
                 spec: {replicas: 1, selector: {matchLabels: {app: api}}},
                 status: {observedGeneration: 1, replicas: 1, updatedReplicas: 1, conditions: [{type: Progressing, reason: %s}]}}""".formatted(progress))));
    }

    private void pod(String state) {
        when(read.list(eq("v1"), eq("Pod"), any(), contains("pod-template-hash=abc"))).thenReturn(List.of(object("""
                {apiVersion: v1, kind: Pod, metadata: {name: api-1-x, namespace: api, uid: p1}, spec: {containers: [{name: api}]},
                 status: {phase: Pending, initContainerStatuses: [{name: migrate, state: {%s}}]}}""".formatted(state))));
    }

    @Test
    void waitsForASecretAfterKubernetesHasGivenUp() {
        deployment("ProgressDeadlineExceeded");
        assertThat(after("PT5M30S")).isInstanceOfSatisfying(Outcome.Waiting.class, waiting -> {
            assertThat(waiting.what()).isEqualTo("The new pods need the Secret api-tls, which is not there yet");
            assertThat(waiting.until()).contains(BEGUN.plus(Duration.ofMinutes(15)));
        });
        assertThat(after("PT14M")).isInstanceOf(Outcome.Waiting.class);
    }

    @Test
    void namesTheSecretThatNeverCame() {
        deployment("ProgressDeadlineExceeded");
        assertThat(after("PT15M1S")).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.cause())
                .startsWith("Every new pod needs the Secret api-tls, which was not there within 15 minutes."));
    }

    @Test
    void givesPodsTimeToStartWhenTheSecretHasCome() {
        deployment("ProgressDeadlineExceeded");
        after("PT8M");
        pod(MIGRATES);
        assertThat(after("PT8M20S")).isInstanceOf(Outcome.Again.class);
        assertThat(after("PT13M1S")).isInstanceOfSatisfying(Outcome.Failed.class,
                failed -> assertThat(failed.cause()).startsWith("The rollout made no progress in time"));
    }

    @Test
    void believesKubernetesWhenNoSecretIsMissing() {
        pod(MIGRATES);
        assertThat(after("PT5M")).isInstanceOf(Outcome.Again.class);
        deployment("ProgressDeadlineExceeded");
        assertThat(after("PT5M1S")).isInstanceOfSatisfying(Outcome.Failed.class,
                failed -> assertThat(failed.cause()).startsWith("The rollout made no progress in time"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ErrImagePull", "ImagePullBackOff", "CreateContainerConfigError"})
    void endsWithinThirtySecondsOfItsFirstSign(String reason) {
        pod("waiting: {reason: " + reason + "}");
        after("PT1M");
        assertThat(after("PT1M30S")).isInstanceOf(Outcome.Failed.class);
    }

    private Outcome after(String time) {
        ObjectNode params = (ObjectNode) new YAMLMapper().readTree("{cluster: cedar-a, ref: {apiVersion: apps/v1, kind: Deployment, name: api, namespace: api}}");
        Outcome outcome = step.verify(new Context(new ChangeId(1001), params, memory, BEGUN, BEGUN.plus(Duration.parse(time)), () -> {}));
        memory = switch (outcome) {
            case Outcome.Waiting waiting -> waiting.memory();
            case Outcome.Again again -> again.memory();
            default -> memory;
        };
        return outcome;
    }

    private static KubeObject object(String yaml) {
        return new KubeObject((ObjectNode) new YAMLMapper().readTree(yaml));
    }
}
