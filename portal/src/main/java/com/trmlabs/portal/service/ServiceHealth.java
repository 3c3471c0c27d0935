package com.trmlabs.portal.service;

import com.trmlabs.portal.kernel.ServiceName;
import java.util.List;

/** Reads the health of services from their clusters, on schedule or when somebody asks. */
public interface ServiceHealth {

    List<ServiceName> known();

    void refresh(ServiceName service);
}
