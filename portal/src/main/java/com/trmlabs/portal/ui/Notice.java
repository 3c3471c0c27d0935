package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import java.util.List;
import java.util.stream.Stream;

/** Something a page says above its content: what happened, what it means, what to do. */
public final class Notice extends Div {

    /** So many lines are read without folding. */
    private static final int FEW = 12;

    public Notice(Tone tone, VaadinIcon icon, String headline, Component... more) {
        addClassNames("notice", tone.className());
        Span strong = new Span(headline);
        strong.addClassName("strong");
        Div text = new Div(strong);
        text.add(more);
        text.addClassName("notice-text");
        add(icon.create(), text);
    }

    /** One line below the other; where they are many the rest is folded. */
    public static Notice lines(Tone tone, VaadinIcon icon, String headline, List<String> lines) {
        Stream<Component> shown = lines.stream().limit(FEW).map(Span::new);
        return new Notice(tone, icon, headline, Stream.concat(shown, folded(lines.stream().skip(FEW).toList())).toArray(Component[]::new));
    }

    private static Stream<Component> folded(List<String> rest) {
        Div lines = new Div(rest.stream().map(Span::new).toArray(Component[]::new));
        lines.addClassName("notice-text");
        return rest.isEmpty() ? Stream.of() : Stream.of(new NativeDetails(rest.size() + " more", lines));
    }

    /** Something failed: red, and read aloud at once. */
    public static Notice failure(String headline, Component... more) {
        Notice notice = new Notice(Tone.BAD, VaadinIcon.CLOSE_CIRCLE, headline, more);
        notice.getElement().setAttribute("role", "alert");
        return notice;
    }
}
