package com.trmlabs.portal.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.Statements;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.identity.MachineTokens.MachineToken;
import com.trmlabs.portal.identity.MachineTokens.Standing;
import com.trmlabs.portal.identity.RegisteredPeople.Account;
import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.combobox.MultiSelectComboBox;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.textfield.IntegerField;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.server.menu.MenuConfiguration;
import com.vaadin.flow.server.menu.MenuEntry;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.SecurityFilterChain;

@PostgresTest
@ViewPackages(packages = "com.trmlabs.portal")
@Import({AuditRecord.class, Statements.class})
class TokensPageIT extends SpringBrowserlessTest {

    private static final As ADMIN = As.person("ada@example.test", Role.ADMIN);
    private static final String OWNER = "pia@example.test";

    @Autowired MachineTokens tokens;
    @Autowired RegisteredPeople people;
    @Autowired AuditRecord record;
    @Autowired JdbcClient sql;
    /** Made here already, as the pages ask it who may open them. */
    @Autowired List<SecurityFilterChain> doors;

    @BeforeEach
    @Override
    protected void initVaadinEnvironment() {
        signIn(ADMIN);
        super.initVaadinEnvironment();
    }

    @BeforeEach
    void begin() {
        sql.sql("delete from machine_token").update();
        register("ada@example.test", Role.ADMIN);
        register(OWNER, Role.OPERATOR);
    }

