package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.service.Offers.Offer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** What the shipped type `postgres` offers. */
class DescribedOffersTests {

    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @CsvSource({"postgres, automatic, postgres-pooler", "postgres, pgbouncer, postgres-pooler", "postgres, none, postgres", "citus, automatic, postgres-pooler",
        "citus, none, postgres-0"})
    void namesTheServiceThatClientsTalkTo(String mode, String pooler, String service) {
        assertThat(offers("{mode: %s, pooler: {type: %s}, clients: [{name: api, namespace: api, database: exposure}]}".formatted(mode, pooler)))
                .extracting(Offer::binding).containsExactly(new Binding(service + ".postgres.svc", 5432, "exposure", "api-database", "", "ca.crt"));
    }

    @Test
    void offersToClientsOfTheNamespaceOnly() {
        assertThat(offers("{mode: postgres, pooler: {type: none}, clients: [{name: report, namespace: reports, database: exposure}]}")).isEmpty();
    }

    private static List<Offer> offers(String inputs) {
        Catalog catalog = mock(Catalog.class);
        when(catalog.types()).thenReturn(List.of(type("postgres")));
        return new DescribedOffers(catalog, mock(ServiceQueries.class)).planned(Map.of("postgres", (ObjectNode) YAML.readTree(inputs)), type("api"));
    }

    private static ServiceType type(String name) {
        JsonNode descriptor = YAML.readTree(Path.of("../k8s/services", name, "service.yaml"));
        return new ServiceType(name, descriptor.path("title").asString(), "", false, descriptor.path("inputs"), descriptor);
    }
}
