package com.trmlabs.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.change.Revision;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.ui.Navigation;
import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.sidenav.SideNavItem;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.dom.Element;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(classes = GalleryApplication.class, properties = {"vaadin.productionMode=true", "spring.config.name=gallery", "spring.main.lazy-initialization=true",
    "spring.profiles.active=rehearsal"})
@ViewPackages(packages = {"com.trmlabs.portal.ui", "com.trmlabs.portal.change.ui", "com.trmlabs.portal.approval.ui", "com.trmlabs.portal.cluster.ui",
    "com.trmlabs.portal.service.ui", "com.trmlabs.portal.admin.ui", "com.trmlabs.portal.customer.ui", "com.trmlabs.portal.audit.ui", "com.trmlabs.gallery"})
class PagesTests extends SpringBrowserlessTest {

    @Autowired
    private SampleDesk desk;

    @Autowired
    private SampleApprovals approvals;

    @Autowired
    private SampleServices services;

    @Autowired
    private GalleryApplication.Someone someone;

    @BeforeEach
    void beginAnew() {
        desk.done.clear();
        approvals.votes.clear();
        approvals.fresh = true;
        approvals.seal = SampleChanges.SEAL;
        someone.roles = Set.of(Role.OPERATOR, Role.APPROVER, Role.ADMIN);
    }

    private String open(String path) {
        Navigation.open(path);
        return text();
    }

    /** What a person could read: the page with its frame, and dialogs. */
    private String text() {
        Stream<Component> dialogs = find(Dialog.class).all().stream().map(Component.class::cast);
        Component frame = (Component) UI.getCurrent().getInternals().getActiveRouterTargetsChain().getLast();
        return Stream.concat(Stream.of(frame), dialogs).map(part -> words(part.getElement())).collect(Collectors.joining(" ")).replaceAll("\\s+", " ");
    }

    private static String words(Element element) {
        if (element.isTextNode()) {
            return element.getText();
        }
        return element.isVisible() ? element.getChildren().map(PagesTests::words).collect(Collectors.joining(" ")) : "";
    }

    @Test
    void showsOneErrorPageAfterAnother() {
        open("changes/C-777771");
        assertThat(open("changes/C-777772")).contains("C-777772").doesNotContain("C-777771");
    }

    private Button button(String text) {
        return find(Button.class).withText(text).single();
    }

    @Test
    void changeSaysWhatItWaitsForWhoActsAndUntilWhen() {
        assertThat(open("changes/C-1042")).contains("Waiting: 1 of 2 votes", "Who acts: approver2@example.test or approver3@example.test", "Until ",
                "bookshelf responsive chisel tambourine", "26c6 33dd", "median of 9 here", "OPS-311");
        assertThat(UI.getCurrent().getInternals().getTitle()).isEqualTo("Awaiting approval C-1042");
    }

    @Test
    void changeTellsWhetherItsApprovalIsUsedWaitsOrIsVoid() {
        assertThat(open("changes/C-1044")).contains("Approved and used, 1 of 2 votes");
        assertThat(open("changes/C-1050")).contains("Approved, 1 of 2 votes");
        assertThat(open("changes/C-1051")).contains("Votes void: seal again");
    }

    @Test
    void failedStepShowsItsCauseAndThatTheWayBackRunsByItself() {
        assertThat(open("changes/C-1047")).contains("Step 3 failed: Replace pods", "The new image does not start: exit 1, 3 times",
                "The way back runs by itself; you need not act.", "certificate verify failed", "Way back, step 1 of 2");
        assertThat(UI.getCurrent().getInternals().getTitle()).isEqualTo("Running 1/2 C-1047");
    }

    @Test
    void voidVotesNameWhatDiffersUntilItIsSealedAgain() {
        assertThat(open("changes/C-1051")).contains("Votes void: seal again", "spec.maxReplicas is 20 now", ", void ").doesNotContain("Checked again, as planned");
        assertThat(button("Seal again").isEnabled()).isTrue();
    }

    @Test
    void whoeverVotesAgainSeesWhatWasEditedSinceTheFirstSealAndByWhom() {
        assertThat(open("changes/C-1052")).contains("Changed since it was first sealed", "inputs.replicas.max: 3 -> 30, by operator2@example.test", "30 more",
                "void: the plan differs now").doesNotContain("Votes void", "Seal again");
        assertThat(find(Anchor.class).withText("26c6 33dd").single().getHref()).isEqualTo("changes/C-1052/sealed/" + SampleChanges.SEAL);
        open("changes/C-1052/vote");
        assertThat(find(Dialog.class).single().getElement().getTextRecursively()).contains("Changed since it was first sealed",
                "inputs.replicas.max: 3 -> 30, by operator2@example.test");
        assertThat(open("changes/C-1042/vote")).doesNotContain("Changed since");
    }

    @ParameterizedTest
    @CsvSource({"C-9999", "C-x", "1042"})
    void tellsNobodyWhetherAChangeIsMissingOrHidden(String id) {
        assertThat(open("changes/" + id)).contains("No change " + id + ", or not one you may see.");
    }

