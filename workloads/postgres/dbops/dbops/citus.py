"""`dbops citus`: nodes and shards. All of it runs on the coordinator; each call may be repeated, and goes on with what is under way."""

import contextlib
import logging
import time
from typing import Any

from psycopg import errors

from dbops.outcome import Facts, Refused, Unreachable
from dbops.patroni import Patroni
from dbops.restore import number
from dbops.site import Group, Site
from dbops.sql import Connection, as_owner, connect, one

POLL_SECONDS = 2.0

# Of a reference table (its replication model is t) each node has all, and it leaves with the node.
NODES = """
SELECT n.nodename, n.nodeport, n.groupid, n.isactive, n.metadatasynced, n.shouldhaveshards,
  (SELECT count(*) FROM pg_dist_placement p JOIN pg_dist_shard s USING (shardid) JOIN pg_dist_partition t USING (logicalrelid)
   WHERE p.groupid = n.groupid AND t.repmodel <> 't')
FROM pg_dist_node n WHERE n.noderole = 'primary' ORDER BY n.groupid
"""

STUCK = """
SELECT c.oid::regclass::text FROM pg_dist_partition t JOIN pg_class c ON c.oid = t.logicalrelid
WHERE c.relkind <> 'p' AND c.relreplident <> 'f' AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid
  AND i.indimmediate AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident ELSE false END)
AND CASE t.repmodel WHEN 't' THEN EXISTS (SELECT FROM pg_dist_node n WHERE n.noderole = 'primary' AND n.isactive
    AND NOT EXISTS (SELECT FROM pg_dist_placement p JOIN pg_dist_shard s USING (shardid)
      WHERE s.logicalrelid = t.logicalrelid AND p.groupid = n.groupid))
  ELSE c.oid::regclass::text = ANY (%s) END
ORDER BY 1
"""
"""Those of the named tables, and the reference tables that a node lacks, of which logical replication could not tell which rows change."""

OWNERS = """
SELECT DISTINCT c.relowner::regrole::text FROM pg_dist_partition t JOIN pg_class c ON c.oid = t.logicalrelid WHERE t.repmodel <> 't'
"""

ON_GROUP = """
SELECT DISTINCT s.logicalrelid::regclass::text FROM pg_dist_shard s JOIN pg_dist_placement p USING (shardid) WHERE p.groupid = %s
"""

log = logging.getLogger(__name__)


def coordinator(site: Site, patroni: Patroni, timeout: float) -> Connection:
    if not site.citus_database:
        raise Refused("this database has no Citus: DBOPS_CITUS_DATABASE is not set")
    return connect(site, patroni.cluster(site.first).leader, site.citus_database, statement_timeout=timeout)


def status(site: Site, patroni: Patroni) -> Facts:
    with coordinator(site, patroni, 60) as connection:
        return {"nodes": _nodes(connection), "running": _running(connection)}


def add(site: Site, patroni: Patroni, group: Group, timeout: float) -> Facts:
    """Patroni registers a new group by itself; this waits until it may take shards."""
    deadline = time.monotonic() + timeout
    with coordinator(site, patroni, 60) as connection:
        while True:
            found = [node for node in _nodes(connection) if node["group"] == number(group)]
            if found and found[0]["active"] and found[0]["metadata_synced"]:
                break
            if time.monotonic() > deadline:
                raise Unreachable(f"{group.name} is not registered with its metadata yet: {found or 'unknown to the coordinator'}")
            time.sleep(POLL_SECONDS)
        if not found[0]["takes_shards"]:
            _take_shards(connection, found[0], taken=True)
        return {"node": _node(connection, group)}


def drain(site: Site, patroni: Patroni, group: Group, timeout: float, *, block_writes: bool) -> Facts:
    """Moves all shards off a group, and lets no new ones get there. Done when none is left but those of reference tables."""
    if number(group) == 0:
        raise Refused("the coordinator is not drained")
    deadline = time.monotonic() + timeout
    with coordinator(site, patroni, 60) as connection:
        node = _node(connection, group)
        if node["takes_shards"]:
            tables = [table for (table,) in connection.execute(ON_GROUP.encode(), (node["group"],))]
            _refuse_stuck(connection, tables, block_writes=block_writes)
            _take_shards(connection, node, taken=False)
        for running in _running(connection):
            _follow(connection, running["job"], deadline)
        _follow(connection, _start(connection, drain=True, block_writes=block_writes), deadline)
        after = _node(connection, group)
        if after["shards"] or after["takes_shards"]:
            raise Refused(f"{group.name} still has {after['shards']} of {node['shards']} shards: they need another group to go to")
        return {"group": group.name, "moved": node["shards"]}


def _take_shards(connection: Connection, node: dict[str, Any], *, taken: bool) -> None:
    connection.execute("SELECT citus_set_node_property(%s, %s, 'shouldhaveshards', %s)", (node["host"], node["port"], taken))


def remove(site: Site, patroni: Patroni, group: Group, timeout: float) -> Facts:
    """Forgets a group that was drained and does not run any more. Done when no node of it is known."""
    if number(group) == 0:
        raise Refused("the coordinator is not removed")
    _refuse_running(site, patroni, group)
    with coordinator(site, patroni, timeout) as connection:
        node = next((node for node in _nodes(connection) if node["group"] == number(group)), None)
        if node and (node["shards"] or node["takes_shards"]):
            raise Refused(f"{group.name} has {node['shards']} shards{', and takes more' if node['takes_shards'] else ''}: drain it first")
        _end_change(connection, group)
        if node and node["active"]:
            # It shall not be told, as it cannot be.
            connection.execute("SELECT citus_disable_node(%s, %s, synchronous => true)", (node["host"], node["port"]))
        removed = connection.execute(
            "SELECT nodename || ':' || nodeport, citus_remove_node(nodename, nodeport)"
            " FROM (SELECT * FROM pg_dist_node WHERE groupid = %s ORDER BY noderole = 'primary' OFFSET 0) nodes",
            (number(group),),
        ).fetchall()
    return {"group": group.name, "removed": [address for address, _ in removed]}


