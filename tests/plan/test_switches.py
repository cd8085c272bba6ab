"""What is switched off when a change is told apart into its causes."""

from dataclasses import fields, make_dataclass
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from relode.errors import RelodeError
from relode.model.state import LEVERS, Exogenous, Levers
from relode.plan.simulations import why
from relode.plan.simulations.why import ENDLESS, MECHANISMS, _integral, _switched

NEUTRAL = {field.name: 0.0 for field in fields(Exogenous)} | {"birth_ratio": 1.0}
STAYS = {"interest_rate"}
"""The rate at which debt is served is no cause that anything is put down to."""


def _of_threes(*names):
    return make_dataclass("Record", names)(*[3.0] * len(names))


@pytest.fixture
def switched():
    """The inputs with switches set by name; every input is 3 at first, and those of other causes are left out."""
    observed = _of_threes("remaining_life", "relative_growth", "national_growth")
    params = _of_threes("mining_labour_saving", "convergence")
    exogenous = Exogenous(**{field.name: jnp.full((2, 4), 3.0) for field in fields(Exogenous)})
    levers = Levers(**{field.name: jnp.full(4, 3.0) for field in fields(Levers)})

    def at(**on):
        switches = jnp.array([on.get(name, on.get("all", 0.0)) for name in (*MECHANISMS, *LEVERS)])
        around = jnp.array([3.0, 5.0, 9.0])
        return _switched(observed, params, exogenous, around, levers, switches)

    return at


def test_with_all_off_every_outside_series_is_still(switched):
    exogenous = switched(all=0.0)[2]
    for name, value in NEUTRAL.items():
        expected = 3.0 if name in STAYS else value
        assert np.asarray(getattr(exogenous, name)) == pytest.approx(np.full((2, 4), expected)), name


def test_with_all_on_nothing_is_changed(switched):
    observed, params, exogenous, around, levers = switched(all=1.0)
    assert {float(value) for of in (params, observed) for value in vars(of).values()} == {3.0}
    for field in fields(Exogenous):
        assert np.asarray(getattr(exogenous, field.name)) == pytest.approx(np.full((2, 4), 3.0)), field.name
    assert around.tolist() == [3, 5, 9]
    assert all((getattr(levers, field.name) == 3).all() for field in fields(Levers))


@pytest.mark.parametrize(
    ("mechanism", "series"),
    [
        ("prices", {"log_price", "carbon_price"}),
        ("nation", {"sector_growth", "national_growth", "wage_drift", "log_national_income", "birth_ratio"}),
        ("chance", {"productivity_shock", "house_price_shock", "amenity_shock"}),
        ("depletion", set()),
    ],
)
def test_a_mechanism_switches_its_own_series_and_no_other(switched, mechanism, series):
    on, off = switched(all=1.0)[2], switched(**{"all": 1.0, mechanism: 0.0})[2]
    changed = {f.name for f in fields(Exogenous) if (getattr(on, f.name) != getattr(off, f.name)).any()}
    assert changed == series


def test_without_depletion_reserves_last_a_hundred_times_as_long_and_without_others_they_stay(switched):
    observed, params, _, around, levers = switched(all=0.0)
    assert float(observed.remaining_life) == pytest.approx(3 * ENDLESS)
    assert [float(v) for v in (observed.relative_growth, observed.national_growth)] == [0, 0]
    assert [float(v) for v in (params.mining_labour_saving, params.convergence)] == [0, 0]
    assert around.tolist() == [3, 3, 3]
    assert all((getattr(levers, field.name) == 0).all() for field in fields(Levers))


def test_what_each_switch_adds_is_the_integral_of_its_slope_along_the_line():
    # 3 a^2 + a b + 2 with a = b = t: slopes 6 a + b = 7 t and a = t, so 3.5 and .5 of a whole of 4.
    shares = _integral(jax.grad(lambda on: 3 * on[0] ** 2 + on[0] * on[1] + 2), 2, 4.0)
    assert shares == pytest.approx([3.5, 0.5], rel=1e-12)


def test_nodes_are_doubled_until_a_kink_is_met():
    # max(t - .9, 0) rises by .1: only one of eight nodes lies above .9, with a weight of .051; 64 give .1005.
    shares = _integral(jax.grad(lambda on: jnp.maximum(on[0] - 0.9, 0.0)), 1, 0.1)
    assert float(shares[0]) == pytest.approx(0.1005, abs=1e-4)


def test_a_change_is_told_of_mechanisms_and_of_the_levers_that_are_set(monkeypatch):
    """By hand: 10 and a fall of 1 a year with everything off; prices add 4, a lever that is set 6, and both 2 more
    together, of which each has half."""
    at = {name: i for i, name in enumerate((*MECHANISMS, *LEVERS))}
    set_, zero, unset = "schooling_spending", "research_spending", "subsidy"

    def outcome(on, year):
        prices, lever = on[at["prices"]], on[at[set_]]
        return 10.0 - year * 1.0 + (4 * prices + 6 * lever + 2 * prices * lever if year else 0.0)

    monkeypatch.setattr(why, "_outcome", lambda _, year, *given: jax.value_and_grad(outcome)(given[-1], year))
    monkeypatch.setattr(why, "alone", lambda *_: SimpleNamespace(observed=0, params=0, exogenous=0))
    futures = SimpleNamespace(world=SimpleNamespace(position=lambda _: 1), years=[2025, 2026, 2027])
    doses = {set_: np.array([0.0, 0.0, 0.5]), zero: np.zeros(3)}
    found = why.why(futures, "x", jnp.zeros((3, 2)), doses, {}, "population", 2027)
    expected = {"quiet_world": -2, **dict.fromkeys(MECHANISMS, 0), "prices": 5, set_: 7}
    assert found.contributions == pytest.approx(expected)
    assert unset not in found.contributions
    assert (found.year, found.unit, found.opening, found.value) == (2027, "persons", 10, 20)
    assert found.remainder == pytest.approx(0, abs=1e-9)
    for name, year, key in (("joy", 2027, "simulate.unknown_quantity"), ("population", 2025, "simulate.why_year")):
        with pytest.raises(RelodeError) as refused:
            why.check_question(futures, name, year)
        assert refused.value.key == key


@pytest.mark.parametrize(("name", "expected"), [("extraction_index", (250.0, 100.0)), ("population", (7.5, 3.0))])
def test_ore_is_told_in_per_cent_of_the_opening_and_all_else_as_it_is(monkeypatch, name, expected):
    """By hand: futures of 2 and 4 at the opening come to 5 and 10, in one place."""
    rows = jnp.array([[2.0, 5.0], [4.0, 10.0]])
    monkeypatch.setattr(why, "_switched", lambda *given: given[:5])
    monkeypatch.setattr(why, "opening_state", lambda observed, _: (observed, None))
    monkeypatch.setattr(why, "path", lambda state, *_, **__: (None, state[:, None]))
    monkeypatch.setattr(why, "FUTURE_AXES", 0)
    for year, value in ((1, expected[0]), (0, expected[1])):
        found, _ = why._outcome.__wrapped__(
            name, year, rows, rows, rows, rows, None, {}, jnp.zeros(len(MECHANISMS) + len(LEVERS))
        )
        assert float(found) == pytest.approx(value)
