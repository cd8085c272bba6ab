"""The sheet of a small invented trial, written, filled and read."""

from dataclasses import replace
from io import BytesIO
from math import exp

import numpy as np
import pytest
from openpyxl import load_workbook

from relode.errors import RelodeError
from relode.facts.readers.own_workbook import VisibleSheet
from relode.language import say
from relode.streams import stream
from relode.trials.sheet import FilledSheet, _units, first_before, lots, read_sheet, sheet_bytes

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


def test_groups_may_stand_before_units():
    """Columns are found by their heads, wherever they stand; a line may end before its last cells."""
    heads = (HEADS[1], HEADS[0], HEADS[2], "2026", "2027")
    rows = ((1, heads), (2, ("g", "a", "yes", "0.1", "0.2")), (3, ("", "b", "no", "0.3", "0.4")), (4, ("g",)))
    table, until, points = _units(VisibleSheet("Units", rows, {}), 2027, "share", [True, False], None)
    assert table.to_numpy().tolist() == [
        ["a", 2026, 0.1, 2027, "g"], ["a", 2027, 0.2, 2027, "g"], ["b", 2026, 0.3, 0, "b"], ["b", 2027, 0.4, 0, "b"],
    ]  # fmt: skip
    assert (until, points) == (2027, {})
