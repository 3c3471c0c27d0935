"""`dbops accounts`: databases and their owners, the pooler's look-up of passwords, and the exporter's role."""

import base64
import hashlib
import hmac
import logging
from dataclasses import dataclass
from pathlib import Path

from psycopg import sql

from dbops.clients import Client
from dbops.outcome import Facts, WrongCall
from dbops.patroni import Patroni
from dbops.site import Site, secret
from dbops.sql import Connection, connect, name, one

EXPORTER, POOLER = "exporter", "pooler"

LOOKUP = """
CREATE OR REPLACE FUNCTION pooler.lookup(INOUT name text, OUT verifier text) LANGUAGE sql STABLE STRICT SECURITY DEFINER
SET search_path = pg_catalog AS $$
  SELECT rolname::text, rolpassword FROM pg_authid
  WHERE rolname = name AND rolcanlogin AND NOT rolsuper AND NOT rolreplication AND (rolvaliduntil IS NULL OR rolvaliduntil > now())
$$
"""

OWN_SESSIONS = {"search_path": "pg_catalog", "role": "none"}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Credentials:
    """Folders of mounted Secrets: ``passwords/exporter``, ``passwords/pooler``, and per client ``clients/NAME/username|password``."""

    passwords: Path
    clients: Path

    def login(self, client: Client) -> tuple[str, str]:
        folder = self.clients / client.name
        username, password = secret(folder / "username"), secret(folder / "password")
        if username != client.role:
            raise WrongCall(f"{folder}/username is not {client.role}: it is the Secret of another client")
        return username, password


def run(site: Site, patroni: Patroni, clients: list[Client], credentials: Credentials, wait: float) -> Facts:
    for client in clients:
        if site.citus_database and client.database != site.citus_database:
            raise WrongCall(f"client {client.name}: with Citus all clients use the database {site.citus_database}")
    leader = patroni.led(site.first, wait).leader
    changed = _own_sessions(site, patroni, site.citus_database) if site.citus_database else []
    with connect(site, leader, site.citus_database or "postgres") as connection:
        changed += _service_roles(connection, credentials)
        for client in clients:
            changed += _owner(connection, client, credentials, site.superuser)
    for database in {client.database for client in clients}:
        with connect(site, leader, database) as connection:
            changed += _inside(connection, database)
    if site.citus_database:
        changed += _between_nodes(site, patroni, clients, credentials)
    return {"leader": leader.name, "databases": sorted({client.database for client in clients}), "changed": changed}


def _own_sessions(site: Site, patroni: Patroni, database: str) -> list[str]:
    """Citus opens sessions of the superuser by itself, and asks in them by names without a schema. They shall find what is the server's,
    whatever the database's owner has made there and has set for it: what is set for a role in a database outranks that.
    """
    changed = []
    for group in site.groups:
        with connect(site, patroni.cluster(group).leader) as connection:
            kept = one(
                connection,
                "SELECT setconfig FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase"
                " WHERE setrole = %s::regrole AND datname = %s",
                site.superuser,
                database,
            )
            for setting, value in OWN_SESSIONS.items():
                if f"{setting}={value}" not in (kept or []):
                    role = sql.SQL("ALTER ROLE {} IN DATABASE {} ").format(name(site.superuser), name(database))
                    connection.execute(role + sql.SQL("SET {} = {}").format(name(setting), sql.SQL(value)))
                    changed.append(f"{setting} of {site.superuser} in {database} of {group.name}")
    return changed


def _service_roles(connection: Connection, credentials: Credentials) -> list[str]:
    changed = _role(connection, EXPORTER, secret(credentials.passwords / EXPORTER))
    changed += _role(connection, POOLER, secret(credentials.passwords / POOLER))
    if not one(connection, "SELECT pg_has_role('exporter', 'pg_monitor', 'MEMBER')"):
        connection.execute("GRANT pg_monitor TO exporter")
        changed.append("exporter may read statistics")
    # With Citus it asks in the clients' database, where they could have made tables and functions of the server's names.
    if not one(connection, "SELECT 'search_path=pg_catalog' = ANY (rolconfig) FROM pg_roles WHERE rolname = 'exporter'"):
        connection.execute("ALTER ROLE exporter SET search_path = pg_catalog")
        changed.append("exporter sees the server's own names only")
    return changed


