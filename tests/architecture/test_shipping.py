"""What is handed over is light, whole and installs without a network."""

import os
import re
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bundle import main as bundle_main
from bundle import older_too, write_checksums
from install import altered

ROOT = Path(__file__).parents[2]
PROGRAMS = "Scripts" if sys.platform == "win32" else "bin"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, capture_output=True, check=True)
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_is_lighter_than_25_megabytes(wheel):
    assert 2e6 < wheel.stat().st_size < 25e6


@pytest.mark.slow
def test_the_wheel_holds_every_file_that_the_package_reads(wheel):
    package = ROOT / "src" / "relode"
    here = {f"relode/{path.relative_to(package).as_posix()}" for path in package.rglob("*") if path.is_file()}
    here = {name for name in here if "__pycache__" not in name}
    assert len(here) > 300
    assert here <= set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.slow
def test_names_of_files_are_good_on_every_system(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    reserved = re.compile(r"(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)", re.IGNORECASE)
    assert [name for name in names if reserved.search(name) or re.search(r'[<>:"|?*\\]|[. ](/|$)', name)] == []
    assert len({name.lower() for name in names}) == len(names)
    # Windows allows 260 characters; 100 are left for where the environment lies.
    assert max(map(len, names)) < 160


@pytest.fixture
def bundle(tmp_path, tiny_wheel):
    """A bundle with one tiny wheel."""
    folder = tmp_path / "a bundle with spaces 离线包"
    (folder / "wheels").mkdir(parents=True)
    tiny_wheel(folder / "wheels")
    (folder / "install.py").write_bytes((ROOT / "shipping" / "install.py").read_bytes())
    write_checksums(folder)
    return folder


def install(bundle, target):
    command = [sys.executable, "install.py", str(target)]
    return subprocess.run(
        command, cwd=bundle, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONUTF8": "1", "PIP_INDEX_URL": "http://127.0.0.1:9/"},
    )  # fmt: skip


def test_checksums_of_an_untouched_bundle_hold(bundle):
    assert altered(bundle) == []
    lines = (bundle / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert [line[64:] for line in lines] == ["  install.py", "  wheels/relode-0.1.0-py3-none-any.whl"]


@pytest.mark.parametrize("harm", ["changed", "removed", "added"])
def test_a_bundle_that_was_altered_installs_nothing(bundle, tmp_path, tiny_wheel, harm):
    wheel = bundle / "wheels" / "relode-0.1.0-py3-none-any.whl"
    if harm == "changed":
        wheel.write_bytes(wheel.read_bytes() + b" ")
    elif harm == "removed":
        wheel.unlink()
    else:
        tiny_wheel(bundle / "wheels", "stranger")
    done = install(bundle, tmp_path / "target")
    assert done.returncode == 1
    assert "wheels/" in done.stderr
    assert not (tmp_path / "target").exists()


def test_nothing_is_installed_over_what_is_there(bundle, tmp_path):
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "letter.txt").write_text("mine", encoding="utf-8")
    done = install(bundle, tmp_path / "target")
    assert done.returncode == 1
    assert [path.name for path in (tmp_path / "target").iterdir()] == ["letter.txt"]


def test_a_linux_machine_takes_the_wheels_of_older_ones_too():
    tags = older_too("manylinux_2_28_x86_64")
    assert {"manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"} <= set(tags)
    assert "manylinux_2_29_x86_64" not in tags
    assert older_too("win_amd64") == ["win_amd64"]


def test_a_bundle_that_cannot_be_had_leaves_nothing(tmp_path, monkeypatch):
    def refused(*_):
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr("bundle.build", lambda folder: folder / "relode.whl")
    monkeypatch.setattr("bundle.download", refused)
    monkeypatch.setattr(sys, "argv", ["bundle.py", str(tmp_path / "bundle")])
    with pytest.raises(SystemExit, match="was not written"):
        bundle_main()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_bundle_installs_without_an_index(bundle, tmp_path):
    done = install(bundle, tmp_path / "target")
    assert done.returncode == 0, done.stderr
    # The simulator is made ready last; where that fails, Relode is installed all the same.
    assert done.stdout.splitlines()[1:] == ["here serve --prepare"]
    said = subprocess.run([tmp_path / "target" / PROGRAMS / "relode"], capture_output=True, text=True, check=True)
    assert said.stdout == "here\n"


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory):
    """A new environment with the wheel and what it needs at the versions of requirements.txt, and nothing else."""
    uv, folder = ROOT / ".uv" / "bin" / "uv", tmp_path_factory.mktemp("bare") / "environment"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    given = ["--constraint", str(ROOT / "requirements.txt"), "--compile-bytecode", "--quiet"]
    subprocess.run([uv, "pip", "install", "--python", folder, *given, wheel], check=True)
    return folder / PROGRAMS


LIMITS = [(["--help"], 0.5), (["cities"], 1), (["diagnose", "hegang"], 2)]
"""Seconds of processor time, user and system. Waiting for others does not count, so they hold beside other work too."""


def seconds(command, environment=None):
    """Seconds of processor time that a command takes, the least of five runs: others make a run dearer only."""
    taken = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, check=True, capture_output=True, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "limit"), LIMITS, ids=lambda v: str(v))
def test_commands_start_quickly_where_only_the_wheel_is_installed(bare, arguments, limit):
    assert seconds([bare / "relode", *arguments]) < limit


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """An environment in which Python keeps what it has compiled, as it does unless it is told not to."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "limit"), LIMITS, ids=lambda v: str(v))
def test_commands_start_quickly_from_a_checkout_too(compiled, arguments, limit):
    assert seconds([Path(sys.executable).parent / "relode", *arguments], compiled) < limit


@pytest.mark.slow
def test_a_bare_environment_uses_nothing_of_this_checkout(bare):
    code = "import relode, importlib.util as u; print(relode.__file__, u.find_spec('pytest'))"
    done = subprocess.run([bare / "python", "-c", code], capture_output=True, text=True, check=True, cwd=bare)
    assert str(bare.parent) in done.stdout
    assert done.stdout.split()[-1] == "None"
