package com.trmlabs.portal.change.spi;

import com.trmlabs.portal.change.KubeObject;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Real Helm, rendering only. */
public interface ChartRenderer {

    /**
     * Renders a chart; the objects come in the order in which they have to be applied.
     *
     * @param kubernetesVersion of the cluster it is for, as charts ask for it
     * @throws ChartRejected when the chart or the values are wrong; the message is Helm's, for a person
     */
    List<KubeObject> render(Path chart, String name, String namespace, ObjectNode values, String kubernetesVersion);

    /** The chart cannot be rendered with these values. */
    final class ChartRejected extends RuntimeException {
        public ChartRejected(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
