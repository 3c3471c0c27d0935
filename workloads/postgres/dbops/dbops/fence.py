"""`dbops fence`: holds all writers of all primaries still, without an error for them, and proves that it did.

A fence is nothing but locks of sessions. When this process dies, its node vanishes or it hangs, the servers end the sessions, and the
fence has fallen. Reading goes on; so does replication, which takes no such locks.

Strict, as every fence without Citus is: EXCLUSIVE on every table of every database of every primary, catalogs included. It is granted when
each transaction that has written has ended, and lets no other one write, lock rows or alter anything, so the cut lies between transactions.
Only sequences may still count. With Citus that is each distributed table on each node, whose own lock a program takes before it writes to
any shard, and whatever is local to a node.
Atomic, with Citus only: EXCLUSIVE on pg_dist_node (coordinator), pg_dist_partition and pg_dist_transaction of every primary: no transaction
over several nodes is half decided, and none can be decided. Writes to one node go on.
"""

import logging
import threading
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import psycopg

from dbops import locks
from dbops.locks import Order, Stuck
from dbops.outcome import Broken, Facts, Refused, Unreachable
from dbops.patroni import Member, Patroni
from dbops.site import Group, Site
from dbops.sql import Connection, connect, databases, first_line, one

SILENCE_SECONDS = 5
"""A session of which the server hears nothing for so long ends, and the fence with it: this process may hang or be cut off."""

PROOF_SECONDS = 1.0
BACK_OFF_SECONDS = 0.2

LOCKS_HELD = "(SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND mode = 'ExclusiveLock' AND granted)"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """How the fence shall be."""

    strict: bool
    hold: float
    """Seconds after which it is taken away at the latest."""
    acquire: float
    """Seconds for getting all locks."""
    restore_point: str | None = None


@dataclass
class Session:
    """A session that holds locks on one database of one primary."""

    group: str
    member: Member
    database: str
    connection: Connection
    start: str = ""
    locks: int = 0

    def proof(self) -> None:
        """Fails unless the session still holds every lock on the same, never interrupted primary."""
        row = self.connection.execute(f"SELECT pg_is_in_recovery(), pg_postmaster_start_time()::text, {LOCKS_HELD}").fetchone()
        if row is None or row[0] or row[1] != self.start or row[2] != self.locks:
            raise Broken(f"the fence on {self.member.name} was lost: {row} instead of {self.locks} locks since {self.start}")


@dataclass
class Fence:
    """All sessions, and what Patroni said of the primaries when they were opened."""

    leaders: dict[str, tuple[str, int]]
    sessions: list[Session] = field(default_factory=list)

    def proof(self) -> None:
        for session in self.sessions:
            try:
                session.proof()
            except psycopg.Error as problem:
                raise Broken(f"the fence on {session.member.name} was lost: {first_line(problem)}") from problem

    def same_leaders(self, patroni: Patroni, groups: tuple[Group, ...]) -> None:
        try:
            now = {group.name: _identity(patroni.cluster(group).leader) for group in groups}
        except Unreachable as problem:
            raise Broken(f"nobody can tell whether the leaders are still the same: {problem}") from problem
        if now != self.leaders:
            raise Broken(f"leaders or timelines have changed under the fence: {self.leaders} before, {now} now")


def run(site: Site, patroni: Patroni, wish: Wish, released: threading.Event) -> Facts:
    """Holds until ``released`` is set or the time is over."""
    asked = time.monotonic()
    with ExitStack() as stack:
        fence = acquire(site, patroni, wish, stack)
        held = time.monotonic()
        positions = _positions(fence, wish.restore_point)
        log.info("fence held", extra={"facts": {"event": "held", "leaders": fence.leaders, "positions": positions}})
        proofs = _hold(fence, held + wish.hold, released)
        fence.same_leaders(patroni, site.groups)
        fence.proof()
        facts: Facts = {
            "consistency": "strict" if wish.strict or not site.citus_database else "atomic",
            "released": "asked" if released.is_set() else "time over",
            "proofs": proofs + 1,
            "leaders": [{"group": group, "leader": leader, "timeline": line} for group, (leader, line) in fence.leaders.items()],
            "locks": sum(session.locks for session in fence.sessions),
            "positions": positions,
            "acquired_ms": round((held - asked) * 1_000),
        }
    return facts | {"held_ms": round((time.monotonic() - held) * 1_000)}


