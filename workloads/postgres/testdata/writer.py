#!/usr/bin/env python3
"""Writes every 25 ms and remembers what was acknowledged; says later whether all of it is still there.

  writer.py prepare FRONT      makes the table, written_FRONT; with Citus spread over its workers
  writer.py write FRONT        until it is ended
  writer.py check FRONT LINE   what the ledger says from that line on, and which writes are lost, as one JSON object: those that were
                               acknowledged and are not there, and those of which a part is missing

A write is the row NUMBER; that of a front whose name ends with _pairs is NUMBER and -NUMBER in one transaction: with Citus, as a rule over
several nodes. libpq's environment variables say where. The ledger has a line for each attempt: when it ended, and the row's number or, for
an error, what went wrong. A number is tried once: after an error the next one is written, through a new connection.
"""

import json
import sys
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql

LEDGER = Path("/ledger/ledger")
PACE_SECONDS = 0.025


class Line(NamedTuple):
    """A line of the ledger; ``number`` is 0 for an error."""

    when: float
    number: int
    problem: str


def connect() -> psycopg.Connection:
    # Statements are not prepared: a transaction pooler gives each to another session. A server that fell silent is given up soon.
    return psycopg.connect(
        autocommit=True,
        connect_timeout=2,
        prepare_threshold=None,
        keepalives_idle=3,
        keepalives_interval=1,
        keepalives_count=3,
        tcp_user_timeout=3_000,
    )


def table(front: str) -> sql.Identifier:
    return sql.Identifier(f"written_{front}")


def prepare(front: str) -> None:
    with connect() as connection:
        connection.execute(sql.SQL("CREATE TABLE {} (number bigint PRIMARY KEY)").format(table(front)))
        if connection.execute("SELECT 1 FROM pg_extension WHERE extname = 'citus'").fetchone():
            connection.execute("SELECT create_distributed_table(%s, 'number', shard_count => 4)", (f"written_{front}",))


def rows(front: str, number: int) -> tuple[int, ...]:
    """What a write consists of."""
    return (number, -number) if front.endswith("_pairs") else (number,)


def write(front: str) -> None:
    values = sql.SQL(", ").join(sql.SQL("(%s)") for _ in rows(front, 1))
    insert = sql.SQL("INSERT INTO {} VALUES {}").format(table(front), values)
    connection: psycopg.Connection | None = None
    number = 0
    with LEDGER.open("a", buffering=1) as ledger:
        while True:
            due = time.monotonic() + PACE_SECONDS
            number += 1
            try:
                connection = connection or connect()
                connection.execute(insert, rows(front, number))
                ledger.write(f"{time.monotonic():.6f} {number}\n")
            except psycopg.Error as problem:
                ledger.write(f"{time.monotonic():.6f} {' '.join(str(problem).split()) or repr(problem)}\n")
                if connection:
                    connection.close()
                connection = None
            time.sleep(max(0.0, due - time.monotonic()))


def read() -> list[Line]:
    """Complete lines only: the writer goes on."""
    whole = LEDGER.read_text().rpartition("\n")[0].splitlines()
    parts = (line.partition(" ") for line in whole)
    return [Line(float(when), int(what), "") if what.isdecimal() else Line(float(when), 0, what) for when, _, what in parts]


def check(front: str, since: int) -> dict[str, object]:
    lines = read()
    with connect() as connection:
        there = {row[0] for row in connection.execute(sql.SQL("SELECT number FROM {}").format(table(front)))}
    acknowledged = {line.number for line in lines if line.number}
    # Each attempt has a line, so that what is under way now is not looked at.
    begun = acknowledged | {number for number in map(abs, there) if number <= len(lines)}
    period = lines[since:]
    moments = [line.when for line in lines[:since] if line.number][-1:] + [line.when for line in period if line.number]
    problems = Counter(line.problem for line in period if not line.number)
    return {
        "next": len(lines),
        "acknowledged": sum(1 for line in period if line.number),
        "lost": sorted(number for number in begun if not there.issuperset(rows(front, number))),
        "pause": max((later - earlier for earlier, later in pairwise(moments)), default=0.0),
        "silence": time.monotonic() - moments[-1] if moments else None,
        "errors": problems.total(),
        "problems": [f"{count} x {problem[:200]}" for problem, count in problems.most_common(5)],
    }


def main() -> None:
    match sys.argv[1:]:
        case ["prepare", front]:
            prepare(front)
        case ["write", front]:
            write(front)
        case ["check", front, line]:
            sys.stdout.write(json.dumps(check(front, int(line))))
        case _:
            sys.exit(__doc__)


main()
