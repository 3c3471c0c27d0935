"""What the database looks like, over the real REST API and SQL."""

from conftest import Call
from members import Members


def test_shows_a_healthy_cluster(dbops: Call, members: Members) -> None:
    facts, code = dbops("status")
    assert (code, facts["outcome"], facts["healthy"]) == (0, "done", True)
    assert sorted(member["role"] for member in facts["groups"][0]["members"]) == ["leader", "sync_standby"]


def test_writes_a_checkpoint(dbops: Call, members: Members) -> None:
    with members.connect() as connection:
        before = connection.execute("SELECT pg_current_wal_insert_lsn()").fetchone()
        facts, code = dbops("checkpoint")
        assert code == 0
        assert before
        assert connection.execute("SELECT %s::pg_lsn >= %s::pg_lsn", (facts["groups"][0]["redo_lsn"], before[0])).fetchone() == (True,)
