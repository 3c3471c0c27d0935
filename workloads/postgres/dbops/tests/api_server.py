"""A real Kubernetes API server, as the rehearsal cluster has it built, without nodes: etcd, RBAC, and two accounts."""

import subprocess
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree
from typing import Any

import urllib3
from members import free_port

from dbops.certificates import Leaf, issue, new_authority
from dbops.kubernetes import Kubernetes

BUILT = ".cache/portal-cluster/k8s"
ADMIN, ACCOUNT = "admin-token", "account-token"
NAMES = ["authority", "tls", "pooler-tls", "dbops", "passwords", "client-api", "client-report"]


def rule(resource: str, verbs: list[str], names: list[str] | None = None) -> dict[str, Any]:
    return {"apiGroups": [""], "resources": [resource], "verbs": verbs} | ({"resourceNames": names} if names else {})


# What the onboarding grants to the Job of `dbops secrets`: in the database's namespace, and in that of a client.
RIGHTS = {
    "postgres": [
        rule("secrets", ["create"]),
        rule("configmaps", ["create"]),
        rule("secrets", ["get", "patch"], [f"postgres-{name}" for name in NAMES]),
        rule("configmaps", ["get", "patch"], ["postgres-ca"]),
    ],
    "api": [rule("secrets", ["create"]), rule("secrets", ["get", "patch"], ["api-database"])],
    "forbidden": [],
}


class ApiServer:
    """Started once; each test has namespaces without Secrets."""

    def __init__(self, binaries: Path) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="dbops-api-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        self.address = f"https://localhost:{free_port()}"
        self._start(binaries)
        self.admin = Kubernetes(self.address, self._token(ADMIN), self._folder / "ca.crt")
        self.account = Kubernetes(self.address, self._token(ACCOUNT), self._folder / "ca.crt")
        self._pool = urllib3.PoolManager(ca_certs=str(self._folder / "ca.crt"))

    def prepare(self) -> None:
        self._wait()
        for namespace, rules in RIGHTS.items():
            self._grant(namespace, rules)

    def clear(self) -> None:
        for namespace in RIGHTS:
            for kind in ("secrets", "configmaps"):
                self.ask("DELETE", f"/api/v1/namespaces/{namespace}/{kind}")

    def create(self, namespace: str, name: str, data: dict[str, str], kind: str = "Opaque") -> None:
        """A Secret that somebody else makes."""
        self.ask("POST", f"/api/v1/namespaces/{namespace}/secrets", {"metadata": {"name": name}, "stringData": data, "type": kind})

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        answer = self._pool.request(method, self.address + path, json=body, headers={"Authorization": f"Bearer {ADMIN}"})
        told: dict[str, Any] = answer.json()
        assert answer.status < 300, told
        return told

    def stop(self) -> None:
        for process in reversed(self._processes):
            process.kill()
            process.wait(30)
        rmtree(self._folder)

    def _grant(self, namespace: str, rules: list[dict[str, Any]]) -> None:
        group = "rbac.authorization.k8s.io"
        self.ask("POST", "/api/v1/namespaces", {"metadata": {"name": namespace}})
        at = f"/apis/{group}/v1/namespaces/{namespace}"
        self.ask("POST", f"{at}/roles", {"metadata": {"name": "secrets"}, "rules": rules})
        subject = {"kind": "User", "name": "account", "apiGroup": group}
        self.ask(
            "POST",
            f"{at}/rolebindings",
            {"metadata": {"name": "secrets"}, "roleRef": {"kind": "Role", "name": "secrets", "apiGroup": group}, "subjects": [subject]},
        )

    def _token(self, token: str) -> Path:
        file = self._folder / token
        file.write_text(token)
        return file

    def _start(self, binaries: Path) -> None:
        now = datetime.now(UTC)
        authority = new_authority("api server", now)
        pair = issue(authority, Leaf("localhost", ("localhost",)), now)
        for name, content in {"ca.crt": authority.certificate, "tls.crt": pair.certificate, "tls.key": pair.key}.items():
            (self._folder / name).write_bytes(content)
        (self._folder / "tokens.csv").write_text(f"{ADMIN},admin,1,system:masters\n{ACCOUNT},account,2\n")
        etcd, peer = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"
        key = self._folder / "tls.key"
        self._run(
            binaries / "etcd",
            f"--data-dir={self._folder}/etcd",
            f"--listen-client-urls={etcd}",
            f"--advertise-client-urls={etcd}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=default={peer}",
            "--unsafe-no-fsync",
        )
        self._run(
            binaries / "kube-apiserver",
            f"--etcd-servers={etcd}",
            f"--secure-port={self.address.rpartition(':')[2]}",
            "--bind-address=127.0.0.1",
            f"--tls-cert-file={self._folder}/tls.crt",
            f"--tls-private-key-file={key}",
            f"--token-auth-file={self._folder}/tokens.csv",
            "--authorization-mode=RBAC",
            "--service-account-issuer=https://localhost",
            f"--service-account-key-file={self._folder}/tls.crt",
            f"--service-account-signing-key-file={key}",
            "--service-cluster-ip-range=10.0.0.0/24",
            "--disable-admission-plugins=ServiceAccount",
        )

    def _run(self, program: Path, *arguments: str) -> None:
        with (self._folder / f"{program.name}.log").open("wb") as log:
            self._processes.append(subprocess.Popen([program, *arguments], stdout=log, stderr=log, cwd=self._folder))

    def _wait(self) -> None:
        deadline = time.monotonic() + 90
        while True:
            try:
                answer = self._pool.request("GET", f"{self.address}/readyz", headers={"Authorization": f"Bearer {ADMIN}"}, retries=False)
                if answer.status == 200:
                    return
            except urllib3.exceptions.HTTPError:
                pass
            if time.monotonic() > deadline or any(process.poll() is not None for process in self._processes):
                raise RuntimeError((self._folder / "kube-apiserver.log").read_text()[-3_000:])
            time.sleep(0.3)


def binaries() -> Path | None:
    for folder in sorted((Path.home() / BUILT).glob("*"), reverse=True):
        if (folder / "kube-apiserver").exists() and (folder / "etcd").exists():
            return folder
    return None
