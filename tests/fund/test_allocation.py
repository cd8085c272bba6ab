"""Money goes where it gains most for what is asked, within floors and ceilings; what is not missed is left out."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.fund import one_funded_place
from relode.fund.allocation import MIX, Runs, allocated, offers, settled, spread, value_for, weights, worth_funding
from relode.fund.allocation_figures import added, frontier_of, last_yuan
from relode.plan.making.plan_making import FittedBundle, Made
from relode.plan.trials.judged import JOBS
from relode.plan.verdicts.verdict_tables import sizes

SCHOOLS, RESEARCH, RELIEF = "schooling_spending", "research_spending", "tax_relief"
HEGANG, FUXIN = "230400", "210900"
M = 1e6


def money_of(found):
    return {name: round(offer.yuan / M) for name, offer in found.taken.items()}


def allocate(pool, criterion, floors=None, criteria=("jobs", "services", "equity")):
    return allocated(pool, offers(pool, value_for(pool, criterion, criteria, floors or {})), pool.budget, floors or {})


def test_the_best_return_over_all_places_comes_first_and_what_does_not_fit_is_made_smaller(place, pool):
    """By hand: 10 job-years a million in Fuxin, 5 and 4 in Hegang; of 100 M Fuxin takes 60, and 40 of 80 fit."""
    two = [
        place(HEGANG, {SCHOOLS: [(0.02, 80 * M, 400, 0)], RESEARCH: [(0.01, 50 * M, 200, 0)]}),
        place(FUXIN, {SCHOOLS: [(0.03, 60 * M, 600, 0)]}),
    ]
    found = allocate(pool(two, 100 * M), "jobs")
    assert money_of(found) == {(FUXIN, SCHOOLS): 60, (HEGANG, SCHOOLS): 40}
    assert found.taken[HEGANG, SCHOOLS].part.dose == pytest.approx(0.01)
    assert (found.smaller, found.left) == (((HEGANG, SCHOOLS),), ((HEGANG, RESEARCH),))
    assert all(offer.part.granted for offer in found.taken.values())


def test_the_same_measure_in_two_places_is_two_measures_and_a_larger_dose_takes_the_place_of_a_smaller(place, pool):
    two = [
        place(HEGANG, {SCHOOLS: [(0.01, 10 * M, 50, 0), (0.02, 20 * M, 80, 0)]}),
        place(FUXIN, {SCHOOLS: [(0.01, 10 * M, 45, 0)]}),
    ]
    found = allocate(pool(two, 100 * M), "jobs")
    assert money_of(found) == {(HEGANG, SCHOOLS): 20, (FUXIN, SCHOOLS): 10}


def test_a_place_gets_no_more_than_it_can_absorb(place, pool):
    """By hand: Fuxin takes 30 M at 10 job-years a million; of research for 40 M then 20 M fit below its 50 M."""
    two = [
        place(FUXIN, {SCHOOLS: [(0.03, 30 * M, 300, 0)], RESEARCH: [(0.04, 40 * M, 360, 0)]}, ceiling=50 * M),
        place(HEGANG, {SCHOOLS: [(0.02, 60 * M, 60, 0)]}),
    ]
    found = allocate(pool(two, 200 * M), "jobs")
    assert money_of(found) == {(FUXIN, SCHOOLS): 30, (FUXIN, RESEARCH): 20, (HEGANG, SCHOOLS): 60}


def test_a_floor_is_filled_first_with_the_best_of_its_place(place, pool):
    """By hand: without a floor all 60 M go to Fuxin; 25 M for Hegang buy five eighths of its 40 M."""
    two = [place(HEGANG, {SCHOOLS: [(0.04, 40 * M, 40, 0)]}), place(FUXIN, {SCHOOLS: [(0.06, 60 * M, 600, 0)]})]
    assert money_of(allocate(pool(two, 60 * M), "jobs")) == {(FUXIN, SCHOOLS): 60}
    found = allocate(pool(two, 60 * M), "jobs", {HEGANG: 25 * M})
    assert money_of(found) == {(HEGANG, SCHOOLS): 25, (FUXIN, SCHOOLS): 35}


def test_need_weighs_job_years_by_the_part_of_jobs_that_goes(place, pool):
    """By hand: needs of .3 and .1 are weights of 1.5 and .5, so 5 job-years a million beat 10."""
    assert weights({HEGANG: 0.3, FUXIN: 0.1}) == pytest.approx({HEGANG: 1.5, FUXIN: 0.5})
    assert weights({HEGANG: 0.0, FUXIN: 0.0}) == {HEGANG: 0.0, FUXIN: 0.0}
    two = [
        place(HEGANG, {SCHOOLS: [(0.01, 50 * M, 250, 0)]}, need=0.3),
        place(FUXIN, {SCHOOLS: [(0.01, 50 * M, 500, 0)]}, need=0.1),
    ]
    poor = pool(two, 50 * M)
    assert list(allocate(poor, "jobs").taken) == [(FUXIN, SCHOOLS)]
    assert list(allocate(poor, "equity").taken) == [(HEGANG, SCHOOLS)]
    hegang = allocate(poor, "equity").taken[HEGANG, SCHOOLS]
    assert poor.gain(hegang, "equity") == pytest.approx(375)
    assert poor.gain(hegang, "jobs") == pytest.approx(250)


def test_the_mix_counts_each_criterion_as_a_part_of_what_the_money_gains_of_it_alone(place, pool):
    """By hand, each for 50 M of 50 M: jobs 100, 80, 0 and services 0, 9, 10; parts add up to 1, 1.7 and 1 of 2."""
    doses = {SCHOOLS: [(0.01, 50 * M, 100, 0)], RESEARCH: [(0.01, 50 * M, 80, 9)], RELIEF: [(0.1, 50 * M, 0, 10)]}
    one = pool([place(HEGANG, doses)], 50 * M)
    assert list(allocate(one, "jobs").taken) == [(HEGANG, SCHOOLS)]
    assert list(allocate(one, "services").taken) == [(HEGANG, RELIEF)]
    both = allocate(one, MIX, criteria=("jobs", "services"))
    assert list(both.taken) == [(HEGANG, RESEARCH)]
    assert both.taken[HEGANG, RESEARCH].back == pytest.approx(1.7 / 2 / 0.5)


def test_spread_by_public_spending_no_place_gets_more_than_its_part_or_its_floor(place, pool):
    """By hand: of 100 M Hegang with a quarter of the spending gets 25, or its floor of 40; Fuxin 75, or 60 if it can
    absorb no more."""
    two = [
        place(HEGANG, {SCHOOLS: [(0.04, 80 * M, 80, 0)]}, spending=1e9),
        place(FUXIN, {SCHOOLS: [(0.06, 90 * M, 900, 0)]}, spending=3e9),
    ]
    whole = pool(two, 100 * M)
    even = spread(whole, {})
    assert even.ceilings == {HEGANG: 25 * M, FUXIN: 75 * M}
    assert money_of(allocate(even, "jobs")) == {(FUXIN, SCHOOLS): 75, (HEGANG, SCHOOLS): 25}
    assert spread(whole, {HEGANG: 40 * M}).ceilings == {HEGANG: 40 * M, FUXIN: 75 * M}
    two[1].candidate.ceiling = 60 * M
    assert spread(pool(two, 100 * M), {}).ceilings == {HEGANG: 25 * M, FUXIN: 60 * M}


def test_only_what_both_halves_say_is_to_fund_is_offered(place, undecided):
    one = place(HEGANG, {SCHOOLS: [(0.01, M, 9, 0)], RESEARCH: [(0.01, M, 9, 0)]}, cards={RESEARCH: undecided})
    assert worth_funding(one) == {SCHOOLS: [0]}
    first = one.cards.tried[0]
    one.cards.tried = (type(first)(first.measure, first.dose, undecided, first.yuan, first.worst), *one.cards.tried[1:])
    assert worth_funding(one) == {}


def test_what_gains_nothing_for_a_criterion_gets_no_money_for_it(place, pool):
    one = pool([place(HEGANG, {SCHOOLS: [(0.01, M, -5, 3)]})], 10 * M)
    assert allocate(one, "jobs").taken == {}
    assert list(allocate(one, "services").taken) == [(HEGANG, SCHOOLS)]


class Made4(Runs):
    """Bundles whose effects are known: relief and a subsidy give the same three sizes of jobs, alone or together."""

    def made(self, _, chosen):
        def gives(names):
            jobs = 3.0 if {RELIEF, "subsidy.processing"} & set(names) else 0.0
            sized = {
                "employment": np.full(4, jobs * sizes()["employment"]),
                "income_per_person": np.full(4, 1.0 * (SCHOOLS in names)),
            }
            return SimpleNamespace(sized=sized)

        inside = [part.measure.name for part in chosen.bundle]
        without = {name: gives([each for each in inside if each != name]) for name in inside}
        return Made(FittedBundle(chosen.bundle, (), ()), gives(inside), without) if inside else None


def test_what_a_place_does_not_miss_is_left_out_and_its_money_goes_to_the_next(place, pool):
    """By hand: relief and subsidy for 30 M each do the same, so one goes; schooling for 40 M fits only then."""
    doses = {
        RELIEF: [(0.1, 30 * M, 300, 0)],
        "subsidy.processing": [(0.1, 30 * M, 290, 0)],
        SCHOOLS: [(0.04, 40 * M, 100, 0)],
    }
    one = pool([place(HEGANG, doses)], 66 * M)
    offered = offers(one, value_for(one, "jobs", ("jobs",), {}))
    assert money_of(allocated(one, offered, one.budget, {})) == {
        (HEGANG, RELIEF): 30,
        (HEGANG, "subsidy.processing"): 30,
    }
    found = settled(one, Made4(one), offered, {})
    assert len(found.not_missed) == 1
    assert found.not_missed[0][1] in (RELIEF, "subsidy.processing")
    assert {name for _, name in found.taken} == {RELIEF, "subsidy.processing", SCHOOLS} - {found.not_missed[0][1]}
    assert {part.measure.name for part in found.made[HEGANG].fitted.bundle} == {name for _, name in found.taken}


def test_each_allocation_says_what_it_gives_up_of_what_the_others_serve(place, pool):
    """By hand: 600 of 1,000 job-years are two fifths given up; sums over places are those of the province."""
    two = pool([place(HEGANG, {SCHOOLS: [(0.01, M, 1, 0)]}), place(FUXIN, {SCHOOLS: [(0.01, M, 1, 0)]})], 10 * M)

    def draws(jobs, services, yuan):
        half = np.array([0.5, 1.5])
        return {"jobs": jobs * half, "services": services * half, "equity": 2 * jobs * half, "funder": yuan * half}

    gains = {
        "jobs": {HEGANG: draws(700, 10, 3 * M), FUXIN: draws(300, 0, 5 * M)},
        "services": {HEGANG: draws(600, 40, 8 * M)},
    }
    jobs, services = frontier_of(two, gains, dict.fromkeys(gains, (9 * M, 11 * M)), ("jobs", "services"))
    assert services.given_up == pytest.approx({"jobs": 0.4, "services": 0.0})
    assert jobs.given_up == pytest.approx({"jobs": 0.0, "services": 0.75})
    assert jobs.gains["jobs"].mean == pytest.approx(1000, rel=1e-9)  # sums of doubles
    assert jobs.gains["jobs"].estimate.interval_90 == pytest.approx((550, 1450))
    assert (jobs.used.mean, jobs.places, jobs.yuan) == (pytest.approx(8 * M), (HEGANG, FUXIN), (3 * M, 5 * M))
    assert (jobs.planned, jobs.planned_worst) == (9 * M, 11 * M)
    assert jobs.worst == pytest.approx(12 * M)
    assert jobs.job_year.value == pytest.approx(8 * M * 2 / 1000)


def test_the_last_tenth_of_the_money_gains_what_goes_without_it(place, pool):
    """By hand: of 100 M Fuxin has 60; the last 10 M take a quarter of Hegang's 40 M and of its 80 job-years."""
    two = pool(
        [place(HEGANG, {SCHOOLS: [(0.04, 40 * M, 80, 0)]}), place(FUXIN, {SCHOOLS: [(0.06, 60 * M, 600, 0)]})], 100 * M
    )
    for each in two.places.values():
        each.rule = SimpleNamespace(band=lambda _: None)
    offered = offers(two, value_for(two, "jobs", ("jobs",), {}))
    found = SimpleNamespace(not_missed=(), made={})
    last = last_yuan(two, offered, {}, found)
    assert (last.part, last.yuan) == (0.1, pytest.approx(10 * M))
    assert last.jobs.value == pytest.approx(20)
    assert last.job_year.value == pytest.approx(10 * M * 2 / 20)
    assert last.published is None
    rich = pool(list(two.places.values()), 1000 * M)
    assert last_yuan(rich, offered, {}, found) is None


