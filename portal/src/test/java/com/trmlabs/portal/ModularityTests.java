package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    private static final ApplicationModules MODULES = ApplicationModules.of(PortalApplication.class);

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
