package com.trmlabs.gallery;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.customer.AccessTest;
import com.trmlabs.portal.customer.Connecting;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.PreflightReport;
import com.trmlabs.portal.customer.PreflightReport.Line;
import com.trmlabs.portal.customer.PreflightReport.State;
import com.trmlabs.portal.customer.PreflightReport.Waiver;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.customer.access.Access;
import com.trmlabs.portal.customer.spi.CloudProjects;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.customer.spi.PreflightCheck.Topic;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.service.Onboarding;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** Two customers, one with a project that preflight finds fault with, and two onboardings under way. */
@TestConfiguration(proxyBeanMethods = false)
class SampleCustomers {

    private static final CustomerId BLUEFIN = new CustomerId("bluefin");
    private static final ProjectId PROJECT = new ProjectId("bluefin-analytics");

    private final Instant now = Instant.now();

    @Bean
    CustomerQueries customers() {
        CustomerQueries customers = mock(CustomerQueries.class);
        when(customers.rows(anyString())).thenReturn(List.of(new CustomerQueries.Row(BLUEFIN, "Bluefin Analytics", Tier.PRODUCTION, "europe-west3", 1),
                new CustomerQueries.Row(new CustomerId("cedar"), "Cedar Laboratories, Department of Compliance and Investigations", Tier.TRIAL, "us-central1", 0)));
        when(customers.customer(any())).thenReturn(new CustomerDetails(BLUEFIN, "Bluefin Analytics", Tier.PRODUCTION, "europe-west3", ZoneId.of("Europe/Berlin"),
                List.of(new Contact("Ada Admin", "ada@bluefin.example", Contact.Duty.TECHNICAL), new Contact("Sam Safe", "sam@bluefin.example", Contact.Duty.SECURITY))));
        var project = new CustomerQueries.ProjectPage(new ProjectDetails(PROJECT, BLUEFIN, "europe-west3",
                List.of("europe-west3-a", "europe-west3-b", "europe-west3-c"), "main", "nodes", "pods", "services"), Optional.of(new AccessTest(now.minusSeconds(4000),
                        Optional.of("The portal may not act as portal-run@bluefin-analytics.iam.gserviceaccount.com: its grant is missing."))));
        when(customers.projects(any())).thenReturn(List.of(project));
        when(customers.project(any())).thenReturn(project);
        return customers;
    }

    @Bean
    OnboardingDrafts drafts() {
        OnboardingDrafts drafts = mock(OnboardingDrafts.class);
        var typed = new JsonMapper().createObjectNode().put("name", "Cedar Laboratories");
        var begun = new OnboardingDraft(8, Optional.empty(), Optional.empty(), OnboardingDraft.State.OPEN, "",
                Map.of("customer", new OnboardingDraft.Saved(typed, 1, "operator2@example.test", now.minusSeconds(90_000))), "operator2@example.test", new PersonId("operator2@example.test"), now.minusSeconds(91_000));
        var far = new OnboardingDraft(7, Optional.of(BLUEFIN), Optional.of(PROJECT), OnboardingDraft.State.OPEN, "", Map.of(), "operator@example.test", new PersonId("operator@example.test"), now.minusSeconds(9_000));
        when(drafts.starts()).thenReturn(true);
        when(drafts.operates(any())).thenReturn(true);
        when(drafts.open(anyString(), anyInt(), anyInt())).thenReturn(List.of(far, begun));
        when(drafts.countOpen(anyString())).thenReturn(2);
        when(drafts.toContinue(anyInt())).thenReturn(List.of(begun));
        when(drafts.countToContinue()).thenReturn(1);
        when(drafts.find(anyLong())).thenReturn(far);
        return drafts;
    }

    @Bean
    Preflight preflight() {
        Preflight preflight = mock(Preflight.class);
        when(preflight.report(any(), any())).thenReturn(new PreflightReport(PROJECT, List.of(
                line("quota.cpus", "Quota: CPUs", Topic.QUOTA, State.FAIL, "CPUS: the start needs 12, free 10 (limit 72, used 62).",
                        new Fix("Quota page", "https://console.cloud.google.com/iam-admin/quotas?project=bluefin-analytics"),
                        new Fix("Ask Google for more", "gcloud beta quotas preferences create --project=bluefin-analytics --service=compute.googleapis.com "
                                + "--quota-id=CPUS-per-project-region --dimensions=region=europe-west3 --preferred-value=102")),
                line("registry", "Nodes may pull from our registry", Topic.REGISTRY, State.FAIL, "Google did not answer within 20 s. Check again.",
                        new Fix("What Google says about its services today", "https://status.cloud.google.com")),
                line("subnet", "Subnet for nodes", Topic.NETWORK, State.WARN, "The start needs 7 addresses, the maximum 18; 10.10.0.0/28 has room for 12 addresses.",
                        new Fix("Make the subnet larger", "gcloud compute networks subnets expand-ip-range nodes --project=bluefin-analytics --region=europe-west3 --prefix-length=27")),
                new Line("private-google-access", "Private Google Access", Topic.NETWORK, false, State.WAIVED, "Nodes have no external address.", List.of(),
                        Optional.of(now.minusSeconds(600)), false, Optional.of(new Waiver("approver1@example.test", now, now.plusSeconds(900_000), "exception 311", "Nodes have no external address."))),
                new Line("policy.compute.vmCanIpForward", "Policy: IP forwarding of machines", Topic.POLICY, false, State.NOT_ASKED, "Not checked yet.", List.of(),
                        Optional.empty(), false, Optional.empty()),
                line("apis", "Google APIs", Topic.APIS, State.PASS, "All 9 are on."))));
        return preflight;
    }

    private Line line(String check, String title, Topic topic, State state, String cause, Fix... fixes) {
        return new Line(check, title, topic, true, state, cause, List.of(fixes), Optional.of(now.minusSeconds(600)), false, Optional.empty());
    }

    /** Steps of the wizard that the gallery does not open ask for these. */
    @Bean
    Connecting connecting() {
        return mock(Connecting.class);
    }

    @Bean
    Access access() {
        return mock(Access.class);
    }

    @Bean
    CloudProjects cloud() {
        return mock(CloudProjects.class);
    }

    @Bean
    Onboarding onboarding() {
        return mock(Onboarding.class);
    }
}
