package com.trmlabs.portal.rehearsing.ui;

import com.trmlabs.portal.identity.CurrentActor;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.rehearsing.Director;
import com.trmlabs.portal.rehearsing.Director.SwitchedFault;
import com.trmlabs.portal.rehearsing.Example;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import com.vaadin.flow.component.select.Select;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.Locale;

/** The rehearsal's desk: load the example, and let things fail on purpose. */
@Route(value = "rehearsal", registerAtStartup = false)
@PageTitle("Rehearsal")
@Menu(title = "Rehearsal", order = 90, icon = "vaadin:flask")
@RolesAllowed({"OPERATOR_EVERYWHERE", "ADMIN_EVERYWHERE"})
class RehearsalView extends Div {

    private static final List<String> KINDS = List.of("IMAGE_PULL", "CRASH_LOOP", "NEVER_READY", "UNSCHEDULABLE", "API_CONFLICT", "API_THROTTLED", "API_ERROR",
            "API_UNAVAILABLE", "API_TIMEOUT", "LOST_ANSWER", "SILENT_WATCH", "UNREACHABLE", "SLOW", "PERMISSION_MISSING", "QUOTA", "OPERATION_ERROR", "SLOW_OPERATIONS");

    private final transient Example example;
    private final transient Director director;
    private final Paragraph progress = new Paragraph();
    private final Button load = new Button("Load the example");
    private final Div faults = new Div();

    RehearsalView(Example example, Director director, CurrentActor current) {
        this.example = example;
        this.director = director;
        addClassName("page");
        add(new PageHeader("Rehearsal"), exampleCard());
        if (current.grants().holdsEverywhere(Role.ADMIN)) {
            add(directorCard());
            showFaults();
        }
    }

    private SectionCard exampleCard() {
        load.addClickListener(click -> {
            example.load();
            showProgress();
        });
        progress.getElement().setAttribute("role", "status");
        return new SectionCard("Example", new Paragraph("Two customers, a cluster, three releases of the API and one change that waits for approval, made in about a "
                + "minute by the same activities that people trigger. What is there already stays as it is."), load, progress);
    }

    private void showProgress() {
        load.setEnabled(!example.isRunning());
        progress.setText(example.progress());
    }

    @Override
    protected void onAttach(AttachEvent event) {
        showProgress();
        UI ui = event.getUI();
        ui.setPollInterval(1000);
        ui.addPollListener(poll -> showProgress());
    }

    @Override
    protected void onDetach(DetachEvent event) {
        event.getUI().setPollInterval(-1);
    }

    private SectionCard directorCard() {
        Select<String> kind = new Select<>();
        kind.setLabel("What fails");
        kind.setItems(KINDS);
        kind.setItemLabelGenerator(RehearsalView::words);
        kind.setValue(KINDS.getFirst());
        TextField cluster = new TextField("Only in cluster");
        cluster.setPlaceholder("everywhere");
        TextField detail = new TextField("Only where the name contains");
        IntegerField rate = new IntegerField("Share of calls, %");
        rate.setMin(1);
        rate.setMax(100);
        rate.setValue(100);
        Button on = new Button("Switch on", click -> acting(() -> director.switchOn(kind.getValue(), cluster.getValue(), detail.getValue(),
                rate.getValue() == null ? 1 : rate.getValue() / 100.0)));
        Div form = new Div(kind, cluster, detail, rate, on);
        form.addClassName("row");
        return new SectionCard("Director: each switch is an audit event", form, faults);
    }

    private void acting(Runnable act) {
        try {
            act.run();
            showFaults();
        } catch (Refusal refusal) {
            faults.addComponentAsFirst(Notice.failure(refusal.getMessage()));
        }
    }

    private void showFaults() {
        faults.removeAll();
        try {
            List<SwitchedFault> on = director.faults();
            if (on.isEmpty()) {
                faults.add(new EmptyState("No fault is on.", "Everything works as it should."));
                return;
            }
            UnorderedList list = new UnorderedList();
            on.forEach(fault -> list.add(item(fault)));
            faults.add(list, new Button("Stop all", click -> acting(director::stopAll)));
        } catch (Refusal unknown) {
            faults.add(Notice.failure(unknown.getMessage()));
        }
    }

    private ListItem item(SwitchedFault fault) {
        String what = "%s, %s%s, %.0f %%".formatted(words(fault.kind()), fault.where(), fault.detail().isEmpty() ? "" : ", " + fault.detail(), fault.rate() * 100);
        Button off = new Button("Stop", click -> acting(() -> director.switchOff(fault.id())));
        off.setAriaLabel("Stop " + what);
        ListItem item = new ListItem(new Span(what), off);
        item.addClassName("row");
        return item;
    }

    static String words(String kind) {
        return kind.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