def _owner(connection: Connection, client: Client, credentials: Credentials, superuser: str) -> list[str]:
    role, password = credentials.login(client)
    changed = _role(connection, role, password)
    if one(connection, "SELECT count(*) FROM pg_database WHERE datname = %s", client.database):
        return changed + _hand_over(connection, client, superuser)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name(client.database), name(role)))
    return [*changed, f"database {client.database}"]


def _hand_over(connection: Connection, client: Client, superuser: str) -> list[str]:
    """The first client owns a database that was there before, as Patroni makes that of Citus; others are let in."""
    owner = one(connection, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", client.database)
    if owner == superuser:
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name(client.database), name(client.role)))
        return [f"owner of {client.database}"]
    if owner != client.role:
        connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(name(client.database), name(client.role)))
    return []


def _role(connection: Connection, role: str, password: str) -> list[str]:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
    if row and row[0]:
        raise WrongCall(f"the role {role} is a superuser: it is no client's")
    if row is None:
        connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name(role)))
    return [f"password of {role}" if row else f"role {role}"] if set_password(connection, role, password) else []


def set_password(connection: Connection, role: str, password: str) -> bool:
    """Whether it was another one. Only a verifier leaves this process, so that no log of the server can hold the password."""
    if verifies(one(connection, "SELECT rolpassword FROM pg_authid WHERE rolname = %s", role), password):
        return False
    verifier = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name(role), sql.Literal(verifier)))
    return True


def _inside(connection: Connection, database: str) -> list[str]:
    """Nobody but its owner gets into a database, and the pooler may look up verifiers there."""
    fresh = not one(connection, "SELECT to_regprocedure('pooler.lookup(text)') IS NOT NULL")
    with connection.transaction():
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name(database)))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO pooler, exporter").format(name(database)))
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute("CREATE SCHEMA IF NOT EXISTS pooler")
        connection.execute(LOOKUP.encode())
        connection.execute("REVOKE ALL ON FUNCTION pooler.lookup(text) FROM PUBLIC")
        connection.execute("GRANT USAGE ON SCHEMA pooler TO pooler")
        connection.execute("GRANT EXECUTE ON FUNCTION pooler.lookup(text) TO pooler")
    return [f"look-up in {database}"] if fresh else []


def _between_nodes(site: Site, patroni: Patroni, clients: list[Client], credentials: Credentials) -> list[str]:
    """What Citus does not pass on: nodes sign in to each other as the client, and the client makes shards in each node's database."""
    changed: list[str] = []
    for group in site.groups:
        with connect(site, patroni.cluster(group).leader, site.citus_database or "") as connection:
            for client in clients:
                role, password = credentials.login(client)
                changed += [f"{change} in {group.name}" for change in _hand_over(connection, client, site.superuser)]
                changed += [f"{role} between nodes in {group.name}"] if authinfo(connection, role, f"password={password}") else []
    return changed


def authinfo(connection: Connection, role: str, info: str) -> bool:
    """How this node signs in to others as the role. Whether it was otherwise."""
    return (
        connection.execute(
            "INSERT INTO pg_dist_authinfo (nodeid, rolename, authinfo) VALUES (0, %s, %s)"
            " ON CONFLICT (nodeid, rolename) DO UPDATE SET authinfo = EXCLUDED.authinfo"
            " WHERE pg_dist_authinfo.authinfo <> EXCLUDED.authinfo",
            (role, info),
        ).rowcount
        > 0
    )


def verifies(verifier: str | None, password: str) -> bool:
    """Whether a stored SCRAM verifier is that of the password (RFC 5802: SCRAM-SHA-256$<iterations>:<salt>$<stored key>:<server key>)."""
    parts = (verifier or "").replace("$", ":").split(":")
    if len(parts) != 5 or parts[0] != "SCRAM-SHA-256":  # noqa: PLR2004
        return False
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(parts[2]), int(parts[1]))
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return hmac.compare_digest(base64.b64encode(stored).decode(), parts[3])
