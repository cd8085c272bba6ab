import csv
from io import StringIO

import numpy as np
import pytest

from relode.diagnosis import SECTION_LETTERS, SECTIONS
from relode.facts import text
from relode.panel import cell, load
from relode.places import all_places


def census(quantity, year):
    """Place -> persons, read afresh from the shipped table."""
    table = csv.DictReader(StringIO(text("census")))
    return {r["place"]: float(r["value"]) for r in table if (r["quantity"], r["year"]) == (quantity, str(year))}


@pytest.mark.parametrize("year", [2010, 2020])
def test_hegangs_location_quotient_of_mining_is_what_a_hand_computes(panel, year):
    mining, total = census("employment_mining", year), census("employment_all_sections", year)
    partition = [place.code for place in all_places() if place.in_partition and place.code in mining]
    nation = sum(mining[code] for code in partition) / sum(total[code] for code in partition)
    expected = mining["230400"] / total["230400"] / nation
    found = cell(panel, "230400", "location_quotient_mining", year)
    # The same quotient of sums, in another order.
    assert found.value == pytest.approx(expected, rel=1e-12)
    assert found.value > 10


def test_the_nation_of_2020_is_that_of_the_published_long_form():
    mining, total = census("employment_mining", 2020), census("employment_all_sections", 2020)
    partition = [place.code for place in all_places() if place.in_partition]
    # Sansha has no long form.
    assert sum(total.get(code, 0) for code in partition) == 65_631_786
    assert sum(mining.get(code, 0) for code in partition) == 568_658


def test_there_are_twenty_sections_with_the_letters_a_to_t():
    assert sorted(SECTION_LETTERS.values()) == list("ABCDEFGHIJKLMNOPQRST")
    assert SECTION_LETTERS["mining"] == "B"
    assert len(SECTIONS) == 20


def measured(panel, name):
    values = panel["value"].sel(quantity=name, year=[2010, 2020]).to_numpy()
    return values[np.isfinite(values)]


def test_entropy_lies_between_nothing_and_that_of_twenty_equal_sections(panel):
    found = measured(panel, "employment_entropy")
    assert len(found) > 800
    assert found.min() > 0
    assert found.max() < np.log(20)


def test_the_herfindahl_index_lies_between_a_twentieth_and_one(panel):
    found = measured(panel, "employment_herfindahl_index")
    assert found.min() > 1 / 20
    assert found.max() < 1


def test_national_shares_weight_the_quotients_of_a_place_to_one(panel):
    for code in ("230400", "620300", "110000"):
        shares = [cell(panel, code, f"{s}_employment_share", 2020).value for s in SECTIONS]
        quotients = [cell(panel, code, f"location_quotient_{s}", 2020) for s in SECTIONS]
        nation = [s / q.value for s, q in zip(shares, quotients, strict=True) if q is not None and q.value > 0]
        # Sections without any job here drop out with their national share, which is below 1 in 1,000.
        assert sum(nation) == pytest.approx(1, abs=1e-3)


def test_entropy_is_recomputed_from_the_shares(panel):
    for code in ("230400", "632800", "130982"):
        shares = np.array([cell(panel, code, f"{s}_employment_share", 2020).value for s in SECTIONS])
        some = shares[shares > 0]
        # Twenty terms in another order.
        assert cell(panel, code, "employment_entropy", 2020).value == pytest.approx(-(some * np.log(some)).sum())
        assert cell(panel, code, "employment_herfindahl_index", 2020).value == pytest.approx((shares**2).sum())


def test_measures_carry_the_source_of_the_census_and_say_that_they_are_computed(panel):
    found = cell(panel, "230400", "employment_entropy", 2010)
    assert found.sources == ("census2010",)
    assert "computed" in found.flags
    assert found.table == "measured"


def test_a_place_without_a_census_has_no_measures(panel):
    for code in ("2114Z1", "5001Z1", "230000"):
        assert cell(panel, code, "employment_entropy", 2020) is None


def test_measuring_twice_changes_nothing(panel):
    again = load()
    for variable in ("value", "flag", "source", "table"):
        np.testing.assert_array_equal(again[variable].to_numpy(), panel[variable].to_numpy())
