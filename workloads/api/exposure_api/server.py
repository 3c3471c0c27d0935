"""How gunicorn serves the application: TLS, one process with threads, and a goodbye that loses no request."""

import errno
import ssl
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
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

PATIENCE_SECONDS = 10.0
"""What a client may take for its handshake, then for each request, and for taking in an answer."""


class ImpatientSocket(ssl.SSLSocket):
    """Gives up a client that stalls, as the thread that waits for it answers nobody else. gunicorn makes the socket a blocking one
    whenever a thread takes a connection up; a time limit of its own goes first."""

    _until = 0.0

    def setblocking(self, flag: bool) -> None:
        self._begin()
        if self.fileno() != -1:  # gunicorn closes what is closed already, and would count it twice
            super().setblocking(flag)

    def do_handshake(self, block: bool = False) -> None:
        self._begin()
        with self._patience():
            super().do_handshake(block)

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        with self._patience():
            return super().recv(buflen, flags)

    def send(self, data: Any, flags: int = 0) -> int:
        with self._patience():
            return super().send(data, flags)

    def sendall(self, data: Any, flags: int = 0) -> None:
        self._begin()
        super().sendall(data, flags)

    def _begin(self) -> None:
        self._until = time.monotonic() + PATIENCE_SECONDS

    @contextmanager
    def _patience(self) -> Iterator[None]:
        if self.gettimeout() is not None:
            yield
            return
        self.settimeout(max(self._until - time.monotonic(), 0.001))
        try:
            yield
            self.settimeout(None)
        except TimeoutError as stalled:
            self.close()  # at once: gunicorn's one main thread would wait for the client's own goodbye
            raise ConnectionResetError(errno.ECONNRESET, "the client has stalled") from stalled


class DrainingWorker(ThreadWorker):
    """At SIGTERM readiness ends at once. gunicorn then takes no new connection, and answers what comes on the open ones with
    "Connection: close" before it stops."""

    def finish_request(self, conn: Any, fs: Future[Any]) -> None:
        super().finish_request(conn, fs)
        if self.pending_conns and self.pending_conns[-1] is conn:
            # It has not said a word yet: that is none to keep for long.
            conn.timeout = time.monotonic() + PATIENCE_SECONDS

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
            context = make()
            context.sslsocket_class = ImpatientSocket
            self._made = changed, context
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
            # Longer than the 600 s for which Google's external load balancer keeps connections, or it would use one that just ends.
            "keepalive": 620,
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