def test_gains_of_measures_add_up_alone_in_every_future(place, pool):
    two = pool(
        [place(HEGANG, {SCHOOLS: [(0.04, 40 * M, 80, 5)]}), place(FUXIN, {SCHOOLS: [(0.06, 60 * M, 600, 7)]})], 1e9
    )
    taken = allocate(two, "jobs").taken
    np.testing.assert_allclose(added(two, taken, "jobs", slice(1, None, 2)), [680, 680])
    np.testing.assert_allclose(added(two, taken, "services", slice(1, None, 2)), [12, 12])
    np.testing.assert_allclose(added(two, {}, "jobs", slice(1, None, 2)), [0, 0])


def test_what_no_allocation_gains_is_not_given_up(place, pool):
    """Where the money gains no services at all, there are none that job-years could cost."""
    one = pool([place(HEGANG, {SCHOOLS: [(0.01, M, 1, 0)]})], 10 * M)
    draws = {name: np.full(2, size) for name, size in {"jobs": 5, "services": 0, "equity": 5, "funder": M}.items()}
    gains = {name: {HEGANG: draws} for name in ("jobs", "services")}
    found = frontier_of(one, gains, dict.fromkeys(gains, (M, M)), ("jobs", "services"))
    assert [each.given_up for each in found] == [{"jobs": 0.0, "services": 0.0}] * 2


