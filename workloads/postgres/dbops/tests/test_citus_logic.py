"""What dbops does with Citus' answers. There is no Citus here: tables and functions of the same names stand in for it, so this shows the
order and repetition of our own calls and the locks that PostgreSQL grants, and nothing about Citus itself."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import Call
from fences import Process, count
from members import Members

from dbops.sql import Connection

STAND_IN = """
CREATE TABLE pg_dist_node
  (nodename text, nodeport int, groupid int, noderole text, isactive bool, metadatasynced bool, shouldhaveshards bool);
CREATE TABLE pg_dist_placement (groupid int, shardid bigint);
CREATE TABLE pg_dist_shard (shardid bigint, logicalrelid regclass);
CREATE TABLE pg_dist_partition (logicalrelid regclass, repmodel "char" DEFAULT 's');
CREATE TABLE pg_dist_transaction (groupid int, gid text);
CREATE TABLE pg_dist_background_job (job_id bigint, state text, job_type text DEFAULT 'rebalance', description text DEFAULT '');
CREATE TABLE pg_dist_authinfo (nodeid int, rolename name, authinfo text, UNIQUE (nodeid, rolename));
CREATE TABLE public.distributed (id int);
CREATE TABLE public.undistributed (id int);
INSERT INTO pg_dist_partition VALUES ('distributed');
INSERT INTO pg_dist_node VALUES ('old-0', 1, 0, 'primary', true, true, false), ('old-0', 2, 0, 'secondary', true, true, false);
CREATE FUNCTION recover_prepared_transactions() RETURNS int LANGUAGE sql AS 'SELECT 0';
"""


@pytest.fixture
def database(members: Members, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    seeds = members.env["DBOPS_SEEDS"].partition("=")[2]
    monkeypatch.setenv("DBOPS_GROUPS", "postgres-0,postgres-1")
    monkeypatch.setenv("DBOPS_SEEDS", f"postgres-0={seeds} postgres-1={seeds}")
    monkeypatch.setenv("DBOPS_CITUS_DATABASE", "standin")
    with members.connect() as admin:
        admin.execute("DROP DATABASE IF EXISTS standin WITH (FORCE)")
        admin.execute("CREATE DATABASE standin")
        admin.execute("ALTER DATABASE standin SET citus.recover_2pc_interval = '-1'")
    with members.connect("standin") as connection:
        # Where Citus has its own
        connection.execute("SET allow_system_table_mods = on; SET search_path = pg_catalog, public")
        connection.execute(STAND_IN.encode())
        yield connection
    with members.connect() as admin:
        admin.execute("DROP DATABASE standin WITH (FORCE)")


def add_worker(database: Connection) -> None:
    database.execute("INSERT INTO pg_dist_node VALUES ('old-1', 1, 1, 'primary', true, true, true)")


def test_leaves_the_coordinator_where_it_is(dbops: Call, database: Connection) -> None:
    assert [dbops("citus", action, "--group", "postgres-0")[1] for action in ("drain", "remove")] == [3, 3]


def test_waits_for_a_group_until_it_is_registered(dbops: Call, database: Connection) -> None:
    facts, code = dbops("citus", "add", "--group", "postgres-1", "--timeout", "0")
    assert (code, "unknown to the coordinator" in facts["message"]) == (4, True)
    add_worker(database)
    assert dbops("citus", "add", "--group", "postgres-1", "--timeout", "0")[1] == 0


def test_follows_a_rebalance_that_runs_instead_of_starting_another(dbops: Call, database: Connection) -> None:
    database.execute("INSERT INTO pg_dist_background_job VALUES (8, 'running')")
    facts, code = dbops("citus", "rebalance", "--timeout", "0")
    assert (code, facts["job"]) == (4, 8)
    assert dbops("citus", "status")[0]["running"][0]["job"] == 8
    facts, code = dbops("fence")
    assert (code, "rebalance runs" in facts["message"]) == (3, True)


@pytest.mark.parametrize(("consistency", "writes"), [("atomic", True), ("strict", False)])
def test_a_fence_holds_decisions_and_if_strict_writes(
    members: Members, database: Connection, monkeypatch: pytest.MonkeyPatch, consistency: str, *, writes: bool
) -> None:
    # One primary only: the second group of the stand-in is the same server, and would wait for the first one's locks.
    seeds = members.env["DBOPS_SEEDS"].partition("=")[2]
    monkeypatch.setitem(members.env, "DBOPS_GROUPS", "postgres-0")
    monkeypatch.setitem(members.env, "DBOPS_SEEDS", f"postgres-0={seeds}")
    monkeypatch.setitem(members.env, "DBOPS_CITUS_DATABASE", "standin")
    with members.connect() as beside:
        beside.execute("CREATE TABLE beside (id int)")
    process = Process(members, "--consistency", consistency)
    try:
        process.held()
        database.execute("SET lock_timeout = '300ms'")
        for statement in ("INSERT INTO pg_dist_transaction VALUES (0, 'decided')", "UPDATE pg_dist_node SET nodeport = 3"):
            with pytest.raises(psycopg.errors.LockNotAvailable):
                database.execute(statement.encode())
        with members.connect() as beside:
            beside.execute("SET lock_timeout = '300ms'")
            for connection, statement in (
                (database, "INSERT INTO distributed VALUES (1)"),
                (database, "INSERT INTO undistributed VALUES (1)"),
                (beside, "INSERT INTO beside VALUES (1)"),
            ):
                with contextlib.nullcontext() if writes else pytest.raises(psycopg.errors.LockNotAvailable):
                    connection.execute(statement.encode())
    finally:
        process.kill()
        with members.connect() as beside:
            beside.execute("DROP TABLE beside")


def test_a_copy_learns_its_own_nodes_before_it_decides_anything(dbops: Call, copy: Members, database: Connection) -> None:
    add_worker(database)
    facts, code = dbops("restore-fix")
    leader = copy.cluster().leader
    assert (code, facts["transactions_decided"]) == (0, 0), facts
    assert database.execute("SELECT DISTINCT nodename, nodeport FROM pg_dist_node").fetchall() == [(leader.host, leader.port)]
    database.execute("INSERT INTO pg_dist_node VALUES ('original-2', 5432, 2, 'primary', true, true, true)")
    facts, code = dbops("restore-fix")
    assert (code, "original-2:5432" in facts["message"]) == (3, True)


def test_refuses_to_touch_what_may_be_the_original(dbops: Call, copy: Members, database: Connection) -> None:
    with copy.connect() as admin:
        admin.execute("ALTER DATABASE standin SET citus.recover_2pc_interval = '60000'")
    facts, code = dbops("restore-fix")
    assert (code, "recovers transactions" in facts["message"]) == (3, True)
    assert count(database, "SELECT count(*) FROM pg_dist_node WHERE nodename = 'old-0'") == 2


def test_clients_own_the_database_and_are_known_between_nodes(dbops: Call, database: Connection, tmp_path: Path) -> None:
    for file, text in {"exporter": "1", "pooler": "2", "shard-client/username": "shard_client", "shard-client/password": "3"}.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    (tmp_path / "clients.json").write_text('[{"name": "shard-client", "namespace": "x", "database": "standin"}]')
    options = ("--clients", tmp_path / "clients.json", "--credentials", tmp_path, "--passwords", tmp_path)
    assert dbops("accounts", *options)[1] == 0
    owner = database.execute(
        "SELECT datdba::regrole::text, rolename, authinfo FROM pg_database, pg_dist_authinfo WHERE datname = 'standin'"
    )
    assert owner.fetchall() == [("shard_client", "shard_client", "password=3")]
    facts, code = dbops("accounts", *options)
    assert (code, facts["changed"]) == (0, [])
