"""The fence on a real cluster: writers wait without an error, readers and replication go on, and nothing of it outlives its process."""

import signal
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest
from conftest import Call
from fences import Process, Writers, count, wait_for
from members import Members

from dbops import fence
from dbops.outcome import Broken
from dbops.sql import Connection

SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'dbops fence'"


@pytest.fixture
def admin(members: Members) -> Iterator[Connection]:
    with members.connect() as connection:
        connection.execute("DROP TABLE IF EXISTS ledger, parted")
        connection.execute("CREATE TABLE parted (id int) PARTITION BY RANGE (id)")
        connection.execute("CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000000000)")
        # Made last, written first: not the order in which a fence takes tables at its first try.
        connection.execute("CREATE TABLE ledger (id bigserial PRIMARY KEY, worker int, n int)")
        yield connection
    with members.connect() as connection:
        connection.execute("DROP TABLE ledger, parted")


@pytest.fixture
def start(members: Members, admin: Connection) -> Iterator[Callable[..., Process]]:
    started: list[Process] = []

    def begin(*arguments: str) -> Process:
        started.append(Process(members, *arguments))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


def test_writers_stand_still_and_go_on(members: Members, admin: Connection, start: Callable[..., Process]) -> None:
    with Writers(members) as writers:
        writers.after([0, 0, 0])
        process = start("--hold", "60")
        process.held()
        wait_for(lambda: count(admin, "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT%'") == 3)
        still = list(writers.acknowledged)
        rows = count(admin, "SELECT count(*) FROM ledger")
        assert rows == count(admin, "SELECT count(*) FROM parted") == sum(still)
        for _ in range(20):
            assert count(admin, "SELECT count(*) FROM ledger") == rows
            time.sleep(0.05)
        process.process.send_signal(signal.SIGTERM)
        facts, code = process.end()
        assert (code, facts["outcome"], facts["released"], facts["consistency"]) == (0, "done", "asked", "strict"), facts
        assert facts["proofs"] >= 2
        writers.after(still)
    assert writers.errors == []
    assert count(admin, "SELECT count(*) FROM ledger") == sum(writers.acknowledged)


def test_the_fence_falls_with_its_process(members: Members, admin: Connection, start: Callable[..., Process]) -> None:
    with Writers(members) as writers:
        writers.after([0, 0, 0])
        process = start("--hold", "60")
        process.held()
        still = list(writers.acknowledged)
        process.process.kill()
        writers.after(still)
        wait_for(lambda: count(admin, SESSIONS) == 0)
    assert writers.errors == []
    assert count(admin, "SELECT count(*) FROM pg_locks WHERE mode = 'ExclusiveLock' AND locktype = 'relation'") == 0


def test_the_fence_falls_when_its_process_hangs_and_says_so(members: Members, admin: Connection, start: Callable[..., Process]) -> None:
    process = start("--hold", "60")
    process.held()
    process.process.send_signal(signal.SIGSTOP)
    wait_for(lambda: count(admin, SESSIONS) == 0)
    admin.execute("INSERT INTO ledger (n) VALUES (1)")
    process.process.send_signal(signal.SIGCONT)
    facts, code = process.end()
    assert (code, facts["outcome"], "was lost" in facts["message"]) == (5, "broken", True)


def test_one_cut_session_breaks_the_whole_fence(admin: Connection, start: Callable[..., Process]) -> None:
    process = start("--hold", "60")
    process.held()
    admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'dbops fence' LIMIT 1")
    facts, code = process.end()
    assert (code, facts["outcome"]) == (5, "broken")
    wait_for(lambda: count(admin, SESSIONS) == 0)


def test_a_switchover_under_the_fence_breaks_it(dbops: Call, members: Members, admin: Connection, start: Callable[..., Process]) -> None:
    process = start("--hold", "60")
    process.held()
    leader = members.cluster().leader.name
    assert dbops("switchover", "--from", leader)[1] == 0
    facts, code = process.end()
    assert (code, facts["outcome"]) == (5, "broken")
    members.wait()


def test_the_time_limit_takes_it_away(dbops: Call, admin: Connection) -> None:
    facts, code = dbops("fence", "--hold", "1", "--restore-point", "cut-1")
    assert (code, facts["released"]) == (0, "time over"), facts
    assert facts["positions"][0]["restore_point"] >= facts["positions"][0]["lsn"]
    wait_for(lambda: count(admin, SESSIONS) == 0)


def test_gives_way_to_a_transaction_that_goes_on_and_names_it(dbops: Call, members: Members, admin: Connection) -> None:
    with members.connect() as other, other.transaction():
        other.execute("INSERT INTO ledger (n) VALUES (1)")
        facts, code = dbops("fence", "--acquire", "1")
        assert (code, facts["outcome"]) == (3, "refused")
        assert "postgres in postgres" in facts["message"]
        admin.execute("INSERT INTO ledger (n) VALUES (2)")


def test_names_a_prepared_transaction(dbops: Call, members: Members, admin: Connection) -> None:
    with members.connect() as other:
        other.execute("BEGIN")
        other.execute("INSERT INTO ledger (n) VALUES (1)")
        other.execute("PREPARE TRANSACTION 'left'")
    try:
        facts, code = dbops("fence", "--acquire", "1")
        assert (code, "prepared transaction of postgres" in facts["message"]) == (3, True), facts
    finally:
        admin.execute("ROLLBACK PREPARED 'left'")


def test_holds_all_databases(dbops: Call, members: Members, admin: Connection, start: Callable[..., Process]) -> None:
    admin.execute("CREATE DATABASE second")
    try:
        with members.connect("second") as second:
            second.execute("CREATE TABLE here (id int)")
            process = start("--hold", "60")
            process.held()
            second.execute("SET lock_timeout = '300ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                second.execute("INSERT INTO here VALUES (1)")
            process.process.send_signal(signal.SIGTERM)
            assert process.end()[1] == 0
            second.execute("INSERT INTO here VALUES (1)")
    finally:
        admin.execute("DROP DATABASE second WITH (FORCE)")


def test_a_proof_fails_when_a_lock_is_gone(members: Members, admin: Connection) -> None:
    with members.connect() as other:
        session = fence.Session("postgres", members.cluster().leader, "postgres", other, start="never", locks=1)
        with pytest.raises(Broken, match="was lost"):
            session.proof()
