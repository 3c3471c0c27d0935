package com.trmlabs.portal.customer.ui;

import com.trmlabs.portal.customer.CustomerQueries;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.SavedMeanwhile;
import com.trmlabs.portal.customer.StepSave;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.ReasonDialog;
import com.trmlabs.portal.ui.Times;
import com.trmlabs.portal.ui.Tone;
import com.trmlabs.portal.ui.WizardFrame;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Key;
import com.vaadin.flow.component.KeyModifier;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H2;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.BeforeLeaveEvent;
import com.vaadin.flow.router.BeforeLeaveObserver;
import com.vaadin.flow.router.HasDynamicTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.PermitAll;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The onboarding wizard: one step at a time, each saved as it is typed, left and resumed at will. The change that it became names it, too. */
@Route("onboarding/:id/:step?")
@PermitAll
class OnboardingView extends Div implements BeforeEnterObserver, BeforeLeaveObserver, HasDynamicTitle, StepFrame {

    private final OnboardingDrafts drafts;
    private final CustomerQueries customers;
    private final List<OnboardingStep> steps;

    private final WizardFrame wizard = new WizardFrame();
    private final Span saved = new Span();
    private final Div messages = new Div();
    private OnboardingDraft draft;
    private OnboardingStep step;
    private StepForm form;
    private int seen;
    private boolean inConflict;

    OnboardingView(OnboardingDrafts drafts, CustomerQueries customers, List<OnboardingStep> steps) {
        this.drafts = drafts;
        this.customers = customers;
        this.steps = steps.stream().sorted(Comparator.comparingInt(OnboardingStep::order)).toList();
        addClassName("page");
        saved.addClassName("quiet");
        saved.getElement().setAttribute("role", "status");
        messages.setId("step-messages");
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        String id = event.getRouteParameters().get("id").orElse("");
        draft = id.startsWith("C-") ? drafts.submittedAs(id) : drafts.find(number(id));
        String name = event.getRouteParameters().get("step").orElseGet(() -> firstOpen().id());
        step = steps.stream().filter(one -> one.id().equals(name)).findFirst().orElseThrow(() -> new NotFound("step " + name));
        inConflict = false;
        show();
    }

    private static long number(String id) {
        if (!id.matches("[0-9]{1,18}")) {
            throw new NotFound("onboarding " + id);
        }
        return Long.parseLong(id);
    }

    private OnboardingStep firstOpen() {
        return steps.stream().filter(one -> !one.state(draft).complete()).findFirst().orElseGet(steps::getLast);
    }

    private void show() {
        removeAll();
        messages.removeAll();
        add(header(), wizard);
        seen = draft.version(step.id());
        Optional<String> waits = step.waitsFor(draft);
        if (waits.isPresent()) {
            form = null;
            wizard.content(heading(), messages, new Notice(Tone.WAIT, VaadinIcon.HOURGLASS, waits.get()));
        } else {
            form = step.open(draft, this);
            Div whole = new Div(new Div(heading(), ended(), messages), form.content(), buttons());
            whole.addClassName("column");
            wizard.content(whole);
        }
        refresh();
    }

    private H2 heading() {
        return new H2(step.title());
    }

    private Component ended() {
        Div place = new Div();
        if (draft.state() == OnboardingDraft.State.SUBMITTED) {
            Div ways = new Div(new Anchor("changes/" + draft.outcome(), "Open " + draft.outcome()));
            ways.addClassName("row");
            if (drafts.operates(draft)) {
                ways.add(new Button("Start again with these answers", click -> UI.getCurrent().navigate("onboarding/" + drafts.startAgain(draft.id()).id())));
            }
            place.add(new Notice(Tone.GOOD, VaadinIcon.CHECK_CIRCLE, "Submitted as " + draft.outcome()
                    + ". The steps are kept as they were. If the change is not what is wanted, cancel it and start again.", ways));
        } else if (!editable()) {
            place.add(new Notice(Tone.OFF, VaadinIcon.LOCK, draft.isOpen() ? readers() : "This onboarding was given up."));
        }
        return place;
    }

    private String readers() {
        return draft.customer().isPresent() ? "Operators of this customer fill this in; you read along."
                : draft.startedBy() + ", or an operator of all customers, fills this in; you read along.";
    }

    private Component header() {
        PageHeader header = new PageHeader(getPageTitle()).under("Customers", "customers").status(saved);
        if (editable()) {
            Button discard = new Button("Give up...", click -> discard());
            discard.addThemeVariants(ButtonVariant.TERTIARY);
            header.actions(discard, new Button("Leave, resume later", click -> UI.getCurrent().navigate("customers")));
        }
        return header;
    }

    private void discard() {
        new ReasonDialog("Give up this onboarding", "Nothing was created in the customer's cloud. What was typed stays on record, but cannot be resumed.",
                "Give up", reason -> {
                    drafts.discard(draft.id(), reason);
                    UI.getCurrent().navigate("customers");
                }).open();
    }

