package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.ui.DiffView.Field;
import com.trmlabs.portal.ui.DiffView.Item;
import com.trmlabs.portal.ui.DiffView.Mark;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.textfield.TextField;
import java.util.ArrayList;
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
        assertThat(find(NativeDetails.class).all()).hasSize(DiffView.PORTION / 2);
        test(find(Button.class).withText("Next 100").single()).click();
        assertThat(find(NativeDetails.class).all()).hasSize(300);
        assertThat(find(Button.class).exists()).isFalse();
    }

    @Test
    void findsByObjectOrField() {
        show(IntStream.range(0, 10).mapToObj(DiffViewTests::item).toList(), 0);
        test(find(TextField.class).single()).setValue("api/7");
        assertThat(find(NativeDetails.class).single().getElement().getTextRecursively()).contains("ConfigMap api/7");
    }

    @Test
    void foldsNewObjectsWhereThereAreManySoThatChangesAreSeen() {
        List<Item> items = new ArrayList<>(IntStream.range(0, DiffView.FEW).mapToObj(DiffViewTests::fresh).toList());
        items.add(item(1));
        show(items, 0);
        assertThat(find(NativeDetails.class).all()).filteredOn(NativeDetails::isOpen).singleElement()
                .satisfies(open -> assertThat(open.getElement().getTextRecursively()).contains("ConfigMap api/1", "changed"));
        test(find(TextField.class).single()).setValue("spec.suspend");
        assertThat(find(NativeDetails.class).all()).isNotEmpty().allMatch(NativeDetails::isOpen);
    }

    private static Item fresh(int number) {
        return new Item(Mark.NEW, "Job api/" + number, List.of(new Field("spec.suspend", null, "false", false)), "");
    }

    @Test
    void showsOfALongTextTheLinesThatDiffer() {
        DiffView view = show(List.of(new Item(Mark.CHANGED, "ConfigMap api/conf",
                List.of(new Field("data.conf", "port = 1\nhost = a\nlog = on", "port = 2\nhost = a\nlog = on", false)), "")), 0);
        assertThat(view.getElement().getTextRecursively()).contains("data.conf, line 1", "port = 1", "port = 2").doesNotContain("host", "log");
    }
}
