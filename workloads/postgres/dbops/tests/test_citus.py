"""dbops on a real Citus: a coordinator and two workers. Left out where no package of it is given."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
import yaml
from conftest import API, Call
from fences import Process, wait_for
from members import PASSWORD, SPREAD, Members, bootstrap
from psycopg.conninfo import conninfo_to_dict

from dbops.sql import Connection

LAST = "postgres-2"


@pytest.fixture(scope="module")
def running(spread: Members) -> Members:
    return spread


@pytest.fixture
def client(dbops: Call, members: Members, job: list[object]) -> Iterator[Connection]:
    """The owner of the database, on the coordinator, with a schema of its own."""
    facts, code = dbops(*job)
    assert code == 0, facts
    with psycopg.connect(**members.parameters("api", API, SPREAD)) as connection:
        connection.execute("CREATE SCHEMA work")
        connection.execute("SET search_path = work")
        yield connection
    with members.connect(SPREAD) as admin:
        admin.execute("DROP SCHEMA work CASCADE")


@pytest.fixture
def spread_out(client: Connection) -> Connection:
    """With tables of each kind."""
    for statement in (
        "CREATE TABLE places (id int PRIMARY KEY, name text)",
        "SELECT create_reference_table('places')",
        "INSERT INTO places SELECT n, 'place ' || n FROM generate_series(1, 10) n",
        "CREATE TABLE visits (id int PRIMARY KEY, place int REFERENCES places)",
        "SELECT create_distributed_table('visits', 'id', shard_count => 4)",
        "INSERT INTO visits SELECT n, n % 10 + 1 FROM generate_series(1, 2000) n",
        "CREATE TABLE aside (id int)",
        "INSERT INTO aside VALUES (1)",
    ):
        client.execute(statement)
    return client


def everywhere(members: Members, query: LiteralString, database: str = SPREAD) -> list[Any]:
    found: list[Any] = []
    for group in members.site.groups:
        with members.connect(database, group) as connection:
            done = connection.execute(query)
            found += [row[0] for row in done] if done.description else []
    return found


TRAP = """
SET citus.enable_ddl_propagation = off;
CREATE SCHEMA trap;
CREATE SEQUENCE trap.sprung;
CREATE FUNCTION trap.spring() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN PERFORM nextval('trap.sprung'); END IF;
END $$;
CREATE FUNCTION trap.rows() RETURNS TABLE (gid text, database name) LANGUAGE sql AS
  'SELECT trap.spring(); SELECT gid, database FROM pg_catalog.pg_prepared_xacts';
