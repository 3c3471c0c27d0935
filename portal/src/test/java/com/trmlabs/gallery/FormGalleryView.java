package com.trmlabs.gallery;

import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.form.SchemaForm;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The form of the shipped type, new and compared with earlier values. */
@Route("gallery/form")
@PageTitle("Form")
@AnonymousAllowed
public class FormGalleryView extends Div {

    public FormGalleryView() {
        addClassName("page");
        JsonNode inputs = new YAMLMapper().readTree(Path.of("../k8s/services/api/service.yaml").toFile()).path("inputs");
        SchemaForm fresh = new SchemaForm(inputs, yaml("{}"), Optional.empty());
        Pre sent = new Pre();
        sent.setId("sent");
        Button submit = new Button("Submit", click -> {
            if (fresh.check()) {
                sent.setText(fresh.values().toString());
            }
        });
        SchemaForm edited = new SchemaForm(inputs, yaml("{replicas: {max: 20}, internal: {allowList: [203.0.113.7/24, 10.0.0.0/8]}}"),
                Optional.of(yaml("{internal: {allowList: [10.0.0.0/8]}}")));
        edited.check();
        add(new PageHeader("Settings"), new SectionCard("Install", fresh, submit, sent), new SectionCard("Configure", edited));
    }

    private static ObjectNode yaml(String text) {
        return (ObjectNode) new YAMLMapper().readTree(text);
    }
}
