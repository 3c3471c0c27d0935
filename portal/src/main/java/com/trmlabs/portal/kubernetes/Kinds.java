package com.trmlabs.portal.kubernetes;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** What an API server knows, asked group by group and remembered for a while, so that a failing call does not cost all of them. */
final class Kinds {

    /** How objects of a kind are addressed. */
    record Kind(String apiVersion, String name, String plural, boolean namespaced) {

        String group() {
            return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        }

        String version() {
            return apiVersion.substring(apiVersion.indexOf('/') + 1);
        }

        String path() {
            return base(apiVersion);
        }
    }

    private record Known(Map<String, Kind> kinds, Instant until) {}

    private final Function<String, Optional<JsonNode>> read;
    private final Clock clock;
    private final Duration remembered;
    private final Map<String, Known> groups = new ConcurrentHashMap<>();

    /** @param read the answer at a path, absent for 404 */
    Kinds(Function<String, Optional<JsonNode>> read, Clock clock, Duration remembered) {
        this.read = read;
        this.clock = clock;
        this.remembered = remembered;
    }

    /** A kind that is not remembered is asked for again: it may just have been installed. */
    Optional<Kind> find(String apiVersion, String kind) {
        var known = groups.get(apiVersion);
        var remembered = known != null && clock.instant().isBefore(known.until()) && known.kinds().containsKey(kind);
        return Optional.ofNullable((remembered ? known.kinds() : ask(apiVersion)).get(kind));
    }

    /** @param kind as apiVersion/Kind */
    boolean knows(String kind) {
        int cut = kind.lastIndexOf('/');
        return find(kind.substring(0, cut), kind.substring(cut + 1)).isPresent();
    }

    private Map<String, Kind> ask(String apiVersion) {
        var kinds = new HashMap<String, Kind>();
        read.apply(base(apiVersion)).ifPresent(list -> list.at("/resources").forEach(resource -> {
            var kind = new Kind(apiVersion, resource.at("/kind").asString(""), resource.at("/name").asString(""),
                    resource.at("/namespaced").asBoolean(false));
            if (!kind.plural().contains("/")) {
                kinds.put(kind.name(), kind);
            }
        }));
        groups.put(apiVersion, new Known(Map.copyOf(kinds), clock.instant().plus(remembered)));
        return kinds;
    }

    private static String base(String apiVersion) {
        return (apiVersion.contains("/") ? "/apis/" : "/api/") + apiVersion;
    }
}
