package com.trmlabs.portal.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SemVerTests {

    @Test
    void ordersAsTheSpecificationDoes() {
        List<String> ordered = List.of("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11",
                "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0-0", "2.0.0");
        List<String> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(7));
        shuffled.sort((a, b) -> SemVer.of(a).compareTo(SemVer.of(b)));
        assertThat(shuffled).isEqualTo(ordered);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2", "2.4", "v2.4.0", "2.4.0.1", "02.4.0", "2.4.0-", "2.4.0-rc..1", "2.4.0-01", "2.4.0+build.7", "latest", "2.4.0\n",
        "9999999999.0.0"})
    void refusesWhatIsNoVersion(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> SemVer.of(text)).withMessageContaining("2.4.0");
    }
}
