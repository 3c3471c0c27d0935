package com.trmlabs.portal.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.kernel.CustomerId;
import com.vaadin.browserless.BrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.QueryParameters;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The component alone: no page of ours is a route here. */
@ViewPackages(packages = "com.trmlabs.portal.kernel")
class FilterBarTests extends BrowserlessTest {

    private int changes;
    private final FilterBar bar = new FilterBar("changes", "Search", () -> changes++)
            .choice("status", "Status", List.of("RUNNING", "FAILED"), word -> word).link("customer", "Customer", CustomerId::new).keep("tab");

    @Test
    void takesOverTheAddressWithoutTellingOfAChange() {
        UI.getCurrent().add(bar);
        bar.read(QueryParameters.fromString("q=paging&status=FAILED&status=NONSENSE&customer=bluefin&tab=done"));
        assertThat(bar.text()).isEqualTo("paging");
        assertThat(bar.chosen("status")).containsExactly("FAILED");
        assertThat(bar.linked("customer")).contains("bluefin");
        assertThat(bar.kept("tab")).isEqualTo("done");
        assertThat(bar.active()).isEqualTo(3);
        assertThat(changes).isZero();
    }

    @Test
    void ignoresALinkedValueThatCannotBeRead() {
        UI.getCurrent().add(bar);
        bar.read(QueryParameters.of("customer", "Blue fin"));
        assertThat(bar.linked("customer")).isEmpty();
        assertThat(bar.active()).isZero();
    }

    @Test
    void tellsOfAChangeAndClears() {
        UI.getCurrent().add(bar);
        test(find(TextField.class).single()).setValue("api");
        assertThat(changes).isEqualTo(1);
        assertThat(bar.active()).isEqualTo(1);
        test(find(Button.class).withText("Clear").single()).click();
        assertThat(bar.active()).isZero();
        assertThat(changes).isEqualTo(2);
    }

    @Test
    void dropsALinkedFilterAtItsChip() {
        UI.getCurrent().add(bar);
        bar.read(QueryParameters.of("customer", "bluefin"));
        test(find(Button.class).withText("Customer: bluefin").single()).click();
        assertThat(bar.linked("customer")).isEmpty();
        assertThat(changes).isEqualTo(1);
    }
}
