"""Planned ends of coal mines as a scenario: by hand, in the simulator, and refused where the list knows nothing."""

from dataclasses import replace
from types import SimpleNamespace

import jax.numpy as jnp
import numpy as np
import pytest

from relode.calibration.fitting.draws import draw_futures
from relode.errors import RelodeError
from relode.model.opening import closing_calendar
from relode.model.opening.closing_calendar import UNLIMITED, capacity_left, dated
from relode.model.opening.opening_world import world
from relode.model.results import system
from relode.model.sectors.extraction import planned_capacity
from relode.model.shocks import laid_over
from relode.places import find
from relode.plan.simulations.simulation import Settings, simulate
from relode.plan.simulations.simulation_record import simulation_answer
from relode.plan.simulations.simulation_text import simulation_text

HEGANG, JINCHANG = (find(name) for name in ("hegang", "jinchang"))


def test_hegang_by_hand():
    """11.3 Mt in 2020; Niaoshan 1.2 opens in 2022; Fuli 1.8 was to end in 2022, works still, so ends after 2025;
    Xinlu 1.0 ends after 2031; the others last beyond 2050."""
    left = capacity_left([HEGANG.code, JINCHANG.code], 2020, 31, 1)
    by_year = dict(zip(range(2020, 2051), left[:, 0], strict=True))
    assert by_year[2020] == UNLIMITED
    expected = {2021: 11.3, 2022: 12.5, 2025: 12.5, 2026: 10.7, 2031: 10.7, 2032: 9.7, 2050: 9.7}
    assert {year: by_year[year] * 11.3 for year in expected} == pytest.approx(expected)
    assert (left[:, 1] == UNLIMITED).all()
    assert dated(HEGANG.code, 2020) == (5, 5)


def test_a_closed_mine_ends_in_its_year_and_one_without_an_end_stays(monkeypatch):
    common = {"opening_year": None, "capacity": 1.0}
    closed = SimpleNamespace(status="Closed", closing_year=2022, end=2022, **common)
    staying = SimpleNamespace(status="Operating", closing_year=None, end=None, **common)
    planned = SimpleNamespace(status="Proposed", closing_year=None, end=2090, **common)
    monkeypatch.setattr(closing_calendar, "mines_of", lambda _: (closed, staying, planned))
    assert capacity_left(["x"], 2020, 4, 2)[:, 0].tolist() == [UNLIMITED, UNLIMITED, 0.5, 0.5]
    assert capacity_left(["x"], 2020, 3, 1)[:, 0].tolist() == [UNLIMITED, 1.0, 0.5]
    assert dated("x", 2020) == (1, 2)


def test_no_more_works_than_is_open_by_plan():
    capacity, limit = jnp.array([3.0, 3.0, 3.0]), jnp.array([4.0, 2.0, 0.0])
    assert planned_capacity(capacity, limit).tolist() == [3.0, 2.0, 0.0]


@pytest.fixture(scope="module")
def futures(panel):
    return draw_futures(world(panel, 2020), 8, 14, 1, known=True)


def test_a_calendar_without_any_end_changes_nothing(futures):
    open_for_good = np.full((len(futures.years), len(futures.world.codes)), UNLIMITED)
    bounded = replace(futures, observed=replace(futures.observed, capacity_left=jnp.asarray(open_for_good)))
    one, other = (
        system(each, ("mining_employment", "extraction_index"), only=HEGANG.code).table for each in (futures, bounded)
    )
    for name in one:
        assert one[name].to_numpy() == pytest.approx(other[name].to_numpy(), rel=1e-12), name


def test_mines_that_end_take_their_ore_and_jobs_with_them(futures):
    """All of a place's mines end after 2026: no ore in 2027, as much as ever before."""
    left = np.full((len(futures.years), len(futures.world.codes)), UNLIMITED)
    left[7:, futures.world.position(HEGANG.code)] = 0.0
    ended = replace(futures, observed=replace(futures.observed, capacity_left=jnp.asarray(left)))
    one, other = (
        system(each, ("mining_employment", "extraction_index"), only=HEGANG.code).table.isel(place=0)
        for each in (futures, ended)
    )
    ore, without = (each["extraction_index"].to_numpy() for each in (one, other))
    assert ore[:, :7] == pytest.approx(without[:, :7], rel=1e-12)
    assert (ore[:, 7:] > 0).all()
    assert without[:, 7:].max() == pytest.approx(0, abs=1e-9)
    jobs, jobs_without = (each["mining_employment"].to_numpy()[:, -1] for each in (one, other))
    assert (jobs_without < jobs).all()


def test_the_scenario_is_told_with_what_it_does_here(panel):
    asked = Settings(futures=4, years=14, shock="closing_calendar@2024")
    result = simulate(panel, HEGANG, asked)
    record = simulation_answer(result).record()
    assert record["shock"] == "closing_calendar@2024"
    assert record["capacity_left"][:4] == [None] * 4
    assert record["capacity_left"][4:] == pytest.approx([12.5 / 11.3] * 2 + [10.7 / 11.3] * 6 + [9.7 / 11.3] * 3)
    assert "of the 5 listed mines that work here at the opening 5 have a printed end" in simulation_text(result, "en")
    assert "名录煤矿5处" in simulation_text(result, "zh")
    elsewhere = replace(result, place=JINCHANG)
    assert "no listed coal mine works here" in simulation_text(elsewhere, "en")


def test_an_opening_that_the_list_does_not_describe_is_refused(futures):
    with pytest.raises(RelodeError, match="2015"):
        capacity_left([HEGANG.code], 2015, 10, 1)
    with pytest.raises(RelodeError, match="2050"):
        laid_over(futures, "closing_calendar@2050")
    with pytest.raises(RelodeError, match="closing_calendar"):
        laid_over(futures, "flood")