def test_a_city_pays_from_its_own_budget_and_from_its_bonds(place, pool, monkeypatch):
    """By hand, over two years: 6 M of its own and 4 M of bonds are 5 M a year; 3 M come from above, 1 M from others."""
    path = {"employment": np.full((4, 2), 900.0), "population": np.full((4, 2), 100.0)}
    pots = {name: np.full(4, yuan * M) for name, yuan in {"own": 6, "bonds": 4, "granted": 6, "others": 2}.items()}
    trial = SimpleNamespace(
        pots=pots,
        pots_by_year={"granted": np.full((4, 2), 3 * M)},
        bought={JOBS: np.full(4, 40.0)},
        plain={"services_per_person": np.full(4, 5.0)},
        groups=dict.fromkeys(("low_skilled", "high_skilled"), np.full(4, 7.0)),
    )
    one = place(HEGANG, {SCHOOLS: [(0.01, 3 * M, 40, 0)]})
    one.on.ground = SimpleNamespace(futures=SimpleNamespace(years=(2025, 2026, 2027)))
    one.on.nothing = SimpleNamespace(quantities={"employment": [np.full((4, 3), 1000.0)]})
    one.on.base, one.on.printing = path, one.on.printing
    spending = SimpleNamespace(spending=1e10, year=2023, sources=("census2020",))
    one.candidate = SimpleNamespace(ceiling=1e12, floor=0.0, spending=spending)
    plan = SimpleNamespace(trial=trial, fitted=SimpleNamespace(bundle=()))
    monkeypatch.setattr(one_funded_place, "runs", lambda *_: iter([SimpleNamespace(path=path)]))
    asked = SimpleNamespace(horizon=2027)
    found = SimpleNamespace(made={HEGANG: plan}, smaller=(), not_missed=())
    told = one_funded_place.funded_place(pool([one], 10 * M), HEGANG, found, asked)
    assert (told.city.mean, told.funder.mean, told.others.mean) == (5 * M, 3 * M, M)
    assert told.job_year.value == pytest.approx(3 * M * 2 / 40)
    assert told.services.mean == 5 * 100 * 2
    assert (told.kept_nothing.value, told.kept.value) == (0.9, 0.9)
