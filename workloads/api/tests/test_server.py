"""The server as it runs in a pod: a process of its own, TLS, signals."""

import contextlib
import http.client
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from postgres import PASSWORD, Add, Authority, Postgres, free_port

from exposure_api.server import ExposureServer
from exposure_api.settings import Server

CLIENT_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc"
"""Its begin: 512 bytes are announced, and do not follow."""

ASK = "/address/exposure/direct?address=ann"


class Api:
    """A running server."""

    def __init__(self, postgres: Postgres, folder: Path) -> None:
        self.authority = Authority(folder, "clients-trust")
        self.folder = folder
        self.port, self.metrics_port = free_port(), free_port()
        self.renew()
        self._log = folder / "log"
        with self._log.open("wb") as log:
            command = [sys.executable, "-m", "exposure_api", "serve"]
            self.process = subprocess.Popen(command, env=self._environment(postgres), stderr=log)

    def renew(self) -> None:
        self.authority.issue("localhost", self.folder / "tls.crt", self.folder / "tls.key")

    def connect(self) -> http.client.HTTPSConnection:
        trust = ssl.create_default_context(cafile=str(self.authority.file))
        return http.client.HTTPSConnection("localhost", self.port, context=trust, timeout=20)

    def get(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = self.connect()
        try:
            connection.request("GET", path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def await_ready(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if self.get("/readyz")[0] == 200:
                    return
            except OSError:
                pass
            time.sleep(0.05)
        raise AssertionError(self._log.read_text())

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self._log.read_text().splitlines()]

    def log_text(self) -> str:
        return self._log.read_text()

    def _environment(self, postgres: Postgres) -> dict[str, str]:
        settings = postgres.settings()
        return os.environ | {
            "DATABASE_HOST": settings.host,
            "DATABASE_PORT": str(settings.port),
            "DATABASE_NAME": settings.name,
            "DATABASE_CREDENTIALS": str(settings.credentials),
            "DATABASE_CA": str(settings.ca),
            "TLS_DIRECTORY": str(self.folder),
            "PORT": str(self.port),
            "METRICS_PORT": str(self.metrics_port),
        }


@pytest.fixture
def api(postgres: Postgres, tmp_path: Path) -> Iterator[Api]:
    running = Api(postgres, tmp_path)
    try:
        running.await_ready()
        yield running
    finally:
        running.process.kill()
        running.process.wait()


def serial(connection: http.client.HTTPSConnection) -> object:
    connection.connect()
    certificate = connection.sock.getpeercert() or {}
    connection.close()
    return certificate["serialNumber"]


def test_serves_tls_only(api: Api) -> None:
    plain = http.client.HTTPConnection("localhost", api.port, timeout=5)
    plain.request("GET", "/healthz")
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        plain.getresponse()
    plain.close()
    assert json.loads(api.get("/healthz")[1]) == {"status": "alive", "version": "development"}


def test_takes_up_a_renewed_certificate(api: Api) -> None:
    before = serial(api.connect())
    assert serial(api.connect()) == before
    api.renew()
    assert serial(api.connect()) != before


def test_counts_requests_on_a_port_of_its_own(api: Api) -> None:
    api.get(ASK)
    with urlopen(f"http://localhost:{api.metrics_port}/metrics") as answer:
        metrics = answer.read().decode()
    assert 'http_requests_total{method="GET",route="/address/exposure/direct",status="200"} 1.0' in metrics
    assert 'http_request_duration_seconds_count{route="/address/exposure/direct"} 1.0' in metrics
    assert api.get("/metrics")[0] == 404


def test_logs_json_with_the_request_id_and_without_the_question(api: Api) -> None:
    api.get(ASK, {"X-Request-Id": "req-42"})
    api.get(ASK, {"X-Request-Id": "forged\tid {}"})
    answered = [line for line in api.lines() if line["message"] == "answered"]
    assert [line["request_id"] == "req-42" for line in answered] == [True, False]
    assert answered[0]["route"] == "/address/exposure/direct"
    assert answered[0]["status"] == 200
    assert "address=" not in api.log_text()
    assert "ann" not in json.dumps(answered)
    assert PASSWORD not in api.log_text()


def test_drains_before_it_stops(api: Api, postgres: Postgres, transfer: Add) -> None:
    transfer("bob", "ann", "1")
    for _ in range(3):
        break_off(api)
    kept = api.connect()
    kept.request("GET", "/readyz")
    assert kept.getresponse().read()
    with postgres.admin() as admin, admin.transaction():
        admin.execute("LOCK TABLE transfer IN ACCESS EXCLUSIVE MODE")
        found: list[tuple[int, bytes]] = []
        asking = threading.Thread(target=lambda: found.append(api.get(ASK)))
        asking.start()
        await_blocked(postgres)
        api.process.send_signal(signal.SIGTERM)
        assert last_word(kept) == (503, "close")
        assert api.process.poll() is None
    asking.join()
    assert [status for status, _ in found] == [200]
    assert api.process.wait(timeout=20) == 0


def break_off(api: Api) -> None:
    """Goes away in the midst of the handshake, as some load balancers' probes do; the server must not count that twice."""
    with socket.create_connection(("localhost", api.port)) as client:
        client.sendall(CLIENT_HELLO)
        client.shutdown(socket.SHUT_WR)
        while client.recv(100):
            pass


def last_word(connection: http.client.HTTPSConnection) -> tuple[int, str | None]:
    """What an open connection is told when it ends; it is never cut without a word."""
    while True:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        answer.read()
        if answer.headers["Connection"] == "close":
            return answer.status, answer.headers["Connection"]


def await_blocked(postgres: Postgres, requests: int = 1) -> None:
    with postgres.admin() as admin:
        while admin.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone() != (requests,):
            time.sleep(0.01)


def test_tells_that_it_lives_while_all_threads_wait_for_the_database(api: Api, postgres: Postgres) -> None:
    with postgres.admin() as admin, admin.transaction():
        admin.execute("LOCK TABLE transfer IN ACCESS EXCLUSIVE MODE")
        asking = [threading.Thread(target=api.get, args=(ASK,)) for _ in range(8)]
        for each in asking:
            each.start()
        await_blocked(postgres, 8)
        queued = api.connect()
        queued.timeout = 1
        with pytest.raises(TimeoutError):
            queued.connect()
        with urlopen(f"http://localhost:{api.metrics_port}/metrics", timeout=5) as answer:
            assert answer.status == 200
    for each in asking:
        each.join()


def test_gives_up_clients_that_stall(api: Api) -> None:
    """More of them than there are threads; what they trickle in does not count as progress, and one says nothing at all."""
    silent = socket.create_connection(("localhost", api.port), timeout=60)
    requests = [api.connect() for _ in range(5)]
    for request in requests:
        request.connect()
    stalling = [(request.sock, b"GET /healthz HTTP/1.1\r\nX-Slow: ") for request in requests]
    stalling += [(socket.create_connection(("localhost", api.port)), CLIENT_HELLO) for _ in range(5)]
    for client, begin in stalling:
        client.sendall(begin)
    answered = threading.Event()
    trickling = threading.Thread(target=trickle, args=([client for client, _ in stalling], answered))
    trickling.start()
    try:
        assert api.get("/healthz")[0] == 200
        assert silent.recv(1) == b""
    finally:
        silent.close()
        answered.set()
        trickling.join()
    assert [line for line in api.lines() if line["level"] == "error"] == []


def test_keeps_connections_longer_than_googles_load_balancer(postgres: Postgres, tmp_path: Path) -> None:
    server = ExposureServer(postgres.settings(), Server(8443, 9090, 8, tmp_path, tmp_path))
    assert server.cfg.keepalive > 600


def trickle(clients: list[socket.socket], answered: threading.Event) -> None:
    while not answered.wait(0.5):
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(b"\x03")
    for client in clients:
        client.close()


def test_names_a_missing_setting() -> None:
    command = [sys.executable, "-m", "exposure_api", "serve"]
    ended = subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, check=False)
    assert ended.returncode == 1
    assert json.loads(ended.stderr)["message"] == "serve failed: DATABASE_HOST is not set"
