package com.trmlabs.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.trmlabs.portal.Chromium;
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
class FormE2E {

    private ServletWebServerApplicationContext pages;
    private Browser browser;

    @BeforeAll
    void start() {
        pages = (ServletWebServerApplicationContext) GalleryApplication.start("--spring.main.lazy-initialization=true");
        browser = new Browser(pages.getWebServer().getPort());
    }

    @AfterAll
    void stop() {
        browser.close();
        pages.close();
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,1280", "DARK,1280", "LIGHT,400"})
    void isAccessible(ColorScheme scheme, int width) {
        Page page = browser.open("gallery/form", scheme, width);
        assertThat(Chromium.violations(page)).isEmpty();
        Chromium.picture(page, "form-" + scheme + "-" + width);
    }

    @Test
    void isFilledInByKeyboardAlone() {
        Page page = browser.open("gallery/form", ColorScheme.LIGHT, 1280);
        press(page, "At least");
        page.keyboard().press("Control+A");
        page.keyboard().type("4");
        press(page, "Submit");
        page.keyboard().press("Enter");
        page.getByText("One value needs a correction").first().waitFor();
        page.waitForCondition(() -> focused(page).startsWith("One value needs a correction"));
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.waitForCondition(() -> label(page).startsWith("Allowed address blocks"));

        page.keyboard().type("198.51.100.7/24");
        press(page, "Use 198.51.100.0/24 instead of 198.51.100.7/24");
        page.keyboard().press("Enter");
        page.waitForCondition(() -> label(page).startsWith("Allowed address blocks"));
        press(page, "Submit");
        page.keyboard().press("Enter");
        Locator sent = page.locator("#sent");
        page.waitForCondition(() -> sent.textContent().contains("\"allowList\":[\"198.51.100.0/24\"]"));
        assertThat(sent.textContent()).contains("\"min\":4");
    }

    @Test
    void showsWhatBelongsToAChoiceOnlyWithIt() {
        Page page = browser.open("gallery/form/database", ColorScheme.LIGHT, 1280);
        Locator postgres = page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("postgres"));
        Locator citus = page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName("citus"));
        Locator workers = page.getByLabel("Worker groups");
        Locator held = page.locator("#held");
        assertThat(workers.isVisible()).isFalse();
        postgres.focus();
        page.keyboard().press("ArrowDown");
        workers.waitFor();
        assertThat(citus.evaluate("radio => radio === document.activeElement")).as("the focus stays where it was").isEqualTo(true);
        assertThat(Chromium.violations(page)).isEmpty();
        workers.fill("5");
        workers.blur();
        page.waitForCondition(() -> held.textContent().contains("\"workers\":5"));

        postgres.click();
        workers.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN));
        assertThat(held.textContent()).contains("\"mode\":\"postgres\"").doesNotContain("workers");
        citus.click();
        workers.waitFor();
        assertThat(workers.inputValue()).isEqualTo("5");
        page.waitForCondition(() -> held.textContent().contains("\"workers\":5"));
        Chromium.picture(page, "form-database");
    }

    /** Tabs on until what has the label has the focus. */
    private static void press(Page page, String label) {
        for (int tabs = 0; tabs < 80; tabs++) {
            page.keyboard().press("Tab");
            if (label(page).startsWith(label)) {
                return;
            }
        }
        throw new AssertionError("the keyboard never reaches " + label);
    }

    private static String label(Page page) {
        return (String) page.evaluate("""
                () => {
                  const focused = document.activeElement;
                  const by = (focused.getAttribute('aria-labelledby') ?? '').split(' ').map(id => document.getElementById(id)?.textContent ?? '').join(' ');
                  return (focused.ariaLabel || by || focused.textContent || '').trim();
                }""");
    }

    private static String focused(Page page) {
        return (String) page.evaluate("() => document.activeElement.textContent");
    }
}
