package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.ChartRenderer;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ImageDigest;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.service.Rendering.Surroundings;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Whatever a chart has been made to render, no image in it goes by something that can be moved. */
class PinnedImagesTests {

    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String PINNED = "registry.example.com/trm/web@" + DIGEST;

    @ParameterizedTest
    @ValueSource(strings = {"busybox:latest", "busybox", "busybox@sha256:abc", "", "busybox@" + "sha256:AAAA"})
    void refusesASidecarWithoutADigest(String image) {
        assertThatThrownBy(() -> render(deployment("containers: [{name: web, image: %s}, {name: sidecar, image: '%s'}]".formatted(PINNED, image))))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("In Deployment web/web the container sidecar has the image '" + image + "', which is not pinned by its digest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"initContainers: [{name: first, image: 'busybox:1'}]", "ephemeralContainers: [{name: first, image: 'busybox:1'}]",
        "volumes: [{name: first, image: {reference: 'busybox:1'}}]"})
    void looksWhereverAPodNamesAnImage(String part) {
        assertThatThrownBy(() -> render(deployment("containers: [{name: web, image: %s}], %s".formatted(PINNED, part))))
                .isInstanceOf(Refusal.class).hasMessageContaining(" first has the image 'busybox:1'");
    }

    @Test
    void looksIntoTheJobsOfACronJob() {
        assertThatThrownBy(() -> render("""
                {apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly, namespace: web},
                 spec: {jobTemplate: {spec: {template: {spec: {containers: [{name: backup, image: 'busybox:1'}]}}}}}}"""))
                .isInstanceOf(Refusal.class).hasMessageContaining("In CronJob web/nightly the container backup");
    }

    @Test
    void takesWhatIsPinned() {
        assertThat(render(deployment("containers: [{name: web, image: %s}, {name: tagged, image: 'registry.example.com/a:1@%s'}]".formatted(PINNED, DIGEST))))
                .hasSize(1);
    }

    private static String deployment(String pod) {
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: web}, spec: {template: {spec: {%s}}}}".formatted(pod);
    }

    private static List<KubeObject> render(String object) {
        YAMLMapper yaml = new YAMLMapper();
        Catalog catalog = mock(Catalog.class);
        when(catalog.type("web")).thenReturn(new ServiceType("web", "Web", "", false, yaml.createObjectNode(), yaml.readTree("{namespace: web}")));
        when(catalog.release("web", "1.0.0")).thenReturn(Optional.of(new Release("web", "1.0.0", new ImageDigest(DIGEST), Map.of(), "", Optional.empty(),
                Instant.EPOCH, "pipeline")));
        ChartRenderer charts = mock(ChartRenderer.class);
        when(charts.render(any(), any(), any(), any(), any())).thenReturn(List.of(new KubeObject((ObjectNode) yaml.readTree(object))));
        return new Rendering(catalog, charts).render(
                new Proposal(ChangeKind.INSTALL, new ServiceName(new ClusterName("cedar-a"), "web"), "1.0.0", JsonMapper.shared().createObjectNode(), Optional.empty()),
                new Surroundings("1.35.4", Set.of(), new Cidr("10.0.0.0/20"))).objects();
    }
}
