"""A trial from design to reading: what is promised, refused, drawn, filled in, answered, and what the card becomes."""

import json
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from openpyxl import load_workbook

from relode.errors import NoVerdict, RelodeError
from relode.language import LANGUAGES
from relode.panel import load
from relode.places import find_city
from relode.runs import trial_runs
from relode.story.text import chapter_text
from relode.trials import chapter as told
from relode.trials.designs import measure_of
from relode.trials.noise import read_units
from relode.trials.reading import judged, reading
from relode.trials.request import TrialRequest
from relode.trials.sheet import FIELDS, lots, read_sheet, sheet_bytes
from relode.trials.trial import (
    OwnUnits,
    counted_units,
    effect_told,
    trial_of,
)

SLOTS = Path(__file__).parents[1] / "story" / "told_results.csv"
ASKED = TrialRequest(city="hegang", measure="training", futures=80)


def of(measure, city="hegang", **options):
    return TrialRequest(city=city, measure=measure, futures=80, **options)


@pytest.fixture(scope="module")
def made(panel):
    return trial_of(panel, find_city("hegang"), of("retraining_coverage"))


def filled(path, trial, effect, change=None):
    """The sheet of a trial with everybody at work before, and `effect` more of those drawn after."""
    path.write_bytes(sheet_bytes(trial, ASKED.futures, "en"))
    book = load_workbook(path)
    sheet = book["Units"]
    rng = np.random.default_rng(3)
    for row in range(2, sheet.max_row + 1):
        drawn = sheet.cell(row, 3).value == "yes"
        at_work = float(rng.random() < 0.4 + effect * drawn)
        sheet.cell(row, 1, f"person {row}")
        for column, value in zip(range(4, 8), (1.0, at_work, at_work, at_work), strict=True):
            sheet.cell(row, column, value)
    if change is not None:
        change(book)
    book.save(path)
    return path


def test_the_design_says_what_it_sees_and_costs(made):
    """By hand: 2.8 standard errors of a share, 6,000 yuan a person; all miners of mines that end by 2035 take part."""
    units = made.units
    assert units.treated == units.control == units.known // 2
    assert made.smallest_effect == pytest.approx(2.8 * 0.5 * np.sqrt(2 / units.treated), rel=0.01)
    assert made.cost[1] == 6000 * units.treated


def test_a_trial_abroad_by_hand():
    """By hand: two groups, error 5 % and power 80 % need 2 x (1.96 + .84)^2 x .5^2 / .05^2 units or so each."""
    found = trial_of(None, find_city("hegang"), of("retraining_coverage", country=Path()))
    assert (found.first, found.years) == (2027, 3)  # the first plans are of 2026
    assert (found.decision, found.cost, found.units.known) == (None, None, None)
    each = 2 * 2.8016**2 * 0.5**2 / found.looked_for**2
    assert found.units.treated == found.units.control == found.units.needed // 2 == pytest.approx(each, rel=0.05)
    assert found.smallest_effect == pytest.approx(found.looked_for, rel=0.01)


def test_an_effect_is_told_in_points_or_as_a_part_of_the_level():
    points, part = effect_told(0.05, "share"), effect_told(np.log(1.5), "ln")
    assert (points.value, points.unit) == (0.05, "share change")
    assert (part.value, part.unit) == (pytest.approx(0.5), "share")


def test_units_that_are_counted_are_counties_of_the_last_census():
    """Hegang has six districts and two counties."""
    hegang = find_city("hegang")
    for unit, count in (("county", 8), ("person", None)):
        assert counted_units(hegang, SimpleNamespace(unit=unit)) == count


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_protocol_says_each_thing_that_a_trial_must_say(made, language):
    text = chapter_text(told.chapter(made), language)
    for word in {
        "en": (
            "by lot",
            "social insurance centre",
            "error 5 %",
            "cannot be more",
            "Unclear",
            "seed 1",
            "would be needed",
        ),
        "zh": ("公开摇号", "社会保险经办机构", "误差5%", "此为上限", "不明确", "种子1", "划算"),
    }[language]:
        assert word in text


