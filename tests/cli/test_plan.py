"""`relode plan`: options, clear refusals, full disks, and runs that are stopped and gone on with."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

SMALL = ("--futures", "40", "--generations", "2")
WAIT = 300
"""Seconds after which a run that was started hangs."""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--budget", "1.5"), ["budget", "1"]),
        (("--budget", "0"), ["budget"]),
        (("--horizon", "2090"), ["2090", "2070"]),
        (("--horizon", "2027"), ["2027", "2030"]),
        (("--horizon", "soon"), ["soon"]),
        (("--objectives", "people,happiness"), ["happiness", "employment"]),
        (("--objectives", "people"), ["two"]),
        (("--threshold", "joy>=0.9"), ["joy"]),
        (("--threshold", "employment of 0.9"), ["employment of 0.9"]),
        (("--threshold", "employment>=much"), ["much"]),
        (("--futures", "10"), ["10", "40"]),
        (("--resume", "nowhere"), ["nowhere"]),
        (("--futures", "0", "--resume", "nowhere"), ["nowhere"]),
    ],
)
def test_what_cannot_be_asked_is_refused_before_anything_is_written(relode, tmp_path, options, words):
    done = relode("plan", "hegang", *options)
    assert done.returncode == 2
    assert done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_more_futures_than_fit_into_memory_are_refused(relode, tmp_path):
    done = relode("plan", "hegang", "--futures", "5000")
    assert done.returncode == 2
    assert "2048" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_impossible_threshold_names_the_nearest_that_can_be_met_and_leaves_nothing(relode, tmp_path):
    done = relode("plan", "hegang", *SMALL, "--threshold", "employment>=3", "--generations", "0")
    assert done.returncode == 2
    assert "employment>=3" in done.stderr
    assert "employment>=0." in done.stderr or "employment>=1." in done.stderr
    assert list(tmp_path.glob("runs/*")) == []


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A small run that nobody interrupted: its folder and what the command printed."""
    folder = tmp_path_factory.mktemp("whole")
    done = subprocess.run(_command(folder, "--json"), capture_output=True, timeout=WAIT, env=_environment(), check=True)
    return next(folder.glob("runs/hegang-*")), json.loads(done.stdout)


@pytest.mark.slow
def test_the_options_are_those_of_the_record(whole):
    folder, record = whole
    assert record["futures"] == 40
    assert record["generations"] == 2
    assert record["seed"] == 1
    assert record == json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    assert {path.name for path in folder.iterdir() if not path.name.startswith(".")} == {
        "manifest.json", "plan.json", "policies", "report.en.html", "report.zh.html",
        "search-1.jsonl", "search-2.jsonl", "tables.xlsx",
    }  # fmt: skip
    assert json.loads((folder / "manifest.json").read_text())["finished"]


@pytest.mark.slow
@pytest.mark.parametrize("lines", [1, 3])
def test_a_run_stopped_at_any_generation_and_gone_on_with_is_the_run_that_was_not_stopped(whole, tmp_path, lines):
    process = subprocess.Popen(_command(tmp_path), stderr=subprocess.PIPE, text=True, env=_environment())
    run = _when_searching(tmp_path, lines)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=WAIT)[1]
    assert process.returncode == 130
    assert f"--resume {run}" in told
    assert "Traceback" not in told
    assert [path for path in run.rglob("*") if ".part" in path.name] == []
    json.loads((run / "plan.json").read_text(encoding="utf-8"))
    assert (run / "report.zh.html").read_text(encoding="utf-8").rstrip().endswith("</html>")

    subprocess.run(
        [sys.executable, "-m", "relode", "plan", "hegang", "--resume", str(run)],
        check=True, capture_output=True, timeout=WAIT, env=_environment(),
    )  # fmt: skip
    kept = json.loads((run / "plan.json").read_text(encoding="utf-8"))
    changes = {"run", "made"}
    assert {k: v for k, v in kept.items() if k not in changes} == {
        k: v for k, v in whole[1].items() if k not in changes
    }
    for number in (1, 2):
        assert (run / f"search-{number}.jsonl").read_bytes() == (whole[0] / f"search-{number}.jsonl").read_bytes()


@pytest.mark.slow
def test_a_run_stopped_before_its_first_report_leaves_nothing(tmp_path):
    process = subprocess.Popen(_command(tmp_path), stderr=subprocess.PIPE, text=True, env=_environment())
    time.sleep(8)
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=WAIT)[1]
    assert process.returncode == 130
    assert "nothing was written" in told
    assert list(tmp_path.glob("runs/*")) == []


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_nothing_half_written(tmp_path):
    """A file may grow to 200 kB: no report fits."""
    limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    command = [sys.executable, "-c", limited + "from relode.cli import main; main()", *_command(tmp_path)[3:]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=WAIT, env=_environment())
    assert done.returncode == 2
    assert str(tmp_path / "runs") in done.stderr
    assert "Traceback" not in done.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def _command(folder, *options):
    output = str(Path(folder) / "runs")
    return [sys.executable, "-m", "relode", "plan", "hegang", *SMALL, "--output", output, *options]


def _environment():
    return {**os.environ, "RELODE_LANGUAGE": "en"}


def _when_searching(folder, lines):
    """The run folder, as soon as its first search holds so many lines."""
    for _ in range(20 * WAIT):
        found = list(Path(folder).glob("runs/hegang-*/search-1.jsonl"))
        if found and found[0].read_bytes().count(b"\n") >= lines:
            return found[0].parent
        time.sleep(0.05)
    pytest.fail("no search began")
