package com.trmlabs.portal.audit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A filter as it stands in an address: days in UTC, both included. What cannot be read filters nothing. */
public final class FilterParameters {

    private FilterParameters() {}

    public static AuditFilter read(Map<String, List<String>> parameters) {
        return new AuditFilter(day(parameters, "from").map(FilterParameters::begin), day(parameters, "to").map(day -> begin(day.plusDays(1))),
                all(parameters, "actor"), all(parameters, "customer"), all(parameters, "service"), all(parameters, "action"),
                Arrays.stream(Outcome.values()).filter(outcome -> all(parameters, "outcome").contains(outcome.name())).collect(Collectors.toSet()),
                first(parameters, "q").orElse(""));
    }

    private static Optional<LocalDate> day(Map<String, List<String>> parameters, String name) {
        try {
            return first(parameters, name).map(LocalDate::parse);
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    private static Instant begin(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Set<String> all(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().filter(value -> !value.isEmpty()).collect(Collectors.toSet());
    }

    private static Optional<String> first(Map<String, List<String>> parameters, String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst().filter(value -> !value.isEmpty());
    }
}