    @Test
    void verbsOfOtherRolesAreAbsentAndBlockedOnesSayWhy() {
        open("changes/C-1040");
        assertThat(button("Try the step again").isEnabled()).isFalse();
        assertThat(text()).contains("C-1040 is failed, so no failed step waits to be tried again.");
        someone.roles = Set.of(Role.AUDITOR);
        assertThat(open("changes/C-1042")).doesNotContain("Cancel change...", "Vote...", "Edit", "Add remark");
    }

    @Test
    void cancelAsksForAReason() {
        open("changes/C-1042");
        test(button("Cancel change...")).click();
        test(find(TextArea.class).withLabel("Reason").single()).setValue("superseded");
        test(button("Cancel change")).click();
        assertThat(desk.done).containsExactly("cancel C-1042: superseded");
    }

    @Test
    void voteIsOnTheFingerprintThatWasShown() {
        open("changes/C-1042/vote");
        test(find(RadioButtonGroup.class).single()).selectItem("Yes, exactly this");
        test(button("Record my vote")).click();
        assertThat(approvals.votes).containsExactly("YES to C-1042 26c6 33dd: ");
        assertThat(text()).contains("Your yes to 26c6 33dd is recorded.");
    }

    @Test
    void noNeedsAReasonAndARefusalIsShown() {
        open("changes/C-1042/vote");
        test(find(RadioButtonGroup.class).single()).selectItem("No, because");
        test(button("Record my vote")).click();
        assertThat(approvals.votes).isEmpty();
        test(find(TextArea.class).withLabel("Because").single()).setValue("please refuse");
        test(button("Record my vote")).click();
        assertThat(text()).contains("C-1042 is no longer what you looked at.");
    }

    @Test
    void whoeverVotesReadsWhyEverybodyIsLetIn() {
        String reason = "Clients outside: every address is let in, because: a public data set, agreed in OPS-311";
        assertThat(open("changes/C-1042")).contains("Accepts " + reason);
        assertThat(open("changes/C-1042/vote")).contains("Your yes accepts " + reason);
    }

    @Test
    void oldSignInBlocksTheVoteAndKeepsTheDraft() {
        approvals.fresh = false;
        open("changes/C-1042/vote");
        assertThat(button("Record my vote").isEnabled()).isFalse();
        assertThat(text()).contains("Signed in 4", "limit 5 min", "Sign in again");
        test(find(RadioButtonGroup.class).single()).selectItem("No, because");
        test(find(TextArea.class).withLabel("Because").single()).setValue("half a thought");
        open("approvals");
        approvals.fresh = true;
        open("changes/C-1042/vote");
        assertThat(find(TextArea.class).withLabel("Because").single().getValue()).isEqualTo("half a thought");
        assertThat(find(RadioButtonGroup.class).single().getValue()).isEqualTo(Verdict.NO);
        assertThat(button("Record my vote").isEnabled()).isTrue();
    }

    @Test
    void yesToOnePlanIsNotChosenForTheNext() {
        open("changes/C-1042/vote");
        test(find(RadioButtonGroup.class).single()).selectItem("Yes, exactly this");
        test(find(TextArea.class).withLabel("Because").single()).setValue("half a thought");
        open("approvals");
        approvals.seal = SampleChanges.SEALED_AGAIN;

        open("changes/C-1042/vote");

        assertThat(find(RadioButtonGroup.class).single().getValue()).isNull();
        assertThat(find(TextArea.class).withLabel("Because").single().getValue()).isEqualTo("half a thought");
    }

    @Test
    void waitsForAThingOrASentence() {
        assertThat(open("changes/C-1039")).contains("Waiting: the run is paused", "Who acts: an operator, who resumes it");
        assertThat(open("")).contains("Waits: the run is paused. Who acts: an operator");
    }

    @Test
    void saysWhereTheFirstChangeOfACustomerIsAlteredWhenChangesAreAskedFor() {
        assertThat(open("changes/C-1056")).contains("Changes asked for", "three zones, please", "It cannot be edited here. Cancel it", "Seal as it was")
                .doesNotContain("Votes void", "Seal again", "Edit");
        assertThat(find(Anchor.class).withText("Answers of C-1056").single().getHref()).isEqualTo("onboarding/C-1056");
    }

    @Test
    void listOfChangesIgnoresWhatALinkCannotMean() {
        assertThat(open("changes?work=x&cluster=A%20B&service=api&requester=someone")).contains("Requester: someone", "No change matches 1 filter.")
                .doesNotContain("Something failed", "My work: x", "Service: api", "A B");
    }

    @Test
    void approvalsHaveATabEachAndTeachWhenEmpty() {
        assertThat(open("approvals")).contains("Asked of me 2", "C-1049 Restart api", "1 of 2 votes", "Vote by");
        assertThat(open("approvals?tab=requested")).contains("You asked for no approval.");
        assertThat(open("approvals?tab=done")).contains("Votes void", "Approved 1 of 2 votes", "Approved and used", "Rejected", "Expired");
        assertThat(open("approvals?q=nothing")).contains("No approval matches \"nothing\".");
    }

