package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeQueries.StepStatus;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.Slot;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Tone;
import com.trmlabs.portal.ui.WaitingReason;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.progressbar.ProgressBar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The answer of the first five seconds: what a change waits for, how far it is, why it failed, how it ended. Each notice is made
 * anew only when it says something else; the clock turns in that of the run alone.
 */
final class Situation extends Div {

    /** Seconds after which the time that a run has taken is written anew. */
    private static final int TURN = 5;

    private final Slot voided = new Slot();
    private final Slot changed = new Slot();
    private final Slot failed = new Slot();
    private final Slot running = new Slot();
    private final Slot waiting = new Slot();
    private final Slot ended = new Slot();

    Situation() {
        add(voided, changed, failed, running, waiting, ended);
    }

    void show(Page page, Instant now) {
        voided.show(List.of(page.id(), page.votesVoided()), () -> page.votesVoided().map(why -> voided(page, why)).stream().toList());
        boolean begun = page.started().isPresent() || page.status().hasEnded();
        changed.show(List.of(page.id(), begun, page.changedSince()), () -> begun || page.changedSince().isEmpty() ? List.of()
                : List.of(Notice.lines(Tone.WARN, VaadinIcon.EXCHANGE, "Changed since it was first sealed", page.changedSince())));
        Optional<Step> fault = Progress.failed(page);
        failed.show(List.of(page.id(), fault, page.status(), page.statusNote(), page.goingBack()), () -> fault.map(step -> failed(page, step)).stream().toList());
        boolean runs = page.status() == ChangeStatus.RUNNING;
        running.show(runs ? List.of(page, now.getEpochSecond() / TURN) : List.of(), () -> runs ? List.of(running(page, now)) : List.of());
        waiting.show(page.waiting(), () -> page.waiting()
                .map(reason -> new WaitingReason(reason.what(), reason.who(), reason.until().orElse(null))).stream().toList());
        boolean over = page.status().hasEnded();
        ended.show(over ? List.of(page.id(), page.status(), page.statusNote(), page.ended()) : List.of(), () -> over ? List.of(ended(page, now)) : List.of());
    }

    private static Notice voided(Page page, String why) {
        return page.changesAsked().map(wish -> asked(page, wish))
                .orElseGet(() -> new Notice(Tone.WARN, VaadinIcon.WARNING, "Votes void: seal again", new Span(why)));
    }

    /** What onboarding asks for is altered where it was answered, and then is another change. */
    private static Notice asked(Page page, String wish) {
        List<Component> more = new ArrayList<>(List.of(new Span(wish)));
        if (page.service().isPresent()) {
            more.add(new Span("Edit it, then seal it again."));
        } else {
            more.add(new Span("It cannot be edited here. Cancel it; then open its answers and start again with them: that becomes a new change."));
            more.add(new Anchor("onboarding/" + page.id(), "Answers of " + page.id()));
        }
        return new Notice(Tone.WARN, VaadinIcon.WARNING, "Changes asked for", more.toArray(Component[]::new));
    }

    private static Notice failed(Page page, Step step) {
        String then = page.status() == ChangeStatus.ROLLED_BACK ? "The way back has been taken: what ran before runs again."
                : page.status().hasEnded() ? page.statusNote()
                : page.goingBack() ? "The way back runs by itself; you need not act." : "Decide beside: try the step again, or go back.";
        List<Component> more = new ArrayList<>(List.of(new Span(step.cause().orElse(step.progress())), new Span(then)));
        if (!step.evidence().isEmpty()) {
            Anchor evidence = new Anchor("changes/" + page.id() + "#plan", "Log and events stand at the step");
            evidence.setRouterIgnore(true);
            more.add(evidence);
        }
        Runbooks.of(step.cause().orElse("")).ifPresent(name -> more.add(new Anchor("runbooks/" + name, "Runbook: what to look at and to do")));
        return Notice.failure("Step %d failed: %s".formatted(step.position(), step.title()), more.toArray(Component[]::new));
    }

    private static Notice running(Page page, Instant now) {
        int steps = Math.max(1, Progress.present(page).size());
        ProgressBar bar = new ProgressBar(0, steps, Progress.done(page));
        bar.getElement().setAttribute("aria-label", "Steps done");
        Span sentence = new Span(Progress.sentence(page));
        sentence.getElement().setAttribute("aria-live", "polite");
        boolean atWork = Progress.present(page).stream().anyMatch(step -> step.status() == StepStatus.NOW);
        boolean stopped = page.paused() && !atWork;
        String headline = stopped ? "Stopped after a step" : page.paused() ? "Stops after this step" : page.goingBack() ? "Going back" : "Running";
        return new Notice(page.goingBack() ? Tone.WARN : Tone.RUN, stopped ? VaadinIcon.PAUSE : VaadinIcon.PLAY_CIRCLE,
                headline + ", " + Progress.time(page, now), sentence, bar);
    }

    private static Notice ended(Page page, Instant now) {
        Status status = Status.of(page.status());
        List<Component> more = new ArrayList<>();
        Optional.of(page.statusNote()).filter(note -> !note.isBlank()).ifPresent(note -> more.add(new Span(note)));
        page.ended().ifPresent(end -> more.add(new Moment(end)));
        String took = page.started().map(start -> " after " + Progress.time(page, now)).orElse("");
        return new Notice(status.tone(), status.icon(), status.word() + took, more.toArray(Component[]::new));
    }
}
