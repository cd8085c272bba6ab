"""A plan run over steps that are put in by hand: what is told, written and left behind, and what is said on the way."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.places import find
from relode.plan.making import planning
from relode.runs import report_runs, run_folder, whole_files

HEGANG = find("hegang")
STARTED = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
REQUEST = PlanRequest(futures=80, seed=3)
WRITTEN = [f"{name}.{each}.html" for name in ("report", "brief") for each in LANGUAGES]


@dataclass(frozen=True)
class Result:
    """What a run is made of, and what it planned so far."""

    panel: object
    place: object
    made: date
    cells: object = None
    planned: object = None


@pytest.fixture
def made(monkeypatch):
    """Steps of a plan are those that are given; the record of a run is its last."""
    steps, told = [], []
    panel = SimpleNamespace(attrs={"overrides": ()})

    def planned(*asked):
        *_, request, tell = asked
        assert request == REQUEST
        for at, step in enumerate(steps):
            if isinstance(step, Exception):
                raise step
            yield step
            tell("uncertainty", at, len(steps))

    def result_of(panel, answer, _, made, planned=None, cells=None):
        return Result(panel, answer.place, made, cells, planned)

    def page(of, language, already=None):
        return f"{of.planned} {language} {already}"

    monkeypatch.setattr(report_runs, "diagnosed", lambda *_: (panel, SimpleNamespace(place=HEGANG)))
    monkeypatch.setattr(report_runs, "result_of", result_of)
    monkeypatch.setattr(planning, "planning", planned)
    monkeypatch.setattr(report_runs, "drawings", lambda result: f"drawn of {result.planned}")
    monkeypatch.setattr(report_runs, "report_html", page)
    monkeypatch.setattr(report_runs, "brief_html", page)
    monkeypatch.setattr(report_runs, "write_workbook", lambda _, path, language: path.write_text(language))
    monkeypatch.setattr(report_runs, "document_bytes", lambda of, language, *_: f"{of.planned} {language}".encode())
    monkeypatch.setattr(report_runs, "city_record", lambda of: {"schema": "city/1", "made": str(of.made)})
    monkeypatch.setattr(
        report_runs, "plan_record", lambda of, run: {"schema": "plan/1", "plan": of.planned, "run": run}
    )  # fmt: skip
    return steps, told


def text(path):
    return path.read_text(encoding="utf-8")


def files(run):
    return sorted(path.name for path in run.iterdir() if path.name != ".hold")


ALL = sorted(
    [*WRITTEN, "manifest.json", "city.json", "plan.json", *(f"tables.{each}.xlsx" for each in LANGUAGES),
     *(f"plan.{each}.docx" for each in LANGUAGES)]
)  # fmt: skip


@pytest.mark.usefixtures("made")
def test_a_report_without_plans_is_whole_at_once(tmp_path):
    record = report_runs.plan("hegang", [], tmp_path, started=STARTED)
    (run,) = tmp_path.iterdir()
    assert files(run) == ALL
    assert record == {"schema": "plan/1", "made": "2026-03-01", "plan": None, "run": str(run)}
    about = run_folder.read_manifest(run)
    assert (about["seed"], about["settings"]["place"], about["started"]) == (
        None,
        "230400",
        "2026-03-01T23:30:00+00:00",
    )
    assert about["finished"] is not None
    assert json.loads(text(run / "plan.json"))["run"] == str(run)


def test_a_plan_tells_where_it_is_page_one_its_steps_and_the_document(made, tmp_path):
    steps, _ = made
    steps += ["money", "more", "all"]
    told = []

    def tell(what, done, of, run):
        told.append((what, done, of))
        if what == "begun":
            assert (files(run), whole_files.is_held(run)) == (["manifest.json"], True)
            assert run_folder.read_manifest(run)["finished"] is None
        if what == "page_one":
            assert text(run / "brief.en.html") == "money en None"
            assert json.loads(text(run / "plan.json"))["plan"] == "money"
            assert not (run / "report.en.html").exists()

    record = report_runs.plan("hegang", [], tmp_path, REQUEST, tell, STARTED)
    (run,) = tmp_path.iterdir()
    # The first step is the money; a step tells of itself when the next is asked for.
    assert told == [
        ("begun", 0, 1), ("page_one", 1, 1), ("uncertainty", 0, 3), ("uncertainty", 1, 3), ("uncertainty", 2, 3),
        ("document", 1, 1),
    ]  # fmt: skip
    assert (record["plan"], record["run"]) == ("all", str(run))
    assert files(run) == ALL
    assert [text(run / name) for name in WRITTEN] == [f"all {each} drawn of None" for each in (*LANGUAGES, *LANGUAGES)]
    assert [(run / f"tables.{each}.xlsx").read_text() for each in LANGUAGES] == ["en", "zh"]
    assert [(run / f"plan.{each}.docx").read_text() for each in LANGUAGES] == ["all en", "all zh"]
    about = run_folder.read_manifest(run)
    assert about["finished"] is not None
    assert (about["seed"], about["settings"]["plan"]) == (3, REQUEST.record())
    assert not whole_files.is_held(run)


def test_without_anybody_to_tell_a_plan_is_made_too_and_of_one_step_that_is_all(made, tmp_path):
    steps, _ = made
    steps += ["money"]
    assert report_runs.plan("hegang", [], tmp_path, REQUEST)["plan"] == "money"
    (run,) = tmp_path.iterdir()
    assert report_runs.resumed(run, "鹤岗", REQUEST)["plan"] == "money"


def test_a_run_that_is_refused_before_there_is_a_record_leaves_nothing_and_another_one_stays(made, tmp_path):
    steps, _ = made
    steps += [RelodeError("web.absent")]
    folder = tmp_path / "runs"
    for is_there in (False, True):
        with pytest.raises(RelodeError):
            report_runs.plan("hegang", [], folder, REQUEST, started=STARTED)
        assert folder.exists() is is_there
        assert not is_there or list(folder.iterdir()) == []
        folder.mkdir(exist_ok=True)
    steps.insert(0, "money")
    with pytest.raises(RelodeError):
        report_runs.plan("hegang", [], folder, REQUEST, started=STARTED)
    (run,) = folder.iterdir()
    assert json.loads(text(run / "plan.json"))["plan"] == "money"
    (run / "plan.json").unlink()
    steps.pop(0)
    with pytest.raises(RelodeError):  # the folder was there before
        report_runs.plan("hegang", [], folder, REQUEST, started=STARTED)
    assert run.exists()


def test_a_run_that_somebody_works_on_is_refused(made, tmp_path):
    steps, _ = made
    steps += ["money"]
    for request in (None, REQUEST):
        report_runs.plan("hegang", [], tmp_path, request, started=STARTED)
    for run, request in zip(sorted(tmp_path.iterdir(), key=lambda each: "80" in text(each / "manifest.json")),
                            (None, REQUEST), strict=True):  # fmt: skip
        with whole_files.held(run), pytest.raises(RelodeError) as caught:
            report_runs.plan("hegang", [], tmp_path, request, started=STARTED)
        assert (caught.value.key, caught.value.values) == ("run_in_use", {"run": run})


def test_only_the_same_run_is_gone_on_with(made, tmp_path):
    steps, _ = made
    steps += ["money", "all"]
    report_runs.plan("hegang", [], tmp_path, REQUEST, started=STARTED)
    (run,) = tmp_path.iterdir()
    told = []
    again = report_runs.resumed(run, "hegang", PlanRequest(seed=3), lambda *step: told.append(step[:3]))
    assert (again["plan"], again["made"]) == ("all", "2026-03-01")
    assert told == [("page_one", 1, 1), ("uncertainty", 0, 2), ("uncertainty", 1, 2), ("document", 1, 1)]
    with pytest.raises(RelodeError) as caught:
        report_runs.resumed(run, "fuxin", REQUEST)
    assert caught.value.key == "planning.resume_other_city"
    assert caught.value.values == {"run": run, "place": "hegang", "asked": "fuxin"}
    with pytest.raises(RelodeError) as caught:
        report_runs.resumed(run, "hegang", PlanRequest(seed=4))
    assert caught.value.values == {"run": run, "offenders": ["seed = 3"]}
    report_runs.plan("hegang", [], tmp_path / "bare", started=STARTED)
    (bare,) = (tmp_path / "bare").iterdir()
    with pytest.raises(RelodeError) as caught:
        report_runs.resumed(bare, "hegang", REQUEST)
    assert (caught.value.key, caught.value.values) == ("planning.resume_nothing", {"run": bare})


@pytest.mark.usefixtures("made")
def test_documents_are_written_again_in_the_language_that_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr(report_runs, "result_again", lambda run: Result(None, HEGANG, run.name, planned="kept"))
    assert report_runs.report_again(tmp_path, "zh") == tmp_path / "report.zh.html"
    assert report_runs.document_again(tmp_path, "en") == tmp_path / "plan.en.docx"
    assert report_runs.briefs_again(tmp_path) == [tmp_path / "brief.en.html", tmp_path / "brief.zh.html"]
    assert files(tmp_path) == ["brief.en.html", "brief.zh.html", "plan.en.docx", "report.zh.html"]
    assert [text(tmp_path / name) for name in files(tmp_path)] == [
        "kept en None", "kept zh None", "kept en", "kept zh None",
    ]  # fmt: skip
