"""`dbops verify`: whether the data is what it should be: indexes and tables by amcheck, row counts, invariants, checksums.

It reads only, but for the extension amcheck, which it installs where it is missing. On a live database it costs what reading everything
costs, so it usually runs on a restored copy. With Citus no two nodes are counted at one moment: that, too, asks for a copy.
"""

import logging
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import errors, sql

from dbops.outcome import Facts, Refused, WrongCall
from dbops.patroni import Member, Patroni
from dbops.site import Site, document
from dbops.sql import Connection, as_owner, connect, databases, first_line, name, one

HEAPS = """
SELECT c.oid, c.oid::regclass::text FROM pg_class c JOIN pg_am a ON a.oid = c.relam AND a.amname = 'heap'
WHERE c.relkind IN ('r', 'm', 't') AND c.relpersistence = 'p'
"""
INDEXES = """
SELECT c.oid, c.oid::regclass::text FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam AND a.amname = 'btree'
WHERE c.relkind = 'i' AND c.relpersistence = 'p' AND i.indisvalid AND i.indisready
"""
TABLES = """
SELECT n.nspname, c.relname, c.relowner::regrole::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1, 2
"""
HEAP = "SELECT format('block %%s, row %%s: %%s', blkno, offnum, msg) FROM verify_heapam(%s::oid)"
INDEX = "SELECT 1 WHERE bt_index_check(%s::oid, true) IS NULL"  # no row; damage is an error
UNREADABLE = (errors.DataCorrupted, errors.IndexCorrupted, errors.InternalError_, errors.UndefinedFile, errors.IoError)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Invariant:
    """A query that has to say true."""

    name: str
    database: str
    query: str


@dataclass(frozen=True)
class Checks:
    """What shall be checked. Counts are compared where they are expected, and told where not."""

    amcheck: bool
    counts: bool
    checksums: bool
    invariants: list[Invariant]
    expected: dict[str, int]
    timeout: float
    """Seconds for one statement."""


def invariants(file: Path | None) -> list[Invariant]:
    """A list of ``{name, database, sql}``."""
    try:
        return [Invariant(str(told["name"]), str(told["database"]), str(told["sql"])) for told in (document(file) if file else [])]
    except (TypeError, KeyError) as problem:
        raise WrongCall(f"{file} is no list of invariants with name, database and sql") from problem


def expected(file: Path | None) -> dict[str, int]:
    """Row counts by ``database.schema.table``, as an earlier call has told them."""
    told = document(file) if file else {}
    if not isinstance(told, dict) or not all(type(rows) is int for rows in told.values()):
        raise WrongCall(f"{file} does not name row counts by database.schema.table")
    return told


def run(site: Site, patroni: Patroni, checks: Checks) -> Facts:
    facts: Facts = {"findings": [], "checked": {}}
    for group in site.groups:
        leader = patroni.cluster(group).leader
        _server(site, leader, checks, facts)
        with connect(site, leader) as connection:
            names = databases(connection)
        for database in names:
            with connect(site, leader, database, statement_timeout=checks.timeout) as connection:
                _database(connection, database, checks, facts, counted=group == site.first)
        _invariants(site, leader, checks, facts) if group == site.first else None
    _compare(checks, facts)
    if facts["findings"]:
        raise Refused(f"{len(facts['findings'])} findings, the first: {facts['findings'][0]}", **facts)
    return facts


def _server(site: Site, leader: Member, checks: Checks, facts: Facts) -> None:
    if not checks.checksums:
        return
    with connect(site, leader) as connection:
        if one(connection, "SHOW data_checksums") != "on":
            facts["findings"].append(f"{leader.name} has no checksums")
        for database, failures in connection.execute("SELECT datname, checksum_failures FROM pg_stat_database WHERE checksum_failures > 0"):
            facts["findings"].append(f"{failures} checksum failures in {database or 'what all databases share'} on {leader.name}")
    _checked(facts, "checksums", 1)


def _database(connection: Connection, database: str, checks: Checks, facts: Facts, *, counted: bool) -> None:
    if checks.amcheck:
        # With Citus the coordinator comes first, and makes it on all nodes; workers may not even ask for it. In a schema of the client's a
        # function of its own could fit a call better.
        schema = one(connection, "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'amcheck'")
        if schema != "pg_catalog":
            connection.execute("ALTER EXTENSION amcheck SET SCHEMA pg_catalog" if schema else "CREATE EXTENSION amcheck SCHEMA pg_catalog")
        facts["findings"] += [f"{database}: {finding}" for finding in _damage(connection, facts)]
    if counted and (checks.counts or checks.expected):
        _count(connection, database, facts)


