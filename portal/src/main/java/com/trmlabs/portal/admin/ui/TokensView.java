package com.trmlabs.portal.admin.ui;

import com.trmlabs.portal.identity.MachineTokens;
import com.trmlabs.portal.identity.MachineTokens.MachineToken;
import com.trmlabs.portal.identity.Scope;
import com.trmlabs.portal.kernel.PersonId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.ui.CopyBox;
import com.trmlabs.portal.ui.EmptyState;
import com.trmlabs.portal.ui.PageHeader;
import com.trmlabs.portal.ui.SectionCard;
import com.trmlabs.portal.ui.Status;
import com.trmlabs.portal.ui.StatusBadge;
import com.trmlabs.portal.ui.Times;
import com.trmlabs.portal.ui.Tone;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.formlayout.FormLayout;
import com.vaadin.flow.component.grid.Grid;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.icon.VaadinIcon;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.Menu;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import jakarta.annotation.security.RolesAllowed;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** Machine tokens: who owns which, and a new one, shown once. */
@Route("admin/tokens")
@PageTitle("Tokens")
@Menu(title = "Tokens", order = 90, icon = "vaadin:key")
@RolesAllowed("ADMIN")
class TokensView extends Div {

    private static final int USUAL_DAYS = 90;
    private static final int MOST_DAYS = 366;

    private final MachineTokens tokens;
    private final Clock clock;
    private final Grid<MachineToken> grid = new Grid<>();
    private final TextField owner = new TextField("Owner");
    private final TextField label = new TextField("What uses it");
    private final MultiSelectComboBox<Scope> scopes = new MultiSelectComboBox<>("May");
    private final IntegerField days = new IntegerField("Days until it ends");
    private final Div answer = new Div();

    TokensView(MachineTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.clock = clock;
        addClassName("page");
        answer.getElement().setAttribute("role", "status");
        add(new PageHeader("Tokens"), new SectionCard("New token", form(), answer), list());
        show();
    }

    private Component form() {
        owner.setHelperText("E-mail address of a person who has signed in; the token counts as this person");
        label.setMaxLength(100);
        scopes.setItems(Scope.values());
        scopes.setItemLabelGenerator(Scope::text);
        days.setValue(USUAL_DAYS);
        days.setMin(1);
        days.setMax(MOST_DAYS);
        days.setStepButtonsVisible(true);
        var create = new Button("Create token", click -> create());
        create.addThemeVariants(ButtonVariant.PRIMARY);
        return new Div(new FormLayout(owner, label, scopes, days), create);
    }

    private Component list() {
        grid.setAriaLabel("Tokens, newest first");
        grid.setSelectionMode(Grid.SelectionMode.NONE);
        grid.setAllRowsVisible(true);
        grid.addColumn(MachineToken::prefix).setHeader("Begins with").setAutoWidth(true).setRowHeader(true);
        grid.addColumn(MachineToken::label).setHeader("What uses it").setAutoWidth(true);
        grid.addColumn(token -> token.owner().value()).setHeader("Owner").setAutoWidth(true);
        grid.addColumn(token -> token.scopes().stream().map(Scope::text).sorted().collect(Collectors.joining(", "))).setHeader("May").setAutoWidth(true);
        grid.addColumn(token -> token.lastUsedAt().map(Times::full).orElse("never")).setHeader("Last used").setAutoWidth(true);
        grid.addColumn(token -> Times.full(token.expiresAt())).setHeader("Ends").setAutoWidth(true);
        grid.addComponentColumn(this::state).setHeader("Status").setWidth("10rem").setFlexGrow(0);
        grid.setEmptyStateComponent(new EmptyState("No token yet.", "A pipeline needs one to publish releases."));
        return grid;
    }

    private Component state(MachineToken token) {
        if (token.worksAt(clock.instant())) {
            var revoke = new Button("Revoke", click -> ask(token));
            revoke.setAriaLabel("Revoke " + token.prefix());
            return revoke;
        }
        return token.revokedAt().isPresent() ? new StatusBadge("Revoked", Tone.OFF, VaadinIcon.BAN) : new StatusBadge(Status.EXPIRED);
    }

    private void create() {
        answer.removeAll();
        try {
            var created = tokens.create(new PersonId(owner.getValue().strip().toLowerCase()), label.getValue(), Set.copyOf(scopes.getValue()),
                    Duration.ofDays(days.getOptionalValue().orElse(USUAL_DAYS)));
            answer.add(new Paragraph("This is the only time that the token is shown. Put it into your pipeline's secrets now."),
                    new CopyBox("Token", created.secret()));
            show();
        } catch (Refusal | IllegalArgumentException refused) {
            var why = new Span(refused.getMessage());
            why.getElement().setAttribute("role", "alert");
            answer.add(why);
        }
    }

    private void ask(MachineToken token) {
        var dialog = new ConfirmDialog("Revoke " + token.prefix() + "?", "What uses it (" + token.label() + ") is refused from now on.",
                "Revoke", confirmed -> {
                    tokens.revoke(token.id());
                    show();
                });
        dialog.setCancelable(true);
        dialog.open();
    }

    private void show() {
        grid.setItems(tokens.all());
    }
}
