package com.trmlabs.portal.cluster.spi;

import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.List;

/** Tells what would go away with a cluster; offered by whoever installs things there. */
public interface ClusterUse {

    /** Services that changes have installed to the end; what a change under way has made so far is not among them. */
    List<ServiceName> services(ClusterName cluster);
}
