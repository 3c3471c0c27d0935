package com.trmlabs.portal.service.ui;

import com.trmlabs.portal.change.spi.KubernetesFault;
import com.trmlabs.portal.change.ui.DifferenceTable;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.spi.CloudFault;
import com.trmlabs.portal.customer.ui.StepForm;
import com.trmlabs.portal.customer.ui.StepFrame;
import com.trmlabs.portal.customer.ui.StepProblem;
import com.trmlabs.portal.customer.ui.Typed;
import com.trmlabs.portal.customer.ui.TypedFields;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.service.Onboarding.Preview;
import com.trmlabs.portal.ui.FactList;
import com.trmlabs.portal.ui.ImpactLine;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.SectionCard;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.details.Details;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.OrderedList;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What would be sealed, who has to approve, and the reason. */
final class ReviewForm implements StepForm {

    private final OnboardingDraft draft;
    private final OnboardingReview review;
    private final TypedFields fields;
    private final Div plan = new Div();
    private final Div content;

    ReviewForm(OnboardingDraft draft, ObjectNode begin, StepFrame frame, OnboardingReview review) {
        this.draft = draft;
        this.review = review;
        fields = new TypedFields(begin, frame);
        fields.area("reason", "Reason", "Why this customer, why now: approvers and auditors read it").setRequiredIndicatorVisible(true);
        fields.text("ticket", "Ticket", "Optional: OPS-311");
        content = new Div(plan, fields.layout());
        content.addClassName("column");
        if (frame.editable()) {
            preview();
        } else {
            plan.add(new Paragraph(draft.isOpen() ? "The plan is shown to operators of this customer before it is submitted, and to everybody as a change after that."
                    : "The plan is on the change."));
        }
    }

    private void preview() {
        plan.removeAll();
        try {
            show(review.preview(draft));
        } catch (CloudFault | KubernetesFault | Refusal fault) {
            plan.add(Notice.failure("The plan could not be made: " + fault.getMessage() + " Nothing changed.", new Button("Try again", click -> preview())));
        }
    }

    private void show(Preview preview) {
        if (!preview.problems().isEmpty()) {
            Div list = new Div();
            preview.problems().forEach(problem -> list.add(new Paragraph(problem.toString())));
            plan.add(Notice.failure("The step Services has to be corrected:", list));
            return;
        }
        FactList facts = new FactList().fact("Impact", new ImpactLine(preview.impact())).fact("Way back", preview.wayBack())
                .fact("Votes", votes(preview));
        OrderedList steps = new OrderedList();
        preview.steps().forEach(step -> steps.add(new ListItem(step)));
        plan.add(new SectionCard("One change does all of it", facts), new SectionCard("Steps", steps),
                new Details(preview.differences().size() + " objects, field by field", DifferenceTable.of(preview.differences())));
    }

    private static Component votes(Preview preview) {
        String who = preview.couldVote().isEmpty() ? "Nobody could vote now: no approver of this customer has signed in yet."
                : preview.votes() + " of " + String.join(", ", preview.couldVote()) + "; not you.";
        return new Span(preview.couldVote().size() < preview.votes() && !preview.couldVote().isEmpty()
                ? who + " That is fewer people than votes needed." : who);
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public ObjectNode typed() {
        return fields.typed();
    }

    @Override
    public List<StepProblem> check() {
        return fields.mark(new Typed(typed()).required("reason", "Say why in a few words.").problems());
    }

    @Override
    public Optional<String> complete() {
        var typed = new Typed(typed());
        return Optional.of("changes/" + review.submit(draft, typed.text("reason"), typed.text("ticket")));
    }

    @Override
    public String verb() {
        return "Seal plan and submit";
    }
}