    @Test
    void myWorkPutsWhatWaitsForThePersonFirst() {
        assertThat(open("")).containsSubsequence("2 asked of you", "Asked of you", "C-1049", "Failed", "C-1040", "Expiring", "Waiting", "Running", "Fleet");
        assertThat(open("changes?work=failed")).contains("My work: failed", "1 change");
        someone.roles = Set.of(Role.AUDITOR);
        assertThat(open("")).doesNotContain("C-1044");
    }

    @Test
    void serviceSaysWhyItCannotBeUpgradedOrGoBack() {
        assertThat(open("services/bluefin-prod.api")).contains("6 of 6 ready", "2.3.1, 1 behind", "Instances: At most", "203.0.113.0/24", "Secret api-db");
        assertThat(button("Upgrade").isEnabled()).isTrue();
        assertThat(open("services/bluefin-prod.web")).contains("No service bluefin-prod.web, or not one you may see.");
    }

    @Test
    void databaseSaysHowToReachItAndWhatIsSetOnPurpose() {
        assertThat(open("services/bluefin-prod.postgres")).contains("Exposure API 10.20.0.5:5432 exposure api-db", "Used by", "Members 2 3", "All 51 settings",
                "Name api, Namespace api, Database exposure");
    }

    @Test
    void runbooksAreListedAndNameEachOther() {
        assertThat(open("runbooks")).contains("Runbooks");
        assertThat(open("runbooks/unschedulable")).contains("Runbooks");
        assertThat(open("runbooks/none-such")).contains("No runbook none-such, or not one you may see.");
    }

    @Test
    void clusterShowsTheCardsOfOtherModules() {
        assertThat(open("clusters/bluefin-prod")).contains("GKE 1.34.2", "europe-west3-a", "e2-standard-4", "Services", "replica lag 9 s", "Install a service");
    }

    @Test
    void proposalIsKeptAsADraftWhenItCannotBeSealed() {
        open("changes/new?kind=upgrade&service=bluefin-prod.api");
        test(button("Seal plan and submit")).click();
        assertThat(find(TextArea.class).withLabel("Reason").single().isInvalid()).isTrue();
        test(find(TextArea.class).withLabel("Reason").single()).setValue("paging bug");
        test(button("Seal plan and submit")).click();
        assertThat(text()).contains("Plan not sealed. bluefin-prod refused (403, list deployments).");
        test(button("Save draft")).click();
        assertThat(text()).contains("C-1055 Configure api");
    }

    @Test
    void editThatSomebodyOvertookKeepsWhatWasTypedAndAsks() {
        open("changes/new?change=C-1051");
        test(find(TextArea.class).withLabel("Reason").single()).setValue("mine");
        services.latest = new Revision(services.latest.number() + 1, "olga@example.test", Instant.parse("2026-11-24T14:04:00Z"));

        test(button("Save draft")).click();
        assertThat(text()).contains("olga@example.test saved C-1051 at 24 Nov 2026 14:04", "Yours is not saved yet; nothing is lost.");
        assertThat(find(TextArea.class).withLabel("Reason").single().getValue()).isEqualTo("mine");

        test(button("Keep mine")).click();
        assertThat(UI.getCurrent().getInternals().getTitle()).contains("C-1051").doesNotStartWith("Edit");
    }

    @Test
    void onlyAdminsHoldAllRunsAndEveryPageSaysSo() {
        assertThat(open("admin/runs")).contains("C-1044", "All 4");
        test(button("Hold all runs...")).click();
        test(find(TextArea.class).withLabel("Reason").single()).setValue("incident 12");
        test(button("Hold all runs")).click();
        assertThat(text()).contains("All runs are held", "incident 12");
        assertThat(open("changes/C-1042")).contains("ALL RUNS HELD since 15:04 by admin@example.test: incident 12");
        desk.releaseAll();
    }

    @Test
    void navigationListsPagesThatExist() {
        open("");
        assertThat(find(SideNavItem.class).all()).extracting(item -> item.getLabel())
                .containsExactly("My work", "Changes", "Customers", "Approvals", "Runs", "Audit log", "Tokens", "Gallery", "Rehearsal");
    }

    @Test
    void hasOneMainHeadingOnEveryPage() {
        for (String path : new String[] {"", "changes", "changes/C-1042", "approvals", "clusters/bluefin-prod", "services/bluefin-prod.api",
            "services/bluefin-prod.postgres", "admin/runs", "admin/tokens", "runbooks/crash-loop", "customers", "customers/bluefin",
            "onboarding/7/preflight", "onboarding/7/for-customer", "audit", "rehearsal"}) {
            open(path);
            assertThat(find(H1.class).all()).as(path).extracting(Component::isVisible).containsExactly(true);
        }
    }
}
