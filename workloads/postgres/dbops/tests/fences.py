"""A fence as a Job holds it, and programs that write meanwhile."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from members import Members

from dbops.sql import Connection


class Process:
    """`dbops fence` as a Job runs it."""

    def __init__(self, members: Members, *arguments: str) -> None:
        self._lines: list[dict[str, Any]] = []
        self._held = threading.Event()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dbops", "fence", *arguments],
            env={**os.environ, **members.env},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def held(self) -> dict[str, Any]:
        """Waits until the log says that the fence is held."""
        assert self._held.wait(30), self._lines
        return next(line for line in self._lines if line.get("event") == "held")

    def end(self) -> tuple[dict[str, Any], int]:
        """Waits for the end: the result and the exit code."""
        assert self.process.stdout
        with self.process.stdout as stdout:
            told = stdout.read()
        self._reader.join()
        return json.loads(told), self.process.wait(30)

    def kill(self) -> None:
        """Also when it has ended by itself."""
        self.process.kill()
        self.process.wait(30)
        self._reader.join()
        if self.process.stdout:
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stderr
        with self.process.stderr as stderr:
            for line in stderr:
                self._lines.append(json.loads(line))
                if self._lines[-1].get("event") == "held":
                    self._held.set()


class Writers:
    """Programs that write without a pause and note each acknowledged write."""

    def __init__(self, members: Members, count: int = 3) -> None:
        self.acknowledged = [0] * count
        self.errors: list[Exception] = []
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(members, worker)) for worker in range(count)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join(30)

    def after(self, progress: list[int]) -> None:
        """Waits until each has written again."""
        wait_for(lambda: all(now > before for now, before in zip(self.acknowledged, progress, strict=True)) or bool(self.errors))

    def _write(self, members: Members, worker: int) -> None:
        try:
            with members.connect() as connection:
                while not self._stopped.is_set():
                    with connection.transaction():
                        connection.execute("INSERT INTO ledger (worker, n) VALUES (%s, %s)", (worker, self.acknowledged[worker] + 1))
                        connection.execute("INSERT INTO parted VALUES (%s)", (self.acknowledged[worker],))
                    self.acknowledged[worker] += 1
        except psycopg.Error as problem:
            self.errors.append(problem)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def count(connection: Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    assert row
    return int(row[0])
