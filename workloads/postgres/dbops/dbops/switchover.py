"""`dbops switchover`: another member leads, accepts writes, and the old leader follows it."""

import logging
import os
import socket
import threading
import time
from dataclasses import dataclass

import psycopg

from dbops.outcome import Broken, Facts, Refused, Unreachable
from dbops.patroni import Cluster, Member, Patroni
from dbops.site import Group, Site
from dbops.sql import connect

PAUSE_SECONDS = 0.2

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Target:
    """Who shall lead, or who shall not any more. So the same call twice moves once."""

    candidate: str | None
    away_from: str | None

    @property
    def member(self) -> str:
        return self.candidate or self.away_from or ""

    def reached_by(self, leader: Member) -> bool:
        return leader.name == self.candidate if self.candidate else leader.name != self.away_from


@dataclass(frozen=True)
class Leading:
    """Who shall lead a group, and who led it before, where that is known."""

    group: Group
    target: Target
    before: str | None

    def followed(self, cluster: Cluster) -> bool:
        if self.before is None:
            return any(member.synchronous and member.streams for member in cluster.members)
        return cluster.member(self.before).streams


def run(site: Site, patroni: Patroni, group: Group, target: Target, timeout: float) -> Facts:
    deadline = time.monotonic() + timeout
    before = patroni.cluster(group)
    before.member(target.member)
    leader = before.leader
    if target.reached_by(leader):
        _settled(site, patroni, Leading(group, target, target.away_from), deadline)
        return {"group": group.name, "leader": leader.name, "moved": False, "timeline": leader.timeline}
    check(before, target.candidate)
    started = time.monotonic()
    patroni.switchover(group, leader, target.candidate)
    after, written = _settled(site, patroni, Leading(group, target, leader.name), deadline)
    log.info("%s leads instead of %s", after.leader.name, leader.name)
    facts = {"group": group.name, "leader": after.leader.name, "before": leader.name, "moved": True, "timeline": after.leader.timeline}
    return facts | {"writes_after_ms": _since(started, written), "followed_after_ms": _since(started, time.monotonic())}


def check(cluster: Cluster, wanted: str | None) -> None:
    """A synchronous standby has every acknowledged write, so only one of them may lead."""
    ready = [member for member in cluster.members if member.synchronous and member.streams]
    if wanted is None and not ready:
        raise Refused(f"{cluster.group} has no synchronous standby that streams: repair a standby first")
    if wanted is not None and (member := cluster.member(wanted)) not in ready:
        raise Refused(f"{wanted} is {member.role} and {member.state}: only a synchronous standby that streams has every acknowledged write")


def _settled(site: Site, patroni: Patroni, leading: Leading, deadline: float) -> tuple[Cluster, float]:
    """Waits until the member leads, has committed a write with its standby, and the one before follows it. Tells when it wrote."""
    written = 0.0
    while True:
        try:
            cluster = patroni.cluster(leading.group)
            if leading.target.reached_by(cluster.leader):
                written = written or _writes(site, cluster.leader, deadline)
                if leading.followed(cluster):
                    return cluster, written
            state = ", ".join(f"{member.name} is {member.role} and {member.state}" for member in cluster.members)
        except (Unreachable, psycopg.Error) as problem:
            state = str(problem)
        if time.monotonic() > deadline:
            done = "accepts writes, but is not followed" if written else "does not accept writes"
            raise Broken(f"The new leader of {leading.group.name} {done} in time: {state}")
        time.sleep(PAUSE_SECONDS)


def _writes(site: Site, leader: Member, deadline: float) -> float:
    """A commit that leaves nothing behind, yet waits for the synchronous standby like any other.

    PostgreSQL's own time-outs do not count while a commit waits, and one that is cancelled is told as done: the connection is cut instead.
    """
    with connect(site, leader, statement_timeout=10) as connection, socket.socket(fileno=os.dup(connection.fileno())) as line:
        cut = threading.Timer(max(1.0, deadline - time.monotonic()), line.shutdown, [socket.SHUT_RDWR])
        cut.start()
        try:
            connection.execute("SELECT pg_logical_emit_message(true, 'dbops', 'switchover')")
        finally:
            cut.cancel()
    return time.monotonic()


def _since(start: float, end: float) -> int:
    return round((end - start) * 1_000)
