"""What one fence holds and what it lets through, on a real cluster."""

from collections.abc import Iterator

import psycopg
import pytest
from fences import Process, count
from members import Members

from dbops.sql import Connection


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO ledger (n) VALUES (1)",
        "UPDATE parted_1 SET id = 1",
        "SELECT 1 FROM ledger FOR UPDATE",
        "TRUNCATE ledger",
        "CREATE TABLE fresh (id int)",
        "CREATE TEMPORARY TABLE fresh (id int)",
        "CREATE FUNCTION fresh() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE fresh",
        "CREATE DATABASE fresh",
        "COMMENT ON TABLE ledger IS 'fresh'",
        "SELECT lo_create(0)",
        "ALTER TABLE ledger ADD COLUMN fresh int",
        "VACUUM ledger",
    ],
)
def test_holds_whatever_writes(held: Connection, statement: str) -> None:
    held.execute("SET lock_timeout = '300ms'")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        held.execute(statement.encode())


@pytest.fixture(scope="module")
def held(running: Members) -> Iterator[Connection]:
    """A session of its own under one fence for several tests."""
    running.wait()
    with running.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS ledger (id bigserial PRIMARY KEY, worker int, n int)")
        connection.execute("CREATE TABLE IF NOT EXISTS parted (id int) PARTITION BY RANGE (id)")
        connection.execute("CREATE TABLE IF NOT EXISTS parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000)")
        connection.execute("INSERT INTO ledger (n) VALUES (1)")
        process = Process(running, "--hold", "120")
        process.held()
        try:
            yield connection
        finally:
            process.kill()
            connection.execute("DROP TABLE ledger, parted")


def test_lets_new_sessions_read_and_replication_go_on(members: Members, held: Connection) -> None:
    for database in ("postgres", "template1"):
        with members.connect(database) as fresh:
            assert count(fresh, "SELECT count(*) FROM pg_class") > 0
    held.execute("SELECT pg_logical_emit_message(true, 'test', 'a commit that waits for the standby, and writes to no table')")
    members.wait()
