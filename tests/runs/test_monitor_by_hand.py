"""What is read of runs to be monitored and tracked: small folders, with what is said of them put in by hand."""

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.panel.overrides import Override
from relode.places import find
from relode.plan.asked.request import CityRun
from relode.record import schema, versioned
from relode.runs import monitor_runs, run_folder
from relode.runs.monitor_runs import NOTHING, _Run, _seen
from relode.trials.monitor import ChangedDecision, Monitored
from relode.trials.track import RunSeen

HEGANG, FUXIN = "230400", "210900"
FOUND = Monitored("r", HEGANG, "2026", 2026, 2026, 2035, (), (), (), (), 0, (), (), 0, None, None, ())
OWN = {"place": HEGANG, "quantity": "population", "year": 2025, "value": 800_000.0, "note": "own"}


def made(folder, name, outlook=None, place=HEGANG, **changed):
    """A run that ended, without a plan."""
    run = folder / name
    run.mkdir(parents=True)
    about = {
        "command": "plan", "settings": {"place": place, "overrides": []}, "started": "2026-01-01T00:00:00+00:00",
        "finished": "2026-01-01T00:10:00+00:00",
    }  # fmt: skip
    for name, record in (
        ("manifest.json", {**about, **changed}),
        ("plan.json", {"schema": schema("plan"), "plan": None}),
        ("city.json", {"outlook": outlook}),
    ):
        (run / name).write_text(json.dumps(record), encoding="utf-8")
    return run


def figures(*places):
    return [Override(place, "population", 2025, value, "own") for place, value in places]


@pytest.fixture
def monitored(monkeypatch):
    """Writes what is given; what was asked, and what was written."""
    asked, written = [], []
    monkeypatch.setattr(monitor_runs, "monitored", lambda *given: asked.append(given) or FOUND)
    monkeypatch.setattr(monitor_runs, "write_chapters", lambda _, path, *__: written.append(path.name))
    return asked, written


def test_a_run_is_held_against_the_figures_of_its_own_place(tmp_path, monitored, monkeypatch):
    asked, written = monitored
    both = figures((FUXIN, 1_500_000.0), (HEGANG, 800_000.0))
    monkeypatch.setattr(monitor_runs.journey, "overrides_from", {tmp_path / "own.csv": both}.get)
    run = made(tmp_path, "run", outlook={"years": [2025]})
    assert monitor_runs.monitor_run(run, tmp_path / "own.csv") == FOUND
    ((folder, settings, started, said, plan, given, due),) = asked
    assert (folder, settings, started) == (str(run), CityRun(place=HEGANG), "2026-01-01T00:00:00+00:00")
    assert (said, plan, due) == ({"years": [2025]}, None, {})
    assert given == both[1:]
    assert written == [f"monitor.{language}.{ending}" for language in LANGUAGES for ending in ("html", "xlsx")]
    kept = json.loads((run / "monitor.json").read_text(encoding="utf-8"))
    assert kept == versioned("monitor", FOUND.record())


def test_figures_of_other_places_alone_and_runs_that_did_not_end_are_refused(tmp_path, monitored, monkeypatch):
    data = tmp_path / "own.csv"
    monkeypatch.setattr(monitor_runs.journey, "overrides_from", lambda _: figures((FUXIN, 1_500_000.0)))
    with pytest.raises(RelodeError) as caught:
        monitor_runs.monitor_run(made(tmp_path, "run"), data)
    assert caught.value.key == "trials.no_figures"
    assert caught.value.values == {"data": data, "place": find("hegang")}
    with pytest.raises(RelodeError) as caught:
        monitor_runs.monitor_run(made(tmp_path, "other", finished=None), data)
    assert caught.value.values == {"run": tmp_path / "other"}
    assert monitored == ([], [])


def test_a_run_without_an_outlook_says_nothing_and_one_without_a_record_of_it_is_damaged(tmp_path):
    run = made(tmp_path, "run")
    assert monitor_runs._said(run) == {"quantities": {}, "years": []}
    for content in ("{}", "[]", "{"):
        (run / "city.json").write_text(content, encoding="utf-8")
        with pytest.raises(RelodeError) as caught:
            monitor_runs._said(run)
        assert (caught.value.key, caught.value.values) == ("damaged_run", {"folder": run, "reason": "city.json"})


