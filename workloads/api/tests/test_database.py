"""The connection to the database: verified, renewed, ridden over a failover; and its schema."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from flask.testing import FlaskClient
from pgbouncer import PROGRAM, PgBouncer
from postgres import Add, Authority, Postgres

from exposure_api.app import create_app
from exposure_api.db import Connection, DatabaseUnavailable, Pool, parameters
from exposure_api.migrate import migrate, scripts
from exposure_api.seed import seed
from exposure_api.settings import Database

Cursor = psycopg.Cursor[tuple[object, ...]]


@pytest.fixture(params=["directly", "behind a PgBouncer"])
def database(request: pytest.FixtureRequest, postgres: Postgres) -> Iterator[Database]:
    """What uses it, also by a pool or a client, is tried in both ways."""
    if request.param == "directly":
        yield postgres.settings()
    elif PROGRAM is None:
        pytest.skip("NOT TESTED: PgBouncer is missing (Debian package pgbouncer)")
    else:
        with PgBouncer(postgres) as pooled:
            yield pooled


def connect(postgres: Postgres, host: str = "localhost", ca: Path | None = None) -> None:
    psycopg.connect(**parameters(postgres.settings(host, ca))).close()


def test_speaks_tls(pool: Pool) -> None:
    assert pool.rows(lambda c: c.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")) == [(True,)]


def test_refuses_a_server_with_another_name(postgres: Postgres) -> None:
    with pytest.raises(psycopg.OperationalError, match="does not match host name"):
        connect(postgres, host="127.0.0.1")


def test_refuses_a_server_of_another_authority(postgres: Postgres, tmp_path: Path) -> None:
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        connect(postgres, ca=Authority(tmp_path, "other").file)


def test_keeps_the_password_out_of_messages(postgres: Postgres) -> None:
    settings = postgres.settings()
    (settings.credentials / "password").write_text("canary-wrong")
    with pytest.raises(psycopg.OperationalError) as problem:
        psycopg.connect(**parameters(settings)).close()
    assert "password authentication failed" in str(problem.value)
    assert "canary" not in str(problem.value)


def test_answers_although_all_connections_were_cut(client: FlaskClient, postgres: Postgres, transfer: Add) -> None:
    transfer("bob", "ann", "1")
    before = client.get("/address/exposure/direct?address=ann").json
    with postgres.admin() as admin:
        cut = admin.execute("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'api'").fetchone()
    assert cut
    assert cut != (0,)
    assert client.get("/address/exposure/direct?address=ann").json == before


def test_answers_over_a_restart_of_the_server(client: FlaskClient, postgres: Postgres, transfer: Add) -> None:
    transfer("bob", "ann", "1")
    before = client.get("/address/exposure/direct?address=ann").json
    postgres.stop()
    comeback = threading.Timer(1.0, postgres.start)
    comeback.start()
    try:
        assert client.get("/address/exposure/direct?address=ann").json == before
    finally:
        comeback.join()


def test_tries_again_and_not_for_ever(monkeypatch: pytest.MonkeyPatch, client: FlaskClient, postgres: Postgres) -> None:
    monkeypatch.setattr("exposure_api.db.RETRY_SECONDS", 0.2)
    assert client.get("/readyz").status_code == 200
    postgres.stop()
    try:
        answer = client.get("/address/exposure/direct?address=ann")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "5"
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
    finally:
        postgres.start()


def test_is_not_ready_without_a_database(postgres: Postgres) -> None:
    pool = Pool(postgres.settings(host="127.0.0.1"), size=1)
    pool.open()
    assert create_app(pool).test_client().get("/readyz").status_code == 503
    pool.close()


def test_tries_again_what_a_pooler_has_lost(pool: Pool) -> None:
    """A pooler tells of a server that went away as an error of its own, and may do so several times."""
    lost: list[Exception] = [kind("lost") for kind in (psycopg.errors.InternalError_, psycopg.InterfaceError, psycopg.OperationalError)]

    def question(connection: Connection) -> Cursor:
        if lost:
            raise lost.pop()
        return connection.execute("SELECT 'answer'")

    assert pool.rows(question) == [("answer",)]


def test_ends_what_takes_too_long_and_tries_it_no_second_time(monkeypatch: pytest.MonkeyPatch, pool: Pool) -> None:
    monkeypatch.setattr("exposure_api.db.STATEMENT_TIMEOUT", "50ms")
    tries = []

    def question(connection: Connection) -> Cursor:
        tries.append(1)
        return connection.execute("SELECT pg_sleep(10)")

    with pytest.raises(DatabaseUnavailable):
        pool.rows(question)
    assert len(tries) == 1


def test_shares_sessions_with_others(database: Database) -> None:
    """A pooler's session has no memory of what another client has prepared in it."""
    pools = [Pool(database, size=1) for _ in range(2)]
    for pool in pools:
        pool.open()
    for pool in pools * 10:
        assert pool.rows(lambda c: c.execute("SELECT %s::int", (7,))) == [(7,)]
    for pool in pools:
        pool.close()


