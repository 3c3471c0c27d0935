package com.trmlabs.portal.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.trmlabs.portal.OperationJobs;
import com.trmlabs.portal.catalog.Catalog;
import com.trmlabs.portal.change.ChangeKind;
import com.trmlabs.portal.change.ChangeQueries;
import com.trmlabs.portal.kernel.ServiceName;
import com.trmlabs.portal.postgres.Databases;
import com.trmlabs.portal.postgres.Group;
import com.trmlabs.portal.service.Offers;
import com.trmlabs.portal.service.Offers.Offer;
import com.trmlabs.portal.service.ServiceChanges.Proposal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A database of our own, installed by the portal like any other service, and the API bound to it by choosing it. */
class OwnDatabase {

    private static final Logger LOG = LoggerFactory.getLogger(OwnDatabase.class);

    private final OperationJobs jobs = new OperationJobs(World.the().admin, World.the().databases());
    @Autowired private Portal portal;
    @Autowired private Catalog catalog;
    @Autowired private Offers offers;
    @Autowired private Databases databases;

    /** As the wizard does it: nothing of all this runs yet, and the API is bound to what the database will offer. */
    ChangeQueries.Page onboarded(String release, ObjectNode inputs) {
        portal.publishDatabase(release);
        Offer offer = offers.planned(Map.of("postgres", inputs), catalog.type("api")).getFirst();
        ChangeQueries.Page installation = portal.onboarded(cluster -> List.of(
                new Proposal(ChangeKind.INSTALL, new ServiceName(cluster, "postgres"), release, inputs, Optional.empty()),
                new Proposal(ChangeKind.INSTALL, new ServiceName(cluster, "api"), "2.4.0", Portal.inputs(), Optional.of(offer.binding()))));
        portal.forget();
        await().atMost(Duration.ofMinutes(1)).until(Load::isServed);
        return installation;
    }

    static ServiceName name(ChangeQueries.Page installation) {
        return new ServiceName(installation.cluster().orElseThrow(), "postgres");
    }

    List<Group> groups(ServiceName database) {
        return portal.operator(() -> databases.groups(database));
    }

    Group group(ServiceName database, String name) {
        return groups(database).stream().filter(group -> group.name().equals(name)).findFirst().orElseThrow();
    }

    /** Once a standby may take over, it does. */
    void moveLeader(ServiceName database, String group) {
        await().atMost(Duration.ofMinutes(1)).until(() -> group(database, group).members().stream().anyMatch(OwnDatabase::mayTakeOver));
        String before = group(database, group).leader().orElseThrow();
        LOG.info("Switchover: {}", dbops("switchover", "--group", group, "--from", before));
        assertThat(group(database, group).leader().orElseThrow()).as("leader of %s after the switchover", group).isNotEqualTo(before);
    }

    static boolean mayTakeOver(Group.Member member) {
        return member.synchronous() && member.ready() && member.state().equals("streaming");
    }

    JsonNode dbops(String... command) {
        return jobs.dbops(command);
    }
}
