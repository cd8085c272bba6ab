"""Folders of a fit, an evaluation, scores of forecasts and an answer abroad: what is computed is put in by hand."""

import json
from collections import namedtuple
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from relode.decisions.request import PlanRequest
from relode.errors import NoVerdict, RelodeError
from relode.facts import fingerprint
from relode.language import LANGUAGES
from relode.record import schema
from relode.runs import country_runs, evaluation_runs, fit_runs, report_runs, run_folder


@pytest.mark.parametrize(("origin", "seed"), [(2010, 3), (2020, 1)])
def test_a_fit_looks_at_the_past_from_2010_on_and_leaves_three_files(monkeypatch, tmp_path, origin, seed):
    asked = []
    monkeypatch.setattr(fit_runs, "world", lambda panel, year: ("world", panel, year))
    monkeypatch.setattr(fit_runs, "observed", lambda panel: ("observed", panel))
    monkeypatch.setattr(fit_runs, "fit", lambda *given: asked.append(given) or "fitted")
    monkeypatch.setattr(fit_runs, "posterior_text", lambda found: f"{found}\n")
    answer = namedtuple("Answer", "posterior fit")
    answer.record = lambda self: {"posterior": self.posterior, "origin": origin}
    monkeypatch.setattr(fit_runs, "FitAnswer", answer)
    folder = tmp_path / f"fit-{origin}-{seed}-{fingerprint()[:8]}"
    folder.mkdir()  # where finished rounds are kept
    found = fit_runs.fit_run("panel", origin, seed, tmp_path, "progress")
    assert found == (str(folder / "posterior.csv"), "fitted")
    assert asked == [(("world", "panel", 2010), ("observed", "panel"), origin, seed, folder, "progress")]
    assert (folder / "posterior.csv").read_text(encoding="utf-8") == "fitted\n"
    written = json.loads((folder / "fit.json").read_text(encoding="utf-8"))
    assert written == {"schema": schema("fit"), "posterior": found.posterior, "origin": origin}
    about = run_folder.read_manifest(folder, ("fit",))
    assert (about["settings"], about["seed"]) == ({"origin": origin, "seed": seed}, seed)


def test_a_fit_is_of_the_last_census_if_nothing_is_said_and_of_a_year_that_the_simulator_opens_in(tmp_path):
    assert fit_runs.FitRun().record() == {"origin": 2020, "seed": 1}
    with pytest.raises(RelodeError) as caught:
        fit_runs.fit_run("panel", 1999, 1, tmp_path)
    assert (caught.value.key, caught.value.values["year"]) == ("fit.unknown_origin", 1999)
    assert list(tmp_path.iterdir()) == []


POLICY = SimpleNamespace(name="mine", first_years={"230400": 2012}, controls=None, horizon=5)
PANEL = SimpleNamespace(attrs={})


@pytest.fixture
def evaluated(monkeypatch, tmp_path):
    """Evaluates two outcomes whose draws are given; what was asked, and what was told."""
    asked, told = [], []

    def evaluate(panel, policy, outcomes, settings, done=None, progress=None):
        asked.append((panel, policy, outcomes, settings, done))
        for outcome in outcomes if progress is not None else ():
            progress(outcome, [1.5, float(len(outcome))])
        return [SimpleNamespace(policy=policy, refused=None)]

    monkeypatch.setattr(evaluation_runs, "evaluate", evaluate)

    def run(placebos=True, policy=POLICY, panel=PANEL, seed=1, outcomes=("gdp", "people")):
        settings = SimpleNamespace(placebos=placebos, seed=seed)
        return evaluation_runs.evaluation_run(
            panel, policy, outcomes, settings, tmp_path / "a" / "b",
            lambda *step: told.append(step), lambda folder: told.append(folder),
        )  # fmt: skip

    return run, asked, told, tmp_path / "a" / "b"


def test_draws_of_placebos_are_kept_by_outcome_and_taken_up_again(evaluated):
    run, asked, told, output = evaluated
    run()
    (folder,) = output.iterdir()
    assert folder.name.startswith("evaluate-mine-")
    assert len(folder.name) == len("evaluate-mine-") + 8
    assert told == [("gdp", 2), ("people", 2)]
    assert asked[0][4] == {}
    record = json.loads((folder / "people.json").read_text(encoding="utf-8"))
    assert record == {"schema": schema("placebos"), "ratios": [1.5, 6.0]}
    run()
    assert told[2:] == [folder, ("gdp", 2), ("people", 2)]
    assert asked[1][4] == {"gdp": [1.5, 3.0], "people": [1.5, 6.0]}
    assert list(output.iterdir()) == [folder]


def test_other_settings_of_an_evaluation_have_a_folder_of_their_own(evaluated):
    run, _, _, output = evaluated
    run()
    run(seed=2)
    run(panel=SimpleNamespace(attrs={"overrides": ["own"]}))
    for changed in ({"first_years": {"230400": 2013}}, {"controls": ["210900"]}, {"horizon": 4}):
        run(policy=SimpleNamespace(**{**vars(POLICY), **changed}))
    assert len(list(output.iterdir())) == 6


