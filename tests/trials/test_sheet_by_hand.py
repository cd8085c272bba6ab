"""The sheet of a small invented trial, written, filled and read; and its answer by hand."""

from dataclasses import dataclass, replace
from io import BytesIO
from math import exp, sqrt
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

from relode.errors import RelodeError
from relode.evaluation import checks
from relode.evaluation.checks import Check, Verdict
from relode.evaluation.designs import DesignEstimate, staggered
from relode.evaluation.policies import protocol
from relode.evaluation.study import study
from relode.language import Bilingual, say
from relode.streams import stream
from relode.trials import reading as read
from relode.trials.power import mixture_bound, units_needed
from relode.trials.reading import TrialEffect, answer_of, by_points, effect_of, judged, left_out, weights
from relode.trials.sheet import FilledSheet, first_before, lots, read_sheet, sheet_bytes
from relode.trials.threshold import before_the_line

from .test_trial_chapters import TRIAL

SMALL = replace(TRIAL, units=replace(TRIAL.units, needed=10, treated=4, control=6), years=2)
OWN = replace(SMALL, noise=replace(SMALL.noise, by="own"), transform="ln", units=replace(SMALL.units, choice="phased"))
POINTS = replace(OWN, units=replace(OWN.units, choice="threshold"))
HEADS = [say(f"trials.head.{name}", "en") for name in ("unit", "cluster", "lot", "points")]


