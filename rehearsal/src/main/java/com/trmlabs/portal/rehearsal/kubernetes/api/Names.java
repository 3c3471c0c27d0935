package com.trmlabs.portal.rehearsal.kubernetes.api;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How names, labels and addresses have to look, and how the real server says that they do not. */
final class Names {

    private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final Pattern BLOCK_V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 253;
    private static final Set<String> PATH_NAMED = Set.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding");

    private Names() {}

    static Optional<String> problem(String kind, String name) {
        return switch (kind) {
            case "Service" -> check(name, "[a-z]([-a-z0-9]*[a-z0-9])?", LONGEST_LABEL, "a DNS-1035 label must consist of lower case alphanumeric "
                    + "characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', "
                    + "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");
            case "Namespace" -> label(name);
            case "StatefulSet" -> name.contains(".") ? Optional.of("must not contain dots") : label(name);
            default -> PATH_NAMED.contains(kind) ? check(name, "[^/%]+", LONGEST_NAME, "may not contain '/'")
                    : check(name, LABEL + "(\\." + LABEL + ")*", LONGEST_NAME, "a lowercase RFC 1123 subdomain must consist of lower case "
                            + "alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex "
                            + "used for validation is '" + LABEL + "(\\." + LABEL + ")*')");
        };
    }

    static Optional<String> label(String name) {
        return check(name, LABEL, LONGEST_LABEL, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must "
                + "start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '" + LABEL + "')");
    }

    static Optional<String> labelProblem(String value) {
        return check(value, "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?", LONGEST_LABEL, "a valid label must be an empty string or consist of "
                + "alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  "
                + "or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");
    }

    static Optional<String> keyProblem(String key) {
        var name = key.substring(key.indexOf('/') + 1);
        return check(name, "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]", LONGEST_LABEL, "name part must consist of alphanumeric characters, '-', '_' "
                + "or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for "
                + "validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
    }

    static Optional<String> dataKeyProblem(String key) {
        return check(key, "[-._a-zA-Z0-9]+", LONGEST_NAME, "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
                + "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')");
    }

    private static Optional<String> check(String text, String form, int longest, String problem) {
        if (text.length() > longest) {
            return Optional.of("must be no more than " + longest + " characters");
        }
        return text.matches(form) ? Optional.empty() : Optional.of(problem);
    }

    static boolean isAddress(String text) {
        return isBlock(text + (text.contains(":") ? "/128" : "/32"));
    }

    static boolean isBlock(String text) {
        var matcher = BLOCK_V4.matcher(text);
        if (!matcher.matches()) {
            return text.contains(":") && text.matches("[0-9a-fA-F:]+/\\d{1,3}");
        }
        for (int i = 1; i <= 4; i++) {
            if (Integer.parseInt(matcher.group(i)) > 255) {
                return false;
            }
        }
        return Integer.parseInt(matcher.group(5)) <= 32;
    }
}
