import pytest

from relode.diagnosis.statistics.ages import ages, dependants, yearly_entrants, yearly_leavers
from relode.places import find


def test_bands_are_divided_by_their_years():
    assert yearly_entrants(150.0) == 10
    assert yearly_leavers(500.0, 525.0) == 5
    assert yearly_leavers(500.0, 500.0) == 0
    assert dependants({"age_0_14": 20.0, "age_15_59": 100.0, "age_60_plus": 30.0}) == pytest.approx(0.5, abs=1e-12)


def test_hegang_loses_more_to_age_than_it_gains_from_youth(panel):
    own = ages(panel, find("hegang"))
    assert own.leavers > 2 * own.entrants
    assert own.change == pytest.approx(own.working_age[1] / own.working_age[0] - 1, abs=1e-12)
    assert own.balance == pytest.approx((own.entrants - own.leavers) / own.working_age[1], abs=1e-12)
    assert own.sources == ("census2010", "census2020")


def test_bands_of_the_shipped_censuses_cover_everybody(panel):
    values = panel["value"].sel(year=2020, place=["230400", "150200", "211100", "610800", "231100"])
    total = sum(values.sel(quantity=band) for band in ("age_0_14", "age_15_59", "age_60_plus"))
    # Bands are published as counts of the same census; a few people have no age.
    assert total.to_numpy() == pytest.approx(values.sel(quantity="population").to_numpy(), rel=1e-3)


def test_a_county_says_why_it_has_none(panel):
    assert ages(panel, find("renqiu")).why == "county_level"
    assert ages(panel, find("renqiu")).record()["working_age"] is None
