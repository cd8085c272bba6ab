"""What only the city knows: each sheet changes the answer, and what cannot be is asked back with its cell."""

import numpy as np
import pytest
from openpyxl import load_workbook

import relode as rl
from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.needs import read_cells
from relode.needs.own_cells import SHEETS, Count, OwnCells, cells_of_text, cells_text, check_ratio
from relode.report.template_workbook import write_cells_template

GRADES = [2000] * 12


@pytest.fixture(scope="module")
def panel():
    return rl.panel.load()


@pytest.fixture(scope="module")
def without(panel):
    return rl.needs.of(panel, "hegang")


@pytest.fixture
def filled(tmp_path):
    """A workbook of the template with lines in its sheets."""

    def make(language="en", **lines):
        path = tmp_path / "cells.xlsx"
        path.unlink(missing_ok=True)
        write_cells_template(path, language)
        book = load_workbook(path)
        for key, rows in lines.items():
            sheet = book[say(f"needs.sheet.{key}", language)]
            for row in rows:
                sheet.append(row)
        book.save(path)
        return path

    return make


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_read_in_both_languages(filled, language):
    path = filled(
        language,
        births_since_2021=[[2021, 3000], [2022, 2500]],
        pupils_by_school=[[2025, "1", *GRADES]],
        teachers_by_birth=[[2025, "小学", 1966, 100, 200], [2025, "secondary", 1985, 500, 1500]],
        residents_of_homes=[[2025, "A", 100, 60], [2024, "A", 100, 99]],
        homes_without_light=[[2025, "east", 1000, 200]],
        heated_area=[[2025, "1", 50000, 500, 400]],
        closing_mines=[[2028, "Fuli Coal Mine", 568]],
    )
    cells = read_cells(path)
    assert set(cells.filled) == set(SHEETS)
    assert cells.notices == {"Fuli Coal Mine": (2028, 568)}
    assert cells.births == {2021: 3000, 2022: 2500}
    assert cells.users == {"primary": (2025, 12000), "junior": (2025, 6000), "senior": (2025, 6000)}
    assert [cells.there[key].there for key in ("teachers_primary", "teachers_secondary")] == [300, 2000]
    assert cells.there["care_homes"].in_use == 60  # the newest year
    assert cells.there["homes"].in_use == 800
    assert cells.there["heating"].in_use == 40000


def test_births_move_children_who_were_not_born(panel, without, filled):
    born = read_cells(filled(births_since_2021=[[year, 1000] for year in range(2021, 2026)]))
    found = rl.needs.of(panel, "hegang", cells=born)
    before, after = (each.service("primary").at(2030).users.value for each in (without, found))
    # In 2030 those of 6 to 9 were born from 2021 to 2024; those of 10 and 11 before.
    people = rl.outlook.ages(panel, "hegang")
    expected = [people.expected[year - 2021, :, 0].sum() for year in range(2021, 2025)]
    by_age = people.people[:, 9].sum(axis=1)
    scaled = by_age[:, 10:12].sum(axis=1) + sum(
        by_age[:, 2030 - y] * 1000 / e for y, e in zip(range(2021, 2025), expected, strict=True)
    )
    assert after < before
    assert after == pytest.approx(0.999 * np.median(scaled))
    assert "births_since_2021" not in found.missing


def test_pupils_by_school_give_the_share_that_goes_there(panel, without, filled):
    path = filled(pupils_by_school=[[2025, "1", *[2500] * 6, *[4000] * 3, *[2000] * 3]])
    found = rl.needs.of(panel, "hegang", cells=read_cells(path))
    assert found.service("primary").at(2025).users.value == pytest.approx(15000)
    assert found.service("junior").coverage.sources == ("user",)
    assert found.service("teachers_primary").at(2025).users.value == pytest.approx(15000)
    assert found.service("teachers_secondary").at(2025).users.value == pytest.approx(18000, rel=0.02)
    assert found.service("primary").at(2030).users.value < without.service("primary").at(2030).users.value


