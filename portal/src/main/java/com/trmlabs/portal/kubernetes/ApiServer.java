package com.trmlabs.portal.kubernetes;

import static java.util.function.Predicate.not;

import com.trmlabs.portal.change.KubeObject;
import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.spi.KubernetesFault.Rejected;
import com.trmlabs.portal.change.spi.KubernetesFault.Unreachable;
import com.trmlabs.portal.cluster.ClusterEndpoint;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kubernetes.Kinds.Kind;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One API server as one identity. Reads take the server's JSON as it is; writes go by server-side apply. */
final class ApiServer implements Connection {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MANAGER = "portal";
    private static final Pattern NUMBERS = Pattern.compile("v?(\\d+\\.\\d+\\.\\d+).*");
    private static final int LOG_LENGTH = 100_000;

    private final ClusterEndpoint endpoint;
    private final KubernetesClient client;
    private final Gate gate;
    private final Limits limits;
    private final Kinds kinds;

    ApiServer(ClusterEndpoint endpoint, KubernetesClient client, Gate gate, Clock clock, Limits limits) {
        this.endpoint = endpoint;
        this.client = client;
        this.gate = gate;
        this.limits = limits;
        this.kinds = new Kinds(this::read, clock, limits.known());
    }

    boolean isAt(ClusterEndpoint other) {
        return endpoint.equals(other);
    }

    void close() {
        client.close();
    }

    /** Without the vendor's suffix, which the version ranges of charts would take for a pre-release. */
    @Override
    public String version() {
        var version = read("/version").map(answer -> answer.at("/gitVersion").asString("")).orElse("");
        var numbers = NUMBERS.matcher(version);
        if (!numbers.matches()) {
            throw unreadable("a version", null);
        }
        return numbers.group(1);
    }

    @Override
    public Set<String> known(Set<String> asked) {
        return asked.stream().filter(kinds::knows).collect(Collectors.toSet());
    }

    @Override
    public Optional<KubeObject> get(ObjectRef ref) {
        return kinds.find(ref.apiVersion(), ref.kind())
                .flatMap(kind -> read(path(kind, ref.namespace()) + "/" + segment(ref.name())))
                .map(answer -> same(ref, answer));
    }

    @Override
    public List<KubeObject> list(String apiVersion, String kind, Optional<String> namespace, String labelSelector) {
        return kinds.find(apiVersion, kind)
                .map(known -> pages(known, namespace, "labelSelector=" + encoded(labelSelector)))
                .orElse(List.of());
    }

    @Override
    public KubeObject dryRun(KubeObject desired) {
        return patch(desired, new PatchContext.Builder().withForce(true).withDryRun(List.of("All")));
    }

    @Override
    public KubeObject apply(KubeObject desired, boolean force) {
        return patch(desired, new PatchContext.Builder().withForce(force));
    }

    private KubeObject patch(KubeObject desired, PatchContext.Builder how) {
        var options = how.withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager(MANAGER).withFieldValidation("Strict").build();
        var resource = resource(desired.ref(), kind(desired.ref()));
        var body = client.getKubernetesSerialization().convertValue(desired.tree(), GenericKubernetesResource.class);
        var answer = call(() -> client.getKubernetesSerialization().asJson(resource.patch(options, body)));
        var applied = same(desired.ref(), parse(answer));
        if (!applied.text("/metadata/deletionTimestamp").isEmpty()) {
            throw new Unreachable(desired.ref() + " is still being deleted; it can be applied when it is gone.", null);
        }
        return applied;
    }

    /** In the foreground: the object stays visible until everything that it owns is gone. */
    @Override
    public void delete(ObjectRef ref) {
        kinds.find(ref.apiVersion(), ref.kind()).ifPresent(kind ->
                call(() -> resource(ref, kind).withPropagationPolicy(DeletionPropagation.FOREGROUND).delete()));
    }

    @Override
    public String logTail(String namespace, String pod, String container, boolean previous, int lines) {
        var log = client.pods().inNamespace(segment(namespace)).withName(segment(pod)).inContainer(container);
        try {
            var text = call(() -> (previous ? log.terminated() : log).tailingLines(lines).getLog());
            return text.startsWith("unable to retrieve container logs for ") ? "" : text.substring(Math.max(0, text.length() - LOG_LENGTH));
        } catch (Rejected none) { // no such pod, or the container has not started: 404, 400
            return "";
        }
    }

    @Override
    public List<KubeObject> events(String namespace, String uid) {
        var events = new Kind("v1", "Event", "events", true);
        return pages(events, Optional.of(namespace), "fieldSelector=" + encoded("involvedObject.uid=" + uid)).stream()
                .sorted(Comparator.comparing(ApiServer::time))
                .toList();
    }

