"""The database: one pool per process, always over verified TLS."""

import logging
import time
from collections.abc import Callable
from typing import Any, TypeVar

import psycopg
from prometheus_client import Counter
from psycopg import errors
from psycopg_pool import ConnectionPool

from exposure_api.settings import Database

Connection = psycopg.Connection[tuple[Any, ...]]
Answer = TypeVar("Answer")

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
        "options": "-c statement_timeout=15000",
        # Poolers that share connections keep no prepared statements.
        "prepare_threshold": None,
    }


class Pool:
    """Lends connections, and rides over a failover by trying again."""

    def __init__(self, database: Database, size: int) -> None:
        self._pool: ConnectionPool[Connection] = ConnectionPool(
            kwargs=lambda: {**parameters(database), "autocommit": True},
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

    def run(self, work: Callable[[Connection], Answer]) -> Answer:
        """Does ``work``, which only reads, and does it again while the connection or the server is away."""
        try:
            return self._once(work, self._pool.timeout)
        except LOST as first:
            if isinstance(first, errors.QueryCanceled):
                raise DatabaseUnavailable from first
            log.warning("database lost, trying again: %s", _cause(first))
        RETRIES.inc()
        return self._again(work, time.monotonic() + RETRY_SECONDS)

    def _again(self, work: Callable[[Connection], Answer], deadline: float) -> Answer:
        while True:
            self._pool.check()
            try:
                return self._once(work, max(RETRY_PAUSE_SECONDS, deadline - time.monotonic()))
            except LOST as problem:
                if isinstance(problem, errors.QueryCanceled) or time.monotonic() + RETRY_PAUSE_SECONDS > deadline:
                    log.error("database unavailable: %s", _cause(problem))
                    raise DatabaseUnavailable from problem
            time.sleep(RETRY_PAUSE_SECONDS)

    def answers(self) -> bool:
        """Whether the database answers now."""
        try:
            return self._once(lambda connection: connection.execute("SELECT 1").fetchone() is not None, 2.0)
        except LOST as problem:
            log.warning("not ready: %s", _cause(problem))
            return False

    def _once(self, work: Callable[[Connection], Answer], timeout: float) -> Answer:
        with self._pool.connection(timeout=timeout) as connection:
            return work(connection)


def _cause(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]
