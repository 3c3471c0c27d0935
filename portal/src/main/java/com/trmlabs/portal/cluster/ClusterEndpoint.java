package com.trmlabs.portal.cluster;

import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ProjectId;
import java.net.URI;

/** Where a cluster's API server answers. @param ca its certificate authority as PEM; tokens go nowhere else */
public record ClusterEndpoint(ClusterName cluster, ProjectId project, URI server, String ca) {}
