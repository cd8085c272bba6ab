"""Folders of an evaluation and an answer abroad: what is computed is put in by hand."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from relode.errors import NoVerdict, RelodeError
from relode.facts import fingerprint
from relode.language import LANGUAGES
from relode.record import schema
from relode.runs import country_runs, evaluation_runs, run_folder

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


ABROAD = [("Harlan County, KY", "harlan-county-ky"), ("哈兰", "place"), ("-Łódź 1!", "d-1")]


@pytest.mark.parametrize(("place", "plain"), ABROAD)
def test_an_answer_abroad_has_a_folder_by_its_place_and_what_was_asked(monkeypatch, tmp_path, place, plain):
    answer = SimpleNamespace(place=place, record=lambda: {"place": place})
    monkeypatch.setattr(country_runs, "country_html", lambda of, language, typed: f"{of.place} {language} {typed}")
    folder = country_runs.write_country(answer, tmp_path / "my tables", ["diagnosis"], 3, tmp_path)
    settings = {"tables": str(tmp_path / "my tables"), "chapter": ["diagnosis"], "seed": 3, "place": place}
    assert folder.name == run_folder.run_name(f"country-{plain}", datetime.now(UTC), settings, fingerprint())
    typed = country_runs.typed(answer, tmp_path / "my tables", ["diagnosis"], 3)
    assert typed.endswith("--chapter diagnosis --seed 3 --report")
    for language in LANGUAGES:
        assert (folder / f"report.{language}.html").read_text(encoding="utf-8") == f"{place} {language} {typed}"
    text = (folder / "country.json").read_text(encoding="utf-8")
    assert text == f'{{\n "schema": "{schema("country")}",\n "place": "{place}"\n}}\n'
