"""`dbops checkpoint`: makes redo after a crash or from a snapshot short. It adds no consistency."""

import logging

from dbops.outcome import Facts
from dbops.patroni import Patroni
from dbops.site import Site
from dbops.sql import connect, one

log = logging.getLogger(__name__)


def run(site: Site, patroni: Patroni, timeout: float) -> Facts:
    done = []
    for group in site.groups:
        leader = patroni.cluster(group).leader
        with connect(site, leader, statement_timeout=timeout) as connection:
            connection.execute("CHECKPOINT")
            done.append(
                {"group": group.name, "leader": leader.name, "redo_lsn": one(connection, "SELECT redo_lsn FROM pg_control_checkpoint()")}
            )
        log.info("checkpoint of %s done", leader.name)
    return {"groups": done}
