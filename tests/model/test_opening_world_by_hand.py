"""Sectors of an opening, its rest of the country and its world, by hand on a few places."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.facts import rows
from relode.model.opening import opening_state, opening_world, sectors
from relode.model.opening.cells import stacked
from relode.model.opening.tables import assumptions, sector_names
from relode.model.opening.tables import sectors as model_sectors
from relode.model.parameters import priors
from relode.places import find

from .small_facts import CENSUS, GROWTH, approx, ends, facts, of_units, plain

NAN = np.nan


def triple(name):
    each = assumptions()[name]
    return each.value, each.lower, each.upper


def test_sections_go_to_sectors_and_nothing_is_left_over():
    """Section A is 1, B 2 and so on to T, 20; of C (3) .5, .25 and .25, of D (4) .5, .125 and .375."""
    section = {letter: np.array([float(at)]) for at, letter in enumerate("ABCDEFGHIJKLMNOPQRST", 1)}
    made = {
        "processing": np.array([0.5]),
        "advanced_materials": np.array([0.25]),
        "other_manufacturing": np.array([0.25]),
    }
    power = {"processing": np.array([0.5]), "renewables": np.array([0.125]), "local_services": np.array([0.375])}
    found = sectors.by_sector(section, sectors.Splits(made, power))
    assert {name: float(value[0]) for name, value in found.items()} == {
        "extraction": 2, "processing": 3.5, "advanced_materials": 0.75, "renewables": 0.5, "other_manufacturing": 0.75,
        # E, F, H, K, O, R, T; G, I, J, L, M; N, P, Q, S
        "local_services": 5 + 6 + 8 + 11 + 15 + 18 + 20 + 1.5, "tradable_services": 7 + 9 + 10 + 12 + 13,
        "agriculture": 1, "public_services": 14 + 16 + 17 + 19,
    }  # fmt: skip


def test_manufacturing_and_power_are_split_as_in_the_nation_and_tilted_by_what_a_place_mines(monkeypatch):
    """Hegang and Jixi mine; the first has coal-fired units, the second feeds a chain, Beijing has neither."""
    made = facts(of_units(coal_power_capacity_2015=(600.0, None, 0.0)), 2015)
    monkeypatch.setattr(sectors, "_feeds_a_chain", lambda _: np.array([False, True, False]))
    nation = made.national("sector_employment")
    process = sum(nation[f"c{n}"] for n in (21, 22, 26, 27, 28)) / sum(nation[f"c{n}"] for n in range(11, 38))
    power = nation["c38"] / (nation["c38"] + nation["c39"] + nation["c40"])
    advanced, renewable = assumptions()["advanced_share"].value, assumptions()["renewable_share_2015"].value
    tilts = [assumptions()[f"{name}_tilt"].value for name in ("processing", "advanced", "renewable")]
    found = sectors.splits_of(made, "sector_employment")
    assert sectors._works_minerals(made).tolist()[:2] == [True, True]
    for at, (works, chain, no_coal) in enumerate(
        ((True, False, False), (True, True, True), (sectors._works_minerals(made)[2], False, True))
    ):
        weights = [
            process * (1 - advanced) * (tilts[0] if works else 1),
            process * advanced * (tilts[1] if chain else 1),
            1 - process,
        ]
        names = ("processing", "advanced_materials", "other_manufacturing")
        assert [found.manufacturing[n][at] for n in names] == approx([w / sum(weights) for w in weights])
        weights = [power * (1 - renewable), power * renewable * (tilts[2] if no_coal else 1), 1 - power]
        names = ("processing", "renewables", "local_services")
        assert [found.utilities[n][at] for n in names] == approx([w / sum(weights) for w in weights])


def test_a_steel_plant_counts_from_its_first_year_and_timber_is_no_mineral():
    plants = [row for row in rows("assets") if row["kind"] == "steel_plant" and row["start_year"]]
    row = max(plants, key=lambda each: int(each["start_year"]))
    units = [SimpleNamespace(code=code) for code in (row["place"], "x", "y", "z")]
    entries = {"x": SimpleNamespace(main_resource="forest"), "y": SimpleNamespace(main_resource="coal")}
    year = int(row["start_year"])
    only = {each["place"]: min(int(p["start_year"]) for p in plants if p["place"] == each["place"]) for each in plants}
    first = only[row["place"]]
    for when, steel in ((first - 1, False), (first, True), (year, True)):
        made = SimpleNamespace(units=units, year=when, entry=lambda unit: entries.get(unit.code))
        assert sectors._works_minerals(made).tolist() == [steel, False, True, False]


def test_presence_is_a_half_where_a_sector_has_its_national_share_and_stays_inside():
    """Shares .5 and .5, .5 and .5, .001 and .999: of the nation 1,001 of 4,000 and the rest."""
    jobs = plain([[500.0, 500, 1], [500, 500, 1998.0]])
    found = sectors._presence(jobs)
    nation = np.array([1001, 2998]) / 3999
    share = np.array([[0.5, 0.5, 1 / 1999], [0.5, 0.5, 1998 / 1999]])
    plainly = share / (share + nation[:, None])
    np.testing.assert_allclose(found.value, np.where(plainly < 0.02, 0.02, plainly), rtol=1e-12)
    assert found.rule[0].tolist() == ["derived:share_against_nation"] * 2 + ["assumed:share_against_nation_bounded"]
    assert (found.lower[0, 2], found.upper[0, 2]) == (0.02, 0.02)
    guessed = sectors._presence(
        plain([[500.0, 500], [500, 500]], [[250.0, NAN], [NAN, NAN]], [[800.0, NAN], [NAN, NAN]])
    )
    assert (guessed.value[0, 0], guessed.lower[0, 0], guessed.upper[0, 0]) == approx((0.5, 0.25 / 0.75, 0.8 / 1.3))


def test_capital_is_what_wears_out_over_the_rate_of_wear():
    made = facts(of_units(gdp_nominal_2015=(1, 1, 1)), 2015)
    output = stacked([plain([2.0, 4.0], [1.0, NAN], [3.0, NAN]) for _ in sector_names()])
    found = sectors._capital(made, output)
    table = {(r["sector"], r["quantity"]): float(r["value"]) for r in rows("national_sectors")
             if r["level"] == "eight" and r["year"] == "2012"}  # fmt: skip
    for at, sector in enumerate(model_sectors()):
        worn, added = (
            sum(table[name, f"sector_{q}"] for name in sector.national_sectors)
            for q in ("consumption_of_fixed_capital", "value_added")
        )
        decay = sector.depreciation
        used = worn / added
        assert ends(found[at]) == [
            approx([2 * used / decay.value, 4 * used / decay.value]),
            approx([used / decay.upper, 4 * used / decay.upper]),
            approx([3 * used / decay.lower, 4 * used / decay.lower]),
        ]


def test_jobs_move_with_the_people_and_never_exceed_what_adults_hold():
    made = facts(CENSUS | GROWTH, 2015)
    drift = triple("employment_after_census")
    jobs = stacked([plain([10.0, 20, 30], [8.0, NAN, NAN], [13.0, NAN, NAN]), plain([1.0, 2, 3])])
    moved = sectors._moved_with_people(made, jobs)
    size = [0.9, 0.9, 1.2]
    for part, base, rate in zip(
        ends(moved[0]), ([10, 20, 30], [8, 20, 30], [13, 20, 30]), (0, *drift[1:]), strict=True
    ):
        assert part == approx([b * s * np.exp(5 * rate) for b, s in zip(base, size, strict=True)])


def test_jobs_beyond_what_adults_can_hold_are_brought_down_together(monkeypatch):
    """Able are 50 + 10 + part of 20: 100 jobs in the first place are too many, 30 in the second are not."""
    persons = {
        name: plain([value] * 2) for name, value in (("low_skilled", 50.0), ("high_skilled", 10.0), ("old", 20.0))
    }
    monkeypatch.setattr(sectors, "people", lambda _: persons)
    jobs = stacked([plain([80.0, 20]), plain([20.0, 10])])
    found = sectors._held_by_adults(None, jobs)
    able = 60 + 20 * priors()["old_in_work"].lower
    most = triple("most_in_work")
    for part, share in zip(ends(found), most, strict=True):
        assert [row[0] for row in part] == approx([0.8 * share * able, 0.2 * share * able])
    assert found.value[:, 1].tolist() == [20, 10]
    assert found.rule[0].tolist() == ["assumed:held_by_adults", "observed"]


def test_no_more_are_unemployed_than_half_of_those_without_work():
    """Able 60 + part of 20, jobs 56 and 30: a tenth of the labour force cannot be looking in the first place."""
    persons = {
        name: plain([value] * 2) for name, value in (("low_skilled", 50.0), ("high_skilled", 10.0), ("old", 20.0))
    }
    persons["unemployment_rate"] = plain([0.1, 0.1], [0.05, 0.05], [0.2, 0.2])
    jobs = stacked([plain([50.0, 20]), plain([6.0, 10])])
    able, part = 60 + 20 * priors()["old_in_work"].lower, assumptions()["most_looking"].value
    looking = part * (able - 56)
    most = looking / (56 + looking)
    assert most < 0.1
    found = opening_state._unemployment(jobs, persons)
    assert ends(found) == [approx([most, 0.1]), approx([min(0.05, most / 2), 0.05]), approx([most, 0.2])]
    rate = opening_state._participation(jobs, persons)
    assert ends(rate) == [approx([56 / (1 - u) / 60, 30 / (1 - u) / 60]) for u in (0.1, 0.05, 0.2)]


def test_the_rest_has_the_people_outside_and_their_means():
    names = (*opening_state.ADDED_UP, *opening_state.AVERAGED)
    quantities = {name: plain([1.0, 2, 3, NAN], [NAN, NAN, 2.5, NAN], [NAN, NAN, 4.0, NAN]) for name in names}
    quantities["population"] = plain([10.0, 20, 60, NAN])
    quantities["wage"] = plain([5.0, NAN, 7, 9], [NAN, NAN, 6.0, NAN], [NAN, NAN, 9.0, NAN])
    rest = opening_state._rest(quantities, np.array([True, False, False, False]))
    assert (rest["population"].value.tolist(), rest["population"].rule[0]) == ([80], "derived:nation_less_places")
    assert ends(rest["children"]) == [[5], [4.5], [6]]
    assert ends(rest["wage"]) == [[7], [6], [9]]  # the last has no people on record
    assert ends(rest["birth_rate"]) == [approx([0.25 * 2 + 0.75 * 3]), approx([0.5 + 0.75 * 2.5]), approx([0.5 + 3])]
    assert list(rest) == list(names)


def test_a_unit_is_left_out_for_the_first_thing_that_it_lacks():
    made = facts(CENSUS, 2010)
    quantities = {"population": plain([1.0, NAN, 1]), "gross_domestic_product": plain([1.0, NAN, 1])}
    whole, part = plain([1.0, 1, 1]), plain([1.0, 1, NAN])
    found = opening_state._left_out(
        made, quantities, {"employment": stacked([whole, part]), "value_added": stacked([part, whole])}
    )
    assert found == {"110000": "no_sections", "230300": "no_census"}
    quantities["population"] = whole
    found = opening_state._left_out(made, quantities, {"employment": stacked([whole]), "value_added": stacked([part])})
    assert found == {"110000": "no_three_sectors", "230300": "no_gross_domestic_product"}


def test_the_rest_lives_like_the_average_of_the_places():
    """Two places of 10 and 30 people, the rest of 20: sums by head, others in the mean over people."""
    people = np.array([10.0, 30, 20])
    arrays = {
        "value_added": np.array([[4.0, 4, NAN], [NAN, 6, NAN]]),
        "wage": np.array([2.0, 6, NAN]),
        "debt": np.array([1.0, 1, 7]),
        "commodity_weight": np.array([[0.25, 0.5, 0.9]]),
        "area": np.array([100.0, NAN, NAN]),
    }
    found = opening_world._with_rest_economy(arrays, people)
    np.testing.assert_array_equal(found["value_added"], [[4, 4, 4], [NAN, 6, 4]])
    assert found["wage"].tolist() == [2, 6, 5]
    assert found["debt"].tolist() == [1, 1, 7]
    assert found["commodity_weight"].tolist() == [[0.25, 0.5, (2.5 + 15) / 40]]
    assert found["area"][2] == 200
    assert arrays["wage"].tolist()[:2] == [2, 6]


def test_small_pieces_of_a_world_by_hand():
    arrays = {"value_added": np.array([[2.0, 8.0]]), "employment": np.array([[1.0, 1.0]])}
    np.testing.assert_allclose(opening_world._gap(arrays), [np.log([2.5, 5 / 8])], rtol=1e-12)
    gain, people = np.array([0.1, 0.3]), np.array([30.0, 10.0])
    np.testing.assert_allclose(opening_world._closed(gain, people), [-0.05, 0.15], rtol=1e-12)
    hegang = find("hegang")
    np.testing.assert_array_equal(opening_world._area([hegang, None]), [hegang.area * 100, NAN])
    index = xr.DataArray(
        [[[110.0, 90], [100, 105]]],
        dims=("quantity", "place", "year"),
        coords={"quantity": ["gdp_growth_index"], "place": ["a", "b"], "year": [2019, 2020]},
    )
    found = opening_world._growth(xr.Dataset({"value": index}), ("b", "rest", "a"), [2019, 2020])
    np.testing.assert_allclose(found, np.log([[1, 1.05], [NAN, NAN], [1.1, 0.9]]), rtol=1e-12)


def economy(coal, forest, tonnes, unit="10^4 t per year"):
    """Arrays of one place and the rest, whose mines add 4 [10^8 yuan]."""
    shares = np.array([[coal, NAN], [forest, NAN]])
    by_sector = (("sector", "place"), np.array([[4.0, NAN], [0.0, NAN]]))
    data = xr.Dataset(
        {"value_added": by_sector, "employment": by_sector, "presence": by_sector,
         "commodity_share": (("commodity", "place"), shares),
         "extraction": (("commodity", "place"), np.array([[tonnes, NAN], [NAN, NAN]])),
         "extraction_unit": (("commodity", "place"), np.array([[unit, ""], ["", ""]], dtype=object))},
        coords={"commodity": ["coal", "forest"]},
    )  # fmt: skip
    names = (
        "children",
        "low_skilled",
        "high_skilled",
        "old",
        "unemployment_rate",
        "wage",
        "birth_rate",
        "remaining_life",
        "depleted_share",
        "house_price",
        "housing_stock",
        "budget_revenue",
        "budget_expenditure",
        "debt",
        "research_stock",
        "damaged_land",
    )
    value = {name: np.array([float(at), 0.0]) for at, name in enumerate(names)}
    return opening_world._economy(data, value), value


@pytest.mark.parametrize(
    ("coal", "tonnes", "unit", "taken", "per_value"),
    [
        (0.5, 900.0, "10^4 t per year", 900.0, 1.0),
        (0.4, 900.0, "10^4 t per year", 4.0, 225.0),
        (0.9, 3.0, "100 million yuan", 4.0, 0.0),
        (0.9, 0.0, "10^4 t per year", 4.0, 0.0),
    ],
)
def test_what_is_mined_is_counted_in_tonnes_where_coal_leads_and_its_mines_are_known(
    coal, tonnes, unit, taken, per_value
):
    found, value = economy(coal, 0.125, tonnes, unit)
    assert (found["extraction"][0], found["coal_tonnes"][0], found["forest_share"][0]) == (taken, per_value, 0.125)
    assert found["value_added"][:, 0].tolist() == [4, 1e-9]
    assert [row[0] for row in found["people"]] == [0, 1, 2, 3]
    assert found["commodity_weight"].tolist() == [[coal, 0], [0.125, 0]]
    names = {"revenue": "budget_revenue", "expenditure": "budget_expenditure"}
    for name in (
        "unemployment_rate",
        "wage",
        "birth_rate",
        "remaining_life",
        "depleted_share",
        "house_price",
        "housing_stock",
        "revenue",
        "expenditure",
        "debt",
        "research_stock",
        "damaged_land",
    ):
        assert found[name] is value[names.get(name, name)]