    private Component buttons() {
        Div bar = new Div();
        bar.addClassName("row");
        int at = steps.indexOf(step);
        if (at > 0) {
            bar.add(new Button("Back", click -> go(steps.get(at - 1).id())));
        }
        if (editable()) {
            Button next = new Button(form.verb(), click -> next());
            next.addThemeVariants(ButtonVariant.PRIMARY);
            next.setDisableOnClick(true);
            next.addClickShortcut(Key.ENTER, KeyModifier.CONTROL).resetFocusOnActiveElement();
            next.addClickListener(click -> next.setEnabled(true));
            bar.add(next);
        }
        return bar;
    }

    private void go(String toStep) {
        UI.getCurrent().navigate("onboarding/" + draft.id() + "/" + toStep);
    }

    private void next() {
        complete().ifPresent(place -> place.ifPresentOrElse(path -> UI.getCurrent().navigate(path), () -> {
            int at = steps.indexOf(step);
            go(steps.get(Math.min(at + 1, steps.size() - 1)).id());
        }));
    }

    @Override
    public boolean keep() {
        return complete().isPresent();
    }

    /** Absent when the step is not right yet; else where it wants to go, which may be left to the wizard. */
    private Optional<Optional<String>> complete() {
        if (!save()) {
            return Optional.empty();
        }
        messages.removeAll();
        List<StepProblem> problems = form.check();
        if (!problems.isEmpty()) {
            tell(problems);
            return Optional.empty();
        }
        try {
            Optional<String> place = form.complete();
            draft = drafts.find(draft.id());
            refresh();
            return Optional.of(place);
        } catch (SavedMeanwhile other) {
            draft = drafts.find(draft.id());
            show();
            tell(new Notice(Tone.WARN, VaadinIcon.EXCHANGE, other.getMessage()));
            return Optional.empty();
        } catch (Refusal | CloudFault refused) {
            tell(Notice.failure(refused.getMessage()));
            return Optional.empty();
        }
    }

    private void tell(List<StepProblem> problems) {
        Div list = new Div();
        problems.forEach(problem -> {
            Button jump = new Button(problem.message(), click -> problem.focus().run());
            jump.addThemeVariants(ButtonVariant.TERTIARY);
            list.add(new Div(jump));
        });
        tell(Notice.failure(problems.size() == 1 ? "One thing to correct:" : problems.size() + " things to correct:", list));
    }

    private void tell(Notice notice) {
        messages.removeAll();
        notice.getElement().setAttribute("tabindex", "-1");
        messages.add(notice);
        notice.getElement().executeJs("this.focus()");
    }

    @Override
    public boolean editable() {
        return draft.isOpen() && drafts.operates(draft);
    }

    @Override
    public void changed() {
        if (!inConflict) {
            save();
        }
    }

    private boolean save() {
        if (!editable() || form == null || form.typed().isEmpty()) {
            return true;
        }
        return switch (drafts.save(draft.id(), step.id(), seen, form.typed())) {
            case StepSave.Done done -> {
                draft = done.draft();
                seen = draft.version(step.id());
                inConflict = false;
                refresh();
                yield true;
            }
            case StepSave.Conflict conflict -> {
                inConflict = true;
                tell(conflictNotice(conflict.theirs()));
                yield false;
            }
        };
    }

    private Notice conflictNotice(OnboardingDraft.Saved theirs) {
        Div details = new Div();
        Button show = new Button("Show", click -> {
            details.removeAll();
            details.add(ConflictTable.of(theirs.data(), form.typed()));
        });
        Button mine = new Button("Keep mine", click -> {
            seen = theirs.version();
            if (save()) {
                messages.removeAll();
            }
        });
        Button take = new Button("Take theirs", click -> {
            draft = drafts.find(draft.id());
            inConflict = false;
            show();
        });
        Div verbs = new Div(show, mine, take);
        verbs.addClassName("row");
        return new Notice(Tone.WARN, VaadinIcon.EXCHANGE, theirs.by() + " saved at " + Times.clock(theirs.at()) + ". Yours is not saved yet; nothing is lost.",
                verbs, details);
    }

    @Override
    public void refresh() {
        saved.setText(draft.lastSaved().map(last -> "saved " + Times.clock(last.at()) + " by " + last.by()).orElse("not saved yet"));
        wizard.steps(steps.stream().map(one -> new WizardFrame.Step(one.title(), one.state(draft).words(),
                "onboarding/" + draft.id() + "/" + one.id())).toList(), steps.indexOf(step));
        FactList facts = new FactList();
        steps.stream().flatMap(one -> one.summary(draft).stream()).forEach(decided -> facts.fact(decided.name(), decided.value()));
        wizard.summary(facts.getChildren().findAny().isPresent() ? facts : new Paragraph("What you decide stands here."));
    }

    @Override
    public void beforeLeave(BeforeLeaveEvent event) {
        if (inConflict) {
            event.postpone();
            messages.getElement().executeJs("this.firstElementChild && this.firstElementChild.focus()");
        }
    }

    @Override
    public String getPageTitle() {
        return draft.customer().map(customer -> "Onboard " + customers.customer(customer).name()).orElse("Onboard a customer");
    }
}