def test_teachers_by_year_of_birth_tell_who_leaves(panel, filled):
    # Men at 60 and women at 55, later by their month of birth: men of 1965 leave in 2025, women of 1970 too.
    path = filled(
        teachers_by_birth=[[2025, "primary", *row] for row in ((1967, 300, 0), (1973, 0, 400), (1990, 100, 400))]
    )
    cells = read_cells(path)
    # June 1967: 30 months after January 1965, so 8 months later than June 2027; June 1973: 42 months after
    # January 1970, 11 months later than June 2028.
    assert cells.leavers("teachers_primary", 2025, 2027) == 0
    assert cells.leavers("teachers_primary", 2025, 2028) == 300
    assert cells.leavers("teachers_primary", 2025, 2029) == 700
    assert cells.leavers("teachers_secondary", 2025, 2029) is None
    found = rl.needs.of(panel, "hegang", cells=cells)
    assert found.service("teachers_primary").capacity.value == 1200
    by_name = {each.name: each for each in found.measures}
    assert by_name["replace_one_leaver_in_n"].reason.values["leavers"].value == 700
    assert by_name["replace_one_leaver_in_n"].reason.values["leavers"].sources == ("user",)


def test_residents_of_homes_are_what_is_used(panel, without, filled):
    found = rl.needs.of(panel, "hegang", cells=read_cells(filled(residents_of_homes=[[2023, "A", 6230, 2000]])))
    before, after = (each.service("care_homes").at(2030).need["own"].value for each in (without, found))
    assert after == pytest.approx(before * 2000 / 6230)


def test_homes_without_light_and_heated_area_give_a_verdict(panel, without, filled):
    path = filled(homes_without_light=[[2025, "all", 400000, 100000]], heated_area=[[2025, "1", 20e6, 300000, 200000]])
    found = rl.needs.of(panel, "hegang", cells=read_cells(path))
    people = found.service("homes")
    share = people.at(2030).users.value / people.at(2025).users.value
    assert people.at(2030).need["own"].value == pytest.approx(300000 * share, rel=0.01)
    by_name = {each.name: each for each in found.measures}
    assert {each.name: each for each in without.measures}["take_down_homes"].verdict == "fill_in"
    assert by_name["take_down_homes"].verdict == "do"
    assert by_name["take_down_homes"].cost.interval_90[0] == pytest.approx(60000 * people.at(2030).sure)
    assert by_name["shorten_heat_lines"].verdict == "do"


@pytest.mark.parametrize(
    ("lines", "key", "cell"),
    [
        ({"residents_of_homes": [[2025, "A", 50, 60]]}, "needs.more_than_there", "D2"),
        ({"homes_without_light": [[2025, "A", 50, 60]]}, "needs.more_than_there", "D2"),
        ({"heated_area": [[2025, "1", 100, 50, 60]]}, "needs.more_than_there", "E2"),
        ({"births_since_2021": [[2019, 60]]}, "needs.births_before", "A2"),
        ({"births_since_2021": [[2022, "many"]]}, "needs.not_a_count", "B2"),
        ({"births_since_2021": [[2022, -5]]}, "needs.not_a_count", "B2"),
        ({"births_since_2021": [[2022, "=1+1"]]}, "needs.no_value", "B2"),
        (
            {"pupils_by_school": [[2024, "1", *[100] * 12], [2025, "1", 100, 30, *[100] * 10]]},
            "needs.grade_does_not_follow",
            "D3",
        ),
        (
            {"pupils_by_school": [[2025, "1", *GRADES]], "teachers_by_birth": [[2025, "primary", 1980, 100, 99]]},
            "needs.no_such_ratio",
            "C2",
        ),
        (
            {"pupils_by_school": [[2025, "1", *[10] * 12]], "teachers_by_birth": [[2025, "primary", 1980, 100, 100]]},
            "needs.no_such_ratio",
            "C2",
        ),
    ],
)
def test_what_cannot_be_is_asked_back_with_the_cell(filled, lines, key, cell):
    with pytest.raises(RelodeError) as error:
        read_cells(filled(**lines))
    assert error.value.key == key
    assert f"!{cell}" in str(error.value)


