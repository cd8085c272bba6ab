"""Simulations on made-up runs: what is refused, moved, counted and told, worked out by hand."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.model.policy.policy_file import LeverStep, Policy
from relode.model.results import Shift
from relode.model.streamed_quantiles import ERROR, sketched
from relode.places import find
from relode.plan.asked.pots import Spending
from relode.plan.simulations import ensemble, what_if
from relode.plan.simulations.ensemble import Ensemble, EnsembleRequest, ensemble_answer, minutes
from relode.plan.simulations.simulation import (
    PolicyGain,
    SimulationRequest,
    _gain,
    _last_step,
    check_affordable,
    check_place,
    doses_of,
    moved,
    with_outlook,
)
from relode.plan.simulations.what_if import WhatIf, change_unit
from relode.plan.simulations.what_if_record import Change, PolicyMoney
from relode.plan.simulations.why import Why
from relode.vocabulary import quantity

HEGANG = find("hegang")


BANDS = ("p05", "p25", "median", "p75", "p95")


def policy(*steps, place=""):
    return Policy("mine", "Mine", "我的", "d", "d", steps, place)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"futures": 1, "years": 1}, None),
        ({"futures": 10**8, "years": 50}, None),
        ({"futures": 0}, "ensemble.futures"),
        ({"futures": 10**8 + 1}, "ensemble.futures"),
        ({"years": 0}, "simulate.bad_years"),
        ({"years": 51}, "simulate.bad_years"),
    ],
)
def test_an_ensemble_has_one_future_and_one_year_at_least(change, key):
    if key is None:
        asked = EnsembleRequest(city="hegang", **change)
        assert (asked.seed, asked.policy, asked.paths, asked.followed()) == (1, "", False, None)
        return
    with pytest.raises(RelodeError) as refused:
        EnsembleRequest(city="hegang", **change)
    assert refused.value.key == key


def test_what_nobody_asks_for_of_a_simulation_and_an_ensemble():
    asked = SimulationRequest()
    assert (asked.futures, asked.seed, asked.years, asked.start) == (64, 1, 30, 2020)
    assert (asked.shock, asked.checked, asked.why) == (None, False, None)
    assert (EnsembleRequest(city="hegang").futures, EnsembleRequest(city="hegang").years) == (0, 30)
    assert [EnsembleRequest(city="hegang", futures=n).parts for n in (1, 512, 513)] == [1, 1, 2]
    assert [minutes(seconds) for seconds in (0.0, 60.0, 60.5)] == [0, 1, 2]
    assert [ensemble.cost_of_parts(4).most, ensemble.cost_of_parts(4, 1).most] == [2, 2]  # 60 + 4 x 5.3 s


def test_bands_of_an_ensemble_are_those_of_the_run_beside_those_without():
    """Four futures of 1 to 4 and of 10 to 40 of every quantity in two years: the middle ones are 2 and 20."""
    opened = SimpleNamespace(year=2020, opening=SimpleNamespace(), codes=("a", "b", "c"))
    one = np.arange(1.0, 5.0)[:, None, None] * np.ones((1, len(ensemble.NAMES), 2))
    asked = EnsembleRequest(city="hegang", futures=7, years=1, seed=5)
    alone = Ensemble(opened, asked, {"nothing": sketched(one)})
    both = Ensemble(opened, asked, {"nothing": sketched(one), "run": sketched(10 * one)})
    assert (alone.place, alone.policy, alone.years, alone.without) == (HEGANG, None, (2020, 2021), None)
    assert list(alone.bands["population"].dims) == ["band", "year"]
    assert list(alone.bands["band"].values) == list(BANDS)
    assert alone.bands["population"].attrs == {"unit": "persons"}
    for found, middle in ((alone.bands, 2.0), (both.without, 2.0), (both.bands, 20.0)):
        assert found["debt_ratio"].sel(band="median").to_numpy() == pytest.approx([middle] * 2, rel=2 * ERROR)
    tags = {name: (name,) for name in ensemble.NAMES}
    told = SimpleNamespace(place=HEGANG, years=(2020, 2021), policy=policy(), bands=both.bands, without=both.without,
                           tags=tags, asked=asked)  # fmt: skip
    found = ensemble_answer(told)
    assert (found.place, found.start, found.years, found.policy) == (HEGANG, 2020, (2020, 2021), "mine")
    assert (found.error, found.futures, found.part, found.seed) == (ERROR, 7, 512, 5)
    assert found.quantities["population"].median == pytest.approx((20.0, 20.0), rel=2 * ERROR)
    assert found.do_nothing["population"].median == pytest.approx((2.0, 2.0), rel=2 * ERROR)
    told.policy, told.without = None, None
    assert (ensemble_answer(told).policy, ensemble_answer(told).do_nothing) == (None, None)


def test_a_policy_is_refused_where_more_than_half_of_the_futures_cannot_pay_it():
    """Half of them are not most, and what is just the revenue can be paid."""
    futures = SimpleNamespace(years=(2026, 2027), params=SimpleNamespace(debt_limit=np.full(4, 1.0)))
    low = np.zeros((4, 2))

    def run(cost, debt=low):
        return {"policy_cost": np.array(cost, dtype=float), "budget_revenue": low + 10.0, "debt_ratio": debt}

    check_affordable(run([[11, 10], [11, 10], [9, 10], [9, 10]]), run(low), futures, "p")
    with pytest.raises(RelodeError) as refused:
        check_affordable(run([[9, 11], [9, 12], [9, 13], [9, 9]]), run(low), futures, "p")
    assert refused.value.key == "simulate.cannot_pay"
    assert refused.value.values == {"policy": "p", "year": 2027, "cost": "11.5", "revenue": "10"}


@pytest.mark.parametrize(
    ("over", "before", "is_refused"),
    [
        (3, 0, True),
        (2, 0, False),  # half are not most
        (3, 2, False),  # a quarter of all because of the policy is not more than a quarter
        (4, 2, True),
    ],
)
def test_a_policy_breaks_the_debt_limit_where_most_are_beyond_it_a_quarter_because_of_it(over, before, is_refused):
    futures = SimpleNamespace(years=(2026, 2027), params=SimpleNamespace(debt_limit=np.array([1.0, 1.1, 1.2, 1.3])))

    def run(count):
        debt = np.stack([np.ones(4), np.where(np.arange(4) < count, 9.0, 1.0)], axis=1)
        return {"policy_cost": np.zeros((4, 2)), "budget_revenue": np.ones((4, 2)), "debt_ratio": debt}

    if not is_refused:
        return check_affordable(run(over), run(before), futures, "p")
    with pytest.raises(RelodeError) as refused:
        check_affordable(run(over), run(before), futures, "p")
    shares = {"share": f"{over * 25}%", "without": f"{before * 25}%"}
    assert refused.value.key == "simulate.cannot_borrow"
    assert refused.value.values == {"policy": "p", "year": 2027, "limit": "1.15", **shares}


def test_a_policy_of_another_place_is_refused():
    check_place(policy(), HEGANG)
    check_place(policy(place="hegang"), HEGANG)
    with pytest.raises(RelodeError) as refused:
        check_place(policy(place="baotou"), HEGANG)
    assert refused.value.values == {"policy": "mine", "place": "baotou", "asked": "hegang"}


def test_a_run_is_moved_by_its_shifts_and_not_below_nothing():
    table = xr.Dataset({name: (("future", "year"), np.array([[1.0, 2.0]])) for name in ("population", "wage")})
    found = moved(table, {"population": Shift(np.array([[5.0, -3.0]])), "other": Shift(np.ones((1, 2)))})
    assert found["population"].to_numpy().tolist() == [[6.0, 0.0]]
    assert found["wage"].to_numpy().tolist() == [[1.0, 2.0]]
    assert set(found) == {"population", "wage"}


def test_a_gain_is_told_here_and_in_all_other_places():
    """By hand: 3 and 5 more here are 4 in the mean, 1 more in all are 3 fewer elsewhere."""

    def whole(own, every):
        table, totals = (
            xr.Dataset({"population": (("future", "year"), np.array(each, dtype=float))}, coords={"year": [2030, 2031]})
            for each in (own, every)
        )
        return SimpleNamespace(table=table, totals=totals)

    run, nothing = whole([[9, 13], [9, 15]], [[9, 21], [9, 21]]), whole([[0, 10], [0, 10]], [[0, 20], [0, 20]])
    found = _gain(run, nothing, "population", 2031)
    assert found == PolicyGain("population", 2031, 4.0, -3.0)
    assert found.unit == "persons"
    futures = SimpleNamespace(years=[2030, 2031])
    steps = [LeverStep("subsidy", 2026, until, 0.1) for until in (2028, 2030, 2029)]
    assert _last_step(policy(*steps), futures) == 2030
    assert _last_step(policy(LeverStep("subsidy", 2026, 2050, 0.1)), futures) == 2031
    assert _last_step(policy(), futures) == 2031


def test_doses_of_a_sector_stand_at_that_sector():
    years = [2025, 2026, 2027]
    found = doses_of(
        policy(LeverStep("research_spending", 2026, 2026, 0.01), LeverStep("subsidy", 2027, 2027, 0.2, "processing")),
        years,
    )
    assert found["research_spending"].tolist() == [0, 0.01, 0]
    where = np.argwhere(found["subsidy"])
    assert where.tolist() == [[2, text_sectors().index("processing")]]
    assert found["subsidy"].shape == (3, len(text_sectors()))
    assert found["subsidy"].max() == 0.2


def text_sectors():
    from relode.model.sector_list import SECTORS

    return list(SECTORS)


def test_a_change_is_a_share_or_of_a_ratio_a_change_of_it():
    assert (change_unit("debt_ratio"), change_unit("employment")) == ("share change", "share")


def made_what_if():
    """Two futures that start alike; the policy adds jobs in the second year, and the city pays for it."""
    years = [2025, 2026, 2027]
    base = {name: np.array([[100.0, 100.0, 100.0], [100.0, 100.0, 200.0]]) for name in what_if.SHOWN}
    plan = {**base, "employment": base["employment"] + np.array([[0, 5, 10.0], [0, 5, 40.0]]),
            "debt_ratio": base["debt_ratio"] + 0.5}  # fmt: skip
    for run in (base, plan):
        run |= {name: np.zeros((2, 3)) for name in what_if.MONEY}
        run["budget_revenue"] = np.full((2, 3), 50.0)
    plan["paid_by_city_for_research_spending"] = np.array([[9.0, 2.0, 4.0], [9.0, 4.0, 6.0]])
    params = SimpleNamespace(debt_limit=np.full(2, 1e9))
    futures = SimpleNamespace(years=years, params=params, count=2, seed=7)
    city = SimpleNamespace(
        own=SimpleNamespace(futures=futures),
        nothing=base,
        nothing_bands=what_if._bands(base),
        place=HEGANG,
        under=lambda _: plan,
        spending=Spending(2023, 50e8, 1.0, (), ()),
        tags={name: (name,) for name in what_if.SHOWN},
    )
    return what_if.what_if(city, policy(LeverStep("research_spending", 2026, 2027, 0.01)), 2027)


def test_a_what_if_compares_each_future_with_itself():
    """By hand: 10 and 40 more jobs are a tenth and a fifth; the city pays 3 and 5 a year from 2026, of 50."""
    found = made_what_if()
    assert isinstance(found, WhatIf)
    assert found.changes["employment"] == Change(
        "employment", 2027, "share", pytest.approx(0.15), pytest.approx((0.105, 0.195)), 1.0
    )
    assert found.counts["employment"] == Change("employment", 2027, "persons", 25.0, pytest.approx((11.5, 38.5)), 1.0)
    assert found.changes["population"] == Change("population", 2027, "share", 0.0, (0.0, 0.0), 0.0)
    assert found.changes["debt_ratio"].median == 0.5
    assert list(found.changes) == list(what_if.SHOWN)
    assert list(found.counts) == ["employment", "population"]
    unit = quantity("policy_cost").unit
    cost = PolicyMoney(4.0, unit, pytest.approx((3.1, 4.9)))
    assert found.cost == found.paid["city"] == found.paid_for["research_spending"]["city"] == cost
    assert list(found.paid_for) == ["research_spending"]
    assert found.cost_share == PolicyMoney(pytest.approx(0.08), "share", pytest.approx((0.062, 0.098)))
    assert found.refused is None
    assert found.plan["employment"][:, 2] == pytest.approx(np.quantile([110.0, 240.0], [0.05, 0.25, 0.5, 0.75, 0.95]))
    assert found.nothing["employment"][2].tolist() == [100.0, 100.0, 150.0]
    answer = found.answer
    assert (answer.place, answer.years, answer.futures, answer.seed, answer.until) == (
        HEGANG,
        (2025, 2026, 2027),
        2,
        7,
        2027,
    )
    told = answer.quantities["employment"]
    assert (told.unit, told.tags) == ("persons", ("employment",))
    assert told.plan["median"] == (100.0, 105.0, 175.0)
    assert told.do_nothing["p95"] == pytest.approx((100.0, 100.0, 195.0))
    assert told.difference["p05"] == pytest.approx((0.0, 0.05, 0.105))
    assert list(told.plan) == list(BANDS)
    assert (answer.cost, answer.cost_share) == (found.cost, found.cost_share)
    assert list(answer.paid) == ["city", "centre", "insurance", "firm"]  # no lever costs a province anything


def test_what_the_outlook_expects_beyond_the_simulator_is_a_cause_of_its_own():
    """By hand: futures of 3 and 5 in 2020, 6 and 8 in 2022; told 1 more at the start and 4 more at the end."""
    run = xr.Dataset(
        {"population": (("future", "year"), np.array([[3.0, 4.0, 6.0], [5.0, 6.0, 8.0]]))},
        coords={"year": [2020, 2021, 2022]},
    )
    told = run + xr.DataArray([1.0, 2.0, 4.0], coords={"year": run["year"]}, dims="year")
    alone = Why("population", 2022, "persons", 4.0, 7.0, {"prices": 2.5}, 0.5)
    found = with_outlook(alone, run, told)
    assert (found.opening, found.value, found.remainder) == (5.0, 11.0, 0.5)
    assert found.contributions == {"prices": 2.5, "outlook": 3.0}
    assert found.opening + sum(found.contributions.values()) + found.remainder == found.value
    assert with_outlook(alone, run, run) is alone
    assert with_outlook(alone, run, told[[]]) is alone
