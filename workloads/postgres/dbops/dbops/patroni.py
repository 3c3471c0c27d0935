"""Patroni's REST API: with the authority of the database, the client certificate of dbops and its password."""

import json
import logging
import ssl
import time
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import urllib3
from urllib3.util import make_headers

from dbops.outcome import Refused, Unreachable
from dbops.site import Group, Site

LEADING = frozenset({"leader", "standby_leader"})
SYNCHRONOUS = frozenset({"sync_standby", "quorum_standby"})
PAUSE_SECONDS = 1.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Member:
    """One server as Patroni sees it. ``lag`` is in bytes, -1 when nobody knows."""

    name: str
    role: str
    state: str
    host: str
    port: int
    api: str
    timeline: int
    lag: int
    pending_restart: bool
    pending_reason: dict[str, Any] = field(default_factory=dict)

    @property
    def leads(self) -> bool:
        return self.role in LEADING

    @property
    def synchronous(self) -> bool:
        return self.role in SYNCHRONOUS

    @property
    def runs(self) -> bool:
        """Takes connections."""
        return bool(self.host) and self.state in ("running", "streaming", "in archive recovery")

    @property
    def streams(self) -> bool:
        return self.state == "streaming"


@dataclass(frozen=True)
class Cluster:
    """A group's members at one moment."""

    group: str
    members: tuple[Member, ...]
    paused: bool

    @property
    def leader(self) -> Member:
        for member in self.members:
            if member.leads and member.state == "running":
                return member
        raise Unreachable(f"{self.group} has no leader just now: wait for the failover to end, then try again")

    def member(self, name: str) -> Member:
        for member in self.members:
            if member.name == name:
                return member
        raise Refused(f"{self.group} has no member {name}, only {', '.join(member.name for member in self.members)}")


class Patroni:
    """One caller for all groups."""

    def __init__(self, site: Site) -> None:
        context = ssl.create_default_context(cafile=site.file("ca.crt"))
        context.load_cert_chain(site.file("tls.crt"), site.file("tls.key"))
        self._site = site
        self._pool = urllib3.PoolManager(ssl_context=context, retries=False)

    def cluster(self, group: Group) -> Cluster:
        answer = self._ask(group, "GET", "/cluster")
        return Cluster(group.name, tuple(map(_member, answer.get("members", ()))), bool(answer.get("pause")))

    def led(self, group: Group, patience: float) -> Cluster:
        """The group, as soon as it has a leader: during an install or a failover that takes a while."""
        deadline = time.monotonic() + patience
        while True:
            try:
                cluster = self.cluster(group)
                if cluster.leader:
                    return cluster
            except Unreachable as problem:
                if time.monotonic() > deadline:
                    raise
                log.info("waiting: %s", problem)
            time.sleep(PAUSE_SECONDS)

    def configuration(self, group: Group) -> dict[str, Any]:
        """The dynamic configuration."""
        return self._ask(group, "GET", "/config")

    def configure(self, group: Group, change: dict[str, Any]) -> None:
        """Merged into the dynamic configuration; null removes."""
        self._ask(group, "PATCH", "/config", change)

    def switchover(self, group: Group, leader: Member, candidate: str | None) -> None:
        """Returns when Patroni says that another member leads, which may take as long as its loop. Without a candidate it chooses a
        synchronous standby, and writes wait less: the other followers hold back for 2 s where one is named.
        """
        body = {"leader": leader.name} | ({"candidate": candidate} if candidate else {})
        status, text = self._call("POST", _base(leader.api) + "/switchover", body, read_seconds=60)
        if status not in (HTTPStatus.OK, HTTPStatus.ACCEPTED):
            raise Refused(f"Patroni refused to move {group.name} away from {leader.name}: {text.strip()}")

    def _ask(self, group: Group, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        problems = []
        for seed in group.seeds:
            try:
                status, text = self._call(method, seed + path, body)
            except Unreachable as problem:
                problems.append(str(problem))
                continue
            if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                raise Refused(f"{seed} does not accept the certificate or password of dbops (HTTP {status})")
            if status == HTTPStatus.OK:
                answer: dict[str, Any] = json.loads(text)
                return answer
            problems.append(f"{seed}{path} answers HTTP {status}: {text.strip()[:200]}")
        raise Unreachable("; ".join(problems))

    def _call(self, method: str, url: str, body: dict[str, Any] | None, read_seconds: float = 10.0) -> tuple[int, str]:
        headers = make_headers(basic_auth=f"{self._site.rest_user}:{self._site.secret('rest')}")
        try:
            answer = self._pool.request(method, url, headers=headers, json=body, timeout=urllib3.Timeout(connect=3, read=read_seconds))
        except urllib3.exceptions.HTTPError as problem:
            raise Unreachable(f"{url} does not answer: {problem}") from problem
        return answer.status, answer.data.decode(errors="replace")


def _base(api: str) -> str:
    """Members tell their address with a path that only old load balancers need."""
    return api.removesuffix("/patroni")


def _member(told: dict[str, Any]) -> Member:
    lag = told.get("lag", 0)
    return Member(
        name=told["name"],
        role=told["role"],
        state=told.get("state", ""),
        host=told.get("host", ""),
        port=int(told.get("port", 5432)),
        api=told.get("api_url", ""),
        timeline=int(told.get("timeline", 0)),
        lag=lag if isinstance(lag, int) else -1,
        pending_restart=bool(told.get("pending_restart")),
        pending_reason=told.get("pending_restart_reason", {}),
    )
