package com.trmlabs.portal.ui.form;

import com.trmlabs.portal.inputs.CidrList;
import com.trmlabs.portal.inputs.CidrList.Finding;
import com.vaadin.flow.component.AbstractCompositeField;
import com.vaadin.flow.component.AbstractField.ComponentValueChangeEvent;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.shared.HasValidationProperties;
import com.vaadin.flow.component.shared.InputField;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A list of address blocks. Takes whatever is pasted, one block per line, and says beside it what is wrong with which one,
 * with the block to use instead where there is one.
 */
public final class CidrField extends AbstractCompositeField<Div, CidrField, List<String>>
        implements InputField<ComponentValueChangeEvent<CidrField, List<String>>, List<String>>, HasValidationProperties {

    private final TextArea text = new TextArea();
    private final UnorderedList findings = new UnorderedList();

    public CidrField() {
        super(List.of());
        text.setManualValidation(true);
        text.setPlaceholder("203.0.113.0/24, one per line");
        text.setMinRows(2);
        text.setMaxRows(12);
        text.setWidthFull();
        text.addClassName("mono");
        text.setValueChangeMode(ValueChangeMode.ON_CHANGE);
        text.addValueChangeListener(typed -> take(entries(typed.getValue())));
        findings.addClassName("findings");
        Div said = new Div(findings);
        said.getElement().setAttribute("role", "status");
        getContent().add(text, said);
        getContent().addClassName("cidr-field");
    }

    public CidrField(String label) {
        this();
        setLabel(label);
    }

    private static List<String> entries(String pasted) {
        return pasted.lines().map(line -> line.replaceFirst("#.*", "")).flatMap(line -> Arrays.stream(line.split("[\\s,;]+")))
                .filter(entry -> !entry.isBlank()).toList();
    }

    private void take(List<String> entries) {
        if (!entries.equals(getValue())) {
            setModelValue(entries, true);
        }
        setPresentationValue(entries);
    }

    @Override
    protected void setPresentationValue(List<String> entries) {
        text.setValue(String.join("\n", entries));
        show(entries);
    }

    private void show(List<String> entries) {
        findings.removeAll();
        CidrList.check(entries).forEach(finding -> findings.add(item(finding, entries)));
        if (CidrList.isEverybody(entries)) {
            findings.add(new ListItem((entries.contains("0.0.0.0/0") ? "0.0.0.0/0 lets" : "Together these let") + " every address in. It needs a reason."));
        }
        findings.setVisible(findings.getComponentCount() > 0);
    }

    private ListItem item(Finding finding, List<String> entries) {
        ListItem item = new ListItem(finding.message());
        finding.suggestion().ifPresent(block -> {
            Button use = new Button("Use", click -> {
                List<String> corrected = new ArrayList<>(entries);
                corrected.set(finding.index(), block.value());
                take(List.copyOf(corrected));
                text.focus();
            });
            use.setAriaLabel("Use " + block + " instead of " + finding.text());
            use.addThemeVariants(ButtonVariant.SMALL);
            item.add(use);
        });
        return item;
    }

    @Override
    public void setLabel(String label) {
        text.setLabel(label);
    }

    @Override
    public String getLabel() {
        return text.getLabel();
    }

    @Override
    public void setHelperText(String help) {
        text.setHelperText(help);
    }

    @Override
    public String getHelperText() {
        return text.getHelperText();
    }

    @Override
    public void setErrorMessage(String message) {
        text.setErrorMessage(message);
    }

    @Override
    public String getErrorMessage() {
        return text.getErrorMessage();
    }

    @Override
    public void setInvalid(boolean invalid) {
        text.setInvalid(invalid);
    }

    @Override
    public boolean isInvalid() {
        return text.isInvalid();
    }

    @Override
    public void setRequiredIndicatorVisible(boolean required) {
        text.setRequiredIndicatorVisible(required);
    }

    @Override
    public boolean isRequiredIndicatorVisible() {
        return text.isRequiredIndicatorVisible();
    }
}
