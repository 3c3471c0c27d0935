"""The commands and their options."""

import argparse
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from dbops import accounts, checkpoint, citus, clients, fence, restore, secrets, settings, status, switchover, upgrade, verify
from dbops.certificates import RENEW_BELOW_DAYS
from dbops.kubernetes import ACCOUNT, Kubernetes
from dbops.outcome import Facts, WrongCall
from dbops.patroni import Patroni
from dbops.site import Site, group_names, named

Work = Callable[[argparse.Namespace], Facts]


class Parser(argparse.ArgumentParser):
    """Leaves it to the caller to report a wrong call, as any other result."""

    def error(self, message: str) -> NoReturn:
        raise WrongCall(f"{message}; {self.format_usage().strip()}")


def parser() -> argparse.ArgumentParser:
    top = Parser(prog="dbops", description="Database work inside a cluster, one command per Job")
    commands = top.add_subparsers(dest="command", required=True)
    _secrets(commands.add_parser("secrets", help="make certificates and passwords that are missing, renew certificates"))
    _accounts(commands.add_parser("accounts", help="databases, their owners, and the roles of pooler and exporter"))
    _checkpoint(commands.add_parser("checkpoint", help="checkpoint on all leaders"))
    _settings(commands.add_parser("settings", help="apply the dynamic configuration and read it back"))
    _switchover(commands.add_parser("switchover", help="let another member lead"))
    _fence(commands.add_parser("fence", help="hold all writers still for a while, and prove it"))
    _verify(commands.add_parser("verify", help="amcheck, row counts, invariants, checksums"))
    _citus(commands.add_parser("citus", help="nodes and shards"))
    _upgrade(commands.add_parser("upgrade", help="what stands in the way of a new image"))
    _restore_fix(commands.add_parser("restore-fix", help="make a restored copy stand on its own"))
    commands.add_parser("status", help="members, roles, lag, and what is wrong").set_defaults(
        work=_on_site(lambda s, p, _: status.run(s, p))
    )
    return top


def _secrets(command: argparse.ArgumentParser) -> None:
    command.add_argument("--scope", default="postgres", help="start of the names of all Secrets")
    command.add_argument("--namespace", help="default: the namespace of the pod")
    command.add_argument("--clients", type=Path, help="file with a list of {name, namespace, database}")
    command.add_argument("--certificates", choices=["yes", "no"], default="yes", help="no: cert-manager issues them")
    command.add_argument(
        "--renew-below", type=int, metavar="DAYS", default=RENEW_BELOW_DAYS, help="renew certificates with fewer days left"
    )
    command.set_defaults(work=_make_secrets)


def _make_secrets(arguments: argparse.Namespace) -> Facts:
    namespace = arguments.namespace or (ACCOUNT / "namespace").read_text(encoding="ascii").strip()
    plan = secrets.Plan(
        arguments.scope, namespace, group_names(), clients.read(arguments.clients), arguments.certificates == "yes", arguments.renew_below
    )
    return secrets.run(Kubernetes.inside(), plan)


def _accounts(command: argparse.ArgumentParser) -> None:
    command.add_argument("--clients", type=Path, help="file with a list of {name, namespace, database}")
    command.add_argument("--credentials", type=Path, default=Path("/etc/dbops-clients"), help="folder with NAME/username and NAME/password")
    command.add_argument("--passwords", type=Path, default=Path("/etc/dbops-passwords"), help="folder with the files exporter and pooler")
    command.add_argument("--wait", type=float, default=120.0, help="seconds for a leader to come up")
    command.set_defaults(work=_on_site(_keep_accounts))


def _keep_accounts(site: Site, patroni: Patroni, arguments: argparse.Namespace) -> Facts:
    credentials = accounts.Credentials(arguments.passwords, arguments.credentials)
    return accounts.run(site, patroni, clients.read(arguments.clients), credentials, arguments.wait)


def _checkpoint(command: argparse.ArgumentParser) -> None:
    command.add_argument("--timeout", type=float, default=300.0, help="seconds for one leader")
    command.set_defaults(work=_on_site(lambda site, patroni, a: checkpoint.run(site, patroni, a.timeout)))


def _settings(command: argparse.ArgumentParser) -> None:
    command.add_argument("--file", type=Path, required=True, help="the desired dynamic configuration, YAML or JSON")
    command.add_argument("--wait", type=float, default=120.0, help="seconds for a leader to come up, and for the members to follow")
    command.add_argument("--check", action="store_true", help="only say what would change and what it needs")
    command.set_defaults(work=_on_site(lambda site, patroni, a: settings.run(site, patroni, settings.read(a.file), a.wait, check=a.check)))


