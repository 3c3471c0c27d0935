"""Where the database is and how dbops proves itself: a few settings from the environment, secrets from files."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from dbops.outcome import WrongCall


@dataclass(frozen=True)
class Group:
    """One Patroni cluster: the whole database, or the coordinator or a worker of Citus."""

    name: str
    seeds: tuple[str, ...]
    """Addresses of Patroni's REST API to ask first; its answer names the members."""


@dataclass(frozen=True)
class Site:
    """The groups of one database and the folder with certificate and passwords of dbops."""

    groups: tuple[Group, ...]
    folder: Path
    citus_database: str | None
    superuser: str
    rest_user: str

    @staticmethod
    def read(env: Mapping[str, str] = os.environ) -> "Site":
        groups = tuple(named(name, env) for name in group_names(env))
        folder = Path(env.get("DBOPS_SECRETS", "/etc/dbops"))
        if not folder.is_dir():
            raise WrongCall(f"DBOPS_SECRETS names {folder}, which is not there: mount the Secret of dbops")
        return Site(
            groups=groups,
            folder=folder,
            citus_database=env.get("DBOPS_CITUS_DATABASE") or None,
            superuser=env.get("DBOPS_SUPERUSER", "postgres"),
            rest_user=env.get("DBOPS_REST_USER", "patroni"),
        )

    @property
    def first(self) -> Group:
        """The only group, or the coordinator."""
        return self.groups[0]

    def group(self, name: str) -> Group:
        for group in self.groups:
            if group.name == name:
                return group
        raise WrongCall(f"there is no group {name}: DBOPS_GROUPS has {', '.join(group.name for group in self.groups)}")

    def group_of(self, member: str) -> Group:
        """Members are called by their group and a number."""
        return self.group(member.rpartition("-")[0])

    def file(self, name: str) -> str:
        return str(self.folder / name)

    def secret(self, name: str) -> str:
        """Read at each use, so that a renewed password counts."""
        return secret(self.folder / name)


def named(group: str, env: Mapping[str, str] = os.environ) -> Group:
    """Whether the database still has it or not."""
    seeds = dict(pair.split("=", 1) for pair in env.get("DBOPS_SEEDS", "").split() if "=" in pair)
    return Group(group, tuple(seeds.get(group, f"https://{group}-pods:8008").split(",")))


def group_names(env: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    names = tuple(name.strip() for name in env.get("DBOPS_GROUPS", "").split(",") if name.strip())
    if not names:
        raise WrongCall("DBOPS_GROUPS is not set: it lists the groups, for example postgres or postgres-0,postgres-1")
    return names


def secret(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip("\r\n")
    except OSError as problem:
        raise WrongCall(f"{file} cannot be read: mount the Secret that holds it") from problem


def document(file: Path) -> Any:
    """A YAML or JSON file of a mounted ConfigMap."""
    try:
        return yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        raise WrongCall(f"{file} cannot be read as YAML or JSON: {problem}") from problem
