package com.trmlabs.portal.catalog.ui;

import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.ui.CopyBox;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.server.VaadinServletRequest;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The command that publishes a release of a type to this portal. */
final class HowToPublish extends Div {

    HowToPublish(ServiceType type) {
        add(new Paragraph("A pipeline publishes with a machine token of the scope releases:publish, from a checkout of this project. "
                + "Images go by digest; a tag is refused."), new CopyBox("command", command(type)));
    }

    private static String command(ServiceType type) {
        Stream<String> roles = type.descriptor().at("/values/images").propertyNames().stream();
        String images = roles.map(role -> "  --image " + role + "=REGISTRY/REPOSITORY@sha256:DIGEST \\\n").collect(Collectors.joining());
        return "export PORTAL_TOKEN=...\nbin/publish-release " + type.name() + " 1.0.0 \\\n" + images + "  --notes NOTES.md --url " + address();
    }

    private static String address() {
        return Optional.ofNullable(VaadinServletRequest.getCurrent())
                .map(request -> ServletUriComponentsBuilder.fromContextPath(request.getHttpServletRequest()).toUriString())
                .orElse("https://PORTAL");
    }
}
