package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StepTimeline;
import com.trmlabs.portal.ui.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How far a run is, in words and numbers. */
final class Progress {

    private Progress() {}

    /** @param back the steps that may have undone these */
    static List<StepTimeline.Step> timeline(List<Step> steps, List<Step> back) {
        return steps.stream().map(step -> new StepTimeline.Step(step.position(), step.title(), state(step, back), step.impact(),
                step.progress(), step.started().orElse(null), step.ended().orElse(null), step.usual().orElse(null), step.attempts(),
                step.cause().orElse(""),
                step.evidence().stream().map(evidence -> new StepTimeline.Evidence(evidence.title(), evidence.text())).toList())).toList();
    }

    private static StepTimeline.State state(Step step, List<Step> back) {
        List<Step> undoing = back.stream().filter(other -> other.undoes().equals(OptionalInt.of(step.position()))).toList();
        boolean undone = !undoing.isEmpty() && undoing.stream().allMatch(other -> other.status() == StepStatus.DONE);
        return undone && step.status() == StepStatus.DONE ? StepTimeline.State.UNDONE : StepTimeline.State.valueOf(step.status().name());
    }

    /** The steps that count now: those of the way back once it runs. */
    static List<Step> present(Page page) {
        return page.goingBack() ? page.backSteps() : page.steps();
    }

    static int done(Page page) {
        return (int) present(page).stream().filter(step -> step.status() == StepStatus.DONE || step.status() == StepStatus.SKIPPED).count();
    }

    /** {@code Step 4 of 9: Replace pods. 3 of 6 ready; waits for api-7d}. */
    static String sentence(Page page) {
        List<Step> steps = present(page);
        String way = page.goingBack() ? "Way back, step" : "Step";
        return steps.stream().filter(step -> step.status() == StepStatus.NOW || step.status() == StepStatus.FAILED).findFirst()
                .map(step -> "%s %d of %d: %s. %s".formatted(way, steps.indexOf(step) + 1, steps.size(), step.title(), step.progress()).strip())
                .orElse("%s %d of %d done".formatted(way, done(page), steps.size()));
    }

    /** {@code 3 min, usually 6 min}. */
    static String time(Page page, Instant now) {
        String so = page.started().map(start -> Times.span(Duration.between(start, page.ended().orElse(now)))).orElse("");
        return usual(page).map(usual -> so + ", usually " + Times.span(usual)).orElse(so);
    }

    private static Optional<Duration> usual(Page page) {
        return page.steps().isEmpty() || page.steps().stream().anyMatch(step -> step.usual().isEmpty())
                ? Optional.empty()
                : Optional.of(page.steps().stream().map(step -> step.usual().orElseThrow()).reduce(Duration.ZERO, Duration::plus));
    }

    /** The first step that failed, which is what a person wants to know about. */
    static Optional<Step> failed(Page page) {
        return page.steps().stream().filter(step -> step.status() == StepStatus.FAILED).findFirst()
                .or(() -> page.backSteps().stream().filter(step -> step.status() == StepStatus.FAILED).findFirst());
    }

    /** {@code Running 4/9 C-1044}: how a tab is told from others. */
    static String tabTitle(Page page) {
        String far = page.status() == ChangeStatus.RUNNING
                ? "%d/%d ".formatted(Math.min(done(page) + 1, present(page).size()), present(page).size()) : "";
        return Status.of(page.status()).word() + " " + far + page.id();
    }
}
