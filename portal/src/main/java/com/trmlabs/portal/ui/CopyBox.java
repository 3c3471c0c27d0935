package com.trmlabs.portal.ui;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;

/** Text to take elsewhere, with a button that copies it in the browser (portal.js) and says so; selects it when refused. */
public final class CopyBox extends Div {

    /** @param name what the text is, for people who do not see the box: {@code command} */
    public CopyBox(String name, String text) {
        addClassName("copy-box");
        Pre content = new Pre(text);
        content.getElement().setAttribute("tabindex", "0").setAttribute("role", "region").setAttribute("aria-label", name);
        Button copy = new Button("Copy", VaadinIcon.COPY_O.create());
        copy.setAriaLabel("Copy " + name);
        copy.getElement().setAttribute("data-copy", true);
        Span said = new Span();
        said.addClassName("said");
        said.getElement().setAttribute("role", "status");
        add(content, new Div(copy, said));
    }
}
