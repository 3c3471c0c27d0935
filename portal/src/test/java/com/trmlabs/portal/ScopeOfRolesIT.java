package com.trmlabs.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.Approvals;
import com.trmlabs.portal.audit.AuditEvent;
import com.trmlabs.portal.audit.AuditFilter;
import com.trmlabs.portal.audit.AuditQueries;
import com.trmlabs.portal.audit.AuditRecord;
import com.trmlabs.portal.audit.Outcome;
import com.trmlabs.portal.catalog.Publication;
import com.trmlabs.portal.catalog.ReleasePublishing;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.Drafts;
import com.trmlabs.portal.change.spi.Intent;
import com.trmlabs.portal.cluster.ClusterPlan;
import com.trmlabs.portal.customer.Connecting;
import com.trmlabs.portal.customer.Contact;
import com.trmlabs.portal.customer.CustomerDetails;
import com.trmlabs.portal.customer.CustomerRegistration;
import com.trmlabs.portal.customer.OnboardingDraft;
import com.trmlabs.portal.customer.OnboardingDrafts;
import com.trmlabs.portal.customer.Preflight;
import com.trmlabs.portal.customer.ProjectDetails;
import com.trmlabs.portal.customer.ProjectRegistration;
import com.trmlabs.portal.customer.Tier;
import com.trmlabs.portal.customer.spi.NodeDemand;
import com.trmlabs.portal.identity.Accounts;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.MachineTokens;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.identity.Scope;
import com.trmlabs.portal.kernel.Activity;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.ClusterName;
import com.trmlabs.portal.kernel.CustomerId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.NotFound;
import com.trmlabs.portal.kernel.ProjectId;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.rehearsing.Director;
import com.trmlabs.portal.rehearsing.Example;
import com.trmlabs.portal.service.Onboarding;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every activity there is, by people whose roles count at another customer: it is refused, and the customer's auditor sees that. */
@PostgresTest
@ActiveProfiles("rehearsal")
@Import({Accounts.class, AuditRecord.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScopeOfRolesIT {

    private static final CustomerId BLUEFIN = new CustomerId("bluefin");
    private static final ProjectId PROJECT = new ProjectId("bluefin-prod");
    private static final ServiceName API = ServiceName.of("bluefin-eu.api");
    private static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);
    private static final As AUDITOR = As.person("auditor@example.test", Role.AUDITOR);
    private static final As BLUEFINS_AUDITOR = As.personAt("bluefin", "bluefin-auditor@example.test", Role.AUDITOR);
    /** Sees nothing of bluefin. */
    private static final As CEDARS = As.personAt("cedar", "cedar@example.test", Role.values());
    /** Sees all of bluefin, and may not act there. */
    private static final As READING = As.personAt("cedar", "reading@example.test", Role.values()).alsoEverywhere(Role.AUDITOR);
    /** What gives everybody no more than what is theirs: {@code AuditReadingIT}, {@code OnboardingDraftsIT}. */
    private static final Set<String> EVERYBODYS = Set.of("AuditDownload.export", "AuditReading.export", "AuditReading.opened", "OnboardingDrafts.start");
    private static final Pattern ABOUT_THE_SERVICE = Pattern.compile("VotingBooth.vote|ServiceDesk.(propose|edit)|DeskOfChanges.(?!holdAll|releaseAll).*");
    private static final ObjectNode NOTHING = JsonMapper.shared().createObjectNode();

    @Autowired ApprovalDesk votes;
    @Autowired Approvals approvals;
    @Autowired AuditQueries record;
    @Autowired AuditRecord log;
    @Autowired ChangeDesk desk;
    @Autowired Connecting connecting;
    @Autowired CustomerRegistration customers;
    @Autowired Director director;
    @Autowired Drafts drafts;
    @Autowired Example example;
    @Autowired MachineTokens tokens;
    @Autowired Onboarding onboarding;
    @Autowired OnboardingDrafts onboardings;
    @Autowired Preflight preflight;
    @Autowired ProjectRegistration projects;
    @Autowired ReleasePublishing releases;
    @Autowired ServiceChanges services;
    @Autowired Accounts accounts;
    @Autowired JdbcClient sql;
    @Autowired TransactionTemplate transaction;

    private ChangeId change;
    private OnboardingDraft draft;
    private long submitted;

    @BeforeAll
    void somethingOfBluefin() {
        accounts.signIn("owner", "owner@example.test", Role.OPERATOR);
        sql.sql("""
                insert into cluster (name, edition, customer, project, region, zones, plan, version, status, note, pools, endpoint, ca)
                values ('bluefin-eu', 0, 'bluefin', 'bluefin-prod', 'europe-west3', '', '{}', '', '', '', '[]', '', '')""").update();
        OPERATOR.run(() -> {
            customers.register(customer());
            projects.register(project());
            draft = onboardings.startFor(BLUEFIN);
            submitted = onboardings.startFor(BLUEFIN).id();
            change = drafts.draft(intent(), "needed", "");
            transaction.executeWithoutResult(tx -> approvals.ask(new Approvals.Request(change.toString(), "Upgrade api", BLUEFIN, "none", "changes/" + change,
                    OPERATOR.actor().person(), "operator@example.test", Set.of(), Fingerprint.of("plan"), 1, Instant.now().plusSeconds(600))));
        });
        sql.sql("update onboarding set state = 'SUBMITTED', outcome = 'C-1', ended_at = now() where id = ?").param(submitted).update();
    }

    private Map<String, Runnable> atBluefin() {
        var calls = new TreeMap<String, Runnable>();
        calls.put("VotingBooth.vote", () -> votes.vote(change.toString(), Fingerprint.of("plan"), ApprovalDesk.Verdict.YES, ""));
        calls.put("DeskOfChanges.submit", () -> desk.submit(change));
        calls.put("DeskOfChanges.cancel", () -> desk.cancel(change, "why"));
        calls.put("DeskOfChanges.remark", () -> desk.remark(change, "so"));
        calls.put("DeskOfChanges.pause", () -> desk.pause(change, "why"));
        calls.put("DeskOfChanges.resume", () -> desk.resume(change));
        calls.put("DeskOfChanges.abort", () -> desk.abort(change, "why"));
        calls.put("DeskOfChanges.retry", () -> desk.retry(change));
        calls.put("ServiceDesk.propose", () -> services.propose(upgrade(), "needed", ""));
        calls.put("ServiceDesk.edit", () -> services.edit(change, 1, upgrade(), "needed", ""));
        calls.put("ServiceDesk.submit", () -> onboarding.submit(cluster(), List.of(), "needed", ""));
        calls.put("CustomerRegistration.register", () -> customers.register(customer()));
        calls.put("CustomerRegistration.revise", () -> customers.revise(customer()));
        calls.put("ProjectRegistration.register", () -> projects.register(project()));
        calls.put("ProjectRegistration.forget", () -> projects.forget(PROJECT));
        calls.put("Connecting.test", () -> connecting.test(PROJECT));
        calls.put("Preflight.run", () -> preflight.run(PROJECT, demand()));
        calls.put("Preflight.runOne", () -> preflight.runOne(PROJECT, demand(), "apis"));
        calls.put("Preflight.waive", () -> preflight.waive(PROJECT, "quota", Instant.now().plusSeconds(600), "why"));
        calls.put("OnboardingDrafts.startFor", () -> onboardings.startFor(BLUEFIN));
        calls.put("OnboardingDrafts.startAgain", () -> onboardings.startAgain(submitted));
        calls.put("OnboardingDrafts.save", () -> onboardings.save(draft.id(), "cluster", 0, NOTHING));
        calls.put("OnboardingDrafts.nameCustomer", () -> onboardings.nameCustomer(draft.id(), customer()));
        calls.put("OnboardingDrafts.nameProject", () -> onboardings.nameProject(draft.id(), project()));
        calls.put("OnboardingDrafts.submit", () -> onboardings.submit(draft, "review", () -> "C-1"));
        calls.put("OnboardingDrafts.discard", () -> onboardings.discard(draft.id(), "why"));
        return calls;
    }

    private Map<String, Runnable> atNoOneCustomer() {
        var calls = new TreeMap<String, Runnable>();
        calls.put("DeskOfChanges.holdAll", () -> desk.holdAll("why"));
        calls.put("DeskOfChanges.releaseAll", () -> desk.releaseAll());
        calls.put("MachineTokens.create", () -> tokens.create("owner@example.test", "mine", Set.of(Scope.METRICS_READ), Duration.ofDays(1)));
        calls.put("MachineTokens.revoke", () -> tokens.revoke(new UUID(0, 1)));
        calls.put("ReleasePublishing.upload", () -> releases.upload("sha256:00", new byte[0]));
        calls.put("ReleasePublishing.publish", () -> releases.publish(new Publication("api", "1.0.0", "sha256:00", Map.of(), "notes", null)));
        calls.put("Example.load", () -> example.load());
        calls.put("Director.switchOn", () -> director.switchOn("QUOTA", "", "", 1));
        calls.put("Director.switchOff", () -> director.switchOff(1));
        calls.put("Director.stopAll", () -> director.stopAll());
        return calls;
    }

    @Test
    void isAskedOfEveryActivity() throws IOException {
        var classes = new CachingMetadataReaderFactory();
        Set<String> activities = new HashSet<>();
        for (Resource file : new PathMatchingResourcePatternResolver().getResources("classpath*:com/trmlabs/portal/**/*.class")) {
            if (!file.getURI().getPath().contains("/test-classes/")) {
                classes.getMetadataReader(file).getAnnotationMetadata().getAnnotatedMethods(Activity.class.getName()).forEach(method -> activities
                        .add(ClassUtils.getShortName(method.getDeclaringClassName()) + "." + method.getMethodName()));
            }
        }

        assertThat(Stream.of(atBluefin().keySet(), atNoOneCustomer().keySet(), EVERYBODYS).flatMap(Set::stream)).containsExactlyInAnyOrderElementsOf(activities);
    }

    Stream<String> activities() {
        return Stream.concat(atBluefin().keySet().stream(), atNoOneCustomer().keySet().stream());
    }

    @ParameterizedTest
    @MethodSource("activities")
    void refusesWhoseRolesCountAtAnotherCustomer(String activity) {
        assertThat(refused(READING, activity)).satisfiesAnyOf(
                failure -> assertThat(failure).isInstanceOf(AccessDeniedException.class),
                failure -> assertThat(failure).isInstanceOf(Refusal.class).hasMessageContaining("of bluefin write here"));
        assertThat(refused(CEDARS, activity)).satisfiesAnyOf(
                failure -> assertThat(failure).isInstanceOf(AccessDeniedException.class),
                failure -> assertThat(failure).isInstanceOf(NotFound.class));
    }

    /** Answers how; that it stands in the record, with whose it is, is seen here. */
    private Throwable refused(As who, String activity) {
        int before = entries(AUDITOR, who, Outcome.DENIED).size();
        int beforeAtBluefin = entries(BLUEFINS_AUDITOR, who, Outcome.DENIED).size();
        boolean bluefins = atBluefin().containsKey(activity);
        var failure = catchThrowable(() -> who.run(bluefins ? atBluefin().get(activity) : atNoOneCustomer().get(activity)));
        assertThat(entries(AUDITOR, who, Outcome.DENIED)).as(() -> "the record after " + failure).hasSize(before + 1)
                .first().extracting(AuditEvent::service).isEqualTo(ABOUT_THE_SERVICE.matcher(activity).matches() ? Optional.of(API.toString()) : Optional.empty());
        assertThat(entries(BLUEFINS_AUDITOR, who, Outcome.DENIED)).hasSize(beforeAtBluefin + (bluefins ? 1 : 0));
        return failure;
    }

    @Test
    void saysWhoseItWasThatFailedInTheTransactionThatDraftedIt() {
        assertThatThrownBy(() -> OPERATOR.run(() -> transaction.executeWithoutResult(tx -> desk.submit(drafts.draft(intent(), "needed", "")))));

        assertThat(entries(BLUEFINS_AUDITOR, OPERATOR, Outcome.FAILED)).singleElement().extracting(AuditEvent::action).isEqualTo("change.seal");
    }

    /** What somebody did, as the reader finds it: bluefin's auditor by the filter for the customer. */
    private List<AuditEvent> entries(As reader, As who, Outcome outcome) {
        Set<String> customers = reader == BLUEFINS_AUDITOR ? Set.of(BLUEFIN.value()) : Set.of();
        var filter = new AuditFilter(Optional.empty(), Optional.empty(), Set.of(who.actor().name()), customers, Set.of(), Set.of(), Set.of(outcome), "");
        log.catchUp();
        return reader.call(() -> record.events(filter, 0, 1000));
    }

    private static Intent intent() {
        return new Intent(ChangeKind.UPGRADE, "Upgrade api", BLUEFIN, Optional.of(API.cluster()), Optional.of(API), NOTHING);
    }

    private static CustomerDetails customer() {
        return new CustomerDetails(BLUEFIN, "Bluefin Analytics", Tier.TRIAL, "europe-west3", ZoneId.of("Europe/Berlin"),
                List.of(new Contact("Ada Admin", "ada@bluefin.example", Contact.Duty.TECHNICAL)));
    }

    private static ProjectDetails project() {
        return new ProjectDetails(PROJECT, BLUEFIN, "europe-west3", List.of("europe-west3-a"), "main", "nodes", "pods", "services");
    }

    private static ClusterPlan cluster() {
        return new ClusterPlan(new ClusterName("bluefin-us"), PROJECT, "europe-west3", List.of("europe-west3-a"), "REGULAR", "default", "e2-standard-4", 1, 1, 3);
    }

    private static NodeDemand demand() {
        return new NodeDemand("e2-standard-4", List.of("europe-west3-a"), 1, 3);
    }

    private static Proposal upgrade() {
        return new Proposal(ChangeKind.UPGRADE, API, "2.4.0", NOTHING, Optional.empty());
    }
}
