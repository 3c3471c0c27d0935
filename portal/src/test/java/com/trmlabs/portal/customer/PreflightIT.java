package com.trmlabs.portal.customer;

import static com.trmlabs.portal.customer.Given.APPROVER;
import static com.trmlabs.portal.customer.Given.AUDITOR;
import static com.trmlabs.portal.customer.Given.NINE;
import static com.trmlabs.portal.customer.Given.OPERATOR;
import static com.trmlabs.portal.customer.Given.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.customer.PreflightReport.Line;
import com.trmlabs.portal.customer.PreflightReport.State;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.spi.CloudProjects.OrganisationPolicy;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.customer.spi.PreflightCheck.Fix;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;

@PostgresTest(properties = "portal.customer.check-timeout=2s")
@Import(CustomerTestCloud.class)
@RecordApplicationEvents
class PreflightIT {

    private static final ProjectId PROJECT = new ProjectId("checked-project");

    @Autowired Preflight preflight;
    @Autowired CustomerRegistration customers;
    @Autowired ProjectRegistration projects;
    @Autowired CustomerDirectory directory;
    @Autowired StubCloud cloud;
    @Autowired Clock clock;
    @Autowired ApplicationEvents events;

    @BeforeEach
    void register() {
        cloud.everythingIsRight();
        OPERATOR.run(() -> {
            directory.find(Given.customer("checked").id()).ifPresentOrElse(known -> projects.forget(PROJECT),
                    () -> customers.register(Given.customer("checked")));
            projects.register(Given.project(PROJECT.value(), "checked"));
        });
    }

    private PreflightReport report(NodeDemand demand) {
        return AUDITOR.call(() -> preflight.report(PROJECT, demand));
    }

    private Line line(String check) {
        return report(NINE).lines().stream().filter(line -> line.check().equals(check)).findFirst().orElseThrow();
    }

    private List<String> fixes(String check) {
        return line(check).fixes().stream().map(Fix::text).toList();
    }

    private void run() {
        OPERATOR.run(() -> preflight.run(PROJECT, NINE));
    }

    @Test
    void blocksUntilEverythingWasAsked() {
        assertThat(report(NINE).blocks()).isTrue();
        assertThat(report(NINE).asOf()).isEmpty();
        assertThat(line("apis").state()).isEqualTo(State.NOT_ASKED);
        run();
        assertThat(report(NINE).blocks()).isFalse();
        assertThat(report(NINE).asOf()).isPresent();
        assertThat(report(NINE).summary()).isEqualTo("%1$d checks: %1$d pass".formatted(report(NINE).lines().size()));
    }

    @Test
    void checksOneAgainAndLeavesTheOthers() {
        cloud.apisOff.add("container.googleapis.com");
        cloud.registryRefusal = Optional.of("refused");
        run();
        cloud.everythingIsRight();
        OPERATOR.run(() -> preflight.runOne(PROJECT, NINE, "apis"));
        assertThat(line("apis").state()).isEqualTo(State.PASS);
        assertThat(line("registry").state()).isEqualTo(State.FAIL);
        assertThat(events.stream(CustomerEvent.class).filter(event -> event.action().equals("preflight.run")).map(CustomerEvent::after))
                .last().satisfies(after -> assertThat(after).isEqualTo(Map.of("apis", "PASS: All 9 are on.")));
    }

    @Test
    void keepsTheOtherAnswersWhenOneIsLate() {
        var never = new CountDownLatch(1);
        cloud.slowRegistry = Optional.of(never);
        run();
        assertThat(line("registry").state()).isEqualTo(State.FAIL);
        assertThat(line("registry").cause()).isEqualTo("Google did not answer within 2 s. Check again.");
        assertThat(fixes("registry")).contains("https://status.cloud.google.com").anyMatch(fix -> fix.contains("curl"));
        assertThat(report(NINE).count(State.PASS)).isEqualTo(report(NINE).lines().size() - 1);
    }

    @Test
    void keepsTheOtherAnswersWhenOneBreaks() {
        cloud.registryFault = Optional.of(new IllegalStateException("no such field"));
        run();
        assertThat(line("registry").state()).isEqualTo(State.FAIL);
        assertThat(line("registry").cause()).isEqualTo("The check itself broke (IllegalStateException). The fault is ours; nothing is known about the project.");
        assertThat(fixes("registry")).containsExactly("Preflight check registry of checked-project broke");
        assertThat(report(NINE).count(State.PASS)).isEqualTo(report(NINE).lines().size() - 1);
    }

    @Test
    void saysWhereToLookWhenGoogleDoesNotAnswer() {
        cloud.registryFault = Optional.of(new CloudFault.Unreachable("artifactregistry.googleapis.com does not answer.", null));
        run();
        assertThat(line("registry").cause()).isEqualTo("artifactregistry.googleapis.com does not answer. Nothing is known; check again.");
        assertThat(fixes("registry")).contains("https://status.cloud.google.com").anyMatch(fix -> fix.contains("curl"));
    }

    @Test
    void countsARefusalAsFailedWithItsCause() {
        cloud.refused.add(CloudIdentity.RUN);
        run();
        assertThat(line("permissions.run").cause()).contains("refused to let the portal act as portal-run@").contains("step of Connect");
        assertThat(fixes("permissions.run")).contains("""
                gcloud iam service-accounts get-iam-policy portal-read@checked-project.iam.gserviceaccount.com --project=checked-project
                gcloud iam service-accounts get-iam-policy portal-run@checked-project.iam.gserviceaccount.com --project=checked-project""");
    }

