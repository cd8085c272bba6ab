"""Is the opening what was published, and nothing else, up to its year?"""

import re

import numpy as np
import pytest

from relode import vocabulary
from relode.errors import RelodeError
from relode.language import name, spoken
from relode.language.names import has_name
from relode.model.opening.opening_state import OPENING_YEARS, REST, observed_words, opening
from relode.model.state import GROUPS
from relode.places import by_code, find, official

PANEL_NAMES = {
    "gross_domestic_product": ("gdp_nominal", 1),
    "population": ("population", 1e4),
    "children": ("age_0_14", 1e4),
    "old": ("age_60_plus", 1e4),
    "wage": ("average_wage", 1e4),
    "house_price": ("house_price", 1e4),
    "budget_revenue": ("budget_revenue", 1),
    "budget_expenditure": ("budget_expenditure", 1),
    "debt": ("government_debt", 1),
}
YEARS = pytest.mark.parametrize("year", OPENING_YEARS)


@pytest.fixture(scope="module")
def openings(panel):
    return {year: opening(panel, year) for year in OPENING_YEARS}


def arrays(data):
    """Value, rule, lower and upper of every quantity, flat."""
    for variable in data.data_vars:
        if str(variable).endswith("rule"):
            stem = str(variable)[: -len("rule")]
            value = data[stem.rstrip("_") or "value"]
            yield (
                str(variable),
                *(x.values.ravel() for x in (value, data[variable], data[f"{stem}lower"], data[f"{stem}upper"])),
            )


@pytest.mark.slow
@YEARS
def test_every_observed_cell_is_the_published_figure_to_the_last_bit(panel, openings, year):
    data = openings[year].data
    checked = 0
    for quantity in data["quantity"].values:
        own = data.sel(quantity=quantity)
        for place in own["place"].values[own["rule"].values == "observed"]:
            source, scale = PANEL_NAMES[str(quantity)]
            published = float(panel["value"].sel(quantity=source, place=place, year=year))
            assert float(own["value"].sel(place=place)) == published / scale
            checked += 1
    assert checked > 700


def test_observed_capacity_of_coal_mines_is_the_published_one(panel, openings):
    for year, fewest in ((2013, 100), (2015, 100), (2020, 20)):  # in 2020 the list of mines comes first
        own = openings[year].data.sel(commodity="coal")
        places = own["place"].values[own["extraction_capacity_rule"].values == "observed"]
        assert len(places) > fewest
        published = panel["value"].sel(quantity="coal_capacity_underground", year=year, place=places).values
        assert (own["extraction_capacity"].sel(place=places).values == published / 1e4).all()
        assert set(own["extraction_unit"].sel(place=places).values) == {"10^4 t per year"}


def test_no_capacity_of_2011_is_used_in_2010(openings):
    assert set(openings[2010].data["extraction_unit"].values.ravel()) == {"100 million yuan", ""}


@pytest.mark.slow
@YEARS
def test_nothing_later_than_the_year_is_read(own_panel, openings, year):
    later = own_panel["year"].values > year
    own_panel["value"].values[:, :, later] = np.nan
    texts = {name: own_panel[name].where(~later, "nonsense") for name in ("source", "flag")}
    assert opening(own_panel.assign(texts), year).data.identical(openings[year].data)


@pytest.mark.slow
@pytest.mark.parametrize("year", [2010, 2013, 2015])
def test_noise_in_later_years_moves_nothing(own_panel, openings, year):
    own_panel["value"].values[:, :, own_panel["year"].values > year] *= 1.7
    assert opening(own_panel, year).data.identical(openings[year].data)


def test_before_the_plan_of_2013_no_type_is_known(openings):
    early, later = openings[2010].data, openings[2013].data
    assert set(early["type"].values) == {""}
    assert set(later["type"].values) > {"growing", "declining"}
    life = early.sel(quantity="remaining_life")
    assert set(life["rule"].values[:-1]) == {"assumed:exhausted_list"}
    exhausted_later = find("hegang").code  # on the list of 2011
    exhausted_before = find("fuxin").code  # on the list of 2008
    assert float(life["value"].sel(place=exhausted_later)) == 25
    assert float(life["value"].sel(place=exhausted_before)) == 6
    assert float(later["value"].sel(quantity="remaining_life", place=exhausted_later)) == 6


@YEARS
def test_the_sectors_add_up_to_output(openings, year):
    data = openings[year].data.isel(place=slice(None, -1))
    output = data["value"].sel(quantity="gross_domestic_product")
    # Sums of eight products, each rounded once.
    assert np.abs(data["value_added"].sum("sector") / output - 1).max() < 1e-12


@YEARS
def test_the_four_groups_add_up_to_the_population(openings, year):
    value = openings[year].data["value"]
    assert np.abs(value.sel(quantity=list(GROUPS)).sum("quantity") / value.sel(quantity="population") - 1).max() < 1e-12


@pytest.mark.parametrize("year", [2010, 2020])
def test_places_and_the_rest_add_up_to_the_nation(panel, openings, year):
    partition = [code for code, place in by_code().items() if place.in_partition]
    nation = float(panel["value"].sel(quantity="population", year=year, place=partition).sum())
    people = openings[year].data["value"].sel(quantity="population")
    assert float(people.sum()) * 1e4 == pytest.approx(nation, rel=1e-12)  # the order of adding differs
    assert 0.05 < float(people.sel(place=REST) / people.sum()) < 0.07


