"""Runs one command. It ends with one JSON object and an exit code that says whether trying again helps."""

import logging
import logging.config
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import psycopg

from dbops.commands import parser
from dbops.observe import LOGGING
from dbops.outcome import Broken, Facts, Failed, Stopped, Unreachable, report
from dbops.sql import first_line

log = logging.getLogger("dbops")


def main() -> NoReturn:
    logging.config.dictConfig(LOGGING)
    # A pod's first process has no default for SIGTERM. KeyboardInterrupt gets through where errors are caught, as in a logger.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    facts, code = call(sys.argv[1:])
    report(facts, Path(os.environ.get("DBOPS_RESULT", "/dev/termination-log")))
    sys.exit(code)


def call(words: list[str]) -> tuple[Facts, int]:
    """What the call has to report, and its exit code."""
    command = words[0] if words else ""
    try:
        arguments = parser().parse_args(words)
        return {"command": command, "outcome": "done", **arguments.work(arguments)}, 0
    except psycopg.Error as problem:
        # A leader that has just lost its role is read-only.
        passing = isinstance(problem, psycopg.OperationalError | psycopg.errors.ReadOnlySqlTransaction)
        failed: Failed = (Unreachable if passing else Broken)(f"PostgreSQL: {first_line(problem)}")
    except KeyboardInterrupt:
        failed = Stopped("stopped by SIGTERM before the end; trying again is safe")
    except Failed as problem:
        failed = problem
    log.error("%s %s: %s", command, failed.outcome, failed)
    return {"command": command, "outcome": failed.outcome, "message": str(failed), **failed.facts}, failed.code


if __name__ == "__main__":
    main()
