package com.trmlabs.portal.system;

import com.trmlabs.portal.change.ChangeQueries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the API server itself noted of the portal's writes. */
final class AuditedWrites {

    private static final String RUN = "system:serviceaccount:portal-access:portal-run";

    private final Path folder;

    /** @param folder with the API server's audit log */
    AuditedWrites(Path folder) {
        this.folder = folder;
    }

    /** Writes of portal-run into a namespace, or of it, that took effect since then: {@code patch deployments/api}, oldest first. */
    List<String> since(Instant since, String namespace) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("audit")).sorted()
                    .flatMap(AuditedWrites::entries)
                    .filter(entry -> !Instant.parse(entry.at("/requestReceivedTimestamp").asString()).isBefore(since))
                    .filter(entry -> entry.at("/objectRef/namespace").asString("").equals(namespace))
                    .filter(AuditedWrites::tookEffect)
                    .map(entry -> "%s %s/%s".formatted(entry.at("/verb").asString(), entry.at("/objectRef/resource").asString(),
                            entry.at("/objectRef/name").asString("")))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** As the plan names its objects: {@code Apply NetworkPolicy space/api} is one patch of networkpolicies/api, {@code Remove} one delete. */
    static List<String> planned(ChangeQueries.Page page) {
        return page.steps().stream().map(ChangeQueries.Step::title).filter(title -> title.matches("(Apply|Remove) [A-Z].*/.*"))
                .map(title -> title.split("[ /]"))
                .map(words -> (words[0].equals("Apply") ? "patch " : "delete ") + plural(words[1]) + "/" + words[3]).toList();
    }

    private static String plural(String kind) {
        String plural = kind.toLowerCase();
        return plural.endsWith("y") ? plural.substring(0, plural.length() - 1) + "ies" : plural.endsWith("s") ? plural + "es" : plural + "s";
    }

    private static boolean tookEffect(JsonNode entry) {
        int code = entry.at("/responseStatus/code").asInt();
        return entry.at("/stage").asString().equals("ResponseComplete") && code >= 200 && code < 300
                && !entry.at("/requestURI").asString().contains("dryRun") && !entry.at("/objectRef/subresource").isString();
    }

    /** The file can hold a hundred megabytes, of which this reads what concerns us. */
    private static Stream<JsonNode> entries(Path file) {
        try {
            return Files.lines(file).filter(line -> line.contains("\"username\":\"" + RUN + "\"")).map(JsonMapper.shared()::readTree);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
