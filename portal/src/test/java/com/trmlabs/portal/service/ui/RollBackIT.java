package com.trmlabs.portal.service.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.GuestRehearsal;
import com.trmlabs.portal.PostgresTest;
import com.trmlabs.portal.approval.ApprovalDesk;
import com.trmlabs.portal.approval.ApprovalDesk.Verdict;
import com.trmlabs.portal.catalog.ChartArchive;
import com.trmlabs.portal.catalog.Publication;
import com.trmlabs.portal.catalog.ReleasePublishing;
import com.trmlabs.portal.catalog.ShippedReleases;
import com.trmlabs.portal.change.ChangeDesk;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.change.ChangeStatus;
import com.trmlabs.portal.identity.As;
import com.trmlabs.portal.identity.Role;
import com.trmlabs.portal.kernel.ChangeId;
import com.trmlabs.portal.kernel.Fingerprint;
import com.trmlabs.portal.kernel.Refusal;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.rehearsal.RunningRehearsal;
import com.trmlabs.portal.rehearsing.Example;
import com.trmlabs.portal.service.ServiceChanges;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import com.trmlabs.portal.service.ServiceQueries;
import com.vaadin.flow.router.QueryParameters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** An upgrade that succeeded, and the change that takes it back: the example's service on simulated Google and Kubernetes. */
@PostgresTest
@ActiveProfiles("rehearsal")
class RollBackIT {

    private static final RunningRehearsal REHEARSAL = GuestRehearsal.start();
    private static final Path SERVICE_TYPES = Path.of("../k8s/services").toAbsolutePath().normalize();
    private static final ServiceName API = ServiceName.of("bluefin-prod.api");
    private static final As OPERATOR = As.person("operator@example.test", Role.OPERATOR);

    @Autowired Example example;
    @Autowired ReleasePublishing publishing;
    @Autowired ServiceChanges services;
    @Autowired ServiceQueries installed;
    @Autowired ProposalStart start;
    @Autowired ChangeDesk desk;
    @Autowired ChangeQueries changes;
    @Autowired ApprovalDesk votes;

    @DynamicPropertySource
    static void world(DynamicPropertyRegistry registry) throws IOException {
        var endpoints = REHEARSAL.endpoints();
        String folder = Files.createTempDirectory("roll-back").toString();
        registry.add("portal.oidc.issuer", endpoints::issuer);
        registry.add("portal.google.base-url", endpoints::google);
        registry.add("portal.google.container-endpoint", endpoints::container);
        registry.add("portal.google.credentials", endpoints::credentials);
        registry.add("portal.catalog.folder", SERVICE_TYPES::toString);
        registry.add("portal.folder", () -> folder);
    }

    @AfterAll
    static void stop() {
        REHEARSAL.close();
    }

    @Test
    void proposesWhatRanBeforeAndBringsItBack() {
        ChangeId upgrade = upgradeOfTheExample();
        assertThatThrownBy(() -> OPERATOR.call(() -> services.rollBack(upgrade))).isInstanceOf(Refusal.class).hasMessageContaining("did not succeed");
        Proposal before = OPERATOR.call(() -> services.current(API));
        carryOut(upgrade);
        assertThat(release()).isEqualTo("2.4.0");

        var prefilled = OPERATOR.call(() -> start.read(QueryParameters.of("rollback", upgrade.toString())));

        assertThat(prefilled.reason()).contains(upgrade.toString());
        assertThat(prefilled.edits()).isEmpty();
        assertThat(prefilled.proposal()).isEqualTo(new Proposal(ChangeKind.ROLL_BACK, API, "2.3.1", before.inputs(), before.binding()));
        ChangeId back = OPERATOR.call(() -> {
            ChangeId id = services.propose(prefilled.proposal(), prefilled.reason() + "answers are slow", "OPS-312");
            desk.submit(id);
            return id;
        });
        carryOut(back);
        assertThat(release()).isEqualTo("2.3.1");
        assertThat(OPERATOR.call(() -> services.rollBack(back)).release()).isEqualTo("2.4.0");
        assertThatThrownBy(() -> OPERATOR.call(() -> services.rollBack(only(ChangeKind.ONBOARD)))).isInstanceOf(Refusal.class);
    }

    private ChangeId upgradeOfTheExample() {
        ShippedReleases.publish(publishing, "2.3.0", "2.3.1", "2.4.0");
        As.machineOf("operator@example.test", "releases:publish").run(this::publishDatabase);
        OPERATOR.run(example::load);
        await().atMost(Duration.ofMinutes(5)).until(() -> !example.isRunning());
        assertThat(example.progress()).startsWith("Loaded.");
        return only(ChangeKind.UPGRADE);
    }

    private void publishDatabase() {
        byte[] chart = ChartArchive.pack(SERVICE_TYPES.resolve("postgres/chart"), "postgres");
        String digest = "sha256:" + Fingerprint.of(chart).hex();
        publishing.upload(digest, chart);
        publishing.publish(new Publication("postgres", "1.0.0", digest, Stream.of("postgres", "pgpool", "pgbouncer").collect(Collectors.toMap(role -> role,
                role -> "europe-docker.pkg.dev/trm-portal/services/%s@sha256:%s".formatted(role, Fingerprint.of(role)))), "As shipped.", null));
    }

    private ChangeId only(ChangeKind kind) {
        return OPERATOR.call(() -> changes.rows(ChangeQueries.Filter.ALL, 0, 50)).stream().filter(row -> row.kind() == kind)
                .map(ChangeQueries.Row::id).findFirst().orElseThrow();
    }

    private void carryOut(ChangeId id) {
        Fingerprint fingerprint = page(id).fingerprint().orElseThrow();
        for (String approver : List.of("approver1@example.test", "approver2@example.test")) {
            As.person(approver, Role.APPROVER).signedInAt(Instant.now()).run(() -> votes.vote(id.toString(), fingerprint, Verdict.YES, ""));
        }
        await().atMost(Duration.ofMinutes(3)).until(() -> page(id).status().hasEnded());
        assertThat(page(id).status()).as(page(id).statusNote()).isEqualTo(ChangeStatus.SUCCEEDED);
    }

    private ChangeQueries.Page page(ChangeId id) {
        return OPERATOR.call(() -> changes.page(id));
    }

    private String release() {
        return OPERATOR.call(() -> installed.page(API)).row().release();
    }
}