@YEARS
def test_every_assumed_cell_has_a_range_around_it_and_no_other_has(openings, year):
    for variable, value, rule, lower, upper in arrays(openings[year].data):
        is_assumed = np.array([text.startswith("assumed:") for text in rule])
        assert (np.isfinite(lower) == is_assumed).all(), variable
        assert (np.isfinite(upper) == is_assumed).all(), variable
        assert ((lower <= value) & (value <= upper))[is_assumed].all(), variable


@YEARS
def test_every_cell_of_a_place_has_a_value_and_a_known_rule(openings, year):
    for variable in openings[year].data.data_vars:
        if str(variable).endswith("rule"):
            rules = openings[year].data[variable].isel(place=slice(None, -1)).values.ravel()
            assert all(re.fullmatch(r"observed|(derived|assumed):[a-z_]+", rule) for rule in rules), variable


@YEARS
def test_what_is_not_derived_from_assumed_cells_names_its_source(openings, year):
    data = openings[year].data
    for variable in data.data_vars:
        if str(variable).endswith("rule"):
            sources = data[str(variable).replace("rule", "source")].values.ravel()
            for rule, source in zip(data[variable].values.ravel(), sources, strict=True):
                assert bool(source) == bool(rule)
                assert ("assumption" in source.split(";")) == rule.startswith("assumed:")


@YEARS
def test_values_keep_the_bounds_of_the_vocabulary(openings, year):
    data = openings[year].data.isel(place=slice(None, -1))  # the rest is larger than any place
    for quantity in data["quantity"].values:
        known = vocabulary.quantity(str(quantity))
        scale = 1e4 if known.model_unit != known.unit else 1
        value = data["value"].sel(quantity=quantity) * scale
        assert ((value >= known.lower) & (value <= known.upper)).all(), quantity
    for variable in ("value_added", "employment", "presence", "capital", "commodity_share", "extraction", "reserves"):
        known = vocabulary.quantity(variable)
        assert ((data[variable] >= known.lower) & (data[variable] <= known.upper)).all(), variable


@pytest.mark.parametrize(("year", "count"), [(2010, 295), (2013, 295), (2015, 296), (2020, 295)])
def test_who_is_left_out_is_said_with_the_reason(openings, year, count):
    opened = openings[year]
    partition = {code for code, place in by_code().items() if place.in_partition}
    assert len(opened.places) == count
    assert set(opened.places) | set(opened.excluded) == partition
    assert set(opened.places).isdisjoint(opened.excluded)
    reasons = set(opened.excluded.values())
    assert reasons <= {"no_census", "no_gross_domestic_product", "no_sections", "no_three_sectors"}
    assert all(name("left_out", reason, language) for reason in reasons for language in ("en", "zh"))


def test_of_the_listed_prefectures_those_without_revised_output_are_left_out(openings):
    out = {by_code()[code].slug for code in openings[2020].excluded if code in official()}
    prefectures = {slug for slug in out if find(slug).level == "prefecture"}
    assert prefectures == {
        *("yanbian", "daxinganling", "aba-ngawa", "liangshan", "qianxinan", "qiannan", "chuxiong", "haixi"),
        *("bayingolin", "altay"),
    }


def test_every_rule_reason_and_flag_has_words(openings):
    for opened in openings.values():
        for variable in opened.data.data_vars:
            values = {str(cell) for cell in opened.data[variable].values.ravel()} if "r" in str(variable) else set()
            if str(variable).endswith("rule"):
                keys = {rule.split(":")[1] for rule in values if ":" in rule}
                assert [key for key in keys if not has_name("opening_rule", key)] == []
            if str(variable).endswith("flag"):
                flags = {flag for cell in opened.data[variable].values.ravel() for flag in cell.split(";") if flag}
                assert [flag for flag in flags if not has_name("flag", flag)] == []


def test_the_rest_has_people_and_no_output(openings):
    rest = openings[2020].data.sel(place=REST)
    assert np.isnan(rest["value_added"]).all()
    assert np.isnan(float(rest["value"].sel(quantity="gross_domestic_product")))
    for quantity in ("population", "wage", "house_price", "out_migration_rate", "past_population_growth"):
        assert np.isfinite(float(rest["value"].sel(quantity=quantity)))


def test_shares_of_cells_add_up_and_are_told(openings):
    shares = openings[2010].cell_shares("230400")
    assert sum(shares.values()) == pytest.approx(1, rel=1e-12)
    assert openings[2010].observed_share("230400") == shares["observed"]
    assert 0.05 < shares["observed"] < 0.15
    assert "2010" in spoken(observed_words(openings[2010], "230400"), "en")
    assert "%" in spoken(observed_words(openings[2010], "230400"), "zh")


def test_a_year_without_an_opening_is_refused_with_the_years_that_have_one(panel):
    with pytest.raises(RelodeError, match="2010, 2013, 2015"):
        opening(panel, 2012)


def test_a_place_that_is_left_out_or_unknown_is_refused(openings):
    with pytest.raises(RelodeError, match="left out"):
        openings[2020].observed_share(find("yanbian").code)
    with pytest.raises(RelodeError, match="not a unit"):
        openings[2020].observed_share("000000")
