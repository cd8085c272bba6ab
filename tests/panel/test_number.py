from math import isfinite, sqrt

import pytest

from relode.diagnosis import SECTIONS, number
from relode.panel import cell
from relode.panel.number import assumed, sampled_share
from relode.places import all_places, find
from relode.vocabulary import quantity

INSIDE = ("hegang", "jinchang", "haixi", "renqiu", "beijing")
NAMES = (
    *(f"{section}_employment_share" for section in SECTIONS),
    *(f"location_quotient_{section}" for section in SECTIONS),
    *(f"employment_{section}" for section in SECTIONS),
    "employment_entropy",
    "employment_herfindahl_index",
    "mining_employment_share_change",
)


@pytest.mark.parametrize("name", INSIDE)
def test_an_interval_contains_its_value(panel, name):
    found = [number(panel, find(name).code, quantity, 2020) for quantity in NAMES]
    with_interval = [n for n in found if n is not None and n.interval_90 is not None]
    assert len(with_interval) > 50
    for n in with_interval:
        low, high = n.interval_90
        assert isfinite(low)
        assert isfinite(high)
        # A share of nothing has an interval that begins at its value, up to a rounding of numbers near 1.
        assert low - 1e-15 <= n.value <= high, n.quantity


def test_a_share_has_wilsons_interval_for_the_long_form(panel):
    found = number(panel, "230400", "mining_employment_share", 2020)
    total = cell(panel, "230400", "employment_all_sections", 2020).value
    size = total / (assumed("design_effect") * (1 - sampled_share(2020)))
    z, p = 1.6448536269514722, found.value
    centre = (p + z**2 / (2 * size)) / (1 + z**2 / size)
    half = z / (1 + z**2 / size) * sqrt(p * (1 - p) / size + z**2 / (4 * size**2))
    assert found.interval_90 == pytest.approx((centre - half, centre + half), rel=1e-12)


def test_count_share_and_quotient_have_intervals_of_one_relative_width(panel):
    names = ("employment_mining", "mining_employment_share", "location_quotient_mining")
    relative = [
        tuple(end / n.value for end in n.interval_90) for n in (number(panel, "230400", q, 2020) for q in names)
    ]
    assert relative[0] == pytest.approx(relative[1], rel=1e-9)
    assert relative[1] == pytest.approx(relative[2], rel=1e-9)


def test_an_interval_shrinks_with_the_sample(panel):
    """Beside a share's own spread, the width falls with the root of the number of persons asked."""
    z = 1.6448536269514722
    widths = []
    for place in all_places():
        share = number(panel, place.code, "manufacturing_employment_share", 2020)
        if share is not None and share.interval_90 and 0.1 < share.value < 0.5:
            size = cell(panel, place.code, "employment_all_sections", 2020).value
            low, high = share.interval_90
            size /= assumed("design_effect") * (1 - sampled_share(2020))
            widths.append((high - low) / sqrt(share.value * (1 - share.value)) * sqrt(size) / (2 * z))
    assert len(widths) > 200
    # Wilson's interval is the normal one up to terms of order 1 / n, and every place asked 1,000 persons or more.
    assert widths == pytest.approx([1] * len(widths), abs=0.01)


def test_a_change_is_as_uncertain_as_its_two_ends_together(panel):
    ends = [number(panel, "230400", "mining_employment_share", year).interval_90 for year in (2010, 2020)]
    low, high = number(panel, "230400", "mining_employment_share_change", 2020).interval_90
    together = sqrt(sum((high - low) ** 2 for low, high in ends))
    assert high - low == pytest.approx(together, rel=1e-12)


def test_full_counts_and_accounts_have_no_interval(panel):
    for name, year in (("population", 2020), ("gdp_nominal", 2020), ("house_price", 2023), ("urban_share", 2020)):
        assert number(panel, "230400", name, year).interval_90 is None


def test_what_is_not_there_is_none(panel):
    assert number(panel, "230400", "population", 2013) is None
    assert number(panel, "2114Z1", "population", 2020) is None


def test_the_long_form_asked_about_a_tenth_of_the_employed():
    # employment_scale: 10.6369 in 2010, 11.4371 in 2020.
    assert 1 / sampled_share(2010) == pytest.approx(10.6369)
    assert 1 / sampled_share(2020) == pytest.approx(11.4371)


@pytest.mark.slow
def test_no_interval_leaves_the_bounds_of_its_quantity(panel):
    wrong = []
    for place in all_places():
        for name in ("employment_entropy", "employment_herfindahl_index", "mining_employment_share_change"):
            for year in (2010, 2020):
                n = number(panel, place.code, name, year)
                known = quantity(name)
                if n and n.interval_90 and not known.lower <= n.interval_90[0] <= n.interval_90[1] <= known.upper:
                    wrong.append((place.slug, name, year, n.interval_90))
    assert wrong == []
