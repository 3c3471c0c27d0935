package com.trmlabs.portal.change;

import com.trmlabs.portal.approval.Approvals.Rule;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is approved: the canonical form (RFC 8785) of all that a run will do, its fingerprint, and the digest of the live
 * state that it was planned against.
 *
 * @param text the canonical form, kept as it was hashed
 * @param live what the basis is the digest of, told by field
 */
record Seal(String text, Fingerprint fingerprint, Fingerprint basis, LiveFields live) {

    private static final JsonMapper JSON = JsonMapper.shared();

    static Seal of(ChangeId change, Intent intent, Plan plan, Rule rule) {
        ObjectNode sealed = JSON.createObjectNode();
        sealed.put("format", 1).put("change", change.toString()).put("kind", intent.kind().name())
                .put("customer", intent.customer().value()).put("target", intent.target());
        sealed.set("request", intent.request());
        sealed.set("facts", plan.facts());
        sealed.putObject("rule").put("name", rule.name()).put("votes", rule.votes()).put("version", rule.version());
        addSteps(sealed.putArray("steps"), plan.steps());
        addSteps(sealed.putArray("back"), plan.back());
        String text = canonical(sealed);
        return new Seal(text, Fingerprint.of(text), Fingerprint.of(canonical(JSON.valueToTree(plan.basis()))), LiveFields.of(plan.basis()));
    }

    private static void addSteps(ArrayNode array, List<Plan.Step> steps) {
        for (Plan.Step step : steps) {
            ObjectNode node = array.addObject().put("type", step.type()).put("title", step.title());
            node.set("params", step.params());
            step.undoes().ifPresent(position -> node.put("undoes", position));
        }
    }

    /** Whether the steps that the text names are just these: as many, in this order, each as it stands there. */
    static boolean names(String text, List<Plan.Step> steps, List<Plan.Step> back) {
        ObjectNode given = JSON.createObjectNode();
        addSteps(given.putArray("steps"), steps);
        addSteps(given.putArray("back"), back);
        return canonical(given).equals(canonical(((ObjectNode) JSON.readTree(text)).retain("steps", "back")));
    }

    /** The one text that stands for a tree, whatever the order of its fields. */
    static String canonical(JsonNode tree) {
        try {
            return new JsonCanonicalizer(JSON.writeValueAsString(tree)).getEncodedString();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
