"""Figures of the user's own in another unit, or with other zeros, held against a panel of a few cells."""

import pytest

from relode.errors import RelodeError
from relode.panel.doubt.own import history, judged, plain, put_right
from relode.panel.overrides import Override

from .small_panel import R, own, revenue, small


@pytest.mark.parametrize("factor", [10, 100, 0.1, 0.01, 1e3, 1e4, 1e8, 1e-3, 1e-4, 1e-8])
def test_a_figure_with_other_zeros_or_in_another_unit_is_put_right(factor):
    assert put_right(110 * factor, 100) == pytest.approx(110)


@pytest.mark.parametrize(
    ("value", "right"), [(100, None), (150, None), (1990, 199), (2000, None), (510, 51), (500, None), (2e3, None)]
)
def test_what_is_put_right_comes_within_double_and_half_of_the_usual(value, right):
    assert put_right(value, 100) == (None if right is None else pytest.approx(right))


def judge(panel, value, name=R):
    try:
        return judged(panel, own(name, 2020, value)).value
    except RelodeError as error:
        return error.key.removeprefix("own_figures."), error.values


def mixed_up(value, right):
    return "swapped", {"year": 2019, "known": "100", "value": value, "right": right, "unit": None}


@pytest.mark.parametrize(
    ("value", "said", "right"),
    [
        (1e5, "100,000", "100"), (1e6, "1,000,000", "100"), (1e10, "10,000,000,000", "100"), (0.1, "0.1", "100"),
        (0.01, "0.01", "100"), (1e-6, "1e-06", "100"), (51e3, "51,000", "51"), (50e3, None, None),
        (199e3, "199,000", "199"), (200e3, None, None), (1000, None, None), (150, None, None), (0, None, None),
    ],
)  # fmt: skip
def test_a_figure_near_the_known_one_once_it_is_in_another_unit_is_refused(value, said, right):
    found = judge(revenue(y2019=100, y2022=1), value)
    if said is None:
        assert found == value
    else:
        key, values = found
        assert (key, {**values, "unit": None}) == mixed_up(said, right)


@pytest.mark.parametrize(
    ("value", "right"),
    [(10e3, "10"), (9.9e3, None), (0.01, "10"), (40e3, "40"), (80, None), (40_001, None), (0.04, "40"), (5, None)],
)
def test_a_place_without_figures_is_held_against_the_least_and_the_most_of_all(value, right):
    panel = small({(R, 2001, "110000"): 10, (R, 2002, "231100"): 40, (R, 2003, "231100"): 0})
    found = judge(panel, value)
    if right is None:
        assert found == value
    else:
        key, values = found
        about = {name: values[name] for name in ("value", "right", "low", "high")}
        assert (key, about) == ("swapped_places", {"value": plain(value), "right": right, "low": "10", "high": "40"})


def test_what_lies_within_double_and_half_of_all_places_is_in_their_unit():
    """Of 10 to 40,000 a thousandfold of 5 lies among them, and a thousandth of 80,000."""
    panel = small({(R, 2001, "110000"): 10, (R, 2002, "231100"): 40_000})
    assert (judge(panel, 5), judge(panel, 80_000)) == (5, 80_000)
    assert judge(panel, 4.9)[1]["right"] == "4,900"
    assert judge(panel, 80_001)[1]["right"] == "80.001"
    assert judge(small({}), 80_001) == 80_001
    assert judge(small({("unemployment_rate", 2019): 0.1}), 100, "unemployment_rate") == 100


def test_the_history_of_a_figure_is_of_ten_years_before_and_after_the_nearest_first():
    years = {"y2009": 1, "y2010": 2, "y2018": 3, "y2019": 0, "y2022": 5, "y2020": 6}
    assert history(revenue(**years), own(R, 2020, 1)) == [(2020, 6), (2018, 3), (2022, 5), (2010, 2)]
    assert history(revenue(y2009=1, y2019=2, y2020=3), own(R, 2009, 1)) == [(2009, 1), (2019, 2)]
    assert history(revenue(**years), Override("000000", R, 2020, 1, "")) == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(999_999, "999,999"), (1234.5678, "1,234.57"), (1_234_567.8, "1,234,568"), (-1_234_567.8, "-1,234,568"),
     (0.5, "0.5")],
)  # fmt: skip
def test_a_figure_is_named_with_six_digits_and_from_a_million_on_in_whole(value, text):
    assert plain(value) == text
