"""A run is held from its first second, writes page one first, and leaves nothing behind if it is refused."""

import pytest

from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.plan.making import planning
from relode.runs import report_runs as runs
from relode.runs import run_folder, whole_files


class FirstSecondError(RuntimeError):
    """Ends a run in its first second."""


@pytest.mark.slow
def test_a_run_is_held_before_anything_is_computed(tmp_path, monkeypatch):
    seen = []

    def first(*_, **__):
        seen.extend((path.name, whole_files.is_held(path)) for path in tmp_path.iterdir() if path.is_dir())
        raise FirstSecondError

    monkeypatch.setattr(runs, "result_of", first)
    with pytest.raises(FirstSecondError):
        runs.plan("hegang", [], tmp_path, PlanRequest(futures=128))
    assert [held for _, held in seen] == [True]
    assert run_folder.read_manifest(tmp_path / seen[0][0])["finished"] is None
    assert not whole_files.is_held(tmp_path / seen[0][0])


def test_page_one_and_the_record_of_a_run_are_there_before_the_simulator_runs(tmp_path, monkeypatch):
    real, heard = planning.planning, []

    def money_alone(*asked):
        yield next(real(*asked))
        raise FirstSecondError

    monkeypatch.setattr(planning, "planning", money_alone)
    monkeypatch.setattr(runs, "drawings", lambda _: {})
    with pytest.raises(FirstSecondError):
        runs.plan("hegang", [], tmp_path, PlanRequest(futures=128), lambda what, *_: heard.append(what))
    assert heard == ["begun", "page_one"]
    (run,) = (path for path in tmp_path.iterdir() if path.is_dir())
    briefs = {f"brief.{language}.html" for language in LANGUAGES}
    assert {path.name for path in run.iterdir() if path.suffix} == {"manifest.json", "city.json", "plan.json", *briefs}
    assert run_folder.read_plan(run).state == "decided"


@pytest.mark.slow
def test_a_run_that_is_refused_leaves_no_folder(tmp_path, monkeypatch):
    def refused(*_):
        raise RelodeError("web.absent")
        yield

    monkeypatch.setattr(planning, "planning", refused)
    with pytest.raises(RelodeError):
        runs.plan("hegang", [], tmp_path, PlanRequest(futures=128))
    assert [path for path in tmp_path.iterdir() if path.is_dir()] == []
