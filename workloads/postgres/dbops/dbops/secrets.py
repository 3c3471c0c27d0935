"""`dbops secrets`: makes the certificates and passwords that are missing, and renews certificates in time.

Nothing that serves is overwritten, and no value is ever logged or reported: only names.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from secrets import token_hex

from dbops.certificates import RENEW_AUTHORITY_BELOW_DAYS, RENEW_BELOW_DAYS, Leaf, Pair, good, issue, issued_by, new_authority, prolonged
from dbops.clients import Client
from dbops.kubernetes import Data, Decide, Kubernetes, Secret
from dbops.outcome import Facts, Failed, Refused, Unreachable

PASSWORDS = ("superuser", "replication", "rewind", "rest", "exporter", "pooler", "pool-key")
FOR_DBOPS = ("superuser", "rest")
MOST_MEMBERS = 9
"""Members of one group have their own names in the certificate: OpenSSL takes no wildcard in front of a name without dots."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """What has to be there for one database."""

    scope: str
    namespace: str
    groups: tuple[str, ...]
    clients: list[Client]
    certificates: bool
    """Whether dbops issues them; not where cert-manager does, from the same authority."""
    least: int = RENEW_BELOW_DAYS
    """Days that a certificate has left at least; with fewer it is renewed."""


def run(api: Kubernetes, plan: Plan, now: datetime | None = None) -> Facts:
    keeper = Keeper(api, plan, now or datetime.now(UTC))
    keeper.passwords()
    authority = keeper.authority()
    if plan.certificates:
        keeper.certificates(authority)
    else:
        keeper.await_certificates(authority)
    keeper.share(authority.certificate)
    failures = keeper.clients(authority.certificate)
    facts: Facts = {"written": keeper.written, "authority_days_left": authority.days_left(keeper.now)}
    if failures:
        raise type(failures[0])("; ".join(map(str, failures)), **facts)
    return facts


class Keeper:
    """One pass over everything; ``written`` tells which keys were missing or no longer good."""

    def __init__(self, api: Kubernetes, plan: Plan, now: datetime) -> None:
        self._api = api
        self._plan = plan
        self.now = now
        self.written: list[str] = []

    def passwords(self) -> None:
        self._ensure("passwords", lambda found: {key: token_hex(24).encode() for key in PASSWORDS if not _has(found, key)})

    def authority(self) -> Pair:
        """Always of dbops, also where cert-manager issues from it: whoever issues may change while clients and members go on."""
        self._ensure("authority", self._authority, "kubernetes.io/tls")
        return self._pair(self._read("authority"))

    def certificates(self, authority: Pair) -> None:
        for name, leaf in leaves(self._plan).items():
            self._ensure(name, partial(self._leaf, authority, leaf), "kubernetes.io/tls")

    def await_certificates(self, authority: Pair) -> None:
        for name in leaves(self._plan):
            found = self._api.secret(self._plan.namespace, self._name(name))
            if not issued_by(self._pair(found), authority.certificate):
                raise Unreachable(f"Secret {self._name(name)} has no certificate of our authority: cert-manager has not issued it")

    def share(self, authority: bytes) -> None:
        """The authority for everybody, and the passwords that dbops needs for dbops."""
        passwords = self._read("passwords").data
        self._ensure("dbops", lambda found: {k: passwords[k] for k in FOR_DBOPS if found is None or found.data.get(k) != passwords[k]})
        if self._api.publish(self._plan.namespace, self._name("ca"), {"ca.crt": authority.decode()}):
            self.written.append(f"{self._name('ca')}/ca.crt")

    def clients(self, authority: bytes) -> list[Failed]:
        """One client that cannot be served does not hold up the others."""
        failures: list[Failed] = []
        for client in self._plan.clients:
            try:
                self._client(client, authority)
            except (Refused, Unreachable) as problem:
                log.error("client %s: %s", client.name, problem)
                failures.append(problem)
        return failures

    def _client(self, client: Client, authority: bytes) -> None:
        theirs = self._api.secret(client.namespace, f"{client.name}-database")
        if theirs is not None and not theirs.ours:
            raise Refused(
                f"Secret {client.namespace}/{client.name}-database was not made by dbops: delete it, or name the client otherwise"
            )
        # What the client uses already goes on: only a copy is missing.
        known = theirs.data if theirs is not None and _has(theirs, "username") and _has(theirs, "password") else {}
        fresh: Data = {"username": client.role.encode(), "password": token_hex(24).encode(), **known}
        self._ensure(f"client-{client.name}", lambda found: {key: fresh[key] for key in ("username", "password") if not _has(found, key)})
        kept = self._read(f"client-{client.name}").data
        wanted = {"username": kept["username"], "password": kept["password"], "ca.crt": authority}

        def differing(found: Secret | None) -> Data:
            return {key: value for key, value in wanted.items() if found is None or found.data.get(key) != value}

        keys = self._api.ensure(client.namespace, f"{client.name}-database", differing)
        self.written += [f"{client.namespace}/{client.name}-database/{key}" for key in keys]

    def _authority(self, found: Secret | None) -> Data:
        if found is None or not found.data:
            made = new_authority(f"{self._plan.scope} {self._plan.namespace}", self.now)
            return {"tls.crt": made.certificate, "tls.key": made.key}
        pair = self._pair(found)
        if not pair.matches() or pair.days_left(self.now) < 1:
            raise Refused(f"Secret {self._name('authority')} holds no valid authority: repair it by hand, all clients trust it")
        if pair.days_left(self.now) < RENEW_AUTHORITY_BELOW_DAYS:
            return {"tls.crt": prolonged(pair, self.now).certificate}
        return {}

    def _leaf(self, authority: Pair, leaf: Leaf, found: Secret | None) -> Data:
        pair = self._pair(found)
        if not good(pair, authority.certificate, leaf, self.now, self._plan.least):
            pair = issue(authority, leaf, self.now)
        wanted = {"ca.crt": authority.certificate, "tls.crt": pair.certificate, "tls.key": pair.key}
        return {key: value for key, value in wanted.items() if found is None or found.data.get(key) != value}

    def _pair(self, found: Secret | None) -> Pair:
        data = found.data if found else {}
        return Pair(data.get("tls.crt", b""), data.get("tls.key", b""))

    def _ensure(self, name: str, decide: Decide, kind: str = "Opaque") -> None:
        keys = self._api.ensure(self._plan.namespace, self._name(name), decide, kind)
        self.written += [f"{self._name(name)}/{key}" for key in keys]

    def _read(self, name: str) -> Secret:
        found = self._api.secret(self._plan.namespace, self._name(name))
        if found is None:
            raise Unreachable(f"Secret {self._name(name)} vanished while dbops was at work")
        return found

    def _name(self, name: str) -> str:
        return f"{self._plan.scope}-{name}"


def leaves(plan: Plan) -> dict[str, Leaf]:
    """By the end of their Secret's name. Relative names come first: a copy in another namespace resolves them to itself."""
    pooler = f"{plan.scope}-pooler"
    members = [
        host
        for group in plan.groups
        for host in (
            *(f"{group}-{ordinal}.{group}-pods" for ordinal in range(MOST_MEMBERS)),
            *(host for service in (f"*.{group}-pods", group, f"{group}-pods", f"{group}-ro") for host in _hosts(service, plan.namespace)),
        )
    ]
    return {
        "tls": Leaf(plan.scope, (*members, *_hosts(pooler, plan.namespace), "localhost"), client=True),
        "pooler-tls": Leaf(pooler, (*_hosts(pooler, plan.namespace), "localhost")),
        "dbops": Leaf("dbops", client=True),
    }


def _hosts(service: str, namespace: str) -> list[str]:
    return [service, *(f"{service}.{namespace}{end}" for end in ("", ".svc", ".svc.cluster.local"))]


def _has(found: Secret | None, key: str) -> bool:
    return bool(found and found.data.get(key))
