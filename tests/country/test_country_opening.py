"""What the simulator opens a country from, by hand: twelve made-up places, the first with all its figures."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.country import load_country
from relode.country.chapter import opening_words
from relode.country.opening import AS_IN_CHINA, COMPUTED, GIVEN, country_world
from relode.country.plan import country_plan
from relode.decisions.request import PlanRequest
from relode.errors import NoVerdict
from relode.model.opening.opening_state import opening
from relode.model.opening.tables import COMMODITIES
from relode.model.sector_list import EXTRACTION, FARMING, LOCAL_SERVICES
from relode.panel import load

YEARS = range(2010, 2021)
COUNT = 12
HEAD = ["place", "year", "population", "gdp", "real_gdp", "children", "old", "college", "unemployment_rate",
        "wage", "house_price", "housing_stock", "revenue", "debt"]  # fmt: skip
FULL = [20_000, 10_000, 10_000, 0.08, 50_000, 3_000, 4_000_000, 150e6, 600e6]
"""Of the first place in 2020; the others have none of it."""
CROWDED = 11
"""The last place has more jobs than adults can hold."""


def accounts():
    rows = [HEAD]
    for i in range(COUNT):
        for year in YEARS:
            ahead = year - 2020
            people = 100_000 * (1.25 ** (ahead / 10) if i == 0 else 1)
            output = 2e9 if i == 0 else 1e9
            grown = output * np.exp((0.05 if i == 0 else 0.02) * ahead)
            own = FULL if (i, year) == (0, 2020) else [""] * len(FULL)
            rows.append([f"p{i:02d}", year, f"{people:.12g}", output, f"{grown:.12g}", *own])
    return rows


def jobs():
    rows = [["place", "industry", "year", "jobs"]]
    for i in range(COUNT):
        counts = {"A": 6_000, "B": 4_000, "F": 10_000} if i != CROWDED else {"A": 40_000, "B": 20_000, "F": 30_000}
        rows += [[f"p{i:02d}", code, year, n] for year in (2019, 2020) for code, n in counts.items()]
    return rows


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    folder = tmp_path_factory.mktemp("twelve")
    places = [["place", "longitude", "latitude", "area"], *[[f"p{i:02d}", 20 + i, 50, 30] for i in range(COUNT)]]
    for name, rows in {"places": places, "accounts": accounts(), "employment": jobs()}.items():
        (folder / f"{name}.csv").write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    (folder / "country.toml").write_text('classification = "isic4"', encoding="utf-8")
    return load_country(folder)


@pytest.fixture(scope="module")
def china():
    """The opening of Chinese places in 2020."""
    return opening(load(), 2020).data.isel(place=slice(None, -1))


def refused(land, place=None):
    """What a country without an opening is told."""
    with pytest.raises(NoVerdict) as stop:
        country_world(land, place)
    return stop.value.key.removeprefix("country."), stop.value.values


@pytest.fixture(scope="module")
def found(country):
    return country_world(country)


@pytest.fixture(scope="module")
def cell(found):
    """Value, lower or upper of a quantity of a place, by its number."""
    return lambda name, i=0, which="value": float(found.world.opening.data[which].sel(quantity=name, place=f"p{i:02d}"))


def test_people_are_counted_in_ten_thousands_and_fall_into_four_groups(found, cell):
    # 100,000 people, 20,000 children; 10,000 of 65 and over, of 60 and over as many more as in China's census of
    # 2020: 264.02 of 190.64 million.
    assert (cell("population"), cell("children")) == (10.0, 2.0)
    old = cell("old")
    assert old == pytest.approx(264.02 / 190.64, rel=1e-3)  # published to five digits; our prefectures are not all
    # Of 10,000 with college, 94 % are 15 to 59.
    assert cell("high_skilled") == pytest.approx(0.94, rel=1e-12)
    assert cell("low_skilled") == pytest.approx(10 - 2 - old - 0.94, rel=1e-12)
    assert np.asarray(found.world.observed.people[:, 0]).sum() == pytest.approx(10.0, rel=1e-12)
    assert cell("unemployment_rate") == 0.08


def test_growth_is_that_of_the_past_decade_of_people_and_of_real_output(found, cell):
    # From 80,000 to 100,000 people in ten years, the country from 1.18 to 1.2 million.
    assert cell("past_population_growth") == pytest.approx(np.log(1.25) / 10, rel=1e-9)
    assert cell("past_population_growth", 1) == 0
    assert cell("natural_growth_rate", 1) == pytest.approx(np.log(1.2 / 1.18) / 10, rel=1e-9)
    observed = found.world.observed
    # One place grows by .05 and eleven by .02: .0225 in the mean.
    assert float(observed.national_growth) == pytest.approx(0.0225, rel=1e-9)
    assert np.asarray(observed.relative_growth[:2]) == pytest.approx([0.0275, -0.0025], rel=1e-8)


def test_jobs_are_those_of_the_sections_and_no_more_than_adults_can_hold(found, cell):
    jobs = found.world.opening.data["employment"].to_numpy()
    assert jobs[[FARMING, EXTRACTION, LOCAL_SERVICES], 0] == pytest.approx([0.6, 0.4, 1.0], rel=1e-12)
    assert jobs[:, 0].sum() == pytest.approx(2.0, rel=1e-12)
    assert found.held == 1
    adults = cell("low_skilled", CROWDED) + cell("high_skilled", CROWDED)
    assert jobs[:, CROWDED].sum() == pytest.approx(0.9 * adults, rel=1e-12)
    assert jobs[EXTRACTION, CROWDED] / jobs[FARMING, CROWDED] == pytest.approx(0.5, rel=1e-12)
    # A fifth of its jobs are mines'; of the country's: 4,000 of 20,000 eleven times and two ninths of the last place.
    nation = (11 * 0.4 + jobs[:, CROWDED].sum() * 2 / 9) / (11 * 2.0 + jobs[:, CROWDED].sum())
    presence = found.world.opening.data["presence"].to_numpy()[EXTRACTION, 0]
    assert presence == pytest.approx(0.2 / (0.2 + nation), rel=1e-12)


def test_money_is_the_countrys_output_per_job_put_at_chinas(found, cell):
    data = found.world.opening.data
    output, jobs = (data[name].sum("sector").to_numpy()[:-1] for name in ("value_added", "employment"))
    # China in 2020: 101.36 trillion yuan and 750.6 million jobs, as the statistical communique has them; the census
    # and the places of the partition have them within some percent.
    assert output.sum() / jobs.sum() == pytest.approx(1_013_567 / 75_064, rel=0.1)
    assert output[0] / output[1] == pytest.approx(2.0, rel=1e-12)
    assert output[0] == pytest.approx(2e9 * found.money, rel=1e-12)
    # Shares of output, and of the pay of all jobs and the worth of all housing, are those of the tables.
    assert cell("budget_revenue") / output[0] == pytest.approx(150e6 / 2e9, rel=1e-12)
    assert cell("debt") / output[0] == pytest.approx(600e6 / 2e9, rel=1e-12)
    assert cell("wage") * jobs[0] / output[0] == pytest.approx(50_000 * 20_000 / 2e9, rel=1e-12)
    assert cell("housing_stock") == pytest.approx(400, rel=1e-12)
    assert cell("house_price") * cell("housing_stock") / output[0] == pytest.approx(3_000 * 4e6 / 2e9, rel=1e-12)


def test_what_is_not_given_is_the_median_of_chinese_places_with_nine_in_ten_of_them_as_range(found, cell, china):
    output = found.world.opening.data["value_added"].sum("sector").to_numpy()[1]
    for name, of_china, base in (
        ("budget_expenditure", china["value_added"].sum("sector"), output),
        ("children", china["value"].sel(quantity="population"), 10.0),
        ("remaining_life", 1.0, 1.0),
        ("damaged_land", china["value_added"].sel(sector="extraction"),
         float(found.world.opening.data["value_added"][EXTRACTION, 1])),
    ):  # fmt: skip
        ratios = np.sort((china["value"].sel(quantity=name) / of_china).to_numpy())
        ratios = ratios[np.isfinite(ratios)]
        # The numbers at 5, 50 and 95 of 100 ranks, between two neighbours as their distance says.
        ends = [np.interp(at * (len(ratios) - 1), np.arange(len(ratios)), ratios) for at in (0.05, 0.5, 0.95)]
        told = [cell(name, 1, which) for which in ("lower", "value", "upper")]
        assert told == pytest.approx([base * end for end in ends], rel=1e-9), name


def test_what_is_given_has_no_range_and_each_figure_says_where_it_comes_from(found, cell, country):
    assert np.isnan([cell(name, 0, end) for name in ("wage", "debt", "children") for end in ("lower", "upper")]).all()
    cells = zip(*(found.opened(country.find(code))["opening"] for code in ("p00", "p01")), strict=True)
    kinds = {one.quantity: (one.kind, other.kind) for one, other in cells}
    assert {name: kinds[name] for name in ("population", "wage", "debt", "old", "high_skilled", "low_skilled")} == {
        "population": (GIVEN, GIVEN),
        "wage": (GIVEN, AS_IN_CHINA),
        "debt": (GIVEN, AS_IN_CHINA),
        "old": (COMPUTED, AS_IN_CHINA),
        "high_skilled": (COMPUTED, AS_IN_CHINA),
        "low_skilled": (COMPUTED, COMPUTED),
    }


@pytest.mark.parametrize(("empty", "value", "lacking"), [
    # Of 2020 and the five years before it growth is taken: 2015 counts, 2014 does not.
    ((2014, 2015), np.nan, "accounts gdp_real 2015"), ((2016,), 0.0, "accounts gdp_real 2016"),
])  # fmt: skip
def test_a_gap_in_output_is_told_and_the_place_left_out(country, empty, value, lacking):
    place, grid = country.find("p03"), country.values["gdp_real"].copy()
    grid[country.row(place), [country.years.index(year) for year in empty]] = value
    gap = replace(country, values={**country.values, "gdp_real": grid})
    assert refused(gap, place) == ("place_without_opening", {"place": "p03", "year": 2020, "lacking": lacking})
    assert set(country_world(country, place).world.codes) - set(country_world(gap).world.codes) == {"p03"}


def test_places_without_area_have_no_opening_and_are_told_so(country):
    for area in (None, 0.0, -3.0):
        lacking = replace(country, places=(*country.places[:-1], replace(country.places[-1], area=area)))
        assert refused(lacking) == ("opening_needs", {"names": "places.area"})


def test_a_plan_looks_fifty_years_ahead_and_no_further(country):
    place, asked = country.find("p00"), PlanRequest(budget="40M", horizon=2070)
    until_2019 = replace(country, counts={name: each.sel(year=[2019]) for name, each in country.counts.items()})
    with pytest.raises(NoVerdict, match="looks at most 50 years ahead"):
        country_plan(until_2019, place, asked)


def test_the_opening_tells_what_was_given_computed_and_taken_from_china_apart():
    cells = [SimpleNamespace(quantity=name, kind=kind) for name, kind in (
        ("people", "given"), ("output", "given"), ("wage", "computed"), ("homes", "as_in_china"))]  # fmt: skip
    said = opening_words(SimpleNamespace(opening=cells, opening_year=2024, held_places=0))
    assert [(each.key.rpartition(".")[2], each.values.get("names")) for each in said] == [
        ("given", "people, output"), ("computed", "wage"), ("as_in_china", "homes"), ("always", None),
    ]  # fmt: skip


def test_ten_places_with_all_figures_are_enough_and_nine_are_not(country):
    years = []
    for lacking in (2, 3):
        grid = country.values["gdp_nominal"].copy()
        grid[:lacking, -1] = np.nan
        # 2019 has all figures too: its growth is that of 2014 to 2019
        years.append(country_world(replace(country, values={**country.values, "gdp_nominal": grid})).year)
    assert years == [2020, 2019]
    grid = np.full_like(country.values["gdp_nominal"], np.nan)
    without = replace(country, values={**country.values, "gdp_nominal": grid})
    assert refused(without) == ("opening_years", {"least": 10, "years": 6})


def test_growth_of_people_is_that_of_ten_years_or_of_those_that_all_places_have(country):
    """A year before the decade changes nothing; of a decade whose first year a place lacks nine years are left."""
    years = tuple(range(2009, 2021))
    longer = {name: np.column_stack([grid[:, :1] / 7, grid]) for name, grid in country.values.items()}
    old = replace(country, years=years, values=longer)
    data = country_world(old).world.opening.data["value"]
    assert float(data.sel(quantity="past_population_growth", place="p00")) == pytest.approx(np.log(1.25) / 10, rel=1e-9)
    gap = country.values["population"].copy()
    gap[5, 0] = np.nan
    data = country_world(replace(country, values={**country.values, "population": gap})).world.opening.data["value"]
    # The first place grows by the same part every year, so that nine years tell the same rate; the country's differs.
    assert float(data.sel(quantity="past_population_growth", place="p00")) == pytest.approx(np.log(1.25) / 10, rel=1e-9)
    first = 1.1 + 0.1 * 1.25**-0.9
    found = float(data.sel(quantity="natural_growth_rate", place="p01"))
    assert found == pytest.approx(np.log(1.2 / first) / 9, rel=1e-9)


def test_an_opening_tells_each_quantity_with_its_range_where_it_is_taken_from_china(found, country):
    told = found.opened(country.find("p01"))
    assert {name: told[name] for name in ("tags", "opening_year", "held_places")} == {
        "tags": ("uncalibrated",), "opening_year": 2020, "held_places": 1
    }  # fmt: skip
    cells = {each.quantity: each for each in told["opening"]}
    assert (cells["population"].value, cells["population"].range_90) == (10.0, None)
    low, high = cells["wage"].range_90
    assert low < cells["wage"].value < high


def test_what_an_opening_lacks_is_named_in_order(country):
    bare = replace(
        country, values={}, counts={}, places=(replace(country.places[0], longitude=None), *country.places[1:])
    )
    names = "population, gdp_nominal, gdp_real, employment, places.longitude, places.latitude"
    assert refused(bare) == ("opening_needs", {"names": names})
    some = replace(country, sections={"A": "agriculture", "B": "mining"})
    assert refused(some) == ("opening_needs", {"names": "industries.section"})
    idle = country.counts["employment"].copy()
    idle.loc[{"place": "p02", "year": 2020}] = 0
    values = {name: grid.copy() for name, grid in country.values.items()}
    for name in ("population", "gdp_nominal", "gdp_real"):
        values[name][country.row(country.find("p02"))] = np.nan
    _, told = refused(replace(country, values=values, counts={"employment": idle}), country.find("p02"))
    wanted = ["accounts population 2020", "accounts gdp_nominal 2020",
              *(f"accounts gdp_real {year}" for year in range(2020, 2014, -1)), "employment 2020"]  # fmt: skip
    assert told["lacking"] == ", ".join(wanted)
    late = {name: each.assign_coords(year=[2011, 2012]) for name, each in country.counts.items()}
    assert refused(replace(country, counts=late)) == ("opening_years", {"least": 10, "years": 6})


def test_each_figure_that_is_not_given_is_what_china_has_of_people_adults_output_jobs_or_itself(found, cell, china):
    added, jobs = (found.world.opening.data[name].sum("sector").to_numpy()[1] for name in ("value_added", "employment"))
    values, output = china["value"], china["value_added"].sum("sector")
    there = {
        "people": values.sel(quantity="population"),
        "output": output,
        "each": output / china["employment"].sum("sector"),
        "adults": values.sel(quantity=["low_skilled", "high_skilled"]).sum("quantity"),
        "one": 1.0,
    }
    adults = cell("low_skilled", 1) + cell("high_skilled", 1)
    here = {"people": 10.0, "output": added, "each": added / jobs, "adults": adults, "one": 1.0}
    for name, base in (
        ("old", "people"),
        ("high_skilled", "adults"),
        ("wage", "each"),
        ("house_price", "each"),
        ("housing_stock", "people"),
        ("budget_revenue", "output"),
        ("debt", "output"),
        ("research_stock", "output"),
        ("unemployment_rate", "one"),
        ("birth_rate", "one"),
        ("out_migration_rate", "one"),
        ("depleted_share", "one"),
    ):
        middle = float((values.sel(quantity=name) / there[base]).median())
        assert cell(name, 1) == pytest.approx(here[base] * middle, rel=1e-9), name


def test_elsewhere_is_one_average_place_and_commodities_are_all_alike(found, cell):
    data = found.world.opening.data
    rest = data["value"].isel(place=-1)
    for name in ("population", "wage", "debt", "children"):
        mean = np.mean([cell(name, i) for i in range(COUNT)])
        assert float(rest.sel(quantity=name)) == pytest.approx(mean, rel=1e-12), name
    assert np.isnan(data["lower"].isel(place=-1).sel(quantity="wage"))
    assert data["commodity_share"].to_numpy() == pytest.approx(
        np.full((len(COMMODITIES), COUNT + 1), 1 / len(COMMODITIES))
    )
    assert (data["extraction"].to_numpy() == 0).all()
    assert (data["coal_value_added_share"].to_numpy() == 1).all()
    assert data["province"].to_numpy().tolist() == [""] * (COUNT + 1)
    assert data["place"].to_numpy()[:2].tolist() == ["p00", "p01"]


def test_a_figure_of_nothing_is_none_and_more_children_and_old_than_people_are_refused(country):
    def opened(name, value):
        grid = country.values[name].copy()
        grid[0, -1] = value
        return country_world(replace(country, values={**country.values, name: grid}))

    cells = {each.quantity: each.kind for each in opened("government_debt", 0.0).opened(country.find("p00"))["opening"]}
    assert (cells["debt"], cells["wage"]) == (AS_IN_CHINA, GIVEN)
    with pytest.raises(NoVerdict) as stop:
        opened("age_0_14", 99_000.0)
    assert (stop.value.key, stop.value.values) == ("country.opening_ages", {"count": 1})
