package com.trmlabs.portal.cluster;

import com.trmlabs.portal.kernel.ClusterName;
import java.util.List;

/** Reads the state of our clusters anew, on schedule or when somebody asks. */
public interface ClusterHealth {

    List<ClusterName> known();

    void refresh(ClusterName name);
}