    @Override
    public boolean allows(String verb, String group, String resource, String namespace) {
        var parts = resource.split("/", 2);
        var question = new SelfSubjectAccessReviewBuilder().withNewSpec().withNewResourceAttributes()
                .withVerb(verb).withGroup(group).withResource(parts[0]).withSubresource(parts.length > 1 ? parts[1] : "")
                .withNamespace(namespace).endResourceAttributes().endSpec().build();
        return call(() -> client.authorization().v1().selfSubjectAccessReview().create(question)).getStatus().getAllowed();
    }

    private List<KubeObject> pages(Kind kind, Optional<String> namespace, String selector) {
        var objects = new ArrayList<KubeObject>();
        var path = path(kind, namespace) + "?limit=" + limits.page() + "&" + selector;
        long bytes = 0;
        String next = "";
        do {
            var text = raw(next.isEmpty() ? path : path + "&continue=" + encoded(next)).orElse("{}");
            var page = parse(text);
            page.at("/items").forEach(item -> objects.add(complete(kind, item)));
            bytes += text.length();
            var following = page.at("/metadata/continue").asString("");
            if (bytes > limits.bytes() || objects.size() > limits.objects() || !following.isEmpty() && page.at("/items").isEmpty()) {
                throw new Rejected("The list of " + kind.plural() + " in " + endpoint.cluster() + " does not end within reason.", null);
            }
            next = following;
        } while (!next.isEmpty());
        return objects;
    }

    /** Items of a list do not say what they are. */
    private KubeObject complete(Kind kind, JsonNode item) {
        if (!(item instanceof ObjectNode object) || !object.has("metadata")) {
            throw unreadable("an object", null);
        }
        return new KubeObject(object.put("apiVersion", kind.apiVersion()).put("kind", kind.name()));
    }

    /** A server that answers with another object than the one asked for is not believed. */
    private KubeObject same(ObjectRef asked, JsonNode answer) {
        if (!(answer instanceof ObjectNode tree) || !tree.has("metadata") || !asked.equals(new KubeObject(tree).ref())) {
            throw unreadable(asked.toString(), null);
        }
        return new KubeObject(tree);
    }

    private Kind kind(ObjectRef ref) {
        var kind = kinds.find(ref.apiVersion(), ref.kind()).orElseThrow(() -> new Rejected(
                "The cluster " + endpoint.cluster() + " does not know the kind " + ref.kind() + " of " + ref.apiVersion() + ".", null));
        if (kind.namespaced() != ref.namespace().isPresent()) {
            throw new Rejected(ref + (kind.namespaced() ? " has to name a namespace." : " must not name a namespace."), null);
        }
        return kind;
    }

    private Resource<GenericKubernetesResource> resource(ObjectRef ref, Kind kind) {
        var resources = client.genericKubernetesResources(new ResourceDefinitionContext.Builder().withGroup(kind.group())
                .withVersion(kind.version()).withKind(kind.name()).withPlural(kind.plural()).withNamespaced(kind.namespaced()).build());
        var name = segment(ref.name());
        return kind.namespaced() ? resources.inNamespace(segment(ref.namespace().orElse(""))).withName(name) : resources.withName(name);
    }

    private static String path(Kind kind, Optional<String> namespace) {
        return kind.path() + namespace.map(space -> "/namespaces/" + segment(space)).orElse("") + "/" + kind.plural();
    }

    private Optional<JsonNode> read(String path) {
        return raw(path).map(this::parse);
    }

    /** Absent for 404. */
    private Optional<String> raw(String path) {
        return call(() -> Optional.ofNullable(client.raw(path)));
    }

    private <T> T call(Supplier<T> call) {
        var cluster = endpoint.cluster().value();
        return gate.pass(() -> {
            try {
                return call.get();
            } catch (KubernetesClientException fault) {
                throw Translation.of(cluster, fault);
            } catch (CloudFault noToken) {
                throw Translation.of(cluster, noToken);
            } catch (IllegalStateException closed) {
                throw new Unreachable("The connection to " + cluster + " was closed because its endpoint changed.", closed);
            }
        });
    }

    private JsonNode parse(String answer) {
        try {
            return JSON.readTree(answer);
        } catch (JacksonException broken) {
            throw unreadable("JSON", broken);
        }
    }

    private KubernetesFault unreadable(String wanted, @Nullable Throwable cause) {
        return new Unreachable("The API server of " + endpoint.cluster() + " answered something else than " + wanted + ".", cause);
    }

    /** Names come from charts: none may lead to another path. */
    private static String segment(String name) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || !name.matches("[A-Za-z0-9._:-]+")) {
            throw new Rejected("'" + name + "' is no name of an object.", null);
        }
        return name;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** Who reports an event decides which of its times it fills. */
    private static Instant time(KubeObject event) {
        return Stream.of("/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/metadata/creationTimestamp")
                .map(event::text).filter(not(String::isEmpty)).findFirst()
                .map(text -> OffsetDateTime.parse(text).toInstant()).orElse(Instant.EPOCH);
    }
}
