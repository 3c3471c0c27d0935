package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeQueries.Page;
import com.trmlabs.portal.change.ChangeQueries.Step;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.Tone;
import com.trmlabs.portal.ui.WaitingReason;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.progressbar.ProgressBar;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer of the first five seconds: what a change waits for, how far it is, why it failed, how it ended. */
final class Situation {

    private Situation() {}

    static List<Component> of(Page page, Instant now) {
        List<Component> notices = new ArrayList<>();
        page.votesVoided().ifPresent(why -> notices.add(new Notice(Tone.WARN, VaadinIcon.WARNING, "Votes void: seal again", new Span(why))));
        if (!page.changedSince().isEmpty() && page.started().isEmpty() && !page.status().hasEnded()) {
            notices.add(Notice.lines(Tone.WARN, VaadinIcon.EXCHANGE, "Changed since it was first sealed", page.changedSince()));
        }
        Progress.failed(page).ifPresent(step -> notices.add(failed(page, step)));
        if (page.status() == ChangeStatus.RUNNING) {
            notices.add(running(page, now));
        }
        page.waiting().ifPresent(waiting -> notices.add(new WaitingReason(waiting.what(), waiting.who(), waiting.until().orElse(null))));
        if (page.status().hasEnded()) {
            notices.add(ended(page, now));
        }
        return notices;
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
        String headline = page.paused() ? "Stopped after a step" : page.goingBack() ? "Going back" : "Running";
        return new Notice(page.goingBack() ? Tone.WARN : Tone.RUN, page.paused() ? VaadinIcon.PAUSE : VaadinIcon.PLAY_CIRCLE,
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
