package com.trmlabs.portal.change;

import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.approval.Approvals.Rule;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.PlanContributor;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Plans by asking the contributor of the kind, and says how two plans differ. */
@Component
class Planning {

    private final List<PlanContributor> contributors;
    private final Approvals approvals;
    private final CustomerDirectory customers;

    Planning(List<PlanContributor> contributors, Approvals approvals, CustomerDirectory customers) {
        this.contributors = contributors;
        this.approvals = approvals;
        this.customers = customers;
    }

    record Planned(Plan plan, Seal seal, Rule rule) {}

    Planned plan(ChangeId id, Intent intent) {
        Plan plan = plan(intent);
        Rule rule = rule(intent);
        return new Planned(plan, Seal.of(id, intent, plan, rule), rule);
    }

    Plan plan(Intent intent) {
        return contributors.stream().filter(contributor -> contributor.kinds().contains(intent.kind())).findFirst()
                .orElseThrow(() -> new IllegalStateException("Nothing here plans " + intent.kind())).plan(intent);
    }

    Rule rule(Intent intent) {
        var customer = customers.find(intent.customer()).orElseThrow(() -> new NotFound("customer " + intent.customer()));
        return approvals.rule(customer.tier().name().toLowerCase());
    }

    /** What is different between the plan that was sealed and the plan as it is now, in words; empty when nothing is. */
    static String whatChanged(Change change, Planned now) {
        List<String> words = new ArrayList<>();
        Map<String, Difference> before = byObject(change.differences());
        Map<String, Difference> after = byObject(now.plan().differences());
        after.forEach((object, difference) -> {
            if (!difference.equals(before.get(object))) {
                words.add(object + ": " + fields(before.get(object), difference));
            }
        });
        before.keySet().stream().filter(object -> !after.containsKey(object)).forEach(object -> words.add(object + ": nothing to do any more"));
        boolean sealDiffers = !now.seal().fingerprint().equals(change.fingerprint().orElseThrow());
        boolean basisDiffers = !now.seal().basis().equals(change.basis().orElseThrow());
        if (words.isEmpty() && sealDiffers) {
            words.add("the steps or the resolved values are others than those approved");
        }
        if (words.isEmpty() && basisDiffers) {
            words.add("what is live has been altered since it was planned");
        }
        return sealDiffers || basisDiffers ? String.join("; ", words) : "";
    }

    private static Map<String, Difference> byObject(List<Difference> differences) {
        return differences.stream().collect(Collectors.toMap(Difference::object, difference -> difference, (a, b) -> a, java.util.LinkedHashMap::new));
    }

    private static String fields(@org.jspecify.annotations.Nullable Difference before, Difference after) {
        Map<String, Difference.Field> earlier = new HashMap<>();
        if (before != null) {
            before.fields().forEach(field -> earlier.put(field.path(), field));
        }
        String changed = after.fields().stream().filter(field -> !field.equals(earlier.get(field.path())))
                .map(field -> field.path() + otherwise(earlier.get(field.path()), field))
                .limit(5).collect(Collectors.joining(", "));
        return changed.isEmpty() ? "would be " + after.action().name().toLowerCase() : changed;
    }

    /** Either what is live is another, or what is wanted. */
    private static String otherwise(Difference.@org.jspecify.annotations.Nullable Field before, Difference.Field after) {
        return before != null && before.before().equals(after.before()) ? " would be " + after.after().orElse("absent") + " now"
                : " is " + after.before().orElse("absent") + " now";
    }
}
