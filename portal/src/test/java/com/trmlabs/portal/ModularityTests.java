package com.trmlabs.portal;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        ApplicationModules.of(PortalApplication.class).verify();
    }
}
