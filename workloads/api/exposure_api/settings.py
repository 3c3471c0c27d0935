"""Settings come from the environment; secrets come from files, and only their folder is named there."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HIGHEST_PORT = 65535


class SettingMissing(Exception):
    """A setting is missing or wrong; the message names it."""


@dataclass(frozen=True)
class Database:
    """Where the database is, and the files that prove both sides to each other."""

    host: str
    port: int
    name: str
    credentials: Path
    ca: Path

    @staticmethod
    def read(env: Mapping[str, str] = os.environ) -> "Database":
        return Database(
            host=_text(env, "DATABASE_HOST"),
            port=_number(env, "DATABASE_PORT", 5432),
            name=_text(env, "DATABASE_NAME"),
            credentials=_path(env, "DATABASE_CREDENTIALS"),
            ca=_path(env, "DATABASE_CA"),
        )

    def secret(self, key: str) -> str:
        """Read at each sign-in, so that a renewed password needs no restart."""
        return (self.credentials / key).read_text(encoding="utf-8").strip("\r\n")


@dataclass(frozen=True)
class Server:
    """How clients reach the server."""

    port: int
    metrics_port: int
    threads: int
    certificate: Path
    key: Path

    @staticmethod
    def read(env: Mapping[str, str] = os.environ) -> "Server":
        folder = _path(env, "TLS_DIRECTORY")
        return Server(
            port=_number(env, "PORT", 8443),
            metrics_port=_number(env, "METRICS_PORT", 9090),
            threads=_number(env, "THREADS", 8),
            certificate=folder / "tls.crt",
            key=folder / "tls.key",
        )


def _text(env: Mapping[str, str], name: str) -> str:
    if value := env.get(name, "").strip():
        return value
    raise SettingMissing(f"{name} is not set")


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if text.isascii() and text.isdigit() and 0 < int(text) <= HIGHEST_PORT:
        return int(text)
    raise SettingMissing(f"{name} is '{text}', not a number from 1 to {HIGHEST_PORT}")


def _path(env: Mapping[str, str], name: str) -> Path:
    path = Path(_text(env, name))
    if path.exists():
        return path
    raise SettingMissing(f"{name} names {path}, which does not exist")
