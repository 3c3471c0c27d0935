"""`dbops status`: what the database looks like just now, and what is wrong with it."""

from typing import Any

from dbops.outcome import Facts, Unreachable
from dbops.patroni import Cluster, Patroni
from dbops.site import Group, Site

LAG_BYTES = 16 * 1024 * 1024
"""Above it a standby counts as behind."""


def run(site: Site, patroni: Patroni) -> Facts:
    groups = [_group(patroni, group) for group in site.groups]
    return {"healthy": all(not group["problems"] for group in groups), "groups": groups}


def _group(patroni: Patroni, group: Group) -> Facts:
    try:
        cluster = patroni.cluster(group)
    except Unreachable as problem:
        return {"group": group.name, "problems": [str(problem)], "members": []}
    members: list[dict[str, Any]] = [
        {
            "name": member.name,
            "role": member.role,
            "state": member.state,
            "timeline": member.timeline,
            "lag": member.lag,
            "pending_restart": sorted(member.pending_reason) or member.pending_restart,
        }
        for member in cluster.members
    ]
    return {"group": group.name, "problems": problems(cluster), "members": members}


def problems(cluster: Cluster) -> list[str]:
    found = []
    if not any(member.leads and member.state == "running" for member in cluster.members):
        found.append("no leader")
    if not any(member.synchronous and member.streams for member in cluster.members):
        found.append("no synchronous standby")
    found += [f"{member.name} is {member.state or 'silent'}" for member in cluster.members if not member.leads and not member.streams]
    found += [f"{member.name} is {member.lag} bytes behind" for member in cluster.members if member.streams and member.lag > LAG_BYTES]
    if cluster.paused:
        found.append("failover is paused")
    return found
