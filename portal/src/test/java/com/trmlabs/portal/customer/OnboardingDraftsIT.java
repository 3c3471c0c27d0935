package com.trmlabs.portal.customer;

import static com.trmlabs.portal.customer.Given.AUDITOR;
import static com.trmlabs.portal.customer.Given.OPERATOR;
import static com.trmlabs.portal.customer.Given.SECOND_OPERATOR;
import static com.trmlabs.portal.customer.Given.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@PostgresTest
@Import(CustomerTestCloud.class)
@RecordApplicationEvents
class OnboardingDraftsIT {

    @Autowired OnboardingDrafts drafts;
    @Autowired CustomerQueries queries;
    @Autowired CustomerRegistration customers;
    @Autowired CustomerDirectory directory;
    @Autowired FixedPlaces places;
    @Autowired ApplicationEvents events;

    private static ObjectNode typed(String name) {
        return new JsonMapper().createObjectNode().put("name", name);
    }

    private long begun() {
        return OPERATOR.call(() -> {
            long id = drafts.start().id();
            drafts.save(id, "customer", 0, typed("begun"));
            return id;
        });
    }

    @Test
    void keepsWhatWasTypedRightOrNot() {
        long id = begun();
        OPERATOR.run(() -> {
            assertThat(drafts.find(id).data("customer")).isEqualTo(typed("begun"));
            assertThat(drafts.find(id).data("cluster")).isEmpty();
            assertThat(drafts.open("", 0, 100)).extracting(OnboardingDraft::id).contains(id);
        });
    }

    @Test
    void takesUpAnEmptyOneInsteadOfStartingAnother() {
        OPERATOR.run(() -> assertThat(drafts.start().id()).isEqualTo(drafts.start().id()));
    }

    @Test
    void tellsTheSecondOfTwoEditorsAndOverwritesNothing() {
        long id = begun();
        OPERATOR.run(() -> assertThat(drafts.save(id, "customer", 1, typed("mine"))).isInstanceOf(StepSave.Done.class));
        SECOND_OPERATOR.run(() -> {
            assertThat(drafts.save(id, "customer", 1, typed("theirs"))).isInstanceOfSatisfying(StepSave.Conflict.class, conflict -> {
                assertThat(conflict.theirs().by()).isEqualTo("operator@example.test");
                assertThat(conflict.theirs().data()).isEqualTo(typed("mine"));
            });
            assertThat(drafts.find(id).data("customer")).isEqualTo(typed("mine"));
            assertThat(drafts.save(id, "connect", 0, typed("another step"))).isInstanceOf(StepSave.Done.class);
            assertThat(drafts.save(id, "customer", 2, typed("theirs"))).isInstanceOf(StepSave.Done.class);
        });
    }

    @Test
    void recordsOnlyTheFieldsThatASaveChanges() {
        long id = begun();
        OPERATOR.run(() -> {
            drafts.save(id, "customer", 1, typed("begun").put("tier", "TRIAL"));
            drafts.save(id, "customer", 2, typed("begun").put("tier", "TRIAL"));
        });
        assertThat(events.stream(CustomerEvent.class).filter(event -> event.action().equals("onboarding.save")).map(CustomerEvent::after))
                .hasSize(2).last().isEqualTo(Map.of("customer.tier", "\"TRIAL\""));
    }