CREATE VIEW trap.pg_prepared_xacts AS SELECT * FROM trap.rows();
CREATE FUNCTION trap.step(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT trap.spring(); SELECT $1 + 1';
CREATE AGGREGATE trap.count(*) (SFUNC = trap.step, STYPE = bigint, INITCOND = '0');
ALTER DATABASE exposure SET search_path = trap, pg_catalog;
"""


@pytest.fixture
def trapped(spread_out: Connection, members: Members) -> Iterator[Connection]:
    """On each node the database's owner has put something in the server's place, for sessions that begin from now on."""
    for group in members.site.groups:
        with psycopg.connect(**members.parameters("api", API, SPREAD, group)) as owner:
            owner.execute(TRAP.encode())
    everywhere(
        members, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'postgres'", "postgres"
    )
    members.wait()
    yield spread_out
    everywhere(members, "ALTER DATABASE exposure RESET search_path", "postgres")
    everywhere(members, "SET citus.enable_ddl_propagation = off; DROP SCHEMA trap CASCADE")


def test_runs_no_function_of_a_client_in_sessions_that_citus_opens_by_itself(dbops: Call, members: Members, trapped: Connection) -> None:
    for number, group in enumerate(members.site.groups):
        with members.connect(SPREAD, group) as admin:
            for by in range(3):
                admin.execute("BEGIN")
                admin.execute(f"PREPARE TRANSACTION 'citus_{by}_1_{10**9 + number}_1'".encode())
    # Rolled back by whom they name, as nobody has decided them: sessions have been opened from each node to each other one
    wait_for(lambda: everywhere(members, "SELECT count(*) FROM pg_prepared_xacts") == [0, 0, 0])
    assert everywhere(members, "SELECT is_called FROM trap.sprung") == [False, False, False]
    facts, code = dbops("verify", "--amcheck", "--counts")
    assert (code, facts["findings"]) == (0, [])
    assert everywhere(members, "SELECT is_called FROM trap.sprung") == [False, False, False]


def test_moves_rows_with_the_rights_of_their_owner(dbops: Call, client: Connection) -> None:
    """A CHECK runs as whoever copies the rows."""
    for statement in (
        "CREATE FUNCTION spring(int) RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN"
        " IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN RAISE 'sprung'; END IF; RETURN true; END $$",
        "CREATE TABLE trap (id int PRIMARY KEY CHECK (work.spring(id)))",
        "SELECT create_distributed_table('trap', 'id', shard_count => 4)",
        "INSERT INTO trap SELECT generate_series(1, 100)",
    ):
        client.execute(statement.encode())
    try:
        facts, code = dbops("citus", "drain", "--group", LAST, "--timeout", "60")
        assert (code, facts["moved"]) == (0, 2), facts
    finally:
        dbops("citus", "add", "--group", LAST)
    assert dbops("citus", "rebalance", "--block-writes")[0]["moved"] == 2
    assert client.execute("SELECT count(*) FROM trap").fetchone() == (100,)


def nodes(dbops: Call, key: str) -> list[object]:
    return [node[key] for node in dbops("citus", "status")[0]["nodes"]]


def test_drains_a_group_whose_reference_tables_stay(dbops: Call, spread_out: Connection) -> None:
    assert nodes(dbops, "shards") == [0, 2, 2]
    try:
        assert [dbops("citus", "drain", "--group", LAST)[0]["moved"] for _ in range(2)] == [2, 0]
        assert (nodes(dbops, "shards"), nodes(dbops, "takes_shards")) == ([0, 4, 0], [False, True, False])
    finally:
        facts, code = dbops("citus", "add", "--group", LAST)
    assert (code, facts["node"]["takes_shards"]) == (0, True)
    assert dbops("citus", "rebalance", "--preview")[0]["total"] == 2
    assert [dbops("citus", "rebalance")[0]["moved"] for _ in range(2)] == [2, 0]
    assert spread_out.execute("SELECT count(*), sum(p.id) FROM visits JOIN places p ON p.id = place").fetchone() == (2000, 11000)


def test_drains_a_group_that_has_no_shards(dbops: Call, client: Connection) -> None:
    try:
        facts, code = dbops("citus", "drain", "--group", LAST)
        assert (code, facts["moved"], nodes(dbops, "takes_shards")) == (0, 0, [False, True, False])
    finally:
        dbops("citus", "add", "--group", LAST)


@pytest.fixture
def keyless(spread_out: Connection) -> Connection:
    spread_out.execute("CREATE TABLE clicks (at int)")
    spread_out.execute("SELECT create_distributed_table('clicks', 'at', colocate_with => 'visits')")
    spread_out.execute("INSERT INTO clicks SELECT generate_series(1, 100)")
    return spread_out


def test_names_the_tables_that_cannot_move_while_they_are_written_to(dbops: Call, keyless: Connection) -> None:
    facts, code = dbops("citus", "drain", "--group", LAST)
    assert (code, facts["tables"], nodes(dbops, "takes_shards")) == (3, ["work.clicks"], [False, True, True]), facts
    try:
        facts, code = dbops("citus", "drain", "--group", LAST, "--block-writes")
        assert (code, facts["moved"]) == (0, 4), facts
    finally:
        dbops("citus", "add", "--group", LAST)
    for option in ((), ("--preview",)):
        facts, code = dbops("citus", "rebalance", *option)
        assert (code, facts["tables"]) == (3, ["work.clicks"]), facts
    assert dbops("citus", "rebalance", "--preview", "--block-writes")[0]["total"] == 4
    assert dbops("citus", "rebalance", "--block-writes")[0]["moved"] == 2
    assert keyless.execute("SELECT count(*) FROM clicks").fetchone() == (100,)


def test_asks_the_group_that_a_members_name_belongs_to(dbops: Call) -> None:
    facts, code = dbops("switchover", "--from", "postgres-1-0")
    assert (code, facts["message"]) == (3, "postgres-1 has no synchronous standby that streams: repair a standby first")
    facts, code = dbops("switchover", "--from", "postgres-1-0", "--group", "postgres-0")
    assert (code, "postgres-0 has no member postgres-1-0" in facts["message"]) == (3, True)
    assert dbops("switchover", "--from", "postgres-9-0")[1] == 2


def test_finds_a_damaged_shard(dbops: Call, members: Members, spread_out: Connection) -> None:
    group = members.site.groups[1]
    with members.connect(SPREAD, group) as worker:
        row = worker.execute(
            "SELECT logicalrelid || '_' || shardid, current_setting('data_directory')"
            " FROM pg_dist_shard JOIN pg_dist_placement USING (shardid)"
            " WHERE groupid = 1 AND logicalrelid = 'work.visits'::regclass LIMIT 1"
        ).fetchone()
        assert row
        file = worker.execute("SELECT pg_relation_filepath(%s)", (row[0],)).fetchone()
        assert file
        worker.execute("CHECKPOINT")
    facts, code = dbops("verify", "--amcheck", "--counts")
    assert (code, facts["findings"]) == (0, [])
    assert [told for told in facts["counts"] if "exposure.work" in told] == [
        "exposure.work.aside: 1",
        "exposure.work.places: 10",
        "exposure.work.visits: 2000",
    ]
    page = Path(row[1]) / file[0]
    whole = page.read_bytes()
    members.stop("postgres-1-0")
    page.write_bytes(whole[:100] + b"damage" + whole[106:])
    members.start("postgres-1-0")
    members.wait()
    try:
        facts, code = dbops("verify", "--amcheck")
        assert code == 3
        assert facts["findings"][0].split(" in block 0")[0] == f"exposure: {row[0]}: invalid page", facts
    finally:
        members.stop("postgres-1-0")
        page.write_bytes(whole)
        members.start("postgres-1-0")
        members.wait()


def test_sees_its_own_settings_whatever_a_client_sets(dbops: Call, members: Members, client: Connection, tmp_path: Path) -> None:
    client.execute("ALTER DATABASE exposure SET work_mem = '64MB'")
    told = bootstrap(citus=True)
    told["postgresql"]["parameters"]["work_mem"] = "9MB"
    (tmp_path / "dynamic.yaml").write_text(yaml.safe_dump(told))
    facts, code = dbops("settings", "--file", tmp_path / "dynamic.yaml", "--wait", "10")
    client.execute("ALTER DATABASE exposure RESET work_mem")
    assert (code, [group["changed"] for group in facts["groups"]]) == (0, [["work_mem"]] * 3), facts


def test_finds_no_transaction_in_the_way_of_an_upgrade_that_has_just_begun(dbops: Call, members: Members, client: Connection) -> None:
    with members.connect(SPREAD) as admin:
        for gid in ("citus_0_1_999_1", "of a client"):
            admin.execute("BEGIN")
            admin.execute(f"PREPARE TRANSACTION '{gid}'".encode())
        try:
            facts, _ = dbops("upgrade", "--check")
        finally:
            for (gid,) in admin.execute("SELECT gid FROM pg_prepared_xacts").fetchall():
                admin.execute(f"ROLLBACK PREPARED '{gid}'".encode())
    # Each group of this one has a single member.
    findings = [finding for finding in facts["findings"] if "no synchronous standby" not in finding]
    assert findings == ["postgres-0-0: a transaction is prepared and waits for its decision (of a client)"]


def test_a_copys_nodes_sign_in_to_each_other_with_its_own_password(dbops: Call, copy: Members, client: Connection, tmp_path: Path) -> None:
    roles = ("postgres", "replicator", "rewind")
    for name, text in {"own/replication": PASSWORD, "own/rewind": PASSWORD, "before/superuser": "of-the-original"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    signs_in = "SELECT authinfo FROM pg_dist_authinfo WHERE rolename = 'postgres'"
    before = list(map(conninfo_to_dict, everywhere(copy, signs_in)))
    for group in copy.site.groups:
        with copy.connect(SPREAD, group) as admin:
            admin.execute("UPDATE pg_dist_authinfo SET authinfo = replace(authinfo, %s, 'of-the-original')", (PASSWORD,))
            admin.execute("SET citus.enable_ddl_propagation = off")
            for role in roles:
                admin.execute(f"ALTER ROLE {role} PASSWORD 'of-the-original'".encode())
            admin.execute("BEGIN")
            admin.execute("PREPARE TRANSACTION 'citus_0_1_999_1'")
    facts, code = dbops("restore-fix", "--passwords", tmp_path / "own", "--before", tmp_path / "before")
    assert (code, facts["transactions_decided"], facts["prepared_transactions"]) == (0, 3, 0), facts
    assert list(map(conninfo_to_dict, everywhere(copy, signs_in))) == before


def test_forgets_a_group_that_was_drained_and_does_not_run(
    dbops: Call, members: Members, spread_out: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts, code = dbops("citus", "remove", "--group", LAST)
    assert (code, "out of the form" in facts["message"]) == (3, True), facts
    monkeypatch.setenv("DBOPS_GROUPS", "postgres-0,postgres-1")
    facts, code = dbops("citus", "remove", "--group", LAST)
    assert (code, "postgres-2-0 still run" in facts["message"]) == (3, True), facts
    members.stop("postgres-2-0")
    try:
        facts, code = dbops("citus", "remove", "--group", LAST)
        assert (code, "drain it first" in facts["message"]) == (3, True), facts
    finally:
        members.start("postgres-2-0")
        members.wait()
    try:
        with monkeypatch.context() as listed:
            listed.setenv("DBOPS_GROUPS", members.env["DBOPS_GROUPS"])
            assert dbops("citus", "drain", "--group", LAST)[1] == 0
        members.stop("postgres-2-0")
        spread_out.execute("SET lock_timeout = '1s'")
        with pytest.raises(psycopg.Error):
            spread_out.execute("INSERT INTO places VALUES (11)")
        assert [len(dbops("citus", "remove", "--group", LAST)[0]["removed"]) for _ in range(2)] == [1, 0]
        spread_out.execute("INSERT INTO places VALUES (11)")
        spread_out.execute("ALTER TABLE visits ADD COLUMN at timestamptz")
    finally:
        members.start("postgres-2-0")
    monkeypatch.setenv("DBOPS_GROUPS", members.env["DBOPS_GROUPS"])
    facts, code = dbops("citus", "add", "--group", LAST, "--timeout", "60")
    assert (code, facts.get("node", {}).get("takes_shards")) == (0, True), facts


def test_checks_what_is_spread(dbops: Call, spread_out: Connection, tmp_path: Path) -> None:
    (tmp_path / "counts.yaml").write_text(yaml.safe_dump({"exposure.work.visits": 2000, "exposure.work.places": 11}))
    told = {
        "joined": "SELECT count(*) = 2000 FROM work.visits v JOIN work.places p ON p.id = v.place",
        "wrong": "SELECT count(*) = 1 FROM work.visits",
    }
    asked = [{"name": name, "database": "exposure", "sql": query} for name, query in told.items()]
    (tmp_path / "invariants.yaml").write_text(yaml.safe_dump(asked))
    facts, code = dbops("verify", "--expected", tmp_path / "counts.yaml", "--invariants", tmp_path / "invariants.yaml")
    assert (code, facts["findings"]) == (3, ["invariant wrong does not hold", "exposure.work.places has 10 rows instead of 11"])
    assert len(dbops("checkpoint")[0]["groups"]) == 3


def test_an_atomic_fence_holds_decisions_on_every_node(members: Members, spread_out: Connection) -> None:
    process = Process(members, "--consistency", "atomic")
    try:
        process.held()
        spread_out.execute("INSERT INTO visits VALUES (3000, 1)")  # on one node
        spread_out.execute("SET lock_timeout = '1s'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            spread_out.execute("UPDATE visits SET place = 1")
        process.process.send_signal(signal.SIGTERM)
        facts, code = process.end()
        assert (code, facts["consistency"], len(facts["leaders"])) == (0, "atomic", 3), facts
        spread_out.execute("RESET lock_timeout")
        spread_out.execute("UPDATE visits SET place = 1")
    finally:
        process.kill()
