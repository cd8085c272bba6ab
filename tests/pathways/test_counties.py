import dataclasses

import numpy as np
import pytest

from relode.panel.census_measures import SECTIONS
from studies.pathways.county_scores import (
    BENCHMARK,
    METHODS,
    county_scores,
    matched_counties,
    out_of_province,
)


@pytest.fixture(scope="module")
def scores():
    return county_scores()


@pytest.mark.slow
def test_the_bar_saves_nothing_against_itself(scores):
    bars = [(s.saved, s.saved_low, s.saved_high) for s in scores if s.method == BENCHMARK]
    assert bars == [(0.0, 0.0, 0.0)] * len(bars)


@pytest.mark.slow
def test_intervals_hold_their_middle(scores):
    assert all(s.saved_low <= s.saved <= s.saved_high for s in scores)


@pytest.mark.parametrize("method", METHODS)
def test_foretold_shares_are_shares(method):
    shares = out_of_province(matched_counties(), METHODS[method])
    # Sums of 20 shares.
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-12)
    assert shares.min() >= 0


@pytest.mark.parametrize("method", METHODS)
def test_what_came_in_a_province_changes_no_forecast_of_it(method):
    counties = matched_counties()
    is_shanxi = counties.province == "140000"
    noise = np.random.default_rng(0).integers(1, 1000, counties.after.shape)
    altered = dataclasses.replace(counties, after=np.where(is_shanxi[:, None], noise, counties.after))
    first, second = (out_of_province(table, METHODS[method]) for table in (counties, altered))
    np.testing.assert_array_equal(first[is_shanxi], second[is_shanxi])
    if method != "unchanged":
        assert (first != second).any()


def test_a_nation_that_grows_alike_everywhere_is_foretold_exactly_by_its_ratio():
    counties = matched_counties()
    rng = np.random.default_rng(1)
    grown = counties.before * rng.uniform(0.5, 2, len(SECTIONS))
    # The ratio is of all counties together, so equal start shares make it exact.
    alike = dataclasses.replace(
        counties, before=np.tile(counties.before.sum(axis=0), (len(grown), 1)), after=np.tile(grown[0], (len(grown), 1))
    )
    # One start, one end: rounding only.
    np.testing.assert_allclose(out_of_province(alike, METHODS["national_ratio"]), alike.shares[1], atol=1e-12)


def test_counties_are_large_enough_and_of_one_area():
    counties = matched_counties()
    assert len(set(counties.code)) == len(counties.code) > 2500
    assert min(counties.before.sum(axis=1).min(), counties.after.sum(axis=1).min()) >= 500
