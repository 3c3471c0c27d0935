package com.trmlabs.portal.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.contentOf;

import com.marcnuri.helm.Helm;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.ChartRenderer.ChartRejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class HelmChartsTests {

    private static final Path SMALL = Path.of("src/test/resources/charts/small");

    private final HelmCharts helm = new HelmCharts();

    @TempDir
    private Path folder;
    private Path chart;

    @BeforeEach
    void copiesTheChart() throws IOException {
        chart = folder.resolve("small");
        try (Stream<Path> files = Files.walk(SMALL)) {
            for (Path file : files.toList()) {
                Files.copy(file, chart.resolve(SMALL.relativize(file)));
            }
        }
    }

    @Test
    void rendersInTheOrderOfAnInstall() {
        assertThat(render("""
                {"image": "registry/small:1"}""")).extracting(object -> object.ref().toString()).containsExactly(
                "Namespace shop", "ServiceAccount shop/demo", "ConfigMap shop/settings", "Deployment shop/demo", "Custom shop/demo");
    }

    @Test
    void readsScalarsAsKubernetesDoes() {
        var objects = render("""
                {"image": "registry/small:1", "text": "yes"}""");
        assertThat(objects.get(3).at("/spec/template/spec/volumes/0/configMap/defaultMode").asInt()).isEqualTo(0440);
        assertThat(objects.get(2).at("/data").toString()).isEqualTo("""
                {"text":"yes","date":"2026-01-02","time":"12:30:45"}""");
    }

    @Test
    void tellsTheChartTheVersionOfTheCluster() {
        assertThat(render("""
                {"image": "registry/small:1"}""").get(3).text("/metadata/labels/kubernetes")).isEqualTo("v1.35.4");
        assertThatThrownBy(() -> helm.render(chart, "demo", "shop", values("{\"image\": \"a\"}"), "1.29.0"))
                .isInstanceOf(ChartRejected.class).hasMessageContaining(">=1.30.0").hasMessageContaining("1.29.0");
    }

    @Test
    void valuesOfAnyShapeArriveUnchanged() {
        var text = "a,b={c} \"d\" 'e' \n${f} {{ g }} ü";
        var values = values("{\"image\": \"i\"}").put("text", text);
        assertThat(helm.render(chart, "demo", "shop", values, "1.35.4").get(2).text("/data/text")).isEqualTo(text);
    }

    @Test
    void rejectsValuesAgainstTheSchemaAndNamesThem() {
        assertRejected("""
                {"replicas": 0, "colour": "red"}""", "The values do not fit the chart's schema: ", "/replicas: minimum: got 0, want 1", "colour");
    }

    @Test
    void rejectsAMissingValueInTheChartsOwnWords() {
        assertThatThrownBy(() -> render("{}")).isInstanceOf(ChartRejected.class)
                .hasMessage("image is required (small/templates/deployment.yaml:17:20)");
    }

    @Test
    void rejectsATemplateThatCannotBeRead() throws IOException {
        Files.writeString(chart.resolve("templates/broken.yaml"), "{{ nonsense }}");
        assertRejected("{\"image\": \"i\"}", "small/templates/broken.yaml", "\"nonsense\" not defined");
    }

    @Test
    void rejectsAFolderWithoutChart() {
        assertThatThrownBy(() -> helm.render(folder, "demo", "shop", values("{}"), "1.35.4"))
                .isInstanceOf(ChartRejected.class).hasMessageContaining("Chart.yaml is missing");
    }

    @Test
    void rejectsHooksAndCrdsWhichRenderingWouldLeaveOut() throws IOException {
        var hook = Files.writeString(chart.resolve("templates/hook.yaml"), "metadata: {annotations: {\"helm.sh/hook\": pre-install}}");
        assertRejected("{\"image\": \"i\"}", "Helm hook (templates/hook.yaml)");
        Files.delete(hook);
        Files.writeString(Files.createDirectory(chart.resolve("crds")).resolve("crd.yaml"), "kind: CustomResourceDefinition");
        assertRejected("{\"image\": \"i\"}", "CRDs (crds/crd.yaml)");
    }

    @Test
    void rejectsTheSameObjectTwice() throws IOException {
        Files.copy(chart.resolve("templates/settings.yaml"), chart.resolve("templates/again.yaml"));
        assertRejected("{\"image\": \"i\"}", "makes ConfigMap shop/settings twice");
    }

    @Test
    void leavesNoValuesBehind() throws IOException {
        var marker = UUID.randomUUID().toString();
        helm.render(chart, "demo", "shop", values("{\"image\": \"i\"}").put("text", marker), "1.35.4");
        assertThatThrownBy(() -> helm.render(chart, "demo", "shop", values("{}").put("text", marker), "1.35.4"))
                .isInstanceOf(ChartRejected.class);
        try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith("values-")))
                    .noneMatch(file -> contentOf(file.toFile()).contains(marker));
        }
    }

    @Test
    void keepsConcurrentRenderingsApart() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            var renderings = IntStream.range(0, 40).mapToObj(i -> threads.submit(() ->
                    helm.render(chart, "demo", "n" + i, values("{\"image\": \"i\"}").put("replicas", i + 1), "1.35.4"))).toList();
            for (int i = 0; i < renderings.size(); i++) {
                var deployment = renderings.get(i).get().get(3);
                assertThat(deployment.ref().namespace()).contains("n" + i);
                assertThat(deployment.at("/spec/replicas").asInt()).isEqualTo(i + 1);
            }
        }
    }

    @Test
    void chartOfTheTestsHasNoLint() {
        var result = new Helm(chart).lint().strict().call();
        assertThat(result.getMessages()).noneMatch(message -> message.contains("[ERROR]") && !message.contains("image is required"));
    }

    private List<KubeObject> render(String values) {
        return helm.render(chart, "demo", "shop", values(values), "1.35.4");
    }

    private void assertRejected(String values, String... words) {
        assertThatThrownBy(() -> render(values)).isInstanceOf(ChartRejected.class).hasMessageContainingAll(words);
    }

    private static ObjectNode values(String json) {
        return (ObjectNode) new JsonMapper().readTree(json);
    }
}
