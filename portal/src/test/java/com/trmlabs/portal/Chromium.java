package com.trmlabs.portal;

import com.deque.html.axecore.args.AxeRunOptions;
import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ViewportSize;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The installed Chromium, of the kind that has no window at all and takes a sixth less of the processor; it fetches and reports nothing by itself. */
public final class Chromium implements AutoCloseable {

    private final Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(Path.of("/usr/bin/chromium-headless-shell"))
            .setChromiumSandbox(false).setArgs(List.of("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                    "--disable-component-update", "--disable-sync")));

    /** Assertions about pages are patient in the whole JVM from now on: a page that missed a push asks for all of it only after 5 s. */
    public Chromium() {
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
    }

    /** Cookies and cache of its own. */
    public BrowserContext newContext(Browser.NewContextOptions options) {
        return browser.newContext(options);
    }

    /** Serious and critical ones that axe-core finds, a line each. Its legacy mode leaves out frames of other origins, and the second page for each analysis. */
    public static List<String> violations(Page page) {
        AxeRunOptions options = new AxeRunOptions();
        options.setResultTypes(List.of("violations")); // or what is well is described element by element, too
        return new AxeBuilder(page).options(options).setLegacyMode(true).analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact())).map(Chromium::words).toList();
    }

    private static String words(Rule rule) {
        return rule.getId() + " at " + rule.getNodes().stream().map(node -> node.getHtml() + " " + node.getAny()).toList();
    }

    /** The whole page on one picture under target/screens, for whoever asks for them by {@code -Dpictures=true}. */
    public static void picture(Page page, String name) {
        if (!Boolean.getBoolean("pictures")) {
            return;
        }
        ViewportSize usual = page.viewportSize();
        int height = ((Number) page.evaluate("Math.ceil(document.querySelector('main')?.scrollHeight ?? 900) + 120")).intValue();
        page.setViewportSize(usual.width, Math.clamp(height, 900, 6000));
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "screens", name + ".png")));
        page.setViewportSize(usual.width, usual.height);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
