"""`dbops citus`: nodes and shards. All of it runs on the coordinator; each call may be repeated, and goes on with what is under way."""

import logging
import time
from typing import Any

from dbops.outcome import Facts, Refused, Unreachable
from dbops.patroni import Patroni
from dbops.restore import number
from dbops.site import Group, Site
from dbops.sql import Connection, connect, one

POLL_SECONDS = 2.0

NODES = """
SELECT n.nodename, n.nodeport, n.groupid, n.isactive, n.metadatasynced, n.shouldhaveshards,
  (SELECT count(*) FROM pg_dist_placement p WHERE p.groupid = n.groupid)
FROM pg_dist_node n WHERE n.noderole = 'primary' ORDER BY n.groupid
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
            connection.execute("SELECT citus_set_node_property(%s, %s, 'shouldhaveshards', true)", (found[0]["host"], found[0]["port"]))
        return {"node": _node(connection, group)}


def drain(site: Site, patroni: Patroni, group: Group, timeout: float) -> Facts:
    """Moves all shards off a group. Done when none is left."""
    if number(group) == 0:
        raise Refused("the coordinator is not drained")
    with coordinator(site, patroni, timeout) as connection:
        node = _node(connection, group)
        before = node["shards"]
        if before:
            connection.execute("SELECT citus_drain_node(%s, %s)", (node["host"], node["port"]))
        left = _node(connection, group)["shards"]
        if left:
            raise Refused(
                f"{group.name} still has {left} of {before} shards: reference tables leave with the node, others need a place to go"
            )
        return {"group": group.name, "moved": before}


def preview(site: Site, patroni: Patroni) -> Facts:
    """What a rebalance would move."""
    with coordinator(site, patroni, 60) as connection:
        plan = connection.execute(
            "SELECT table_name::text, shardid, shard_size, sourcename, targetname FROM get_rebalance_table_shards_plan()"
        ).fetchall()
    moves = [{"table": row[0], "shard": row[1], "bytes": row[2], "from": row[3], "to": row[4]} for row in plan]
    return {"moves": moves, "total": len(moves), "bytes": sum(move["bytes"] for move in moves)}


def rebalance(site: Site, patroni: Patroni, timeout: float) -> Facts:
    """Starts one, unless one runs, and follows it to its end."""
    deadline = time.monotonic() + timeout
    with coordinator(site, patroni, 60) as connection:
        running = _running(connection)
        job = running[0]["job"] if running else one(connection, "SELECT citus_rebalance_start()")
        if job is None:
            return {"moved": 0}
        while True:
            state = one(connection, "SELECT state::text FROM pg_dist_background_job WHERE job_id = %s", job)
            if state in ("finished", "cancelled", "failed", "failing", "cancelling"):
                break
            if time.monotonic() > deadline:
                raise Unreachable(f"rebalance {job} still runs ({state}): the same call goes on waiting for it", job=job)
            time.sleep(POLL_SECONDS)
        if state != "finished":
            raise Refused(f"rebalance {job} ended as {state}: read citus_rebalance_status() and the coordinator's log", job=job)
        return {
            "job": job,
            "moved": one(connection, "SELECT count(*) FROM pg_dist_background_task WHERE job_id = %s AND status = 'done'", job),
        }


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
