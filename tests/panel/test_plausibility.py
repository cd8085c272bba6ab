import itertools
import math

import numpy
import pytest

from relode.errors import RelodeError
from relode.panel import load
from relode.panel.doubt.own import fastest, judged, misfits
from relode.panel.overrides import Override
from relode.panel.own_figures import read_own_figures, titled
from relode.places import find
from relode.report.template_workbook import write_template
from relode.shipped_tables import rows
from relode.vocabulary import quantity


@pytest.fixture(scope="module")
def panel():
    return load()


def own(name, year, value, place="hegang"):
    return Override(find(place).code, name, year, value, "")


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


def keys(panel, *figures):
    return [(cell, reason.key) for cell, reason in misfits(panel, [(f"C{n}", one) for n, one in enumerate(figures, 2)])]


def test_growth_is_fast_if_one_change_in_a_thousand_is_and_own_years_count(panel):
    values = panel["value"].sel(quantity="population").to_numpy()
    changes = []
    for line in values:
        at = [i for i in range(len(line)) if line[i] > 0]
        for one, two in itertools.pairwise(at):
            if two - one <= 10:
                changes.append(abs(math.log(line[two] / line[one])) / (two - one))
    assert fastest(panel, "population") == pytest.approx(max(0.03, numpy.quantile(changes, 0.999)), rel=1e-9)
    calm = own("population_resident_reported", 2023, 850_000), own("population_resident_reported", 2024, 840_000)
    wild = calm[0], own("population_resident_reported", 2024, 400_000)
    assert keys(panel, *calm) == []
    assert {key for _, key in keys(panel, *wild)} == {"own_figures.fast"}


def test_figures_of_other_boundaries_are_told(panel):
    flags = panel["flag"].sel(quantity="population", year=2010).to_numpy().astype(str)
    at = next(i for i, flag in enumerate(flags) if "reaggregated" in flag)
    place = str(panel["place"].to_numpy()[at])
    value = float(panel["value"].sel(quantity="population", place=place, year=2010))
    assert ("C2", "own_figures.boundary") in keys(panel, Override(place, "population", 2010, value, ""))
    pairs = panel["value"].sel(quantity=["population", "population_matched"], year=2020).to_numpy()
    at = next(i for i in range(pairs.shape[1]) if abs(pairs[1, i] / pairs[0, i] - 1) > 0.05)
    matched = Override(str(panel["place"].to_numpy()[at]), "population", 2020, float(pairs[1, at]), "")
    assert ("C2", "own_figures.matched") in keys(panel, matched)


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


def test_a_figure_far_from_the_one_that_ships_for_the_same_year_is_doubted(tmp_path):
    from relode.panel.own_figures import read_own_figures

    def doubts(value, year=2020):
        path = tmp_path / "own.csv"
        path.write_text(f"place,quantity,year,value,note\nhegang,population,{year},{value},own\n", encoding="utf-8")
        return [note.reason.key for note in read_own_figures(path, load()).warnings]

    assert "own_figures.other_figure" in doubts(1_300_000)  # 891,271 people were counted
    assert doubts(892_000) == []
    # Of 2023 there is no count, but what was reported: 850,000.
    assert "own_figures.other_figure" in doubts(1_300_000, 2023)
    assert "own_figures.other_figure" not in doubts(851_000, 2023)
    # Of 2024 nothing ships: against the count of 2020 it would be +9.9 % a year, against what was reported +53 %.
    assert doubts(1_300_000, 2024) == ["own_figures.fast"]
    assert doubts(840_000, 2024) == []


def filled(tmp_path, language, values):
    """The template with one row for Hegang: quantity -> value of 2025; the path and the cell of each quantity."""
    from openpyxl import load_workbook

    path = tmp_path / f"{language}.xlsx"
    write_template(path, language)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["A2"], sheet["B2"] = find("hegang").name(language), 2025
    at = {titled(cell.value).name: f"{cell.column_letter}2" for cell in sheet[1][2:-1]}
    for name, value in values.items():
        sheet[at[name]] = value
    book.save(path)
    return path, {name: f"{sheet.title}!{cell}" for name, cell in at.items()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_column_refuses_what_cannot_be_at_its_own_cell(tmp_path, panel, language):
    """Each beyond the highest true value; shares as per cents are among them."""
    names = [row["quantity"] for row in rows("relode.report", "template_quantities")]
    path, at = filled(tmp_path, language, {name: quantity(name).upper * 1.07 for name in names})
    assert {each.cell for each in read_own_figures(path, panel).errors} == set(at.values())


def test_what_only_the_city_knows_reaches_the_panel(tmp_path, panel):
    names = [row["quantity"] for row in rows("relode.report", "template_quantities")]
    empty = [name for name in names if not panel["value"].sel(quantity=name).notnull().any()]
    assert {"own_revenue_bound", "transfers_received", "project_quota_special"} <= set(empty)
    values = {name: 0.4 + at for at, name in enumerate(empty)}
    found = read_own_figures(filled(tmp_path, "zh", values)[0], panel)
    own_panel = load(found.usable())["value"].sel(place=find("hegang").code, year=2025)
    assert {name: float(own_panel.sel(quantity=name)) for name in empty} == pytest.approx(values)
