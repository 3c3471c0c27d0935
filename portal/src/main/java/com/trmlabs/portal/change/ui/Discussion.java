package com.trmlabs.portal.change.ui;

import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeQueries.Remark;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Slot;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.textfield.TextArea;
import java.util.List;

/** What people said about a change. What is being typed stays while the page updates. */
final class Discussion extends Div {

    private final Slot remarks = new Slot();
    private final TextArea text = new TextArea("Remark");

    /** @param writes whether the person may say something, or only read */
    Discussion(ChangeDesk desk, ChangeId id, boolean writes, Runnable said) {
        text.setMaxLength(2000);
        text.setWidthFull();
        Button send = new Button("Add remark", click -> {
            text.setInvalid(text.getValue().isBlank());
            text.setErrorMessage("Write something first.");
            if (!text.isInvalid()) {
                desk.remark(id, text.getValue().strip());
                text.clear();
                said.run();
            }
        });
        send.addClickShortcut(Key.ENTER, KeyModifier.CONTROL).listenOn(text);
        Div form = new Div(text, send);
        form.addClassName("stack");
        form.setVisible(writes);
        add(new SectionCard("Discussion", remarks, form));
    }

    void show(List<Remark> all) {
        remarks.show(all, () -> all.isEmpty() ? List.of(new Paragraph("Nothing said yet.")) : List.of(list(all)));
    }

    private static Component list(List<Remark> all) {
        UnorderedList list = new UnorderedList();
        list.addClassName("remarks");
        for (Remark remark : all) {
            Span author = new Span(remark.author());
            author.addClassName("strong");
            Div head = new Div(author, new Moment(remark.at()));
            head.addClassName("row");
            list.add(new ListItem(head, new Paragraph(remark.text())));
        }
        return list;
    }
}
