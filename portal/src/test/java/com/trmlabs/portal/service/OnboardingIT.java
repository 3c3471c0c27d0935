package com.trmlabs.portal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalExpiry;
import com.trmlabs.portal.approval.ApprovalQueries;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.cluster.spi.ContainerEngine;
import com.trmlabs.portal.cluster.spi.ContainerEngine.Operation;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerRegistration;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.ProjectRegistration;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.identity.Accounts;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Actor;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

/** A customer's first change holds project and tier as its approvers saw them, and lets go of them when nothing of it will run. */
@PostgresTest
@Import(Accounts.class)
class OnboardingIT {

    private static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);

    @Autowired OnboardingDrafts drafts;
    @Autowired Onboarding onboarding;
    @Autowired CustomerRegistration customers;
    @Autowired ProjectRegistration projects;
    @Autowired ChangeDesk desk;
    @Autowired ChangeQueries changes;
    @Autowired ApprovalDesk votes;
    @Autowired ApprovalQueries approvals;
    @Autowired ApprovalExpiry expiry;
    @Autowired CurrentActor current;
    @Autowired Accounts accounts;
    @Autowired JdbcClient sql;
    @MockitoBean ContainerEngine engine;

    private As approver;

    @BeforeEach
    void begin() {
        when(engine.versions(any(), any(), any())).thenReturn(List.of("1.35.4-gke.1093000"));
        approver = accounts.signIn("onboarding-approver", "approver1@example.test", Role.APPROVER);
    }

    @Test
    void isCorrectedAndSubmittedAgainAfterAnApproverSaidNo() {
        long id = OPERATOR.call(() -> named("osprey"));
        ChangeId first = submit(id);
        staysAsItIs("osprey");

        vote(first, Verdict.NO);
        assertThat(page(first).status()).isEqualTo(ChangeStatus.REJECTED);

        OnboardingDraft again = OPERATOR.call(() -> drafts.startAgain(id));
        OPERATOR.run(() -> {
            drafts.nameCustomer(again.id(), customer("osprey", Tier.TRIAL));
            drafts.nameProject(again.id(), project("osprey", "gke-nodes"));
        });
        ChangeId second = submit(again.id());
        assertThat(OPERATOR.call(() -> approvals.find(second.toString()).orElseThrow()).votesNeeded()).isEqualTo(1);
        staysAsItIs("osprey", "other-nodes", Tier.PRODUCTION);
    }

    @Test
    void letsGoWhenItIsCancelledOrExpires() {
        OPERATOR.run(() -> named("heron"));
        ChangeId cancelled = submitted("heron");
        staysAsItIs("heron");
        OPERATOR.run(() -> desk.cancel(cancelled, "wrong subnet"));
        OPERATOR.run(() -> projects.register(project("heron", "gke-nodes")));

        ChangeId expired = submitted("heron");
        staysAsItIs("heron", "other-nodes", Tier.TRIAL);
        sql.sql("update approval set expires = now() - interval '1 minute' where subject = ?").param(expired.toString()).update();
        current.as(Actor.portal("clock"), expiry::expireDue);
        assertThat(page(expired).status()).isEqualTo(ChangeStatus.EXPIRED);
        OPERATOR.run(() -> {
            projects.register(project("heron", "other-nodes"));
            customers.revise(customer("heron", Tier.TRIAL));
            projects.forget(new ProjectId("heron-prod"));
        });
    }

    @Test
    void letsGoAfterARunThatWentBack() {
        OPERATOR.run(() -> {
            named("petrel");
            customers.revise(customer("petrel", Tier.TRIAL));
        });
        when(engine.operation(any(), any(), any())).thenReturn(Optional.of(new Operation("op", "CREATE_CLUSTER", true, Optional.of(100), Optional.of("GCE_QUOTA_EXCEEDED"))));
        ChangeId run = submitted("petrel");

        vote(run, Verdict.YES);

        await().atMost(Duration.ofMinutes(1)).until(() -> page(run).status() == ChangeStatus.ROLLED_BACK);
        OPERATOR.run(() -> {
            projects.register(project("petrel", "gke-nodes"));
            customers.revise(customer("petrel", Tier.PRODUCTION));
        });
    }

    private long named(String customer) {
        long id = drafts.start().id();
        drafts.nameCustomer(id, customer(customer, Tier.PRODUCTION));
        drafts.nameProject(id, project(customer, "nodes"));
        return id;
    }

    private ChangeId submit(long draft) {
        return OPERATOR.call(() -> {
            OnboardingDraft reviewed = drafts.find(draft);
            return ChangeId.of(drafts.submit(reviewed, "review", () -> submitted(reviewed.customer().orElseThrow().value()).toString()));
        });
    }

    /** Without a draft, as the rehearsal's example does it. */
    private ChangeId submitted(String customer) {
        ClusterPlan plan = new ClusterPlan(new ClusterName(customer + "-prod"), new ProjectId(customer + "-prod"), "europe-west3",
                List.of("europe-west3-a"), "REGULAR", "api", "e2-standard-4", 1, 1, 1);
        return OPERATOR.call(() -> onboarding.submit(plan, List.of(), "starts on Monday", "OPS-1"));
    }

    private void staysAsItIs(String customer) {
        staysAsItIs(customer, "gke-nodes", Tier.TRIAL);
    }

    private void staysAsItIs(String customer, String otherSubnet, Tier otherTier) {
        OPERATOR.run(() -> {
            assertThatThrownBy(() -> projects.register(project(customer, otherSubnet))).isInstanceOf(Refusal.class).hasMessageContaining("are fixed");
            assertThatThrownBy(() -> customers.revise(customer(customer, otherTier))).isInstanceOf(Refusal.class).hasMessageContaining("is fixed by");
            assertThatThrownBy(() -> projects.forget(new ProjectId(customer + "-prod"))).isInstanceOf(Refusal.class);
        });
    }

    private static CustomerDetails customer(String id, Tier tier) {
        return new CustomerDetails(new CustomerId(id), id, tier, "europe-west3", ZoneId.of("Europe/Berlin"),
                List.of(new Contact("Ada Admin", "ada@" + id + ".example", Contact.Duty.TECHNICAL)));
    }

    private static ProjectDetails project(String customer, String subnet) {
        return new ProjectDetails(new ProjectId(customer + "-prod"), new CustomerId(customer), "europe-west3", List.of("europe-west3-a"), "main", subnet,
                "pods", "services");
    }

    private void vote(ChangeId id, Verdict verdict) {
        Fingerprint fingerprint = page(id).fingerprint().orElseThrow();
        approver.run(() -> votes.vote(id.toString(), fingerprint, verdict, "looked at its subnet"));
    }

    private ChangeQueries.Page page(ChangeId id) {
        return OPERATOR.call(() -> changes.page(id));
    }
}
