"""How stages, parts of an ensemble and simulations are put together, beside parts that tell what they were asked."""

from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.model.policy.policy_file import LeverStep, Policy
from relode.model.results import Shift
from relode.places import find
from relode.plan import library
from relode.plan.asked.request import PlanRequest
from relode.plan.simulations import ensemble, simulation, what_if
from relode.plan.simulations.ensemble import NOTHING, PART, RUN, EnsembleRequest
from relode.plan.simulations.simulation import SimulationRequest, simulate
from relode.plan.trials import stage
from relode.streams import stream

HEGANG = find("hegang")
POLICY = Policy("mine", "Mine", "我的", "d", "d", (LeverStep("research_spending", 2026, 2027, 0.01),), "")


def test_a_stage_has_futures_up_to_the_horizon_and_ages_over_those_of_the_first_year(monkeypatch):
    """By hand: of working-age people 90, 81 and 72 in 2026 to 2028 are 1, .9 and .8."""
    drawn = []
    made = SimpleNamespace(years=(2020, 2026, 2027, 2028))

    def futures(*given, **flags):
        drawn.append((*given, flags))
        return made

    alone = np.full(len(stage.AHEAD), 1e9)
    alone[[stage.AHEAD.index(year) for year in (2026, 2027, 2028)]] = 90.0, 81.0, 72.0
    told = SimpleNamespace(quantities={"age_15_59": SimpleNamespace(ageing_alone=alone)})
    monkeypatch.setattr(stage, "draw_futures", futures)
    monkeypatch.setattr(stage, "predictive", lambda panel, place: told if (panel, place) == ("panel", HEGANG) else None)
    monkeypatch.setattr(stage, "one_city", lambda *given: given)
    monkeypatch.setattr(stage, "conditioned", lambda *given: given)
    monkeypatch.setattr(stage, "staged", lambda *given: given)
    opened = SimpleNamespace(panel="panel")
    asked = PlanRequest(horizon=2032, futures=90, seed=7)
    found = stage.stage(opened, HEGANG, asked, "money")
    assert found[:5] == (HEGANG, asked, "money", made, ((made, HEGANG.code, None), told))
    assert found[5] == pytest.approx(np.array([[1.0, 0.9, 0.8]]))
    assert drawn == [(opened, 90, 12, 7, {"known": True})]
    assert stage.stage(opened, HEGANG, asked, "money", made, "paths")[4] == ((made, HEGANG.code, "paths"), told)
    assert len(drawn) == 1


class Parts:
    """Runs of one place in two futures and years: of doing nothing 10, with doses 13; what is asked is kept."""

    def __init__(self, monkeypatch, room):
        self.asked = []
        self.drawn = SimpleNamespace(years=(2026, 2027))
        self.shifts = {"population": Shift(np.full((2, 2), 5.0))}
        for name in ("draw_futures", "shifts_of", "check_affordable"):
            monkeypatch.setattr(room, name, self.answers(name))
        monkeypatch.setattr(room, "predictive", lambda *given: ("told", *given))
        monkeypatch.setattr(room, "runner", lambda here: here)

    def answers(self, name):
        def answer(*given, **flags):
            self.asked.append((name, given, flags))
            return {"draw_futures": self.drawn, "shifts_of": self.shifts}.get(name)

        return answer

    def of(self, name):
        return [(given, flags) for asked, given, flags in self.asked if asked == name]


def table(value, names, places=("a",)):
    shape = (2, 2, len(places))
    data = {name: (("future", "year", "place"), np.full(shape, value)) for name in names}
    return xr.Dataset(data, coords={"year": [2026, 2027]})


