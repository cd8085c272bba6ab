"""Coal at the opening of 2020: capacity and years left from the list of mines, and no earlier opening knows it."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.model.opening import mines as opening_mines
from relode.model.opening.cells import observed
from relode.model.opening.mines import SHORTEST_LIFE, ListedMines
from relode.model.opening.opening_state import REST, opening
from relode.model.opening.opening_world import drawn_observed, world
from relode.panel.coal_mines import Reserves, all_mines, mines_of, reserves_in, worked_in
from relode.places import find

HEGANG, FUXIN, JINCHANG = (find(name).code for name in ("hegang", "fuxin", "jinchang"))
NAN = np.nan


@pytest.fixture(scope="module")
def openings(panel):
    return {year: opening(panel, year).data for year in (2013, 2015, 2020)}


@pytest.fixture
def listed(monkeypatch):
    """Three units: mines of 100 underground and 20 at the surface [10^4 t], one small mine, and none."""
    mine = SimpleNamespace(capacity=100e4, mine_type="Underground", source="the_list")
    surface = SimpleNamespace(capacity=20e4, mine_type="Surface", source="the_list")
    small = SimpleNamespace(capacity=10e4, mine_type="Underground", source="the_list")
    of = {"one": (mine, surface), "two": (small,), "three": ()}
    monkeypatch.setattr(opening_mines, "mines_of", of.get)
    monkeypatch.setattr(opening_mines, "worked_in", lambda mines, _: mines)
    left = {2: Reserves(960e4, 480e4, 1920e4, 0, 2, 2), 1: Reserves(8e4, 4e4, 80e4, 0, 1, 1)}
    none = Reserves(0.0, 0.0, 0.0, 0, 0, 0)
    monkeypatch.setattr(opening_mines, "reserves_in", lambda mines, _: left.get(len(mines), none))

    def of_year(year=2020, own=()):
        units = [SimpleNamespace(code=code) for code in of]
        overrides = [{"place": code, "quantity": "coal_capacity_underground"} for code in own]
        return ListedMines(
            SimpleNamespace(year=year, units=units, panel=SimpleNamespace(attrs={"overrides": overrides}))
        )

    return of_year


def published(value, flags=("", "", "")):
    return observed(np.array(value, dtype=float), *(np.array(each, dtype=object) for each in (["a"] * 3, flags)))


def test_capacity_is_that_of_the_list_and_of_the_small_mines_that_it_lacks(listed):
    """Published 130 against 100 of the list: 130 + 20 at the surface; published 5 against 10: 10."""
    cells = listed().capacity(published([130, 5, 7]))
    assert cells.value[:2].tolist() == [150, 10]
    assert np.isnan(cells.value[2])
    assert cells.rule.tolist() == ["derived:capacity_of_mines", "derived:capacity_of_mines", ""]
    assert cells.source.tolist() == ["the_list;a", "the_list", ""]


def test_a_doubtful_figure_is_not_taken_and_one_of_the_user_is(listed):
    doubtful = listed().capacity(published([130, 5, 7], ("level_jump;place_doubtful", "", "")))
    assert doubtful.value[0] == 120
    assert listed(own=["two"]).capacity(published([130, 5, 7])).value[:2].tolist() == [150, 5]


def test_years_left_are_reserves_over_the_usual_use_of_capacity(listed):
    """960 over .8 of 120 are 10 years; low: 480 over .8 of 150, as if what the list lacks had nothing left: 4."""
    mines = listed()
    life = mines.life(mines.capacity(published([130, 5, 7])))
    assert [part[0] for part in (life.value, life.lower, life.upper)] == pytest.approx([10, 4, 20])
    assert life.rule[0] == "assumed:life_of_mines"
    # 8, 4 and 80 over 8 a year: 1, .5 and 10 years, the first two brought up and told.
    assert [part[1] for part in (life.value, life.lower, life.upper)] == [SHORTEST_LIFE, SHORTEST_LIFE, 10]
    assert life.rule[1] == "assumed:life_of_mines_bounded"
    assert np.isnan(life.value[2])
    assert life.rule[2] == ""


def test_no_opening_before_2020_knows_the_list(listed, openings):
    assert np.isnan(listed(2015).capacity(published([NAN] * 3)).value).all()
    for year in (2013, 2015):
        for name in ("extraction_capacity", "extraction", "reserves"):
            assert not any("gem_coal_mines" in str(each) for each in openings[year][f"{name}_source"].values.ravel())
        assert not any("gem_coal_mines" in str(each) for each in openings[year]["source"].values.ravel())


def test_mines_work_from_their_opening_to_their_closing():
    mine = next(each for each in all_mines() if each.status == "Operating" and each.opening_year == 2020)
    closed = next(each for each in all_mines() if each.status == "Closed" and each.closing_year == 2022)
    assert [worked_in([mine], year) for year in (2019, 2020)] == [(), (mine,)]
    opened = (closed.opening_year or 0) <= 2020
    assert opened
    assert [worked_in([closed], year) for year in (2021, 2022)] == [(closed,), ()]
    others = [each for each in all_mines() if each.status in ("Proposed", "Mothballed", "Shelved", "Cancelled")]
    assert len(others) > 600
    assert worked_in(others, 2020) == ()


def test_hegang_opens_with_five_mines_and_what_they_have_left(openings):
    """1.8 + 4.5 + 2.7 + 1.0 + 1.3 = 11.3 Mt of the list (Niaoshan opened in 2022); 18.68 Mt are published."""
    own = openings[2020].sel(place=HEGANG)
    mines = worked_in(mines_of(HEGANG), 2020)
    assert sorted(mine.name_en for mine in mines) == [
        *("Fuli Coal Mine", "Junde Coal Mine", "Xing'an Coal Mine", "Xinlu Coal Mine", "Yixin Coal Mine")
    ]
    assert sum(mine.capacity for mine in mines) == 11_300_000
    coal = own.sel(commodity="coal")
    assert float(coal["extraction_capacity"]) == 1868
    left = reserves_in(mines, 2020)
    years = left.value / (0.8 * 11.3e6)
    assert 48 < years < 50
    assert float(coal["reserves"]) == pytest.approx(0.8 * 1868 * years)
    # Seven eighths coal, one eighth graphite, of which nothing is known: six years by type.
    value, low, high = (float(own[name].sel(quantity="remaining_life")) for name in ("value", "lower", "upper"))
    assert value == pytest.approx(0.875 * years + 0.125 * 6)
    assert low == pytest.approx(0.875 * left.low / (0.8 * 18.68e6) + 0.125 * 1)
    assert high == pytest.approx(0.875 * left.high / (0.8 * 11.3e6) + 0.125 * 20)
    assert str(own["flag"].sel(quantity="remaining_life").item()) == ""
    # 6 years at .8 taken out: 24 years of today's extraction are behind it, whatever is ahead.
    assert float(own["value"].sel(quantity="depleted_share")) == pytest.approx(24 / (24 + value))


def test_a_place_without_a_listed_mine_keeps_its_type_and_says_so(openings):
    own = openings[2020].sel(place=JINCHANG, quantity="remaining_life")
    assert (float(own["value"]), str(own["rule"].item()), str(own["flag"].item())) == (
        *(25, "assumed:official_type"),
        "unknown_reserve",
    )


def test_land_damaged_so_far_does_not_follow_what_is_left(openings):
    """Fuxin: 1.2 Mt of the list, 2.1 published: .8 x 210 x 6 years x .8/.2 x .25 ha x (1 - .4) = 604.8 ha."""
    assert float(openings[2020]["value"].sel(quantity="damaged_land", place=FUXIN)) == pytest.approx(604.8)


def test_capacity_of_the_list_follows_the_published_underground_capacity_of_2020(panel):
    """Two lists made apart: log correlation .90 over 111 places, 3,021 against 2,940 Mt in all."""
    cells = panel["value"].sel(quantity="coal_capacity_underground", year=2020).to_series().dropna()
    pairs = []
    for code, capacity in cells.items():
        mines = [mine for mine in worked_in(mines_of(code), 2020) if mine.mine_type != "Surface"]
        own = sum(mine.capacity or 0 for mine in mines)
        if capacity > 0 and own > 0:
            pairs.append((own, capacity))
    assert len(pairs) == 111
    assert np.corrcoef(np.log(pairs).T)[0, 1] == pytest.approx(0.899, abs=0.002)
    assert np.sum(pairs, axis=0) / 1e6 == pytest.approx([3021, 2940], abs=1)


def test_years_left_are_drawn_anew_in_each_future(panel):
    """Nine draws of ten lie in the interval; the sampling error of a share of 2,000 is .7 points."""
    made = world(panel, 2020)
    at = made.position(HEGANG)
    drawn = np.asarray(drawn_observed(made, 2000, 1).remaining_life)[:, at]
    low, high = (
        float(made.opening.data[end].sel(quantity="remaining_life", place=HEGANG)) for end in ("lower", "upper")
    )
    assert ((drawn > low) & (drawn < high)).mean() == pytest.approx(0.9, abs=0.03)
    assert drawn.min() >= SHORTEST_LIFE
    assert float(made.observed.remaining_life[list(made.codes).index(REST)]) > 0
