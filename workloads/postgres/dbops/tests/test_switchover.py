"""A planned move of the leadership on a real cluster."""

from typing import LiteralString

import pytest
from conftest import Call
from members import NAMES, Members

from dbops import switchover
from dbops.status import problems


def test_moves_and_waits_until_the_old_leader_follows(dbops: Call, members: Members) -> None:
    before = members.cluster().leader
    other = next(name for name in NAMES if name != before.name)
    facts, code = dbops("switchover", "--candidate", other)
    after = members.cluster()
    assert code == 0, facts
    assert (facts["leader"], facts["before"], facts["moved"]) == (other, before.name, True)
    assert (after.leader.name, after.leader.timeline) == (other, before.timeline + 1)
    assert [member.state for member in after.members if not member.leads] == ["streaming"]
    with members.connect() as connection:
        assert connection.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)


def test_the_same_call_twice_moves_once(dbops: Call, members: Members) -> None:
    leader = members.cluster().leader.name
    first, _ = dbops("switchover", "--from", leader)
    members.wait()
    second, code = dbops("switchover", "--from", leader)
    assert (first["moved"], second["moved"], code) == (True, False, 0)
    assert second["leader"] == members.cluster().leader.name != leader


def test_has_nothing_to_do_when_the_candidate_leads(dbops: Call, members: Members) -> None:
    leader = members.cluster().leader
    facts, code = dbops("switchover", "--candidate", leader.name)
    assert (code, facts["moved"], facts["timeline"]) == (0, False, leader.timeline)


@pytest.mark.parametrize("option", ["--candidate", "--from"])
def test_refuses_who_is_no_member_before_anything_else(dbops: Call, members: Members, monkeypatch: pytest.MonkeyPatch, option: str) -> None:
    monkeypatch.setattr(switchover, "_writes", lambda *_: pytest.fail("a probe was written"))
    facts, code = dbops("switchover", option, "postgres-9")
    assert (code, "has no member postgres-9" in facts["message"]) == (3, True)
    assert problems(members.cluster()) == []


def test_ends_in_time_when_no_standby_takes_the_write(dbops: Call, members: Members) -> None:
    leader = members.cluster().leader.name
    other = next(name for name in NAMES if name != leader)
    try:
        waits_for(members, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        facts, code = dbops("switchover", "--from", other, "--timeout", "3")
    finally:
        waits_for(members, "ALTER SYSTEM RESET synchronous_standby_names")
    assert (code, "does not accept writes in time" in facts["message"]) == (5, True), facts


def waits_for(members: Members, whom: LiteralString) -> None:
    with members.connect() as connection:
        connection.execute(whom)
        connection.execute("SELECT pg_reload_conf()")
