package com.trmlabs.portal.rehearsal.kubernetes.api;

import com.trmlabs.portal.rehearsal.kubernetes.schema.Json;
import com.trmlabs.portal.rehearsal.kubernetes.schema.Quantity;
import java.math.BigDecimal;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What is checked of StatefulSets and of claims of volumes, and what may not change in them. */
final class StatefulRules {

    private static final List<String> CHANGEABLE = List.of("replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit",
            "persistentVolumeClaimRetentionPolicy", "minReadySeconds");
    private static final String[] MODES = {"ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"};

    private StatefulRules() {}

    static void set(ObjectNode spec, Problems problems) {
        var management = Json.text(spec, "podManagementPolicy");
        if (!List.of("OrderedReady", "Parallel").contains(management)) {
            problems.add(Cause.invalid("spec.podManagementPolicy", '"' + management + '"', "must be 'OrderedReady' or 'Parallel'"));
        }
        strategy(spec, problems);
        for (var field : new String[] {"whenDeleted", "whenScaled"}) {
            problems.oneOf(Json.in(spec, "persistentVolumeClaimRetentionPolicy"), field, "spec.persistentVolumeClaimRetentionPolicy.", "Retain", "Delete");
        }
        int index = 0;
        for (var claim : Json.objects(spec, "volumeClaimTemplates")) {
            claim(Json.in(claim, "spec"), "spec.volumeClaimTemplates[" + index++ + "].spec.", problems);
        }
        problems.notNegative(spec, "replicas", "spec.");
        problems.notNegative(spec, "minReadySeconds", "spec.");
        var service = Json.text(spec, "serviceName");
        if (!service.isEmpty()) {
            Names.label(service).ifPresent(problem -> problems.add(Cause.invalid("spec.serviceName", '"' + service + '"', problem)));
        }
        template(spec, problems);
    }

    private static void strategy(ObjectNode spec, Problems problems) {
        var type = Json.text(spec, "updateStrategy.type");
        var rolling = Json.at(spec, "updateStrategy.rollingUpdate");
        if (type.equals("OnDelete") && !rolling.isMissingNode()) {
            var value = Json.object();
            value.set("Partition", rolling.path("partition"));
            value.set("MaxUnavailable", Json.has(rolling, "maxUnavailable") ? rolling.get("maxUnavailable") : null);
            problems.add(Cause.invalid("spec.updateStrategy.rollingUpdate", value, "only allowed for updateStrategy 'RollingUpdate'"));
        } else if (!List.of("OnDelete", "RollingUpdate").contains(type)) {
            problems.add(Cause.invalid("spec.updateStrategy", Json.of("Type", type).putNull("RollingUpdate"), "must be 'RollingUpdate' or 'OnDelete'"));
        }
    }

    /** The volumes of the claims stand in for volumes of their names. */
    private static void template(ObjectNode spec, Problems problems) {
        if (Json.at(spec, "selector").isObject() && Json.at(spec, "selector").isEmpty()) {
            problems.add(Cause.invalid("spec.selector", "{}", "empty selector is invalid for statefulset"));
            return;
        }
        var complete = spec.deepCopy();
        var volumes = Json.in(complete, "template.spec").withArray("volumes");
        Json.objects(spec, "volumeClaimTemplates").forEach(claim -> volumes.add(Json.of("name", Json.text(claim, "metadata.name"))));
        Validation.template(complete, problems);
    }

    static void claim(ObjectNode spec, String path, Problems problems) {
        var modes = Json.items(spec, "accessModes");
        if (modes.isEmpty()) {
            problems.add(Cause.required(path + "accessModes", "at least 1 access mode is required"));
        }
        modes.stream().filter(mode -> !List.of(MODES).contains(mode.asString()))
                .forEach(mode -> problems.add(Cause.notSupported(path + "accessModes", mode, MODES)));
        if (modes.size() > 1 && modes.stream().anyMatch(mode -> mode.asString().equals("ReadWriteOncePod"))) {
            problems.add(Cause.forbidden(path + "accessModes", "may not use ReadWriteOncePod with other access modes"));
        }
        var size = Json.at(spec, "resources.requests.storage");
        if (size.isMissingNode()) {
            problems.add(Cause.required(path + "resources[storage]", ""));
        } else if (amount(size).signum() <= 0) {
            problems.add(Cause.invalid(path + "resources[storage]", size, "must be greater than zero"));
        }
    }

    private static BigDecimal amount(JsonNode quantity) {
        return Quantity.parse(quantity.asString()).orElseThrow().amount();
    }

    static void sameSet(ObjectNode before, ObjectNode after, Problems problems) {
        if (!fixed(before).equals(fixed(after))) {
            problems.add(Cause.forbidden("spec", "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', "
                    + "'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
        }
    }

    private static ObjectNode fixed(ObjectNode set) {
        return Json.in(set, "spec").deepCopy().remove(CHANGEABLE);
    }

    /** A volume is bound once; afterwards its claim may ask for more. */
    static void sameClaim(ObjectNode before, ObjectNode after, Problems problems) {
        var old = Json.in(before, "spec").deepCopy();
        var now = Json.in(after, "spec").deepCopy();
        if (!Json.has(old, "volumeName")) {
            now.remove("volumeName");
        }
        if (Json.text(after, "status.phase").equals("Bound")) {
            Json.in(now, "resources.requests").set("storage", Json.at(old, "resources.requests.storage"));
        }
        if (!old.equals(now)) {
            problems.add(Cause.forbidden("spec",
                    "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n" + changed(old, now)));
        }
        if (amount(Json.at(after, "spec.resources.requests.storage")).compareTo(amount(Json.at(before, "spec.resources.requests.storage"))) < 0) {
            problems.add(Cause.forbidden("spec.resources.requests.storage", "field can not be less than status.capacity"));
        }
    }

    private static String changed(ObjectNode old, ObjectNode now) {
        var fields = new TreeSet<>(old.propertyNames());
        fields.addAll(now.propertyNames());
        fields.removeIf(field -> old.path(field).equals(now.path(field)));
        return String.join(", ", fields);
    }
}
