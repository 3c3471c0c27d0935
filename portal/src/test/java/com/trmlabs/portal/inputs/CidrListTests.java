package com.trmlabs.portal.inputs;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.inputs.CidrList.Finding;
import com.trmlabs.portal.kernel.Cidr;
import java.util.List;
import org.junit.jupiter.api.Test;

class CidrListTests {

    @Test
    void findsNothingInSeparateBlocks() {
        assertThat(CidrList.check(List.of("203.0.113.0/24", "10.0.0.0/8", "198.51.100.7/32"))).isEmpty();
    }

    @Test
    void suggestsTheBlockWhenHostBitsAreSet() {
        Finding finding = only(List.of("203.0.113.7/24"));
        assertThat(finding.message()).isEqualTo("203.0.113.7/24 has host bits set; use 203.0.113.0/24?");
        assertThat(finding.suggestion()).contains(new Cidr("203.0.113.0/24"));
        assertThat(finding.blocks()).isTrue();
    }

    @Test
    void suggestsOneAddressWhenThePrefixIsMissing() {
        assertThat(only(List.of("203.0.113.7")).suggestion()).contains(new Cidr("203.0.113.7/32"));
    }

    @Test
    void namesDoublesAndOverlaps() {
        Finding twice = only(List.of("10.0.0.0/8", "10.0.0.0/8"));
        assertThat(twice.message()).isEqualTo("10.0.0.0/8 stands in the list twice.");
        assertThat(twice.index()).isEqualTo(1);
        Finding inside = only(List.of("10.0.0.0/8", "10.20.0.0/16"));
        assertThat(inside.message()).isEqualTo("10.20.0.0/16 lies in 10.0.0.0/8, which is in the list too.");
        assertThat(inside.blocks()).isFalse();
        assertThat(only(List.of("10.20.0.0/16", "10.0.0.0/8")).message()).isEqualTo("10.0.0.0/8 covers 10.20.0.0/16, which is in the list too.");
    }

    @Test
    void addsBlocksUp() {
        assertThat(CidrList.isEverybody(List.of("0.0.0.0/0"))).isTrue();
        assertThat(CidrList.isEverybody(List.of("128.0.0.0/1", "0.0.0.0/1"))).isTrue();
        assertThat(CidrList.isEverybody(List.of("192.0.0.0/2", "0.0.0.0/1", "10.0.0.0/8", "128.0.0.0/2"))).isTrue();
        assertThat(CidrList.isEverybody(List.of("0.0.0.0/1", "192.0.0.0/2"))).isFalse();
        assertThat(CidrList.isEverybody(List.of("0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"))).isFalse();
        assertThat(CidrList.isEverybody(List.of())).isFalse();
        assertThat(CidrList.isEverybody(List.of("0.0.0.0/0", "nonsense"))).isFalse();
    }

    @Test
    void refusesWhatIsNoBlock() {
        assertThat(CidrList.check(List.of("", "10.0.0.0/33", "300.0.0.0/8", "010.0.0.0/8", "2001:db8::/32", "10.0.0.0/08")))
                .hasSize(6).allMatch(Finding::blocks).allMatch(finding -> finding.suggestion().isEmpty());
    }

    private static Finding only(List<String> entries) {
        List<Finding> findings = CidrList.check(entries);
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }
}
