package com.trmlabs.gallery;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.trmlabs.portal.Chromium;
import java.util.List;

/** Chromium on pages of the gallery. */
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

    /** Tables that are wider than their place, and what stands in cells that are too narrow for it. */
    static List<?> cutCells(Page page) {
        return (List<?>) page.evaluate("""
                () => [...document.querySelectorAll('vaadin-grid')].map(grid => grid.shadowRoot.querySelector('table'))
                  .filter(table => table.scrollWidth > table.clientWidth).map(table => table.ariaLabel + ' is ' + table.scrollWidth)
                  .concat([...document.querySelectorAll('vaadin-grid-cell-content')]
                    .filter(cell => cell.checkVisibility() && cell.scrollWidth > cell.clientWidth).map(cell => cell.textContent))""");
    }

    @Override
    public void close() {
        chromium.close();
    }
}
