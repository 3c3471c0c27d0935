package com.trmlabs.portal.change.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.StepTimeline;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What stands above a change and at its steps; no page of ours is a route here. */
@ViewPackages(packages = "com.trmlabs.portal.kernel")
class SituationTests extends BrowserlessTest {

    private static final Instant NOW = Instant.parse("2026-11-24T14:00:00Z");

    private static Page page(ChangeStatus status, List<Step> steps, List<Step> back, List<String> changedSince) {
        return page(status, steps, back, changedSince, false);
    }

    private static Page page(ChangeStatus status, List<Step> steps, List<Step> back, List<String> changedSince, boolean paused) {
        boolean runs = status == ChangeStatus.RUNNING;
        return new Page(new ChangeId(1001), ChangeKind.UPGRADE, "Upgrade api", new CustomerId("bluefin"), Optional.empty(), Optional.empty(), "bluefin-prod.api",
                status, "", Optional.empty(), new PersonId("someone"), "operator@example.test", "needed", "", NOW, Optional.empty(), Optional.empty(), "", "",
                "", List.of(), steps, back, List.of(), Optional.empty(), changedSince, Optional.empty(), paused, runs, runs ? Optional.of(NOW) : Optional.empty(),
                Optional.empty(), List.of());
    }

    private static Step step(int position, StepStatus status, OptionalInt undoes) {
        return new Step(position, "Step " + position, "", status, "", Optional.empty(), Optional.empty(), Optional.empty(), 1,
                status == StepStatus.FAILED ? Optional.of("ImagePullBackOff") : Optional.empty(), List.of(), undoes);
    }

    private static Step step(int position, StepStatus status) {
        return step(position, status, OptionalInt.empty());
    }

    private static List<Component> notices(Component situation) {
        return situation.getChildren().flatMap(part -> part instanceof Notice ? Stream.of(part) : notices(part).stream()).toList();
    }

    @Test
    void staysOpenAndKeepsTheFocusWhileTheClockTurns() {
        Page page = page(ChangeStatus.AWAITING_APPROVAL, List.of(), List.of(), IntStream.range(0, 40).mapToObj(n -> "line " + n).toList());
        Situation situation = new Situation();
        situation.show(page, NOW);
        List<Component> shown = notices(situation);
        assertThat(shown).hasSize(1);

        situation.show(page, NOW.plusSeconds(60));

        assertThat(notices(situation)).isEqualTo(shown);
    }

    @Test
    void writesTheTimeOfARunAnewAndLeavesTheStepThatFailedAsItIs() {
        Step failed = step(2, StepStatus.FAILED);
        Situation situation = new Situation();
        situation.show(page(ChangeStatus.RUNNING, List.of(failed), List.of(step(1, StepStatus.NOW)), List.of()), NOW);
        List<Component> shown = notices(situation);

        situation.show(page(ChangeStatus.RUNNING, List.of(failed), List.of(step(1, StepStatus.DONE)), List.of()), NOW.plusSeconds(60));

        assertThat(shown).hasSize(2);
        assertThat(notices(situation)).hasSize(2).contains(shown.getFirst()).doesNotContain(shown.getLast());
    }

    @Test
    void saysOfAPausedRunWhetherItsStepHasEnded() {
        Situation situation = new Situation();
        situation.show(page(ChangeStatus.RUNNING, List.of(), List.of(step(1, StepStatus.NOW)), List.of(), true), NOW);
        assertThat(notices(situation)).singleElement().satisfies(notice -> assertThat(words(notice)).contains("Stops after this step"));

        situation.show(page(ChangeStatus.RUNNING, List.of(), List.of(step(1, StepStatus.DONE)), List.of(), true), NOW);
        assertThat(notices(situation)).singleElement().satisfies(notice -> assertThat(words(notice)).contains("Stopped after a step"));
    }

    private static String words(Component component) {
        return component.getElement().getTextRecursively();
    }

    @Test
    void calledUndoneIsOnlyAStepThatWasUndone() {
        List<Step> steps = List.of(step(1, StepStatus.DONE), step(2, StepStatus.DONE), step(3, StepStatus.DONE), step(4, StepStatus.FAILED));
        List<Step> back = List.of(step(1, StepStatus.DONE, OptionalInt.of(3)), step(2, StepStatus.FAILED, OptionalInt.of(2)));

        assertThat(Progress.timeline(steps, back)).extracting(StepTimeline.Step::state).containsExactly(StepTimeline.State.DONE, StepTimeline.State.DONE,
                StepTimeline.State.UNDONE, StepTimeline.State.FAILED);
    }
}
