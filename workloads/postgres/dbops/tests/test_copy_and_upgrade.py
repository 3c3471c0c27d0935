"""What makes a copy usable, and what stands in the way of an upgrade, on a real cluster."""

from pathlib import Path

import pytest
from conftest import Call
from members import PASSWORD, Members


@pytest.fixture
def passwords(tmp_path: Path) -> Path:
    for name in ("superuser", "replication", "rewind"):
        (tmp_path / name).write_text(PASSWORD)
    return tmp_path


def test_gives_a_copy_its_own_passwords(dbops: Call, members: Members, passwords: Path) -> None:
    with members.connect() as connection:
        connection.execute("ALTER ROLE rewind PASSWORD 'of the original'")
    facts, code = dbops("restore-fix", "--passwords", passwords)
    assert (code, facts["passwords"]) == (0, [f"rewind on {members.cluster().leader.name}"])
    facts, code = dbops("restore-fix", "--passwords", passwords)
    assert (code, facts["passwords"], facts["prepared_transactions"]) == (0, [], 0)


def test_a_copy_keeps_no_slot_of_the_original(dbops: Call, members: Members) -> None:
    with members.connect() as connection:
        connection.execute("SELECT pg_create_physical_replication_slot('of_the_original', true)")
        assert dbops("restore-fix")[1] == 0
        found = connection.execute("SELECT slot_name FROM pg_replication_slots").fetchall()
    assert found == [(member.name.replace("-", "_"),) for member in members.cluster().members if not member.leads]


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
        "a column refers to system objects by number, which a new major version changes (odd.id)",
        "a transaction is prepared and waits for its decision (left)",
    ]