@pytest.mark.parametrize(
    ("futures", "number", "count", "text", "checks"),
    [
        (2 * PART + 3, 0, PART, "", 0),
        (2 * PART + 3, 2, 3, "research", 0),
        (5, 0, 5, "research", 1),
    ],
)
def test_a_part_of_an_ensemble_is_told_moved_with_its_policy_and_without(
    monkeypatch, futures, number, count, text, checks
):
    parts = Parts(monkeypatch, ensemble)
    monkeypatch.setattr(ensemble, "policy_of_text", lambda *_: POLICY)
    monkeypatch.setattr(ensemble, "alone", lambda _, code: SimpleNamespace(of=code))
    monkeypatch.setattr(ensemble, "stored_paths", lambda _, **flags: flags)
    monkeypatch.setattr(
        ensemble, "OwnEffects", lambda _, here: SimpleNamespace(together=lambda doses: ("added", here, doses))
    )
    ran = []

    def run(own, doses, names, added=None):
        ran.append((own, doses, added))
        return table(13.0 if doses else 10.0, names)

    monkeypatch.setattr(ensemble, "of_one_city", run)
    request = EnsembleRequest(city="hegang", futures=futures, years=8, seed=4, policy=text)
    opened = SimpleNamespace(panel="panel")
    found = ensemble.paths_of(opened, request, number)
    assert parts.of("draw_futures") == [((opened, count, 8, ensemble.seed_of(4, number)), {"known": True})]
    assert parts.of("shifts_of")[0][0][1] == ("told", "panel", HEGANG)
    assert ran[0][0].around == {"codes": (HEGANG.code,), "dtype": np.float32}
    assert [ran[0][1], ran[0][2]] == [{}, None]
    at = ensemble.NAMES.index("population")
    cases = {NOTHING: 10.0, **({RUN: 13.0} if text else {})}
    assert set(found) == set(cases)
    for case, value in cases.items():
        expected = np.full((2, len(ensemble.NAMES), 2), value)
        expected[:, at] += 5.0
        assert (found[case] == expected).all()
    assert len(parts.of("check_affordable")) == checks
    if text:
        assert ran[1][1]["research_spending"].tolist() == [0.01, 0.01]
        name, here, doses = ran[1][2]
        assert (name, here.shifts, set(doses)) == ("added", parts.shifts, {"research_spending"})
    if checks:
        given = parts.of("check_affordable")[0][0]
        assert [float(each["gdp_real"].mean()) for each in given[:2]] == [13.0, 10.0]
        assert given[2:] == (parts.drawn, "mine")