def test_a_trial_that_cannot_tell_is_refused_with_the_size_that_could(panel, tmp_path):
    rng = np.random.default_rng(1)
    rows = [f"f{i},{year},{np.exp(rng.normal(3, 0.5))}" for i in range(40) for year in range(2019, 2025)]
    (tmp_path / "f.csv").write_text("\n".join(["unit,year,outcome", *rows]), encoding="utf-8")
    with pytest.raises(NoVerdict, match=r"takes \d,\d{3} units, and there are 40"):
        trial_of(panel, find_city("hegang"), of("subsidy"), OwnUnits(*read_units(tmp_path / "f.csv", "ln")))


def test_measures_without_a_trial_and_unknown_ones_are_told(panel):
    with pytest.raises(NoVerdict, match="judged by a count"):
        trial_of(panel, find_city("hegang"), of("merge_schools"))
    with pytest.raises(RelodeError, match="retraining_coverage"):
        trial_of(panel, find_city("hegang"), of("magic"))
    assert measure_of("离岗矿工培训与安置就业").lever == "retraining_coverage"


def test_half_of_the_lines_are_drawn_and_always_the_same():
    assert sum(lots(101, 1)) == 50
    assert lots(101, 1) == lots(101, 1) != lots(101, 2)


def test_a_sheet_that_cannot_be_estimated_says_why_in_the_language_of_its_reader(made, tmp_path):
    def nobody(book):
        sheet = book["Units"]
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, 3).value == "yes":
                for cell in sheet[row]:
                    cell.value = None

    found = reading(read_sheet(filled(tmp_path / "s.xlsx", made, 0.25, nobody)))
    assert (found.verdict, found.effect) == ("unclear", None)
    said = {language: chapter_text(told.answer_chapter(found), language) for language in LANGUAGES}
    assert found.refused.en in said["en"]
    assert found.refused.zh in said["zh"]
    assert found.refused.en not in said["zh"]


@pytest.mark.parametrize(("effect", "answer"), [(0.25, "yes"), (-0.25, "harm")])
def test_a_planted_answer_is_read(made, tmp_path, effect, answer):
    found = reading(read_sheet(filled(tmp_path / "s.xlsx", made, effect)))
    assert found.verdict == answer
    assert found.effect.interval_95[0] < effect < found.effect.interval_95[1]
    said = {"yes": ("the card is made anew", "据此重新评估该措施"), "harm": ("the measure ends", "措施终止")}[answer]
    for language, then in zip(("en", "zh"), said, strict=True):
        assert then in chapter_text(told.answer_chapter(found), language)


def test_without_an_effect_it_says_no_or_unclear_and_before_the_end_go_on(made, tmp_path):
    sheet = read_sheet(filled(tmp_path / "s.xlsx", made, 0.0))
    assert judged(sheet)[2].kind != "effect"
    assert judged(replace(sheet, looked_for=0.5))[2].kind == "no_effect_beyond"


