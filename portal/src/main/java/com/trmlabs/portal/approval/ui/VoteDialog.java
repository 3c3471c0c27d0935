package com.trmlabs.portal.approval.ui;

import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Freshness;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.approval.ApprovalQueries.Asked;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.ui.FingerprintChip;
import com.trmlabs.portal.ui.ImpactLine;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.ReasonedButton;
import com.trmlabs.portal.ui.Times;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.ModalityMode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.TextArea;
import com.vaadin.flow.data.value.ValueChangeMode;
import com.vaadin.flow.server.VaadinSession;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Votes on exactly what the person looked at: the fingerprint that was shown is the one that is voted on. What was typed
 * survives a fresh sign-in. A whole page on a phone.
 */
public final class VoteDialog extends Dialog {

    /** What was begun before the identity provider was asked again; lives as long as the session. The verdict is on one plan. */
    private record Draft(String subject, Fingerprint plan, @Nullable Verdict verdict, String comment) {}

    private final ApprovalDesk desk;
    private final Asked asked;
    private final RadioButtonGroup<Verdict> verdict = new RadioButtonGroup<>("Your vote");
    private final TextArea comment = new TextArea("Because");
    private final Div outcome = new Div();
    private final ReasonedButton record = new ReasonedButton("Record my vote", this::record).primary();
    private Runnable closed = () -> {};

    /**
     * @param reasons what is accepted with a yes, a line each with the reason given
     * @param changed what differs from what was sealed first, a line each
     */
    public VoteDialog(ApprovalDesk desk, Asked asked, List<String> reasons, List<String> changed, Instant now) {
        this.desk = desk;
        this.asked = asked;
        addClassName("vote");
        setHeaderTitle("Vote on " + asked.subject());
        setWidth("38rem");
        setCloseOnOutsideClick(false);
        setModality(ModalityMode.STRICT);
        Paragraph what = new Paragraph(asked.title());
        what.addClassName("strong");
        add(what, new ImpactLine(asked.impact()));
        if (!reasons.isEmpty()) {
            add(Notice.lines(Tone.WARN, VaadinIcon.UNLOCK, "Your yes accepts", reasons));
        }
        if (!changed.isEmpty()) {
            add(Notice.lines(Tone.WARN, VaadinIcon.EXCHANGE, "Changed since it was first sealed", changed));
        }
        Paragraph compare = new Paragraph("The same words in the mail or ticket? If not, vote no.");
        compare.addClassName("quiet");
        add(new FingerprintChip(asked.fingerprint()), compare, verdict, comment, freshness(now), outcome);
        fields();
        getFooter().add(new Button("Back", click -> close()), record);
        addAttachListener(attached -> attached.getUI().addBeforeLeaveListener(leave -> {
            closed = () -> {};
            close();
        }));
        addOpenedChangeListener(change -> {
            if (!change.isOpened()) {
                closed.run();
            }
        });
    }

    /** Runs when it was closed, voted or not. */
    public void onClosed(Runnable listener) {
        closed = listener;
    }

    private void fields() {
        verdict.setItems(Verdict.YES, Verdict.NO, Verdict.CHANGES);
        verdict.setItemLabelGenerator(value -> switch (value) {
            case YES -> "Yes, exactly this";
            case NO -> "No, because";
            case CHANGES -> "Not like this: changes are needed, because";
        });
        verdict.addClassName("stacked");
        comment.setWidthFull();
        comment.setMaxLength(1000);
        comment.setValueChangeMode(ValueChangeMode.LAZY);
        comment.addValueChangeListener(typed -> keep());
        verdict.addValueChangeListener(chosen -> {
            comment.setRequiredIndicatorVisible(chosen.getValue() != null && chosen.getValue() != Verdict.YES);
            keep();
        });
        Draft draft = VaadinSession.getCurrent().getAttribute(Draft.class);
        if (draft != null && draft.subject().equals(asked.subject())) {
            comment.setValue(draft.comment());
            if (draft.plan().equals(asked.fingerprint())) {
                verdict.setValue(draft.verdict());
            }
        }
    }

    private void keep() {
        VaadinSession.getCurrent().setAttribute(Draft.class, new Draft(asked.subject(), asked.fingerprint(), verdict.getValue(), comment.getValue()));
    }

    private Div freshness(Instant now) {
        Freshness freshness = desk.freshness();
        Div line = new Div(new Span(words(freshness, now)));
        line.addClassNames("row", "freshness");
        if (!freshness.fresh()) {
            String back = URLEncoder.encode("/" + asked.link() + "/vote", StandardCharsets.UTF_8);
            Anchor again = new Anchor("sign-in-again?to=" + back, "Sign in again");
            again.setRouterIgnore(true);
            again.addClassName("button-link");
            line.add(again, new Span("What you typed is kept."));
        }
        record.unless(desk.refusal(asked.subject())
                .or(() -> freshness.fresh() ? Optional.empty() : Optional.of("Sign in again first.")));
        return line;
    }

    private static String words(Freshness freshness, Instant now) {
        String limit = "limit " + Times.span(freshness.limit());
        return freshness.signedInAt()
                .map(at -> "Signed in " + Times.span(Duration.between(at, now)) + " ago, " + limit + ".")
                .orElse("When you signed in is not known, " + limit + ".");
    }

    private void record() {
        outcome.removeAll();
        verdict.setInvalid(verdict.getValue() == null);
        verdict.setErrorMessage("Choose one.");
        comment.setInvalid(verdict.getValue() != null && verdict.getValue() != Verdict.YES && comment.getValue().isBlank());
        comment.setErrorMessage("Say why, so that the requester knows what to do.");
        if (verdict.isInvalid() || comment.isInvalid()) {
            return;
        }
        try {
            desk.vote(asked.subject(), asked.fingerprint(), verdict.getValue(), comment.getValue().strip());
            VaadinSession.getCurrent().setAttribute(Draft.class, null);
            thank();
        } catch (Refusal refusal) {
            outcome.add(Notice.failure(refusal.getMessage()));
        }
    }

    private void thank() {
        String word = switch (verdict.getValue()) {
            case YES -> "Your yes to ";
            case NO -> "Your no to ";
            case CHANGES -> "Your wish for changes of ";
        };
        Notice recorded = new Notice(Tone.GOOD, VaadinIcon.CHECK_CIRCLE, word + asked.fingerprint().brief() + " is recorded.");
        recorded.getElement().setAttribute("role", "status");
        removeAll();
        add(recorded);
        getFooter().removeAll();
        Button done = new Button("Close", click -> close());
        getFooter().add(done);
        done.focus();
    }
}
