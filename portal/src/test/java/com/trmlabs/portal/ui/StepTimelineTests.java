package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.ui.StepTimeline.Evidence;
import com.trmlabs.portal.ui.StepTimeline.State;
import com.trmlabs.portal.ui.StepTimeline.Step;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.NativeDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepTimelineTests {

    private static Step step(int number, State state, String progress) {
        return new Step(number, "Step " + number, state, "", progress, null, null, null, 1, "", List.of());
    }

    @Test
    void replacesOnlyTheStepThatDiffers() {
        StepTimeline timeline = new StepTimeline(List.of(step(1, State.DONE, ""), step(2, State.NOW, "1 of 3"), step(3, State.NEXT, "")));
        List<Component> before = timeline.getChildren().toList();
        timeline.update(List.of(step(1, State.DONE, ""), step(2, State.NOW, "2 of 3"), step(3, State.NEXT, "")));
        List<Component> after = timeline.getChildren().toList();
        assertThat(after.get(0)).isSameAs(before.get(0));
        assertThat(after.get(1)).isNotSameAs(before.get(1));
        assertThat(after.get(2)).isSameAs(before.get(2));
        assertThat(after.get(1).getElement().getTextRecursively()).contains("2 of 3").doesNotContain("1 of 3");
    }

    @Test
    void takesStepsAwayThatAreGone() {
        StepTimeline timeline = new StepTimeline(List.of(step(1, State.DONE, ""), step(2, State.NOW, "")));
        timeline.update(List.of(step(1, State.DONE, "")));
        assertThat(timeline.getChildren()).hasSize(1);
    }

    @Test
    void marksTheStepThatRunsAndShowsEvidenceBesideTheOneThatFailed() {
        StepTimeline timeline = new StepTimeline(List.of(step(1, State.NOW, ""), new Step(2, "Replace pods", State.FAILED, "", "", null, null, null, 3,
                "exit 1, 3 times", List.of(new Evidence("Log of api-7d", "certificate verify failed")))));
        assertThat(timeline.getComponentAt(0).getElement().getAttribute("aria-current")).isEqualTo("step");
        assertThat(timeline.getComponentAt(1).getElement().getTextRecursively())
                .contains("failed", "attempt 3", "exit 1, 3 times", "Log of api-7d", "certificate verify failed");
    }

    @Test
    void foldsWhatIsFarFromTheStepThatRuns() {
        StepTimeline timeline = new StepTimeline(running(27));
        assertThat(seen(timeline)).containsExactly("23 steps done", "24", "25", "26", "27", "28", "29", "30", "10 steps not begun");
        assertThat(folds(timeline)).noneMatch(NativeDetails::isOpen);
        assertThat(folds(timeline).getFirst().getElement().getTextRecursively()).contains("1. Step 1", "23. Step 23").doesNotContain("24. Step 24");
        assertThat(folds(timeline).getLast().getElement().getTextRecursively()).contains("31. Step 31", "40. Step 40");
    }

    @Test
    void keepsOpenWhatWasOpenedWhileTheRunGoesOn() {
        StepTimeline timeline = new StepTimeline(running(27));
        NativeDetails done = folds(timeline).getFirst();
        NativeDetails ahead = folds(timeline).getLast();
        done.setOpen(true);
        List<Component> before = timeline.getChildren().toList();
        timeline.update(running(28));
        assertThat(seen(timeline)).containsExactly("24 steps done", "25", "26", "27", "28", "29", "30", "31", "9 steps not begun");
        assertThat(folds(timeline)).containsExactly(done, ahead);
        assertThat(done.isOpen()).isTrue();
        assertThat(done.getElement().getTextRecursively()).contains("24. Step 24");
        assertThat(timeline.getChildren()).as("only what changed is another one").contains(before.get(2), before.get(3), before.get(6), before.get(7));
    }

    @Test
    void unfoldsWhatIsNearTheEndAndTheBeginning() {
        assertThat(seen(new StepTimeline(running(5)))).startsWith("1", "2", "3").endsWith("8", "32 steps not begun");
        assertThat(seen(new StepTimeline(running(36)))).startsWith("32 steps done", "33").endsWith("39", "40");
        assertThat(seen(new StepTimeline(running(41)))).containsExactly("36 steps done", "37", "38", "39", "40");
    }

    @Test
    void showsAPlanThatIsShortOrHasNotBegunAsAWhole() {
        assertThat(seen(new StepTimeline(running(8).subList(0, 12)))).hasSize(12);
        assertThat(seen(new StepTimeline(running(0)))).as("approvers read all of it").hasSize(40);
    }

    @Test
    void neverFoldsAStepThatFailed() {
        List<Step> steps = new ArrayList<>(running(27));
        steps.set(4, step(5, State.FAILED, ""));
        steps.set(0, step(1, State.SKIPPED, ""));
        assertThat(seen(new StepTimeline(steps))).startsWith("1", "2", "3", "4", "5").contains("27").endsWith("30", "10 steps not begun");
        steps.set(4, step(5, State.DONE, ""));
        assertThat(seen(new StepTimeline(steps))).startsWith("22 steps done, 1 skipped", "24");
    }

    @Test
    void unfoldsWhenThePlanIsAnotherOne() {
        StepTimeline timeline = new StepTimeline(running(27));
        timeline.update(running(2).subList(0, 6));
        assertThat(seen(timeline)).containsExactly("1", "2", "3", "4", "5", "6");
        timeline.update(running(27));
        assertThat(seen(timeline)).startsWith("23 steps done", "24").endsWith("30", "10 steps not begun").hasSize(9);
    }

    /** Forty steps, of which that one runs. */
    private static List<Step> running(int now) {
        return IntStream.rangeClosed(1, 40)
                .mapToObj(number -> step(number, now == 0 || number > now ? State.NEXT : number < now ? State.DONE : State.NOW, "")).toList();
    }

    /** What the lines say: the number of a step, or what is folded. */
    private static List<String> seen(StepTimeline timeline) {
        return timeline.getChildren().map(line -> line.getChildren().filter(NativeDetails.class::isInstance)
                .map(fold -> ((NativeDetails) fold).getSummaryText()).findFirst()
                .orElseGet(() -> line.getElement().getTextRecursively().replaceFirst("\\..*", ""))).toList();
    }

    private static List<NativeDetails> folds(StepTimeline timeline) {
        return timeline.getChildren().flatMap(Component::getChildren).filter(NativeDetails.class::isInstance).map(NativeDetails.class::cast).toList();
    }
}
