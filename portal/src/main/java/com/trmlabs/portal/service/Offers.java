package com.trmlabs.portal.service;

import com.trmlabs.portal.catalog.ServiceType;
import com.trmlabs.portal.kernel.ClusterName;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The bindings that database services offer to others in their cluster. */
public interface Offers {

    /** By what runs in the cluster. */
    List<Offer> in(ClusterName cluster, ServiceType client);

    /** By what shall run there, inputs by type. */
    List<Offer> planned(Map<String, ObjectNode> inputs, ServiceType client);

    /** @param label what people choose by */
    record Offer(String label, Binding binding) {}
}
