"""A user's own figures held against a panel of a few cells: which are doubted, with every figure that is told."""

import numpy as np
import pytest

from relode.language import Bilingual, Word
from relode.panel.doubt.own import contradictions, fastest, misfits
from relode.vocabulary import quantity

from .small_panel import R, own, revenue, small


def told(panel, *figures, look=misfits):
    """(position, kind, values) of each doubt."""
    found = look(panel, list(enumerate(figures)))
    return [(cell, reason.key.removeprefix("own_figures."), reason.values) for cell, reason in found]


def fast(growth, year, known, usual, cell=0):
    return (cell, "fast", {"growth": growth, "usual": usual, "year": year, "known": known})


@pytest.mark.parametrize(
    ("shipped", "figures", "expected"),
    [
        # The only change that ships is from 100 to 90 in two years, 5.4 % a year; of two years as near the first.
        ({"y2019": 100, "y2021": 90}, [own(R, 2020, 200)], [fast("+100.0", 2019, "100", "5")]),
        ({"y2019": 100, "y2021": 90}, [own(R, 2020, 102)], []),
        ({"y2019": 100, "y2021": 90}, [own(R, 2023, 180)], [fast("+41.4", 2021, "90", "5")]),
        ({"y2019": 100, "y2021": 90}, [own(R, 2018, 50)], [fast("-50.0", 2019, "100", "5")]),
        # Never below .03, never above .4, which stands too where nothing is known of changes.
        ({"y2019": 100, "y2021": 100}, [own(R, 2020, 103)], []),
        ({"y2019": 100, "y2021": 100}, [own(R, 2020, 104)], [fast("+4.0", 2019, "100", "3")]),
        ({"y2019": 100, "y2018": 10}, [own(R, 2020, 149)], []),
        ({"y2019": 100, "y2018": 10}, [own(R, 2020, 150)], [fast("+50.0", 2019, "100", "49")]),
        ({"y2019": 100}, [own(R, 2020, 149)], []),
        ({"y2019": 100}, [own(R, 2020, 150)], [fast("+50.0", 2019, "100", "49")]),
        # Ten years apart two figures say something of each other, eleven apart nothing, whoever gives them.
        ({"y2010": 1}, [own(R, 2020, 1000)], [fast("+99.5", 2010, "1", "49")]),
        ({"y2009": 1}, [own(R, 2020, 1000)], []),
        ({}, [own(R, 2000, 1), own(R, 2010, 1000)],
         [fast("-49.9", 2010, "1,000", "49"), fast("+99.5", 2000, "1", "49", 1)]),
        ({}, [own(R, 2000, 1), own(R, 2011, 1000)], []),
        ({"y2019": 100}, [own(R, 2019, 300), own(R, 2020, 300)],
         [(0, "other_figure", {"known": "100", "usual": "49"})]),
        ({}, [own(R, 2019, 0), own(R, 2020, 50)], []),
        ({"y2019": 100}, [own(R, 2020, 0)], []),
        # Another figure for the same year.
        ({"y2020": 100}, [own(R, 2020, 149)], []),
        ({"y2020": 100}, [own(R, 2020, 150)], [(0, "other_figure", {"known": "100", "usual": "49"})]),
        ({"y2020": 100}, [own(R, 2020, 0)], []),
    ],
)  # fmt: skip
def test_a_change_is_fast_beside_all_changes_that_ship(shipped, figures, expected):
    assert told(revenue(**shipped), *figures) == expected


def test_a_rate_is_not_held_against_its_other_years():
    panel = small({("unemployment_rate", 2019): 0.02, ("unemployment_rate", 2020): 0.02})
    assert told(panel, own("unemployment_rate", 2020, 0.4)) == []


def test_what_is_fast_is_what_all_but_one_change_in_a_thousand_stay_below():
    """Changes by .1 and .3 a year: .1 + .999 of .2. Figures of nought and steps of more than ten years do not count."""
    e = np.exp
    lines = {"110000": {2000: 1, 2001: 0, 2002: e(0.2)}, "230400": {2000: 1, 2010: e(3)}}
    cells = {(R, year, place): value for place, line in lines.items() for year, value in line.items()}
    far = {(R, 1990, "231100"): 1, (R, 2001, "231100"): e(3.85)}
    assert fastest(small(cells | far), R) == pytest.approx(0.1 + 0.999 * 0.2, rel=1e-12)
    assert fastest(small({key: value for key, value in cells.items() if key[2] == "230400"}), R) == pytest.approx(0.3)


