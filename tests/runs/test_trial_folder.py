"""The folder of a trial, and the units that tables of a country give it, by hand."""

from collections import namedtuple
from math import log
from pathlib import Path
from types import SimpleNamespace

import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.runs import trial_runs
from relode.trials.request import TrialRequest
from relode.trials.trial import OwnUnits

Made = namedtuple("Made", "measure files kept", defaults=((), ()))
HARLAN = SimpleNamespace(slug="harlan", code="21095", name_en="Harlan", province="21")
UNITS = OwnUnits({"b": {}, "a": {}}, {}, "county", "own_table")


@pytest.fixture
def made(monkeypatch):
    """Makes a trial at once; what it was asked for and what was written."""
    asked, written = [], []
    monkeypatch.setattr(trial_runs, "measure_of", lambda name: f"measure {name}")
    monkeypatch.setattr(trial_runs, "design_of", lambda of: SimpleNamespace(of=of, transform="log", noise="spread"))
    monkeypatch.setattr(trial_runs, "read_units", lambda path, transform: ({path.name: {}}, {}, transform))
    monkeypatch.setattr(trial_runs, "load", lambda own: ("panel", own))
    monkeypatch.setattr(trial_runs.journey, "city", lambda name: SimpleNamespace(slug=name))
    country = SimpleNamespace(find=lambda _: HARLAN)
    monkeypatch.setattr(trial_runs, "load_country", {Path("tables"): country}.get)
    monkeypatch.setattr(trial_runs, "counted_places", lambda *given: asked.append(given) or UNITS)
    monkeypatch.setattr(trial_runs, "trial_of", lambda *given: asked.append(given) or Made("training"))
    monkeypatch.setattr(trial_runs.told, "chapter", lambda made: f"chapter of {made.measure}")

    def chapters(which, path, *more, **named):
        written.append((which, path.name, more[0], named))
        path.touch()

    def sheet(made, *given):
        return repr((made.measure, *given)).encode()

    monkeypatch.setattr(trial_runs, "write_chapters", chapters)
    monkeypatch.setattr(trial_runs, "sheet_bytes", sheet)
    monkeypatch.setattr(trial_runs, "replace", lambda made, **of: made._replace(**of))
    return asked, written


def test_a_trial_has_a_protocol_and_a_sheet_in_each_language_and_is_not_written_over(made, tmp_path, monkeypatch):
    asked, written = made
    request = TrialRequest(city="hegang", measure="training", futures=80, seed=7)
    output = tmp_path / "a" / "b"
    found = trial_runs.run(request, output)
    folder = output / "hegang-training-7"
    names = ["protocol.en.docx", "protocol.zh.docx", "sheet.en.xlsx", "sheet.zh.xlsx"]
    assert found.files == tuple(str(folder / name) for name in names)
    assert asked == [(("panel", ()), SimpleNamespace(slug="hegang"), request, None)]
    assert written == [
        (["chapter of training"], f"protocol.{each}.docx", each, {"is_tight": True}) for each in LANGUAGES
    ]
    sheets = [(folder / f"sheet.{each}.xlsx").read_text() for each in LANGUAGES]
    assert sheets == [repr(("training", 80, each, [], False)) for each in LANGUAGES]
    (folder / names[-1]).write_text("half filled")
    for at, name in enumerate(names[:3]):  # whatever is there is left, and nothing beside it is written
        again = trial_runs.run(request, output)
        assert (again.measure, again.files) == ("training", ())
        assert again.kept == tuple(str(folder / each) for each in names[at:])
        (folder / name).unlink()
    assert (folder / names[-1]).read_text() == "half filled"
    assert len(written) == 2
    monkeypatch.setattr(trial_runs, "chapter_text", lambda *_: "answer")
    for language, option in zip(LANGUAGES, ("another --output", "用--output另指定"), strict=True):
        said = trial_runs.trial_text(again, language)
        assert said.startswith("answer\n\n")
        assert names[-1] in said
        assert option in said


def test_abroad_units_are_those_of_the_tables_or_of_the_user(made, tmp_path):
    asked, _ = made
    request = TrialRequest(city="harlan", measure="training", country="tables")
    trial_runs.run(request, tmp_path / "one")
    (_, place, design), (*_, given) = asked
    assert (place, design.of, given) == (HARLAN, "measure training", UNITS)
    sheet = (tmp_path / "one" / "harlan-training-1" / "sheet.en.xlsx").read_text()
    assert sheet == repr(("training", request.futures, "en", ["a", "b"], True))


def test_units_of_the_user_are_read_as_the_design_has_them(made, tmp_path):
    asked, _ = made
    for country in (None, "tables"):
        request = TrialRequest(city="hegang", measure="training", units="mine.csv", country=country)
        trial_runs.run(request, tmp_path / f"{country}")
    assert [each[-1] for each in asked] == [OwnUnits({"mine.csv": {}}, {}, "log")] * 2


def test_a_folder_that_cannot_be_made_is_told(made, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RelodeError) as caught:
        trial_runs.run(TrialRequest(city="hegang", measure="training"), tmp_path / "file")
    folder = tmp_path / "file" / "hegang-training-1"
    assert (caught.value.key, caught.value.values["folder"]) == ("unwritable_folder", folder)
    assert caught.value.values["reason"] == "Not a directory"
    assert made[1] == []


def test_counts_of_a_country_are_the_logarithms_of_all_industries_of_the_places_of_a_region():
    """Place 1 has 3 and 4 in 2020, nothing in 2021; place 2 is of another region, place 9 not known."""
    counts = xr.DataArray(
        [[[3, 4], [0, 0]], [[7, 1], [2, 2]], [[1, 0], [5, 5]], [[1, 1], [1, 1]]],
        dims=("place", "year", "industry"),
        coords={"place": ["1", "2", "3", "9"], "year": [2020, 2021], "industry": ["A", "B"]},
    )
    places = [
        SimpleNamespace(code=code, name_en=f"P{code}", province=of) for code, of in (("1", "x"), ("2", "y"), ("3", "x"))
    ]
    country = SimpleNamespace(name="Halvia", structure=counts, places=places)
    design = SimpleNamespace(noise="spread")
    found = trial_runs.counted_places(country, places[0], design)
    assert found == OwnUnits(
        {"P1 (1)": {2020: log(7)}, "P3 (3)": {2020: 0.0, 2021: log(10)}}, {}, "county", "own_table"
    )
    transposed = SimpleNamespace(**{**vars(country), "structure": counts.transpose("year", "industry", "place")})
    assert trial_runs.counted_places(transposed, places[2], design) == found
    assert trial_runs.counted_places(country, places[0], SimpleNamespace(noise="bound")) is None
    with pytest.raises(RelodeError) as caught:
        trial_runs.counted_places(SimpleNamespace(name="Halvia", structure=None), places[0], design)
    assert (caught.value.key, caught.value.values) == ("trials.no_counts", {"country": "Halvia", "place": "P1"})
