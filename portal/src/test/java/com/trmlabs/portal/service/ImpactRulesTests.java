package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.Difference;
import com.trmlabs.portal.change.Difference.Action;
import com.trmlabs.portal.change.ObjectDiff;
import com.trmlabs.portal.change.spi.Plan.Impact;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Which sentence of the two service types' own descriptors a difference gets. */
class ImpactRulesTests {

    private static ImpactRules rulesOf(String type) {
        return new ImpactRules(type, new YAMLMapper().readTree(Path.of("../k8s/services", type, "service.yaml").toFile()).path("impact"));
    }

    private static List<ObjectDiff.Entry> touching(String pointer) {
        return List.of(entry("/metadata/labels/release"), entry(pointer));
    }

    private static ObjectDiff.Entry entry(String pointer) {
        return new ObjectDiff.Entry(pointer, new Difference.Field(pointer, Optional.of("1"), Optional.of("2"), false));
    }

    @ParameterizedTest
    @CsvSource({
        "api, Deployment, NEW, /spec/template/spec, api.first-install, 0",
        "api, Deployment, CHANGED, /spec/template/spec/containers/api/image, api.rolling, 0",
        "api, Deployment, CHANGED, /spec/strategy, api.deployment-settings, 0",
        "api, Deployment, RECREATED, /spec/template/spec, api.rolling, 0",
        "api, Deployment, DELETED, /spec, api.removal, 2",
        "api, ConfigMap, CHANGED, /data/ca.crt, api.database-authority, 0",
        "api, ConfigMap, NEW, /data/ca.crt, api.no-effect, 0",
        "api, Service, CHANGED, /spec/loadBalancerSourceRanges, api.allow-list, 2",
        "api, Service, CHANGED, /spec/ports/443, api.address, 0",
        "api, Service, DELETED, /spec, api.address-removal, 2",
        "api, HorizontalPodAutoscaler, CHANGED, /spec/maxReplicas, api.autoscaling, 0",
        "api, NetworkPolicy, NEW, /spec/ingress, api.network-policy, 0",
        "api, Ingress, NEW, /spec/rules, api.external-first, 0",
        "api, Ingress, CHANGED, /spec/rules, api.external, 2",
        "api, Ingress, DELETED, /spec, api.external-removal, 2",
        "api, ManagedCertificate, CHANGED, /spec/domains, api.certificate, 2",
        "api, ServiceAccount, NEW, /metadata, api.no-effect, 0",
        "postgres, StatefulSet, NEW, /spec/template, postgres.first-install, 0",
        "postgres, StatefulSet, CHANGED, /spec/replicas, postgres.members, 0",
        "postgres, StatefulSet, CHANGED, /spec/template/spec/containers/postgres/image, postgres.rolling, 0",
        "postgres, StatefulSet, CHANGED, /spec/updateStrategy, postgres.member-settings, 0",
        "postgres, StatefulSet, DELETED, /spec, postgres.removal, 2",
        "postgres, Deployment, NEW, /spec/template, postgres.pooler-first, 0",
        "postgres, Deployment, CHANGED, /spec/template/spec, postgres.pooler-rolling, 2",
        "postgres, Deployment, CHANGED, /spec/replicas, postgres.pooler-settings, 0",
        "postgres, Deployment, DELETED, /spec, postgres.pooler-removal, 2",
        "postgres, ConfigMap, CHANGED, /data/patroni.yaml, postgres.settings, 0",
        "postgres, NetworkPolicy, NEW, /spec/ingress, postgres.network-policy, 0",
        "postgres, NetworkPolicy, CHANGED, /spec/ingress, postgres.network, 0",
        "postgres, RoleBinding, DELETED, /subjects, postgres.access, 0",
        "postgres, Service, DELETED, /spec, postgres.address-removal, 2",
        "postgres, CronJob, DELETED, /spec, postgres.backup-removal, 0",
        "postgres, Secret, NEW, /metadata, postgres.no-effect, 0",
    })
    void namesTheRuleOfADifference(String type, String kind, Action action, String pointer, String rule, int weight) {
        Impact impact = rulesOf(type).of(kind, action, touching(pointer), "");
        assertThat(impact.rule()).isEqualTo(rule);
        assertThat(impact.weight()).isEqualTo(weight);
    }

    @Test
    void saysItAsASentenceWithTheMeasure() {
        Impact impact = rulesOf("api").of("Deployment", Action.DELETED, List.of(), "6 min (median of 9 here)");
        assertThat(impact.sentence()).isEqualTo("The service stops: no pod answers any more");
        assertThat(impact.measure()).isEqualTo("6 min (median of 9 here)");
    }

    @Test
    void takesWhatATypeDoesNotSpeakOfToInterrupt() {
        Impact impact = new ImpactRules("web", JsonNodeFactory.instance.arrayNode()).of("Deployment", Action.CHANGED, touching("/spec/template"), "");
        assertThat(impact.sentence()).startsWith("May interrupt");
        assertThat(impact.rule()).isEqualTo("web.unknown");
        assertThat(impact.weight()).isEqualTo(2);
    }
}
