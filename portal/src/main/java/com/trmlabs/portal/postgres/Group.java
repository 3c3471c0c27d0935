package com.trmlabs.portal.postgres;

import java.util.List;
import java.util.Optional;

/**
 * Members that hold the same data and replace each other: all of a plain database, the coordinator or one worker group of Citus.
 *
 * @param leader the member that holds the lock
 * @param members by name
 * @param paused whether somebody has switched failover off
 */
public record Group(String name, Optional<String> leader, List<Member> members, boolean paused) {

    /**
     * A server as it describes itself on its pod.
     *
     * @param role primary or replica; a dead node's pod keeps the one that it had
     * @param state running, streaming, starting ...
     * @param synchronous whether a write counts only when this member has it
     * @param lagBytes behind the leader's position as last published; absent for the leader and where it is not known
     * @param pendingRestart whether settings wait for a restart
     */
    public record Member(String name, String node, boolean ready, String role, String state, boolean synchronous, Optional<Long> lagBytes, int timeline,
            boolean pendingRestart) {}

    Optional<Member> readyLeader() {
        return members.stream().filter(member -> member.ready() && leader.filter(member.name()::equals).isPresent()).findFirst();
    }
}