def acquire(site: Site, patroni: Patroni, wish: Wish, stack: ExitStack) -> Fence:
    """Tries until all locks are there. Between attempts everything is let go, so that writers are held up for moments only."""
    deadline = time.monotonic() + wish.acquire
    orders: dict[tuple[str, str], Order] = defaultdict(Order)
    while True:
        with ExitStack() as attempt:
            try:
                fence = _attempt(site, patroni, wish, orders, attempt)
            except Stuck as problem:
                attempt.close()
                if time.monotonic() > deadline:
                    raise Refused(f"no fence within {wish.acquire:.0f} s: somebody writes: {_blockers(site, patroni)}") from problem
                time.sleep(BACK_OFF_SECONDS)
            else:
                stack.push(attempt.pop_all())
                return fence


def _attempt(site: Site, patroni: Patroni, wish: Wish, orders: dict[tuple[str, str], Order], stack: ExitStack) -> Fence:
    leaders = {group.name: patroni.cluster(group).leader for group in site.groups}
    fence = Fence({group: _identity(leader) for group, leader in leaders.items()})
    atomic = site.citus_database if not wish.strict else None
    for group, leader in leaders.items():
        for database in [atomic] if atomic else _databases(site, leader):
            session = _open(Session(group, leader, database, connect(site, leader, database)), wish, stack)
            coordinator = group == site.first.name
            if database == site.citus_database:
                locks.begin_citus(session.connection, coordinator=coordinator)
            if atomic:
                locks.decisions(session.connection, orders[group, database], coordinator=coordinator)
            else:
                shared = all(other.group != group for other in fence.sessions)
                locks.everything(session.connection, orders[group, database], shared=shared)
            fence.sessions.append(session)
    for session in fence.sessions:
        session.connection.execute(f"SET idle_in_transaction_session_timeout = '{SILENCE_SECONDS}s'")
        session.locks = one(session.connection, f"SELECT {LOCKS_HELD}")
    return fence


def _open(session: Session, wish: Wish, stack: ExitStack) -> Session:
    connection = session.connection
    # Closing ends the transaction, and with it the locks: there is nothing to commit.
    stack.callback(connection.close)
    for setting, value in {
        "application_name": "dbops fence",
        "deadlock_timeout": locks.DEADLOCK_CHECK,
        "statement_timeout": f"{SILENCE_SECONDS}s",
        # Other databases' turn may take a while; when all are held, it gets short.
        "idle_in_transaction_session_timeout": f"{wish.acquire + SILENCE_SECONDS:.0f}s",
        "tcp_keepalives_idle": "2",
        "tcp_keepalives_interval": "1",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "5s",
    }.items():
        connection.execute("SELECT set_config(%s, %s, false)", (setting, value))
    session.start = one(connection, "SELECT pg_postmaster_start_time()::text")
    connection.execute("BEGIN")
    return session


def _hold(fence: Fence, until: float, released: threading.Event) -> int:
    """Speaks to each session every second: the number of proofs."""
    proofs = 0
    while True:
        fence.proof()
        proofs += 1
        left = until - time.monotonic()
        if left <= 0 or released.wait(min(left, PROOF_SECONDS)):
            return proofs


def _positions(fence: Fence, restore_point: str | None) -> list[dict[str, Any]]:
    """Where each primary's log stood when all were held."""
    found = {}
    for session in fence.sessions:
        if session.group not in found:
            lsn = one(session.connection, "SELECT pg_current_wal_lsn()::text")
            point = one(session.connection, "SELECT pg_create_restore_point(%s)::text", restore_point) if restore_point else None
            found[session.group] = {"group": session.group, "lsn": lsn} | ({"restore_point": point} if point else {})
    return list(found.values())


def _databases(site: Site, leader: Member) -> list[str]:
    with connect(site, leader) as connection:
        return databases(connection)


def _identity(leader: Member) -> tuple[str, int]:
    return leader.name, leader.timeline


def _blockers(site: Site, patroni: Patroni) -> str:
    """Who holds what a fence needs, and for how long; not what they do."""
    told = []
    for group in site.groups:
        with connect(site, patroni.cluster(group).leader) as connection:
            told += [
                f"{who} in {database or 'all databases'} for {seconds} s (process {pid}, {state})"
                for pid, who, database, state, seconds in connection.execute(
                    "SELECT DISTINCT pid, coalesce(usename, backend_type), datname, state, extract(epoch FROM now() - xact_start)::int"
                    " FROM pg_stat_activity JOIN pg_locks USING (pid) WHERE locktype = 'relation' AND granted AND mode <> 'AccessShareLock'"
                    " AND pid <> pg_backend_pid() ORDER BY 5 DESC LIMIT 5"
                )
            ]
            told += [
                f"prepared transaction of {owner} in {database}"
                for owner, database in connection.execute("SELECT owner, database FROM pg_prepared_xacts ORDER BY prepared LIMIT 5")
            ]
    return "; ".join(told) or "just ended"
