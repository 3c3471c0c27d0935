"""Results fit into a termination message, and errors into exit codes."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Call
from members import PASSWORD, Members

from dbops.__main__ import call
from dbops.outcome import fitted, report


def test_leaves_alone_what_fits() -> None:
    facts = {"command": "status", "members": ["a", "b"]}
    assert json.loads(fitted(facts)) == facts


def test_cuts_the_longest_list_and_says_so() -> None:
    cut = fitted({"command": "verify", "short": [1, 2], "deep": {"long": [f"table-{i}" for i in range(10_000)]}})
    told = json.loads(cut)
    assert len(cut) <= 4_096
    assert told["short"] == [1, 2]
    assert told["cut"] == {"deep.long": 10_000 - len(told["deep"]["long"])}


@pytest.mark.parametrize("letter", ["x", "\n", "\u20ac", '"'])
def test_cuts_even_a_message(letter: str) -> None:
    cut = fitted({"command": "verify", "outcome": "broken", "message": letter * 10_000})
    assert len(cut) <= 4_096
    assert json.loads(cut)["outcome"] == "broken"


def test_reports_all_to_stdout_and_what_fits_to_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report({"list": list(range(5_000))}, tmp_path / "result")
    assert len(json.loads(capsys.readouterr().out)["list"]) == 5_000
    assert len((tmp_path / "result").read_bytes()) <= 4_096


def test_a_call_without_its_environment_is_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBOPS_GROUPS", raising=False)
    facts, code = call(["status"])
    assert (code, facts["outcome"], "DBOPS_GROUPS" in facts["message"]) == (2, "wrong-call", True)


@pytest.mark.parametrize("words", [[], ["dance"], ["fence", "--hold", "long"], ["switchover"], ["upgrade"]])
def test_reports_a_call_that_nobody_understands(words: list[str]) -> None:
    facts, code = call(words)
    assert (code, facts["outcome"], "usage: dbops" in facts["message"]) == (2, "wrong-call", True)


def test_a_pod_that_is_stopped_ends_at_once_with_a_result(members: Members, tmp_path: Path) -> None:
    (tmp_path / "dynamic.yaml").write_text("{}")
    environment = {**os.environ, **members.env, "DBOPS_SEEDS": "postgres=https://localhost:1", "DBOPS_RESULT": str(tmp_path / "result")}
    command = [sys.executable, "-m", "dbops", "settings", "--wait", "600", "--file", str(tmp_path / "dynamic.yaml")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        assert process.stderr
        assert b"waiting" in process.stderr.readline()
        process.terminate()
        try:
            assert process.wait(30) == 4
        finally:
            process.kill()
    assert json.loads((tmp_path / "result").read_bytes())["outcome"] == "stopped"


def test_a_silent_server_is_worth_another_try(dbops: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBOPS_SEEDS", "postgres=https://localhost:1")
    facts, code = dbops("checkpoint")
    assert (code, facts["outcome"]) == (4, "unreachable")


def test_refuses_a_server_of_another_name(dbops: Call, members: Members, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBOPS_SEEDS", members.env["DBOPS_SEEDS"].replace("localhost", "127.0.0.1"))
    facts, code = dbops("status")
    assert (code, facts["healthy"]) == (0, False)
    assert "certificate" in facts["groups"][0]["problems"][0]


def test_names_a_wrong_password_without_showing_one(dbops: Call, members: Members, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in (members.folder / "dbops").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
        (tmp_path / file.name).chmod(0o600)
    (tmp_path / "superuser").write_text("canary-wrong")
    monkeypatch.setenv("DBOPS_SECRETS", str(tmp_path))
    facts, code = dbops("checkpoint")
    assert (code, "password authentication failed" in facts["message"]) == (4, True)
    assert PASSWORD not in str(facts)
    assert "canary" not in str(facts)