def _refuse_running(site: Site, patroni: Patroni, group: Group) -> None:
    """The coordinator's Patroni adds a group again while that has a leader."""
    if group in site.groups:
        raise Refused(f"{group.name} would be added again: first take it out of the form, so that it does not run any more")
    with contextlib.suppress(Unreachable):
        if running := [member.name for member in patroni.cluster(group).members if member.runs]:
            raise Refused(f"{group.name} would be added again: {', '.join(running)} still run")


def _end_change(connection: Connection, group: Group) -> None:
    """When the last leader of a group stops, the coordinator's Patroni begins to change its node, and holds writes to it, reference tables
    included, until there is another one: for ever.
    """
    try:
        with connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '1s'")
            connection.execute("SELECT FROM pg_dist_node WHERE groupid = %s FOR UPDATE", (number(group),))
    except errors.LockNotAvailable:
        log.warning("the coordinator's Patroni is stopped from changing %s", group.name)
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE application_name = 'Patroni citus' AND datname = current_database() AND state = 'idle in transaction'"
        )


def preview(site: Site, patroni: Patroni, *, block_writes: bool) -> Facts:
    """What a rebalance would move."""
    with coordinator(site, patroni, 60) as connection:
        moves = _moves(connection)
        _refuse_stuck(connection, [move["table"] for move in moves], block_writes=block_writes)
    return {"moves": moves, "total": len(moves), "bytes": sum(move["bytes"] for move in moves)}


def rebalance(site: Site, patroni: Patroni, timeout: float, *, block_writes: bool) -> Facts:
    deadline = time.monotonic() + timeout
    with coordinator(site, patroni, 60) as connection:
        job = _start(connection, drain=False, block_writes=block_writes)
        return {"moved": _follow(connection, job, deadline)} | ({"job": job} if job else {})


def _start(connection: Connection, *, drain: bool, block_writes: bool) -> int | None:
    """The job, which is one that runs already where there is one; None when there is nothing to move."""
    if running := _running(connection):
        return int(running[0]["job"])
    _refuse_stuck(connection, [move["table"] for move in _moves(connection, drain=drain)], block_writes=block_writes)
    owners = [owner for (owner,) in connection.execute(OWNERS.encode())]
    query = f"SELECT citus_rebalance_start(drain_only => {drain}, shard_transfer_mode => '{'block_writes' if block_writes else 'auto'}')"
    # Whoever starts it copies the rows, and runs what their table's owner has made part of it. Who owns some tables may not move others.
    owner = owners[0] if len(owners) == 1 else "CURRENT_USER"
    job: int | None = as_owner(connection, owner, query, "bigint", writes=True)[0][0]
    return job


def _follow(connection: Connection, job: int | None, deadline: float) -> int:
    """To its end: how much has moved."""
    if job is None:
        return 0
    while True:
        state = one(connection, "SELECT state::text FROM pg_dist_background_job WHERE job_id = %s", job)
        if state in ("finished", "cancelled", "failed", "failing", "cancelling"):
            break
        if time.monotonic() > deadline:
            raise Unreachable(f"rebalance {job} still runs ({state}): the same call goes on waiting for it", job=job)
        time.sleep(POLL_SECONDS)
    if state != "finished":
        raise Refused(f"rebalance {job} ended as {state}: read citus_rebalance_status() and the coordinator's log", job=job)
    return int(one(connection, "SELECT count(*) FROM pg_dist_background_task WHERE job_id = %s AND status = 'done'", job))


def _moves(connection: Connection, *, drain: bool = False) -> list[dict[str, Any]]:
    names = ("table", "shard", "bytes", "from", "to")
    plan = connection.execute(
        "SELECT table_name::text, shardid, shard_size, sourcename, targetname FROM get_rebalance_table_shards_plan(drain_only => %s)",
        (drain,),
    ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in plan]


def _refuse_stuck(connection: Connection, tables: list[str], *, block_writes: bool) -> None:
    stuck = [] if block_writes else [table for (table,) in connection.execute(STUCK.encode(), (tables,))]
    if stuck:
        raise Refused(
            f"{', '.join(stuck)}: without a primary key or a replica identity nobody can write to a table while its shards move."
            " Give it one, or call with --block-writes, which lets writers of a shard wait as long as it moves",
            tables=stuck,
        )


def _nodes(connection: Connection) -> list[dict[str, Any]]:
    names = ("host", "port", "group", "active", "metadata_synced", "takes_shards", "shards")
    return [dict(zip(names, row, strict=True)) for row in connection.execute(NODES.encode())]


def _node(connection: Connection, group: Group) -> dict[str, Any]:
    for node in _nodes(connection):
        if node["group"] == number(group):
            return node
    raise Refused(f"the coordinator knows no group {group.name}")


def _running(connection: Connection) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT job_id, state::text, description FROM pg_dist_background_job WHERE job_type = 'rebalance'"
        " AND state IN ('scheduled', 'running', 'failing', 'cancelling') ORDER BY job_id"
    )
    return [{"job": job, "state": state, "description": text} for job, state, text in rows]
