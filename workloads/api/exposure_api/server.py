"""How gunicorn serves the application: TLS, one process with threads, and a goodbye that loses no request."""

import ssl
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker
from prometheus_client import start_http_server

from exposure_api import health
from exposure_api.app import create_app
from exposure_api.db import Pool
from exposure_api.observe import LOGGING
from exposure_api.settings import Database, Server


class DrainingWorker(ThreadWorker):
    """At SIGTERM readiness ends at once. gunicorn then takes no new connection, and answers what comes on the open ones with
    "Connection: close" before it stops."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        health.stopping.set()
        super().handle_exit(sig, frame)


class Certificate:
    """The TLS context, made anew when the certificate's file changes: a renewed one needs no restart."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._made: tuple[int, ssl.SSLContext] | None = None

    def context(self, _: Any, make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        changed = self._file.stat().st_mtime_ns
        if self._made is None or self._made[0] != changed:
            self._made = changed, make()
        return self._made[1]


class ExposureServer(BaseApplication):
    """gunicorn with its settings given here instead of in a file."""

    def __init__(self, database: Database, server: Server) -> None:
        self._database = database
        self._server = server
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"0.0.0.0:{self._server.port}",
            "worker_class": "exposure_api.server.DrainingWorker",
            # One process per pod: Python uses one core, and more pods are the autoscaler's business.
            "workers": 1,
            "threads": self._server.threads,
            "keepalive": 75,
            "timeout": 30,
            "graceful_timeout": 20,
            "logconfig_dict": LOGGING,
            "certfile": str(self._server.certificate),
            "keyfile": str(self._server.key),
            "ssl_context": Certificate(self._server.certificate).context,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called in the worker, after the fork: pools and threads do not survive one."""
        start_http_server(self._server.metrics_port)
        pool = Pool(self._database, size=self._server.threads)
        pool.open()
        return create_app(pool)


def serve() -> None:
    ExposureServer(Database.read(), Server.read()).run()
