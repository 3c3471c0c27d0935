"""Which tables a fence locks, and in which order, so that programs which write all the time neither fail nor keep it away.

A program that holds one table and asks for the next, which the fence has already, waits for the fence, and the fence for the program.
The server's deadlock check would end one of the two. It shall be the fence: it checks early, waits for no table as long as a program's
own check takes, and gives everything back. At the next try it takes the table first on which it got stuck. Waiting while holding nothing
harms nobody, so soon it takes the tables in the order in which the programs do, and gets them all.
"""

from dataclasses import dataclass, field

from psycopg import errors

from dbops.outcome import Refused
from dbops.sql import Connection, one

FIRST_MS = 3_000
"""How long to wait for the first table, holding nothing: long enough for most transactions to end."""

DEADLOCK_CHECK = "100ms"
TABLES = """
SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname <> 'pg_toast' AND (NOT c.relisshared OR {})
ORDER BY n.nspname = 'pg_catalog', c.oid
"""


class Stuck(Exception):
    """The locks cannot be had just now."""


@dataclass
class Order:
    """The tables of one database that come first, learnt from earlier tries."""

    first: list[str] = field(default_factory=list)

    def prefer(self, table: str) -> None:
        self.first = [table, *(other for other in self.first if other != table)]

    def sorted(self, tables: list[str]) -> list[str]:
        front = [table for table in self.first if table in set(tables)]
        return front + [table for table in tables if table not in set(front)]


def everything(connection: Connection, order: Order, *, shared: bool) -> None:
    """Every table of the database, catalogs last; with ``shared`` also those that all databases have in common."""
    tables = _listed(connection, shared=shared)
    _lock(connection, order, tables)
    # Nobody can make a table any more; one that came while we waited is still to be locked.
    for table in set(_listed(connection, shared=shared)) - set(tables):
        _take(connection, order, table)


def decisions(connection: Connection, order: Order, *, coordinator: bool) -> None:
    """What decides about transactions over several nodes of Citus."""
    _lock(connection, order, [*(["pg_dist_node"] if coordinator else []), "pg_dist_partition", "pg_dist_transaction"])


def begin_citus(connection: Connection, *, coordinator: bool) -> None:
    if coordinator and one(connection, "SELECT count(*) FROM pg_dist_background_job WHERE state IN ('scheduled', 'running')"):
        raise Refused("a rebalance runs: wait for its end, then try again")
    # Locks on this node alone: each primary's own session holds its locks, and proves it.
    connection.execute("SELECT set_config('citus.enable_ddl_propagation', 'off', true)")


def _listed(connection: Connection, *, shared: bool) -> list[str]:
    return [table for (table,) in connection.execute(TABLES.format(shared).encode())]


def _lock(connection: Connection, order: Order, tables: list[str]) -> None:
    first, *others = order.sorted(tables)
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (str(FIRST_MS),))
    _take(connection, order, first)
    # What others check by, not what we have set for ourselves.
    others_check = one(connection, "SELECT reset_val::int FROM pg_settings WHERE name = 'deadlock_timeout'")
    connection.execute("SELECT set_config('lock_timeout', %s, true)", (str(others_check * 4 // 5),))
    for table in others:
        _take(connection, order, table)


def _take(connection: Connection, order: Order, table: str) -> None:
    try:
        # The names come quoted from the server.
        connection.execute(f"LOCK TABLE ONLY {table} IN EXCLUSIVE MODE".encode())
    except (errors.LockNotAvailable, errors.DeadlockDetected) as problem:
        order.prefer(table)
        raise Stuck from problem
    except errors.UndefinedTable as problem:
        raise Stuck from problem
    except errors.OutOfMemory as problem:
        raise Refused("the server has no room for a lock on every table: raise max_locks_per_transaction") from problem
