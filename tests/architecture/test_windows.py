"""What Windows does otherwise, acted out: code pages, line ends, locks, files that are open. Nobody ran it there."""

import fcntl
import importlib.util
import os
import shutil
import subprocess
import sys
import types
from pathlib import Path

import pytest

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts import fingerprint, shipped
from relode.runs import whole_files

ROOT = Path(__file__).parents[2]


def run(*arguments, **environment):
    """A command whose output goes into a pipe with the encoding of a code page."""
    code = "import sys; from relode.cli import main; main()"
    command = [sys.executable, "-X", "warn_default_encoding", "-W", "error::EncodingWarning", "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment})


@pytest.mark.parametrize(
    ("code_page", "written"),
    [
        ("cp936", "gbk"),
        pytest.param("cp1252", "utf-8", marks=pytest.mark.slow),
        pytest.param("cp437", "utf-8", marks=pytest.mark.slow),
    ],
)
def test_chinese_reaches_a_pipe_on_any_code_page(code_page, written):
    done = run("explain", "鹤岗", "population", "2020", "--language", "zh", PYTHONIOENCODING=code_page)
    assert done.returncode == 0, done.stderr
    assert "第七次" in done.stdout.decode(written) or "人口普查" in done.stdout.decode(written)


def test_an_error_reaches_a_pipe_on_any_code_page():
    done = run("diagnose", "鹤岗岗", "--language", "zh", PYTHONIOENCODING="cp1252")
    assert done.returncode == 2
    assert "鹤岗岗" in done.stderr.decode("utf-8")


@pytest.mark.slow
def test_no_file_is_read_or_written_in_the_encoding_of_the_system(tmp_path):
    own = tmp_path / "自己的.csv"
    own.write_text("place,quantity,year,value,note\nhegang,population,2020,900000,普查\n", encoding="utf-8")
    done = run("diagnose", "hegang", "--override", str(own))
    assert done.returncode == 0, done.stderr


def test_tables_with_the_line_ends_of_windows_are_the_same_facts(monkeypatch, tmp_path):
    before = fingerprint()
    source = ROOT / "src" / "relode" / "facts"
    copy = tmp_path / "facts"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("__pycache__"))
    for table in copy.rglob("*.csv"):
        table.write_bytes(table.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    original = shipped_tables.files
    monkeypatch.setattr(shipped_tables, "files", lambda room: copy if room == "relode.facts" else original(room))
    for cached in (shipped.fingerprint, shipped.table_list):
        cached.cache_clear()
    try:
        assert shipped_tables.text("relode.facts", "tables/coal")[:30] == (
            source / "tables" / "coal.csv"
        ).read_text(encoding="utf-8")[:30]  # fmt: skip
        assert fingerprint() == before
    finally:
        monkeypatch.undo()
        for cached in (shipped.fingerprint, shipped.table_list):
            cached.cache_clear()


def locking(descriptor, mode, count):
    """What `msvcrt.locking` does: PermissionError if another handle has the lock."""
    assert (mode, count) == (2, 1)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise PermissionError(13, "Permission denied") from error


@pytest.fixture
def on_windows(monkeypatch):
    """The module of run folders as Windows loads it."""
    monkeypatch.setitem(sys.modules, "msvcrt", types.SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(sys, "platform", "win32")
    spec = importlib.util.spec_from_file_location("whole_files_on_windows", whole_files.__file__)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_two_processes_do_not_work_on_one_run(on_windows, tmp_path):
    assert not on_windows.is_held(tmp_path)
    with on_windows.held(tmp_path):
        assert on_windows.is_held(tmp_path)
        with pytest.raises(RelodeError, match="works on"), on_windows.held(tmp_path):
            pass
    assert not on_windows.is_held(tmp_path)


def test_a_run_that_somebody_reads_is_not_lost_when_it_cannot_be_replaced(monkeypatch, tmp_path):
    run = tmp_path / "hegang-1"
    run.mkdir()
    (run / "report.html").write_text("old", encoding="utf-8")
    rename = Path.rename

    def refuse(path, target):
        """Windows refuses to put a folder where another still has files open."""
        if Path(target) == run and not path.name.endswith(".old"):
            raise PermissionError(13, "Access is denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(RelodeError, match="Access is denied"), whole_files.whole_folder(run) as beside:
        (beside / "report.html").write_text("new", encoding="utf-8")
    assert (run / "report.html").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["hegang-1"]


@pytest.mark.parametrize("writer", ["replace_text", "replace_file"])
def test_a_file_that_is_open_elsewhere_stays_whole(monkeypatch, tmp_path, writer):
    target = tmp_path / "plan.json"
    target.write_text("old", encoding="utf-8")

    def refuse(*_):
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(Path, "replace", refuse)
    new = "new" if writer == "replace_text" else lambda beside: beside.write_text("new", encoding="utf-8")
    with pytest.raises(RelodeError):
        getattr(whole_files, writer)(target, new)
    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["plan.json"]
