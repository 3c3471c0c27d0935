package com.trmlabs.portal.system;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.trmlabs.portal.Chromium;
import com.trmlabs.portal.FreshDatabase;
import com.trmlabs.portal.PortalApplication;
import com.trmlabs.portal.catalog.ChartArchive;
import com.trmlabs.portal.catalog.Publication;
import com.trmlabs.portal.catalog.ReleasePublishing;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.identity.RehearsalCast;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The main job, by people in browsers, on real pods: an operator onboards a customer, an approver approves after a fresh sign-in,
 * the pods answer from a real PostgreSQL, and an auditor takes the record away. An edit after approval voids the vote.
 */
@Tag("cluster")
@Tag("browser")
@SpringBootTest(classes = PortalApplication.class, webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
    "portal.access.service-account=customer-cloud-portal@trm-portal.iam.gserviceaccount.com",
    "portal.google.registry=projects/trm-portal/locations/europe/repositories/services"})
@ActiveProfiles("rehearsal")
@ContextConfiguration(initializers = {World.Beginning.class, WayOfAChangeE2E.OfItsOwn.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WayOfAChangeE2E {

    private static final Duration FRESH = Duration.ofSeconds(30);
    private static final double RUN = 240_000; // ms

    /** The same world, but a portal of its own: nobody is registered yet, and a sign-in does not stay fresh for long. */
    static final class OfItsOwn implements ApplicationContextInitializer<ConfigurableApplicationContext> {
        @Override
        public void initialize(ConfigurableApplicationContext context) {
            TestPropertyValues.of("portal.database.url=" + FreshDatabase.create(), "portal.folder=" + World.the().folder.resolve("of-its-own"),
                    "portal.approval.fresh-sign-in=" + FRESH.toSeconds() + "s", "spring.quartz.auto-startup=true").applyTo(context);
        }
    }

    @Autowired ReleasePublishing publishing;
    @Autowired ChangeDesk desk;
    @Autowired RehearsalCast cast;
    @LocalServerPort int port;

    private Chromium chromium;
    private Page operator;
    private String change = "";

    @BeforeAll
    void start() {
        World.the().empty();
        cast.as("operator@example.test", () -> {
            publish("2.3.0");
            publish("2.3.1");
            return true;
        }, Role.OPERATOR);
        chromium = new Chromium();
        operator = signedIn("operator@example.test");
    }

    @AfterAll
    void stop() {
        chromium.close();
        World.the().empty();
    }

    private void publish(String version) {
        byte[] chart = ChartArchive.pack(World.the().source("k8s/services/api/chart"), "api");
        String digest = "sha256:" + Fingerprint.of(chart).hex();
        publishing.upload(digest, chart);
        publishing.publish(new Publication("api", version, digest, Map.of("api", World.the().images.get(version)), "Notes of " + version, null));
    }

    private Page signedIn(String person) {
        Page page = chromium.newContext(new Browser.NewContextOptions().setViewportSize(1280, 900).setAcceptDownloads(true)).newPage();
        page.setDefaultTimeout(60_000);
        page.navigate(url(""));
        typePassword(page, person);
        page.locator("vaadin-app-layout").waitFor();
        return page;
    }

    private static void typePassword(Page page, String person) {
        page.locator("#username").fill(person);
        page.locator("#password").fill("demo");
        button(page, "Sign in").click();
    }

    @Test
    @Order(1)
    void onboardsACustomerEndToEnd() throws IOException {
        operator.navigate(url("customers"));
        button(operator, "Onboard customer").first().click();
        customer();
        connect();
        button(operator, "Check now").click();
        done("Preflight");
        next("Preflight");
        assertThat(current()).containsText("Cluster");
        next("Cluster");
        services();
        review();
        change = operator.url().replaceAll(".*/(C-\\d+).*", "$1");
    }

    private void customer() {
        fill("Name", "Bluefin Analytics");
        operator.getByLabel("production").check();
        operator.getByLabel("trial").check();
        choose("Data region", "europe-west1");
        fill("Contact 1: name", "Ada Admin");
        fill("Contact 1: e-mail", "ada@bluefin.example");
        next("Customer");
        done("Customer");
    }

    private void connect() {
        fill("Project id", "bluefin-analytics-prod");
        choose("Region", "europe-west1");
        fill("VPC network", "analytics");
        fill("Subnet", "analytics-gke");
        fill("Secondary range for pods", "pods");
        fill("Secondary range for services", "services");
        button(operator, "Test access").click();
        done("Connect");
        next("Connect");
    }

    private void services() throws IOException {
        assertThat(current()).containsText("Services");
        operator.getByLabel("Release of Exposure API").first().click();
        operator.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("2.3.0")).click();
        JsonNode binding = JsonMapper.shared().readTree(Files.readString(World.the().folder.resolve("binding.json")));
        fill("At least", "2");
        fill("CPU requested", "50m");
        fill("Memory requested", "96Mi");
        operator.getByLabel("Allowed address blocks").first().fill(World.MACHINE);
        operator.keyboard().press("Tab");
        fill("Host", binding.get("host").asString());
        fill("Database", binding.get("database").asString());
        fill("Secret in the cluster", binding.get("secretName").asString());
        fill("Certificate authority", binding.get("caCertificate").asString());
        next("Services");
    }

    private void review() {
        assertThat(current()).containsText("Review");
        assertThat(operator.getByText("One change does all of it")).isVisible();
        fill("Reason", "Bluefin Analytics starts on Monday");
        button(operator, "Seal plan and submit").click();
        operator.waitForURL("**/changes/C-*");
    }

    @Test
    @Order(2)
    void approvesOnlyAfterAFreshSignIn() {
        Page approver = signedIn("approver1@example.test");
        Instant signedIn = Instant.now();
        await().atMost(FRESH.multipliedBy(2)).until(() -> Instant.now().isAfter(signedIn.plus(FRESH)));
        approver.navigate(url("changes/" + change + "/vote"));
        assertThat(button(approver, "Record my vote")).isDisabled();
        approver.getByText("Sign in again", new Page.GetByTextOptions().setExact(true)).click();
        typePassword(approver, "approver1@example.test");
        vote(approver);
        assertThat(badge(approver)).containsText("Succeeded", new LocatorAssertions.ContainsTextOptions().setTimeout(RUN));
        assertThat(badge(operator)).containsText("Succeeded", new LocatorAssertions.ContainsTextOptions().setTimeout(RUN));
    }

    private static void vote(Page approver) {
        approver.getByLabel("Yes, exactly this").check();
        button(approver, "Record my vote").click();
    }

    @Test
    @Order(3)
    void answersFromTheDatabaseThroughTheLoadBalancer() {
        Assertions.assertThat(Load.isServed()).isTrue();
    }

    @Test
    @Order(4)
    void voidsTheVoteWhenSomebodyEditsAfterIt() {
        cast.as("admin@example.test", () -> {
            desk.holdAll("nothing shall start while this is looked at");
            return true;
        }, Role.ADMIN);
        operator.navigate(url("changes/new?service=bluefin-trial.api&kind=upgrade"));
        fill("Reason", "Answers survive a failover");
        button(operator, "Seal plan and submit").click();
        operator.waitForURL("**/changes/C-*");
        Page approver = signedIn("approver2@example.test");
        approver.navigate(operator.url() + "/vote");
        vote(approver);
        assertThat(badge(operator)).containsText("Approved");

        button(operator, "Edit").click();
        operator.waitForURL("**/changes/new?change=*");
        fill("At most", "4");
        operator.keyboard().press("Tab");
        button(operator, "Seal plan and submit").click();
        operator.waitForURL("**/changes/C-*");

        assertThat(badge(operator)).containsText("Awaiting approval");
        assertThat(badge(approver)).containsText("Awaiting approval");
        assertThat(approver.getByText("0 of 1 votes")).isVisible();
    }

    @Test
    @Order(5)
    void letsTheAuditorTakeTheRecordAway() throws IOException {
        Page auditor = signedIn("auditor@example.test");
        auditor.navigate(url("audit?q=" + change));
        var copy = auditor.waitForDownload(() -> auditor.getByText(java.util.regex.Pattern.compile("Export [0-9,]+ as CSV")).click());
        String rows = Files.readString(copy.path());
        Assertions.assertThat(rows).contains("change.seal", "approval.vote", "change.start", "change.succeeded");
    }

    // --- how a person finds things

    private String url(String path) {
        return "http://127.0.0.1:" + port + "/" + path;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator badge(Page page) {
        return page.locator("main .page-header vaadin-badge, main header vaadin-badge, main vaadin-badge").first();
    }

    private Locator current() {
        return operator.locator("[aria-current=step]");
    }

    private void fill(String label, String text) {
        operator.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).first().fill(text);
        operator.keyboard().press("Tab");
    }

    private void choose(String label, String value) {
        Locator box = operator.getByLabel(label, new Page.GetByLabelOptions().setExact(true)).first();
        box.fill(value);
        box.press("Enter");
    }

    private void done(String step) {
        assertThat(operator.locator(".wizard-steps li", new Page.LocatorOptions().setHasText(step))).containsText("done",
                new LocatorAssertions.ContainsTextOptions().setTimeout(60_000));
    }

    private void next(String step) {
        assertThat(current()).containsText(step);
        operator.keyboard().press("Control+Enter");
    }
}