def _count(connection: Connection, database: str, facts: Facts) -> None:
    """With the rights of a table's owner: planning alone runs functions that are part of an index, and a node of Citus takes what the owner
    has put in a shard's place."""
    counts = facts.setdefault("counts", {})
    # What takes a table's place meanwhile is no table.
    connection.execute("SELECT set_config('restrict_nonsystem_relation_kind', 'view', false)")
    _show_shards(connection, shown=False)
    for schema, table, owner in connection.execute(TABLES.encode()).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(name(schema, table)).as_string(connection)
        try:
            counts[f"{database}.{schema}.{table}"] = as_owner(connection, owner, query, "bigint")[0][0]
        except errors.InsufficientPrivilege as problem:
            facts["findings"].append(f"{database}: {owner} cannot count {schema}.{table}: {first_line(problem)}")


def _show_shards(connection: Connection, *, shown: bool) -> None:
    """Citus hides its shards, which are tables of their own, from what clients ask the catalogs."""
    connection.execute("SELECT set_config('citus.override_table_visibility', %s, false)", ("off" if shown else "on",))


def _damage(connection: Connection, facts: Facts) -> Iterator[str]:
    """Reads every page of every table and every btree index; a damaged page is an error of the server, and a finding."""
    _show_shards(connection, shown=True)
    heaps = connection.execute(HEAPS.encode()).fetchall()
    for oid, table in heaps:
        for problem in _problems(connection, HEAP, oid):
            yield f"{table}: {problem}"
    indexes = connection.execute(INDEXES.encode()).fetchall()
    for oid, index in indexes:
        for problem in _problems(connection, INDEX, oid):
            yield f"{index}: {problem}"
    _checked(facts, "tables", len(heaps))
    _checked(facts, "indexes", len(indexes))


def _problems(connection: Connection, query: str, oid: int) -> list[str]:
    """What the check tells, or what the server says when it cannot read."""
    try:
        return [problem for (problem,) in connection.execute(query.encode(), (oid,))]
    except UNREADABLE as problem:
        return [first_line(problem)]


def _invariants(site: Site, leader: Member, checks: Checks, facts: Facts) -> None:
    for invariant in checks.invariants:
        with connect(site, leader, invariant.database, statement_timeout=checks.timeout) as connection:
            try:
                owner = one(connection, "SELECT datdba::regrole::text FROM pg_database WHERE datname = current_database()")
                rows = as_owner(connection, owner, invariant.query, "boolean")
            except psycopg.Error as problem:
                facts["findings"].append(f"invariant {invariant.name}: {first_line(problem)}")
                continue
        if rows != [(True,)]:
            facts["findings"].append(f"invariant {invariant.name} does not hold")
        _checked(facts, "invariants", 1)


def _compare(checks: Checks, facts: Facts) -> None:
    counts = facts.get("counts", {})
    for table, rows in checks.expected.items():
        if counts.get(table) != rows:
            facts["findings"].append(f"{table} has {counts.get(table, 'no')} rows instead of {rows}")
    if not checks.counts:
        facts.pop("counts", None)
    elif counts:
        facts["counts"] = [f"{table}: {rows}" for table, rows in counts.items()]


def pages(folder: Path) -> Facts:
    """The checksum of every page of a server that was stopped cleanly, for example of a restored copy."""
    done = subprocess.run(["pg_checksums", "--check", "--pgdata", str(folder)], capture_output=True, text=True, check=False)  # noqa: S603, S607
    told = dict(line.split(":", 1) for line in done.stdout.splitlines() if ":" in line)
    if done.returncode:
        raise Refused(f"pg_checksums: {done.stderr.strip()[:1_000] or done.stdout.strip()[:1_000]}")
    return {"pages": {key.strip().lower().replace(" ", "_"): value.strip() for key, value in told.items()}}


def _checked(facts: Facts, what: str, number: int) -> None:
    facts["checked"][what] = facts["checked"].get(what, 0) + number
