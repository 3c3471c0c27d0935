"""What makes a copy usable, and what stands in the way of an upgrade, on a real cluster."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import Call
from fences import count, wait_for
from members import PASSWORD, Members

from dbops.sql import Connection

ROLES = ("postgres", "replicator", "rewind")


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    """The copy's own."""
    for name in ("replication", "rewind"):
        (tmp_path / name).write_text(PASSWORD)
    return tmp_path


@pytest.fixture
def before(tmp_path: Path) -> Path:
    (tmp_path / "before").mkdir()
    (tmp_path / "before" / "superuser").write_text("of the original")
    return tmp_path / "before"


@pytest.fixture
def data(copy: Members) -> Iterator[Connection]:
    """Of the original, with its passwords; a session that was there before."""
    with copy.connect() as connection:
        set_passwords(connection, "of the original", *ROLES)
        yield connection
        set_passwords(connection, PASSWORD, *ROLES)


def set_passwords(connection: Connection, password: str, *roles: str) -> None:
    for role in roles:
        connection.execute(f"ALTER ROLE {role} PASSWORD '{password}'".encode())


def set_on(members: Members, *roles: str) -> list[str]:
    return [f"{role} on {members.cluster().leader.name}" for role in roles]


def test_gives_a_copy_its_own_passwords(dbops: Call, copy: Members, data: Connection, passwords: Path, before: Path) -> None:
    facts, code = dbops("restore-fix", "--passwords", passwords)
    assert (code, "by --before" in facts["message"]) == (3, True), facts
    facts, code = dbops("restore-fix", "--passwords", passwords, "--before", before)
    assert (code, facts["passwords"]) == (0, set_on(copy, *ROLES)), facts
    for again in (("--before", before), ()):
        facts, code = dbops("restore-fix", "--passwords", passwords, *again)
        assert (code, facts["passwords"], facts["prepared_transactions"]) == (0, [], 0), facts


def test_goes_on_where_a_call_has_ended_half_way(dbops: Call, copy: Members, data: Connection, passwords: Path, before: Path) -> None:
    set_passwords(data, PASSWORD, "postgres")
    facts, code = dbops("restore-fix", "--passwords", passwords, "--before", before)
    assert (code, facts["passwords"]) == (0, set_on(copy, "replicator", "rewind")), facts


def test_changes_nothing_when_a_password_is_missing(dbops: Call, data: Connection, passwords: Path, before: Path) -> None:
    (passwords / "rewind").unlink()
    kept = data.execute("SELECT rolname, rolpassword FROM pg_authid ORDER BY 1").fetchall()
    assert dbops("restore-fix", "--passwords", passwords, "--before", before)[1] == 2
    assert dbops("restore-fix", "--before", before)[1] == 2
    assert data.execute("SELECT rolname, rolpassword FROM pg_authid ORDER BY 1").fetchall() == kept


def test_says_that_neither_password_is_taken(dbops: Call, data: Connection, passwords: Path, before: Path) -> None:
    (before / "superuser").write_text("of yet another one")
    facts, code = dbops("restore-fix", "--passwords", passwords, "--before", before)
    assert (code, "neither" in facts["message"]) == (3, True), facts


def test_does_not_wait_for_a_standby_that_waits_for_its_password(dbops: Call, data: Connection, passwords: Path, before: Path) -> None:
    ended: list[tuple[dict[str, Any], int]] = []
    call = threading.Thread(target=lambda: ended.append(dbops("restore-fix", "--passwords", passwords, "--before", before)))
    data.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    try:
        data.execute("SELECT pg_reload_conf()")
        wait_for(lambda: data.execute("SHOW synchronous_standby_names").fetchall() == [("nobody",)])
        call.start()
        wait_for(lambda: bool(ended))
    finally:
        data.execute("ALTER SYSTEM RESET synchronous_standby_names")
        data.execute("SELECT pg_reload_conf()")
        call.join()
    assert ended[0][1] == 0, ended


def test_mends_nothing_that_is_not_marked_as_a_copy(dbops: Call, members: Members, passwords: Path) -> None:
    with members.connect() as connection:
        set_passwords(connection, "of its own", "rewind")
        connection.execute("SELECT pg_create_physical_replication_slot('of_a_reader', true)")
        try:
            facts, code = dbops("restore-fix", "--passwords", passwords)
            assert (code, "not marked as a copy" in facts["message"]) == (3, True), facts
            assert count(connection, "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'of_a_reader'") == 1
        finally:
            connection.execute("SELECT pg_drop_replication_slot('of_a_reader')")
            set_passwords(connection, PASSWORD, "rewind")


def test_a_copy_keeps_no_slot_of_the_original(dbops: Call, copy: Members) -> None:
    with copy.connect() as connection:
        connection.execute("SELECT pg_create_physical_replication_slot('of_the_original', true)")
        assert dbops("restore-fix")[1] == 0
        found = connection.execute("SELECT slot_name FROM pg_replication_slots").fetchall()
    assert found == [(member.name.replace("-", "_"),) for member in copy.cluster().members if not member.leads]


def test_sees_nothing_in_the_way_of_an_upgrade(dbops: Call) -> None:
    facts, code = dbops("upgrade", "--check")
    assert (code, facts["findings"]) == (0, []), facts


def test_names_what_is_in_the_way_of_an_upgrade(dbops: Call, members: Members) -> None:
    with members.connect() as connection:
        connection.execute("CREATE TABLE odd (id regproc)")
        connection.execute("BEGIN")
        connection.execute("INSERT INTO odd VALUES ('now')")
        connection.execute("PREPARE TRANSACTION 'left'")
        try:
            facts, code = dbops("upgrade", "--check")
        finally:
            connection.execute("ROLLBACK PREPARED 'left'")
            connection.execute("DROP TABLE odd")
    assert code == 3
    assert sorted(finding.split(": ")[1] for finding in facts["findings"]) == [
        "a column refers to system objects by number, which a new major version changes (public.odd.id)",
        "a transaction is prepared and waits for its decision (left)",
    ]
