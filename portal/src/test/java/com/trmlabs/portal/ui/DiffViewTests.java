package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.ui.DiffView.Field;
import com.trmlabs.portal.ui.DiffView.Item;
import com.trmlabs.portal.ui.DiffView.Mark;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.NativeTableRow;
import com.vaadin.flow.component.textfield.TextField;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The component alone: no page of ours is a route here. */
@ViewPackages(packages = "com.trmlabs.portal.kernel")
class DiffViewTests extends BrowserlessTest {

    private DiffView show(List<Item> items, int unchanged) {
        DiffView view = new DiffView(items, unchanged);
        UI.getCurrent().add(view);
        return view;
    }

    private static Item item(int number) {
        return new Item(Mark.CHANGED, "ConfigMap api/" + number, List.of(new Field("data.key", "1", "2", false)), "");
    }

    @Test
    void neverShowsAHiddenValue() {
        DiffView view = show(List.of(new Item(Mark.CHANGED, "Secret api/db", List.of(new Field("data.password", "old-secret", "new-secret", true)), "")), 0);
        assertThat(view.getElement().getTextRecursively()).contains("changed, value hidden").doesNotContain("old-secret", "new-secret");
    }

    @Test
    void countsWhatBecomesOfObjects() {
        DiffView view = show(List.of(item(1), new Item(Mark.NEW, "Job api/x", List.of(), "")), 14);
        assertThat(view.getElement().getTextRecursively()).contains("1 new, 1 changed, 0 recreated, 0 deleted, 14 unchanged");
    }

    @Test
    void leavesTheEmptySideOfANewObjectOut() {
        DiffView view = show(List.of(new Item(Mark.NEW, "Job api/x", List.of(new Field("spec.suspend", null, "false", false)), "")), 0);
        assertThat(view.getElement().getTextRecursively()).contains("spec.suspend", "false").doesNotContain("not set");
    }

    @Test
    void showsFiveHundredRowsThenTheRest() {
        show(IntStream.range(0, 300).mapToObj(DiffViewTests::item).toList(), 0);
        int header = 1;
        assertThat(find(NativeTableRow.class).all()).hasSize(DiffView.PORTION + header);
        test(find(Button.class).withText("Next 100").single()).click();
        assertThat(find(NativeTableRow.class).all()).hasSize(600 + header);
        assertThat(find(Button.class).exists()).isFalse();
    }

    @Test
    void findsByObjectOrField() {
        show(IntStream.range(0, 10).mapToObj(DiffViewTests::item).toList(), 0);
        test(find(TextField.class).single()).setValue("api/7");
        assertThat(find(NativeTableRow.class).all()).hasSize(3);
    }
}
