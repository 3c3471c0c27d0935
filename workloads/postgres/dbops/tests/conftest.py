"""What tests share: a running cluster, and calls as a Job makes them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import packages
import pytest
import yaml
from members import SPREAD, Members

from dbops.__main__ import call

Call = Callable[..., tuple[dict[str, Any], int]]
API, POOLER = "canary-api-1", "canary-pooler-1"


@pytest.fixture(scope="session")
def running() -> Iterator[Members]:
    members = Members()
    try:
        members.wait()
        yield members
    finally:
        members.remove()


@pytest.fixture(scope="session")
def spread() -> Iterator[Members]:
    """A coordinator and two workers of a real Citus, where a package of it is given."""
    if not packages.given():
        pytest.skip(f"no Citus: {' or '.join(packages.NAMES)} names a package of it; bin/test --citus sets one of them")
    with packages.laid() as programs:
        members = Members({f"postgres-{number}": (f"postgres-{number}-0",) for number in range(3)}, programs)
        try:
            members.wait()
            yield members
        finally:
            members.remove()


@pytest.fixture
def members(running: Members, monkeypatch: pytest.MonkeyPatch) -> Members:
    """The cluster with all members well, named in the environment."""
    for name, value in running.env.items():
        monkeypatch.setenv(name, value)
    running.wait()
    return running


@pytest.fixture
def copy(members: Members) -> Iterator[Members]:
    """Marked as one by a parameter, as the chart sets it."""
    members.mark("original")
    yield members
    members.mark(None)


@pytest.fixture
def dbops(members: Members) -> Call:
    def run(*arguments: object) -> tuple[dict[str, Any], int]:
        return call(list(map(str, arguments)))

    return run


@pytest.fixture
def job(tmp_path: Path) -> list[object]:
    """The options of the Job of `dbops accounts`, with its mounts."""
    for file, text in {
        "passwords/exporter": "canary-exporter-1",
        "passwords/pooler": POOLER,
        "clients/api/username": "api",
        "clients/api/password": API,
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text)
    listed = tmp_path / "clients.yaml"
    listed.write_text(yaml.safe_dump([{"name": "api", "namespace": "api", "database": SPREAD}]))
    return ["accounts", "--clients", listed, "--credentials", tmp_path / "clients", "--passwords", tmp_path / "passwords"]