    @Test
    void registersCustomerAndProjectWhenTheirStepsAreComplete() {
        long id = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(id, Given.customer("wizard"));
            drafts.nameCustomer(id, Given.customer("wizard"));
            drafts.nameProject(id, Given.project("wizard-typo", "wizard"));
            drafts.nameProject(id, Given.project("wizard-project", "wizard"));
            assertThat(drafts.find(id).project()).hasValue(new ProjectId("wizard-project"));
            assertThatThrownBy(() -> drafts.nameCustomer(id, Given.customer("other"))).isInstanceOf(Refusal.class);
        });
        assertThat(directory.projects(Given.customer("wizard").id())).extracting(project -> project.id().value()).containsExactly("wizard-project");
    }

    @Test
    void isThereOnlyForThoseInScope() {
        long nobodys = begun();
        long bluefins = begun();
        OPERATOR.run(() -> drafts.nameCustomer(bluefins, Given.customer("scoped")));
        STRANGER.run(() -> {
            Stream.of(nobodys, bluefins, 987654321L).forEach(id -> assertThatThrownBy(() -> drafts.find(id)).isInstanceOf(NotFound.class)
                    .hasMessage("No onboarding " + id + ", or not one you may see."));
            assertThatThrownBy(() -> drafts.save(bluefins, "customer", 1, typed("x"))).isInstanceOf(NotFound.class);
            assertThat(drafts.open("", 0, 100)).extracting(OnboardingDraft::id).doesNotContain(nobodys, bluefins);
        });
        AUDITOR.run(() -> {
            assertThat(drafts.find(bluefins).customer()).isPresent();
            assertThatThrownBy(() -> drafts.save(bluefins, "customer", 1, typed("x"))).isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> drafts.start()).isInstanceOf(AccessDeniedException.class);
        });
    }

    @Test
    void isFixedOnceSubmitted() {
        long id = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(id, Given.customer("fixed"));
            drafts.nameProject(id, Given.project("fixed-project", "fixed"));
            assertThat(drafts.submit(drafts.find(id), "review", () -> buildingOn("fixed-project", "C-1042"))).isEqualTo("C-1042");
            assertThat(drafts.find(id).outcome()).isEqualTo("C-1042");
            assertThatThrownBy(() -> drafts.save(id, "customer", 1, typed("late"))).isInstanceOf(Refusal.class).hasMessageContaining("C-1042");
            var trial = Given.customer("fixed");
            assertThatThrownBy(() -> customers.revise(new CustomerDetails(trial.id(), trial.name(), Tier.TRIAL, trial.dataRegion(), trial.zone(),
                    trial.contacts()))).isInstanceOf(Refusal.class).hasMessageContaining("fixed by C-1042");
        });
    }

    @Test
    void startsAgainWithTheAnswersOfASubmittedOne() {
        long id = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(id, Given.customer("again"));
            drafts.nameProject(id, Given.project("again-project", "again"));
            assertThatThrownBy(() -> drafts.startAgain(id)).isInstanceOf(Refusal.class).hasMessageContaining("was not submitted");
            drafts.submit(drafts.find(id), "review", () -> "C-1043");
            var again = drafts.startAgain(id);
            assertThat(again.id()).isNotEqualTo(id);
            assertThat(again.isOpen()).isTrue();
            assertThat(again.project()).isEqualTo(drafts.find(id).project()).isPresent();
            assertThat(again.data("customer")).isEqualTo(drafts.find(id).data("customer"));
            assertThat(again.steps()).hasSameSizeAs(drafts.find(id).steps()).isNotEmpty();
            drafts.nameCustomer(again.id(), Given.customer("again"));
            drafts.nameProject(again.id(), Given.project("again-project", "again"));
            assertThat(drafts.submit(drafts.find(again.id()), "review", () -> "C-1044")).isEqualTo("C-1044");
            assertThat(drafts.submittedAs("C-1043").id()).isEqualTo(id);
            assertThatThrownBy(() -> drafts.submittedAs("C-1099")).isInstanceOf(NotFound.class);
            assertThat(drafts.submitted(again.project().orElseThrow())).extracting(OnboardingDraft::outcome).containsExactly("C-1044", "C-1043");
        });
        AUDITOR.run(() -> assertThatThrownBy(() -> drafts.startAgain(id)).isInstanceOf(AccessDeniedException.class));
    }

    @Test
    void staysOpenWhenTheSubmissionFails() {
        long id = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(id, Given.customer("failing"));
            assertThatThrownBy(() -> drafts.submit(drafts.find(id), "review", () -> { throw new Refusal("no release"); })).hasMessage("no release");
            assertThat(drafts.find(id).isOpen()).isTrue();
        });
    }

    @Test
    void becomesOneChangeWhenTwoSubmitAtTheSameMoment() throws Exception {
        long id = begun();
        OPERATOR.run(() -> drafts.nameCustomer(id, Given.customer("twice")));
        var submitted = new AtomicInteger();
        var together = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var outcomes = threads.invokeAll(Stream.of(OPERATOR, SECOND_OPERATOR)
                    .<Callable<Boolean>>map(person -> () -> person.call(() -> submit(drafts.find(id), together, submitted))).toList());
            assertThat(outcomes.get(0).get() ^ outcomes.get(1).get()).isTrue();
        }
        assertThat(submitted).hasValue(1);
    }

    @Test
    void submitsOnlyWhatWasReviewed() {
        long id = begun();
        OPERATOR.run(() -> drafts.nameCustomer(id, Given.customer("reviewed")));
        var reviewed = OPERATOR.call(() -> drafts.find(id));
        SECOND_OPERATOR.run(() -> drafts.save(id, "cluster", 0, typed("larger")));
        OPERATOR.run(() -> {
            assertThatThrownBy(() -> drafts.submit(reviewed, "review", () -> fail("submitted"))).isInstanceOf(Refusal.class)
                    .hasMessageStartingWith("operator2@example.test saved the step cluster after you were shown this plan.");
            var again = drafts.find(id);
            drafts.save(id, "review", 0, typed("the reason"));
            assertThat(drafts.submit(again, "review", () -> "C-1045")).isEqualTo("C-1045");
        });
    }

    private String buildingOn(String project, String change) {
        places.fix(new ProjectId(project), ChangeId.of(change));
        return change;
    }

    private boolean submit(OnboardingDraft seen, CyclicBarrier together, AtomicInteger submitted) {
        try {
            together.await();
            drafts.submit(seen, "review", () -> "C-" + submitted.incrementAndGet());
            return true;
        } catch (Refusal late) {
            return false;
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    @Test
    void canBeGivenUpWithAReason() {
        long id = begun();
        OPERATOR.run(() -> {
            assertThatThrownBy(() -> drafts.discard(id, "")).isInstanceOf(Refusal.class);
            drafts.discard(id, "customer withdrew");
            assertThat(drafts.open("", 0, 100)).extracting(OnboardingDraft::id).doesNotContain(id);
        });
    }

    @Test
    void freesTheProjectOfAnOnboardingThatIsGivenUp() {
        long wrong = begun();
        long right = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(wrong, Given.customer("wrong"));
            drafts.nameProject(wrong, Given.project("mistyped-project", "wrong"));
            drafts.nameCustomer(right, Given.customer("right"));
            var mine = Given.project("mistyped-project", "right");
            assertThatThrownBy(() -> drafts.nameProject(right, mine)).isInstanceOf(Refusal.class).hasMessageContaining("not for right");
            drafts.discard(wrong, "wrong customer");
            drafts.nameProject(right, mine);
            assertThat(drafts.find(right).project()).contains(mine.id());
        });
    }

    @Test
    void keepsWhatHasNoCustomerYetFromOperatorsOfOtherCustomers() {
        long id = begun();
        var mixed = As.personAt("elsewhere", "mixed@example.test", Role.OPERATOR).alsoEverywhere(Role.AUDITOR);

        assertThatThrownBy(() -> mixed.run(() -> drafts.discard(id, "why"))).isInstanceOf(AccessDeniedException.class);

        mixed.run(() -> drafts.discard(drafts.start().id(), "one of my own"));
        SECOND_OPERATOR.run(() -> drafts.discard(id, "not wanted"));
    }

    @Test
    void keepsTheProjectThatAnotherOnboardingNames() {
        long first = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(first, Given.customer("sharing"));
            drafts.nameProject(first, Given.project("shared-project", "sharing"));
            long second = drafts.startFor(Given.customer("sharing").id()).id();
            drafts.nameProject(second, Given.project("shared-project", "sharing"));
            drafts.discard(first, "one is enough");
            assertThat(drafts.find(second).project()).contains(new ProjectId("shared-project"));
            drafts.discard(second, "none is better");
        });
        assertThat(directory.projects(Given.customer("sharing").id())).isEmpty();
    }

    @Test
    void keepsTheProjectThatAChangeBuildsOn() {
        long first = begun();
        OPERATOR.run(() -> {
            drafts.nameCustomer(first, Given.customer("continued"));
            drafts.nameProject(first, Given.project("continued-project", "continued"));
            drafts.submit(drafts.find(first), "review", () -> buildingOn("continued-project", "C-1046"));
            drafts.discard(drafts.startAgain(first).id(), "later");
        });
        assertThat(directory.projects(Given.customer("continued").id())).hasSize(1);
    }
}
