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
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a plan or run, top to bottom. A long one is folded once it runs, to what was done last, what runs and what comes
 * next; steps that failed are always seen. An update touches only the steps that differ, so nothing jumps or closes.
 */
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

    private static final int SHORT = 12;
    private static final int AROUND = 3;
    private static final int FEW = 3;

    private final List<Step> shown = new ArrayList<>();
    private final List<ListItem> items = new ArrayList<>();
    private final Fold before = new Fold();
    private final Fold after = new Fold();

    public StepTimeline(List<Step> steps) {
        addClassName("timeline");
        update(steps);
    }

    public void update(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (i >= shown.size()) {
                shown.add(step);
                items.add(item(step));
            } else if (!shown.get(i).equals(step)) {
                shown.set(i, step);
                ListItem old = items.set(i, item(step));
                ((OrderedList) old.getParent().orElseThrow()).replace(old, items.get(i));
            }
        }
        shown.subList(steps.size(), shown.size()).clear();
        items.subList(steps.size(), items.size()).clear();
        arrange(Window.of(shown.stream().map(Step::state).toList()));
    }

    private void arrange(Window seen) {
        before.hold(items.subList(0, seen.from()), shown.subList(0, seen.from()));
        after.hold(items.subList(seen.to(), items.size()), shown.subList(seen.to(), shown.size()));
        List<Component> parts = new ArrayList<>(items.subList(seen.from(), seen.to()));
        if (seen.from() > 0) {
            parts.addFirst(before);
        }
        if (seen.to() < items.size()) {
            parts.addLast(after);
        }
        hold(this, parts);
    }

    /** Moves only what is not in its place yet, so that the rest keeps focus and what was opened. */
    private static void hold(OrderedList list, List<? extends Component> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (i >= list.getComponentCount() || list.getComponentAt(i) != parts.get(i)) {
                list.addComponentAtIndex(i, parts.get(i));
            }
        }
        while (list.getComponentCount() > parts.size()) {
            list.remove(list.getComponentAt(parts.size()));
        }
    }

    /** The steps that are not folded: {@code from} is the first, {@code to} the first that is folded again. */
    private record Window(int from, int to) {

        static Window of(List<State> states) {
            int size = states.size();
            if (size <= SHORT || states.stream().allMatch(State.NEXT::equals)) {
                return new Window(0, size);
            }
            int[] live = IntStream.range(0, size).filter(i -> states.get(i) == State.NOW || states.get(i) == State.FAILED).toArray();
            int rest = states.contains(State.NEXT) ? states.indexOf(State.NEXT) : size - 1;
            int from = (live.length == 0 ? rest : live[0]) - AROUND;
            int to = (live.length == 0 ? rest : live[live.length - 1]) + AROUND + 1;
            return new Window(from < FEW ? 0 : from, size - to < FEW ? size : to);
        }
    }

    /** Steps behind one line that says how many there are. It stays the same one, so that it stays open. */
    private static final class Fold extends ListItem {

        private final OrderedList steps = new OrderedList();
        private final NativeDetails details = new NativeDetails("", steps);

        private Fold() {
            addClassName("fold");
            steps.addClassName("timeline");
            add(VaadinIcon.ELLIPSIS_DOTS_V.create(), details);
        }

        private void hold(List<ListItem> items, List<Step> folded) {
            StepTimeline.hold(steps, items);
            details.setSummaryText(words(folded));
        }

        /** {@code 23 steps done, 2 skipped}. */
        private static String words(List<Step> folded) {
            Map<State, Long> counts = folded.stream().collect(Collectors.groupingBy(Step::state, TreeMap::new, Collectors.counting()));
            String words = counts.entrySet().stream()
                    .map(count -> count.getValue() + " " + (count.getKey() == State.NEXT ? "not begun" : count.getKey().word)).collect(Collectors.joining(", "));
            return words.replaceFirst(" ", words.startsWith("1 ") ? " step " : " steps ");
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