def _with_lot(book, lot):
    """The first row whose unit has this lot."""
    return next(row for row in range(2, 99) if book["Units"].cell(row, 3).value == lot)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda book: book["Units"].cell(_with_lot(book, "yes"), 3, "perhaps"), r"Units!C\d+ is perhaps"),
        (lambda book: book["Units"].cell(_with_lot(book, "no"), 3, "maybe"), r"Units!C\d+ is maybe"),
        (lambda book: book["Units"].cell(_with_lot(book, "no"), 3, "yes"), "is yes"),
        (lambda book: book["Units"].cell(5, 5, 7), "Units!E5 = 7: a share lies between 0 and 1"),
        (lambda book: setattr(book["Units"].cell(9, 6), "value", None), "Units!F9 is empty"),
        (lambda book: book["Units"].cell(9, 6, "half"), "Units!F9 = half is no number"),
        (lambda book: book["Units"].cell(9, 1, "person 8"), "Units!A9: person 8 stands in row 8"),
        (lambda book: setattr(book["Units"].cell(9, 1), "value", None), "Units!A9 is empty, and its line has figures"),
        (lambda book: book["Trial"].cell(2, 2, "trial/0"), "not as it was written"),
        (lambda book: book.remove(book["Trial"]), "lacks one of"),
        (lambda book: book["Units"].cell(1, 3, "chosen"), "heads are not those"),
    ],
)
def test_a_fault_of_the_sheet_is_told_with_its_cell(made, tmp_path, change, said):
    with pytest.raises(RelodeError, match=said):
        read_sheet(filled(tmp_path / "s.xlsx", made, 0.1, change))