def test_without_placebos_nothing_is_written(evaluated):
    run, asked, told, output = evaluated
    run(placebos=False)
    assert (asked[0][:3], asked[0][4], told) == ((PANEL, POLICY, ("gdp", "people")), None, [])
    assert not output.exists()


def test_a_folder_for_draws_that_cannot_be_made_is_told(evaluated):
    run, _, _, output = evaluated
    output.parent.write_text("a file", encoding="utf-8")
    with pytest.raises(RelodeError) as caught:
        run()
    assert (caught.value.key, caught.value.values["reason"]) == ("unwritable_folder", "Not a directory")


@pytest.mark.parametrize(
    ("name", "refused", "is_raised"),
    [
        ("own", (True, True), True), ("own", (True, False), False), ("own", (False, False), False),
        ("shipped", (True, True), False), ("shipped", (False,), False),
    ],
)  # fmt: skip
def test_a_policy_of_the_user_of_which_nothing_can_be_estimated_is_bad_input(name, refused, is_raised):
    errors = [NoVerdict("unknown_place", name=f"{at}") if each else None for at, each in enumerate(refused)]
    found = [SimpleNamespace(policy=SimpleNamespace(name=name), refused=each) for each in errors]
    if not is_raised:
        assert evaluation_runs._answerable(found) is found
        return
    with pytest.raises(NoVerdict) as caught:
        evaluation_runs._answerable(found)
    assert caught.value is errors[0]


@pytest.mark.parametrize("name", ["mine.csv", "MINE.CSV", "folder/mine"])
def test_a_name_with_a_slash_or_the_ending_of_a_table_is_a_file(monkeypatch, tmp_path, name):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("place,year\nhegang,2012\n", encoding="utf-8")
    assert evaluation_runs.policy_called(name).name == "own"
    assert evaluation_runs.policy_called("declining_2013").name == "declining_2013"


@pytest.mark.parametrize("simulator", [True, False])
def test_scores_of_forecasts_are_left_with_a_page_in_each_language(monkeypatch, tmp_path, simulator):
    import pandas as pd

    from relode.calibration.scores import forecast
    from relode.calibration.targets import observed

    asked = []
    scores = SimpleNamespace(table=lambda: pd.DataFrame({"a": [1], "b": [2]}), record=lambda: {"seed": 3})
    monkeypatch.setattr(report_runs, "load", lambda: "panel")
    monkeypatch.setattr(report_runs, "backcast", lambda *given, **named: asked.append((given, named)) or scores)
    monkeypatch.setattr(report_runs, "backcast_html", lambda _, language: f"page {language}")
    monkeypatch.setattr(forecast, "with_simulator", lambda *given: given)
    monkeypatch.setattr(observed, "observed", lambda panel: f"past of {panel}")
    more = {} if simulator else {"simulator": False}
    found, folder = report_runs.backcast_run(tmp_path, 3, **more)
    given = ("panel", "past of panel") if simulator else report_runs.methods
    assert (found, asked) == (scores, [(("panel",), {"given": given, "seed": 3})])
    assert (folder / "scores.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"
    assert [(folder / f"report.{each}.html").read_text() for each in LANGUAGES] == ["page en", "page zh"]
    about = run_folder.read_manifest(folder, ("backcast",))
    assert (about["settings"], about["seed"]) == ({"seed": 3, "simulator": simulator}, 3)
    assert report_runs.BackcastRun().record() == {"seed": 1, "simulator": True}


ABROAD = [("Harlan County, KY", "harlan-county-ky"), ("哈兰", "place"), ("-Łódź 1!", "d-1")]


@pytest.mark.parametrize(("place", "plain"), ABROAD)
def test_an_answer_abroad_has_a_folder_by_its_place_and_what_was_asked(monkeypatch, tmp_path, place, plain):
    answer = SimpleNamespace(place=place, record=lambda: {"place": place})
    monkeypatch.setattr(country_runs, "country_html", lambda of, language, typed: f"{of.place} {language} {typed}")
    request = PlanRequest(seed=3)
    folder = country_runs.write_country(answer, tmp_path / "my tables", ["diagnosis"], request, tmp_path)
    settings = {"tables": str(tmp_path / "my tables"), "chapter": ["diagnosis"], **request.record(), "place": place}
    assert folder.name == run_folder.run_name(f"country-{plain}", datetime.now(UTC), settings, fingerprint())
    typed = country_runs.typed(answer, tmp_path / "my tables", ["diagnosis"], request)
    assert typed.endswith("--chapter diagnosis --seed 3 --report")
    for language in LANGUAGES:
        assert (folder / f"report.{language}.html").read_text(encoding="utf-8") == f"{place} {language} {typed}"
    text = (folder / "country.json").read_text(encoding="utf-8")
    assert text == f'{{\n "schema": "{schema("country")}",\n "place": "{place}"\n}}\n'
