import pytest

from relode.errors import RelodeError
from relode.panel import load
from relode.panel.overrides import Override
from relode.panel.own_figures import titled
from relode.panel.plausibility import judged, misfits
from relode.places import find
from relode.report.template_workbook import write_template
from relode.shipped_tables import rows
from relode.vocabulary import quantity


@pytest.fixture(scope="module")
def panel():
    return load()


def own(name, year, value, place="hegang"):
    return Override(find(place).code, name, year, value, "")


def shipped(panel, name, year, place="hegang"):
    return float(panel["value"].sel(quantity=name, place=find(place).code, year=year))


@pytest.mark.parametrize("factor", [1e4, 1e-4, 1e3, 1e-8])
def test_units_mixed_up_are_told_with_the_figure_that_is_meant(panel, factor):
    right = shipped(panel, "population", 2020)
    with pytest.raises(RelodeError) as caught:
        judged(panel, own("population", 2020, right * factor))
    assert caught.value.key == "own_figures.swapped"
    assert caught.value.values["right"] == f"{right:,.6g}"


def test_a_place_without_history_is_held_against_the_others(panel):
    others = panel["value"].sel(quantity="budget_revenue", year=2023)
    usual = float(others.median())
    empty = next(
        str(place)
        for place in panel["place"].to_numpy()
        if not panel["value"].sel(quantity="budget_revenue", place=place).notnull().any()
    )
    assert judged(panel, Override(empty, "budget_revenue", 2023, usual, "")).value == usual
    with pytest.raises(RelodeError) as caught:
        judged(panel, Override(empty, "budget_revenue", 2023, usual * 1e4, ""))
    assert caught.value.key == "own_figures.swapped_places"


def test_an_ordinary_correction_is_left_alone(panel):
    right = shipped(panel, "population", 2020)
    for value in (right * 0.95, right * 1.3):
        one = own("population", 2020, value)
        assert judged(panel, one) is one
        assert [reason.key for _, reason in misfits(panel, [("C2", one)])] == []


def test_impossible_growth_is_told(panel):
    one = own("population", 2021, 2.5 * shipped(panel, "population", 2020))
    assert ("C2", "own_figures.fast") in [(cell, reason.key) for cell, reason in misfits(panel, [("C2", one)])]


def test_registered_people_given_for_residents_are_told(panel):
    place = next(
        str(code)
        for code in panel["place"].to_numpy()
        if abs(
            float(panel["value"].sel(quantity="population_registered", place=code, year=2010))
            / float(panel["value"].sel(quantity="population", place=code, year=2010))
            - 1
        )
        > 0.1
    )
    registered = float(panel["value"].sel(quantity="population_registered", place=place, year=2010))
    found = misfits(panel, [("C2", Override(place, "population", 2010, registered, ""))])
    assert "own_figures.registered" in [reason.key for _, reason in found]


def test_a_part_that_is_more_than_its_whole_is_told(panel):
    parts = [("C2", own("population", 2020, 800_000)), ("D2", own("population_urban", 2020, 810_000))]
    assert {cell for cell, reason in misfits(panel, parts) if reason.key == "own_figures.part"} == {"C2", "D2"}


def test_every_head_of_the_template_is_read_as_its_quantity(tmp_path):
    from openpyxl import load_workbook

    names = [row["quantity"] for row in rows("relode.report", "template_quantities")]
    for language in ("en", "zh"):
        path = tmp_path / f"{language}.xlsx"
        write_template(path, language)
        titles = [cell.value for cell in load_workbook(path).worksheets[0][1]][2:-1]
        assert [titled(title).name for title in titles] == names


def test_a_head_with_another_unit_is_refused():
    assert titled("地区生产总值（现价，修订数）（亿元）") is quantity("gdp_nominal")
    with pytest.raises(RelodeError) as caught:
        titled("地区生产总值（现价，修订数）（万元）")
    assert caught.value.key == "own_figures.unit"