@pytest.mark.slow
def test_the_command_writes_its_files_once(relode, tmp_path, made):
    words = ("trial", "hegang", "retraining_coverage", "--futures", "80", "--output", str(tmp_path), "--json")
    found = json.loads(relode(*words).stdout)
    assert {"units", "years", "outcome", "smallest_effect", "power", "cost", "decision", "stop_rule",
            "files"} <= found.keys()  # fmt: skip
    assert len(found["files"]) == 4
    assert found["smallest_effect"] == made.smallest_effect
    before = {path: path.read_bytes() for path in map(Path, found["files"])}
    again = trial_runs.run(of("retraining_coverage"), tmp_path)
    assert (again.files, again.kept) == ((), tuple(found["files"]))
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("words", [("hegang",), ()])
def test_a_trial_asks_for_a_city_and_a_measure_or_a_sheet(relode, words):
    done = relode("trial", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "Name a city and a measure" in done.stderr


US = Path(__file__).parents[2] / "examples" / "us_counties"


@pytest.mark.parametrize("measure", ["retraining_coverage", "replace_one_leaver_in_n", "subsidy"])
def test_a_county_abroad_has_its_trial_from_its_own_tables(tmp_path, measure):
    made = trial_runs.run(of(measure, "Harlan County", country=US), tmp_path)
    assert (made.place_name.en, made.decision, made.cost) == ("Harlan County", None, None)
    if measure == "subsidy":  # counties of Kentucky, and their own spread
        assert (made.units.unit, made.units.known, made.noise.by, made.noise.sources) == (
            "county", 120, "own", ("own_table",),
        )  # fmt: skip
        assert made.noise.low < made.noise.sd < made.noise.high < 0.2
    for language in LANGUAGES:
        text = chapter_text(told.chapter(made), language)
        assert {"en": "The plan has no row", "zh": "方案中没有该措施"}[language] in text
        sheet = load_workbook(made.files[2]).worksheets[1]
        names = {sheet.cell(row, 1).value for row in range(2, sheet.max_row + 1)} - {None}
        assert len(names) == (made.units.treated * 2 if measure == "subsidy" else 0)


@pytest.mark.slow
def test_a_trial_abroad_is_read(tmp_path):
    made = trial_runs.run(of("subsidy", "Harlan County", country=US), tmp_path)
    book, rng = load_workbook(made.files[2]), np.random.default_rng(4)
    sheet = book.worksheets[1]
    for row in range(2, sheet.max_row + 1):
        drawn = sheet.cell(row, 3).value == "yes"
        level = rng.normal(6, 1)
        for column in range(4, sheet.max_column + 1):
            year = int(sheet.cell(1, column).value)
            sheet.cell(row, column, float(np.exp(level + rng.normal(0, 0.02) + 0.2 * drawn * (year >= made.first))))
    book.save(tmp_path / "s.xlsx")
    found = reading(read_sheet(tmp_path / "s.xlsx"))
    assert found.verdict == "yes"
    assert found.effect.interval_95[0] < 0.2 < found.effect.interval_95[1]
    for language in LANGUAGES:
        assert "Harlan County" in chapter_text(told.answer_chapter(found), language)


LINE = 2 + FIELDS.index("line")


@cache
def at_a_line():
    return trial_of(load(), find_city("datong"), of("retraining_coverage", "datong", choice="threshold"))


@cache
def by_points():
    """The sheet of it, filled in."""
    made = at_a_line()
    book, rng = load_workbook(BytesIO(sheet_bytes(made, ASKED.futures, "en"))), np.random.default_rng(5)
    book["Trial"].cell(LINE, 2, "50")
    sheet = book["Units"]
    for row in range(2, 2 + made.units.needed):
        points = float(rng.uniform(0, 100))
        at_work = float(rng.random() < 0.3 + 0.4 * (points >= 50))
        sheet.cell(row, 1, f"person {row}")
        sheet.cell(row, 3, "yes" if points >= 50 else "no")
        for column, value in zip(range(4, 9), (points, 1.0, at_work, at_work, at_work), strict=True):
            sheet.cell(row, column, value)
    return book


def saved(tmp_path, *changes):
    """That sheet with other cells, each (sheet, address, value), which it has no more afterwards."""
    path = tmp_path / "s.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        for sheet, at, value in changes:
            patch.setattr(by_points()[sheet][at], "value", value)
        by_points().save(path)
    return path


@pytest.mark.slow
def test_a_line_of_points_is_planned_with_four_times_the_units_and_read_at_the_line(panel, tmp_path):
    planned, path = at_a_line(), saved(tmp_path)
    drawn = trial_of(panel, find_city("datong"), of("retraining_coverage", "datong"))
    assert planned.units.needed == pytest.approx(4 * drawn.units.needed, rel=0.001)
    assert planned.smallest_effect == pytest.approx(drawn.smallest_effect, rel=0.001)
    sheet = read_sheet(path)
    assert set(sheet.points) == set(sheet.table["place"])
    found = reading(sheet)
    assert found.verdict == "yes"
    assert found.effect.interval_95[0] < 0.4 < found.effect.interval_95[1]
    for language in LANGUAGES:
        text = chapter_text(told.chapter(planned), language)
        assert {"en": "on or above it", "zh": "达到线"}[language] in text
        assert {"en": "seed 1", "zh": "种子1"}[language] not in text


@pytest.mark.slow
def test_who_stands_on_the_other_side_of_the_line_is_told_with_the_cell(tmp_path):
    other = {"yes": "no", "no": "yes"}[by_points()["Units"]["C3"].value]
    for change, words in (
        (("Units", "C3", other), "other side of the line 50"),
        (("Units", "D4", "many"), "Units!D4"),
        (("Trial", f"B{LINE}", None), "not as it was written"),
    ):
        with pytest.raises(RelodeError, match=words):
            read_sheet(saved(tmp_path, change))


@pytest.mark.slow
def test_who_stands_on_the_line_takes_part(tmp_path):
    assert read_sheet(saved(tmp_path, ("Units", "C2", "yes"), ("Units", "D2", 50.0))).points["person 2"] == 50


def test_an_unknown_choice_is_refused():
    with pytest.raises(RelodeError, match="lottery, phased, threshold"):
        of("subsidy", choice="coin")


def test_a_check_stands_under_its_head_and_whether_it_was_passed_under_another():
    results = {"balance": True, "line": False, "power": None}
    checks = {name: SimpleNamespace(passed=passed) for name, passed in results.items()}
    table = told.checks_table(SimpleNamespace(checks=checks))
    heads = [column.name for column in table.columns]
    assert heads == ["trials.card.check", "trials.card.passed"]
    assert [[cell.key for cell in row] for row in table.cells()] == [
        ["trials.check.balance", "trials.head.yes"], ["trials.check.line", "trials.head.no"],
        ["trials.check.power", "trials.card.not_made"],
    ]  # fmt: skip