def _switchover(command: argparse.ArgumentParser) -> None:
    command.add_argument("--group", help="default: the one that the member's name begins with")
    target = command.add_mutually_exclusive_group(required=True)
    target.add_argument("--candidate", metavar="MEMBER", help="who shall lead")
    target.add_argument("--from", dest="away_from", metavar="MEMBER", help="who shall not lead any more")
    command.add_argument("--timeout", type=float, default=60.0, help="seconds until the old leader follows")
    command.set_defaults(work=_on_site(_move))


def _move(site: Site, patroni: Patroni, arguments: argparse.Namespace) -> Facts:
    target = switchover.Target(arguments.candidate, arguments.away_from)
    group = site.group(arguments.group) if arguments.group else site.group_of(target.member)
    return switchover.run(site, patroni, group, target, arguments.timeout)


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


def _verify(command: argparse.ArgumentParser) -> None:
    command.add_argument("--amcheck", action="store_true", help="read every table and every btree index")
    command.add_argument("--counts", action="store_true", help="tell the row counts of all tables")
    command.add_argument("--expected", type=Path, help="file with row counts by database.schema.table, which have to be the same")
    command.add_argument("--invariants", type=Path, help="file with a list of {name, database, sql}; each query has to say true")
    command.add_argument("--checksums", action="store_true", help="checksums are on, and none was wrong")
    command.add_argument("--data", type=Path, help="instead of a running server: folder of one that was stopped cleanly")
    command.add_argument("--timeout", type=float, default=3_600.0, help="seconds for one statement")
    command.set_defaults(work=_verify_data)


def _verify_data(arguments: argparse.Namespace) -> Facts:
    if arguments.data:
        return verify.pages(arguments.data)
    checks = verify.Checks(
        amcheck=arguments.amcheck,
        counts=arguments.counts,
        checksums=arguments.checksums,
        invariants=verify.invariants(arguments.invariants),
        expected=verify.expected(arguments.expected),
        timeout=arguments.timeout,
    )
    if not (checks.amcheck or checks.counts or checks.checksums or checks.invariants or checks.expected):
        raise WrongCall("nothing to verify: name at least one check")
    site = Site.read()
    return verify.run(site, Patroni(site), checks)


def _citus(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="action", required=True)
    actions.add_parser("status").set_defaults(work=_on_site(lambda site, patroni, _: citus.status(site, patroni)))
    _on_group(actions.add_parser("add"), lambda site, patroni, a: citus.add(site, patroni, site.group(a.group), a.timeout))
    drain = actions.add_parser("drain")
    _on_group(drain, lambda site, p, a: citus.drain(site, p, site.group(a.group), a.timeout, block_writes=a.block_writes))
    remove = actions.add_parser("remove")
    _on_group(remove, lambda site, patroni, a: citus.remove(site, patroni, named(a.group), a.timeout))
    balance = actions.add_parser("rebalance")
    balance.add_argument("--preview", action="store_true", help="only say what would move")
    balance.add_argument("--timeout", type=float, default=3_600.0, help="seconds")
    balance.set_defaults(work=_on_site(_rebalance))
    for moving in (drain, balance):
        moving.add_argument("--block-writes", action="store_true", help="writers of a shard wait as long as it moves; needs no primary key")


def _on_group(action: argparse.ArgumentParser, move: Callable[[Site, Patroni, argparse.Namespace], Facts]) -> None:
    action.add_argument("--group", required=True)
    action.add_argument("--timeout", type=float, default=3_600.0, help="seconds")
    action.set_defaults(work=_on_site(move))


def _rebalance(site: Site, patroni: Patroni, arguments: argparse.Namespace) -> Facts:
    if arguments.preview:
        return citus.preview(site, patroni, block_writes=arguments.block_writes)
    return citus.rebalance(site, patroni, arguments.timeout, block_writes=arguments.block_writes)


def _restore_fix(command: argparse.ArgumentParser) -> None:
    command.add_argument("--passwords", type=Path, help="folder with the files replication and rewind, which count from now on")
    command.add_argument("--before", type=Path, help="folder with the original's file superuser, for a copy that does not take its own yet")
    command.set_defaults(work=_on_site(_mend))


def _mend(site: Site, patroni: Patroni, arguments: argparse.Namespace) -> Facts:
    if arguments.before and not arguments.passwords:
        raise WrongCall("--before signs in to set the passwords of --passwords: name both")
    return restore.run(site, patroni, arguments.passwords, arguments.before)


def _upgrade(command: argparse.ArgumentParser) -> None:
    command.add_argument("--check", action="store_true", required=True, help="only look; nothing else is offered")
    command.set_defaults(work=_on_site(lambda site, patroni, _: upgrade.check(site, patroni)))


def _on_site(work: Callable[[Site, Patroni, argparse.Namespace], Facts]) -> Work:
    def start(arguments: argparse.Namespace) -> Facts:
        site = Site.read()
        return work(site, Patroni(site), arguments)

    return start
