"""A real PgBouncer before the real PostgreSQL, with the settings that the database's chart gives it."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import psycopg
from postgres import PASSWORD, Postgres, free_port

from exposure_api.db import parameters
from exposure_api.settings import Database

PROGRAM = shutil.which("pgbouncer")
CHART = Path(__file__).parents[3] / "k8s/services/postgres/chart/templates/_pooler.tpl"


class PgBouncer:
    """Lends out sessions per transaction, as the chart says; here to a single account, whose password it knows."""

    def __init__(self, postgres: Postgres) -> None:
        self.settings: Database = replace(postgres.settings(), port=free_port())
        self._folder = Path(tempfile.mkdtemp(prefix="exposure-pgbouncer-"))
        for name in ("server.crt", "server.key", "authority.crt"):
            shutil.copy(postgres.folder / name, self._folder)
        (self._folder / "users").write_text(f'"api" "{PASSWORD}"\n')
        (self._folder / "ini").write_text(self._ini(postgres))

    def __enter__(self) -> Database:
        """PgBouncer refuses to run as root."""
        user: dict[str, str] = {}
        if os.geteuid() == 0:
            user = {"user": "nobody", "group": "nogroup"}
            for path in (self._folder, *self._folder.iterdir()):
                shutil.chown(path, "nobody", "nogroup")
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen([str(PROGRAM), str(self._folder / "ini")], stderr=log, **user)  # type: ignore[call-overload]
        self._await()
        return self.settings

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        shutil.rmtree(self._folder)

    def _ini(self, postgres: Postgres) -> str:
        section = CHART.read_text().partition("[pgbouncer]\n")[2].partition("{{- end }}")[0]
        settings = dict(re.findall(r"^ +(\w+) = ([^{\n]*)$", section, re.MULTILINE)) | {
            "listen_addr": "127.0.0.1",
            "listen_port": str(self.settings.port),
            "auth_file": f"{self._folder}/users",
            "client_tls_cert_file": f"{self._folder}/server.crt",
            "client_tls_key_file": f"{self._folder}/server.key",
            "client_tls_ca_file": f"{self._folder}/authority.crt",
            "server_tls_sslmode": "verify-ca",
            "query_wait_timeout": "2",  # what clients wait for when there is no database
            "server_tls_ca_file": f"{self._folder}/authority.crt",
        }
        del settings["auth_user"], settings["auth_query"]
        lines = [f"{name} = {value}" for name, value in settings.items()]
        return "\n".join(["[databases]", f"exposure = host=127.0.0.1 port={postgres.port}", "[pgbouncer]", *lines, ""])

    def _await(self) -> None:
        deadline = time.monotonic() + 20
        while self._process.poll() is None:
            try:
                psycopg.connect(**parameters(self.settings)).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        raise AssertionError((self._folder / "log").read_text())
