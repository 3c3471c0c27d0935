package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.Icon;
import com.vaadin.flow.component.icon.VaadinIcon;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a plan or run, top to bottom. An update touches only the steps that differ, so nothing jumps or closes. */
public final class StepTimeline extends OrderedList {

    /** Where a step stands: word, then icon. */
    public enum State {
        NEXT("next", VaadinIcon.CIRCLE_THIN),
        NOW("now", VaadinIcon.PLAY_CIRCLE),
        DONE("done", VaadinIcon.CHECK_CIRCLE),
        FAILED("failed", VaadinIcon.CLOSE_CIRCLE),
        UNDONE("undone", VaadinIcon.ROTATE_LEFT),
        SKIPPED("skipped", VaadinIcon.MINUS_CIRCLE_O);

        private final String word;
        private final VaadinIcon icon;

        State(String word, VaadinIcon icon) {
            this.word = word;
            this.icon = icon;
        }
    }

    /**
     * @param impact what users notice, with its source
     * @param progress what it waits for just now or what it did; may be empty
     * @param cause in words, when it failed; may be empty
     * @param evidence log tails and events that stand beside a failed step
     */
    public record Step(int number, String title, State state, String impact, String progress, @Nullable Instant started,
            @Nullable Instant ended, @Nullable Duration usual, int attempts, String cause, List<Evidence> evidence) {}

    public record Evidence(String title, String text) {}

    private final List<Step> shown = new ArrayList<>();

    public StepTimeline(List<Step> steps) {
        addClassName("timeline");
        update(steps);
    }

    public void update(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (i >= shown.size()) {
                shown.add(step);
                add(item(step));
            } else if (!shown.get(i).equals(step)) {
                shown.set(i, step);
                replace(getComponentAt(i), item(step));
            }
        }
        while (shown.size() > steps.size()) {
            shown.removeLast();
            remove(getComponentAt(shown.size()));
        }
    }

    private static ListItem item(Step step) {
        Icon icon = step.state().icon.create();
        Span word = new Span(step.state().word);
        word.addClassName("state");
        Span title = new Span(step.number() + ". " + step.title());
        title.addClassName("strong");
        Div head = new Div(title, word);
        head.addClassName("step-head");
        head.add(duration(step));
        Div body = new Div(head);
        body.addClassName("step-body");
        line(body, step.impact(), "impact-text");
        line(body, step.progress(), "progress-text");
        line(body, step.cause(), "cause");
        step.evidence().stream().map(StepTimeline::evidence).forEach(body::add);
        ListItem item = new ListItem(icon, body);
        item.addClassName("step-" + step.state().name().toLowerCase(java.util.Locale.ROOT));
        if (step.state() == State.NOW) {
            item.getElement().setAttribute("aria-current", "step");
        }
        return item;
    }

    private static void line(Div body, String text, String style) {
        if (!text.isBlank()) {
            Div line = new Div(new Span(text));
            line.addClassName(style);
            body.add(line);
        }
    }

    private static Span duration(Step step) {
        Span span = new Span();
        span.addClassName("duration");
        List<String> parts = new ArrayList<>();
        if (step.started() != null && step.ended() != null) {
            parts.add(Times.clock(step.started()) + ", took " + Times.span(Duration.between(step.started(), step.ended())));
        } else if (step.started() != null) {
            parts.add("since " + Times.clock(step.started()));
        }
        if (step.usual() != null && step.ended() == null) {
            parts.add("usually " + Times.span(step.usual()));
        }
        if (step.attempts() > 1) {
            parts.add("attempt " + step.attempts());
        }
        span.setText(String.join(", ", parts));
        return span;
    }

    private static Component evidence(Evidence evidence) {
        Pre text = new Pre(evidence.text());
        text.getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", evidence.title());
        NativeDetails details = new NativeDetails(evidence.title(), text);
        details.addClassName("evidence");
        details.setOpen(true);
        return details;
    }
}
