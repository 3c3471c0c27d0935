package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTests {

    @ParameterizedTest
    @CsvSource({"PT0S,under 1 s", "PT40S,40 s", "PT6M5S,6 min 5 s", "PT6M,6 min", "PT3H2M1S,3 h 2 min", "PT51H,2 d 3 h", "P2D,2 d"})
    void saysTheTwoLargestUnits(Duration duration, String words) {
        assertThat(Times.span(duration)).isEqualTo(words);
    }

    @Test
    void showsTheOffsetWithEveryTime() {
        Instant at = Instant.parse("2026-11-24T14:04:09Z");
        assertThat(Times.full(at)).isEqualTo("24 Nov 2026 14:04 +00:00");
        assertThat(Times.clock(at)).isEqualTo("14:04:09 +00:00");
        assertThat(Times.utc(at)).isEqualTo("24 Nov 2026 14:04:09Z");
    }
}
