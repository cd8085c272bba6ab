"""Intervals of numbers of the long form, worked out apart, and the whole record of a number."""

import numpy as np
import pytest

from relode.facts import rows
from relode.facts.shipped import SECTIONS
from relode.panel import apply_overrides, cell
from relode.panel.number import Number, assumed, has_ratios, long_form_ratio, notable_flags, number, sampled_share
from relode.panel.overrides import Override

Z = 1.6448536269514722


@pytest.fixture(scope="module")
def hegang(panel):
    """Persons by section and the size of a random sample that would be as sure."""
    counts = np.array([cell(panel, "230400", f"employment_{section}", 2020).value for section in SECTIONS])
    return counts, counts.sum() / (assumed("design_effect") * (1 - sampled_share(2020)))


def test_entropy_and_concentration_lie_in_the_middle_of_their_intervals(panel, hegang):
    counts, size = hegang
    p = counts[counts > 0] / counts.sum()
    logs = np.log(p)
    spread = {
        "employment_entropy": np.sqrt(((p * logs**2).sum() - (p * logs).sum() ** 2) / size),
        "employment_herfindahl_index": 2 * np.sqrt(((p**3).sum() - (p**2).sum() ** 2) / size),
    }
    for name, error in spread.items():
        found = number(panel, "230400", name, 2020)
        assert found.interval_90 == pytest.approx((found.value - Z * error, found.value + Z * error), rel=1e-9)


def test_a_change_of_a_share_lies_in_the_middle_of_its_interval(panel):
    name = "mining_employment_share"
    halves = [np.diff(number(panel, "230400", name, year).interval_90)[0] / 2 for year in (2010, 2020)]
    found = number(panel, "230400", f"{name}_change", 2020)
    half = np.hypot(*halves)
    assert found.interval_90 == pytest.approx((found.value - half, found.value + half), rel=1e-12)


def test_a_number_of_the_long_form_says_that_it_is_sampled_and_a_full_count_does_not(panel):
    there = cell(panel, "230400", "employment_mining", 2020)
    found = number(panel, "230400", "employment_mining", 2020)
    assert found == Number(
        "employment_mining", there.value, "persons (long form)", 2020, found.interval_90, ("census2020",),
        (*there.flags, "sampling_error"),
    )  # fmt: skip
    assert "sampling_error" not in number(panel, "230400", "population", 2020).flags
    assert notable_flags(["computed", "level_break", "sampling_error", "user"]) == ["level_break", "user"]


def test_a_count_of_people_has_the_interval_of_its_share_times_all(panel, hegang):
    counts, size = hegang
    p, z2 = counts[SECTIONS.index("mining")] / counts.sum(), Z**2
    centre, half = p + z2 / (2 * size), Z * np.sqrt(p * (1 - p) / size + z2 / (4 * size**2))
    ends = [counts.sum() * each / (1 + z2 / size) for each in (centre - half, centre + half)]
    assert number(panel, "230400", "employment_mining", 2020).interval_90 == pytest.approx(ends, rel=1e-9)


def test_an_own_figure_has_the_interval_that_its_user_gave(panel):
    given = [
        Override("230400", "population", 2020, 9e5, "", low=8e5, high=1.2e6),
        Override("230400", "population_urban", 2020, 7e5, "", low=6e5, high=7.5e5),
        Override("230400", "population", 2010, 1e6, ""),
    ]
    own = apply_overrides(panel.sel(place=["230400", "231100"]), given)
    found = [number(own, "230400", each.quantity, each.year) for each in given]
    assert [each.interval_90 for each in found] == [(8e5, 1.2e6), (6e5, 7.5e5), None]
    assert found[0] == Number("population", 9e5, "persons", 2020, (8e5, 1.2e6), ("user",), ("user",))


def test_the_ratio_of_the_long_form_is_that_of_its_year_with_its_sources():
    [row] = [row for row in rows("employment_scale") if row["year"] == "2020"]
    ratio = float(row["employment_nation"]) / float(row["employment_long_form"])
    flags = ("source_not_reread", "of_the_nation")
    sources = ("nbs_communique_2020", "census2020")
    found = long_form_ratio(2020)
    assert found == Number("long_form_ratio", found.value, "ratio", 2020, None, sources, flags)
    assert found.value == pytest.approx(ratio, abs=5e-5)
    assert sampled_share(2020) == pytest.approx(1 / ratio, rel=1e-5)
    assert (long_form_ratio(2015), sampled_share(2015)) == (None, None)
    assert (has_ratios((2010, 2020)), has_ratios((2010, 2015)), has_ratios(())) == (True, False, True)
