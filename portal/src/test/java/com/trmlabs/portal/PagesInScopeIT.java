package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;

import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.Drafts;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerRegistration;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.ServiceName;
import com.vaadin.browserless.SpringBrowserlessTest;
import com.vaadin.browserless.ViewPackages;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.H1;
import com.vaadin.flow.component.textfield.TextField;
import com.vaadin.flow.router.QueryParameters;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every page about a customer, for a person whose roles count at another one: it is read, and offers nothing that would be refused. */
@PostgresTest
@ViewPackages(packages = "com.trmlabs.portal")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PagesInScopeIT extends SpringBrowserlessTest {

    private static final CustomerId BLUEFIN = new CustomerId("bluefin");
    private static final ProjectId PROJECT = new ProjectId("bluefin-analytics");
    private static final ServiceName API = ServiceName.of("bluefin-eu.api");
    private static final ObjectNode NOTHING = JsonMapper.shared().createObjectNode();
    private static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);
    private static final As READING = As.personAt("cedar", "reading@example.test", Role.values()).alsoEverywhere(Role.AUDITOR);
    private static final As BLUEFINS = As.personAt("bluefin", "bluefins@example.test", Role.values());
    /** What anybody may press: it opens, shows or copies. */
    private static final Set<String> HARMLESS = Set.of("Back", "Copy", "Go to", "Clear", "Next 10");

    @Autowired CustomerRegistration customers;
    @Autowired OnboardingDrafts drafts;
    @Autowired Drafts changes;
    @Autowired ChangeDesk desk;
    @Autowired Approvals approvals;
    @Autowired TransactionTemplate transaction;
    @Autowired JdbcClient sql;
    /** Made here already, as the pages ask it who may open them. */
    @Autowired List<SecurityFilterChain> doors;

    private long onboarding;
    private long unnamed;
    private long submitted;
    private ChangeId draft;
    private ChangeId awaiting;

    @BeforeAll
    void somethingOfBluefin() {
        sql.sql("""
                insert into cluster (name, edition, customer, project, region, zones, plan, version, status, note, pools, endpoint, ca)
                values ('bluefin-eu', 0, 'bluefin', 'bluefin-analytics', 'europe-west3', '', '{}', '', '', '', '[]', '', '')""").update();
        OPERATOR.run(() -> {
            customers.register(new CustomerDetails(BLUEFIN, "Bluefin Analytics", Tier.TRIAL, "europe-west3", ZoneId.of("Europe/Berlin"),
                    List.of(new Contact("Ada Admin", "ada@bluefin.example", Contact.Duty.TECHNICAL))));
            onboarding = ofBluefin();
            submitted = ofBluefin();
            drafts.submit(drafts.find(submitted), "review", () -> "C-1");
            unnamed = drafts.start().id();
            drafts.save(unnamed, "customer", 0, NOTHING.deepCopy().put("name", "Dorado"));
            draft = changes.draft(intent(), "needed", "");
            awaiting = changes.draft(intent(), "needed", "");
            transaction.executeWithoutResult(tx -> approvals.ask(new Approvals.Request(awaiting.toString(), "Upgrade api", BLUEFIN, "none", "changes/" + awaiting,
                    OPERATOR.actor().person(), "operator@example.test", Set.of(), Fingerprint.of("plan"), 1, Instant.now().plusSeconds(600))));
        });
        sql.sql("""
                insert into preflight_result (project, name, outcome, cause, fixes, planned, checked_at)
                values ('bluefin-analytics', 'private-google-access', 'FAIL', 'It is off.', '[]', '', now())""").update();
    }

    private long ofBluefin() {
        long id = drafts.startFor(BLUEFIN).id();
        drafts.nameProject(id, new ProjectDetails(PROJECT, BLUEFIN, "europe-west3", List.of("europe-west3-a"), "main", "nodes", "pods", "services"));
        return id;
    }

    private static Intent intent() {
        ObjectNode request = NOTHING.deepCopy().put("service", API.toString()).put("release", "2.4.0");
        request.putObject("inputs");
        return new Intent(ChangeKind.INSTALL, "Install api", BLUEFIN, Optional.of(API.cluster()), Optional.of(API), request);
    }

    @BeforeEach
    @Override
    protected void initVaadinEnvironment() {
        signIn(READING);
        super.initVaadinEnvironment();
    }

    private static void signIn(As who) {
        SecurityContextHolder.setContext(new SecurityContextImpl(who.authentication()));
    }

    private void become(As who) {
        cleanVaadinEnvironment();
        signIn(who);
        super.initVaadinEnvironment();
    }

    @AfterEach
    void signOut() {
        SecurityContextHolder.clearContext();
    }

    List<String> pages() {
        return List.of("customers/bluefin", "onboarding/%d/customer".formatted(onboarding), "onboarding/%d/connect".formatted(onboarding),
                "onboarding/%d/preflight".formatted(onboarding), "onboarding/%d/cluster".formatted(onboarding), "onboarding/%d/review".formatted(onboarding),
                "onboarding/%d/customer".formatted(submitted), "onboarding/%d/customer".formatted(unnamed), "changes/" + draft, "changes/" + awaiting,
                "clusters/bluefin-eu", "changes", "approvals");
    }

    @ParameterizedTest
    @MethodSource("pages")
    void offerNothingThatWouldBeRefused(String page) {
        assertThat(verbs(page)).isEmpty();
        assertThat(find(H1.class).single().getText()).isNotIn("Not for your role", "Not found", "Page not shown");
        assertThat(text()).doesNotContain("Vote...");
        assertThat(find(Anchor.class).all()).extracting(Anchor::getHref).noneMatch(address -> address.startsWith("changes/new"));
        assertThat(find(TextField.class).all()).filteredOn(field -> field.getPlaceholder() == null).allMatch(TextField::isReadOnly);
    }

    @Test
    void offerItToWhoseRolesCountThere() {
        become(BLUEFINS);
        assertThat(verbs("customers/bluefin")).containsExactly("Onboard a project");
        assertThat(verbs("onboarding/%d/preflight".formatted(onboarding))).contains("Waive...", "Check now", "Give up...");
        assertThat(verbs("onboarding/%d/customer".formatted(submitted))).contains("Start again with these answers");
        assertThat(verbs("changes/" + draft)).contains("Seal plan and submit", "Cancel change...", "Add remark");
        assertThat(verbs("changes/" + awaiting)).contains("Vote...");
    }

    @Test
    void saysWhoFillsInWhatHasNoCustomerYet() {
        open("onboarding/%d/customer".formatted(unnamed));
        assertThat(text()).contains("operator@example.test, or an operator of all customers, fills this in; you read along.");
        open("customers");
        assertThat(text()).contains("Open Dorado", "Open Bluefin Analytics").doesNotContain("Continue");
        open("");
        assertThat(text()).doesNotContain("Onboarding " + unnamed, "Onboarding " + onboarding);
    }

    @Test
    void onboardsCustomersThatAreStillToBeRegistered() {
        assertThat(verbs("customers")).contains("Onboard customer");
        become(As.personAt("bluefin", "bluefins@example.test", Role.OPERATOR));
        assertThat(verbs("customers")).isEmpty();
        assertThat(text()).contains("Continue Bluefin Analytics").doesNotContain("Dorado");
    }

    @Test
    void saysAtTheFieldThatACustomerIsSomebodyElses() {
        As newcomer = As.personAt("cedar", "newcomer@example.test", Role.OPERATOR);
        long mine = newcomer.call(() -> {
            long id = drafts.start().id();
            ObjectNode typed = NOTHING.deepCopy().put("name", "Dorado").put("id", "dorado").put("tier", "TRIAL").put("dataRegion", "europe-west3").put("zone", "UTC");
            typed.putArray("contacts").addObject().put("name", "Ada").put("email", "ada@dorado.example").put("duty", "TECHNICAL");
            drafts.save(id, "customer", 0, typed);
            return id;
        });
        become(newcomer);
        open("onboarding/%d/customer".formatted(mine));
        test(find(Button.class).withText("Save and continue").single()).click();
        assertThat(text()).contains("You are no operator of dorado. Yours: cedar.");
    }

    @Test
    void opensNoProposalThatCouldNotBeMade() {
        UI.getCurrent().navigate("changes/new", QueryParameters.of("change", draft.toString()));
        assertThat(find(H1.class).single().getText()).isEqualTo("Not for your role");
    }

    private List<String> verbs(String page) {
        open(page);
        return find(Button.class).all().stream().filter(Button::isEnabled).filter(Component::isVisible).map(Button::getText)
                .filter(words -> !words.isBlank() && HARMLESS.stream().noneMatch(words::startsWith)).toList();
    }

    private void open(String page) {
        UI.getCurrent().navigate("runbooks");
        UI.getCurrent().navigate(page);
    }

    private static String text() {
        return UI.getCurrent().getInternals().getActiveRouterTargetsChain().getLast().getElement().getTextRecursively();
    }
}
