package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.kernel.Refusal;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextArea;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The component alone: no page of ours is a route here. */
@ViewPackages(packages = "com.trmlabs.portal.kernel")
class ReasonDialogTests extends BrowserlessTest {

    private final List<String> reasons = new ArrayList<>();

    private ReasonDialog open(Consumer<String> act) {
        ReasonDialog dialog = new ReasonDialog("Cancel C-1", "It ends here.", "Cancel change", act);
        dialog.open();
        return dialog;
    }

    private void confirm() {
        test(find(Button.class).withText("Cancel change").single()).click();
    }

    @Test
    void asksForAReasonFirst() {
        ReasonDialog dialog = open(reasons::add);
        confirm();
        assertThat(reasons).isEmpty();
        assertThat(dialog.isOpened()).isTrue();
        test(find(TextArea.class).single()).setValue("  wrong release ");
        confirm();
        assertThat(reasons).containsExactly("wrong release");
        assertThat(dialog.isOpened()).isFalse();
    }

    @Test
    void staysOpenWithWhatWasTypedWhenItIsRefused() {
        ReasonDialog dialog = open(reason -> { throw new Refusal("C-1 runs already."); });
        test(find(TextArea.class).single()).setValue("wrong release");
        confirm();
        assertThat(dialog.isOpened()).isTrue();
        assertThat(dialog.getElement().getTextRecursively()).contains("C-1 runs already.");
        assertThat(find(TextArea.class).single().getValue()).isEqualTo("wrong release");
    }
}
