"""Write one folder from which Relode is installed without a network: `make bundle`.

Wheels of Relode and of all that it needs at run time at the versions of `requirements.txt`, their checksums and bill of
materials, an install script that checks them, and a container file. Wheels are of one version of Python and one kind
of machine: of those that run this script, or, for offices with others, `--python 3.13 --platform win_amd64`.
"""

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import bill_of_materials

ROOT = Path(__file__).parents[1]
CARRIED = ("install.py", "Containerfile")
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check")
PAPERS = ("LICENSE", "THIRD_PARTY.md", "README.md", "README.zh.md")


def main() -> None:
    """Read what is asked and write the bundle."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("folder", type=Path, help="folder to write; must be new or empty")
    ask.add_argument("--python", help="version of Python of the machines to install on, such as 3.13")
    ask.add_argument("--platform", action="append", default=[], help="their kind, such as win_amd64")
    asked = ask.parse_args()
    if asked.folder.exists() and any(asked.folder.iterdir()):
        sys.exit(f"{asked.folder} is not empty: name a new folder, or remove it first")
    wheels = asked.folder / "wheels"
    wheels.mkdir(parents=True)
    try:
        download(build(wheels), wheels, asked.python, asked.platform)
    except subprocess.CalledProcessError:
        shutil.rmtree(asked.folder)
        sys.exit(f"{asked.folder} was not written: pip says above which package could not be had, and why")
    for name in CARRIED:
        shutil.copy(ROOT / "shipping" / name, asked.folder)
    for name in PAPERS:
        shutil.copy(ROOT / name, asked.folder)
    bill_of_materials.write(wheels, asked.folder / "sbom.json")
    write_checksums(asked.folder)
    size = sum(path.stat().st_size for path in wheels.iterdir()) / 1e6
    print(f"{asked.folder}: {len(list(wheels.iterdir()))} wheels, {size:.0f} MB; install: python3 install.py FOLDER")


def build(folder: Path) -> Path:
    """The wheel of this checkout, without the sources that `RELODE_DROP_SOURCES` names."""
    subprocess.run([*PIP, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)], check=True)
    return next(folder.glob("relode-*.whl"))


def download(wheel: Path, folder: Path, version: str | None, platforms: Iterable[str]) -> None:
    """Wheels of all that `wheel` needs; a package that has none for the machine asked for ends it with an error."""
    where = ["--python-version", version] if version else []
    kinds = [part for platform in platforms for tag in older_too(platform) for part in ("--platform", tag)]
    command = ["--constraint", str(ROOT / "requirements.txt"), "--dest", str(folder), *where, *kinds, str(wheel)]
    subprocess.run([*PIP, "download", "--quiet", "--only-binary=:all:", *command], check=True)


def older_too(platform: str) -> list[str]:
    """A tag of wheels and those of older systems that run there too (PEP 600); pip adds them for macOS only."""
    manylinux = re.fullmatch(r"manylinux_2_(\d+)_(\w+)", platform)
    if manylinux is None:
        return [platform]
    newest, machine = int(manylinux[1]), manylinux[2]
    return [*(f"manylinux_2_{minor}_{machine}" for minor in range(newest, 4, -1)), f"manylinux2014_{machine}"]


def write_checksums(folder: Path) -> None:
    """`SHA256SUMS` of every file of the bundle, in the form that `sha256sum --check` reads."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    lines = [f"{digest(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


if __name__ == "__main__":
    main()
