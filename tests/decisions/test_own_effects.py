"""What levers set by hand do of their own: as cards have it, in every future, and never more than there is."""

import numpy as np
import pytest

from relode.calibration.draws import draw_futures
from relode.decisions.own_effects import TOLD_BY, OwnEffects, added_to, runner
from relode.decisions.programmes import programme_of_lever
from relode.model.opening.opening_world import world
from relode.model.policy.levers import levers
from relode.model.quantities import PERSONS
from relode.model.results import one_city, stored_paths
from relode.model.sector_list import SECTORS
from relode.model.state import LEVERS
from relode.places import find

JUDGED = (
    *("subsidy", "cluster_support", "research_spending", "schooling_spending"),
    *("retraining_coverage", "connectivity_spending", "renewable_build_out"),
)
SHARES = ("research_spending", "schooling_spending", "connectivity_spending")
"""Levers whose dose is a share of output: as many standard doses in each year."""
FIRST, LAST, HORIZON = 2026, 2032, 2035


@pytest.fixture(scope="module")
def drawn(panel):
    """A few futures of all places, and the stored paths in them."""
    futures = draw_futures(world(panel), 64, 15, 1, known=True)
    return futures, stored_paths(futures)


@pytest.fixture(scope="module", params=("hegang", "baotou"))
def own(request, drawn):
    """Effects of levers in the futures of a city."""
    futures, stored = drawn
    here = one_city(futures, find(request.param).code, stored)
    return OwnEffects(here.futures, runner(here))


def dose_of(own, value):
    years = np.array(own.futures.years)
    return np.where((years >= FIRST) & (years <= LAST), value, 0.0)


def test_levers_that_programmes_judge_by_a_gain_have_an_own_effect_and_no_others():
    assert tuple(name for name in LEVERS if programme_of_lever(name) is not None) == JUDGED


def test_twice_the_dose_within_what_studies_saw_is_twice_the_effect(own):
    one, two = (own.by_lever({"schooling_spending": dose_of(own, d)})["schooling_spending"] for d in (0.001, 0.002))
    np.testing.assert_allclose(two.output, 2 * one.output, rtol=1e-9)
    assert np.abs(one.output).max() > 0
    assert all((getattr(one, name) == 0).all() for name in ("jobs", "income", "spent", "outlays", "granted"))


def test_a_lever_at_rest_and_one_without_studies_add_nothing(own):
    idle = {"subsidy": dose_of(own, 0.0), "public_services_spending": dose_of(own, 0.02)}
    assert own.by_lever(idle) == {}
    assert own.together(idle) is None


@pytest.mark.parametrize("outcome", ["jobs", "output", "income"])
@pytest.mark.parametrize("times", [-5.0, 5.0])
def test_however_large_an_effect_nothing_falls_below_zero_and_nobody_works_twice(own, outcome, times):
    run = own.run({}, added_to(outcome, times * own.base[outcome]))
    for name in (*TOLD_BY.values(), "population"):
        assert np.isfinite(run[name]).all(), name
        assert (run[name] >= 0).all(), name
    assert (run["employment"] < run["population"]).all()


def test_effects_of_levers_add_up(own):
    doses = {name: dose_of(own, levers()[name].upper / 10) for name in SHARES}
    apart = own.by_lever(doses)
    together = own.together(doses)
    np.testing.assert_allclose(together.output, sum(each.output for each in apart.values()), rtol=1e-12)


class AskedMeanwhile(dict):
    """What was tried of a lever, at once replaced by what another thread tried of another course."""

    def __setitem__(self, lever, found):
        super().__setitem__(lever, (b"another course", None))


def test_another_course_asked_meanwhile_is_not_taken_for_this_one(own):
    doses = {"schooling_spending": dose_of(own, 0.001)}
    found = OwnEffects(own.futures, own.run, AskedMeanwhile()).by_lever(doses)["schooling_spending"]
    np.testing.assert_array_equal(found.output, own.by_lever(doses)["schooling_spending"].output)


def test_where_no_job_can_come_at_most_twice_of_what_others_get_is_added(own):
    """In two futures of eight a job that comes takes a half away, or leaves a fiftieth: nothing is divided by that."""
    left = np.tile([1.0, -0.5, 1.0, 1.0, 1.0, 0.02, 1.0, 1.0], own.futures.count // 8)
    dose = np.repeat(dose_of(own, 0.001)[:, None], len(SECTORS), axis=1)
    found, free = (jobs_added(own, share, dose) for share in (left, np.ones_like(left)))
    assert np.abs(free).max() > 0
    np.testing.assert_allclose(found, np.where(left == 1, 1, 2)[:, None] * free, rtol=1e-6)


def jobs_added(own, left, dose):
    """Jobs that a subsidy adds where of each one that comes `left` (future,) stay."""

    def run(doses, added):
        came = 0.0 if added is None else np.asarray(added.jobs)[..., 0] * PERSONS
        return {**own.run(doses, None), "employment": own.run(doses, None)["employment"] + left[:, None] * came}

    return OwnEffects(own.futures, run).by_lever({"subsidy": dose})["subsidy"].jobs[..., 0]


def test_a_subsidy_adds_to_the_jobs_in_manufacturing_and_not_to_all_jobs(own):
    """What is added to jobs is smaller by the part of the jobs of the opening that are in manufacturing."""
    jobs = np.asarray(own.futures.world.observed.employment)[:, 0]
    counted = sum(jobs[SECTORS.index(name)] for name in ("processing", "advanced_materials", "other_manufacturing"))
    assert own.counted(programme_of_lever("subsidy")) == pytest.approx(counted / jobs.sum())
    assert 0 < counted / jobs.sum() < 0.5
    assert own.counted(programme_of_lever("schooling_spending")) == 1