REPORTED = "population_resident_reported"


@pytest.mark.parametrize(
    ("shipped", "figure", "expected"),
    [
        # What was reported in 2023 is nearer than the count of 2020, and stands in for one; of one year each its own.
        ({("population", 2020): 1000, (REPORTED, 2023): 900}, ("population", 2024, 890), []),
        ({("population", 2020): 1000, (REPORTED, 2023): 900}, ("population", 2024, 450),
         [fast("-50.0", 2023, "900", "49")]),
        ({("population", 2020): 1000, (REPORTED, 2020): 500}, ("population", 2021, 1000), []),
        ({("population", 2020): 1000, (REPORTED, 2020): 500}, (REPORTED, 2021, 500), []),
        ({(REPORTED, 2023): 900}, ("population", 2023, 1400), [(0, "other_figure", {"known": "900", "usual": "49"})]),
        ({(REPORTED, 2023): 900, ("population", 2023): 1300}, ("population", 2023, 1400), []),
        ({("population", 2022): 900, ("population", 2023): 900}, ("budget_revenue", 2023, 1400), []),
    ],
)  # fmt: skip
def test_a_count_and_what_was_reported_of_residents_stand_for_each_other(shipped, figure, expected):
    assert told(small(shipped), own(*figure)) == expected


def swapped(key, registered, resident, year=2020):
    return [(0, key, {"registered": registered, "resident": resident, "year": year})]


HUKOU = "population_registered"


@pytest.mark.parametrize(
    ("shipped", "figure", "expected"),
    [
        ({HUKOU: (2020, 1100)}, ("population", 1100), swapped("registered", "1,100", "1,000")),
        # Within .2 % it is the same figure; a year apart within .6 %, three years apart within 1.4 %, later not at all.
        ({HUKOU: (2020, 1100)}, ("population", 1102), swapped("registered", "1,100", "1,000")),
        ({HUKOU: (2020, 1100)}, ("population", 1098), swapped("registered", "1,100", "1,000")),
        ({HUKOU: (2020, 1100)}, ("population", 1103), []),
        ({HUKOU: (2019, 1100)}, ("population", 1106), swapped("registered", "1,100", "1,000", 2019)),
        ({HUKOU: (2021, 1100)}, ("population", 1106), swapped("registered", "1,100", "1,000", 2021)),
        ({HUKOU: (2019, 1100)}, ("population", 1107), []),
        ({HUKOU: (2017, 1100)}, ("population", 1115), swapped("registered", "1,100", "1,000", 2017)),
        ({HUKOU: (2017, 1100)}, ("population", 1116), []),
        ({HUKOU: (2016, 1100)}, ("population", 1100), []),
        # What differs by less than 2 % cannot be told apart.
        ({HUKOU: (2020, 1019)}, ("population", 1019), []),
        ({HUKOU: (2020, 1021)}, ("population", 1021), swapped("registered", "1,021", "1,000")),
        ({HUKOU: (2020, 1100)}, (REPORTED, 1100), swapped("registered", "1,100", "1,000")),
        ({HUKOU: (2020, 1100)}, (HUKOU, 1000), swapped("resident", "1,100", "1,000")),
        ({HUKOU: (2020, 1100), REPORTED: (2020, 1050)}, (HUKOU, 1050), []),
        ({HUKOU: (2020, 1100)}, (HUKOU, 1100), []),
        ({HUKOU: (2020, 1100)}, ("employment_total", 1100), [(0, "part", "jobs")]),
        ({}, ("population", 1100), []),
    ],
)  # fmt: skip
def test_registered_and_resident_people_are_told_apart_by_two_in_a_hundred(shipped, figure, expected):
    cells = {(name, year): value for name, (year, value) in shipped.items()}
    name, value = figure
    found = told(small({("population", 2020): 1000, **cells}), own(name, 2020, value))
    assert [(cell, key, "jobs" if key == "part" else values) for cell, key, values in found] == expected


