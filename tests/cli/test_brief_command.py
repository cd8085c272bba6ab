"""`relode brief`: from a run that is there, from the newest one, or from one that is made for it."""

import json
import shutil
from pathlib import Path

import pytest


@pytest.fixture
def county(undrawn_county_runs_folder, tmp_path):
    """A folder of runs with one finished run of Renqiu, to write into."""
    folder = tmp_path / "runs"
    shutil.copytree(undrawn_county_runs_folder, folder)
    return folder


@pytest.mark.slow
def test_the_brief_of_a_run_is_written_again(relode, county):
    run = next(county.iterdir())
    (run / "brief.zh.html").unlink()
    done = relode("brief", "renqiu", "--run", run)
    assert done.returncode == 0
    assert done.stdout.strip() == str(run / "brief.en.html")
    assert "任丘" in (run / "brief.zh.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_newest_run_of_the_city_is_taken(relode, county):
    old = next(county.iterdir())
    newer = shutil.copytree(old, county / "renqiu-newer")
    about = json.loads((newer / "manifest.json").read_text())
    (newer / "manifest.json").write_text(json.dumps({**about, "started": "2999-01-01T00:00:00+00:00"}))
    unfinished = shutil.copytree(old, county / "renqiu-unfinished")
    changed = {**about, "started": "3000-01-01T00:00:00+00:00", "finished": None}
    (unfinished / "manifest.json").write_text(json.dumps(changed))
    found = json.loads(relode("brief", "renqiu", "--output", county, "--json").stdout)
    assert found["run"] == str(newer)
    assert [Path(file).name for file in found["files"]] == ["brief.en.html", "brief.zh.html"]


@pytest.mark.slow  # a whole run: tests/report/test_report.py has one
@pytest.mark.usefixtures("undocumented")
def test_a_city_without_a_run_gets_one(relode, tmp_path):
    done = relode("brief", "renqiu", "--output", tmp_path / "new", language="zh")
    assert done.returncode == 0
    path = Path(done.stdout.strip().splitlines()[-1])
    assert path.name == "brief.zh.html"
    assert (path.parent / "report.zh.html").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("hegang", "--run", "RUN"), "is a run of"),
        (("renqiu", "--run", "RUN", "--budget", "5%"), "budget of its own"),
        (("renqiu", "--run", "nowhere"), "nowhere"),
        (("renqiu", "--budget", "5", "--output", "new"), "--budget"),
    ],
)
def test_what_cannot_be_briefed_is_refused_in_words(relode, county, arguments, said):
    run = next(county.iterdir())
    before = sorted(path.name for path in run.iterdir())
    done = relode("brief", *(run if each == "RUN" else each for each in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in run.iterdir()) == before
    assert not Path("new").exists()
