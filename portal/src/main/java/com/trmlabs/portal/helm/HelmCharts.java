package com.trmlabs.portal.helm;

import com.marcnuri.helm.Helm;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.ChartRenderer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Helm in this process. It sorts what it renders by kind in the order in which an install would apply it (namespaces
 * first), so the order of the output is the order of the plan.
 */
@Component
class HelmCharts implements ChartRenderer {

    /** Read once, before Helm's library is there. */
    private static final KeptSignals SIGNALS = new KeptSignals();

    HelmCharts() {
        // otherwise a missing native library is fetched from the internet while the portal runs
        System.setProperty("com.marcnuri.jkube-helm.skipRemoteJar", "true");
    }

    @Override
    public List<KubeObject> render(Path chart, String name, String namespace, ObjectNode values, String kubernetesVersion) {
        refuseWhatWouldBeLeftOut(chart);
        var objects = Manifests.parse(template(chart, name, namespace, values, kubernetesVersion));
        refuseDuplicates(objects);
        return objects;
    }

    private String template(Path chart, String name, String namespace, ObjectNode values, String kubernetesVersion) {
        var thread = Thread.currentThread();
        var loader = thread.getContextClassLoader();
        var file = written(values);
        try {
            // Helm's native library is looked up through the thread, and threads of pools do not know the application
            thread.setContextClassLoader(HelmCharts.class.getClassLoader());
            return new Helm(chart.toAbsolutePath()).template()
                    .withName(name)
                    .withNamespace(namespace)
                    .withKubeVersion(kubernetesVersion)
                    .withValuesFile(file)
                    .call();
        } catch (IllegalStateException refused) {
            throw new ChartRejected(HelmMessages.forPeople(refused.getMessage()), refused);
        } finally {
            SIGNALS.takeBack();
            thread.setContextClassLoader(loader);
            file.toFile().delete();
        }
    }

    /** JSON is YAML; the file can be read by this user alone. */
    private static Path written(ObjectNode values) {
        try {
            return Files.writeString(Files.createTempFile("values-", ".json"), values.toString());
        } catch (IOException full) {
            throw new UncheckedIOException("The values could not be handed to Helm: the temporary folder cannot be written", full);
        }
    }

    /** Rendering leaves hooks and CRDs out without a word; a plan without them would promise what an install does not do. */
    private static void refuseWhatWouldBeLeftOut(Path chart) {
        if (!Files.isRegularFile(chart.resolve("Chart.yaml"))) {
            throw new ChartRejected("There is no chart in the folder " + chart.getFileName() + ": Chart.yaml is missing.", null);
        }
        try (Stream<Path> files = Files.walk(chart)) {
            files.filter(Files::isRegularFile).map(chart::relativize).forEach(file -> refuseLeftOut(chart, file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The chart " + chart.getFileName() + " cannot be read", unreadable);
        }
    }

    private static void refuseLeftOut(Path chart, Path file) {
        if (contains(file, "crds")) {
            throw new ChartRejected("The chart brings CRDs (" + file + "). The portal installs none; the customer's admin does.", null);
        }
        if (contains(file, "templates") && HelmMessages.hasHook(read(chart.resolve(file)))) {
            throw new ChartRejected("The chart has a Helm hook (" + file + "). The portal runs none; make it an object or a step.", null);
        }
    }

    private static boolean contains(Path file, String folder) {
        return Stream.of(file.toString().split("/")).anyMatch(folder::equals);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new ChartRejected("The template " + file.getFileName() + " is no readable text.", unreadable);
        }
    }

    private static void refuseDuplicates(List<KubeObject> objects) {
        var seen = new HashSet<>();
        for (var object : objects) {
            if (!seen.add(object.ref())) {
                throw new ChartRejected("The chart makes " + object.ref() + " twice.", null);
            }
        }
    }
}
