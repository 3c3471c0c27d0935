package com.trmlabs.gallery;

import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.form.SchemaForm;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import com.vaadin.flow.server.auth.AnonymousAllowed;
import java.nio.file.Path;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The form of the shipped database, of which parts belong to one kind only, and below it what would be sent. */
@Route("gallery/form/database")
@PageTitle("Form of a database")
@AnonymousAllowed
public class DatabaseFormGalleryView extends Div {

    public DatabaseFormGalleryView() {
        addClassName("page");
        JsonNode inputs = new YAMLMapper().readTree(Path.of("../k8s/services/postgres/service.yaml").toFile()).path("inputs");
        Pre held = new Pre();
        held.setId("held");
        SchemaForm form = new SchemaForm(inputs, JsonMapper.shared().createObjectNode(), Optional.empty())
                .onChange(values -> held.setText(values.toString()));
        add(new PageHeader("Settings"), new SectionCard("Install", form, held));
    }
}
