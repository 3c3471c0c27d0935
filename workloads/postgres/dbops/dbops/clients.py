"""The programs that use the database, as the form lists them."""

import re
from dataclasses import dataclass
from pathlib import Path

from dbops.outcome import WrongCall
from dbops.site import document

NAME = re.compile(r"[a-z]([-a-z0-9]{0,48}[a-z0-9])?")
DATABASE = re.compile(r"[a-z][_a-z0-9]{0,62}")
RESERVED = frozenset({"postgres", "replicator", "rewind", "exporter", "pooler", "public", "none", "template0", "template1", "pgbouncer"})


@dataclass(frozen=True)
class Client:
    """A program, where it runs, and the database that it owns."""

    name: str
    namespace: str
    database: str

    @property
    def role(self) -> str:
        return self.name.replace("-", "_")


def read(file: Path | None) -> list[Client]:
    """A list of ``{name, namespace, database}``."""
    listed = document(file) if file else []
    if not isinstance(listed, list):
        raise WrongCall(f"{file} holds no list of clients")
    clients = [_client(entry) for entry in listed]
    if len({client.role for client in clients}) < len(clients):
        raise WrongCall(f"two clients in {file} have the same name")
    return clients


def _client(entry: object) -> Client:
    if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("name", "namespace", "database")):
        raise WrongCall(f"a client needs name, namespace and database, not {entry}")
    client = Client(entry["name"], entry["namespace"], entry["database"])
    if not NAME.fullmatch(client.name) or not NAME.fullmatch(client.namespace) or not DATABASE.fullmatch(client.database):
        raise WrongCall(f"client {client.name}: name and namespace are lower case letters, digits and dashes, the database has underscores")
    if client.role in RESERVED or client.database in RESERVED or client.role.startswith("pg_"):
        raise WrongCall(f"client {client.name}: the names {', '.join(sorted(RESERVED))} are taken")
    return client
