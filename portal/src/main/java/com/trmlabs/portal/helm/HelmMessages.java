package com.trmlabs.portal.helm;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Helm's texts, read and put into words for a person who does not use Helm. */
final class HelmMessages {

    private static final Pattern HOOK = Pattern.compile("helm\\.sh/hook\"?'?\\s*:\\s*[\"']?(?!test\\b)\\w");
    private static final Pattern EXECUTION = Pattern.compile("execution error at \\(([^)]*)\\): (.*)", Pattern.DOTALL);
    private static final Pattern SCHEMA = Pattern.compile("(?m)^- at '([^']*)': (.*)$");
    private static final String DEBUG_HINT = "Use --debug flag to render out invalid YAML";

    private HelmMessages() {}

    static String forPeople(String message) {
        var text = message.replace(DEBUG_HINT, "").strip();
        if (text.startsWith("values don't meet the specifications of the schema")) {
            return "The values do not fit the chart's schema: " + SCHEMA.matcher(text).results()
                    .map(match -> (match.group(1).isEmpty() ? "/" : match.group(1)) + ": " + match.group(2))
                    .collect(Collectors.joining("; "));
        }
        var execution = EXECUTION.matcher(text);
        return execution.matches() ? execution.group(2) + " (" + execution.group(1) + ")" : text;
    }

    /** Tests ({@code helm test}) do not count: an install does not run them either. */
    static boolean hasHook(String template) {
        return HOOK.matcher(template).find();
    }
}
