package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.ui.StepTimeline.Evidence;
import com.trmlabs.portal.ui.StepTimeline.State;
import com.trmlabs.portal.ui.StepTimeline.Step;
import com.vaadin.flow.component.Component;
import java.util.List;
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
}
