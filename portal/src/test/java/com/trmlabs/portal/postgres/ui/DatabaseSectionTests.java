package com.trmlabs.portal.postgres.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.postgres.Group;
import com.trmlabs.portal.postgres.Group.Member;
import com.vaadin.flow.dom.Element;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DatabaseSectionTests {

    @Test
    void showsEachGroupAndSaysWhichHasNoMembers() {
        Member follows = new Member("postgres-1-0", "node-1", true, "replica", "running", false, Optional.empty(), 14, false);
        List<Element> shown = DatabaseSection.shown(List.of(new Group("postgres-1", Optional.empty(), List.of(follows), false),
                new Group("postgres-2", Optional.of("postgres-2-0"), List.of(), false)), Instant.EPOCH).stream().map(part -> part.getElement()).toList();
        assertThat(shown).extracting(Element::getTag).containsExactly("span", "h3", "table", "h3", "p");
        assertThat(shown.get(1).getText()).isEqualTo("postgres-1");
        assertThat(shown.get(2).getTextRecursively()).contains("postgres-1-0", "replica", "not known").doesNotContain("leader");
        assertThat(shown.get(3).getText()).isEqualTo("postgres-2");
        assertThat(shown.get(4).getText()).isEqualTo("No member of postgres-2 is there: not made yet, or gone.");
    }
}
