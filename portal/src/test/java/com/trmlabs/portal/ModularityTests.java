package com.trmlabs.portal;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    /** The rehearsal is beside them in tests alone; its packages begin alike. */
    private static final ApplicationModules MODULES = ApplicationModules.of(PortalApplication.class, resideInAPackage("com.trmlabs.portal.rehearsal.."));

    @Test
    void modulesUseOnlyWhatTheyDeclare() {
        MODULES.verify();
    }

    @Test
    void areDrawnAsTheyAre() throws IOException {
        var page = Path.of("../docs/architecture/modules.md");
        var drawn = Files.exists(page) ? Files.readString(page) : "";
        var now = new ModuleDrawing(MODULES).page();
        Files.writeString(page, now);
        assertThat(drawn).as("modules.md was not true any more and is drawn anew: look at it and commit it").isEqualTo(now);
    }
}
