package com.trmlabs.portal.customer.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.trmlabs.portal.Chromium;
import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.catalog.ReleasePublishing;
import com.trmlabs.portal.catalog.ShippedReleases;
import com.trmlabs.portal.customer.CustomerDirectory;
import com.trmlabs.portal.customer.CustomerTestCloud;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.StubCloud;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.CustomerId;
import java.util.List;
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
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

@Tag("browser")
@PostgresTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = {
    "portal.access.service-account=customer-cloud-portal@trm-portal.iam.gserviceaccount.com"})
@Import({CustomerTestCloud.class, WizardWorld.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OnboardingWizardE2E {

    @Autowired ReleasePublishing publishing;
    @Autowired CustomerDirectory directory;
    @Autowired OnboardingDrafts drafts;
    @Autowired StubCloud cloud;
    @LocalServerPort int port;

    private final Chromium chromium = new Chromium();
    private String change = "";

    @BeforeAll
    void start() {
        ShippedReleases.publish(publishing, "1.0.0", "1.1.0");
        ShippedReleases.publishDatabase(publishing, "1.0.0");
    }

    @AfterAll
    void stop() {
        chromium.close();
    }

    private Page open(String person, String path, ColorScheme scheme) {
        var context = chromium.newContext(new Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(1280, 900).setTimezoneId("Europe/Berlin"));
        context.addCookies(List.of(new Cookie("as", person).setUrl("http://localhost:" + port)));
        Page page = context.newPage();
        page.setDefaultTimeout(30_000);
        page.navigate("http://localhost:" + port + "/" + path);
        page.locator("main h1").first().waitFor();
        return page;
    }

    private static void step(Page page, String title, String picture) {
        assertThat(page.locator("[aria-current=step]")).containsText(title);
        boolean light = (boolean) page.evaluate("matchMedia('(prefers-color-scheme: light)').matches");
        accessible(page);
        Chromium.picture(page, picture);
        wear(page, light ? ColorScheme.DARK : ColorScheme.LIGHT);
        accessible(page);
        Chromium.picture(page, picture + "-in-the-other-theme");
        wear(page, light ? ColorScheme.LIGHT : ColorScheme.DARK);
    }

    private static void wear(Page page, ColorScheme scheme) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.evaluate("Promise.all(document.getAnimations().map(running => running.finished.catch(() => {}))).then(() => {})");
    }

    private static void accessible(Page page) {
        assertThat(Chromium.violations(page)).isEmpty();
    }

    private static void saved(Page page, String step) {
        assertThat(page.locator(".wizard-steps li", new Page.LocatorOptions().setHasText(step))).containsText("done");
    }

    @Test
    @Order(1)
    void isCompletedByKeyboardAlone() {
        Page page = open("operator", "customers", ColorScheme.LIGHT);
        Chromium.picture(page, "customers-empty");
        var keys = new Keyboard(page);
        keys.to("Onboard customer").press("Enter");
        assertThat(page.locator("[aria-current=step]")).containsText("Customer");
        keys.press("Control+Enter");
        assertThat(page.getByRole(AriaRole.ALERT).first()).containsText("things to correct");
        step(page, "Customer", "wizard-customer-problems");
        customer(keys, page);
        connect(keys, page);
        step(page, "Preflight", "wizard-preflight-empty");
        keys.to("Check now").press("Enter");
        saved(page, "Preflight");
        step(page, "Preflight", "wizard-preflight");
        keys.press("Control+Enter");
        step(page, "Cluster", "wizard-cluster");
        keys.press("Control+Enter");
        step(page, "Services", "wizard-services-empty");
        services(keys, page);
        review(keys, page);
    }

    /** What was submitted was not what was wanted: another subnet, fewer votes, and the API shall have a database of its own beside it. */
    @Test
    @Order(2)
    void startsAgainInAnotherPlaceAndTierWithADatabaseThatTheApiIsBoundTo() {
        cloud.subnets.add(StubCloud.subnet("gke-nodes", "10.40.0.0/22", Map.of("pods", "10.50.0.0/16", "services", "10.60.0.0/20"), true));
        Page page = open("operator", change, ColorScheme.LIGHT);
        button(page, "Cancel change...").click();
        page.getByLabel("Reason").fill("It shall have a database of its own");
        button(page, "Cancel change").click();
        assertThat(page.locator("main vaadin-badge").first()).containsText("Cancelled");

        String number = change.substring(change.indexOf("C-"));
        page.navigate("http://localhost:" + port + "/onboarding/" + number);
        assertThat(page.getByText("Submitted as " + number)).isVisible();
        page.navigate("http://localhost:" + port + "/customers/bluefin");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Answers of " + number)).click();
        button(page, "Start again with these answers").click();
        assertThat(page.getByText("Submitted as")).hasCount(0);
        correct(page);
        page.locator(".wizard-steps a", new Page.LocatorOptions().setHasText("Services")).click();
        choose(page, "Release of PostgreSQL", "1.0.0, newest");
        choose(page, "Which database", "PostgreSQL of this cluster: database exposure, account api");
        assertThat(page.getByLabel("Host", new Page.GetByLabelOptions().setExact(true))).isHidden();
        Chromium.picture(page, "wizard-services-database");
        page.keyboard().press("Control+Enter");

        assertThat(page.locator("[aria-current=step]")).containsText("Review");
        page.getByLabel("Reason").fill("First customer of the year, with a database of its own");
        isShownWhatSomebodyElseSavedMeanwhile(page);
        page.keyboard().press("Control+Enter");
        page.waitForURL("**/changes/C-*");
        assertThat(page.locator("main h1")).containsText("with postgres 1.0.0, api 1.1.0");
        page.getByLabel("Find in the differences").fill("Deployment api/api");
        assertThat(page.locator("main")).containsText("postgres-pooler.postgres.svc");
        Chromium.picture(page, "wizard-change-database");
    }

    private void correct(Page page) {
        page.locator(".wizard-steps a", new Page.LocatorOptions().setHasText("Customer")).click();
        page.getByLabel("trial").click();
        page.keyboard().press("Control+Enter");
        assertThat(page.locator("[aria-current=step]")).containsText("Connect");
        page.getByLabel("Subnet", new Page.GetByLabelOptions().setExact(true)).fill("gke-nodes");
        page.keyboard().press("Control+Enter");
        assertThat(page.locator("[aria-current=step]")).containsText("Preflight");
        assertThat(page.locator(".wizard-summary")).containsText("main / gke-nodes");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Re-check all")).click();
        saved(page, "Preflight");
    }

    private void isShownWhatSomebodyElseSavedMeanwhile(Page page) {
        long id = Long.parseLong(page.url().replaceAll(".*onboarding/([0-9]+)/.*", "$1"));
        As.person("operator2@example.test", Role.OPERATOR).run(() -> {
            var draft = drafts.find(id);
            drafts.save(id, "cluster", draft.version("cluster"), draft.data("cluster").put("channel", "STABLE"));
        });
        page.keyboard().press("Control+Enter");
        assertThat(page.getByText("operator2@example.test saved the step cluster after you were shown this plan.")).isVisible();
        assertThat(page.locator("main")).containsText("STABLE");
        assertThat(page.getByLabel("Reason")).hasValue("First customer of the year, with a database of its own");
        accessible(page);
        Chromium.picture(page, "wizard-review-saved-meanwhile");
    }

    private static void choose(Page page, String label, String option) {
        page.getByLabel(label).first().click();
        page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName(option)).click();
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void tellsTheSecondEditorWhoSavedAndKeepsWhatIsTyped() {
        long id = As.person("operator@example.test", Role.OPERATOR).call(() -> drafts.start().id());
        Page first = open("operator", "onboarding/" + id + "/customer", ColorScheme.LIGHT);
        Page second = open("operator2", "onboarding/" + id + "/customer", ColorScheme.DARK);
        type(first, "Cedar Labs");
        assertThat(first.getByText("by operator@example.test")).isVisible();
        type(second, "Cedar Laboratories");
        assertThat(second.getByText("operator@example.test saved at")).isVisible();
        second.getByText("Show", new Page.GetByTextOptions().setExact(true)).click();
        assertThat(second.getByRole(AriaRole.ROW, new Page.GetByRoleOptions().setName("name Cedar Labs Cedar Laboratories"))).isVisible();
        step(second, "Customer", "wizard-conflict-dark");
        second.getByText("Keep mine").click();
        assertThat(second.getByText("by operator2@example.test")).isVisible();
        Assertions.assertThat(As.person("auditor@example.test", Role.AUDITOR).call(() -> drafts.find(id)).data("customer").path("name").asString())
                .isEqualTo("Cedar Laboratories");
    }

    private static void type(Page page, String name) {
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill(name);
        page.keyboard().press("Tab");
    }

    private static void customer(Keyboard keys, Page page) {
        keys.to("Name: A customer needs a name.").press("Enter");
        assertThat(page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true))).isFocused();
        keys.type("Bluefin Analytics").press("Tab");
        assertThat(page.getByLabel("Short name")).hasValue("bluefin");
        keys.to("production").press("Space").to("Data region").type("europe-west3").press("Enter");
        keys.to("Contact 1: name").type("Ada Admin").to("Contact 1: e-mail").type("ada@bluefin.example");
        keys.press("Control+Enter");
        saved(page, "Customer");
    }

    private void connect(Keyboard keys, Page page) {
        assertThat(page.locator("[aria-current=step]")).containsText("Connect");
        keys.to("Project id").type("bluefin-analytics").press("Tab");
        assertThat(page.getByText("gcloud services enable")).isVisible();
        keys.to("VPC network").type("main").to("Subnet").type("nodes").to("Secondary range for pods").type("pods")
                .to("Secondary range for services").type("services").to("Test access").press("Enter");
        saved(page, "Connect");
        step(page, "Connect", "wizard-connect");
        keys.press("Control+Enter");
        assertThat(directory.projects(new CustomerId("bluefin"))).hasSize(1);
    }

    private static void services(Keyboard keys, Page page) {
        keys.to("Release of Exposure API").press("Enter");
        assertThat(page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("Do not install"))).isFocused();
        keys.press("ArrowDown");
        assertThat(page.getByRole(AriaRole.OPTION, new Page.GetByRoleOptions().setName("1.1.0, newest"))).isFocused();
        keys.press("Enter");
        assertThat(page.getByText("Configuration", new Page.GetByTextOptions().setExact(true))).isVisible();
        keys.to("Allowed address blocks").type("10.10.0.0/16");
        keys.to("Host").type("10.10.3.4").to("Database").type("exposure").to("Secret in the cluster").type("api-db");
        keys.press("Control+Enter");
        assertThat(page.getByText("Certificate authority: Paste the certificate")).isVisible();
        step(page, "Services", "wizard-services");
        keys.to("Certificate authority: Paste").press("Enter");
        assertThat(page.getByLabel("Certificate authority")).isFocused();
        page.keyboard().insertText("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
        keys.press("Control+Enter");
    }

    private void review(Keyboard keys, Page page) {
        assertThat(page.locator("[aria-current=step]")).containsText("Review");
        page.locator(".wizard-content .card, .wizard-content .notice").first().waitFor();
        step(page, "Review", "wizard-review");
        assertThat(page.getByText("One change does all of it")).isVisible();
        keys.to("Reason").type("First customer of the year").press("Control+Enter");
        page.waitForURL("**/changes/C-*");
        Chromium.picture(page, "wizard-change");
        change = page.url().substring(page.url().indexOf("changes/"));
    }
}
