"""The coal mines of the list, and what is left in them."""

from dataclasses import replace

import numpy as np
import pytest

from relode.model.opening.tables import assumptions
from relode.panel.coal_mines import USE, mines_of, reserve_factor, reserves_in, usual_years


def working(code):
    return [mine for mine in mines_of(code) if mine.status == "Operating"]


def test_hegang_has_six_working_mines():
    mines = working("230400")
    assert [mine.mine_id for mine in mines] == ["M1156", "M1233", "M1909", "M2272", "M0299", "M2235"]
    assert sum(mine.capacity for mine in mines) == 12_500_000
    assert sum(mine.reserves for mine in mines) == 759_000_000
    assert sum(mine.workforce for mine in mines) == 9066


def test_the_capacity_of_working_mines_follows_that_of_underground_mines_of_2023(panel):
    """Two lists made apart: log correlation .88 over 108 places; with surface mines, which the other lacks, .78."""
    listed = panel["value"].sel(quantity="coal_capacity_underground", year=2023).to_series().dropna()
    pairs = []
    for code, capacity in listed.items():
        own = sum(mine.capacity or 0 for mine in working(code) if mine.mine_type == "Underground")
        if capacity > 0 and own > 0:
            pairs.append((capacity, own))
    assert len(pairs) == 108
    logs = np.log(np.array(pairs))
    assert np.corrcoef(logs.T)[0, 1] == pytest.approx(0.88, abs=0.005)


def test_what_is_left_in_hegang_is_that_of_a_hand_calculation():
    """Reserves over 1.3824, less .8 of capacity a year since: .79 + 93.49 + 66.57 + 144.73 + 8.64 + 152.37 Mt."""
    left = reserves_in(working("230400"), 2025)
    assert left.value == pytest.approx(466.59e6, abs=0.05e6)
    assert left.published == 759e6
    assert (left.count, left.mines) == (6, 6)
    # Ends by hand for one mine: 96 / 2.0408 - .95 x 1.2 x 3 = 43.62 and 96 / .7111 - .6 x 1.2 x 3 = 132.84 Mt.
    one = reserves_in([mine for mine in working("230400") if mine.mine_id == "M0299"], 2025)
    assert one.low == pytest.approx(43.62e6, abs=0.01e6)
    assert one.high == pytest.approx(132.84e6, abs=0.01e6)


def test_the_margin_of_reserves_is_the_one_that_mine_planners_use():
    """Median 1.38: design codes of coal mines ask for a reserve factor of 1.3 to 1.5."""
    middle, low, high = reserve_factor()
    assert low < 1.3 <= middle <= 1.5 < high


def test_the_use_of_capacity_is_the_assumption_of_the_opening():
    assumed = assumptions()["capacity_use"]
    assert (assumed.value, assumed.lower, assumed.upper) == USE


def test_a_mine_with_a_doubtful_figure_or_none_has_the_usual_years():
    mine = next(mine for mine in working("230400") if mine.mine_id == "M1156")
    (middle, low, high), (factor, least, most) = usual_years(), reserve_factor()
    for doubtful in (replace(mine, reserves=None), replace(mine, flags=("years_above_300",))):
        left = reserves_in([doubtful], 2025)
        assert left.value == pytest.approx(mine.capacity * middle / factor)
        assert left.low == pytest.approx(mine.capacity * low / most)
        assert left.high == pytest.approx(mine.capacity * high / least)
        assert left.count == 0


def test_a_figure_of_a_later_year_gets_back_what_was_taken_until_then():
    mine = next(mine for mine in working("230400") if mine.mine_id == "M0299")
    now, before = reserves_in([mine], 2022), reserves_in([mine], 2020)
    assert before.value - now.value == pytest.approx(2 * 0.8 * mine.capacity)
    assert before.low - now.low == pytest.approx(2 * 0.6 * mine.capacity)
    assert before.high - now.high == pytest.approx(2 * 0.95 * mine.capacity)


def test_nothing_is_left_of_less_than_nothing():
    assert reserves_in(working("230400"), 2200).value == 0
    assert reserves_in([], 2025) == replace(reserves_in([], 2025), value=0.0, low=0.0, high=0.0)


def test_the_end_of_a_mine_is_its_closing_year_or_its_life_from_its_year_on():
    mine = next(mine for mine in working("230400") if mine.mine_id == "M1156")
    assert (mine.life, mine.life_year, mine.end) == (57, 2013, 2070)
    assert replace(mine, closing_year=2030).end == 2030
    assert replace(mine, life=None).end is None
