package com.trmlabs.portal.customer;

import com.trmlabs.portal.kernel.CustomerId;
import java.time.ZoneId;
import java.util.List;

/**
 * What is known about a customer. Maintenance windows and freezes will hang on it too; until then changes start at any time.
 *
 * @param dataRegion the Google region that the customer's data stay in
 * @param zone the time zone that the customer's times are meant in
 */
public record CustomerDetails(CustomerId id, String name, Tier tier, String dataRegion, ZoneId zone, List<Contact> contacts) {

    public CustomerDetails {
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("A customer's name has 1 to 100 characters");
        }
        if (!dataRegion.matches(ProjectDetails.REGION)) {
            throw new IllegalArgumentException("A region is named like europe-west3, not '" + dataRegion + "'");
        }
        if (contacts.isEmpty()) {
            throw new IllegalArgumentException("Name at least one contact: somebody has to be told when a change goes wrong");
        }
        contacts = List.copyOf(contacts);
    }
}
