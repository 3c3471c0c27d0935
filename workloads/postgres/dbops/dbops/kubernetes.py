"""The few calls to the Kubernetes API that `dbops secrets` needs, with the token of its service account."""

import base64
import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import urllib3

from dbops.outcome import Refused, Unreachable, WrongCall

ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
LABELS = {"app.kubernetes.io/managed-by": "dbops", "app.kubernetes.io/part-of": "customer-cloud-portal"}
TRIES = 5

Data = dict[str, bytes]


class Kubernetes:
    """Secrets and ConfigMaps by name; nothing is listed, replaced or deleted."""

    def __init__(self, address: str, token: Path, authority: Path) -> None:
        self._address = address
        self._token = token
        context = ssl.create_default_context(cafile=str(authority))
        self._pool = urllib3.PoolManager(ssl_context=context, timeout=urllib3.Timeout(connect=5, read=20), retries=False)

    @staticmethod
    def inside(env: Mapping[str, str] = os.environ, account: Path = ACCOUNT) -> "Kubernetes":
        host = env.get("KUBERNETES_SERVICE_HOST")
        if not host or not (account / "token").exists():
            raise WrongCall("no token of a service account is mounted: `dbops secrets` runs in a pod")
        host = f"[{host}]" if ":" in host else host
        return Kubernetes(f"https://{host}:{env.get('KUBERNETES_SERVICE_PORT', '443')}", account / "token", account / "ca.crt")

    def secret(self, namespace: str, name: str) -> "Secret | None":
        found = self._get(Place(namespace, "secrets", name))
        return None if found is None else Secret(found)

    def ensure(self, namespace: str, name: str, decide: "Decide", kind: str = "Opaque") -> list[str]:
        """Writes what ``decide`` says is missing in the Secret, and asks it again when somebody else wrote meanwhile. Tells the keys."""
        for _ in range(TRIES):
            found = self.secret(namespace, name)
            data = decide(found)
            body = {"data": {key: base64.b64encode(value).decode() for key, value in data.items()}}
            if not data or self._write(Place(namespace, "secrets", name), found.version if found else None, body, {"type": kind}):
                return sorted(data)
        raise Unreachable(f"Secret {namespace}/{name} changes all the time: is another `dbops secrets` running?")

    def publish(self, namespace: str, name: str, data: dict[str, str]) -> bool:
        """Sets the keys of a ConfigMap; whether anything had to be written."""
        place = Place(namespace, "configmaps", name)
        for _ in range(TRIES):
            found = self._get(place)
            if found is not None and data.items() <= (found.get("data") or {}).items():
                return False
            if self._write(place, found["metadata"]["resourceVersion"] if found else None, {"data": data}, {}):
                return True
        raise Unreachable(f"ConfigMap {namespace}/{name} changes all the time")

    def _write(self, place: "Place", version: str | None, body: dict[str, Any], fixed: dict[str, str]) -> bool:
        """Whether it was written; not, when somebody else was faster."""
        if version is None:
            head = {"apiVersion": "v1", "metadata": {"name": place.name, "labels": LABELS}, **fixed}
            status, answer = self._call("POST", place.collection, head | body)
        else:
            status, answer = self._call("PATCH", place.path, {"metadata": {"resourceVersion": version}} | body)
        if status == HTTPStatus.CONFLICT:
            return False
        self._check(status, answer, f"write of {place}")
        return True

    def _get(self, place: "Place") -> dict[str, Any] | None:
        status, answer = self._call("GET", place.path)
        if status == HTTPStatus.NOT_FOUND:
            return None
        self._check(status, answer, f"read of {place}")
        return answer

    def _call(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": "Bearer " + self._token.read_text(encoding="ascii").strip()}
        headers["Content-Type"] = "application/merge-patch+json" if method == "PATCH" else "application/json"
        try:
            answer = self._pool.request(method, self._address + path, headers=headers, json=body)
            return answer.status, answer.json()
        except (urllib3.exceptions.HTTPError, ValueError) as problem:
            raise Unreachable(f"the Kubernetes API does not answer as expected: {problem}") from problem

    @staticmethod
    def _check(status: int, answer: dict[str, Any], what: str) -> None:
        if status in (HTTPStatus.OK, HTTPStatus.CREATED):
            return
        # The API's message names the object and the right, never a value of it.
        message = f"{what} failed: HTTP {status} {answer.get('reason', '')}: {answer.get('message', '')}"
        if status == HTTPStatus.FORBIDDEN:
            message += ". The customer's admin grants it by name in database-access.yaml, and applies that file again."
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise Refused(message)
        raise Unreachable(message)


@dataclass(frozen=True)
class Place:
    """Where an object is."""

    namespace: str
    kind: str
    name: str

    @property
    def collection(self) -> str:
        return f"/api/v1/namespaces/{self.namespace}/{self.kind}"

    @property
    def path(self) -> str:
        return f"{self.collection}/{self.name}"

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}"


class Secret:
    """What a Secret holds, and which version of it."""

    def __init__(self, found: dict[str, Any]) -> None:
        metadata = found["metadata"]
        self.version: str = metadata["resourceVersion"]
        self.ours = (metadata.get("labels") or {}).get("app.kubernetes.io/managed-by") == "dbops"
        self.data: Data = {key: base64.b64decode(value) for key, value in (found.get("data") or {}).items()}


Decide = Callable[[Secret | None], Data]
"""From what is there to the keys that are missing or no longer good."""
