"""What a diagnosis in depth lacks, and its reason, from parts made by hand."""

from types import SimpleNamespace as Made

import pandas as pd
import pytest

from relode.diagnosis.depth.in_depth import UNKNOWN, Gap, _by_outcome, _gaps, _typed, jobs_by_section
from relode.panel import apply_overrides, cell
from relode.panel.overrides import Override
from relode.places import find

HEGANG, RENQIU = find("hegang"), find("renqiu")


def response(outcome="loans", change=0.5, why=""):
    return Made(outcome=outcome, change=change, why=why)


def path(quantity="loans", why=""):
    return Made(item=Made(quantity=quantity), why=why)


def around(outcome="house_price_2023", why=""):
    return Made(outcome=outcome, why=why)


WHOLE = {
    "place": HEGANG, "mines": Made(why=""), "responses": (response(),), "left_of_bust": (1,),
    "decomposition": Made(sections=(1,), why=""), "growth_by_sector": (1,), "variety": (1,), "quotients": (1,),
    "ages": Made(why=""), "paths": (path(),), "decouplings": (Made(why=""),), "surroundings": (around(),),
    "large_city": 1, "rank": Made(why=""), "judgements": (Made(verdict="below"),), "empty_homes": 0.25,
}  # fmt: skip
PARTIAL = (
    response(),
    response("loans", None, "no_figures"),
    response("deposits", None, "no_figures"),
    response("average_wage", None, "group_too_small"),
    response("average_wage", None, "no_exposure"),
)


@pytest.mark.parametrize(
    ("changes", "gaps"),
    [
        ({}, []),
        ({"mines": Made(why="not_coal")}, [("mines", "", "not_coal")]),
        ({"responses": PARTIAL[1:4]}, [("resilience", "", "no_figures")]),
        ({"responses": PARTIAL},
         [("resilience", "deposits", "no_figures"), ("resilience", "average_wage", "group_too_small")]),
        ({"left_of_bust": ()}, [("left_of_bust", "", "no_exposure")]),
        ({"left_of_bust": (), "place": RENQIU}, [("left_of_bust", "", "not_a_prefecture")]),
        ({"decomposition": Made(sections=(), why="no_two_censuses")}, [("decomposition", "", "no_two_censuses")]),
        ({"growth_by_sector": ()}, [("growth_by_sector", "", "no_figures")]),
        ({"growth_by_sector": (), "place": RENQIU}, [("growth_by_sector", "", "county_level")]),
        ({"variety": ()}, [("variety", "", "no_two_censuses")]),
        ({"quotients": ()}, [("location_quotients", "", "no_census_jobs")]),
        ({"quotients": (), "place": RENQIU}, [("location_quotients", "", "not_in_partition")]),
        ({"ages": Made(why="no_ages")}, [("ages", "", "no_ages")]),
        ({"paths": (path(why="no_figures"), path("deposits", "no_figures"))}, [("paths", "", "no_figures")]),
        ({"paths": (path(), path(why="no_figures"), path("deposits", "no_figures"), path("births", "group_too_small"))},
         [("paths", "deposits", "no_figures")]),
        ({"paths": (path(why="no_figures"),), "place": RENQIU}, [("paths", "", "county_level")]),
        ({"paths": (path(), path("x", "no_figures")), "place": RENQIU}, [("paths", "x", "county_level")]),
        ({"decouplings": (Made(why="no_figures"), Made(why="x"))}, [("decoupling", "", "no_figures")]),
        ({"decouplings": (Made(why="no_figures"), Made(why=""))}, []),
        ({"surroundings": (around(why="no_figures"), around("x", "y"))}, [("surroundings", "", "no_figures")]),
        ({"surroundings": (around(), around("x", "y"))}, [("surroundings", "x", "y")]),
        ({"large_city": None}, [("large_city", "", "no_point")]),
        ({"rank": Made(why="not_listed")}, [("composite", "", "not_listed")]),
        ({"judgements": (Made(verdict="cannot tell"),)}, [("judgements", "", "no_figures")]),
        ({"judgements": (Made(verdict="cannot tell"), Made(verdict="above"))}, []),
        ({"judgements": (Made(verdict="cannot tell"),), "place": RENQIU}, [("judgements", "", "county_level")]),
        ({"empty_homes": None}, [("vacancy", "", "no_source")]),
    ],
)  # fmt: skip
def test_each_part_that_is_missing_is_named_once_with_its_reason(changes, gaps):
    found = list(_gaps(Made(**{**WHOLE, **changes})))
    always = [Gap(name, "", "no_source") for name in UNKNOWN if name != "vacancy"]
    assert [each for each in found if each not in always] == [Gap(*each) for each in gaps]
    assert [each for each in found if each in always] == always


def test_a_figure_that_no_source_has_is_the_newest_of_the_users_own(panel):
    given = [
        Override("230400", "housing_vacancy", 2020, 0.25, ""),
        Override("230400", "housing_vacancy", 2023, 0.5, ""),
        Override("231100", "housing_vacancy", 2024, 0.75, ""),
        Override("230400", "population", 2024, 8e5, ""),
    ]
    own = apply_overrides(panel.sel(place=["230400", "231100"]), given)
    assert (_typed(own, HEGANG, "housing_vacancy").value, _typed(own, HEGANG, "housing_vacancy").year) == (0.5, 2023)
    assert _typed(panel, HEGANG, "housing_vacancy") is None


def test_jobs_are_those_of_units_or_of_counties(panel):
    unit, county = jobs_by_section(panel, HEGANG), jobs_by_section(panel, RENQIU)
    ratio = 10.6369
    for found, place in ((unit, HEGANG), (county, RENQIU)):
        before = cell(panel, place, "employment_all_sections", 2010).value
        assert found.total("before") == pytest.approx(before * ratio, rel=1e-4)
        assert found.totals["before"] == found.total("before")
        assert list(found.totals) == ["before", "after", "nation", "industry", "place"]
    assert jobs_by_section(panel, find("sansha")).why == "no_two_censuses"


def test_rows_are_told_by_their_outcome():
    table = pd.DataFrame({"outcome": ["a", "b"], "slope": [1, 2], "low": [0.5, 1.5]})
    assert _by_outcome(table) == {"a": {"slope": 1.0, "low": 0.5}, "b": {"slope": 2.0, "low": 1.5}}
