package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.kernel.ClusterName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads offers as the types' descriptors say under {@code offers}. */
@Component
class DescribedOffers implements Offers {

    private final Catalog catalog;
    private final ServiceQueries services;

    DescribedOffers(Catalog catalog, ServiceQueries services) {
        this.catalog = catalog;
        this.services = services;
    }

    @Override
    public List<Offer> in(ClusterName cluster, ServiceType client) {
        return services.in(cluster).stream().flatMap(row -> of(catalog.type(row.service().type()), services.page(row.service()).inputs(), client)).toList();
    }

    @Override
    public List<Offer> planned(Map<String, ObjectNode> inputs, ServiceType client) {
        return catalog.types().stream().filter(type -> inputs.containsKey(type.name())).flatMap(type -> of(type, inputs.get(type.name()), client)).toList();
    }

    private static Stream<Offer> of(ServiceType type, ObjectNode inputs, ServiceType client) {
        JsonNode offers = type.descriptor().path("offers");
        return inputs.at(offers.path("each").asString("/none")).valueStream()
                .filter(one -> one.path("namespace").asString("").equals(Rendering.namespace(client)))
                .map(one -> offer(type, offers, inputs, one));
    }

    private static Offer offer(ServiceType type, JsonNode offers, ObjectNode inputs, JsonNode one) {
        String name = one.path("name").asString("");
        String database = one.path("database").asString("");
        return new Offer("%s of this cluster: database %s, account %s".formatted(type.title(), database, name), new Binding(chosen(offers.path("host"), inputs), offers.path("port").asInt(),
                database, offers.path("secretName").asString("").replace("NAME", name), "", offers.path("caKey").asString("ca.crt")));
    }

    /** A name, or a choice of such by what an input says: {@code {by: POINTER, VALUE: ..., else: ...}}. */
    private static String chosen(JsonNode host, ObjectNode inputs) {
        if (!host.isObject()) {
            return host.asString("");
        }
        String said = inputs.at(host.path("by").asString()).asString("");
        return chosen(host.has(said) ? host.path(said) : host.path("else"), inputs);
    }
}
