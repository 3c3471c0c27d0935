package com.trmlabs.portal.realparts;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.trmlabs.portal.Chromium;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/portal} on an empty folder, as the README has it, and what is left of its data when it was killed. */
@Tag("browser")
@Tag("beside")
class PortalProgramE2E {

    @TempDir Path folder;

    @Test
    void keepsWhatPeopleDidWhenItIsKilled() throws IOException, InterruptedException {
        try (Chromium chromium = new Chromium();
                PortalProgram portal = new PortalProgram("portal-program", folder, Map.of("REHEARSAL_CREATETAKES", "2s", "REHEARSAL_PODREADY", "200ms"))) {
            portal.start();
            Page before = portal.signedIn(chromium);
            portal.loadExample(before);
            List<String> customers = portal.listed(before, "customers", 2);
            List<String> changes = portal.listed(before, "changes", 2);
            assertThat(customers).containsExactlyInAnyOrder("Bluefin Analytics", "Dorado Ledger");
            assertThat(changes).hasSize(2).first().asString().contains("Upgrade api to 2.4.0");

            portal.kill();
            portal.start();
            Page after = portal.signedIn(chromium);
            assertThat(portal.listed(after, "customers", 2)).isEqualTo(customers);
            assertThat(portal.listed(after, "changes", 2)).isEqualTo(changes);
            assertThat(after.locator("vaadin-grid vaadin-badge").allInnerTexts()).containsExactly("Awaiting approval", "Succeeded");
        }
    }
}
