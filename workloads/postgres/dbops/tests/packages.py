"""PostgreSQL with Citus in a tree of its own, from what bin/test --citus names: programs find libraries and files beside themselves."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NAMES = ("CITUS_FOLDER", "CITUS_PACKAGE")
LIBRARIES, FILES = Path("usr/lib/postgresql"), Path("usr/share/postgresql")


def given() -> bool:
    return any(map(os.environ.get, NAMES))


@contextmanager
def laid() -> Iterator[Path]:
    """The folder of the programs."""
    with tempfile.TemporaryDirectory(prefix="dbops-citus-") as folder:
        tree = Path(folder)
        tree.chmod(0o755)
        source = Path(os.environ.get("CITUS_FOLDER") or _downloaded(tree / "packages", os.environ["CITUS_PACKAGE"]))
        for package in source.glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", package, tree], check=True)
        if (source / "usr").is_dir():
            shutil.copytree(source / "usr", tree / "usr", dirs_exist_ok=True)
        found = list(tree.glob(f"{LIBRARIES}/*/lib/citus.so"))
        if not found:
            raise RuntimeError(f"{source} has no Citus")
        major = found[0].parts[-3]
        for part in (LIBRARIES / major / "bin", LIBRARIES / major / "lib", FILES / major):
            shutil.copytree(
                "/" / part, tree / part, dirs_exist_ok=True, copy_function=_beside, ignore=shutil.ignore_patterns("bitcode", "pgxs")
            )
        yield tree / LIBRARIES / major / "bin"


def _downloaded(folder: Path, package: str) -> Path:
    folder.mkdir()
    subprocess.run(["apt-get", "download", "--quiet", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return folder


def _beside(source: str, target: str) -> None:
    """Programs are copied: they look beside what a link leads to."""
    if Path(target).exists():
        return
    if Path(source).parent.name == "bin":
        shutil.copy2(source, target)
    else:
        Path(target).symlink_to(source)
