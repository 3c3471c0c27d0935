package com.trmlabs.portal.ui;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Div;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A place on a live page: its content is made anew only when what it shows differs, so focus and open details stay. */
public final class Slot extends Div {

    private @Nullable Object shown;

    /** @param what everything that the content depends on, compared by {@code equals} */
    public void show(Object what, Supplier<? extends List<? extends Component>> content) {
        if (!Objects.equals(shown, what)) {
            shown = what;
            removeAll();
            content.get().forEach(this::add);
        }
    }
}
