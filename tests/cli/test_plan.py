"""`relode plan`: options, clear refusals, full disks, and runs that are stopped."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

SMALL = ("--budget", "4%")
WAIT = 300
"""Seconds after which a run that was started hangs."""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--budget", "1.5"), ["--budget", "1.5", "300M"]),
        (("--budget", "0"), ["--budget", "unit"]),
        (("--budget", "0%"), ["less than one unit of money a year"]),
        (("--budget=-5%",), ["less than one unit of money a year"]),
        (("--budget", "9000B"), ["9,000", "spen"]),
        (("--budget", "much"), ["much", "300M"]),
        (("--generations", "2"), ["generations"]),
        (("--horizon", "2090"), ["2090", "2070"]),
        (("--horizon", "2027"), ["2027", "2030"]),
        (("--horizon", "soon"), ["soon"]),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_written(relode, tmp_path, options, words):
    done = relode("plan", "hegang", *options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.fixture(scope="module")
def environment(undrawn_environment):
    """That of the processes: they speak English, and their pictures, which nobody looks at, are empty."""
    return {**undrawn_environment(), "RELODE_LANGUAGE": "en"}


@pytest.mark.slow
def test_the_options_are_those_of_the_record(undisturbed_run):
    folder, record = undisturbed_run
    assert record["plan"]["asked"] == {
        "budget": "4%", "bonds": "", "granted": "", "horizon": 2035, "seed": 1,
    }  # fmt: skip
    kept = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert kept == {key: record[key] for key in kept}
    assert record.keys() - kept.keys() == {
        "diagnosis", "nation", "pathways", "outlook", "ages", "overrides", "not_moved",
    }  # fmt: skip
    assert (folder / "plan.json").stat().st_size <= 160_000
    assert {path.name for path in folder.iterdir() if not path.name.startswith(".")} == {
        "manifest.json", "plan.json", "city.json", "report.en.html",
        "brief.en.html", "brief.zh.html",
        "report.zh.html", "tables.en.xlsx", "tables.zh.xlsx", "plan.en.docx", "plan.zh.docx",
    }  # fmt: skip
    assert json.loads((folder / "manifest.json").read_text())["finished"]


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_nothing_half_written(environment, tmp_path):
    """A file may grow to 200 kB: no report fits."""
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    command = _command_after(limited, tmp_path)
    done = subprocess.run(command, capture_output=True, text=True, timeout=WAIT, env=environment)
    assert done.returncode == 2
    assert str(tmp_path / "runs") in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} <= {"manifest.json", ".hold"}


def _command(folder, *options):
    output = str(Path(folder) / "runs")
    return [sys.executable, "-m", "relode", "plan", "hegang", *SMALL, "--output", output, *options]


def _command_after(statements, folder):
    """The same command in a process that first runs some statements of Python."""
    return [sys.executable, "-c", statements + "from relode.cli import main; main()", *_command(folder)[3:]]


def _when_begun(folder):
    """The run folder, as soon as it is there."""
    for _ in range(20 * WAIT):
        found = list(Path(folder).glob("runs/hegang-*"))
        if found:
            return found[0]
        time.sleep(0.05)
    pytest.fail("no run began")
