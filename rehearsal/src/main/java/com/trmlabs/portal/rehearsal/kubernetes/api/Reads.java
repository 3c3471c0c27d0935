package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.store.ApiKind;
import com.trmlabs.portal.rehearsal.kubernetes.store.Key;
import com.trmlabs.portal.rehearsal.kubernetes.store.Store;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Single objects and lists of them, in pages that all show the same moment. */
final class Reads {

    private final Store store;

    Reads(Store store) {
        this.store = store;
    }

    ObjectNode get(Key key) {
        return store.get(key).orElseThrow(() -> ApiError.notFound(key));
    }

    /** Which objects a list or a watch is about. */
    static Predicate<JsonNode> filter(ApiKind kind, Map<String, String> query) {
        return Selector.labels(query.getOrDefault("labelSelector", "")).and(Selector.fields(kind, query.getOrDefault("fieldSelector", "")));
    }

    ObjectNode list(ApiKind kind, String namespace, Map<String, String> query) {
        var page = Page.of(query);
        var filter = filter(kind, query);
        return store.alone(() -> {
            long revision = page.revision > 0 ? page.revision : store.revision();
            var all = store.listAt(kind, namespace, revision)
                    .orElseThrow(() -> page.after.isEmpty() ? ApiError.expired("The resourceVersion for the provided list is too old.")
                            : ApiError.expiredContinue(new Page(-1, page.after, page.limit).token()));
            var rest = all.stream().filter(filter).filter(object -> page.after.isEmpty() || place(object).compareTo(page.after) > 0).toList();
            return answer(kind, revision, rest, page, query);
        });
    }

    private static ObjectNode answer(ApiKind kind, long revision, List<ObjectNode> rest, Page page, Map<String, String> query) {
        boolean more = page.limit > 0 && rest.size() > page.limit;
        var items = more ? rest.subList(0, page.limit) : rest;
        var list = Json.of("kind", kind.kind() + "List", "apiVersion", kind.apiVersion());
        var metadata = list.putObject("metadata").put("resourceVersion", Long.toString(revision));
        if (more) {
            metadata.put("continue", new Page(revision, place(items.getLast()), page.limit).token());
            if (!query.containsKey("labelSelector") && !query.containsKey("fieldSelector")) {
                metadata.put("remainingItemCount", rest.size() - items.size());
            }
        }
        var array = list.putArray("items");
        items.forEach(object -> array.add(kind.has("google") ? object : bare(object)));
        return list;
    }

    /** Typed lists do not repeat the kind in their items. */
    private static ObjectNode bare(ObjectNode object) {
        var copy = Json.object();
        copy.setAll(object);
        copy.remove(List.of("apiVersion", "kind"));
        return copy;
    }

    /** A place in the order of a list; the lowest character keeps namespaces together. */
    private static String place(JsonNode object) {
        return Json.text(object, "metadata.namespace") + "\0" + Json.text(object, "metadata.name");
    }

    /** @param revision 0 for now @param after the place of the last object of the page before */
    private record Page(long revision, String after, int limit) {

        static Page of(Map<String, String> query) {
            int limit = Integer.parseInt(query.getOrDefault("limit", "0"));
            var token = query.getOrDefault("continue", "");
            if (!token.isEmpty()) {
                return parse(token, limit);
            }
            var revision = query.getOrDefault("resourceVersion", "");
            boolean exact = query.getOrDefault("resourceVersionMatch", "").equals("Exact");
            return new Page(exact ? Long.parseLong(revision) : 0, "", revision.equals("0") ? 0 : limit);
        }

        private static Page parse(String token, int limit) {
            try {
                var json = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(token));
                return new Page(json.path("rv").asLong(), Json.text(json, "start"), limit);
            } catch (IllegalArgumentException | JacksonException e) {
                throw ApiError.badRequest("continue key is not valid: " + e.getMessage());
            }
        }

        String token() {
            var json = Json.object().put("v", "meta.k8s.io/v1").put("rv", revision).put("start", after);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
