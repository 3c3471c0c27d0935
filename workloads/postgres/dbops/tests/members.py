"""A real Patroni with two members as plain processes: TLS, client certificates and passwords as on pods, Raft instead of Kubernetes."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from dbops.certificates import Leaf, issue, new_authority
from dbops.patroni import Cluster, Patroni
from dbops.restore import MARK
from dbops.site import Group, Site
from dbops.sql import Connection, connect, one
from dbops.status import problems

PASSWORD = "canary-9f3b"  # noqa: S105  tests look for it where it must not be
NAMES = ("postgres-0", "postgres-1")
START_SECONDS = 90


class Members:
    """Two servers, one of which leads."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dbops-"))
        self.folder.chmod(0o755)
        self._ports = {name: (free_port(), free_port(), free_port()) for name in NAMES}
        self._started: list[subprocess.Popen[bytes]] = []
        self._certificates()
        for name in NAMES:
            self._start(name)
        self.env = {
            "DBOPS_GROUPS": "postgres",
            "DBOPS_SEEDS": "postgres=" + ",".join(f"https://localhost:{rest}" for _, rest, _ in self._ports.values()),
            "DBOPS_SECRETS": str(self.folder / "dbops"),
            "DBOPS_RESULT": str(self.folder / "result.json"),
        }
        self.site = Site.read(self.env)
        self.patroni = Patroni(self.site)

    @property
    def group(self) -> Group:
        return self.site.first

    def cluster(self) -> Cluster:
        return self.patroni.cluster(self.group)

    def connect(self, database: str = "postgres") -> Connection:
        """To the leader, as superuser."""
        connection = connect(self.site, self.cluster().leader, database)
        connection.execute('SET search_path = "$user", public')
        return connection

    def parameters(self, user: str, password: str, database: str) -> dict[str, Any]:
        """How a client gets to the leader."""
        leader = self.cluster().leader
        address: dict[str, Any] = {"host": leader.host, "port": leader.port, "dbname": database, "user": user, "password": password}
        return address | {"sslmode": "verify-full", "sslrootcert": self.site.file("ca.crt"), "autocommit": True}

    def mark(self, original: str | None) -> None:
        """As a copy of something, or as none."""
        self.patroni.configure(self.group, {"postgresql": {"parameters": {MARK: original}}})
        deadline = time.monotonic() + START_SECONDS
        while self._marked() != (original or ""):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{MARK} is {self._marked()}\n{self.log()[-4_000:]}")
            time.sleep(0.1)

    def _marked(self) -> str:
        with self.connect() as connection:
            return str(one(connection, "SELECT coalesce(current_setting(%s, true), '')", MARK))

    def wait(self) -> None:
        """Until there is a leader and a synchronous standby."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                cluster = self.cluster()
                if len(cluster.members) == len(NAMES) and not problems(cluster):
                    self.connect().close()
                    return
                state: object = cluster
            except Exception as problem:
                state = problem
            if time.monotonic() > deadline or any(process.poll() is not None for process in self._started):
                raise RuntimeError(f"no cluster: {state}\n{self.log()[-4_000:]}")
            time.sleep(0.3)

    def log(self) -> str:
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def remove(self) -> None:
        for process in self._started:
            process.terminate()
        for process in self._started:
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        shutil.rmtree(self.folder)

    def _certificates(self) -> None:
        now = datetime.now(UTC)
        authority = new_authority("test", now)
        for name, leaf in {"server": Leaf("postgres", ("localhost",), client=True), "dbops": Leaf("dbops", client=True)}.items():
            folder = self.folder / name
            folder.mkdir()
            pair = issue(authority, leaf, now)
            (folder / "ca.crt").write_bytes(authority.certificate)
            (folder / "tls.crt").write_bytes(pair.certificate)
            (folder / "tls.key").write_bytes(pair.key)
            (folder / "tls.key").chmod(0o600)
        (self.folder / "dbops" / "superuser").write_text(PASSWORD)
        (self.folder / "dbops" / "rest").write_text(PASSWORD)

    def _start(self, name: str) -> None:
        home = self.folder / name
        home.mkdir()
        file = self.folder / f"{name}.yml"
        file.write_text(yaml.safe_dump(self._configuration(name, home)))
        if os.geteuid() == 0:
            for path in (home, self.folder / "server", *(self.folder / "server").iterdir()):
                shutil.chown(path, "nobody", "nogroup")
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [*unprivileged(), sys.executable, "-m", "patroni", str(file)]
            self._started.append(subprocess.Popen(command, cwd=home, stdout=log, stderr=log, env={"PATH": os.environ["PATH"]}))

    def _configuration(self, name: str, home: Path) -> dict[str, Any]:
        postgres, rest, raft = self._ports[name]
        server = self.folder / "server"
        files = {"certfile": str(server / "tls.crt"), "keyfile": str(server / "tls.key")}
        login = {"username": "patroni", "password": PASSWORD}
        tls = {"sslmode": "verify-ca", "sslrootcert": str(server / "ca.crt"), "sslcert": files["certfile"], "sslkey": files["keyfile"]}
        return {
            "scope": "postgres",
            "name": name,
            "raft": {
                "data_dir": str(home / "raft"),
                "self_addr": f"127.0.0.1:{raft}",
                "partner_addrs": [f"127.0.0.1:{ports[2]}" for other, ports in self._ports.items() if other != name],
            },
            "restapi": {
                "listen": f"127.0.0.1:{rest}",
                "connect_address": f"localhost:{rest}",
                "cafile": str(server / "ca.crt"),
                "verify_client": "optional",
                "authentication": login,
                **files,
            },
            "ctl": {"cacert": str(server / "ca.crt"), "authentication": login, **files},
            "bootstrap": {"dcs": bootstrap(), "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"]},
            "postgresql": {
                "listen": f"127.0.0.1:{postgres}",
                "connect_address": f"localhost:{postgres}",
                "data_dir": str(home / "data"),
                "bin_dir": str(binaries()),
                "pgpass": str(home / "pgpass"),
                "use_unix_socket": True,
                "basebackup": [{"checkpoint": "fast"}],
                "authentication": {
                    "superuser": {"username": "postgres", "password": PASSWORD, **tls},
                    "replication": {"username": "replicator", "password": PASSWORD},
                    "rewind": {"username": "rewind", "password": PASSWORD},
                },
                "parameters": {
                    "unix_socket_directories": str(home),
                    "ssl": "on",
                    "ssl_ca_file": str(server / "ca.crt"),
                    "ssl_cert_file": files["certfile"],
                    "ssl_key_file": files["keyfile"],
                },
                "pg_hba": [
                    "local all postgres trust",
                    "hostssl all postgres all scram-sha-256 clientcert=verify-ca",
                    "hostssl all all all scram-sha-256",
                    "host replication replicator 127.0.0.1/32 scram-sha-256",
                ],
            },
        }


def bootstrap() -> dict[str, Any]:
    return {
        "ttl": 20,
        "loop_wait": 2,
        "retry_timeout": 3,
        "synchronous_mode": True,
        "postgresql": {"parameters": {"max_connections": 60, "shared_buffers": "16MB", "max_prepared_transactions": 10}},
    }


def unprivileged() -> list[str]:
    """PostgreSQL refuses to run as root. Python may lie where only root gets in."""
    if os.geteuid() != 0:
        return []
    capability = "+dac_read_search"
    return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", f"--inh-caps={capability}", f"--ambient-caps={capability}"]


def binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise RuntimeError("no PostgreSQL server found: install the packages postgresql and postgresql-contrib")
    return found[-1].parent


def free_port() -> int:
    """Below the range from which the system takes ports for others in the meantime."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