    @Test
    void saysWhereToLookWhenGoogleRejectsTheQuestion() {
        cloud.subnetFault = Optional.of(new CloudFault.Rejected("Google finds no such thing in the project checked-project.", null));
        run();
        assertThat(line("subnet").cause()).isEqualTo("Google finds no such thing in the project checked-project.");
        assertThat(fixes("subnet")).containsExactly("gcloud projects describe checked-project");
    }

    @Test
    void knowsWhichAnswersAreOfAnotherPlan() {
        run();
        var larger = new NodeDemand("e2-standard-4", NINE.zones(), 1, 50);
        assertThat(report(larger).lines()).allMatch(Line::ofOtherPlan);
        assertThat(report(larger).blocks()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"other,nodes,pods,services", "main,other,pods,services", "main,nodes,other,services", "main,nodes,pods,other"})
    void countsNoAnswerThatWasGivenForAnotherNetwork(String network, String subnet, String pods, String services) {
        run();
        var before = Given.project(PROJECT.value(), "checked");
        OPERATOR.run(() -> projects.register(new ProjectDetails(PROJECT, before.customer(), before.region(), before.zones(), network, subnet, pods, services)));
        assertThat(report(NINE).lines()).allMatch(Line::ofOtherPlan);
        OPERATOR.run(() -> projects.register(before));
        assertThat(report(NINE).blocks()).isFalse();
    }

    @Test
    void letsAnApproverWaiveForATime() {
        cloud.subnets.set(0, StubCloud.subnet("nodes", "10.10.0.0/22", Map.of("pods", "10.20.0.0/16", "services", "10.30.0.0/20"), false));
        run();
        assertThat(report(NINE).blocks()).isTrue();
        var until = clock.instant().plus(Duration.ofDays(30));
        APPROVER.run(() -> preflight.waive(PROJECT, "private-google-access", until, "exception 311"));
        assertThat(line("private-google-access").state()).isEqualTo(State.WAIVED);
        assertThat(line("private-google-access").waiver()).hasValueSatisfying(waiver -> {
            assertThat(waiver.by()).isEqualTo("approver1@example.test");
            assertThat(waiver.reason()).isEqualTo("exception 311");
        });
        run();
        assertThat(report(NINE).blocks()).isFalse();
        assertThat(events.stream(CustomerEvent.class)).anyMatch(event -> event.action().equals("preflight.waive")
                && event.reason().equals(Optional.of("exception 311")));
    }

    @Test
    void waivesNoOtherFindingThanTheOneThatWasSeen() {
        var policy = "constraints/gcp.restrictServiceUsage";
        cloud.policies.put(policy, new OrganisationPolicy(false, List.of(), List.of("monitoring.googleapis.com")));
        run();
        var until = clock.instant().plus(Duration.ofDays(30));
        APPROVER.run(() -> preflight.waive(PROJECT, "policy.gcp.restrictServiceUsage", until, "exception 312"));
        cloud.policies.put(policy, new OrganisationPolicy(false, List.of(), List.of("container.googleapis.com")));
        run();
        assertThat(line("policy.gcp.restrictServiceUsage")).satisfies(line -> {
            assertThat(line.state()).isEqualTo(State.FAIL);
            assertThat(line.waiver()).isEmpty();
            assertThat(line.cause()).isEqualTo("It blocks container.googleapis.com. What was waived is something else: It blocks monitoring.googleapis.com.");
        });
        cloud.policies.put(policy, new OrganisationPolicy(false, List.of(), List.of("monitoring.googleapis.com")));
        run();
        assertThat(line("policy.gcp.restrictServiceUsage").state()).isEqualTo(State.WAIVED);
    }

    @Test
    void refusesWaiversThatHaveNoGround() {
        cloud.apisOff.add("container.googleapis.com");
        run();
        var later = clock.instant().plus(Duration.ofDays(1));
        APPROVER.run(() -> {
            assertThatThrownBy(() -> preflight.waive(PROJECT, "apis", later, "please")).isInstanceOf(Refusal.class).hasMessageContaining("strict");
            assertThatThrownBy(() -> preflight.waive(PROJECT, "private-google-access", later, "why not")).hasMessageContaining("did not");
            assertThatThrownBy(() -> preflight.waive(PROJECT, "private-google-access", later, " ")).hasMessageContaining("Say why");
            assertThatThrownBy(() -> preflight.waive(PROJECT, "private-google-access", clock.instant(), "x")).hasMessageContaining("time to come");
        });
        OPERATOR.run(() -> assertThatThrownBy(() -> preflight.waive(PROJECT, "private-google-access", later, "mine"))
                .isInstanceOf(AccessDeniedException.class));
    }

    @Test
    void isForOperatorsOfTheCustomer() {
        AUDITOR.run(() -> assertThatThrownBy(() -> preflight.run(PROJECT, NINE)).isInstanceOf(AccessDeniedException.class));
        STRANGER.run(() -> {
            assertThatThrownBy(() -> preflight.run(PROJECT, NINE)).isInstanceOf(NotFound.class);
            assertThatThrownBy(() -> preflight.report(PROJECT, NINE)).isInstanceOf(NotFound.class);
        });
        assertThat(line("apis").state()).isEqualTo(State.NOT_ASKED);
    }
}
