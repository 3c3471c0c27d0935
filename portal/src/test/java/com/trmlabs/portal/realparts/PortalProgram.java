package com.trmlabs.portal.realparts;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.options.AriaRole;
import com.trmlabs.portal.Chromium;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code bin/portal} on a folder and ports of its own, and what a person first does at it. */
final class PortalProgram implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String name;
    private final Path folder;
    private final String url;
    private final Map<String, String> environment;
    private final String[] command;
    private Process process;

    /** @param settings of the rehearsal, as environment */
    PortalProgram(String name, Path folder, Map<String, String> settings, String... arguments) throws IOException {
        int port = Command.freePort();
        this.name = name;
        this.folder = folder;
        url = "http://localhost:" + port; // what people type; the portal sends them to the address that may sign in
        environment = new HashMap<>(settings);
        environment.putAll(Map.of("PORTAL_FOLDER", folder.toString(), "SERVER_PORT", String.valueOf(port), "REHEARSAL_PORT", String.valueOf(Command.freePort())));
        command = Stream.concat(Stream.of("bin/portal"), Stream.of(arguments)).toArray(String[]::new);
    }

    void start() {
        process = Command.start(name, environment, command);
        Command.awaitReady(process, name, url, PATIENCE);
    }

    /** The program's own environment, as the system has it. */
    List<String> environment() throws IOException {
        return List.of(Files.readString(Path.of("/proc", String.valueOf(process.pid()), "environ")).split("\0"));
    }

    /** SIGKILL: neither the portal nor its database gets the chance to tidy up. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    Page signedIn(Chromium chromium) {
        Page page = chromium.newContext(new Browser.NewContextOptions()).newPage();
        page.setDefaultTimeout(60_000);
        page.navigate(url);
        page.locator("#username").fill("operator@example.test");
        page.locator("#password").fill("demo");
        page.locator("#password").press("Enter");
        page.locator("vaadin-app-layout").waitFor();
        return page;
    }

    void loadExample(Page page) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Load the example")).click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Load the example")).click();
        assertThat(page.locator("p[role=status]")).containsText(Pattern.compile("Loaded|Stopped"), new ContainsTextOptions().setTimeout(PATIENCE.toMillis()));
        assertThat(page.locator("p[role=status]")).containsText("Loaded. One change waits for approval.");
    }

    /** What a page lists, by the text of its links to pages of such things, once there are so many. */
    List<String> listed(Page page, String things, int many) {
        page.navigate(url + "/" + things);
        var links = page.locator("vaadin-grid a[href^='" + things + "/']");
        links.nth(many - 1).waitFor();
        return links.allInnerTexts();
    }

    /** The rehearsal goes on after the portal, as a cloud does, and so does the database of a portal that was killed. */
    @Override
    public void close() throws IOException, InterruptedException {
        if (process != null) {
            process.destroy();
            process.waitFor();
        }
        end(folder.resolve("postgres/data/postmaster.pid"));
        end(folder.resolve("rehearsal/pid"));
    }

    private static void end(Path pid) throws IOException {
        if (Files.exists(pid)) {
            ProcessHandle.of(Long.parseLong(Files.readAllLines(pid).getFirst().strip())).ifPresent(ProcessHandle::destroy);
        }
    }
}