def test_of_years_as_far_away_the_earlier_one_tells_who_is_registered():
    cells = {("population", 2020): 1000, (HUKOU, 2019): 1100, (HUKOU, 2021): 1200}
    assert told(small(cells), own("population", 2020, 1100)) == swapped("registered", "1,100", "1,000", 2019)
    assert told(small(cells), own("population", 2020, 1200)) == []


def constant(base, current, value, name="gdp_nominal", nominal=100):
    """Doubts about prices for a figure of 2023: output of 100 and an index of 100 in the base year, of 250 in 2023."""
    cells = {("gdp_nominal", base): nominal, ("gdp_real_index", base): 100, ("gdp_real_index", 2023): 250}
    cells |= {("gdp_nominal", 2023): current} if current else {}
    return [each[2] for each in told(small(cells), own(name, 2023, value)) if each[1] == "constant_prices"]


@pytest.mark.parametrize("base", [2000, 2005, 2010, 2015, 2020])
def test_output_at_prices_of_a_base_year_is_told(base):
    assert constant(base, 300, 250) == [{"base": base, "constant": "250", "current": "300"}]
    assert constant(base + 1, 300, 250) == []


@pytest.mark.parametrize(
    ("current", "value", "is_told"),
    [(300, 250.7, True), (300, 249.3, True), (300, 250.8, False), (256, 250, True), (255, 250, False), (245, 250, True),
     (246, 250, False)],
)  # fmt: skip
def test_constant_prices_are_met_within_three_in_a_thousand_and_differ_by_two_in_a_hundred(current, value, is_told):
    expected = [{"base": 2010, "constant": "250", "current": str(current)}]
    assert constant(2010, current, value) == (expected if is_told else [])


def test_output_without_a_current_figure_and_output_first_published_are_told_too():
    assert constant(2010, None, 250) == [{"base": 2010, "constant": "250", "current": "–"}]
    assert constant(2010, 300, 250, "gdp_first_published") == [{"base": 2010, "constant": "250", "current": "300"}]
    cells = {("gdp_nominal", 2010): 100, ("gdp_real_index", 2010): 100}
    assert told(small(cells), own("gdp_nominal", 2010, 100)) == []  # in the base year itself both are one
    assert told(small(cells), own("house_price", 2010, 100)) == []


def test_only_the_nearest_figure_says_that_its_boundaries_are_others():
    cells, flag = {(R, 2018): 100, (R, 2019): 100}, "computed;level_break;seam_before"
    assert told(small(cells, {(R, 2019): flag}), own(R, 2020, 100)) == [
        (0, "boundary", {"year": 2019, "flag": Word("flag", "level_break")})
    ]
    assert told(small(cells, {(R, 2018): flag}), own(R, 2020, 100)) == []
    assert told(small(cells, {(R, 2019): "computed"}), own(R, 2020, 100)) == []


@pytest.mark.parametrize(
    ("matched", "value", "is_told"),
    [(1100, 1102, True), (1100, 1098, True), (1100, 1103, False), (1021, 1021, True), (979, 979, True),
     (1019, 1019, False)],
)  # fmt: skip
def test_people_on_the_area_of_the_bulletins_are_told(matched, value, is_told):
    panel = small({("population", 2020): 1000, ("population_matched", 2020): matched})
    expected = [(0, "matched", {"matched": f"{matched:,}", "own": "1,000"})]
    assert told(panel, own("population", 2020, value)) == (expected if is_told else [])
    assert told(panel, own("population_urban", 2020, value if value < 1000 else 900)) == []


