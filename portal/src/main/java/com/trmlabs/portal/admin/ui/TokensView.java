package com.trmlabs.portal.admin.ui;

import com.trmlabs.portal.identity.MachineTokens;
import com.trmlabs.portal.identity.MachineTokens.MachineToken;
import com.trmlabs.portal.identity.MachineTokens.Standing;
import com.trmlabs.portal.identity.Scope;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.FilterBar;
import com.trmlabs.portal.ui.Moment;
import com.trmlabs.portal.ui.Notice;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.PlainTable;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.HasValue;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.NativeDetails;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.shared.HasValidationProperties;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.BeforeEnterEvent;
import com.vaadin.flow.router.BeforeEnterObserver;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Machine tokens: whose they are, what they may do, when they end; and a new one, whose secret is shown once. */
@Route("admin/tokens")
@PageTitle("Tokens")
@Menu(title = "Tokens", order = 90, icon = "vaadin:key")
@RolesAllowed("ADMIN_EVERYWHERE")
class TokensView extends Div implements BeforeEnterObserver {

    private static final int USUAL_DAYS = 90;
    private static final int MOST_DAYS = 366;
    private static final int PORTION = 50;

    private final MachineTokens tokens;
    private final Clock clock;
    private final TextField owner = new TextField("Owner");
    private final TextField label = new TextField("What uses it");
    private final MultiSelectComboBox<Scope> scopes = new MultiSelectComboBox<>("What it may do");
    private final IntegerField days = new IntegerField("Days until it ends");
    private final Div answer = new Div();
    private final FilterBar filters = new FilterBar("admin/tokens", "Beginning, what uses it, owner", this::show);
    private final Div list = new Div();

    TokensView(MachineTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
        addClassName("page");
        answer.getElement().setAttribute("role", "status");
        add(new PageHeader("Tokens"), new SectionCard("New token", form(), answer), new SectionCard("Tokens", filters, list));
    }

    @Override
    public void beforeEnter(BeforeEnterEvent event) {
        filters.read(event.getLocation().getQueryParameters());
        show();
    }

    private Component form() {
        owner.setHelperText("E-mail address, or what else identifies people here, of somebody who has signed in; the token counts as this person");
        owner.setManualValidation(true);
        label.setHelperText("For example: release pipeline of the API");
        label.setMaxLength(100);
        label.setManualValidation(true);
        scopes.setItems(Scope.values());
        scopes.setItemLabelGenerator(Scope::text);
        scopes.setHelperText("Nothing else, and never more than the owner may do: releases:publish is for pipelines, metrics:read for monitoring");
        scopes.setManualValidation(true);
        days.setHelperText("1 to " + MOST_DAYS + "; afterwards it is refused");
        days.setValue(USUAL_DAYS);
        days.setMin(1);
        days.setMax(MOST_DAYS);
        days.setStepButtonsVisible(true);
        days.setManualValidation(true);
        Stream.<HasValue<?, ?>>of(owner, label, scopes, days).forEach(field -> field.setRequiredIndicatorVisible(true));
        var create = new Button("Create token", click -> create());
        create.addThemeVariants(ButtonVariant.PRIMARY);
        Div fields = new Div(owner, label, scopes, days);
        fields.addClassName("form-grid");
        Div form = new Div(fields, create);
        form.addClassName("stack");
        return form;
    }

    private void create() {
        answer.removeAll();
        if (!check()) {
            return;
        }
        try {
            var created = tokens.create(owner.getValue(), label.getValue(), Set.copyOf(scopes.getValue()),
                    Duration.ofDays(days.getValue()));
            answer.add(new Notice(Tone.GOOD, VaadinIcon.KEY, "This is the only time that the token is shown. Put it into the secrets of what uses it now."),
                    new CopyBox("Token", created.secret()));
            label.clear();
            scopes.clear();
            show();
        } catch (Refusal refused) {
            answer.add(Notice.failure(refused.getMessage()));
        }
    }

