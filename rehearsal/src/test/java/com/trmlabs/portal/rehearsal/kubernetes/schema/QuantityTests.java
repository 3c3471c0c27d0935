package com.trmlabs.portal.rehearsal.kubernetes.schema;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTests {

    @ParameterizedTest
    @CsvSource({"0.5,500m", "1000m,1", "1024Mi,1Gi", "1.5Gi,1536Mi", "0,0", "1000,1k", "512,512", "1e3,1k", "100m,100m", "0.5Gi,512Mi", "0.05,50m", "16Mi,16Mi"})
    void isRewrittenAsTheServerRewritesIt(String given, String canonical) {
        assertThat(Quantity.parse(given).orElseThrow().canonical()).isEqualTo(canonical);
    }

    @Test
    void isNothingElse() {
        assertThat(Quantity.parse("many")).isEmpty();
        assertThat(Quantity.parse("1 Gi")).isEmpty();
    }
}
