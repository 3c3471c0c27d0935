package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is said of a database that is there and does not let the portal in. */
class ConfiguredDatabaseIT {

    private static final String URL = FreshDatabase.create();
    private static final String ASKED = "portal_asked";

    @BeforeAll
    static void asksOneRoleForItsPassword() {
        FreshDatabase.createRoleWithPassword(ASKED, "right");
    }

    @Test
    void takesRolesThatTheDatabaseLetsIn() {
        assertThat(connect(URL, ASKED, "right", "portal_owner").url()).isEqualTo(URL);
    }

    @Test
    void namesTheSettingOfARoleThatIsNotThere() {
        assertRefused(URL, "nobody", "portal_owner", "Setting portal.database.user does not open the database to nobody: FATAL: role \"nobody\" does not exist.");
        assertRefused(URL, "portal_app", "nobody", "Setting portal.database.owner-user does not open the database to nobody: FATAL: role \"nobody\" does not exist.");
    }

    @Test
    void namesTheSettingOfAWrongPassword() {
        var failed = " does not open the database to portal_asked: FATAL: password authentication failed for user \"portal_asked\".";
        await("the rules of the database, read again").untilAsserted(() -> assertRefused(URL, ASKED, "portal_owner", "Setting portal.database.password" + failed));
        assertRefused(URL, "portal_app", ASKED, "Setting portal.database.owner-password" + failed);
    }

    @Test
    void namesTheAddressOfADatabaseThatIsNotThere() {
        assertRefused(URL + "_none", "portal_app", "portal_owner", "Setting portal.database.url does not open the database to portal_owner: FATAL: database ");
    }

    private static void assertRefused(String url, String app, String owner, String words) {
        assertThatThrownBy(() -> connect(url, app, "wrong", owner)).isInstanceOf(SettingRefused.class).hasMessageStartingWith(words);
    }

    private static DatabaseAccess connect(String url, String app, String password, String owner) {
        var database = new PortalSettings.Database(url, app, password, owner, "wrong");
        return new DatabaseConfiguration().configuredDatabase(new PortalSettings(Path.of("target"), database));
    }
}
