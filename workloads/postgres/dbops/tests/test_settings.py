"""Parameters on a real cluster: applied, read back on every member, and nothing that runs code."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Call
from members import Members, bootstrap

from dbops.outcome import Refused, Unreachable, WrongCall
from dbops.parameters import ALLOWED, RESTART_CLASS, Parameter
from dbops.patroni import Cluster, Member, Patroni
from dbops.settings import difference, read
from dbops.site import Group
from dbops.sql import connect


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "dynamic.yaml"


@pytest.fixture
def configured(dbops: Call, file: Path) -> Call:
    """The cluster with the configuration that it was made with."""
    assert dbops("settings", "--file", desired(file))[1] == 0
    return dbops


def desired(file: Path, **parameters: Any) -> Path:
    """The configuration that the cluster was made with, and some parameters that differ."""
    told = bootstrap()
    told["postgresql"]["parameters"] |= parameters
    file.write_text(yaml.safe_dump(told))
    return file


def test_applies_without_a_restart_what_needs_none(configured: Call, members: Members, file: Path) -> None:
    facts, code = configured("settings", "--file", desired(file, work_mem="5MB", checkpoint_timeout="11min", log_temp_files=1024))
    assert code == 0, facts
    group = facts["groups"][0]
    assert group["changed"] == ["checkpoint_timeout", "log_temp_files", "work_mem"]
    assert group["needs"] == {"checkpoint_timeout": "reload", "work_mem": "at once", "log_temp_files": "at once"}
    assert group["pending_restart"] == {}
    with members.connect() as connection:
        assert connection.execute("SHOW checkpoint_timeout").fetchone() == ("11min",)


def test_says_on_which_members_a_parameter_waits_for_a_restart(configured: Call, file: Path) -> None:
    facts, code = configured("settings", "--file", desired(file, shared_buffers="20MB", max_connections=61))
    assert code == 0, facts
    group = facts["groups"][0]
    assert group["needs"] == {"shared_buffers": "restart", "max_connections": "restart"}
    assert group["pending_restart"] == {name: ["max_connections", "shared_buffers"] for name in ("postgres-0", "postgres-1")}


def test_changes_nothing_the_second_time(configured: Call, file: Path) -> None:
    configured("settings", "--file", desired(file, work_mem="6MB"))
    facts, code = configured("settings", "--file", file)
    assert (code, facts["groups"][0]["changed"]) == (0, [])


def test_resets_what_is_not_wished_any_more(configured: Call, members: Members, file: Path) -> None:
    configured("settings", "--file", desired(file, work_mem="7MB"))
    facts, code = configured("settings", "--file", desired(file))
    assert (code, facts["groups"][0]["changed"]) == (0, ["work_mem"])
    assert "work_mem" not in members.patroni.configuration(members.group)["postgresql"]["parameters"]


def test_waits_until_patroni_tells_what_it_was_told(
    configured: Call, members: Members, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tells, takes = Patroni.configuration, Patroni.configure
    late: list[dict[str, Any]] = []

    def take(patroni: Patroni, group: Group, change: dict[str, Any]) -> None:
        late.append(tells(patroni, group))
        takes(patroni, group, change)

    monkeypatch.setattr(Patroni, "configure", take)
    monkeypatch.setattr(Patroni, "configuration", lambda patroni, group: late.pop() if late else tells(patroni, group))
    facts, code = configured("settings", "--file", desired(file, work_mem="11MB"))
    assert (code, facts["groups"][0]["changed"]) == (0, ["work_mem"]), facts


def test_only_looks_when_it_shall_check(configured: Call, members: Members, file: Path) -> None:
    before = members.patroni.configuration(members.group)
    facts, code = configured("settings", "--check", "--file", desired(file, work_mem="9MB"))
    assert (code, facts["applied"], "work_mem" in facts["groups"][0]["changed"]) == (0, False, True)
    assert members.patroni.configuration(members.group) == before


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"work_mem": "1kB"}, "goes from 64"),
        ({"work_mem": "5 parsecs"}, "has no unit"),
        ({"transaction_timeout": "1min"}, "has no parameter transaction_timeout"),
        ({"wal_level": "maximal"}, "is one of"),
    ],
)
def test_refuses_what_the_server_would_not_take(
    dbops: Call, members: Members, file: Path, parameters: dict[str, Any], message: str
) -> None:
    before = members.patroni.configuration(members.group)
    facts, code = dbops("settings", "--file", desired(file, **parameters))
    assert (code, message in facts["message"]) == (3, True), facts
    assert members.patroni.configuration(members.group) == before


@pytest.mark.parametrize(
    ("who", "source"), [("ROLE postgres", "from user (ALTER ROLE)"), ("DATABASE postgres", "from database (ALTER DATABASE postgres)")]
)
def test_says_when_something_else_has_precedence(configured: Call, members: Members, file: Path, who: str, source: str) -> None:
    with members.connect() as connection:
        connection.execute(f"ALTER {who} SET work_mem = '8MB'".encode())
    try:
        facts, code = configured("settings", "--wait", "3", "--file", desired(file, work_mem="10MB"))
        assert (code, "work_mem on postgres-" in facts["message"], source in facts["message"]) == (3, True, True), facts
    finally:
        with members.connect() as connection:
            connection.execute(f"ALTER {who} RESET work_mem".encode())


@pytest.mark.parametrize(
    "told",
    [
        {"postgresql": {"parameters": {"archive_command": "true"}}},
        {"postgresql": {"parameters": {"shared_preload_libraries": "x"}}},
        {"postgresql": {"parameters": {"synchronous_commit": "off"}}},
        {"postgresql": {"parameters": {"Archive_Command": "true"}}},
        {"postgresql": {"pg_hba": ["host all all all trust"]}},
        {"postgresql": {"recovery_conf": {"restore_command": "true"}}},
        {"standby_cluster": {"restore_command": "true"}},
        {"slots": {"x": {"type": "physical"}}},
        {"pause": True},
    ],
)
def test_refuses_what_can_run_code_or_undo_a_safeguard(file: Path, told: dict[str, Any]) -> None:
    file.write_text(yaml.safe_dump(told))
    with pytest.raises(Refused, match="not to be set from outside"):
        read(file)


@pytest.mark.parametrize("told", [{"synchronous_mode": False}, {"failsafe_mode": False}, {"ttl": "20"}, {"ttl": True}, [1]])
def test_takes_no_value_that_takes_the_safety_of_writes(file: Path, told: Any) -> None:
    file.write_text(yaml.safe_dump(told))
    with pytest.raises(WrongCall):
        read(file)


def test_allows_nothing_that_names_a_program_a_library_or_a_file(members: Members) -> None:
    with members.connect() as connection:
        known = {name for (name,) in connection.execute("SELECT name FROM pg_settings")}
        dangerous = {
            name
            for (name,) in connection.execute(
                "SELECT name FROM pg_settings WHERE name ~ 'command|librar|preload|_file|file_|director|path|provider|conninfo|listen|ssl"
                "|password|fsync|full_page|synchronous|zero_damaged|ignore_|allow_system|row_security|event_source|syslog|role'"
                " AND name NOT IN ('log_replication_commands', 'temp_file_limit', 'log_temp_files')"
            )
        }
    assert {"archive_command", "shared_preload_libraries", "dynamic_library_path", "fsync", "jit_provider"} <= dangerous
    assert not ALLOWED & dangerous
    assert len(ALLOWED & known) > 150


def test_knows_every_context_of_this_server(members: Members) -> None:
    with members.connect() as connection:
        contexts = {context for (context,) in connection.execute("SELECT DISTINCT context FROM pg_settings WHERE context <> 'internal'")}
    assert contexts == set(RESTART_CLASS)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("shared_buffers", "1GB"),
        ("work_mem", "1.5MB"),
        ("checkpoint_timeout", "1h"),
        ("deadlock_timeout", "1500us"),
        ("vacuum_cost_delay", "1500us"),
        ("max_wal_size", "2GB"),
        ("random_page_cost", "1.10"),
        ("autovacuum", "yes"),
        ("wal_compression", "true"),
        ("log_temp_files", "1MB"),
    ],
)
def test_reads_values_as_the_server_does(members: Members, name: str, text: str) -> None:
    query = "SELECT name, reset_val, unit, vartype, context, min_val, max_val, enumvals, pending_restart, source, setting FROM pg_settings"
    with members.connect() as connection:
        row = connection.execute(query.encode() + b" WHERE name = %s", (name,)).fetchone()
        assert row
        if row[4] in ("user", "superuser"):
            connection.execute("SELECT set_config(%s, %s, false)", (name, text))
            now = connection.execute("SELECT setting FROM pg_settings WHERE name = %s", (name,)).fetchone()
        else:
            now = connection.execute("SELECT %s", (EXPECTED[name],)).fetchone()
    assert now
    parameter = Parameter(*row[:10])
    assert parameter.read(text) == parameter.read(now[0])


EXPECTED = {"shared_buffers": "131072", "checkpoint_timeout": "3600", "max_wal_size": "2048", "autovacuum": "on"}
"""In the units of pg_settings, for parameters that no session may set."""


def test_merges_only_what_differs(file: Path) -> None:
    file.write_text(yaml.safe_dump({"ttl": 20, "loop_wait": 5, "postgresql": {"parameters": {"work_mem": "4MB", "jit": False}}}))
    current = {"ttl": 20, "loop_wait": 10, "postgresql": {"use_slots": True, "parameters": {"jit": "off", "work_mem": "8MB", "x.y": 1}}}
    assert difference(read(file), current) == {"loop_wait": 5, "postgresql": {"parameters": {"work_mem": "4MB"}}}


def test_does_not_wait_for_a_member_that_is_not_there(configured: Call, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Patroni tells of a pod that has not started: known by name, without an address."""
    told = Patroni.cluster
    starting = Member("postgres-9", "replica", "", "", 5432, "", 0, -1, pending_restart=False)
    monkeypatch.setattr(Patroni, "cluster", lambda *a: replace(told(*a), members=(*told(*a).members, starting)))
    facts, code = configured("settings", "--file", desired(file, work_mem="12MB"))
    assert (code, facts["groups"][0]["not_running"]) == (0, ["postgres-9"]), facts


def test_waits_for_a_leader(configured: Call, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Patroni.cluster
    answers = iter([False, True])

    def cluster(*arguments: Any) -> Cluster:
        found = told(*arguments)
        return found if next(answers, True) else replace(found, members=tuple(member for member in found.members if not member.leads))

    monkeypatch.setattr(Patroni, "cluster", cluster)
    assert configured("settings", "--file", desired(file))[1] == 0
    assert list(answers) == []


def test_connects_to_nobody_who_has_no_address(members: Members) -> None:
    with pytest.raises(Unreachable, match="has not told its address"):
        connect(members.site, Member("postgres-9", "replica", "", "", 5432, "", 0, -1, pending_restart=False))
