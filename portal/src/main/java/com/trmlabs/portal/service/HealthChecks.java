package com.trmlabs.portal.service;

import com.trmlabs.portal.service.spi.HealthCheck;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The health checks that modules offer. */
@Component
class HealthChecks {

    private final Map<String, HealthCheck> byName;

    HealthChecks(List<HealthCheck> checks) {
        byName = checks.stream().collect(Collectors.toMap(HealthCheck::name, Function.identity()));
    }

    HealthCheck named(String name) {
        HealthCheck check = byName.get(name);
        if (check == null) {
            throw new IllegalStateException("A service type asks for the health check '%s'; there are %s".formatted(name, byName.keySet()));
        }
        return check;
    }
}
