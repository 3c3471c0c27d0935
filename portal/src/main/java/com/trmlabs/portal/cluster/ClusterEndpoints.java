package com.trmlabs.portal.cluster;

import com.trmlabs.portal.kernel.ClusterName;

/** Where the API servers of our clusters are. */
public interface ClusterEndpoints {

    /** @throws java.util.NoSuchElementException when we know no such cluster or it has no endpoint yet */
    ClusterEndpoint of(ClusterName cluster);
}
