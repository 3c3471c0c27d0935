package com.trmlabs.portal.cluster.ui;

import com.trmlabs.portal.cluster.ClusterQueries;
import com.vaadin.flow.component.Component;

/** A card that another module hangs on the page of a cluster, contributed as a bean; {@code @Order} places it. */
public interface ClusterSection {

    Component section(ClusterQueries.Row cluster);
}
