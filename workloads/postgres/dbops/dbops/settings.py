"""`dbops settings`: makes the database's dynamic configuration what a mounted file says, and reads back what every member made of it."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbops.outcome import Facts, Refused, Unreachable, WrongCall
from dbops.parameters import ALLOWED, RESTART_CLASS, Parameter
from dbops.patroni import Member, Patroni
from dbops.site import Group, Site, document
from dbops.sql import connect

PATRONI: dict[str, type | tuple[Any, ...]] = {
    "ttl": int,
    "loop_wait": int,
    "retry_timeout": int,
    "maximum_lag_on_failover": int,
    "maximum_lag_on_syncnode": int,
    "primary_start_timeout": int,
    "primary_stop_timeout": int,
    "member_slots_ttl": int,
    "synchronous_mode": (True, "on", "quorum"),
    "synchronous_mode_strict": bool,
    "synchronous_node_count": int,
    "failsafe_mode": (True, "on"),
}
"""What of Patroni itself may come from outside, and as what: nobody switches off from there what keeps acknowledged writes."""

SETS = {
    "configuration file": "the members' own file, or ALTER SYSTEM",
    "command line": "Patroni",
    "global": "ALTER ROLE ALL",
    "database": "ALTER DATABASE postgres",
    "user": "ALTER ROLE",
    "database user": "ALTER ROLE IN DATABASE postgres",
}
"""Who sets a parameter, by its source in pg_settings."""

PAUSE_SECONDS = 0.5

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Desired:
    """Patroni's own settings and PostgreSQL's parameters, as text."""

    patroni: dict[str, Any]
    parameters: dict[str, str]


def read(file: Path) -> Desired:
    """A document like Patroni's dynamic configuration: its own settings, and ``postgresql.parameters``."""
    told = document(file)
    if not isinstance(told, dict) or not isinstance(told.get("postgresql", {}), dict):
        raise WrongCall(f"{file} is no document with settings and postgresql.parameters")
    postgresql = told.pop("postgresql", {})
    parameters = postgresql.get("parameters", {})
    if not isinstance(parameters, dict):
        raise WrongCall(f"postgresql.parameters in {file} is no list of names with values")
    foreign = [key for key in told if key not in PATRONI] + [f"postgresql.{key}" for key in postgresql if key != "parameters"]
    foreign += [key for key in parameters if key not in ALLOWED]
    if foreign:
        raise Refused(f"not to be set from outside, as it can run code or undo a safeguard: {', '.join(map(str, foreign))}")
    wrong = [key for key, value in told.items() if not _fits(PATRONI[key], value)]
    wrong += [key for key, value in parameters.items() if not isinstance(value, str | int | float | bool)]
    if wrong:
        raise WrongCall(f"the value is not allowed: {', '.join(wrong)}")
    return Desired(told, {key: str(_text(value)) for key, value in parameters.items()})


def run(site: Site, patroni: Patroni, desired: Desired, wait: float, *, check: bool) -> Facts:
    facts: Facts = {"applied": not check, "groups": []}
    for group in site.groups:
        facts["groups"].append(_check(site, patroni, group, desired, wait) if check else _apply(site, patroni, group, desired, wait))
    return facts


def _check(site: Site, patroni: Patroni, group: Group, desired: Desired, wait: float) -> Facts:
    cluster = patroni.led(group, wait)
    change = difference(desired, patroni.configuration(group))
    live = Live.read(site, (cluster.leader,), {*desired.parameters, *_names(change)})
    live.refuse_unusable(desired)
    return {"group": group.name, "changed": _names(change), "needs": live.classes(change)}


def _apply(site: Site, patroni: Patroni, group: Group, desired: Desired, wait: float) -> Facts:
    facts = _check(site, patroni, group, desired, wait)
    change = difference(desired, patroni.configuration(group))
    if change:
        patroni.configure(group, change)
        log.info("configuration of %s changed", group.name, extra={"facts": {"changed": _names(change)}})
        _await_kept(patroni, group, desired, wait)
    return facts | _settle(site, patroni, group, desired, wait)


def _await_kept(patroni: Patroni, group: Group, desired: Desired, wait: float) -> None:
    """Patroni answers what it knew in its last round, and a change only begins the next one."""
    deadline = time.monotonic() + wait
    while left := difference(desired, patroni.configuration(group)):
        if time.monotonic() > deadline:
            raise Unreachable(f"{group.name} does not keep {', '.join(_names(left))}: somebody else changes it at the same time")
        time.sleep(PAUSE_SECONDS)


