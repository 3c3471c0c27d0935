"""SQL on a member: always TLS with the server's name checked, and with the client certificate of dbops."""

from typing import Any, LiteralString

import psycopg
from psycopg import sql

from dbops.outcome import Unreachable
from dbops.patroni import Member
from dbops.site import Site

AS_OWNER = sql.SQL(
    "CREATE OR REPLACE FUNCTION pg_temp.asked() RETURNS SETOF {} LANGUAGE sql SECURITY DEFINER"
    ' SET search_path = "$user", public, pg_temp AS {}'
)

Connection = psycopg.Connection[tuple[Any, ...]]


class WrongPassword(Unreachable):
    """The server does not take it; as Secrets and roles are changed one after the other, it may soon."""


def connect(
    site: Site, member: Member, database: str = "postgres", *, statement_timeout: float = 30.0, password: str | None = None
) -> Connection:
    """In autocommit, with the password of dbops unless another one is given. The time-out, in seconds, is set afterwards, so that
    ``pg_settings.reset_val`` shows what the server says.
    """
    if not member.host:
        # libpq would take it for a socket in a folder.
        raise Unreachable(f"{member.name} has not told its address yet: it is {member.state or 'starting'}")
    try:
        connection = psycopg.connect(**_parameters(site, member, database, password or site.secret("superuser")), autocommit=True)
    except psycopg.OperationalError as problem:
        # libpq tells no error code of a sign-in.
        failed = WrongPassword if "password authentication failed" in str(problem) else Unreachable
        raise failed(f"no connection to {member.name} ({member.host}:{member.port}): {first_line(problem)}") from problem
    connection.execute("SELECT set_config('statement_timeout', %s, false)", (str(int(statement_timeout * 1_000)),))
    return connection


def _parameters(site: Site, member: Member, database: str, password: str) -> dict[str, Any]:
    return {
        "host": member.host,
        "port": member.port,
        "dbname": database,
        "user": site.superuser,
        "password": password,
        "sslmode": "verify-full",
        "sslrootcert": site.file("ca.crt"),
        "sslcert": site.file("tls.crt"),
        "sslkey": site.file("tls.key"),
        "application_name": "dbops",
        # Outranks what a client has set for its database, whose functions would run in place of the server's, as superuser.
        "options": "-c search_path=pg_catalog,pg_temp -c role=none",
        "client_encoding": "UTF8",
        "connect_timeout": 5,
        # A dead server is noticed in seconds, not after the kernel's two hours.
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": 5_000,
    }


def one(connection: Connection, query: str, *values: Any) -> Any:
    """The first column of the only row; None when there is no row."""
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None


def as_owner(connection: Connection, owner: str, query: str, kind: LiteralString, *, writes: bool = False) -> list[tuple[Any, ...]]:
    """What a client has made, as views and functions, runs with the rights of the owner (a name as the server quotes it): inside such a
    function no role can be set, as it could after SET ROLE. Unless it ``writes``, it changes nothing, and nothing of it stays.
    """
    with connection.transaction(force_rollback=not writes):
        connection.execute("SET LOCAL check_function_bodies = off")
        connection.execute("SELECT set_config('citus.enable_ddl_propagation', 'off', true)")
        connection.execute(AS_OWNER.format(sql.SQL(kind), sql.Literal(query)))
        connection.execute(f"ALTER FUNCTION pg_temp.asked() OWNER TO {owner}".encode())
        if not writes:
            connection.execute("SET TRANSACTION READ ONLY")
        return connection.execute("SELECT * FROM pg_temp.asked()").fetchall()


def databases(connection: Connection) -> list[str]:
    """All that take connections, templates aside."""
    return [name for (name,) in connection.execute("SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate ORDER BY 1")]


def name(*parts: str) -> sql.Identifier:
    return sql.Identifier(*parts)


def first_line(problem: Exception) -> str:
    return str(problem).strip().partition("\n")[0]
