"""docs/runbooks/postgres-restore.md for groups of a real Citus, from where the files of each are there."""

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from members import PASSWORD, SPREAD, Members, unprivileged

from dbops.site import Group
from dbops.sql import one

RUNBOOK = Path(__file__).parents[4] / "docs" / "runbooks" / "postgres-restore.md"
TABLE = '"Odd one"."of all"'
ROWS = 200


@pytest.fixture
def filled(spread: Members) -> Iterator[Members]:
    with spread.connect(SPREAD) as connection:
        connection.execute('CREATE SCHEMA "Odd one"')
        connection.execute(f"CREATE TABLE {TABLE} (n int PRIMARY KEY)")
        connection.execute("SELECT create_distributed_table(%s, 'n', shard_count => 4)", (TABLE,))
        connection.execute(f"INSERT INTO {TABLE} SELECT generate_series(1, {ROWS})".encode())
        connection.execute("CREATE TABLE everywhere AS SELECT 4711 AS n")
        connection.execute("SELECT create_reference_table('everywhere')")
        connection.execute("CREATE TABLE here AS SELECT 4712 AS n")
        yield spread
        connection.execute('DROP SCHEMA "Odd one" CASCADE')
        connection.execute("DROP TABLE everywhere, here")


def test_brings_rows_of_each_group_back(filled: Members) -> None:
    restored = {group.name: Restored(filled, group) for group in filled.site.groups}
    for group in restored.values():
        group.bring_back()
    rows = [sorted(map(int, group.rows())) for group in restored.values()]
    assert (rows[0], sorted(rows[1] + rows[2])) == ([], list(range(1, ROWS + 1)))
    assert rows[1]
    assert rows[2]
    assert "4712" in restored["postgres-0"].dumped()
    assert all("4711" in group.dumped() for group in restored.values())


class Restored:
    """The files of a group's leader, in a folder of their own."""

    def __init__(self, members: Members, group: Group) -> None:
        leader = members.cluster(group).leader
        self.work = members.folder / f"restored-{group.name}"
        with members.connect(group=group) as connection:
            programs = one(connection, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
        self._environment = os.environ | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "PGPORT": str(leader.port),
            "WORK": str(self.work),
            "MOMENT": "the newest",
            "TABLE": TABLE,
            "DATABASE": SPREAD,
        }
        self.work.mkdir()
        if os.geteuid() == 0:
            self.work.chmod(0o777)
        self._environment["PGPASSWORD"] = PASSWORD
        self._run("pg_basebackup", "--host=127.0.0.1", "--username=replicator", "--checkpoint=fast", f"--pgdata={self.work}/data")
        del self._environment["PGPASSWORD"]

    def bring_back(self) -> None:
        variables, _, _, *commands, stop = re.findall(r"(?ms)^```sh\n(.*?)^```$", RUNBOOK.read_text())
        self._run("bash", "-euo", "pipefail", "-c", "\n".join([variables, *commands]))
        try:
            told = ("citus.recover_2pc_interval", "citus.node_conninfo")
            shown = [
                self._run("psql", f"--host={self.work}", "--username=postgres", "-Atc", f"SHOW {name}", SPREAD).strip() for name in told
            ]
        finally:
            self._run("bash", "-euo", "pipefail", "-c", stop)
        assert shown == ["-1", "sslmode=verify-full"]

    def rows(self) -> list[str]:
        return (self.work / "rows").read_text().split()

    def dumped(self) -> list[str]:
        return self._run("pg_restore", "--data-only", "--file=-", f"{self.work}/{SPREAD}.dump").split()

    def _run(self, *command: str) -> str:
        ended = subprocess.run([*unprivileged(), *command], env=self._environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, f"{command}: {ended.stdout[-2000:]}{ended.stderr[-2000:]}"
        return ended.stdout
