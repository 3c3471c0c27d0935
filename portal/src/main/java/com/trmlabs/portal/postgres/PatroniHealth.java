package com.trmlabs.portal.postgres;

import com.trmlabs.portal.change.ObjectRef;
import com.trmlabs.portal.change.spi.KubernetesClusters.Connection;
import com.trmlabs.portal.postgres.Group.Member;
import com.trmlabs.portal.service.spi.HealthCheck;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** A database is well when each group has a leader, a synchronous standby, replicas that keep up, and may fail over. */
@Component
class PatroniHealth implements HealthCheck {

    static final String NAME = "patroni";
    private static final long MOST_LAG = 16 << 20;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding check(Connection read, List<ObjectRef> workloads) {
        List<Group> groups = Groups.read(read, workloads);
        List<String> flaws = groups.stream().flatMap(group -> flaws(group).limit(1)).toList();
        return new Finding(flaws.isEmpty(), String.join("; ", flaws.isEmpty() ? groups.stream().map(PatroniHealth::words).toList() : flaws));
    }

    /** The worst one first */
    private static Stream<String> flaws(Group group) {
        if (group.members().isEmpty()) {
            return Stream.of(group.name() + ": it has no members, so its data can neither be read nor written");
        }
        if (group.readyLeader().isEmpty()) {
            return Stream.of(group.leader().map(leader -> "%s: its leader %s is not ready".formatted(group.name(), leader))
                    .orElse(group.name() + ": no member leads, so nothing can be written"));
        }
        List<Member> replicas = group.members().stream().filter(member -> !Optional.of(member.name()).equals(group.leader())).toList();
        boolean guarded = replicas.stream().anyMatch(member -> member.synchronous() && member.ready());
        Stream<String> alone = guarded ? Stream.empty() : Stream.of(group.name() + ": no synchronous standby, so writes wait for one");
        Stream<String> paused = group.paused() ? Stream.of(group.name() + ": failover is paused, so nobody takes over when the leader fails") : Stream.empty();
        return Stream.of(alone, replicas.stream().flatMap(member -> flaws(group, member)), paused).flatMap(found -> found);
    }

    private static Stream<String> flaws(Group group, Member replica) {
        if (!replica.ready()) {
            return Stream.of("%s: %s is not ready, it is %s".formatted(group.name(), replica.name(), replica.state()));
        }
        return replica.lagBytes().filter(lag -> lag > MOST_LAG).map(lag -> "%s: %s is %d MB behind".formatted(group.name(), replica.name(), lag >> 20)).stream();
    }

    private static String words(Group group) {
        String standbys = String.join(", ", group.members().stream().filter(Member::synchronous).map(Member::name).toList());
        return "%s: %s leads%s, %d members".formatted(group.name(), group.leader().orElseThrow(), standbys.isEmpty() ? "" : ", " + standbys + " synchronous",
                group.members().size());
    }
}
