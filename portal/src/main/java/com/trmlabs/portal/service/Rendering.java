package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.Release;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.spi.ChartRenderer;
import com.trmlabs.portal.cluster.ClusterPlanning;
import com.trmlabs.portal.kernel.Cidr;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes the objects of a service from a proposal: values as the type's descriptor lays them out, then real Helm. */
@Component
class Rendering {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Catalog catalog;
    private final ChartRenderer charts;

    Rendering(Catalog catalog, ChartRenderer charts) {
        this.catalog = catalog;
        this.charts = charts;
    }

    /** @param edge the filter in front of external clients, where the service has them */
    record Rendered(ServiceType type, Release release, List<KubeObject> namespaces, List<KubeObject> objects, Optional<Edge> edge) {}

    record Edge(String policy, List<Cidr> blocks) {}

    /**
     * What a chart has to know about the cluster that it goes into.
     *
     * @param kinds those of its optional kinds that the cluster has, {@code apiVersion/Kind}
     * @param nodes addresses of its nodes
     */
    record Surroundings(String kubernetesVersion, Set<String> kinds, Cidr nodes) {}

    /** What the chart uses where a cluster has it, {@code apiVersion/Kind}. */
    Set<String> optionalKinds(Proposal proposal) {
        return Stream.concat(ClusterPlanning.OPTIONAL_KINDS.stream(), catalog.type(proposal.service().type()).optionalKinds().stream())
                .collect(Collectors.toSet());
    }

    Rendered render(Proposal proposal, Surroundings surroundings) {
        ServiceType type = catalog.type(proposal.service().type());
        Release release = catalog.release(type.name(), proposal.release())
                .orElseThrow(() -> new NotFound("release " + proposal.release() + " of " + type.name()));
        Optional<Edge> edge = edge(type, proposal);
        ObjectNode values = values(type, release, proposal, surroundings, edge);
        try {
            List<KubeObject> objects = charts.render(catalog.chart(release), type.name(), namespace(type), values, surroundings.kubernetesVersion());
            PinnedImages.check(objects);
            return new Rendered(type, release, namespaces(type, objects), objects, edge);
        } catch (ChartRenderer.ChartRejected rejected) {
            throw new Refusal("The chart of " + type.name() + " " + release.version() + " cannot be rendered with these settings: " + rejected.getMessage());
        }
    }

    private ObjectNode values(ServiceType type, Release release, Proposal proposal, Surroundings surroundings, Optional<Edge> edge) {
        ObjectNode values = JSON.createObjectNode();
        JsonNode layout = type.descriptor().path("values");
        layout.path("images").propertyStream().forEach(role -> {
            Release.Image image = Optional.ofNullable(release.images().get(role.getKey()))
                    .orElseThrow(() -> new Refusal("Release " + release.version() + " names no image for " + role.getKey() + "."));
            put(values, role.getValue().asString(), JSON.createObjectNode().put("repository", image.repository()).put("digest", image.digest().value()));
        });
        put(values, layout.path("inputs").asString(""), proposal.inputs());
        proposal.binding().ifPresent(binding -> put(values, layout.path("binding").asString(""), JSON.createObjectNode()
                .put("host", binding.host()).put("port", binding.port()).put("database", binding.database()).put("secretName", binding.secretName())
                .put("caCertificate", binding.ca()).put("caKey", Optional.ofNullable(binding.caKey()).orElse(""))));
        ArrayNode known = JSON.createArrayNode();
        surroundings.kinds().stream().sorted().forEach(known::add);
        put(values, layout.path("kinds").asString(""), known);
        put(values, layout.path("nodeRanges").asString(""), JSON.createArrayNode().add(surroundings.nodes().value()));
        edge.ifPresent(wanted -> put(values, edgeLayout(type).path("policy").asString(""), JSON.getNodeFactory().stringNode(wanted.policy())));
        return values;
    }

    private static void put(ObjectNode values, String pointer, JsonNode value) {
        if (!pointer.isEmpty()) {
            JsonPointer place = JsonPointer.compile(pointer);
            values.withObject(place.head(), JsonNode.OverwriteMode.NULLS, true).set(place.last().getMatchingProperty(), value);
        }
    }

    private static JsonNode edgeLayout(ServiceType type) {
        return type.descriptor().path("values").path("allowLists").valueStream()
                .filter(list -> list.path("enforcedBy").asString("").equals("edgePolicy")).findFirst()
                .orElse(JSON.missingNode());
    }

    /** What a proposal asks for in front of external clients. */
    Optional<Edge> edge(Proposal proposal) {
        return edge(catalog.type(proposal.service().type()), proposal);
    }

    private static Optional<Edge> edge(ServiceType type, Proposal proposal) {
        JsonNode layout = edgeLayout(type);
        if (layout.isMissingNode() || !input(type, proposal, layout.path("when")).asBoolean(false)) {
            return Optional.empty();
        }
        List<Cidr> blocks = new ArrayList<>();
        input(type, proposal, layout.path("list")).forEach(block -> blocks.add(new Cidr(block.asString())));
        return Optional.of(new Edge("portal-" + proposal.service().cluster() + "-" + type.name(), blocks));
    }

    /** What was filled in at a pointer into the chart's values. */
    static JsonNode input(ServiceType type, Proposal proposal, JsonNode pointer) {
        String inputs = type.descriptor().path("values").path("inputs").asString("");
        String path = pointer.asString("");
        return path.startsWith(inputs + "/") ? proposal.inputs().at(path.substring(inputs.length())) : JSON.missingNode();
    }

    static String namespace(ServiceType type) {
        return type.descriptor().path("namespace").asString(type.name());
    }

    /** The type's own first, then those of objects elsewhere. */
    private static List<KubeObject> namespaces(ServiceType type, List<KubeObject> objects) {
        return Stream.concat(Stream.of(namespace(type)), objects.stream().map(object -> object.ref().namespace()).flatMap(Optional::stream))
                .distinct().map(Rendering::namespaceObject).toList();
    }

    /** The portal makes it itself: its labels are what keeps pods without privileges and the portal inside. */
    private static KubeObject namespaceObject(String name) {
        ObjectNode tree = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Namespace");
        tree.putObject("metadata").put("name", name).putObject("labels")
                .put("app.kubernetes.io/managed-by", "portal")
                .put("pod-security.kubernetes.io/enforce", "restricted");
        return new KubeObject(tree);
    }
}