def label(name):
    return Bilingual(en=quantity(name).label_en, zh=quantity(name).label_zh)


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        *(("population", name) for name in ("population_urban", "population_male", "age_0_14", "age_15_59")),
        *(("population", name) for name in ("age_60_plus", "age_65_plus", "employment_total")),
        ("population", "employment_all_sections"),
        ("age_60_plus", "age_65_plus"),
        ("budget_expenditure", "budget_education_expenditure"),
        ("budget_expenditure", "budget_science_expenditure"),
        ("government_debt", "government_debt_general"),
        ("government_debt", "government_debt_special"),
        ("government_debt_limit", "government_debt"),
        ("employment_all_sections", "employment_mining"),
        ("employment_all_sections", "employment_manufacturing"),
        ("employment_all_sections", "employment_agriculture"),
    ],
)
def test_a_part_above_its_whole_is_told_from_either_side(whole, part):
    said = {"part": label(part), "whole": label(whole), "larger": "150", "smaller": "120"}
    panel = small({(whole, 2020): 120})
    assert told(panel, own(part, 2020, 150)) == [(0, "part", said)]
    assert told(panel, own(part, 2020, 120)) == []
    assert told(panel, own(part, 2019, 150)) == []
    assert told(small({(part, 2020): 150}), own(whole, 2020, 120)) == [(0, "part", said)]
    # Of people and jobs two figures of the user's own cannot both be used; of money they are looked at again.
    both = own(whole, 2020, 120), own(part, 2020, 150)
    refused = whole in ("population", "age_60_plus", "employment_all_sections")
    expected = [(0, "part", said), (1, "part", said)]
    assert told(small({}), *both) == ([] if refused else expected)
    assert told(small({}), *both, look=contradictions) == (expected if refused else [])


def test_parts_above_one_whole_are_told_in_their_order():
    people = ["population_urban", "population_male", "age_0_14", "age_15_59", "age_60_plus", "age_65_plus"]
    jobs = ["employment_mining", "employment_manufacturing", "employment_agriculture"]
    wholes = {"population": [*people, "employment_total", "employment_all_sections"], "employment_all_sections": jobs,
              "budget_expenditure": ["budget_education_expenditure", "budget_science_expenditure"],
              "government_debt": ["government_debt_general", "government_debt_special"]}  # fmt: skip
    for whole, parts in wholes.items():
        found = told(small({(part, 2020): 150 for part in parts}), own(whole, 2020, 120))
        assert [values["part"] for _, key, values in found if key == "part"] == [label(part) for part in parts]


@pytest.mark.parametrize(("jobs", "is_told"), [(901, True), (900, False)])
def test_own_jobs_beyond_own_adults_contradict_them(jobs, is_told):
    figures = own("employment_total", 2020, jobs), own("age_15_59", 2020, 600), own("age_60_plus", 2020, 300)
    said = {"part": label("employment_total"), "whole": [label("age_15_59"), label("age_60_plus")]}
    expected = [(cell, "part", {**said, "larger": "901", "smaller": "900"}) for cell in range(3)]
    assert told(small({}), *figures, look=contradictions) == (expected if is_told else [])
    assert told(small({("age_60_plus", 2020): 300}), *figures[:2], look=contradictions) == []


@pytest.mark.parametrize(("special", "added"), [(401.9, None), (403, "1,003"), (398.1, None), (397, "997")])
def test_two_own_figures_that_miss_a_sum_by_two_in_a_thousand_are_told_at_the_first(special, added):
    panel = small({("government_debt_special", 2020): special})
    figures = own("government_debt_general", 2020, 600), own("government_debt", 2020, 1000)
    parts = [label("government_debt_general"), label("government_debt_special")]
    said = {"whole": label("government_debt"), "parts": parts, "added": added, "total": "1,000"}
    assert told(panel, *figures) == ([(1, "sum", said)] if added else [])
    assert told(panel, own("government_debt", 2020, 1000)) == []
    assert told(panel, figures[0], own("government_debt", 2019, 1000)) == []


def test_three_sectors_and_three_ages_are_the_sums_of_their_wholes():
    sectors = [f"value_added_{name}_first_published" for name in ("primary", "secondary", "tertiary")]
    panel = small(dict(zip([(name, 2020) for name in sectors], (10, 40, 50), strict=True)))
    figures = own("gdp_first_published", 2020, 101), own(sectors[2], 2020, 50)
    said = {"whole": label("gdp_first_published"), "parts": [label(name) for name in sectors]}
    assert told(panel, *figures) == [(0, "sum", {**said, "added": "100", "total": "101"})]
    ages = ["age_0_14", "age_15_59", "age_60_plus"]
    people = [own("population", 2020, 1010), *(own(n, 2020, v) for n, v in zip(ages, (100, 600, 300), strict=True))]
    said = {"whole": label("population"), "parts": [label(name) for name in ages], "added": "1,000", "total": "1,010"}
    assert told(small({}), *people, look=contradictions) == [(0, "sum", said)]
    assert told(small({}), *people) == []
