package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LineChangeTests {

    @Test
    void namesEachPlaceThatDiffers() {
        assertThat(LineChange.between("a\nb\nc\nd\ne", "a\nB\nc\nd\ne\nf"))
                .containsExactly(new LineChange(2, "b", "B"), new LineChange(6, null, "f"));
    }

    @Test
    void keepsNeighbouringLinesTogether() {
        assertThat(LineChange.between("a\nb\nc", "a\nx\ny\nc")).containsExactly(new LineChange(2, "b", "x\ny"));
    }

    @Test
    void seesLinesThatWereTakenAway() {
        assertThat(LineChange.between("a\nb\nc", "c")).containsExactly(new LineChange(1, "a\nb", null));
        assertThat(LineChange.between("a\n", "a")).containsExactly(new LineChange(2, "", null));
    }

    @Test
    void findsNothingInTheSameText() {
        assertThat(LineChange.between("a\nb", "a\nb")).isEmpty();
    }

    @Test
    void findsOneLineInALongText() {
        String old = "a\n".repeat(30_000);
        assertThat(LineChange.between(old, old + "b")).containsExactly(new LineChange(30_001, "", "b"));
    }
}