def test_pupils_are_held_against_the_grade_below_a_year_before_and_no_other(filled):
    """Every grade of 2025 is the one below it of 2024, and far from its neighbour in the same year."""
    before = [100, 400, 100, 400, 100, 400, 100, 400, 100, 400, 100, 400]
    assert read_cells(filled(pupils_by_school=[[2024, "1", *before], [2025, "1", 150, *before[:-1]]]))
    with pytest.raises(RelodeError, match="E3"):
        read_cells(filled(pupils_by_school=[[2024, "1", *before], [2025, "1", 150, 100, 1800, *before[2:-1]]]))


def test_own_pupils_beside_shipped_teachers_are_asked_back(panel, filled):
    path = filled(pupils_by_school=[[2025, "1", *[100] * 12]])
    with pytest.raises(RelodeError) as error:
        rl.needs.of(panel, "hegang", cells=read_cells(path))
    assert error.value.key == "needs.no_such_ratio"
    assert "!C2:N2" in str(error.value)


def test_a_workbook_without_a_filled_sheet_or_a_head_is_refused(filled, tmp_path):
    with pytest.raises(RelodeError) as error:
        read_cells(filled())
    assert error.value.key == "needs.no_sheet"
    path = filled(births_since_2021=[[2022, 5]])
    book = load_workbook(path)
    book[say("needs.sheet.births_since_2021", "en")]["B1"] = "how many"
    book.save(path)
    with pytest.raises(RelodeError) as error:
        read_cells(path)
    assert error.value.key == "needs.no_column"
    with pytest.raises(RelodeError):
        write_cells_template(path, "en")  # it stands there already
    with pytest.raises(RelodeError):
        write_cells_template(tmp_path / "cells.csv", "en")


def test_at_their_limits_cells_are_taken(filled):
    """Births of 2021; grades that double or halve; grades of fewer than 20; homes that are all dark; no seniors."""
    lines = {
        "births_since_2021": [[2021, 1200], [2021, "1,300.5"], [2022, ""]],
        "pupils_by_school": [
            [2024, "1", 100, 100, 19, 40, *[50] * 8],
            [2025, "1", 70, 200, 50, 900, 20, *[50] * 4, "", "", ""],
            [2025, "2", 60, 1, 1, 1, 1, 1, 500, 1, 1, "", "", ""],
        ],
        "homes_without_light": [[2025, "east", 50, 50], [2025, "west", 100, 20]],
        "heated_area": [[2025, "1", 50_000, 500, 400], [2025, "2", 3_000, 30, 30]],
        "residents_of_homes": [[2025, "A", 100, 100], [2025, "B", 40, 30]],
        "teachers_by_birth": [
            [2025, "primary", 1980, 10, 20],
            [2024, "primary", 1980, 99, 99],
            [2025, "primary", 1990, 3, 4],
        ],
    }
    cells = read_cells(filled(**lines))
    assert cells.births == {2021: 2500.5, 2022: 0.0}
    # Primary 70 + 200 + 50 + 900 + 20 + 50 and 60 + 5, junior 150 and 502; nobody is a senior.
    assert cells.users == {"primary": (2025, 1355.0), "junior": (2025, 652.0)}
    assert (cells.there["homes"].there, cells.there["homes"].in_use) == (150.0, 80.0)
    assert (cells.there["heating"].there, cells.there["heating"].in_use) == (53_000.0, 43_000.0)
    assert (cells.there["care_homes"].there, cells.there["care_homes"].in_use) == (140.0, 130.0)
    assert (cells.there["teachers_primary"].there, cells.there["teachers_primary"].in_use) == (37.0, None)
    assert cells.teachers == (("teachers_primary", 1980, 10.0, 20.0), ("teachers_primary", 1990, 3.0, 4.0))
    assert cells.pupils_at == "pupils!C3:N4"
    assert {each.year for each in cells.there.values()} == {2025}


