package com.trmlabs.gallery;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Chromium on pages of the gallery: pictures to look at, and what axe-core finds. */
final class Browser implements AutoCloseable {

    private final Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser chromium = playwright.chromium().launch(new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of("/usr/bin/chromium")).setHeadless(true).setChromiumSandbox(false)
            .setArgs(List.of("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                    "--disable-sync")));
    private final String root;

    Browser(int port) {
        root = "http://localhost:" + port + "/";
    }

    Page open(String path, ColorScheme scheme, int width) {
        Page page = chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setColorScheme(scheme).setViewportSize(width, 900)
                .setTimezoneId("Europe/Berlin")).newPage();
        page.navigate(root + path);
        page.locator("main h1").first().waitFor();
        return page;
    }

    /** The whole page on one picture under target/screens. */
    static void picture(Page page, String name) {
        int height = ((Number) page.evaluate("Math.ceil(document.querySelector('main')?.scrollHeight ?? 900) + 120")).intValue();
        page.setViewportSize(page.viewportSize().width, Math.clamp(height, 900, 6000));
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screens", name + ".png")));
    }

    /** Serious and critical violations, one line each. */
    static List<String> violations(Page page) {
        return new AxeBuilder(page).analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(Browser::words)
                .toList();
    }

    private static String words(Rule rule) {
        return rule.getId() + " at " + rule.getNodes().stream().map(node -> node.getHtml() + " " + node.getAny()).toList();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