    /** Marks what is missing. Whether nothing is. */
    private boolean check() {
        mark(owner, owner.getValue().isBlank() || owner.getValue().length() > 200, "Say whose token it is.");
        mark(label, label.getValue().isBlank(), "Say what uses it, so that people know later.");
        mark(scopes, scopes.getValue().isEmpty(), "Choose at least one thing.");
        mark(days, days.getOptionalValue().filter(number -> number >= 1 && number <= MOST_DAYS).isEmpty(), "Between 1 and " + MOST_DAYS + " days.");
        return !owner.isInvalid() && !label.isInvalid() && !scopes.isInvalid() && !days.isInvalid();
    }

    private static void mark(HasValidationProperties field, boolean wrong, String message) {
        field.setErrorMessage(message);
        field.setInvalid(wrong);
    }

    private void ask(MachineToken token) {
        var dialog = new ConfirmDialog("Revoke " + token.prefix() + "?", "What uses it (" + token.label() + ") is refused from now on. There is no way back.",
                "Revoke", confirmed -> {
                    tokens.revoke(token.id());
                    show();
                });
        dialog.setCancelable(true);
        dialog.open();
    }

    private void show() {
        list.removeAll();
        int working = tokens.count(Standing.WORKS, filters.text());
        int over = tokens.count(Standing.OVER, filters.text());
        int all = filters.active() == 0 ? working + over : tokens.count(Standing.WORKS, "") + tokens.count(Standing.OVER, "");
        filters.setVisible(all > 0);
        list.add(working == 0 ? nothing(all, over) : portions("Tokens that work, newest first", Standing.WORKS, working));
        if (over > 0) {
            var ended = new NativeDetails("%,d that no longer %s".formatted(over, over == 1 ? "works" : "work"),
                    portions("Tokens that no longer work, newest first", Standing.OVER, over));
            ended.addClassName("evidence");
            list.add(ended);
        }
    }

    private EmptyState nothing(int all, int over) {
        if (filters.active() > 0) {
            return new EmptyState(over == 0 ? "No token matches." : "No token that works matches.", "%,d in all.".formatted(all),
                    new Button("Clear", click -> filters.clear()));
        }
        return new EmptyState(all == 0 ? "No token yet." : "No token works now.", "A pipeline needs one to publish releases.");
    }

    private Div portions(String name, Standing standing, int total) {
        var table = new PlainTable(name, "Token", "Owner", "May", "Last used", "Ends", "Status");
        var rest = new Div();
        append(table, rest, standing, 0, total);
        return new Div(table, rest);
    }

    private void append(PlainTable table, Div rest, Standing standing, int shown, int total) {
        tokens.find(standing, filters.text(), shown, PORTION).forEach(token -> table.row(List.of(named(token), new Span(token.owner().name()),
                new Span(token.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(", "))),
                token.lastUsedAt().<Component>map(Moment::new).orElseGet(() -> new Span("never")), new Moment(token.expiresAt()), state(token))));
        rest.removeAll();
        if (shown + PORTION < total) {
            rest.add(new Button("Next " + PORTION, click -> append(table, rest, standing, shown + PORTION, total)));
        }
    }

    /** How it begins, and below what uses it. */
    private static Div named(MachineToken token) {
        var label = new Span(token.label());
        label.addClassName("quiet");
        var name = new Div(new Code(token.prefix() + "..."), label);
        name.addClassName("two-lines");
        return name;
    }

    private Component state(MachineToken token) {
        if (token.worksAt(clock.instant())) {
            var revoke = new Button("Revoke...", click -> ask(token));
            revoke.setAriaLabel("Revoke " + token.prefix());
            return revoke;
        }
        return token.revokedAt().isPresent() ? new StatusBadge("Revoked", Tone.OFF, VaadinIcon.BAN) : new StatusBadge(Status.EXPIRED);
    }
}
