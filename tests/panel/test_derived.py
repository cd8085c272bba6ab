"""What the panel derives equals a plain recomputation, and carries the marks of what it came from."""

import numpy as np
import pytest

from relode.panel import cell, derivations
from relode.places import all_places, by_code

YEARS = range(1990, 2025)


def numbers(panel, quantity):
    """(place, year) -> value, as plain Python."""
    selected = panel["value"].sel(quantity=quantity)
    grid = selected.transpose("place", "year").to_numpy()
    places, years = selected["place"].values.tolist(), selected["year"].values.tolist()
    return {(places[i], years[j]): float(grid[i, j]) for i, j in np.argwhere(np.isfinite(grid))}


def not_comparable(panel, quantity):
    selected = panel["flag"].sel(quantity=quantity).transpose("place", "year").to_numpy()
    marked = np.argwhere(np.char.find(selected.astype(str), "area_not_comparable") >= 0)
    return {(str(panel["place"].values[i]), YEARS[j]) for i, j in marked}


def recomputed(panel, derivation):
    inputs = [numbers(panel, name) for name in derivation.inputs]
    first = inputs[0]
    match derivation.operation:
        case "ratio":
            second = inputs[1]
            found = {k: v / second[k] for k, v in first.items() if second.get(k, 0) > 0}
            # The budget of a prefecture without its counties is not set against the debt or the people of all.
            own_level = {("532300", 2025), ("652800", 2024)}
            apart = {"debt_revenue_ratio", "budget_revenue_per_person", "budget_expenditure_per_person"}
            if derivation.name in apart:
                found = {k: v for k, v in found.items() if k not in own_level}
        case "sum":
            found = {k: sum(other[k] for other in inputs) for k in first if all(k in other for other in inputs)}
        case "difference":
            found = {k: v - inputs[1][k] for k, v in first.items() if k in inputs[1]}
        case "index_growth":
            found = {k: v - 100 for k, v in first.items()}
        case "ten_year_change" | "ten_year_difference":
            apart = not_comparable(panel, derivation.inputs[0])
            pairs = {(p, y): (first[p, y - 10], v) for (p, y), v in first.items() if (p, y - 10) in first}
            pairs = {k: pair for k, pair in pairs.items() if (k[0], k[1] - 10) not in apart}
            change = derivation.operation == "ten_year_change"
            found = {k: end / start - 1 if change else end - start for k, (start, end) in pairs.items()}
        case "province_ten_year_change":
            found = {}
            for province in {place.province for place in all_places()}:
                parts = [p.code for p in all_places() if p.province == province and p.in_partition]
                # A unit founded after 2010 has no figure then: its people are counted in the unit that it left.
                start, end = (sum(first.get((code, year), 0) for code in parts) for year in (2010, 2020))
                inside = [p.code for p in all_places() if p.province == province and p.level != "province"]
                found |= {(code, 2020): end / start - 1 for code in inside}
        case "rank_from_lowest":
            found = {(p, y): 1 + sum(w < v for (_, z), w in first.items() if z == y) for (p, y), v in first.items()}
        case "place_count":
            found = {(p, y): sum(z == y for _, z in first) for p, y in first}
    return {k: v * derivation.factor for k, v in found.items()}


@pytest.mark.parametrize("name", derivations())
def test_a_derived_quantity_equals_a_plain_recomputation(panel, name):
    expected, found = recomputed(panel, derivations()[name]), numbers(panel, name)
    assert found
    assert found.keys() == expected.keys()
    keys = list(found)
    # Two orders of the same few operations: some roundings apart.
    np.testing.assert_allclose([found[k] for k in keys], [expected[k] for k in keys], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", ["population_change", "mining_employment_share_change"])
def test_areas_that_are_not_comparable_have_no_change(panel, name):
    apart = {place for place, year in not_comparable(panel, "population") if year == 2010}
    assert len(apart) > 5
    both = [code for code in apart if cell(panel, code, "population", 2020) and cell(panel, code, "population", 2010)]
    assert both
    assert [code for code in both if cell(panel, code, name, 2020)] == []


def test_a_province_changes_by_one_number_in_all_its_places(panel):
    values = numbers(panel, "province_population_change")
    of = {}
    for (code, year), value in values.items():
        assert year == 2020
        of.setdefault(by_code()[code].province, set()).add(value)
    assert {place.province for place in all_places()} == of.keys()
    assert all(len(found) == 1 for found in of.values())
