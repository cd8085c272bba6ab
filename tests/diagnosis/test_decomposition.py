import numpy as np
import pytest

from relode.diagnosis import SECTIONS
from relode.diagnosis.statistics import decomposition as module
from relode.diagnosis.statistics.decomposition import (
    PARTS,
    SECTOR,
    county_decomposition,
    decomposition,
    quotient_table,
    sampling_half_width,
)
from relode.panel import load
from relode.places import find

SLUGS = ["hegang", "heihe", "baotou", "panjin", "beijing"]


@pytest.mark.parametrize("name", SLUGS)
def test_the_parts_add_up_to_the_change_of_every_section_and_of_the_city(panel, name):
    found = decomposition(panel, find(name))
    assert [s.section for s in found.sections] == list(SECTIONS)
    for s in found.sections:
        scale = max(s.before, s.after, 1.0)
        assert (s.after - s.before - (s.nation + s.industry + s.place)) / scale == pytest.approx(0, abs=1e-12)
        assert s.place_interval_90[0] <= s.place <= s.place_interval_90[1]
    left = found.total("after") - found.total("before") - sum(found.total(part) for part in PARTS)
    assert left / found.total("before") == pytest.approx(0, abs=1e-12)


def test_a_constructed_city_that_loses_only_its_own_mines_has_only_that_as_its_own():
    panel = load()
    names = [f"employment_{section}" for section in SECTIONS]
    counts = panel["value"].sel(quantity=names)
    panel["value"].loc[{"quantity": names, "year": 2020}] = counts.sel(year=2010).values
    # As many jobs lost in Hegang as won in Beijing: the nation's growth of every section stays 1.
    for place, step in (("230400", -1000.0), ("110000", 1000.0)):
        at = {"quantity": "employment_mining", "year": 2020, "place": place}
        panel["value"].loc[at] = panel["value"].loc[at] + step
    found = {s.section: s for s in decomposition(panel, find("hegang")).sections}
    ratio = 11.4371 / 10.6369  # the scale of the two censuses
    mining = found.pop("mining")
    assert mining.place == pytest.approx(-1000 * 11.4371, rel=1e-6)
    assert all(s.place == pytest.approx(0, abs=1e-6) for s in found.values())
    assert found["education"].nation == pytest.approx(found["education"].before * (ratio - 1), rel=1e-4)


def test_a_place_with_one_census_has_no_decomposition_and_says_why(panel):
    found = decomposition(panel, find("sansha"))
    assert (found.sections, found.why, found.record()["totals"]) == ((), "no_two_censuses", None)


def test_a_county_on_another_area_has_none_and_stays_in_the_nation():
    told = county_decomposition(find("renqiu"))
    assert told.total("before") > 0
    assert county_decomposition(find("hegang")).why == "area_not_comparable"


def test_nobody_employed_and_nobody_unasked_leave_no_width():
    none = np.zeros(2)
    assert (sampling_half_width(none, none, none) == 0).all()
    assert (sampling_half_width(np.array([100.0]), none[:1], np.array([90.0])) > 0).all()


def test_every_section_is_in_one_of_three_sectors():
    assert {SECTOR["agriculture"], SECTOR["mining"], SECTOR["international_organisations"]} == {
        "primary",
        "secondary",
        "tertiary",
    }


def test_quotients_of_small_sections_are_drawn_to_one_and_large_ones_stay(panel):
    table = quotient_table(panel, 2020)
    assert (table["low"] <= table["shrunken"]).all()
    assert (table["shrunken"] <= table["high"]).all()
    drawn = (table["shrunken"] - 1).abs() <= (table["plain"] - 1).abs() + 1e-9
    assert drawn.all()
    hegang = table[table["place"] == "230400"].set_index("section")
    assert hegang.loc["mining", "plain"] == pytest.approx(
        panel["value"].sel(place="230400", year=2020, quantity="location_quotient_mining").item(), rel=2e-3
    )  # half counts are rounded to whole ones
    width = hegang["high"] - hegang["low"]
    assert (width / hegang["shrunken"])["culture"] > (width / hegang["shrunken"])["agriculture"]


def test_the_interval_of_a_part_is_what_two_samples_leave_open(monkeypatch):
    """Ratios 10 and 20, design effect 2: variances 2 x 9 x 100 and 2 x 19 x 50; 100 were to become 150."""
    monkeypatch.setattr(module, "known_ratio", {2010: 10.0, 2020: 20.0}.__getitem__)
    monkeypatch.setattr(module, "assumed", {"design_effect": 2.0}.__getitem__)
    half = sampling_half_width(np.array([100.0]), np.array([50.0]), np.array([150.0]))
    assert half == pytest.approx([1.6448536269514722 * (2 * 19 * 50 + 1.5**2 * 2 * 9 * 100) ** 0.5], rel=1e-9)
