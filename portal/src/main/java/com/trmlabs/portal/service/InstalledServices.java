package com.trmlabs.portal.service;

import com.trmlabs.portal.cluster.spi.ClusterUse;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.ServiceName;
import java.util.List;
import org.springframework.stereotype.Component;

/** Tells the way back of a cluster's creation which services stand in it. */
@Component
class InstalledServices implements ClusterUse {

    private final ServiceStore services;

    InstalledServices(ServiceStore services) {
        this.services = services;
    }

    @Override
    public List<ServiceName> services(ClusterName cluster) {
        return services.findByClusterOrderByName(cluster.value()).stream().map(Service::name).toList();
    }
}
