"""The database: one pool per process, always over verified TLS."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from prometheus_client import Counter
from psycopg import errors
from psycopg_pool import ConnectionPool

from exposure_api.settings import Database

Row = tuple[Any, ...]
Connection = psycopg.Connection[Row]
Question = Callable[[Connection], psycopg.Cursor[Row]]
"""Asks, and leaves the fetching to the pool."""

STATEMENT_TIMEOUT = "15s"

RETRY_SECONDS = 10.0
"""For how long a read is tried again: longer than a failover usually takes."""

RETRY_PAUSE_SECONDS = 0.25

LOST = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""What says that connection or server went away. A pooler reports its lost server as an internal error."""

RETRIES = Counter("database_retries_total", "Reads tried again because the database went away")

log = logging.getLogger(__name__)


class DatabaseUnavailable(Exception):
    """No answer from the database, not even when tried again."""


def parameters(database: Database) -> dict[str, Any]:
    """What libpq needs to connect; asked for anew at each connection, as the password may have been renewed."""
    return {
        "host": database.host,
        "port": database.port,
        "dbname": database.name,
        "user": database.secret("username"),
        "password": database.secret("password"),
        "sslmode": "verify-full",
        "sslrootcert": str(database.ca),
        "application_name": "exposure-api",
        # Else text would come as bytes from a database made with SQL_ASCII.
        "client_encoding": "UTF8",
        "connect_timeout": 5,
        # A dead server is noticed in seconds, not after the kernel's two hours.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        # Poolers that share connections keep no prepared statements.
        "prepare_threshold": None,
    }


class Session(psycopg.Connection[Row]):
    """Bounds its statements. Behind a pooler that lends out its sessions anew for each transaction, as PgBouncer does, nothing that a
    connection asks for at its start holds; there the bound goes along with each statement, in the same round trip and transaction."""

    _bounded = False

    def look(self) -> None:
        self._bounded = self.execute("SHOW statement_timeout").fetchone() == (STATEMENT_TIMEOUT,)

    @contextmanager
    def bound(self) -> Iterator[None]:
        if self._bounded:
            yield
            return
        with self.pipeline():
            self.execute("SELECT set_config('statement_timeout', %s, true)", (STATEMENT_TIMEOUT,))
            yield


class Pool:
    """Lends connections, and rides over a failover by trying again."""

    def __init__(self, database: Database, size: int) -> None:
        self._pool: ConnectionPool[Session] = ConnectionPool(
            connection_class=Session,
            configure=Session.look,
            kwargs=lambda: {**parameters(database), "autocommit": True, "options": f"-c statement_timeout={STATEMENT_TIMEOUT}"},
            min_size=1,
            max_size=size,
            open=False,
            timeout=3.0,
            reconnect_timeout=RETRY_SECONDS,
        )

    def open(self) -> None:
        """Returns at once; the database may come later."""
        self._pool.open(wait=False)

    def close(self) -> None:
        self._pool.close()

    def rows(self, question: Question) -> list[Row]:
        """What ``question`` finds, which only reads; it is asked again while the connection or the server is away."""
        try:
            return self._once(question, self._pool.timeout)
        except LOST as first:
            if isinstance(first, errors.QueryCanceled):
                raise DatabaseUnavailable from first
            log.warning("database lost, trying again: %s", _cause(first))
        RETRIES.inc()
        return self._again(question, time.monotonic() + RETRY_SECONDS)

    def _again(self, question: Question, deadline: float) -> list[Row]:
        while True:
            self._pool.check()
            try:
                return self._once(question, max(RETRY_PAUSE_SECONDS, deadline - time.monotonic()))
            except LOST as problem:
                if isinstance(problem, errors.QueryCanceled) or time.monotonic() + RETRY_PAUSE_SECONDS > deadline:
                    log.error("database unavailable: %s", _cause(problem))
                    raise DatabaseUnavailable from problem
            time.sleep(RETRY_PAUSE_SECONDS)

    def answers(self) -> bool:
        """Whether the database answers now."""
        try:
            return self._once(lambda connection: connection.execute("SELECT 1"), 2.0) == [(1,)]
        except LOST as problem:
            log.warning("not ready: %s", _cause(problem))
            return False

    def _once(self, question: Question, timeout: float) -> list[Row]:
        with self._pool.connection(timeout=timeout) as session:
            with session.bound():
                cursor = question(session)
            return cursor.fetchall()


def _cause(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]
