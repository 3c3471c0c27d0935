package com.trmlabs.portal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvCopyTests {

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@sum(1)", "\t=1", "\r=1", "a;=cmd()", "a,=cmd()", "a\n=cmd()", "'=1", "＝1", "x;\t@y"})
    void neutralisesWhatASpreadsheetTakesForAFormula(String value) {
        String cell = CsvCopy.guarded(value);

        assertThat(cell).doesNotContainPattern("(^|[;,\\t\\r\\n])[=+\\-@＝＋－＠]");
        assertThat(CsvCopy.restored(cell)).isEqualTo(value);
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