    private void register(String email, Role role) {
        people.register(new Account("https://idp.example.test", "sub-" + email, email, email), Grants.everywhere(role));
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    @Test
    void teachesWhatATokenIsForWhileThereIsNone() {
        open();
        assertThat(text()).contains("No token yet.", "A pipeline needs one to publish releases.");
    }

    @Test
    void showsTheSecretOnceAndListsTheToken() {
        open();
        create(OWNER, "release pipeline");
        String secret = find(Pre.class).single().getText();
        MachineToken made = made().getFirst();
        assertThat(secret).startsWith(made.prefix());
        assertThat(text()).contains("the only time", "release pipeline", OWNER, "releases:publish", "never");

        open();
        assertThat(find(Pre.class).exists()).isFalse();
        assertThat(text()).contains(made.prefix(), "release pipeline").doesNotContain(secret);
    }

    @Test
    void saysAtTheFieldsWhatIsMissing() {
        open();
        find(IntegerField.class).single().setValue(400);
        test(find(Button.class).withText("Create token").single()).click();
        assertThat(List.of(field("Owner"), field("What uses it"))).allMatch(TextField::isInvalid);
        assertThat(scopes().isInvalid()).isTrue();
        assertThat(find(IntegerField.class).single().getErrorMessage()).isEqualTo("Between 1 and 366 days.");
        assertThat(made()).isEmpty();
    }

    @Test
    void saysWhyATokenIsRefused() {
        open();
        create("nobody@example.test", "release pipeline");
        assertThat(text()).contains("Nobody known as nobody@example.test has signed in here yet.");
        assertThat(made()).isEmpty();
    }

    @Test
    void revokesAfterAQuestion() {
        open();
        create(OWNER, "release pipeline");
        test(find(Button.class).withText("Revoke...").single()).click();
        assertThat(made()).as("only asked").singleElement().satisfies(token -> assertThat(token.revokedAt()).isEmpty());
        test(find(ConfirmDialog.class).single()).confirm();
        assertThat(made()).singleElement().satisfies(token -> assertThat(token.revokedAt()).isPresent());
        assertThat(text()).contains("No token works now.", "1 that no longer works", "Revoked");
        assertThat(find(Button.class).withText("Revoke...").exists()).isFalse();
    }

    @Test
    void findsATokenByWhatUsesIt() {
        open();
        create(OWNER, "release pipeline");
        create(OWNER, "dashboard");
        find(TextField.class).withCondition(field -> field.getPlaceholder() != null).single().setValue("Dash");
        assertThat(text()).contains("dashboard").doesNotContain("release pipeline");
        find(TextField.class).withCondition(field -> field.getPlaceholder() != null).single().setValue("nowhere");
        assertThat(text()).contains("No token matches.", "2 in all.");
    }

    @Test
    void listsAPageAtATimeOfThoseThatWorkAndOfTheOthers() {
        sql.sql("""
                insert into machine_token (id, label, prefix, hash, owner, scopes, created_by, created_at, expires_at)
                select gen_random_uuid(), 'pipeline ' || n, 'portal_' || n, sha256(n::text::bytea), :owner, 'metrics:read', :owner,
                    now() - interval '400 days' + make_interval(secs => n), now() + case when n <= 1130 then interval '1 day' else interval '-1 day' end
                from generate_series(1001, 1260) n""").param("owner", OWNER).update();

        assertThat(tokens.find(Standing.WORKS, "", 50, 50)).extracting(MachineToken::prefix).startsWith("portal_1080").endsWith("portal_1031").hasSize(50);
        assertThat(tokens.find(Standing.OVER, "PIPELINE 126", 0, 50)).extracting(MachineToken::prefix).containsExactly("portal_1260");
        assertThat(tokens.count(Standing.OVER, "")).isEqualTo(130);
        assertThat(Statements.of(() -> tokens.find(Standing.WORKS, "", 0, 50))).hasSize(1);

        open();
        assertThat(text()).contains("portal_1130", "portal_1081", "130 that no longer work", "portal_1260", "portal_1211").doesNotContain("portal_1080", "portal_1210");
        test(find(Button.class).withText("Next 50").first()).click();
        test(find(Button.class).withText("Next 50").first()).click();
        assertThat(text()).contains("portal_1001").doesNotContain("portal_1210");
        assertThat(find(Button.class).withText("Next 50").all()).as("those that are over").hasSize(1);
    }

    @Test
    void isNotForOtherRolesAndTheRecordSaysWhoTried() {
        cleanVaadinEnvironment();
        signIn(As.person("otto@example.test", Role.OPERATOR, Role.APPROVER, Role.AUDITOR));
        super.initVaadinEnvironment();
        UI.getCurrent().navigate("admin/tokens");
        assertThat(find(H1.class).single().getText()).isEqualTo("Not for your role");
        assertThat(record.about("/admin/tokens")).last().satisfies(entry -> {
            assertThat(entry.at("/outcome").asString()).isEqualTo("DENIED");
            assertThat(entry.path("actor").toString()).contains("otto@example.test");
        });
    }

    private void create(String owner, String label) {
        test(field("Owner")).setValue(owner);
        test(field("What uses it")).setValue(label);
        scopes().setValue(Set.of(Scope.RELEASES_PUBLISH));
        test(find(Button.class).withText("Create token").single()).click();
    }

    private TextField field(String label) {
        return find(TextField.class).withCondition(field -> label.equals(field.getLabel())).single();
    }

    @SuppressWarnings("unchecked")
    private MultiSelectComboBox<Scope> scopes() {
        return find(MultiSelectComboBox.class).single();
    }

    @Test
    void isNotForWhoeverAdministersOneCustomer() {
        cleanVaadinEnvironment();
        signIn(As.personAt("cedar", "cedar-admin@example.test", Role.ADMIN));
        super.initVaadinEnvironment();
        for (String page : List.of("admin/tokens", "admin/runs")) {
            UI.getCurrent().navigate(page);
            assertThat(find(H1.class).single().getText()).isEqualTo("Not for your role");
        }
        assertThat(MenuConfiguration.getMenuEntries()).extracting(MenuEntry::title).contains("Audit log").doesNotContain("Tokens", "Runs");
    }

    private List<MachineToken> made() {
        return Stream.of(Standing.values()).flatMap(standing -> tokens.find(standing, "", 0, 100).stream()).toList();
    }

    private static void signIn(As who) {
        SecurityContextHolder.setContext(new SecurityContextImpl(who.authentication()));
    }

    private void open() {
        UI.getCurrent().navigate("");
        navigate("admin/tokens", Component.class);
    }

    private String text() {
        Component frame = (Component) UI.getCurrent().getInternals().getActiveRouterTargetsChain().getLast();
        return frame.getElement().getTextRecursively();
    }
}