@pytest.mark.parametrize(
    ("policy", "start", "asked_why", "shock"),
    [
        (None, 2020, None, None),
        (POLICY, 2020, None, "coal"),
        (POLICY, 2020, ("population", 2027), None),
        (None, 2015, ("population", 2027), "coal"),
        (POLICY, 2015, None, None),
        (None, 2020, ("population", 2027), "coal"),
    ],
)
def test_a_simulation_is_the_place_beside_the_same_futures_without_the_policy(
    monkeypatch, policy, start, asked_why, shock
):
    """Here 3 more and in all places 5 more, so that 2 more are elsewhere; an opening of the past is not moved."""
    parts = Parts(monkeypatch, simulation)
    opened = SimpleNamespace(
        year=start, panel="panel", codes=("x", HEGANG.code, "rest"), opening="opening", position=lambda _: 1
    )
    monkeypatch.setattr(simulation, "world", lambda panel, year: opened if (panel, year) == ("all", start) else None)
    monkeypatch.setattr(simulation, "stored_paths", lambda _: "stored")
    monkeypatch.setattr(simulation, "tags", lambda *given: given)
    monkeypatch.setattr(simulation, "one_city", lambda *given: ensemble.OneCity(*given[:1], given[2]))
    effects = SimpleNamespace(by_lever=lambda _: {"research_spending": "own"})
    monkeypatch.setattr(simulation, "OwnEffects", lambda *_: effects)
    monkeypatch.setattr(simulation, "summed", tuple)
    monkeypatch.setattr(simulation, "placed", lambda *given: given)
    monkeypatch.setattr(simulation, "check_question", lambda *given: parts.asked.append(("question", given, {})))
    monkeypatch.setattr(simulation, "why", lambda *given: given)
    monkeypatch.setattr(simulation, "with_outlook", lambda *given: given)
    ran = []

    def system(_, names, levers=None, **flags):
        ran.append((levers, flags))
        more = 0.0 if levers is None else 1.0
        return SimpleNamespace(
            table=table(10.0 + 3 * more, names), totals=table(50.0 + 5 * more, names), balances={"b": more},
            city_years_per_second=7.0 + more,
        )  # fmt: skip

    monkeypatch.setattr(simulation, "system", system)
    settings = SimulationRequest(futures=2, seed=3, years=7, start=start, shock=shock, checked=True, why=asked_why)
    found = simulate("all", HEGANG, settings, policy)
    is_now, is_set = start == 2020, policy is not None
    assert parts.of("draw_futures")[0] == ((opened, 2, 7, 3, shock), {"known": is_now})
    calm = parts.of("draw_futures")[1:]
    assert calm == ([((opened, 2, 7, 3), {"known": True})] if is_now and shock else [])
    moved = 5.0 if is_now else 0.0
    assert found.without["population"].to_numpy() == pytest.approx(10.0 + moved)
    assert found.bands["population"].to_numpy() == pytest.approx(10.0 + moved + 3 * is_set)
    assert found.bands["gdp_real"].to_numpy() == pytest.approx(10.0 + 3 * is_set)
    gains = [(each.quantity, each.year, each.own, each.others) for each in found.gains]
    assert gains == [(name, 2027, 3.0, 2.0) for name in ("population", "employment", "gdp_real") if is_set]
    assert (found.balances, found.city_years_per_second) == ({"b": float(is_set)}, 7.0 + is_set)
    assert (found.place, found.futures, found.policy, found.shock) == (HEGANG, parts.drawn, policy, shock)
    assert found.tags["population"] == ("opening", HEGANG.code, "population")
    assert ran[0] == (None, {"only": HEGANG.code, "checked": not is_set})
    if is_set:
        levers, flags = ran[-1]
        assert levers.research_spending.tolist() == [[0.0, 0.01, 0.0]] * 2
        assert flags == {"added": (("own",), 3, 1), "only": HEGANG.code, "checked": True}
        assert len(parts.of("check_affordable")) == 1
    own = {"research_spending": "own"} if is_set else {}
    if asked_why is None:
        assert found.why is None
        assert parts.of("question") == []
    else:
        causes, run, told = found.why
        assert (causes[:3], causes[4:]) == ((parts.drawn, HEGANG.code, "stored"), (own, *asked_why))
        assert set(causes[3]) == set(own)
        assert float(run["population"].mean()) == 10.0 + 3 * is_set
        assert float(told["population"].mean()) == 10.0 + moved + 3 * is_set
        assert parts.of("question") == [((parts.drawn, *asked_why), {})]


def test_a_plan_in_a_notebook_takes_the_usual_money_and_futures(monkeypatch):
    drawn = []
    usual = SimpleNamespace(years=(2020, 2035), count=90, seed=1)
    monkeypatch.setattr(library, "draw_futures", lambda *given, **flags: drawn.append((*given, flags)) or usual)
    monkeypatch.setattr(library, "_drawn", library.futures)
    monkeypatch.setattr(library, "load", lambda: "shipped")
    monkeypatch.setattr(library, "begun", lambda *given: SimpleNamespace(stage="stage", basis=given))
    monkeypatch.setattr(library, "planned_on", lambda on, given, _: (on, given))
    looked = []
    of = SimpleNamespace(position=looked.append)
    found = library.plans(of, "hegang", bonds="20M", granted="30M", thresholds=("employment<0.9",))
    expected = PlanRequest(
        budget="5%", bonds="20M", granted="30M", horizon=2035, futures=90, seed=1, thresholds=("employment<0.9",)
    )
    assert found.stage == "stage"
    assert found.record == ("stage", ("shipped", HEGANG, expected, of, usual))
    assert drawn == [(of, 512, 15, 1, {"known": True})]
    assert looked == [HEGANG.code]
    assert library.plans(of, "hegang", futures=usual, panel="given").record[1][0] == "given"


