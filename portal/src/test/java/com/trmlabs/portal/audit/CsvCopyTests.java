package com.trmlabs.portal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.commons.csv.CSVFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCopyTests {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@sum(1)", "\t=1", "\r=1", "a;=cmd()", "a,=cmd()", "a\n=cmd()", "'=1", "＝1", "x;\t@y", "x;\"=1+1;b", "\"\"=1", "x\t\"'=1"})
    void neutralisesWhatASpreadsheetTakesForAFormula(String value) {
        String cell = CsvCopy.guarded(value);

        assertThat(cell).doesNotContainPattern("(^|[;,\\t\\r\\n])\"*[=+\\-@＝＋－＠]");
        assertThat(CsvCopy.restored(cell)).isEqualTo(value);
    }

    /** As a spreadsheet reads it that has another separator: what follows a closing quote belongs to the cell. */
    @ParameterizedTest
    @ValueSource(chars = {',', ';', '\t'})
    void leavesNoFormulaInAnyCellWhateverTheSeparator(char separator) throws IOException {
        var reader = CSVFormat.DEFAULT.builder().setDelimiter(separator).setTrailingData(true).setLenientEof(true).get();
        for (String reason : List.of("x;\"=1+1;b", "x,\"=1+1,b", "x\t\"=1+1\tb", "=1+1", "a\n\"=1+1", "\"=1+1;\"\"@b")) {
            var copy = new StringWriter();
            CsvCopy.write(copy, rows -> rows.accept(event(reason)));

            try (var rows = reader.parse(new StringReader(copy.toString()))) {
                assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row).allSatisfy(cell -> assertThat(cell).doesNotContainPattern("^[=+\\-@]")));
            }
        }
    }

    private static AuditEvent event(String reason) {
        return new AuditEvent(0, Instant.EPOCH, "Ann", "ann@example.test", "person", Optional.empty(), Optional.empty(), Optional.empty(), "test.say",
                "C-1", Optional.empty(), Optional.empty(), Outcome.ALLOWED, Optional.of(reason), Map.of(), Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "api", "2.4.0", "a=b", "it's", "sha256:11ab", "203.0.113.0/24"})
    void leavesOrdinaryTextAlone(String value) {
        assertThat(CsvCopy.guarded(value)).isEqualTo(value);
    }

    @Test
    void restoresEveryValueExactly() {
        var random = new Random(42);
        var alphabet = "=+-@'\t\r\n;,ab\"＝";
        for (int i = 0; i < 20_000; i++) {
            var value = random.ints(random.nextInt(12), 0, alphabet.length()).mapToObj(alphabet::charAt)
                    .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append).toString();

            assertThat(CsvCopy.restored(CsvCopy.guarded(value))).isEqualTo(value);
        }
    }
}
