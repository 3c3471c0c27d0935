package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PgpWordsTests {

    @Test
    void alternatesBetweenTheTwoLists() {
        assertThat(PgpWords.of("26c633dd")).isEqualTo("bookshelf responsive chisel tambourine");
        assertThat(PgpWords.of("e58294f2e9a227486e8b061b31cc528fd7fa3f19"))
                .isEqualTo("topmost Istanbul Pluto vagabond treadmill Pacific brackish dictator goldfish Medusa "
                        + "afflict bravado chatter revolver Dupont midsummer stopwatch whimsical cowbell bottomless");
    }

    @Test
    void hasAWordOfItsOwnForEveryByteAtEveryPlace() {
        Set<String> words = new HashSet<>();
        for (int value = 0; value < 256; value++) {
            String hex = HexFormat.of().toHexDigits((byte) value);
            words.addAll(Set.of(PgpWords.of(hex + hex).split(" ")));
        }
        assertThat(words).hasSize(512);
    }
}