def test_migrates_once_however_many_start_together(postgres: Postgres, database: Database) -> None:
    with postgres.admin() as admin:
        admin.execute("DROP TABLE transfer, address, schema_version")
    starts = [threading.Thread(target=migrate, args=(database,)) for _ in range(5)]
    for start in starts:
        start.start()
    for start in starts:
        start.join()
    with postgres.admin() as admin:
        names = [name for (name,) in admin.execute("SELECT name FROM schema_version ORDER BY name")]
    assert names == [name for name, _ in scripts()]


def test_keeps_the_address_in_each_key(postgres: Postgres) -> None:
    """Citus distributes only such tables by it, so this holds for them without one."""
    keys = """
        SELECT indexrelid::regclass::text, EXISTS (
            SELECT FROM pg_attribute
            WHERE attrelid = indrelid AND attname = 'address' AND attnum = ANY ((indkey::int2[])[0:indnkeyatts - 1]))
        FROM pg_index WHERE indisunique AND indrelid IN ('address'::regclass, 'transfer'::regclass) ORDER BY 1"""
    with postgres.admin() as admin:
        assert admin.execute(keys).fetchall() == [("address_pkey", True), ("transfer_pkey", True)]


def test_works_with_any_encoding(postgres: Postgres) -> None:
    with postgres.admin() as admin:
        admin.execute("CREATE DATABASE ascii OWNER api TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    try:
        settings = replace(postgres.settings(), name="ascii")
        for _ in range(2):
            migrate(settings)
        seed(settings, addresses=3, transfers=20)
        pool = Pool(settings, size=1)
        pool.open()
        answer = create_app(pool).test_client().get("/address/exposure/direct?address=addr-1").json
        pool.close()
        assert answer
        assert answer["data"]
    finally:
        with postgres.admin() as admin:
            admin.execute("DROP DATABASE ascii WITH (FORCE)")


@pytest.mark.parametrize(
    ("direction", "amount"), [("sideways", "1"), ("inflow", "0"), ("inflow", "-1"), ("inflow", "NaN"), ("inflow", "Infinity")]
)
def test_stores_no_impossible_transfer(postgres: Postgres, direction: str, amount: str) -> None:
    with postgres.admin() as admin:
        admin.execute("INSERT INTO address (address) VALUES ('ann')")
        with pytest.raises(psycopg.errors.CheckViolation):
            admin.execute("INSERT INTO transfer VALUES ('ann', gen_random_uuid(), %s, 'bob', %s, now())", (direction, amount))


def test_seeds_both_sides_of_each_transfer_once(postgres: Postgres) -> None:
    for _ in range(2):
        seed(postgres.settings(), addresses=50, transfers=3_000)
    with postgres.admin() as admin:
        assert admin.execute("SELECT count(*) FROM address").fetchone() == (50,)
        sides = admin.execute("SELECT direction, count(*), sum(amount), min(amount) > 0 FROM transfer GROUP BY direction").fetchall()
        assert {direction: count for direction, count, _, _ in sides} == {"inflow": 3_000, "outflow": 3_000}
        assert len({total for _, _, total, _ in sides}) == 1
        unmatched = admin.execute(
            "SELECT count(*) FROM transfer a WHERE direction = 'outflow' AND NOT EXISTS (SELECT FROM transfer b"
            " WHERE b.direction = 'inflow' AND b.transfer_id = a.transfer_id"
            " AND b.address = a.counterparty AND b.counterparty = a.address AND b.amount = a.amount)"
        ).fetchone()
        assert unmatched == (0,)
