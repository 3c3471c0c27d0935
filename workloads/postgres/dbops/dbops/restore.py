"""`dbops restore-fix`: makes a started copy of a snapshot stand on its own feet, before anybody uses it.

It refuses to touch what may be the original: the copy has to be marked as one among its parameters (``portal.copy_of``), and to run without
archiving and, with Citus, without 2PC recovery (``citus.recover_2pc_interval = -1``), which in a copy would decide over the original's
transactions.
"""

import logging
from pathlib import Path

from psycopg.conninfo import make_conninfo

from dbops.accounts import authinfo, set_password
from dbops.outcome import Facts, Refused
from dbops.patroni import Cluster, Member, Patroni
from dbops.site import Group, Site, secret
from dbops.sql import Connection, WrongPassword, connect, one

MARK = "portal.copy_of"
REPLICATION, REWIND = "replicator", "rewind"

log = logging.getLogger(__name__)


def run(site: Site, patroni: Patroni, passwords: Path | None, before: Path | None) -> Facts:
    """``passwords`` names the folder with those of the copy, ``before`` the one with the superuser's that its data came with."""
    own = {REPLICATION: secret(passwords / "replication"), REWIND: secret(passwords / "rewind")} if passwords else {}
    came_with = secret(before / "superuser") if before else None
    clusters = {group.name: patroni.cluster(group) for group in site.groups}
    for cluster in clusters.values():
        _refuse_original(site, cluster.leader, came_with)
    changed = _passwords(site, clusters, own, came_with) if own else []
    dropped = [slot for cluster in clusters.values() for slot in _drop_slots(site, cluster)]
    facts: Facts = {"passwords": changed, "slots_dropped": dropped, "leaders": [cluster.leader.name for cluster in clusters.values()]}
    if site.citus_database:
        facts |= _citus(site, clusters, site.citus_database)
    left = [gid for cluster in clusters.values() for gid in _prepared(site, cluster)]
    facts["prepared_transactions"] = len(left)
    if undecided := [gid for gid in left if site.citus_database and gid.startswith("citus_")]:
        raise Refused(
            f"{len(undecided)} transactions over several nodes are undecided, as {undecided[0]} is: the nodes' logs say why",
            **facts,
        )
    return facts


def _refuse_original(site: Site, leader: Member, came_with: str | None) -> None:
    # Not in a client's database: its owner could set the mark for it.
    with _sign_in(site, leader, came_with=came_with) as connection:
        if one(connection, "SHOW archive_mode") != "off":
            raise Refused(f"{leader.name} archives its log: it may be the original. A copy is started with archive_mode off")
        if not one(connection, "SELECT current_setting(%s, true)", MARK):
            raise Refused(
                f"{leader.name} is not marked as a copy: it may be the original."
                f" A copy is started with the parameter {MARK} (copyOf in the form), which says what it is a copy of"
            )
    if site.citus_database:
        with _sign_in(site, leader, site.citus_database, came_with) as connection:
            if one(connection, "SHOW citus.recover_2pc_interval") != "-1":
                raise Refused(
                    f"{leader.name} recovers transactions over several nodes by itself: start the copy with citus.recover_2pc_interval -1"
                )


def _sign_in(site: Site, leader: Member, database: str = "postgres", came_with: str | None = None) -> Connection:
    try:
        connection = connect(site, leader, database)
    except WrongPassword as problem:
        if came_with is None:
            raise Refused(
                f"{leader.name} does not take this copy's own password: its data came with that of the original. Name the folder with the"
                " original's file superuser by --before, and the one with the copy's own passwords by --passwords"
            ) from problem
        try:
            connection = connect(site, leader, database, password=came_with)
        except WrongPassword as neither:
            raise Refused(f"{leader.name} takes neither this copy's own password nor the one of --before") from neither
    # A standby that follows only once it knows the new password shall not hold up the commit that sets it.
    connection.execute("SET synchronous_commit = local")
    return connection


def _passwords(site: Site, clusters: dict[str, Cluster], own: dict[str, str], came_with: str | None) -> list[str]:
    """The copy keeps Secrets of its own, but the data came with the passwords of the original. First the superuser's: from there on its own
    counts, also for whoever repeats a call that did not get to the end."""
    changed = []
    for cluster in clusters.values():
        with _sign_in(site, cluster.leader, came_with=came_with) as connection:
            for role, password in {site.superuser: site.secret("superuser"), **own}.items():
                changed += [f"{role} on {cluster.leader.name}"] if set_password(connection, role, password) else []
    return changed


def _drop_slots(site: Site, cluster: Cluster) -> list[str]:
    """Slots of members that are not here would keep log for ever. Logical ones belong to subscribers of the original."""
    ours = [member.name.replace("-", "_") for member in cluster.members]
    with _sign_in(site, cluster.leader) as connection:
        found = connection.execute(
            "SELECT slot_name, pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active AND NOT slot_name = ANY(%s)",
            (ours,),
        )
        return [slot for slot, _ in found]


def _prepared(site: Site, cluster: Cluster) -> list[str]:
    with _sign_in(site, cluster.leader) as connection:
        return [gid for (gid,) in connection.execute("SELECT gid FROM pg_prepared_xacts ORDER BY prepared")]


def _citus(site: Site, clusters: dict[str, Cluster], database: str) -> Facts:
    """First all nodes learn who they are now, then nothing foreign may be left, and only then transactions are decided."""
    leaders = {number(group): clusters[group.name].leader for group in site.groups}
    for leader in leaders.values():
        with _sign_in(site, leader, database) as connection:
            _let_nodes_sign_in(site, connection)
            _point_at(connection, leaders)
    for leader in leaders.values():
        with _sign_in(site, leader, database) as connection:
            _refuse_foreign(connection, leader, leaders)
    recovered = 0
    for leader in leaders.values():
        with _sign_in(site, leader, database) as connection:
            recovered += int(one(connection, "SELECT recover_prepared_transactions()"))
    return {"transactions_decided": recovered}


def _let_nodes_sign_in(site: Site, connection: Connection) -> None:
    """To each other as the superuser, which they do with what Patroni has written down at the original's bootstrap."""
    told = one(connection, "SELECT authinfo FROM pg_dist_authinfo WHERE nodeid = 0 AND rolename = %s", site.superuser)
    authinfo(connection, site.superuser, make_conninfo(told or "", password=site.secret("superuser")))


def _point_at(connection: Connection, leaders: dict[int, Member]) -> None:
    with connection.transaction():
        connection.execute("DELETE FROM pg_dist_node WHERE noderole <> 'primary'")
        for group, leader in leaders.items():
            connection.execute(
                "UPDATE pg_dist_node SET nodename = %s, nodeport = %s WHERE groupid = %s AND (nodename, nodeport) <> (%s, %s)",
                (leader.host, leader.port, group, leader.host, leader.port),
            )


def _refuse_foreign(connection: Connection, leader: Member, leaders: dict[int, Member]) -> None:
    ours = {(member.host, member.port) for member in leaders.values()}
    foreign = [
        f"{host}:{port}" for host, port in connection.execute("SELECT nodename, nodeport FROM pg_dist_node") if (host, port) not in ours
    ]
    if foreign:
        raise Refused(f"{leader.name} still knows nodes of the original ({', '.join(foreign)}): no transaction was decided")


def number(group: Group) -> int:
    """Citus' number of a group: the end of its name."""
    end = group.name.rpartition("-")[2]
    if not end.isdigit():
        raise Refused(f"{group.name} is no group of Citus: its name does not end with a number")
    return int(end)
