"""Brings the database to the schema that this version needs. Versions only add, so that the version before still works with it."""

import logging
import time
from importlib.resources import files

import psycopg

from exposure_api.db import Connection, parameters
from exposure_api.settings import Database

LOCK = 0x6578706F73757265
"""One migration at a time: "exposure" in ASCII."""

log = logging.getLogger(__name__)


def migrate(database: Database, patience_seconds: float = 30.0) -> None:
    with connect(database, time.monotonic() + patience_seconds) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
        connection.execute(
            "CREATE TABLE IF NOT EXISTS schema_version (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())"
        )
        applied = {name for (name,) in connection.execute("SELECT name FROM schema_version")}
        for name, script in scripts():
            if name not in applied:
                apply(connection, name, script)


def scripts() -> list[tuple[str, str]]:
    """In their order, which their names give."""
    folder = files("exposure_api").joinpath("migrations")
    return sorted((file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith(".sql"))


def apply(connection: Connection, name: str, script: str) -> None:
    with connection.transaction():
        connection.execute(script.encode())
        connection.execute("INSERT INTO schema_version (name) VALUES (%s)", (name,))
    log.info("applied %s", name)


def connect(database: Database, deadline: float) -> Connection:
    """Waits for a database that is just failing over, but not for ever."""
    while True:
        try:
            return psycopg.connect(**parameters(database) | {"options": "-c lock_timeout=60000"}, autocommit=True)
        except psycopg.OperationalError as problem:
            if time.monotonic() > deadline:
                raise
            log.warning("waiting for the database: %s", str(problem).strip().partition("\n")[0])
            time.sleep(1)
