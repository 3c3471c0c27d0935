"""Databases and roles on a real server: made once, in nobody else's reach, with passwords that no log has seen."""

from pathlib import Path

import psycopg
import pytest
import yaml
from conftest import API, POOLER, Call
from members import Members

from dbops import clients
from dbops.outcome import WrongCall


def test_gives_a_client_a_database_of_its_own(dbops: Call, members: Members, job: list[object]) -> None:
    assert dbops(*job)[1] == 0
    with psycopg.connect(**members.parameters("api", API, "exposure")) as connection:
        connection.execute("CREATE TABLE owned (id int)")
        connection.execute("DROP TABLE owned")


def test_changes_nothing_the_second_time(dbops: Call, job: list[object]) -> None:
    dbops(*job)
    facts, code = dbops(*job)
    assert (code, facts["changed"]) == (0, [])


def test_follows_a_new_password_and_keeps_it_out_of_logs(
    dbops: Call, members: Members, job: list[object], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    dbops(*job)
    with members.connect() as connection:
        connection.execute("ALTER SYSTEM SET log_statement = 'all'")
        connection.execute("SELECT pg_reload_conf()")
    try:
        (tmp_path / "clients/api/password").write_text("canary-api-2")
        facts, code = dbops(*job)
        assert (code, facts["changed"]) == (0, ["password of api"])
    finally:
        with members.connect() as connection:
            connection.execute("ALTER SYSTEM RESET log_statement")
            connection.execute("SELECT pg_reload_conf()")
    with psycopg.connect(**members.parameters("api", "canary-api-2", "exposure")) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("api",)
    assert "ALTER ROLE" in members.log()
    assert "canary-api" not in members.log() + str(facts) + caplog.text


def test_lets_no_other_client_in(dbops: Call, members: Members, job: list[object]) -> None:
    dbops(*job)
    with members.connect() as connection:
        connection.execute("CREATE ROLE stranger LOGIN PASSWORD 'canary-stranger'")
    try:
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(**members.parameters("stranger", "canary-stranger", "exposure")).close()
    finally:
        with members.connect() as connection:
            connection.execute("DROP ROLE stranger")


def test_lets_the_pooler_look_up_clients_and_nobody_else(dbops: Call, members: Members, job: list[object]) -> None:
    dbops(*job)
    with psycopg.connect(**members.parameters("pooler", POOLER, "exposure")) as pooler:
        found = pooler.execute("SELECT name, verifier FROM pooler.lookup('api')").fetchone()
        assert found
        assert (found[0], found[1][:14]) == ("api", "SCRAM-SHA-256$")
        for hidden in ("postgres", "replicator", "nobody"):
            assert pooler.execute("SELECT verifier FROM pooler.lookup(%s) WHERE verifier IS NOT NULL", (hidden,)).fetchone() is None
    with psycopg.connect(**members.parameters("api", API, "exposure")) as client, pytest.raises(psycopg.errors.InsufficientPrivilege):
        client.execute("SELECT pooler.lookup('api')")


def test_lets_the_exporter_read_statistics_only(dbops: Call, members: Members, job: list[object]) -> None:
    dbops(*job)
    with psycopg.connect(**members.parameters("exporter", "canary-exporter-1", "exposure")) as exporter:
        assert exporter.execute("SELECT count(*) > 0 FROM pg_stat_replication WHERE sent_lsn IS NOT NULL").fetchone() == (True,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            exporter.execute("CREATE TABLE public.mine (id int)")


def test_shows_the_exporter_nothing_of_a_client_in_place_of_the_servers(dbops: Call, members: Members, job: list[object]) -> None:
    dbops(*job)
    with psycopg.connect(**members.parameters("api", API, "exposure")) as client:
        client.execute("CREATE SCHEMA trap")
        client.execute("CREATE VIEW trap.pg_stat_activity AS SELECT 'of the client' AS query")
        client.execute("GRANT USAGE ON SCHEMA trap TO PUBLIC")
        client.execute("GRANT SELECT ON trap.pg_stat_activity TO PUBLIC")
        client.execute("ALTER DATABASE exposure SET search_path = trap, pg_catalog")
    try:
        with psycopg.connect(**members.parameters("exporter", "canary-exporter-1", "exposure")) as exporter:
            assert exporter.execute("SELECT count(*) FROM pg_stat_activity WHERE query = 'of the client'").fetchone() == (0,)
    finally:
        with members.connect() as admin:
            admin.execute("DROP DATABASE exposure WITH (FORCE)")


TRAP = """
CREATE SCHEMA trap;
CREATE FUNCTION trap.spring() RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$ BEGIN
  IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN PERFORM nextval('trap.sprung'); END IF;
END $$;
CREATE SEQUENCE trap.sprung;
CREATE FUNCTION trap.set_config(text, text, boolean) RETURNS text LANGUAGE sql AS
  'SELECT trap.spring(); SELECT pg_catalog.set_config($1, $2, $3)';
CREATE FUNCTION public.format(text, name, name) RETURNS text LANGUAGE sql AS
  'SELECT trap.spring(); SELECT pg_catalog.format($1, $2::text, $3::text)';
CREATE FUNCTION public.bt_index_check(oid, boolean) RETURNS void LANGUAGE sql AS 'SELECT trap.spring()';
"""


@pytest.mark.parametrize("path", ["trap, pg_catalog, public", '"$user", public'])
@pytest.mark.parametrize("command", [[], ["fence", "--hold", "0"], ["verify", "--amcheck", "--counts"], ["upgrade", "--check"]])
def test_runs_no_function_of_a_client_in_place_of_the_servers(
    dbops: Call, members: Members, job: list[object], command: list[str], path: str
) -> None:
    dbops(*job)
    with members.connect("exposure") as admin:
        # As a call of dbops before this one has left it
        admin.execute("CREATE EXTENSION IF NOT EXISTS amcheck SCHEMA public")
    with psycopg.connect(**members.parameters("api", API, "exposure")) as client:
        client.execute(TRAP.encode())
        client.execute(f"ALTER DATABASE exposure SET search_path = {path}".encode())
        client.execute("ALTER DATABASE exposure SET role = api")
    try:
        facts, code = dbops(*(command or job))
        assert (code, facts.get("findings", [])) == (0, [])
        with psycopg.connect(**members.parameters("api", API, "exposure")) as client:
            assert client.execute("SELECT is_called FROM trap.sprung").fetchone() == (False,)
    finally:
        with members.connect() as admin:
            admin.execute("DROP DATABASE exposure WITH (FORCE)")


@pytest.mark.parametrize(
    "client",
    [
        {"name": "postgres", "namespace": "a", "database": "b"},
        {"name": "pg-read-all-data", "namespace": "a", "database": "b"},
        {"name": "a", "namespace": "a", "database": "template1"},
        {"name": 'a"; DROP ROLE b', "namespace": "a", "database": "b"},
        {"name": "a", "namespace": "../kube-system", "database": "b"},
        {"name": "a", "namespace": "b"},
        "api",
    ],
)
def test_takes_no_client_with_a_name_that_means_something_else(tmp_path: Path, client: object) -> None:
    file = tmp_path / "clients.yaml"
    file.write_text(yaml.safe_dump([client]))
    with pytest.raises(WrongCall):
        clients.read(file)
