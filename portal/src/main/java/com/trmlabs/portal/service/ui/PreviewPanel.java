package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.ui.DifferenceTable;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.inputs.InputProblem;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceChanges.Preview;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.ui.AsOf;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.ImpactLine;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.concurrent.DelegatingSecurityContextRunnable;

/**
 * What a proposal would do now; nothing is sealed by looking. Asks the cluster in the background, 600 ms after the last
 * keystroke, and drops answers to questions that are no longer asked.
 */
final class PreviewPanel extends Div {

    private static final long PAUSE_MS = 600;
    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(1, Thread.ofVirtual().name("preview-", 0).factory());

    private final ServiceChanges changes;
    private final Clock clock;
    private final Div content = new Div();
    private final Span state = new Span();
    private @Nullable Proposal asked;
    private @Nullable ScheduledFuture<?> waiting;
    private @Nullable UI page;

    PreviewPanel(ServiceChanges changes, Clock clock) {
        this.changes = changes;
        this.clock = clock;
        state.getElement().setAttribute("role", "status");
        state.addClassName("quiet");
        add(new SectionCard("Preview, not sealed", state, content));
    }

    @Override
    protected void onAttach(AttachEvent attached) {
        page = attached.getUI();
        if (asked != null) {
            ask(asked);
        }
    }

    @Override
    protected void onDetach(DetachEvent detached) {
        page = null;
        cancel();
    }

    void ask(Proposal proposal) {
        asked = proposal;
        cancel();
        UI ui = page;
        if (ui != null) {
            state.setText("Reading " + proposal.service().cluster() + "...");
            Runnable read = new DelegatingSecurityContextRunnable(() -> read(ui, proposal));
            waiting = TIMER.schedule(() -> Thread.ofVirtual().start(read), PAUSE_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Instead of a preview: what has to be filled in first. */
    void hold(String why) {
        asked = null;
        cancel();
        content.removeAll();
        state.setText(why);
    }

    private void cancel() {
        if (waiting != null) {
            waiting.cancel(false);
        }
    }

    private void read(UI ui, Proposal proposal) {
        Supplier<Component> answer = answer(proposal);
        ui.access(() -> {
            if (proposal.equals(asked)) {
                content.removeAll();
                content.add(answer.get());
                state.setText("");
            }
        });
    }

    /** What to draw, asked for here in the background; drawn under the page's lock, which knows the person's zone. */
    private Supplier<Component> answer(Proposal proposal) {
        try {
            Preview preview = changes.preview(proposal);
            return () -> shown(preview);
        } catch (KubernetesFault | CloudFault fault) {
            return () -> Notice.failure("No preview: " + fault.getMessage(), new Span("You can save a draft; sealing needs an answer."));
        } catch (Refusal refusal) {
            return () -> Notice.failure(refusal.getMessage());
        }
    }

    private Div shown(Preview preview) {
        Div parts = new Div();
        if (!preview.problems().isEmpty()) {
            parts.add(new Paragraph("A preview follows when these are right:"));
            preview.problems().stream().map(InputProblem::toString).map(Paragraph::new).forEach(parts::add);
            return parts;
        }
        parts.add(new FactList().fact("Impact", new ImpactLine(preview.impact()))
                .fact("Votes needed", String.valueOf(preview.votes())).fact("Read", new AsOf(clock.instant())),
                DifferenceTable.of(preview.differences()));
        return parts;
    }
}
