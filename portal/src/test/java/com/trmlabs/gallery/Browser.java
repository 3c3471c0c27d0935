package com.trmlabs.gallery;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.trmlabs.portal.Chromium;
import java.nio.file.Path;
import java.util.List;

/** Chromium on pages of the gallery: pictures to look at, and what axe-core finds. */
final class Browser implements AutoCloseable {

    private final Chromium chromium = new Chromium();
    private final String root;

    Browser(int port) {
        root = "http://localhost:" + port + "/";
    }

    Page open(String path, ColorScheme scheme, int width) {
        Page page = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900)
                .setTimezoneId("Europe/Berlin")).newPage();
        go(page, path);
        return page;
    }

    void go(Page page, String path) {
        page.navigate(root + path);
        page.locator("main h1").first().waitFor();
    }

    /** The whole page on one picture under target/screens. */
    static void picture(Page page, String name) {
        int height = ((Number) page.evaluate("Math.ceil(document.querySelector('main')?.scrollHeight ?? 900) + 120")).intValue();
        page.setViewportSize(page.viewportSize().width, Math.clamp(height, 900, 6000));
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screens", name + ".png")));
    }

    /** Serious and critical violations, one line each. Its legacy mode leaves out frames of other origins, and the second page for each analysis. */
    static List<String> violations(Page page) {
        return new AxeBuilder(page).setLegacyMode(true).analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(Browser::words)
                .toList();
    }

    /** Tables that are wider than their place, and what stands in cells that are too narrow for it. */
    static List<?> cutCells(Page page) {
        return (List<?>) page.evaluate("""
                () => [...document.querySelectorAll('vaadin-grid')].map(grid => grid.shadowRoot.querySelector('table'))
                  .filter(table => table.scrollWidth > table.clientWidth).map(table => table.ariaLabel + ' is ' + table.scrollWidth)
                  .concat([...document.querySelectorAll('vaadin-grid-cell-content')]
                    .filter(cell => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent))""");
    }

    private static String words(Rule rule) {
        return rule.getId() + " at " + rule.getNodes().stream().map(node -> node.getHtml() + " " + node.getAny()).toList();
    }

    @Override
    public void close() {
        chromium.close();
    }
}
