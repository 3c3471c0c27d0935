"""Real Patronis as plain processes: TLS, client certificates and passwords as on pods, Raft instead of Kubernetes."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from dbops.certificates import Leaf, issue, new_authority
from dbops.patroni import Cluster, Patroni
from dbops.restore import MARK, number
from dbops.site import Group, Site
from dbops.sql import Connection, connect, one
from dbops.status import problems

PASSWORD = "canary-9f3b"  # noqa: S105  tests look for it where it must not be
NAMES = ("postgres-0", "postgres-1")
SPREAD = "exposure"
RECOVERS, RECOVERS_EVERY = "citus.recover_2pc_interval", "1s"
START_SECONDS = 90


class Members:
    """One group of two servers, one of which leads; with Citus as many groups as are named, whose database is called SPREAD."""

    def __init__(self, groups: Mapping[str, tuple[str, ...]] | None = None, citus: Path | None = None) -> None:
        """``citus`` names the folder of PostgreSQL's programs that have Citus beside them."""
        self.folder = Path(tempfile.mkdtemp(prefix="dbops-"))
        self.folder.chmod(0o755)
        self._groups = groups or {"postgres": NAMES}
        self._citus = citus
        self._ports = {name: (free_port(), free_port(), free_port()) for names in self._groups.values() for name in names}
        self._started: dict[str, subprocess.Popen[bytes]] = {}
        self._certificates()
        for name in self._ports:
            self._prepare(name)
            self.start(name)
        self.env = {
            "DBOPS_GROUPS": ",".join(self._groups),
            "DBOPS_SEEDS": " ".join(f"{group}={','.join(map(self._rest, names))}" for group, names in self._groups.items()),
            "DBOPS_SECRETS": str(self.folder / "dbops"),
            "DBOPS_RESULT": str(self.folder / "result.json"),
            "DBOPS_CITUS_DATABASE": SPREAD if citus else "",
        }
        self.site = Site.read(self.env)
        self.patroni = Patroni(self.site)

    @property
    def group(self) -> Group:
        return self.site.first

    def cluster(self, group: Group | None = None) -> Cluster:
        return self.patroni.cluster(group or self.group)

    def connect(self, database: str = "postgres", group: Group | None = None) -> Connection:
        """To the leader, as superuser."""
        connection = connect(self.site, self.cluster(group).leader, database)
        connection.execute('SET search_path = "$user", public')
        return connection

    def parameters(self, user: str, password: str, database: str, group: Group | None = None) -> dict[str, Any]:
        """How a client gets to the leader."""
        leader = self.cluster(group).leader
        address: dict[str, Any] = {"host": leader.host, "port": leader.port, "dbname": database, "user": user, "password": password}
        return address | {"sslmode": "verify-full", "sslrootcert": self.site.file("ca.crt"), "autocommit": True}

    def mark(self, original: str | None) -> None:
        """As a copy of something, or as none."""
        parameters: dict[str, Any] = {MARK: original}
        if self._citus:
            parameters |= {RECOVERS: -1 if original else RECOVERS_EVERY}
        for group in self.site.groups:
            self.patroni.configure(group, {"postgresql": {"parameters": parameters}})
        deadline = time.monotonic() + START_SECONDS
        while (marks := {self._marked(group) for group in self.site.groups}) != {original or ""}:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{MARK} is {marks}\n{self.log()[-4_000:]}")
            time.sleep(0.1)

    def _marked(self, group: Group) -> str:
        with self.connect(group=group) as connection:
            return str(one(connection, "SELECT coalesce(current_setting(%s, true), '')", MARK))

    def wait(self) -> None:
        """Until each group has a leader and, where it has two members, a synchronous standby; and Citus all its nodes."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                state: object = self._missing()
                if not state:
                    return
            except Exception as problem:
                state = problem
            if time.monotonic() > deadline or any(process.poll() is not None for process in self._started.values()):
                raise RuntimeError(f"no cluster: {state}\n{self.log()[-4_000:]}")
            time.sleep(0.3)

    def _missing(self) -> list[str]:
        found = []
        for group in self.site.groups:
            names = self._groups[group.name]
            cluster = self.cluster(group)
            found += [] if len(cluster.members) == len(names) else [f"{group.name} has {cluster.members}"]
            found += [problem for problem in problems(cluster) if len(names) > 1 or problem != "no synchronous standby"]
            self.connect(group=group).close()
        if self._citus and not found:
            with self.connect(SPREAD) as coordinator:
                nodes = one(coordinator, "SELECT count(*) FROM pg_dist_node WHERE isactive AND metadatasynced")
                changing = one(coordinator, "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction'")
            found += [] if (nodes, changing) == (len(self._groups), 0) else [f"Citus has {nodes} nodes, Patroni changes {changing}"]
        return found

    def log(self) -> str:
        return "\n".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def remove(self) -> None:
        for process in self._started.values():
            process.terminate()
        for name in list(self._started):
            self.stop(name)
        shutil.rmtree(self.folder)

    def stop(self, name: str) -> None:
        process = self._started.pop(name)
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()

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

    def _prepare(self, name: str) -> None:
        home = self.folder / name
        home.mkdir()
        told = self._configuration(name, home)
        if self._citus:
            group = next(Group(group, ()) for group, names in self._groups.items() if name in names)
            told["citus"] = {"group": number(group), "database": SPREAD}
            told["postgresql"]["parameters"]["citus.node_conninfo"] = f"sslmode=verify-full sslrootcert={self.folder}/server/ca.crt"
        (self.folder / f"{name}.yml").write_text(yaml.safe_dump(told))
        if os.geteuid() == 0:
            for path in (home, self.folder / "server", *(self.folder / "server").iterdir()):
                shutil.chown(path, "nobody", "nogroup")

    def start(self, name: str) -> None:
        command = [*unprivileged(), sys.executable, "-m", "patroni", f"{self.folder}/{name}.yml"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self._started[name] = subprocess.Popen(
                command, cwd=self.folder / name, stdout=log, stderr=log, env={"PATH": os.environ["PATH"]}
            )

    def _rest(self, name: str) -> str:
        return f"https://localhost:{self._ports[name][1]}"

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
            "bootstrap": {
                "dcs": bootstrap(citus=self._citus is not None),
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}, "data-checksums"],
            },
            "postgresql": {
                "listen": f"127.0.0.1:{postgres}",
                "connect_address": f"localhost:{postgres}",
                "data_dir": str(home / "data"),
                "bin_dir": str(self._citus or binaries()),
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
                    "local all all scram-sha-256",
                    "hostssl all postgres all scram-sha-256 clientcert=verify-ca",
                    "hostssl all all all scram-sha-256",
                    "host replication replicator 127.0.0.1/32 scram-sha-256",
                ],
            },
        }


def bootstrap(*, citus: bool = False) -> dict[str, Any]:
    parameters: dict[str, Any] = {"max_connections": 60, "shared_buffers": "16MB", "max_prepared_transactions": 10}
    if citus:
        parameters |= {"max_connections": 100, "max_prepared_transactions": 100, "max_worker_processes": 32, RECOVERS: RECOVERS_EVERY}
    return {
        "ttl": 20,
        "loop_wait": 2,
        "retry_timeout": 3,
        "synchronous_mode": True,
        "postgresql": {"parameters": parameters},
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