def test_failing_is_judged_in_the_last_year_over_the_opening(monkeypatch):
    """By hand: jobs end at .7, .8 and .9 of the opening, whatever they were between."""
    monkeypatch.setattr(library, "conditions", lambda on: ("conditions", on))
    monkeypatch.setattr(library, "discovered", lambda *given: given)
    jobs = np.array([[10.0, 20.0, 7.0], [10.0, 1.0, 8.0], [20.0, 1.0, 18.0]])
    on = SimpleNamespace(
        nothing=SimpleNamespace(quantities={"employment": jobs, "population": jobs[:, ::-1]}),
        asked=SimpleNamespace(seed=5),
    )
    found = library.when_it_fails(SimpleNamespace(stage=on), "employment < 0.8")
    told, fails, rng = found.discovery
    assert (told, found.stage) == (("conditions", on), on)
    assert fails.tolist() == [True, False, False]
    assert rng.random() == stream("failure_conditions", 5).random()


def test_a_ground_with_a_shock_shares_the_futures_of_the_calm_one(monkeypatch):
    drawn, made = [], what_if.ground
    monkeypatch.setattr(what_if, "draw_futures", lambda *given, **flags: drawn.append((*given, flags)) or "futures")
    monkeypatch.setattr(what_if, "laid_over", lambda futures, shock: (futures, shock))
    calm = made("world", paths=lambda futures: ("paths of", futures))
    assert calm == what_if.WhatIfGround("futures", ("paths of", "futures"), None)
    assert drawn == [("world", 200, 30, 1, {"known": True})]
    shaken = made("world", "coal", calm, paths=lambda futures: ("paths of", futures))
    assert shaken == what_if.WhatIfGround(("futures", "coal"), ("paths of", ("futures", "coal")), calm)
    monkeypatch.setattr(what_if, "ground", lambda *given, **flags: drawn.append((*given, flags)) or calm)
    assert made("world", "coal", count=7, years=9, paths=lambda futures: ("paths of", futures)) == shaken
    assert drawn[1:] == [("world", {"count": 7, "years": 9})]


def test_a_city_asked_about_is_as_the_one_future_has_it_and_with_a_shock_as_without(monkeypatch):
    monkeypatch.setattr(what_if, "one_city", lambda futures, code, stored: ensemble.OneCity(futures, (code, stored)))
    monkeypatch.setattr(what_if, "predictive", lambda *given: given)
    monkeypatch.setattr(what_if, "conditioned", lambda own, told: ensemble.OneCity(own.futures, own.around, told))
    futures = SimpleNamespace(world=SimpleNamespace(panel="panel"))
    calm = what_if.WhatIfGround(futures, "stored")
    found = what_if.asked(calm, HEGANG)
    assert found.own == ensemble.OneCity(futures, (HEGANG.code, "stored"), ("panel", HEGANG))
    shaken = what_if.asked(what_if.WhatIfGround("shaken", "other", calm), HEGANG)
    assert (shaken.place, shaken.own) == (HEGANG, ensemble.OneCity("shaken", (HEGANG.code, "other"), found.own.shifts))


def test_a_city_runs_what_is_shown_and_the_money_of_it_once_for_nothing(monkeypatch):
    ran = []
    monkeypatch.setattr(what_if, "arrays_of_one_city", lambda *given: ran.append(given) or {"run": len(ran)})
    own = SimpleNamespace(futures=SimpleNamespace(years=(2026, 2027)))
    city = what_if.WhatIfCity(HEGANG, own)
    names = (*what_if.SHOWN, *what_if.MONEY)
    assert names[:8] == (
        "employment", "population", "gdp_real", "income_per_person", "house_price", "debt_ratio", "policy_cost",
        "budget_revenue",
    )  # fmt: skip
    assert city.nothing == city.own_effects.run({}, None) == {"run": 1}
    assert ran == [(own, {}, names, None)]
    assert city.own_effects.run({"a": 1}, None) == {"run": 2}
    assert city.own_effects.run({}, "added") == {"run": 3}
    assert ran[1:] == [(own, {"a": 1}, names, None), (own, {}, names, "added")]
    effects = SimpleNamespace(together=lambda doses: ("together", *doses))
    asked = SimpleNamespace(own=own, own_effects=effects, run=lambda *given: given)
    doses, added = what_if.WhatIfCity.under(asked, POLICY)
    assert doses["research_spending"].tolist() == [0.01, 0.01]
    assert added == ("together", "research_spending")
