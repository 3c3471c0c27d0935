package com.trmlabs.portal.realparts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.trmlabs.portal.Chromium;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("browser")
@Tag("beside")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPartsE2E {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOST_RIGHTS_END_WITHIN = Duration.ofMinutes(1);

    private String portalUrl;
    private Compose compose;
    private EmbeddedPostgres postgres;
    private Keycloak keycloak;
    private @Nullable PortalImage image;
    private Process portal;
    private JdbcClient record;
    private Chromium chromium;
    private Page page;

    @BeforeAll
    void startWhatComposeStarts() throws IOException, SQLException {
        postgres = EmbeddedPostgres.start();
        int keycloakPort = Command.freePort();
        int portalPort = Command.freePort();
        portalUrl = "http://localhost:" + portalPort;
        compose = Compose.read(Map.of("PORTAL_URL", portalUrl, "KEYCLOAK_URL", "http://localhost:" + keycloakPort),
                Map.of("//keycloak:8080", "//localhost:" + keycloakPort, "//postgres:5432", "//localhost:" + postgres.getPort()));
        prepareDatabase();
        keycloak = Keycloak.start(compose, keycloakPort, Command.freePort());
        portal = startPortal(portalPort);
        chromium = new Chromium();
    }

    private void prepareDatabase() throws IOException, SQLException {
        var environment = new HashMap<>(compose.environment("postgres"));
        environment.putAll(Map.of("PGHOST", "localhost", "PGPORT", String.valueOf(postgres.getPort())));
        Command.run(environment, "deploy/postgres/roles.sh");
        try (var connection = postgres.getPostgresDatabase().getConnection(); var statement = connection.createStatement();
                var rows = statement.executeQuery("show hba_file")) {
            rows.next();
            Files.writeString(Path.of(rows.getString(1)), "host all all localhost scram-sha-256\n");
            statement.execute("select pg_reload_conf()");
        }
    }

    private Process startPortal(int port) {
        var environment = new HashMap<>(compose.environment("portal"));
        environment.put("SERVER_PORT", String.valueOf(port));
        record = JdbcClient.create(new DriverManagerDataSource(environment.get("PORTAL_DATABASE_URL"),
                environment.get("PORTAL_DATABASE_USER"), environment.get("PORTAL_DATABASE_PASSWORD")));
        environment.put("JDK_JAVA_OPTIONS", "-Xmx400m -XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m -XX:+UseSerialGC");
        var process = Command.start("portal-on-real-parts", environment, command(environment));
        Command.awaitReady(process, "portal-on-real-parts", portalUrl, PATIENCE);
        return process;
    }

    /** Of its image where that can be built, else the same classes. */
    private String[] command(Map<String, String> environment) {
        if (PortalImage.canBeBuilt()) {
            image = PortalImage.build("portal-on-real-parts");
            return image.command(environment);
        }
        return new String[] {System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"), "com.trmlabs.portal.PortalApplication"};
    }

    @AfterAll
    void stop() throws IOException {
        chromium.close();
        portal.destroy();
        keycloak.close();
        postgres.close();
    }

    @BeforeEach
    void openBrowser() {
        page = chromium.newContext(new Browser.NewContextOptions()).newPage();
        page.setDefaultTimeout(PATIENCE.toMillis());
    }

    @AfterEach
    void closeBrowser() {
        page.context().close();
    }

    @Test
    void runsFromItsImageWithoutRightsOnTheMachine() {
        assumeTrue(image != null, "The portal's image is built where the suite on the cluster is run");
        assertThat(compose.file().at("/services/portal").toString())
                .contains("\"read_only\":true", "\"cap_drop\":[\"ALL\"]", "no-new-privileges:true", "\"tmpfs\":[\"/tmp:exec,mode=1777,size=512m\"]");

        assertThat(image.inside("id", "-u")).isEqualTo("10001");
        assertThat(image.inside("sh", "-c", "touch /portal/file 2>&1 || true")).contains("Read-only file system");
        assertThat(image.inside("grep", "-E", "^(CapEff|NoNewPrivs):", "/proc/1/status")).isEqualToIgnoringWhitespace("CapEff: 0000000000000000 NoNewPrivs: 1");
        assertThatCode(() -> image.inside(image.healthCheck())).as("HEALTHCHECK of the image").doesNotThrowAnyException();
    }

    @Test
    void isRefusedByItsImageWithoutItsSettings() {
        assumeTrue(image != null, "The portal's image is built where the suite on the cluster is run");
        var unset = new PortalImage(image.name(), "portal-without-settings");
        assertThatThrownBy(() -> Command.run(Map.of(), unset.command(Map.of()))).hasMessageContaining("ended with 1")
                .hasMessageContaining("Setting portal.oidc.issuer is missing");
    }

    @Test
    void givesTheRolesOfTheGroups() {
        signIn("admin@example.test");
        assertThat(you()).contains("admin@example.test, admin, approver, operator");
        assertThat(lastEntry("identity.sign-in", "admin@example.test").at("/actor/methods").asString()).isEqualTo("pwd");
    }

    @Test
    void limitsRolesToACustomer() {
        signIn("bluefin-operator@example.test");
        assertThat(you()).contains("bluefin-operator@example.test, approver at bluefin, operator at bluefin");
    }

    @Test
    void countsTwoAccountsWithOneAddressAsOnePerson() {
        signIn("operator-alt");
        assertThat(lastEntry("identity.sign-in", "operator@example.test").at("/actor/person").asString()).isEqualTo("operator@example.test");
    }

    @Test
    void asksForAFreshProofAndBelievesIt() {
        signIn("approver1@example.test");
        var first = provenAt("identity.sign-in", "approver1@example.test");

        page.navigate(portalUrl + "/oauth2/authorization/portal");
        page.waitForURL(portalUrl + "/**");
        assertThat(provenAt("identity.sign-in-again", "approver1@example.test")).isEqualTo(first);

        await().until(() -> Instant.now().isAfter(first.plusSeconds(1)));
        page.navigate(portalUrl + "/sign-in-again?to=/approvals");
        page.locator("#password").fill("demo");
        page.locator("#kc-login").click();
        page.waitForURL(portalUrl + "/approvals**");
        await("the new proof in the log; until it is numbered, the earlier one is the latest").atMost(PATIENCE)
                .untilAsserted(() -> assertThat(provenAt("identity.sign-in-again", "approver1@example.test")).isAfter(first));
    }

    @Test
    void recordsTheSecondFactor() throws GeneralSecurityException {
        page.navigate(portalUrl);
        typePassword("approver3@example.test");
        page.locator("#otp").fill(codeOfNow("demo-only-one-time-secret"));
        page.locator("#kc-login").click();
        assertThat(you()).contains("approver3@example.test, approver");
        assertThat(lastEntry("identity.sign-in", "approver3@example.test").at("/actor/methods").asString().split(" ")).containsExactlyInAnyOrder("pwd", "otp");
    }

    @Test
    void refusesADisabledPerson() {
        page.navigate(portalUrl);
        typePassword("leaver@example.test");
        assertThat(page.getByText("Account is disabled").first().textContent()).contains("Account is disabled");
        assertThat(page.url()).doesNotStartWith(portalUrl);
    }

    @Test
    void refusesAnAddressThatNobodyVerified() {
        keycloak.set("operator2@example.test", Map.of("emailVerified", false));
        page.navigate(portalUrl);
        typePassword("operator2@example.test");
        assertThat(page.getByRole(AriaRole.ALERT).textContent()).contains("is not verified");
        assertThat(lastEntry("identity.sign-in-refused", "operator2@example.test").at("/outcome").asString()).isEqualTo("DENIED");
    }

    @Test
    void endsTheSessionOfAPersonWhoIsDisabled() {
        signIn("approver2@example.test");
        keycloak.set("approver2@example.test", Map.of("enabled", false));
        awaitSignedOut("approver2@example.test");
        assertThat(lastEntry("identity.session-ended", "approver2@example.test").at("/actor/kind").asString()).isEqualTo("PORTAL");
        assertThat(rolesKept("approver2@example.test")).isZero();
    }

    @Test
    void keepsTheRolesOfAPersonWhoSignedOutElsewhere() {
        signIn("auditor@example.test");
        keycloak.signOut("auditor@example.test");
        awaitSignedOut("auditor@example.test");
        assertThat(lastEntry("identity.session-ended", "auditor@example.test").at("/reason").asString()).contains("is over");
        assertThat(rolesKept("auditor@example.test")).isOne();
    }

    /** By the portal's own doing: no request asks in between. The open page leaves for the provider by itself. */
    private void awaitSignedOut(String person) {
        await("the end of the session of " + person).atMost(LOST_RIGHTS_END_WITHIN).until(() -> record
                .sql("select exists (select from audit_event where action = 'identity.session-ended' and subject = ?)").param(person)
                .query(Boolean.class).single());
        page.waitForURL(url -> !url.startsWith(portalUrl));
    }

    private int rolesKept(String person) {
        return record.sql("select count(*) from subject_role join subject using (issuer, subject) where person = ?").param(person)
                .query(Integer.class).single();
    }

    private void signIn(String login) {
        page.navigate(portalUrl);
        typePassword(login);
        page.waitForURL(portalUrl + "/**");
        page.locator("main h1").first().waitFor();
    }

    private void typePassword(String login) {
        page.locator("#username").fill(login);
        page.locator("#password").fill("demo");
        page.locator("#kc-login").click();
    }

    /** Name and roles, as the person's own menu says them. */
    private String you() {
        return page.locator("[aria-label='You'] [aria-label*='@example.test']").first().getAttribute("aria-label");
    }

    private Instant provenAt(String action, String subject) {
        return Instant.parse(lastEntry(action, subject).at("/actor/signedInAt").asString());
    }

    private JsonNode lastEntry(String action, String subject) {
        var mapper = new JsonMapper();
        return await().atMost(PATIENCE).until(() -> record.sql("select entry from audit_event where action = ? and subject = ? order by seq desc limit 1")
                .params(action, subject).query(String.class).optional().map(mapper::readTree), java.util.Optional::isPresent).orElseThrow();
    }

    private static String codeOfNow(String secret) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.US_ASCII), "HmacSHA1"));
        byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(Instant.now().getEpochSecond() / 30).array());
        int code = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & 0x7fffffff;
        return "%06d".formatted(code % 1_000_000);
    }
}
