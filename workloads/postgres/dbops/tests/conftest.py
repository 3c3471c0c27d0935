"""What tests share: a running cluster, and calls as a Job makes them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from members import Members

from dbops.__main__ import call

Call = Callable[..., tuple[dict[str, Any], int]]


@pytest.fixture(scope="session")
def running() -> Iterator[Members]:
    members = Members()
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
