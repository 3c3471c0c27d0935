package com.trmlabs.portal.helm;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.ChartRenderer.ChartRejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * Splits rendered YAML into objects. Kubernetes reads YAML 1.1 without its dates and base-60 numbers, and so does this: a
 * chart's {@code defaultMode: 0440} has to mean what it means to {@code helm install}.
 */
final class Manifests {

    private static final JsonMapper JSON = new JsonMapper();

    private Manifests() {}

    static List<KubeObject> parse(String manifest) {
        var objects = new ArrayList<KubeObject>();
        try {
            for (Object document : yaml().loadAll(manifest)) {
                if (document != null) {
                    objects.add(object(document));
                }
            }
        } catch (YAMLException broken) {
            throw new ChartRejected("The chart renders broken YAML: " + broken.getMessage().strip(), broken);
        }
        return List.copyOf(objects);
    }

    private static KubeObject object(Object document) {
        if (!(document instanceof Map<?, ?> map)) {
            throw new ChartRejected("The chart renders a document that is no object but " + document.getClass().getSimpleName(), null);
        }
        try {
            return new KubeObject(JSON.valueToTree(map));
        } catch (IllegalArgumentException incomplete) {
            throw new ChartRejected("The chart renders an incomplete object: " + incomplete.getMessage(), incomplete);
        }
    }

    private static Yaml yaml() {
        var limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        var style = new DumperOptions();
        return new Yaml(new SafeConstructor(limits), new Representer(style), style, limits, new KubernetesScalars());
    }

    private static final class KubernetesScalars extends Resolver {

        private static final Pattern INTEGER = Pattern.compile("[-+]?(?:0|[1-9][0-9_]*|0b[01_]+|0[0-7_]+|0x[0-9a-fA-F_]+)");
        private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");

        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INTEGER, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, DECIMAL, "-+0123456789.");
            addImplicitResolver(Tag.MERGE, MERGE, "<");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
            addImplicitResolver(Tag.NULL, EMPTY, null);
        }
    }
}