def cells(trial, *more):
    book = load_workbook(BytesIO(sheet_bytes(trial, 80, "en", *more)))
    return [[[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets]


def test_half_of_the_lines_are_drawn_in_the_order_of_the_seed():
    order = stream("lots_of_a_trial", 3).permutation(7)
    assert lots(7, 3) == [each in (0, 1, 2) for each in order]


def test_a_sheet_has_what_the_trial_is_and_a_line_a_unit():
    """Everybody starts alike, so 2026 alone is asked for before 2027 and 2028; ten lines, and their lots."""
    about, units = cells(SMALL)
    assert about[0] == [say("trials.head.field", "en"), say("trials.head.value", "en")]
    assert about[1:] == [[name, value] for name, value in {
        "schema": "trial/2", "place": "230400", "place_en": "Hegang", "place_zh": "鹤岗",
        "measure": "retraining_coverage", "outcome": "months_at_work", "transform": "share", "first": "2027",
        "years": "2", "seed": "7", "futures": "80", "units": "10", "start": "same", "looked_for": "0.05",
        "choice": "lottery", "line": "-",
    }.items()]  # fmt: skip
    assert units[0] == [*HEADS[:3], "2026", "2027", "2028"]
    assert [row[2] for row in units[1:]] == ["yes" if drawn else "no" for drawn in lots(10, 7)]
    assert {value for row in units[1:] for at, value in enumerate(row) if at != 2} == {None}
    book = load_workbook(BytesIO(sheet_bytes(SMALL, 80, "zh")))
    assert book.sheetnames == [say("trials.sheet.trial", "zh"), say("trials.sheet.units", "zh")]


def test_units_that_are_known_are_drawn_for_the_lines_and_years_before_are_asked_for():
    """Of twelve names ten by the seed, of three all and seven lines without; three years before the measure."""
    names = [f"n{at}" for at in range(12)]
    about, units = cells(OWN, names, True)
    assert [dict(about)[name] for name in ("place", "start", "transform")] == ["abroad:230400", "own", "ln"]
    order = stream("places_of_a_trial", 7).permutation(12)
    assert [row[0] for row in units[1:]] == [names[at] for at in order[:10]]
    assert units[0][3:] == ["2024", "2025", "2026", "2027", "2028"]
    few = [row[0] for row in cells(OWN, names[:3])[1][1:]]
    assert (sorted(few[:3]), few[3:]) == (names[:3], [None] * 7)
    assert [first_before(each) for each in (SMALL, OWN)] == [2026, 2024]


def test_a_line_of_points_has_a_column_for_them_and_no_lots():
    about, units = cells(POINTS)
    assert (dict(about)["line"], dict(about)["choice"]) == (None, "threshold")
    assert units[0][:5] == [*HEADS, "2024"]
    assert units[1:] == []


def filled(path, trial, change=None, until=2028, abroad=False):
    """Unit number n has n / 10 in each year, of a line of points n points of 5; blank after `until`."""
    book = load_workbook(BytesIO(sheet_bytes(trial, 80, "en", (), abroad)))
    sheet, by_points = book.worksheets[1], trial.units.choice == "threshold"
    for row in range(2, 12):
        sheet.cell(row, 1, f" u{row - 1} ")
        sheet.cell(row, 2, "g" if row < 4 else None)
        if by_points:
            sheet.cell(row, 3, "yes" if row - 1 >= 5 else "no")
            sheet.cell(row, 4, row - 1)
        for column in range(4 + by_points, sheet.max_column + 1):
            if int(sheet.cell(1, column).value) <= until:
                sheet.cell(row, column, (row - 1) / 10)
    if by_points:
        book.worksheets[0]["B17"] = "5"
    for name, at, value in change or ():
        book[name][at] = value
    book.save(path)
    return path


def test_a_filled_sheet_is_read_whole(tmp_path):
    found = read_sheet(filled(tmp_path / "s.xlsx", SMALL))
    drawn = lots(10, 7)
    rows = [
        [f"u{at + 1}", year, (at + 1) / 10, 2027 * drawn[at], "g" if at < 2 else f"u{at + 1}"]
        for at in range(10) for year in (2026, 2027, 2028)
    ]  # fmt: skip
    assert found.table.to_numpy().tolist() == rows
    assert list(found.table.columns) == ["place", "year", "outcome", "first_year", "cluster"]
    assert replace(found, table=None) == FilledSheet(
        "230400", "Hegang", "鹤岗", "retraining_coverage", "months_at_work", "share", 2027, 2, 7, 80, 10, True, 2028,
        0.05, None, None,
    )  # fmt: skip
    assert not found.abroad


def test_logarithms_and_points_are_read_and_years_that_nobody_filled_are_left(tmp_path):
    found = read_sheet(filled(tmp_path / "s.xlsx", POINTS, until=2027, abroad=True))
    assert (found.until, found.abroad, found.same_start, found.place) == (2027, True, False, "abroad:230400")
    assert found.points == {f"u{at}": float(at) for at in range(1, 11)}
    assert found.table["outcome"].tolist() == pytest.approx(np.log(np.repeat(np.arange(1, 11) / 10, 4)).tolist())
    assert sorted(set(found.table["year"])) == [2024, 2025, 2026, 2027]
    starts = found.table.groupby("place")["first_year"].first()
    assert starts.to_dict() == {f"u{at}": 2027 * (at >= 5) for at in range(1, 11)}


@pytest.mark.parametrize(
    ("trial", "change", "key", "said"),
    [
        (SMALL, [("Units", "D4", 1.5)], "cell", {"cell": "Units!D4", "value": "1.5"}),
        (OWN, [("Units", "D4", 0)], "cell", {"cell": "Units!D4", "value": "0"}),
        (SMALL, [("Units", "F11", None)], "outcome_missing", {"cell": "Units!F11"}),
        (SMALL, [("Units", "F11", "inf")], "no_number", {"cell": "Units!F11", "value": "inf"}),
        (SMALL, [("Units", "F11", "=1/2")], "no_number", {"cell": "Units!F11"}),
        (SMALL, [("Units", "A5", "u2")], "unit_twice_in_sheet", {"cell": "Units!A5", "value": "u2", "other": 3}),
        (SMALL, [("Units", "A5", None)], "unit_unnamed", {"cell": "Units!A5"}),
        (SMALL, [("Units", "C5", None)], "lot_changed", {"cell": "Units!C5"}),
        (SMALL, [("Units", "A12", "x"), ("Units", "C12", "no"), ("Units", "D12", 0.5)], "lot_changed",
         {"cell": "Units!C12", "value": "no"}),
        (POINTS, [("Units", "C6", "no")], "beside_the_line",
         {"cell": "Units!C6", "value": "no", "points": 5.0, "line": 5.0}),
        (POINTS, [("Units", "D6", None)], "outcome_missing", {"cell": "Units!D6"}),
        (POINTS, [("Trial", "B17", "high")], "no_number", {"cell": "Trial!B17", "value": "high"}),
        (POINTS, [("Units", "D1", "x")], "heads", {"sheet": "Units"}),
        (SMALL, [("Units", "D1", "x")], "heads", {"sheet": "Units"}),
        (SMALL, [("Units", "A1", "x")], "heads", {"sheet": "Units"}),
        (SMALL, [("Units", "E1", "x"), ("Units", "F1", "y")], "heads", {"sheet": "Units"}),
        (SMALL, [("Trial", "B10", "")], "settings", {"sheet": "Trial", "missing": "years"}),
        (SMALL, [("Trial", "B10", "two")], "settings", {"sheet": "Trial"}),
        (SMALL, [("Trial", "B2", "trial/1")], "settings", {"sheet": "Trial", "missing": "schema"}),
    ],
)  # fmt: skip
def test_a_fault_of_a_sheet_is_told_with_its_cell_and_value(tmp_path, trial, change, key, said):
    with pytest.raises(RelodeError) as caught:
        read_sheet(filled(tmp_path / "s.xlsx", trial, change))
    told = vars(caught.value)["values"]
    assert (caught.value.key, {name: told[name] for name in said}) == (f"trials.{key}", said)


def test_a_sheet_without_a_year_of_the_measure_says_nothing(tmp_path):
    with pytest.raises(RelodeError) as caught:
        read_sheet(filled(tmp_path / "s.xlsx", SMALL, until=2026))
    assert vars(caught.value)["values"] == {"sheet": "Units", "year": 2027}
    first = read_sheet(filled(tmp_path / "t.xlsx", SMALL, until=2027))
    assert (first.until, len(first.table)) == (2027, 20)


def test_lines_that_nobody_filled_are_left_and_commas_of_thousands_are_read(tmp_path):
    """A column of clusters may be gone, and a line of a unit that dropped out before it began is empty."""
    empty = [("Units", f"{column}5", None) for column in "ABDEFGH"]
    found = read_sheet(filled(tmp_path / "s.xlsx", OWN, [*empty, ("Units", "D4", "1,000"), ("Units", "B1", "x")]))
    assert sorted(set(found.table["place"])) == sorted(f"u{at}" for at in range(1, 11) if at != 4)
    assert found.table["cluster"].tolist() == found.table["place"].tolist()
    assert exp(found.table.set_index(["place", "year"])["outcome"]["u3", 2024]) == pytest.approx(1000)


def estimated(effect, error=0.1):
    return DesignEstimate("x", effect, error, effect - 0.2, effect + 0.3, pd.DataFrame(), effect, error, 31, 29)


EFFECT, NONE, OPEN = (Verdict(kind) for kind in ("effect", "no_effect_beyond", "not_identified"))
HALF = 0.1 * mixture_bound(0.5, 0.05, 1.0) / sqrt(0.5)
"""How far an effect of error .1 must be from 0 at half of the information."""


@pytest.mark.parametrize(
    ("said", "effect", "ended", "answer"),
    [
        (EFFECT, None, True, "unclear"), (EFFECT, None, False, "unclear"),
        (EFFECT, 0.4, True, "yes"), (EFFECT, -0.4, True, "harm"), (NONE, 0.1, True, "no"), (OPEN, 0.1, True, "unclear"),
        (EFFECT, HALF * 0.99, False, "early"), (EFFECT, HALF * 1.01, False, "yes"),
        (EFFECT, -HALF * 1.01, False, "harm"), (NONE, HALF * 1.01, False, "early"), (OPEN, HALF * 2, False, "early"),
    ],
)  # fmt: skip
def test_an_answer_before_the_end_lies_beyond_the_boundary_and_never_says_no(said, effect, ended, answer):
    assert answer_of(said, None if effect is None else estimated(effect), ended, 0.5) == answer


def test_an_effect_is_written_as_it_was_found():
    assert effect_of(estimated(0.5)) == TrialEffect(0.5, 0.1, (0.3, 0.8), 31, 29)


def test_draws_are_weighed_by_how_likely_they_make_the_answer():
    """Half of each effect is seen: 0, 1 and 2 are 0, .5 and 1 from an answer of 1 of error .5: 2, 1 and 0 errors."""
    raw = np.exp([-2.0, -0.5, 0.0])
    assert weights(np.array([0.0, 1.0, 2.0]), 0.5, 1.0, 0.5) == pytest.approx(raw / raw.sum())


def changed(gains, others, clusters=None):
    """Units at 1 in 2026 and from 2027 on their change more, as a study of one cohort."""
    rows = [
        (f"{kind}{at:02d}", year, 1.0 + change * (year >= 2027), 2027 * (kind == "a"))
        for kind, changes in (("a", gains), ("x", others)) for at, change in enumerate(changes)
        for year in (2025, 2026, 2027, 2028)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
    return study(table.assign(cluster=clusters or table["place"]), horizon=2)


def test_each_of_many_units_is_left_out_by_its_change():
    """31 with 1 and one with 32, mean 63 / 32; 4 others with 0, 0, 1 and 3, mean 1. Without the one 1, less 1: 0."""
    data = changed([1.0] * 31 + [32.0], [0.0, 0.0, 1.0, 3.0])
    effect = 63 / 32 - 1
    # Without another of the 31: 62 / 31; of the others without 0: 4 / 3, without 3: 1 / 3.
    check = left_out(estimated(effect), data)
    assert (check.name, check.passed) == ("leave_one_out", False)
    assert check.detail == {
        "lowest": pytest.approx(0.0), "highest": pytest.approx(63 / 32 - 1 / 3)
    }  # fmt: skip
    even = changed([2.0] * 32, [0.0] * 4)
    assert left_out(estimated(2.0), even).passed is True
    assert left_out(estimated(-2.0), changed([-2.0] * 32, [0.0] * 4)).passed is True
    assert left_out(estimated(4.01), changed([4.01] * 32, [0.0, 4.01 * 2.01])).passed is False
    assert left_out(estimated(0.0), changed([0.0] * 32, [0.0] * 4)).passed is False


def test_up_to_thirty_are_left_out_one_by_one(monkeypatch):
    monkeypatch.setattr(read.made, "leave_one_out", lambda *_: "one by one")
    assert left_out(estimated(1.0), changed([1.0] * 30, [0.0] * 3)) == "one by one"
    assert isinstance(left_out(estimated(1.0), changed([1.0] * 31, [0.0] * 3)), Check)


def sheet_of(noise=0.1, effect=0.5, same=True, count=10, years=(2024, 2025, 2026, 2027, 2028), **more):
    rng = np.random.default_rng(4)
    rows = []
    for at in range(count):
        name, own = f"u{at:02d}", at % 2
        rows += [(name, y, rng.normal(0, noise) + effect * (own and y >= 2027), 2027 * own, name) for y in years]
    table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"])
    given = {"until": 2028, "looked_for": 0.2, "points": None, "place": "abroad:1", **more}
    return FilledSheet(
        place_en="Hegang", place_zh="鹤岗", measure="retraining_coverage", outcome="months_at_work", transform="share",
        first=2027, years=2, seed=3, futures=80, planned=count, same_start=same, table=table, **given,
    )  # fmt: skip


@pytest.fixture
def none_left_out(monkeypatch):
    """No unit is left out: that takes a fit of its own for each."""
    monkeypatch.setattr(read, "left_out", lambda *_: Check("leave_one_out", True, {"lowest": 0.25}))


@pytest.mark.usefixtures("none_left_out")
@pytest.mark.parametrize("same", [True, False])
def test_a_sheet_stands_the_checks_of_its_start(same):
    """Years before are asked where units did not start alike."""
    sheet = sheet_of(same=same)
    data = study(sheet.table, horizon=2, least_pre_periods=1)
    main, rules = staggered(data), protocol()["rules"]
    estimate, found, said, refused = judged(sheet)
    assert (estimate.effect, refused, said) == (main.effect, None, EFFECT)
    expected = {
        "sensitivity": Check("sensitivity", True, {"low": main.low, "high": main.high}),
        "wild_bootstrap": checks.wild_bootstrap(data, 0.05, rules["bootstrap_draws"], 3),
        "leave_one_out": Check("leave_one_out", True, {"lowest": 0.25}),
        "pre_trends": checks.pre_trends(main, data, 6, 0.05, 0.8),
        "placebo_in_time": checks.placebo_in_time(data, [1], 0.05),
    }
    names = list(expected)[: 3 if same else 5]
    assert list(found) == names
    assert found == {name: expected[name] for name in names}
    down = judged(replace(sheet, table=sheet.table.assign(outcome=-sheet.table["outcome"])))
    assert (down[2], down[1]["sensitivity"].passed) == (EFFECT, True)


@pytest.mark.usefixtures("none_left_out")
def test_one_year_before_is_enough_and_without_one_group_nothing_is_estimated():
    one = judged(sheet_of(years=(2026, 2027, 2028)))
    assert (one[2], one[3]) == (EFFECT, None)
    sheet = sheet_of()
    estimate, found, said, refused = judged(replace(sheet, table=sheet.table[sheet.table["first_year"] > 0]))
    assert (estimate, found, said, refused.key) == (
        None, {}, Verdict("not_identified", ("refused",)), "study_no_controls",
    )  # fmt: skip


def test_a_line_of_points_is_judged_by_its_jump_and_the_change_before():
    sheet = sheet_of(count=40)
    sheet = replace(sheet, points={f"u{at:02d}": float(at // 2 + 20 * (at % 2)) for at in range(40)})
    estimate, found, said, refused = by_points(sheet, 0.05)
    assert (estimate.design, said, refused) == ("threshold", EFFECT, None)
    assert found == {
        "sensitivity": Check("sensitivity", True, {"low": estimate.low, "high": estimate.high}),
        "placebo_in_time": before_the_line(sheet.table, sheet.points, 2027, 0.05),
    }
    assert judged(sheet)[1] == found
    assert found["sensitivity"].detail["low"] < estimate.effect < found["sensitivity"].detail["high"]
    few = by_points(replace(sheet, table=sheet.table[sheet.table["place"] < "u18"]), 0.05)
    assert (few[0], few[1], few[2].reasons, few[3].key) == (None, {}, ("refused",), "study_few_at_line")


@pytest.mark.usefixtures("none_left_out")
@pytest.mark.parametrize(("looked_for", "verdict"), [(0.8, "no_effect_beyond"), (0.001, "not_identified")])
def test_a_trial_says_no_where_it_excludes_what_was_looked_for(looked_for, verdict):
    assert judged(sheet_of(effect=0.0, looked_for=looked_for))[2].kind == verdict


@pytest.mark.usefixtures("none_left_out")
def test_a_reading_abroad_has_no_card_and_says_how_many_would_tell():
    """Ten units, whose error times two is the spread of two groups: what that spread needs."""
    sheet = sheet_of(effect=0.0, looked_for=0.001)
    found = read.reading(None, sheet)
    estimate, made, said, _ = judged(sheet)
    spread = estimate.standard_error * sqrt(10) / 2
    assert found.needed == units_needed(0.001, spread)
    assert (found.place, found.place_name.en, found.place_name.zh, found.measure, found.outcome, found.transform) == (
        "abroad:1", "Hegang", "鹤岗", "retraining_coverage", "months_at_work", "share",
    )  # fmt: skip
    assert (found.until, found.ended, found.verdict, found.reasons, found.bound) == (
        2028, True, "unclear", said.reasons, said.bound,
    )  # fmt: skip
    assert found.effect == effect_of(estimate)
    assert {name: (each.passed, each.detail) for name, each in found.checks.items()} == {
        name: (each.passed, each.detail) for name, each in made.items()
    }
    assert (found.card_before, found.card_after, found.effective, found.surprising, found.refused) == (
        None, None, None, False, None,
    )  # fmt: skip
    early = read.reading(None, replace(sheet, until=2027))
    assert (early.ended, early.verdict, early.needed) == (False, "early", None)
    table = sheet.table[sheet.table["first_year"] > 0]
    refused = read.reading(None, replace(sheet, table=table))
    assert (refused.verdict, refused.effect, refused.needed) == ("unclear", None, None)
    assert isinstance(refused.refused, Bilingual)
    assert refused.refused.en != refused.refused.zh


@pytest.mark.usefixtures("none_left_out")
@pytest.mark.parametrize(
    ("effect", "until", "after", "effective"),
    [(0.5, 2028, "after", 99.9), (0.5, 2028, "after", 100.0), (0.0, 2028, "before", None), (0.0, 2027, "before", None)],
)
def test_a_card_is_made_anew_where_the_answer_says_something(monkeypatch, effect, until, after, effective):
    """Neither where it is unclear nor before the end; with fewer than a hundred draws the answer is surprising."""
    card = SimpleNamespace(decision="before")
    monkeypatch.setattr(read, "card_of", lambda panel, place, measure, asked: {
        (None, "230400", "retraining_coverage", 80, 3): card
    }[panel, place.code, measure.key, asked.futures, asked.seed])  # fmt: skip
    monkeypatch.setattr(read, "card_after", lambda *_: ("after", effective))
    found = read.reading(None, sheet_of(effect=effect, until=until, place="230400", looked_for=0.001))
    assert (found.card_before, found.card_after, found.effective) == ("before", after, effective)
    assert found.surprising is (effective == 99.9)


@dataclass(frozen=True)
class Parts:
    """A stand-in for an account and the size of an effect."""

    base: float
    years: np.ndarray
    yardstick: np.ndarray


@dataclass(frozen=True)
class Whole:
    """A stand-in for a gain: draws, and what has another length or is a number."""

    account: Parts
    size: Parts
    here: np.ndarray
    error: float


def test_draws_are_taken_of_every_part_that_has_as_many():
    of = Parts(5.0, np.array([2026.0, 2027.0]), np.array([1.0, 2.0, 3.0]))
    found = read.redrawn(Whole(of, of, np.array([4.0, 5.0, 6.0]), 0.5), np.array([2, 2, 0]))
    for each in (found.account, found.size):
        assert (each.base, each.years.tolist(), each.yardstick.tolist()) == (5.0, [2026, 2027], [3, 3, 1])
    assert (found.here.tolist(), found.error) == ([6, 6, 4], 0.5)


def test_a_card_after_counts_the_draws_that_tell(monkeypatch):
    """Two of four draws as likely as each other and the others not at all: two count."""
    here = np.array([0.0, 0.0, 9.0, -9.0])
    monkeypatch.setattr(read, "effects_here", lambda *_: here)
    monkeypatch.setattr(read, "seen_by", {"subsidy": 1.0}.get)
    monkeypatch.setattr(read, "redrawn", lambda _, drawn: SimpleNamespace(account=("account", set(drawn) <= {0, 1})))
    monkeypatch.setattr(read, "programme_decision", lambda judged, needs: (judged.asked, judged.account, needs))
    asked = SimpleNamespace(programme=SimpleNamespace(lever="subsidy"))
    card = SimpleNamespace(
        gain=object(), asked=asked, decision="before",
        basis=SimpleNamespace(asked=SimpleNamespace(seed=1), needs="needs"),
    )  # fmt: skip
    decision, effective = read.card_after(card, estimated(0.0, 0.5))
    assert decision == (asked, ("account", True), "needs")
    assert effective == pytest.approx(2.0)
    for name in ("gain", "asked"):
        assert read.card_after(SimpleNamespace(**{**vars(card), name: None}), estimated(0.0)) == ("before", None)
