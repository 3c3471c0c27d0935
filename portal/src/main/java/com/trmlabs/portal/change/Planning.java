package com.trmlabs.portal.change;

import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.approval.Approvals.Rule;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.change.spi.Plan;
import com.trmlabs.portal.change.spi.PlanContributor;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import java.util.List;
import org.springframework.stereotype.Component;

/** Plans by asking the contributor of the kind. */
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
}
