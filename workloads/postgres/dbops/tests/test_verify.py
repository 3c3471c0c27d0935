"""Damage is found, and sound data is not blamed: on a real server."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from conftest import Call
from members import Members, binaries, unprivileged

from dbops import verify
from dbops.outcome import Refused, WrongCall
from dbops.sql import Connection


@pytest.fixture
def database(members: Members) -> Iterator[Connection]:
    with members.connect() as admin:
        admin.execute("DROP DATABASE IF EXISTS checked WITH (FORCE)")
        admin.execute("CREATE DATABASE checked")
    with members.connect("checked") as connection:
        connection.execute("CREATE TABLE account (id int PRIMARY KEY, balance int)")
        connection.execute("INSERT INTO account SELECT g, 100 FROM generate_series(1, 1000) g")
        yield connection
    with members.connect() as admin:
        admin.execute("DROP DATABASE checked WITH (FORCE)")


def test_finds_nothing_wrong_with_sound_data(dbops: Call, database: Connection) -> None:
    facts, code = dbops("verify", "--amcheck", "--counts", "--checksums")
    assert code == 0, facts
    assert facts["findings"] == []
    assert facts["checked"]["tables"] > 100
    assert facts["checked"]["indexes"] > 200
    assert "checked.public.account: 1000" in facts["counts"]


def test_finds_an_index_that_does_not_fit_its_table(dbops: Call, database: Connection) -> None:
    database.execute("CREATE FUNCTION key(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1'")
    database.execute("CREATE INDEX damaged ON account (key(id))")
    database.execute("CREATE OR REPLACE FUNCTION key(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT -$1'")
    facts, code = dbops("verify", "--amcheck")
    assert (code, facts["outcome"]) == (3, "refused")
    assert [finding.split(":")[:2] for finding in facts["findings"]] == [["checked", " public.damaged"]]


def test_finds_a_table_whose_file_is_damaged(dbops: Call, members: Members) -> None:
    with members.connect() as admin:
        for statement in (
            "DROP DATABASE IF EXISTS damaged WITH (FORCE)",
            "DROP DATABASE IF EXISTS sound WITH (FORCE)",
            "CREATE DATABASE sound",
        ):
            admin.execute(statement.encode())
        with members.connect("sound") as connection:
            connection.execute("CREATE TABLE account AS SELECT g AS id FROM generate_series(1, 1000) g")
            row = connection.execute("SELECT pg_relation_filenode('account'), current_setting('data_directory')").fetchone()
        # Copied as files, so no page of it is in memory yet.
        admin.execute("CREATE DATABASE damaged TEMPLATE sound STRATEGY file_copy")
        number = admin.execute("SELECT oid FROM pg_database WHERE datname = 'damaged'").fetchone()
        assert row
        assert number
        with (Path(row[1]) / "base" / str(number[0]) / str(row[0])).open("r+b") as file:
            file.seek(8192 + 100)
            file.write(b"damage")
        try:
            facts, code = dbops("verify", "--amcheck")
            findings = [finding.split(" in block 1")[0] for finding in facts["findings"]]
            assert (code, findings) == (3, ["damaged: public.account: invalid page"])
            assert wait_for_checksum_failure(dbops)
        finally:
            admin.execute("DROP DATABASE damaged WITH (FORCE)")
            admin.execute("DROP DATABASE sound WITH (FORCE)")


def wait_for_checksum_failure(dbops: Call) -> bool:
    """Statistics arrive a moment later."""
    for _ in range(100):
        facts, code = dbops("verify", "--checksums")
        if code:
            return "1 checksum failures in damaged" in facts["message"]
        time.sleep(0.1)
    return False


def test_compares_row_counts(dbops: Call, database: Connection, tmp_path: Path) -> None:
    file = tmp_path / "counts.yaml"
    file.write_text(yaml.safe_dump({"checked.public.account": 1000}))
    assert dbops("verify", "--expected", file)[1] == 0
    file.write_text(yaml.safe_dump({"checked.public.account": 1001, "checked.public.gone": 1}))
    facts, code = dbops("verify", "--expected", file)
    assert (code, facts["findings"]) == (
        3,
        ["checked.public.account has 1000 rows instead of 1001", "checked.public.gone has no rows instead of 1"],
    )


def test_asks_the_invariants(dbops: Call, database: Connection, tmp_path: Path) -> None:
    file = tmp_path / "invariants.yaml"
    told = {
        "sum": "SELECT sum(balance) = 100000 FROM account",
        "wrong": "SELECT count(*) = 1 FROM account",
        "many": "SELECT true FROM account",
        "broken": "SELECT FROM nothing",
        "writes": "DELETE FROM account RETURNING true",
    }
    file.write_text(yaml.safe_dump([{"name": name, "database": "checked", "sql": query} for name, query in told.items()]))
    facts, code = dbops("verify", "--invariants", file)
    assert code == 3
    assert [finding.split(":")[0] for finding in facts["findings"]] == [
        "invariant wrong does not hold",
        "invariant many does not hold",
        "invariant broken",
        "invariant writes",
    ]
    assert "read-only transaction" in facts["findings"][-1]


def test_asks_with_the_rights_of_the_databases_owner_alone(dbops: Call, database: Connection, tmp_path: Path) -> None:
    database.execute("CREATE ROLE careless")
    try:
        database.execute("ALTER DATABASE checked OWNER TO careless")
        database.execute(
            "CREATE FUNCTION reach() RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
            " PERFORM set_config('role', 'none', false); RETURN current_user;"
            " EXCEPTION WHEN insufficient_privilege THEN RETURN current_user; END $$"
        )
        database.execute("CREATE VIEW seen AS SELECT reach() AS by")
        database.execute("GRANT SELECT ON seen TO careless")
        file = tmp_path / "invariants.yaml"
        told = {"seen": "SELECT by = 'careless' FROM seen", "hidden": "SELECT count(*) > 0 FROM pg_authid"}
        file.write_text(yaml.safe_dump([{"name": name, "database": "checked", "sql": query} for name, query in told.items()]))
        facts, code = dbops("verify", "--invariants", file)
        assert (code, facts["findings"]) == (3, ["invariant hidden: permission denied for table pg_authid"])
    finally:
        database.execute("ALTER DATABASE checked OWNER TO postgres")
        database.execute("DROP OWNED BY careless")
        database.execute("DROP ROLE careless")


def test_counts_with_the_rights_of_a_tables_owner_alone(dbops: Call, database: Connection) -> None:
    database.execute("CREATE ROLE careless")
    try:
        database.execute("GRANT CREATE ON SCHEMA public TO careless")
        database.execute("CREATE SEQUENCE sprung")
        database.execute("GRANT USAGE ON SEQUENCE sprung TO careless")
        database.execute(
            "CREATE FUNCTION spring(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN"
            " IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN PERFORM nextval('public.sprung'); END IF;"
            " RETURN $1; END $$"
        )
        database.execute("CREATE TABLE trap (id int)")
        database.execute("ALTER TABLE trap OWNER TO careless")
        # Planning is enough to run it.
        database.execute("SET ROLE careless")
        database.execute("CREATE INDEX ON trap ((id + public.spring(1)))")
        database.execute("RESET ROLE")
        facts, code = dbops("verify", "--counts")
        assert (code, "checked.public.trap: 0" in facts["counts"]) == (0, True), facts
        assert database.execute("SELECT is_called FROM sprung").fetchone() == (False,)
    finally:
        database.execute("RESET ROLE")
        database.execute("DROP OWNED BY careless")
        database.execute("DROP ROLE careless")


def test_counts_no_view_that_has_taken_a_tables_place(dbops: Call, database: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    database.execute("CREATE VIEW placed AS SELECT 1")
    monkeypatch.setattr(verify, "TABLES", "SELECT 'public', relname, 'postgres' FROM pg_class WHERE relname = 'placed'")
    facts, code = dbops("verify", "--counts")
    assert (code, facts["message"]) == (4, 'PostgreSQL: access to non-system view "placed" is restricted')


def test_wants_to_know_what_to_verify(dbops: Call, tmp_path: Path) -> None:
    assert dbops("verify")[1] == 2
    (tmp_path / "x.yaml").write_text("[1]")
    with pytest.raises(WrongCall):
        verify.invariants(tmp_path / "x.yaml")
    with pytest.raises(WrongCall):
        verify.expected(tmp_path / "x.yaml")


def test_reads_every_page_of_a_stopped_server(members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{binaries()}:{os.environ['PATH']}")
    folder = members.folder / "stopped"
    folder.mkdir()
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    subprocess.run(
        [*unprivileged(), "initdb", "--pgdata", str(folder), "--data-checksums", "--no-sync"],
        check=True,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    facts = verify.pages(folder)["pages"]
    assert (facts["bad_checksums"], int(facts["blocks_scanned"]) > 1000) == ("0", True)
    file = next(path for path in (folder / "base" / "1").iterdir() if path.stat().st_size > 16_384)
    with file.open("r+b") as damaged:
        damaged.seek(100)
        damaged.write(b"damage")
    with pytest.raises(Refused, match="checksum verification failed"):
        verify.pages(folder)
