package com.trmlabs.gallery;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.trmlabs.portal.Chromium;
import com.trmlabs.portal.change.ChangeProgressed;
import com.trmlabs.portal.kernel.ChangeId;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

@Tag("browser")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesE2E {

    private static final List<String> PAGES = List.of("gallery", "", "changes", "changes/C-1042", "changes/C-1044", "changes/C-1045", "changes/C-1047",
            "changes/C-1051", "changes/C-1042/vote", "changes/C-1052", "changes/C-1052/vote", "changes/C-9999", "approvals", "approvals?tab=done", "changes/new?kind=upgrade&service=bluefin-prod.api",
            "changes/new?kind=install&cluster=bluefin-prod&type=postgres", "clusters/bluefin-prod", "services/bluefin-prod.api", "services/bluefin-prod.postgres",
            "releases", "releases/api/2.4.0", "runbooks", "runbooks/crash-loop", "admin/runs", "admin/tokens", "customers",
            "customers/bluefin", "onboarding/7/preflight", "onboarding/7/for-customer", "audit", "audit?outcome=DENIED&entry=1", "rehearsal");

    private ServletWebServerApplicationContext pages;
    private Browser browser;

    @BeforeAll
    void start() {
        pages = (ServletWebServerApplicationContext) GalleryApplication.start();
        browser = new Browser(pages.getWebServer().getPort());
    }

    @AfterAll
    void stop() {
        browser.close();
        pages.close();
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1024", "DARK,400"}) // what a theme does to colours does not hang on the width
    void everyPageIsAccessibleAndUncut(ColorScheme scheme, int width) {
        Page page = browser.open("gallery", scheme, width);
        for (String path : PAGES) {
            browser.go(page, path);
            assertThat(Chromium.violations(page)).as("%s %s %d", path, scheme, width).isEmpty();
            assertThat(page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"))
                    .as("%s fits %d pixels", path, width).isEqualTo(true);
            assertThat(Browser.cutCells(page)).as("%s at %d pixels", path, width).isEmpty();
            Chromium.picture(page, (path.isEmpty() ? "my-work" : path.replaceAll("[^A-Za-z0-9.]+", "-")) + "-" + scheme + "-" + width);
        }
        page.context().close();
    }

    @Test
    void goesAnywhereByKeyboard() {
        Page page = browser.open("changes", ColorScheme.LIGHT, 1280);
        page.keyboard().press("Control+k");
        assertThat(page.locator(".go-to input")).isFocused();
        page.keyboard().type("C-1051");
        assertThat(page.locator(".matches li").first()).containsText("C-1051");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1))).containsText("C-1051");
        page.context().close();
    }

    @Test
    void skipsToTheContent() {
        Page page = browser.open("changes/C-1042", ColorScheme.LIGHT, 1280);
        page.keyboard().press("Tab");
        assertThat(page.locator(".skip-link")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("main")).isFocused();
        page.context().close();
    }

    @Test
    void followsARunByPush() {
        Page page = browser.open("changes/C-1044", ColorScheme.LIGHT, 1280);
        Locator now = page.locator(".step-now");
        assertThat(now).containsText("3 of 6 ready");
        pages.getBean(SampleChanges.class).progress("5 of 6 ready");
        pages.publishEvent(new ChangeProgressed(new ChangeId(1044)));
        assertThat(now).containsText("5 of 6 ready");
        page.context().close();
    }

    @Test
    void keepsOpenWhatWasUnfoldedWhileALongRunGoesOn() {
        Page page = browser.open("changes/C-1045", ColorScheme.LIGHT, 1280);
        Locator done = page.getByText("23 steps done");
        assertThat(page.getByText("23. Apply")).isHidden();
        done.focus();
        page.keyboard().press("Enter");
        assertThat(page.getByText("23. Apply")).isVisible();

        pages.getBean(SampleChanges.class).advance();
        pages.publishEvent(new ChangeProgressed(new ChangeId(1045)));
        Locator more = page.getByText("24 steps done");
        assertThat(more).isFocused();
        assertThat(page.locator(".step-now")).containsText("28. Apply");
        assertThat(page.locator(".fold").first().getByText("24. Apply")).isVisible();
        page.keyboard().press("Enter");
        assertThat(page.getByText("24. Apply")).isHidden();
        assertThat(page.getByText("9 steps not begun")).isVisible();
        page.context().close();
    }

    @Test
    void readsWhatWasNeverReadWhenItsPageOpens() {
        Page page = browser.open("services/bluefin-prod.postgres", ColorScheme.LIGHT, 1280);
        assertThat(page.locator(".title-line")).containsText("Degraded");
        assertThat(page.locator(".title-line")).containsText("no synchronous standby");
        Locator members = page.locator("table[aria-label='Members of postgres']");
        assertThat(members).containsText("starting, not ready");
        assertThat(members).containsText("settings wait for one");
        page.context().close();
    }

    @Test
    void keepsTheFiltersInTheAddress() {
        Page page = browser.open("changes", ColorScheme.LIGHT, 1280);
        page.getByLabel("Number, title, reason, ticket").fill("1051");
        assertThat(page.locator(".count")).hasText("1 change");
        page.waitForURL("**/changes?q=1051"); // the router comes to it after the table
        page.reload();
        assertThat(page.locator(".count")).hasText("1 change");
        assertThat(page.url()).endsWith("changes?q=1051");
        page.context().close();
    }

    @Test
    void keepsTheChosenAppearance() {
        Page page = browser.open("changes/C-1042", ColorScheme.LIGHT, 1280);
        page.locator("vaadin-menu-bar-button").first().click();
        page.locator("vaadin-menu-bar-item", new Page.LocatorOptions().setHasText("Appearance")).click();
        page.locator("vaadin-menu-bar-item", new Page.LocatorOptions().setHasText("Dark")).click();
        assertThat(page.locator("html")).hasAttribute("theme", "dark");
        page.reload();
        assertThat(page.locator("html")).hasAttribute("theme", "dark");
        page.context().close();
    }

    @Test
    void turnsTimesByTheViewersZone() {
        Page page = browser.open("changes/C-1042", ColorScheme.LIGHT, 1280);
        assertThat(page.locator(".moment time").first()).containsText("+0");
        assertThat(page.locator(".moment time-ago").first()).containsText("in 2 d");
        page.context().close();
    }
}
