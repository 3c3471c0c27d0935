package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.kernel.CustomerId;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What was typed at the step Customer. */
record CustomerInput(ObjectNode data) {

    Map<String, String> problems() {
        var typed = new Typed(data);
        return typed.required("name", "A customer needs a name.")
                .required("id", "Choose a short name; it stands in addresses.").valid("id", () -> new CustomerId(typed.text("id")))
                .required("tier", "Choose a tier; it decides how many people approve.")
                .required("dataRegion", "Say where the customer's data stay.")
                .required("zone", "Choose a time zone.").valid("zone", () -> zone(typed.text("zone")))
                .required("contacts", "Name at least one contact.").valid("contacts", this::contacts)
                .whole("name", this::details).problems();
    }

    CustomerDetails details() {
        var typed = new Typed(data);
        return new CustomerDetails(new CustomerId(typed.text("id")), typed.text("name"), Tier.valueOf(typed.text("tier")), typed.text("dataRegion"),
                zone(typed.text("zone")), contacts());
    }

    private List<Contact> contacts() {
        return data.path("contacts").values().stream().map(CustomerInput::contact).toList();
    }

    private static Contact contact(JsonNode row) {
        String duty = row.path("duty").asString("");
        if (duty.isEmpty()) {
            throw new IllegalArgumentException("Say what " + row.path("name").asString("each contact") + " is the contact for");
        }
        return new Contact(row.path("name").asString("").strip(), row.path("email").asString("").strip(), Contact.Duty.valueOf(duty));
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException("'" + name + "' is no time zone; choose one like Europe/Berlin", unknown);
        }
    }
}
