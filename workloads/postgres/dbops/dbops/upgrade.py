"""`dbops upgrade --check`: what stands in the way of a new image. A check of data types for a new major version needs both versions'
programs beside the data, and is the upgrade's own first step."""

from dbops.outcome import Facts, Refused
from dbops.patroni import Member, Patroni
from dbops.site import Site
from dbops.sql import connect, databases
from dbops.status import problems

EVERYWHERE = {
    # With Citus there is always one; after as long as PostgresCitusTransactionStays of the chart waits, it is no passing one.
    "a transaction is prepared and waits for its decision": (
        r"SELECT gid FROM pg_prepared_xacts WHERE gid NOT LIKE 'citus\_%' OR prepared < now() - interval '120 s'"
    ),
    "a database is half created or half dropped": "SELECT datname FROM pg_database WHERE datconnlimit = -2",
    "a logical slot does not move to a new major version": "SELECT slot_name FROM pg_replication_slots WHERE slot_type = 'logical'",
}
PER_DATABASE = {
    "the operating system sorts text otherwise than when indexes were built": (
        "SELECT collname FROM pg_collation WHERE collversion <> pg_collation_actual_version(oid)"
        " UNION ALL SELECT datname FROM pg_database WHERE datname = current_database()"
        " AND datcollversion <> pg_database_collation_actual_version(oid)"
    ),
    "an index is not valid": "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid",
    "an extension is older than the software": (
        "SELECT name || ' ' || installed_version || ' instead of ' || default_version FROM pg_available_extensions"
        " WHERE installed_version <> default_version"
    ),
    "a column refers to system objects by number, which a new major version changes": (
        # In pg_catalog Citus has some, and takes care of them itself.
        "SELECT attrelid::regclass || '.' || attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid"
        " WHERE c.relkind IN ('r', 'm') AND c.oid >= 16384 AND c.relnamespace <> 'pg_catalog'::regnamespace"
        " AND attnum > 0 AND NOT attisdropped AND atttypid IN"
        " ('regcollation'::regtype, 'regconfig'::regtype, 'regdictionary'::regtype, 'regnamespace'::regtype, 'regoper'::regtype,"
        " 'regoperator'::regtype, 'regproc'::regtype, 'regprocedure'::regtype)"
    ),
}


def check(site: Site, patroni: Patroni) -> Facts:
    findings: list[str] = []
    versions = {}
    for group in site.groups:
        cluster = patroni.cluster(group)
        findings += [f"{group.name}: {problem}" for problem in problems(cluster)]
        findings += [f"{member.name} waits for a restart" for member in cluster.members if member.pending_restart]
        versions[group.name] = _server(site, cluster.leader, findings)
    facts: Facts = {"versions": versions, "findings": findings}
    if findings:
        raise Refused(f"{len(findings)} findings, the first: {findings[0]}", **facts)
    return facts


def _server(site: Site, leader: Member, findings: list[str]) -> str:
    with connect(site, leader) as connection:
        names = databases(connection)
        version = str(connection.info.parameter_status("server_version"))
        for finding, query in EVERYWHERE.items():
            findings += [f"{leader.name}: {finding} ({what})" for (what,) in connection.execute(query.encode())]
    for database in names:
        with connect(site, leader, database) as connection:
            for finding, query in PER_DATABASE.items():
                findings += [f"{leader.name}, {database}: {finding} ({what})" for (what,) in connection.execute(query.encode())]
    return version
