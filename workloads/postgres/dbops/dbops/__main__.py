"""The commands. Each ends with one JSON object and an exit code that says whether trying again helps."""

import argparse
import logging
import logging.config
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import psycopg

from dbops import accounts, checkpoint, clients, fence, secrets, settings, status, switchover
from dbops.kubernetes import ACCOUNT, Kubernetes
from dbops.observe import LOGGING
from dbops.outcome import Broken, Facts, Failed, Unreachable, report
from dbops.patroni import Patroni
from dbops.site import Site, group_names
from dbops.sql import first_line

Work = Callable[[argparse.Namespace], Facts]

log = logging.getLogger("dbops")


def main() -> NoReturn:
    logging.config.dictConfig(LOGGING)
    # A pod's first process has no default for this signal.
    signal.signal(signal.SIGTERM, _stopped)
    arguments = parser().parse_args()
    facts, code = call(arguments.command, arguments)
    report(facts, Path(os.environ.get("DBOPS_RESULT", "/dev/termination-log")))
    sys.exit(code)


def call(command: str, arguments: argparse.Namespace) -> tuple[Facts, int]:
    """What the call has to report, and its exit code."""
    try:
        return {"command": command, "outcome": "done", **arguments.work(arguments)}, 0
    except psycopg.Error as problem:
        known = problem if isinstance(problem, psycopg.OperationalError) else None
        failed: Failed = (Unreachable if known else Broken)(f"PostgreSQL: {first_line(problem)}")
    except Failed as problem:
        failed = problem
    log.error("%s %s: %s", command, failed.outcome, failed)
    return {"command": command, "outcome": failed.outcome, "message": str(failed), **failed.facts}, failed.code


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="dbops", description=__doc__)
    commands = top.add_subparsers(dest="command", required=True)
    _secrets(commands.add_parser("secrets", help="make certificates and passwords that are missing, renew certificates"))
    _accounts(commands.add_parser("accounts", help="databases, their owners, and the roles of pooler and exporter"))
    _checkpoint(commands.add_parser("checkpoint", help="checkpoint on all leaders"))
    _settings(commands.add_parser("settings", help="apply the dynamic configuration and read it back"))
    _switchover(commands.add_parser("switchover", help="let another member lead"))
    _fence(commands.add_parser("fence", help="hold all writers still for a while, and prove it"))
    commands.add_parser("status", help="members, roles, lag, and what is wrong").set_defaults(
        work=_on_site(lambda s, p, _: status.run(s, p))
    )
    return top


def _secrets(command: argparse.ArgumentParser) -> None:
    command.add_argument("--scope", default="postgres", help="start of the names of all Secrets")
    command.add_argument("--namespace", help="default: the namespace of the pod")
    command.add_argument("--clients", type=Path, help="file with a list of {name, namespace, database}")
    command.add_argument("--certificates", choices=["yes", "no"], default="yes", help="no: cert-manager issues them")
    command.set_defaults(work=_make_secrets)


def _make_secrets(arguments: argparse.Namespace) -> Facts:
    namespace = arguments.namespace or (ACCOUNT / "namespace").read_text(encoding="ascii").strip()
    plan = secrets.Plan(arguments.scope, namespace, group_names(), clients.read(arguments.clients), arguments.certificates == "yes")
    return secrets.run(Kubernetes.inside(), plan)


def _accounts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--clients", type=Path, help="file with a list of {name, namespace, database}")
    command.add_argument("--credentials", type=Path, default=Path("/etc/dbops-clients"), help="folder with NAME/username and NAME/password")
    command.add_argument("--passwords", type=Path, default=Path("/etc/dbops-passwords"), help="folder with the files exporter and pooler")
    command.set_defaults(
        work=_on_site(
            lambda site, patroni, a: accounts.run(site, patroni, clients.read(a.clients), accounts.Credentials(a.passwords, a.credentials))
        )
    )


def _checkpoint(command: argparse.ArgumentParser) -> None:
    command.add_argument("--timeout", type=float, default=300.0, help="seconds for one leader")
    command.set_defaults(work=_on_site(lambda site, patroni, a: checkpoint.run(site, patroni, a.timeout)))


def _settings(command: argparse.ArgumentParser) -> None:
    command.add_argument("--file", type=Path, required=True, help="the desired dynamic configuration, YAML or JSON")
    command.add_argument("--wait", type=float, default=60.0, help="seconds for the members to follow")
    command.add_argument("--check", action="store_true", help="only say what would change and what it needs")
    command.set_defaults(work=_on_site(lambda site, patroni, a: settings.run(site, patroni, settings.read(a.file), a.wait, check=a.check)))


def _switchover(command: argparse.ArgumentParser) -> None:
    command.add_argument("--group", help="default: the first group")
    target = command.add_mutually_exclusive_group(required=True)
    target.add_argument("--candidate", metavar="MEMBER", help="who shall lead")
    target.add_argument("--from", dest="away_from", metavar="MEMBER", help="who shall not lead any more")
    command.add_argument("--timeout", type=float, default=60.0, help="seconds until the old leader follows")
    command.set_defaults(
        work=_on_site(
            lambda site, patroni, a: switchover.run(
                site, patroni, site.group(a.group) if a.group else site.first, switchover.Target(a.candidate, a.away_from), a.timeout
            )
        )
    )


def _fence(command: argparse.ArgumentParser) -> None:
    command.add_argument("--consistency", choices=["atomic", "strict"], default="atomic", help="without Citus every fence is strict")
    command.add_argument("--hold", type=float, default=20.0, help="seconds after which it falls; SIGTERM releases it before")
    command.add_argument("--acquire", type=float, default=15.0, help="seconds for getting all locks")
    command.add_argument("--restore-point", help="name of a restore point to write into the log of each primary")
    command.set_defaults(work=_on_site(_hold_fence))


def _hold_fence(site: Site, patroni: Patroni, arguments: argparse.Namespace) -> Facts:
    released = threading.Event()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: released.set())
    wish = fence.Wish(arguments.consistency == "strict", arguments.hold, arguments.acquire, arguments.restore_point)
    return fence.run(site, patroni, wish, released)


def _on_site(work: Callable[[Site, Patroni, argparse.Namespace], Facts]) -> Work:
    def start(arguments: argparse.Namespace) -> Facts:
        site = Site.read()
        return work(site, Patroni(site), arguments)

    return start


def _stopped(_signal: int, _frame: object) -> None:
    raise Unreachable("stopped by SIGTERM before the end; trying again is safe")


if __name__ == "__main__":
    main()
