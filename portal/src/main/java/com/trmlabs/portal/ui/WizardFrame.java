package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Nav;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Section;
import com.vaadin.flow.component.html.Span;
import java.util.List;

/** The frame of a wizard: numbered steps that are links, the present step, and a summary of what was decided so far. */
public final class WizardFrame extends Div {

    /** @param state in words, for example {@code done} or {@code 2 fail}; may be empty
     * @param path where the step is, empty while it cannot be opened yet */
    public record Step(String title, String state, String path) {}

    private final OrderedList steps = new OrderedList();
    private final Div content = new Div();
    private final Div facts = new Div();

    public WizardFrame() {
        addClassName("wizard");
        Nav nav = new Nav(steps);
        nav.getElement().setAttribute("aria-label", "Steps");
        nav.addClassName("wizard-steps");
        content.addClassName("wizard-content");
        Section summary = new Section(new H2("Summary"), facts);
        summary.addClassNames("card", "wizard-summary");
        summary.getElement().setAttribute("aria-label", "Summary");
        add(nav, content, summary);
    }

    /** @param current index of the step that is shown */
    public void steps(List<Step> all, int current) {
        steps.removeAll();
        for (int i = 0; i < all.size(); i++) {
            steps.add(item(i, all.get(i), i == current));
        }
    }

    public void content(Component... step) {
        content.removeAll();
        content.add(step);
    }

    public void summary(Component... decided) {
        facts.removeAll();
        facts.add(decided);
    }

    private static ListItem item(int index, Step step, boolean current) {
        Span number = new Span(String.valueOf(index + 1));
        number.addClassName("number");
        Span title = new Span(step.title());
        Span state = new Span(step.state());
        state.addClassName("state");
        ListItem item = new ListItem();
        if (step.path().isEmpty()) {
            Div text = new Div(number, title, state);
            text.addClassName("wizard-step");
            item.add(text);
        } else {
            Anchor link = new Anchor(step.path());
            link.add(number, title, state);
            link.addClassName("wizard-step");
            item.add(link);
        }
        if (current) {
            item.getElement().setAttribute("aria-current", "step");
        }
        return item;
    }
}
