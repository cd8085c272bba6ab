import itertools
import math

import numpy
import pytest

from relode.errors import RelodeError
from relode.panel import load
from relode.panel.doubt.own import contradictions, fastest, judged, misfits
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


def shipped(panel, name, year, place="hegang"):
    return float(panel["value"].sel(quantity=name, place=find(place).code, year=year))


@pytest.mark.parametrize("factor", [1e4, 1e-4, 1e3, 1e-8])
def test_units_mixed_up_are_told_with_the_figure_that_is_meant(panel, factor):
    right = shipped(panel, "population", 2020)
    with pytest.raises(RelodeError) as caught:
        judged(panel, own("population", 2020, right * factor))
    assert caught.value.key == "own_figures.swapped"
    assert caught.value.values["right"] == f"{right:,.6g}"
    assert (caught.value.values["year"], caught.value.values["known"]) == (2020, f"{right:,.6g}")  # the nearest one


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


def test_a_little_below_the_smallest_of_all_places_is_no_other_unit(panel):
    """By a half or double of what others have a place may differ; a thousand times as much would lie among them."""
    everywhere = panel["value"].sel(quantity="budget_revenue")
    least = float(everywhere.where(everywhere > 0).min())
    assert least * 1e3 < float(everywhere.max())
    place = next(str(each) for each in panel["place"].to_numpy() if not everywhere.sel(place=each).notnull().any())
    assert judged(panel, Override(place, "budget_revenue", 2023, 0.9 * least, "")).value == 0.9 * least
    with pytest.raises(RelodeError):
        judged(panel, Override(place, "budget_revenue", 2023, 0.4 * least, ""))


def test_an_ordinary_correction_is_left_alone(panel):
    right = shipped(panel, "population", 2020)
    for value in (right * 0.95, right * 1.15):
        one = own("population", 2020, value)
        assert judged(panel, one) is one
        assert [reason.key for _, reason in misfits(panel, [("C2", one)])] == []


def test_impossible_growth_is_told(panel):
    one = own("population", 2021, 2.5 * shipped(panel, "population", 2020))
    (told,) = [reason for cell, reason in misfits(panel, [("C2", one)]) if reason.key == "own_figures.fast"]
    assert (told.values["growth"], told.values["year"]) == ("+150.0", 2020)


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


@pytest.mark.parametrize(
    ("base", "place"), [(2000, "hegang"), (2005, "hegang"), (2010, "hegang"), (2015, "ordos"), (2020, "ordos")]
)
def test_output_at_constant_prices_is_told_with_its_base_year(panel, base, place):
    at = {"place": place}
    index = {year: shipped(panel, "gdp_real_index", year, **at) for year in (base, 2023)}
    constant = shipped(panel, "gdp_nominal", base, **at) * index[2023] / index[base]
    found = misfits(panel, [("C2", own("gdp_nominal", 2023, round(constant, 1), **at))])
    told = {reason.key: reason.values for _, reason in found}
    assert told["own_figures.constant_prices"]["base"] == base


def test_prices_that_hardly_moved_since_the_base_year_are_no_fault(panel):
    """Tianjin in 2016 at prices of 2015 lies .5 % above its output at current prices: either may be meant."""
    at = {"place": "tianjin"}
    index = {year: shipped(panel, "gdp_real_index", year, **at) for year in (2015, 2016)}
    constant = shipped(panel, "gdp_nominal", 2015, **at) * index[2016] / index[2015]
    assert constant / shipped(panel, "gdp_nominal", 2016, **at) == pytest.approx(1.0048, abs=1e-4)
    told = [reason.key for _, reason in misfits(panel, [("C2", own("gdp_nominal", 2016, round(constant, 1), **at))])]
    assert "own_figures.constant_prices" not in told
    assert keys(panel, own("gdp_nominal", 2023, shipped(panel, "gdp_nominal", 2023) * 1.01)) == []


def test_residents_given_for_registered_people_are_told(panel):
    assert keys(panel, own("population_registered", 2010, 1_058_665)) == []  # they differ by 1.4 % only: no telling
    place = next(
        code
        for code in map(str, panel["place"].to_numpy())
        if (float(panel["value"].sel(quantity="population_registered", place=code, year=2010)) or 0)
        > 1.1 * float(panel["value"].sel(quantity="population", place=code, year=2010))
    )
    residents = float(panel["value"].sel(quantity="population", place=place, year=2010))
    found = keys(panel, Override(place, "population_registered", 2010, residents, ""))
    assert ("C2", "own_figures.resident") in found


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


def test_parts_that_do_not_add_up_to_their_whole_are_told_once(panel):
    ages = [own(name, 2020, value) for name, value in (("age_0_14", 60_000), ("age_15_59", 600_000))]
    good = own("population", 2020, 880_000), *ages, own("age_60_plus", 2020, 220_000)
    assert [key for _, key in keys(panel, *good) if key == "own_figures.sum"] == []
    bad = own("population", 2020, 890_000), *good[1:]
    assert [pair for pair in keys(panel, *bad) if pair[1] == "own_figures.sum"] == []
    told = contradictions(panel, [(f"{letter}2", one) for letter, one in zip("CDEF", bad, strict=False)])
    assert [(cell, reason.key) for cell, reason in told] == [("C2", "own_figures.sum")]


