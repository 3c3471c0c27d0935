package com.trmlabs.portal.cluster.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerTestCloud;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.customer.ui.StepForm;
import com.trmlabs.portal.customer.ui.StepFrame;
import com.trmlabs.portal.customer.ui.StepProblem;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.ProjectId;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A customer's further project begins with a name of its own, and cannot take the first one's. */
@PostgresTest
@Import(CustomerTestCloud.class)
class ClusterStepIT {

    private static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);

    @Autowired OnboardingDrafts drafts;
    @Autowired ClusterStep step;
    @Autowired JdbcClient sql;

    private final StepFrame frame = mock(StepFrame.class);

    @Test
    void keepsTheNamesOfAllProjectsApart() {
        OnboardingDraft draft = OPERATOR.call(this::furtherProject);
        assertThat(proposed(draft)).isEqualTo("marlin-prod");

        sql.sql("""
                insert into cluster (name, edition, customer, project, region, zones, plan, version, status, note, pools, endpoint, ca)
                values ('marlin-prod', 0, 'marlin', 'marlin-one', 'europe-west3', '', '{}', '', 'RUNNING', '', '[]', '', '')""").update();

        assertThat(proposed(draft)).isEqualTo("marlin-prod-2");
        assertThat(OPERATOR.call(() -> step.open(draft, frame).check())).isEmpty();
        assertThat(OPERATOR.call(() -> problemsWithTheNameOfTheFirst(draft))).extracting(StepProblem::message).singleElement().asString()
                .startsWith("Name: marlin-prod is the name of a cluster in the project marlin-one of marlin already");
    }

    private String proposed(OnboardingDraft draft) {
        return OPERATOR.call(() -> step.open(draft, frame).typed().path("name").asString());
    }

    private List<StepProblem> problemsWithTheNameOfTheFirst(OnboardingDraft draft) {
        var typed = step.open(draft, frame).typed().put("name", "marlin-prod");
        drafts.save(draft.id(), PlannedCluster.STEP, 0, typed);
        StepForm reopened = step.open(drafts.find(draft.id()), frame);
        return reopened.check();
    }

    private OnboardingDraft furtherProject() {
        long id = drafts.start().id();
        CustomerId marlin = new CustomerId("marlin");
        drafts.nameCustomer(id, new CustomerDetails(marlin, "Marlin", Tier.PRODUCTION, "europe-west3", ZoneId.of("Europe/Berlin"),
                List.of(new Contact("Ada Admin", "ada@marlin.example", Contact.Duty.TECHNICAL))));
        drafts.nameProject(id, new ProjectDetails(new ProjectId("marlin-two"), marlin, "europe-west3", List.of("europe-west3-a", "europe-west3-b", "europe-west3-c"),
                "main", "nodes", "pods", "services"));
        return drafts.find(id);
    }
}