@pytest.mark.parametrize(
    ("lines", "key", "cell"),
    [
        ({"births_since_2021": [[2020, 60]]}, "needs.births_before", "A2"),
        ({"births_since_2021": [["", 60]]}, "needs.not_a_count", "A2"),
        ({"births_since_2021": [[2022, "1.2.3"]]}, "needs.not_a_count", "B2"),
        ({"births_since_2021": [[2022, "５"]]}, "needs.not_a_count", "B2"),
        ({"teachers_by_birth": [[2025, "primary", "", 1, 1]]}, "needs.not_a_count", "C2"),
        ({"teachers_by_birth": [[2025, "university", 1980, 1, 1]]}, "needs.no_stage", "B2"),
        ({"residents_of_homes": [[2025, "A", 0, 0]]}, "needs.more_than_there", "D2"),
        ({"heated_area": [[2025, "1", 100, 0, 0]]}, "needs.more_than_there", "E2"),
        ({"pupils_by_school": [[2024, "1", *[20] * 12], [2025, "1", 20, 41, *[20] * 10]]},
         "needs.grade_does_not_follow", "D3"),
        ({"pupils_by_school": [[2024, "1", *[41] * 12], [2025, "1", 41, 20, *[41] * 10]]},
         "needs.grade_does_not_follow", "D3"),
        ({"pupils_by_school": [[2024, "1", *[20] * 12], [2025, "1", *[20] * 7, 41, *[20] * 4]]},
         "needs.grade_does_not_follow", "J3"),
        ({"pupils_by_school": [[2024, "1", *[20] * 12], [2025, "1", *[20] * 11, 41]]},
         "needs.grade_does_not_follow", "N3"),
    ],
    ids=map(str, range(12)),
)  # fmt: skip
def test_beyond_their_limits_cells_are_asked_back(filled, lines, key, cell):
    with pytest.raises(RelodeError) as error:
        read_cells(filled(**lines))
    assert error.value.key == key
    assert f"!{cell}" in str(error.value)


def test_grades_of_another_stage_or_school_need_not_follow(filled):
    """From the sixth to the seventh grade and from the ninth to the tenth pupils change their school."""
    before = [[2024, "1", *[100] * 5, 400, *[100] * 2, 400, *[100] * 3], [2024, "2", *[500] * 12]]
    after = [[2025, "1", *[100] * 12], [2025, "3", *[30] * 12]]
    assert read_cells(filled(pupils_by_school=[*before, *after])).users["junior"] == (2025, 390.0)


@pytest.mark.parametrize(
    ("pupils", "teachers", "fine"),
    [(200.0, 100.0, True), (199.0, 100.0, False), (6_000.0, 100.0, True), (6_001.0, 100.0, False), (100.0, 0.0, False)],
)
def test_from_two_to_sixty_pupils_a_teacher_there_are(pupils, teachers, fine):
    if fine:
        check_ratio(pupils, teachers, "A1")
    else:
        with pytest.raises(RelodeError, match="A1"):
            check_ratio(pupils, teachers, "A1")


def test_those_who_leave_are_counted_from_the_year_after_on():
    """Men of June 1966 and women of June 1971, each 18 months after the first of January 1965 and 1970: 60 and 5
    months are reached in November 2026, 55 and 5 months in November 2026."""
    cells = OwnCells(teachers=(("x", 1966, 100.0, 0.0), ("x", 1971, 0.0, 7.0), ("y", 1966, 5.0, 0.0)))
    assert [cells.leavers("x", *years) for years in ((2025, 2026), (2026, 2030), (2024, 2025))] == [107.0, 0.0, 0.0]
    assert OwnCells().leavers("x", 2020, 2040) is None


def test_own_cells_are_kept_as_text():
    cells = OwnCells(("heated_area",), {"heating": Count(2025, 5.0, 3.0)}, {"primary": (2025, 7.0)}, {2021: 9.0},
                     (("x", 1980, 1.0, 2.0),), "pupils!C2:N2")  # fmt: skip
    assert cells_of_text(cells_text(cells)) == cells
