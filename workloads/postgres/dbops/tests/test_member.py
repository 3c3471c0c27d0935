"""What a member starts with and measures. A real PostgreSQL stands for a pooler: it answers the same way as far as its certificate."""

import runpy
import shutil
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from cryptography.x509 import load_pem_x509_certificate
from fences import wait_for
from members import Members

from dbops.certificates import new_authority

HERE = Path(__file__).parents[2]
DOWN = ["member_pooler_up 0"]

Look = Callable[[str, int], list[str]]


@pytest.fixture
def look(members: Members, monkeypatch: pytest.MonkeyPatch) -> Look:
    found: Look = runpy.run_path(str(HERE / "member"))["pooler"]
    monkeypatch.setitem(found.__globals__, "TLS", members.folder / "server")
    monkeypatch.setitem(found.__globals__, "POOLER_SECONDS", 0.3)
    return found


def test_tells_until_when_the_certificate_is_valid_that_it_is_shown(members: Members, look: Look) -> None:
    certificate = load_pem_x509_certificate((members.folder / "server" / "tls.crt").read_bytes())
    end = int(certificate.not_valid_after_utc.timestamp())
    assert look("localhost", members.cluster().leader.port) == [
        "member_pooler_up 1",
        f'member_certificate_end_seconds{{file="pooler"}} {end}',
    ]


def test_who_takes_connections_and_says_nothing_does_not_serve(look: Look) -> None:
    with socket.create_server(("localhost", 0)) as silent:
        assert look("localhost", silent.getsockname()[1]) == DOWN


def test_who_shows_a_certificate_of_others_does_not_serve(
    members: Members, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ca.crt").write_bytes(new_authority("other", datetime.now(UTC)).certificate)
    monkeypatch.setitem(look.__globals__, "TLS", tmp_path)
    assert look("localhost", members.cluster().leader.port) == DOWN


def test_does_not_start_a_citus_that_the_image_has_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    serve = runpy.run_path(str(HERE / "member"))["serve"]
    settings, server = tmp_path / "patroni.yml", tmp_path / "17" / "lib"
    configured: list[str] = []
    replaced = {
        "SETTINGS": settings,
        "SERVERS": tmp_path,
        "DATA": tmp_path / "data",
        "configure": lambda: configured.append(settings.read_text()),
    }
    for name, value in replaced.items():
        monkeypatch.setitem(serve.__globals__, name, value)
    monkeypatch.setattr("os.execvp", lambda *_: None)
    monkeypatch.setattr("os.environ", {"PG_MAJOR": "17"})
    plain, citus = "scope: postgres\n", 'scope: postgres\ncitus: {group: 0, database: "exposure"}\n'
    settings.write_text(plain)
    serve()
    settings.write_text(citus)
    with pytest.raises(SystemExit, match="this image has no Citus: take a release whose image brings it"):
        serve()
    assert configured == [plain]
    server.mkdir(parents=True)
    (server / "citus.so").touch()
    serve()
    assert configured == [plain, citus]


def test_tells_the_room_on_a_volume(tmp_path: Path) -> None:
    volume = runpy.run_path(str(HERE / "member"))["volume"]

    def true() -> bool:  # others write to the same disk
        known = shutil.disk_usage(tmp_path)
        told: bool = volume(tmp_path) == [f"member_volume_size_bytes {known.total}", f"member_volume_free_bytes {known.free}"]
        return told

    wait_for(true)


def test_every_query_yields_what_it_names(members: Members) -> None:
    queries = yaml.safe_load((HERE / "queries.yaml").read_text())
    with members.connect() as connection:
        found = {name: [column.name for column in connection.execute(query["query"]).description or ()] for name, query in queries.items()}
    assert found == {name: [column for metric in query["metrics"] for column in metric] for name, query in queries.items()}