def test_one_part_that_takes_its_whole_beyond_what_ships_of_the_others_is_told(panel):
    whole, part = own("population", 2020, 891_000), own("age_0_14", 2020, 2 * shipped(panel, "age_0_14", 2020))
    assert ("C2", "own_figures.sum") in keys(panel, whole, part)
    assert "own_figures.sum" not in {key for _, key in keys(panel, part)}


def test_debt_beyond_its_limit_is_told(panel):
    figures = own("government_debt", 2024, 200.0), own("government_debt_limit", 2024, 150.0)
    assert ("C2", "own_figures.part") in keys(panel, *figures)


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
    parts = [("C2", own("government_debt", 2024, 200.0)), ("D2", own("government_debt_general", 2024, 210.0))]
    assert {cell for cell, reason in misfits(panel, parts) if reason.key == "own_figures.part"} == {"C2", "D2"}
    people = [("C2", own("population_urban", 2020, 900_000))]  # above what ships: looked at again, not refused
    assert [reason.key for _, reason in misfits(panel, people)].count("own_figures.part") == 1
    assert contradictions(panel, people) == []


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


def test_growth_of_a_figure_below_one_is_judged_too(panel):
    """By hand: from 0.9 to 0.2 hundred million yuan is a fall by 78 %, beyond any bound."""
    name = "budget_science_expenditure"
    found = misfits(panel, [("C2", own(name, 2024, 0.2)), ("C3", own(name, 2023, 0.9))])
    growth = {cell: reason.values["growth"] for cell, reason in found if reason.key == "own_figures.fast"}
    assert growth["C2"] == "-77.8"


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


def test_a_year_to_come_is_refused_with_the_reason():
    from relode.panel.overrides import checked_overrides

    row = {"place": "hegang", "quantity": "population", "year": "2030", "value": "700000", "note": ""}
    with pytest.raises(RelodeError, match="2030 lies after 2025"):
        checked_overrides([(2, row)], "own.csv")


@pytest.mark.parametrize(
    ("given", "refused", "key"),
    [
        ({"population": 850_000, "age_15_59": 900_000}, {"population", "age_15_59"}, "own_figures.part"),
        ({"population": 850_000, "employment_total": 860_000}, {"population", "employment_total"}, "own_figures.part"),
        (
            {"employment_total": 800_000, "age_15_59": 560_000, "age_60_plus": 230_000},
            {"employment_total", "age_15_59", "age_60_plus"},
            "own_figures.part",
        ),
        ({"age_60_plus": 230_000, "age_65_plus": 240_000}, {"age_60_plus", "age_65_plus"}, "own_figures.part"),
        (
            {"population": 850_000, "age_0_14": 65_000, "age_15_59": 560_000, "age_60_plus": 230_000},
            {"population"},
            "own_figures.sum",  # 855,000
        ),
        ({"population": 855_000, "age_0_14": 65_000, "age_15_59": 560_000, "age_60_plus": 230_000}, set(), None),
        ({"population": 850_000, "employment_total": 330_000, "age_15_59": 560_000}, set(), None),
    ],
)
def test_own_people_ages_and_jobs_that_contradict_each_other_are_refused(panel, given, refused, key):
    figures = [(name, own(name, 2024, value)) for name, value in given.items()]
    result = contradictions(panel, figures)
    assert {cell for cell, _ in result} == refused
    assert {reason.key for _, reason in result} == ({key} if key else set())
    told = {reason.key for _, reason in misfits(panel, figures)}
    assert not told & {"own_figures.part", "own_figures.sum"}  # what is refused is not told twice


def test_a_file_with_such_cells_is_asked_back_with_both(tmp_path, panel):
    path = tmp_path / "own.csv"
    path.write_text("place,quantity,year,value,note\nhegang,population,2024,850000,\nhegang,age_15_59,2024,900000,\n")
    result = read_own_figures(path, panel)
    assert not result.figures
    assert [each.cell for each in result.errors] == ["2", "3"]
    with pytest.raises(RelodeError) as caught:
        result.usable()
    assert all(text in str(caught.value) for text in ("[2]", "[3]", "900,000", "850,000"))


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
    assert {"own_revenue_bound", "transfers_received", "births_resident"} <= set(empty)
    values = {name: 0.4 + at for at, name in enumerate(empty)} | {name: 0.7 for name in empty if "occupancy" in name}
    found = read_own_figures(filled(tmp_path, "zh", values)[0], panel)
    own_panel = load(found.usable())["value"].sel(place=find("hegang").code, year=2025)
    assert {name: float(own_panel.sel(quantity=name)) for name in empty} == pytest.approx(values)


def test_stages_that_miss_all_secondary_schools_are_looked_at_again(panel):
    """By hand: 1,500 and 700 are 2,200 and not 2,300; a transfer to exhausted cities of 3 is more than all of 2."""
    stages = (("junior_secondary", 1500), ("senior_secondary", 700), ("secondary", 2300))
    teachers = [(f"C{at}", own(f"teachers_{stage}", 2025, count)) for at, (stage, count) in enumerate(stages)]
    assert [cell for cell, reason in misfits(panel, teachers) if reason.key == "own_figures.sum"] == ["C2"]
    money = [("D0", own("transfers_received", 2025, 2)), ("D1", own("exhausted_city_transfer_received", 2025, 3))]
    assert {cell for cell, reason in misfits(panel, money) if reason.key == "own_figures.part"} == {"D0", "D1"}