def test_what_a_run_was_monitored_with_is_read_again(tmp_path):
    assert monitor_runs._kept(tmp_path) is None
    (tmp_path / "monitor.json").write_text(json.dumps(versioned("monitor", FOUND.record())), encoding="utf-8")
    assert monitor_runs._kept(tmp_path) == FOUND
    (tmp_path / "monitor.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RelodeError) as caught:
        monitor_runs._kept(tmp_path)
    assert (caught.value.key, caught.value.values) == ("damaged_run", {"folder": tmp_path, "reason": "monitor.json"})


def test_a_sheet_in_each_language_is_filled_with_what_is_due_in_the_first_year_unless_there_is_one(
    tmp_path, monkeypatch
):
    due = []
    monkeypatch.setattr(monitor_runs, "write_template", lambda path, language: path.write_text(language))
    monkeypatch.setattr(
        monitor_runs, "with_due", lambda path, *given: due.append(given) or path.read_bytes() + path.name.encode()
    )  # fmt: skip
    run = made(tmp_path, "run")
    paths, kept = monitor_runs.sheets_to_fill(run)
    assert kept == []
    assert paths == [run / "to-fill.en.xlsx", run / "to-fill.zh.xlsx"]
    assert [path.read_text() for path in paths] == ["ento-fill.en.xlsx", "zhto-fill.zh.xlsx"]
    assert due == [((), 2026, "en"), ((), 2026, "zh")]
    paths[0].unlink()
    paths[1].write_text("half filled")
    assert monitor_runs.sheets_to_fill(run) == (paths, paths[1:])
    assert [path.read_text() for path in paths] == ["ento-fill.en.xlsx", "half filled"]
    assert monitor_runs.sheets_to_fill(run) == (paths, paths)


def test_runs_are_tracked_from_the_first_to_the_last_with_all_figures_that_are_known(tmp_path, monkeypatch):
    """The second folder was begun first; one did not end, one is of another command, one has lost its outlook."""
    later = made(tmp_path, "a", outlook={"years": [2025], "quantities": {}}, started="2026-02-01")
    given = replace(FOUND, given=({**OWN, "value": 790_000.0},))
    (later / "monitor.json").write_text(json.dumps(versioned("monitor", given.record())), encoding="utf-8")
    own = {**OWN, "quantity": "gdp"}
    made(tmp_path, "b", settings={"place": HEGANG, "overrides": [OWN, own]}, started="2026-01-01")
    made(tmp_path, "c", finished=None)
    made(tmp_path, "d", command="fund")
    lost = made(tmp_path, "e", started="2026-03-01", place=FUXIN)
    (lost / "city.json").unlink()
    (lost / "plan.json").unlink()
    seen, loaded = [], []
    monkeypatch.setattr(monitor_runs, "load", lambda own: loaded.append(own) or "panel")
    monkeypatch.setattr(monitor_runs, "_seen", lambda *each: seen.append(each) or each[0].started)
    monkeypatch.setattr(monitor_runs, "tracked", lambda *each: each)
    assert monitor_runs.track_runs(tmp_path) == (["2026-01-01", "2026-02-01", "2026-03-01"], ("e",))
    first, second, third = (each[0] for each in seen)
    assert [each[1:] for each in seen] == [([second, third], "panel"), ([third], "panel"), ([], "panel")]
    assert (first.said, first.plan, first.kept) == (NOTHING, None, None)
    assert (second.said, second.kept) == ({"years": [2025], "quantities": {}}, given)
    assert (third.settings.place, third.said, third.plan) == (FUXIN, NOTHING, None)
    assert sorted((each.quantity, each.value) for each in loaded[0]) == [("gdp", 800_000.0), ("population", 790_000.0)]


def decided(*verdicts):
    decisions = tuple(SimpleNamespace(kind="need", name=f"d{at}", verdict=each) for at, each in enumerate(verdicts))
    return SimpleNamespace(decisions=SimpleNamespace(decisions=decisions))


def run_of(plan=None, place=HEGANG, kept=None):
    return _Run(CityRun(place=place), "2026", plan, NOTHING, kept)


def test_decisions_are_held_against_those_of_the_last_run_of_the_place_or_of_what_it_was_monitored_with(monkeypatch):
    monkeypatch.setattr(monitor_runs, "watched_figures", lambda said, panel, place: [said, panel, place.slug])
    monkeypatch.setattr(monitor_runs, "alarmed", tuple)
    figures = (NOTHING, "panel", "hegang")
    plan, second, last = decided("do"), decided("leave"), decided("fill_in")
    own = plan.decisions.decisions
    later = [run_of(second), run_of(last), run_of(decided("do"), place=FUXIN), run_of(None)]
    changed = (ChangedDecision(own[0], last.decisions.decisions[0]),)
    assert _seen(run_of(plan), later, "panel") == RunSeen(HEGANG, figures, own, changed)
    assert _seen(run_of(plan), later[2:], "panel") == RunSeen(HEGANG, figures, own, None)
    assert _seen(run_of(None), later, "panel") == RunSeen(HEGANG, figures, (), None)
    told = replace(FOUND, changed=("told",))
    assert _seen(run_of(plan, kept=told), later, "panel").changed == ("told",)
    assert _seen(run_of(None, kept=told), later, "panel").changed is None


def test_what_cannot_be_read_of_a_run_is_left_out_and_its_folder_told(tmp_path, monkeypatch):
    damaged = []
    run = made(tmp_path, "run", outlook={"years": [2025]})
    found = monitor_runs._run(run, CityRun(place=HEGANG), "2026", damaged)
    assert (found, damaged) == (_Run(CityRun(place=HEGANG), "2026", None, {"years": [2025]}, None), [])
    (run / "plan.json").write_text("{}", encoding="utf-8")
    (run / "city.json").write_text("{}", encoding="utf-8")
    found = monitor_runs._run(run, CityRun(place=HEGANG), "2026", damaged)
    assert (found.plan, found.said, damaged) == (None, NOTHING, ["run", "run"])
    monkeypatch.setattr(run_folder, "read_plan", lambda _: "plan")
    assert monitor_runs._run(run, CityRun(place=HEGANG), "2026", []).plan == "plan"
