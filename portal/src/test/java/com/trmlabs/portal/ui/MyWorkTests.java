package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Grants;
import com.trmlabs.portal.ui.Work.Group;
import com.trmlabs.portal.ui.Work.Item;
import com.trmlabs.portal.ui.Work.Portion;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Anchor;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;

/** The page alone, with the work of two modules. */
@ViewPackages(packages = "com.trmlabs.portal.kernel")
class MyWorkTests extends BrowserlessTest {

    @Test
    void countsAllThereIsAndLeadsToWhatItDoesNotList() {
        Work onboardings = () -> List.of(new Portion(Group.WAITING, List.of(item("Onboarding 7"))));
        Work changes = () -> List.of(new Portion(Group.WAITING, List.of(item("C-1042"), item("C-1041")), 34, "changes?work=waiting"),
                new Portion(Group.RUNNING, List.of(), 0, "changes?work=running"));

        String text = show(onboardings, changes);

        assertThat(text).contains("35 waiting", "35: waits for somebody", "Onboarding 7", "C-1042").doesNotContain("running", "Nothing waits for you");
        assertThat(find(Anchor.class).withText("All 34").single().getHref()).isEqualTo("changes?work=waiting");
    }

    private String show(Work... parts) {
        ObjectProvider<Work> work = mock();
        when(work.orderedStream()).thenReturn(Stream.of(parts));
        CurrentActor current = mock();
        when(current.grants()).thenReturn(new Grants(Set.of()));
        MyWorkView view = new MyWorkView(work, current, Clock.systemUTC());
        UI.getCurrent().add(view);
        view.beforeEnter(mock());
        return view.getElement().getTextRecursively();
    }

    private static Item item(String name) {
        return new Item(name, "changes/" + name, "Upgrade api", Status.AWAITING_APPROVAL, "Waits for 1 vote", null);
    }
}
