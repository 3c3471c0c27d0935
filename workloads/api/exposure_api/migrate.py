"""Brings the database to the schema that this version needs. Versions only add, so that the version before still works with it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import psycopg

from exposure_api.db import Connection, parameters
from exposure_api.settings import Database

LOCK = 0x6578706F73757265
"""One migration at a time: "exposure" in ASCII."""

log = logging.getLogger(__name__)


def migrate(database: Database, patience_seconds: float = 30.0) -> None:
    with connect(database, time.monotonic() + patience_seconds) as connection:
        with alone(connection):
            connection.execute(
                "CREATE TABLE IF NOT EXISTS schema_version (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
            )
        for name, script in scripts():
            with alone(connection):
                apply(connection, name, script)


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """A transaction that no other migration runs beside. Lock and patience are the transaction's: behind a pooler, which may give the next
    one another session, a session's would guard nothing."""
    with connection.transaction():
        connection.execute("SET LOCAL lock_timeout = '60s'")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        yield


def scripts() -> list[tuple[str, str]]:
    """In their order, which their names give."""
    folder = files("exposure_api").joinpath("migrations")
    return sorted((file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".sql"))


def apply(connection: Connection, name: str, script: str) -> None:
    if connection.execute("SELECT FROM schema_version WHERE name = %s", (name,)).rowcount:
        return
    connection.execute(script.encode())
    connection.execute("INSERT INTO schema_version (name) VALUES (%s)", (name,))
    log.info("applied %s", name)


def connect(database: Database, deadline: float) -> Connection:
    """Waits for a database that is just failing over, but not for ever."""
    while True:
        try:
            return psycopg.connect(**parameters(database), autocommit=True)
        except psycopg.OperationalError as problem:
            if time.monotonic() > deadline:
                raise
            log.warning("waiting for the database: %s", str(problem).strip().partition("\n")[0])
            time.sleep(1)