def difference(desired: Desired, current: dict[str, Any]) -> dict[str, Any]:
    """What has to be merged into the dynamic configuration. Null resets what may be set from outside but is not wished any more."""
    change: dict[str, Any] = {key: value for key, value in desired.patroni.items() if key not in current or current[key] != value}
    now = (current.get("postgresql") or {}).get("parameters") or {}
    parameters: dict[str, str | None] = {key: value for key, value in desired.parameters.items() if _text(now.get(key)) != value}
    parameters |= {key: None for key in now if key in ALLOWED and key not in desired.parameters}
    return change | ({"postgresql": {"parameters": parameters}} if parameters else {})


class Live:
    """The desired parameters as the members have them."""

    def __init__(self, rows: dict[str, dict[str, Parameter]]) -> None:
        self._rows = rows

    @staticmethod
    def read(site: Site, members: Iterable[Member], names: Iterable[str]) -> "Live":
        rows = {}
        for member in members:
            # Not in a client's database: for that its owner sets what it likes.
            with connect(site, member) as connection:
                # The default of new sessions, not what this session has set for itself.
                found = connection.execute(
                    "SELECT name, reset_val, unit, vartype, context, min_val, max_val, enumvals, pending_restart, source"
                    " FROM pg_settings WHERE name = ANY(%s)",
                    (list(names),),
                )
                rows[member.name] = {row[0]: Parameter(*row) for row in found}
        return Live(rows)

    def refuse_unusable(self, desired: Desired) -> None:
        for rows in self._rows.values():
            unknown = [name for name in desired.parameters if name not in rows]
            if unknown:
                raise Refused(f"this version of PostgreSQL has no parameter {', '.join(unknown)}")
            for name, value in desired.parameters.items():
                rows[name].read(value)

    def classes(self, change: dict[str, Any]) -> dict[str, str]:
        """What each changed parameter needs to count, as this version of PostgreSQL says."""
        changed = change.get("postgresql", {}).get("parameters", {})
        rows = next(iter(self._rows.values()))
        return {name: RESTART_CLASS.get(rows[name].context, rows[name].context) for name in changed if name in rows}

    def unsettled(self, desired: Desired, pending: dict[str, set[str]]) -> list[str]:
        """Parameters that are neither there nor known to wait for a restart."""
        return [
            f"{name} on {member} is {row.value} from {row.source} ({SETS.get(row.source, 'the server itself')})"
            for member, rows in self._rows.items()
            for name, row in rows.items()
            if not row.is_at(desired.parameters[name]) and not row.pending and name not in pending.get(member, set())
        ]

    def pending(self, desired: Desired) -> dict[str, set[str]]:
        return {
            member: {name for name, row in rows.items() if row.pending and not row.is_at(desired.parameters[name])}
            for member, rows in self._rows.items()
        }


def _settle(site: Site, patroni: Patroni, group: Group, desired: Desired, wait: float) -> Facts:
    """Waits until every member that runs has each parameter, or says that it waits for a restart. Tells what waits, by member."""
    deadline = time.monotonic() + wait
    while True:
        try:
            cluster = patroni.cluster(group)
            # A member that does not run reads the configuration when it starts.
            live = Live.read(site, [member for member in cluster.members if member.runs], desired.parameters)
            told = {member.name: set(member.pending_reason) for member in cluster.members}
            late = live.unsettled(desired, told)
            if not late:
                pending = {member: sorted(names | told[member]) for member, names in live.pending(desired).items() if names | told[member]}
                return {"pending_restart": pending, "not_running": [member.name for member in cluster.members if not member.runs]}
            problem: Refused | Unreachable = Refused(
                f"{group.name} has the configuration, but after {wait:.0f} s it does not count: {'; '.join(late)}"
            )
        except Unreachable as silent:
            problem = silent
        if time.monotonic() > deadline:
            raise problem
        time.sleep(PAUSE_SECONDS)


def _names(change: dict[str, Any]) -> list[str]:
    return sorted([key for key in change if key != "postgresql"] + list(change.get("postgresql", {}).get("parameters", {})))


def _fits(kind: type | tuple[Any, ...], value: Any) -> bool:
    return type(value) is kind if isinstance(kind, type) else value in kind


def _text(value: Any) -> str | None:
    if isinstance(value, bool):
        return "on" if value else "off"
    return None if value is None else str(value)
