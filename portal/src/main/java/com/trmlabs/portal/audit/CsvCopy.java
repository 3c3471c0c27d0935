package com.trmlabs.portal.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.QuoteMode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The record as CSV that no spreadsheet takes for formulas. Wherever a cell, or what a spreadsheet with another separator would
 * take for a cell, begins like a formula, with quotes before it or without, an apostrophe is put before it; taking away one
 * apostrophe at these places restores the value exactly, because an apostrophe of the value itself is doubled.
 */
final class CsvCopy {

    private static final Pattern RISK = Pattern.compile("(?<=^|[;,\\t\\r\\n])(?='|\"*[=+\\-@\\t\\r＝＋－＠])");
    private static final Pattern GUARD = Pattern.compile("(?<=^|[;,\\t\\r\\n])'");
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
            .setQuoteMode(QuoteMode.ALL)
            .setHeader("seq", "at", "actor", "person", "kind", "address", "signed_in_at", "sign_in_methods", "action", "subject",
                    "customer", "service", "outcome", "reason", "before", "after")
            .get();

    private CsvCopy() {}

    static void write(Writer copy, Consumer<Consumer<AuditEvent>> events) {
        try {
            var printer = new CSVPrinter(copy, FORMAT);
            events.accept(event -> print(printer, event));
            printer.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static String guarded(String value) {
        return RISK.matcher(value).replaceAll("'");
    }

    static String restored(String cell) {
        return GUARD.matcher(cell).replaceAll("");
    }

    private static void print(CSVPrinter printer, AuditEvent event) {
        var cells = Stream.of(event.seq(), event.at(), event.actor(), event.person(), event.kind(), event.address().orElse(""),
                event.signedInAt().map(Object::toString).orElse(""), event.signInMethods().orElse(""), event.action(), event.subject(),
                event.customer().orElse(""), event.service().orElse(""), event.outcome(), event.reason().orElse(""),
                json(event.before()), json(event.after()));
        try {
            printer.printRecord(cells.map(cell -> guarded(cell.toString())));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static String json(Map<String, String> fields) {
        return fields.isEmpty() ? "" : JsonMapper.shared().writeValueAsString(fields);
    }
}
