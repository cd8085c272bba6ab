"""The simulator against the past: one record for both, forecasts in the harness, a fit that finds what it should."""

from dataclasses import replace
from functools import partial
from importlib.resources import files

import numpy as np
import pandas as pd
import pytest

from relode.calibration.fitting.draws import ONLY_LEVERS, draw_futures, futures_at, prior_scores, score_names
from relode.calibration.fitting.fit import fitted_moments
from relode.calibration.fitting.plane import plane
from relode.calibration.fitting.posterior_draws import Posterior, posterior
from relode.calibration.scores.forecast import (
    SimulatorForecast,
    _of_places,
    folds,
    mechanisms,
    with_simulator,
    without,
)
from relode.calibration.targets.observed import observed
from relode.calibration.targets.simulated import given_paths, simulated
from relode.calibration.targets.simulated_moments import MOMENTS, moments
from relode.errors import RelodeError
from relode.model.futures import lengthened
from relode.model.opening.opening_world import world
from relode.model.parameters import default_params, priors
from relode.outlook.backcasts.harness import eligible, outcomes
from relode.outlook.backcasts.targets import NATIONAL_GIVEN, OTHER_PROVINCES_GIVEN, Case, past_of, provinces, target
from relode.outlook.forecasters.method_list import methods
from studies.calibration.population_table import _distance, classes


@pytest.fixture(scope="module")
def past(panel):
    return observed(panel)


@pytest.fixture(scope="module")
def futures(panel):
    return draw_futures(world(panel, 2010), 4, 10, 1, calibrated=False)


@pytest.mark.slow
def test_a_record_opens_with_the_observed_year(past, futures):
    record = simulated(futures, past).record(past, 0, 2010)
    at = [past.codes.index(code) for code in record.codes]
    for name in ("population", "mining_share", "gdp_real"):
        assert record.at(name, 2010) == pytest.approx(getattr(past, name)[at, past.years.index(2010)], rel=1e-6), name
    assert np.isfinite(record.at("gdp_real", 2020)).all()


@pytest.mark.slow
def test_a_stand_in_for_another_decade_holds_nothing_before_it(past, futures):
    record = simulated(futures, past).record(past, 0, 2003)
    assert np.isnan(record.at("gdp_real", 2002)).all()
    assert np.isfinite(record.at("gdp_real", 2013)).all()
    assert np.isnan(record.at("gdp_real", 2014)).all()


def test_futures_made_longer_keep_their_years_and_repeat_the_last(futures):
    longer = lengthened(futures, 14)
    assert longer.years == tuple(range(2010, 2024))
    for name, series in vars(futures.exogenous).items():
        own, made = np.asarray(series), getattr(longer.exogenous, name)
        assert np.array_equal(made[:, :11], own), name
        assert np.array_equal(made[:, 11:], np.repeat(own[:, [10]], 3, axis=1)), name
    assert lengthened(futures, 5).years == futures.years


def test_given_paths_are_those_that_were(past, futures):
    given = given_paths(futures, past)
    growth = np.asarray(given.exogenous.national_growth)
    assert np.ptp(growth, axis=0).max() == 0
    at = [past.codes.index(code) for code in futures.world.codes if code in past.codes]
    assert growth[0, 0] == pytest.approx(np.nanmean(past.change("gdp_real", 2010, 2011)[at]), rel=1e-12)
    assert np.asarray(given.exogenous.log_price)[0, 5, 0] < np.log(0.7)  # coal in 2015 against 2010


@pytest.mark.slow
def test_a_run_can_stand_in_for_the_years_before_it(past, futures):
    given = given_paths(futures, past, 2002)
    growth = np.asarray(given.exogenous.national_growth)
    at = [past.codes.index(code) for code in futures.world.codes if code in past.codes]
    assert growth[0, 4] == pytest.approx(np.nanmean(past.change("gdp_real", 2006, 2007)[at]), rel=1e-12)
    record = simulated(given, past).record(past, 0, 2002)
    assert record.national_mining_jobs[record.years.index(2005)] == pytest.approx(record.at("mining_jobs", 2005).sum())
    name = "national_mining_jobs_2002_2007"
    jobs = [record.national_mining_jobs[record.years.index(year)] for year in (2002, 2007)]
    assert MOMENTS[name](record) == pytest.approx(np.log(jobs[1] / jobs[0]))


def test_growth_after_the_last_year_of_a_given_path_is_not_looked_at(past, futures):
    changed = replace(past, gdp_real=np.where(np.array(past.years) > 2020, 7.0, past.gdp_real))
    one, other = (np.asarray(given_paths(futures, each).exogenous.national_growth) for each in (past, changed))
    assert np.array_equal(one, other)


def test_beyond_the_last_figures_growth_goes_on_as_it_was(panel, past):
    given = given_paths(draw_futures(world(panel, 2015), 2, 9, 1, calibrated=False), past)
    growth = np.asarray(given.exogenous.national_growth)[0]
    assert np.isfinite(growth).all()
    years = list(given.years)
    assert growth[years.index(2023)] == growth[years.index(2022)] != growth[years.index(2021)]


def test_moments_of_a_fit_were_all_known_at_its_origin():
    for origin in (2010, 2013, 2015, 2020):
        names = fitted_moments(origin)
        assert names
        assert all(moments()[name].last_year <= origin for name in names)
    assert fitted_moments(2010) == ("national_mining_jobs_2002_2007",)
    assert fitted_moments(2005) == ()


def test_the_plane_of_a_linear_model_is_that_model():
    rng = np.random.default_rng(1)
    slopes = rng.standard_normal((5, 12))
    scores = rng.standard_normal((400, 12))
    found = plane(scores, scores @ slopes.T + 0.01 * rng.standard_normal((400, 5)))
    # The outermost hundredths are drawn in, which flattens the plane by a few per cent.
    assert found.slopes == pytest.approx(slopes, rel=0.06, abs=0.03)
    assert found.middle - found.slopes @ found.centre == pytest.approx(np.zeros(5), abs=0.05)


def test_scores_of_zero_are_the_medians_of_the_priors(panel):
    scores = {name: np.zeros(2) for name in score_names()}
    found = futures_at(world(panel, 2010), scores, 3, 1).params
    for name, prior in priors().items():
        assert float(getattr(found, name)[0]) == pytest.approx(prior.value), name


def test_prior_scores_are_standard_and_repeatable():
    drawn = prior_scores(4000, 3)
    assert set(drawn) == set(score_names())
    assert np.array_equal(drawn["closure_rate"], prior_scores(4000, 3)["closure_rate"])
    assert drawn["closure_rate"].std() == pytest.approx(1, abs=0.05)
    assert abs(np.corrcoef(drawn["closure_rate"], drawn["opening_rate"])[0, 1]) < 0.06


@pytest.mark.parametrize("origin", [2010, 2013, 2015, 2020])
def test_a_posterior_ships_with_every_score(origin):
    shipped = posterior(origin)
    assert isinstance(shipped, Posterior)
    assert set(shipped.names) == set(score_names()) - set(ONLY_LEVERS)
    assert len(shipped.scores) >= 200
    assert np.isfinite(shipped.scores).all()


@pytest.mark.slow
@pytest.mark.slow
def test_what_only_levers_use_moves_nothing_while_none_is_set(panel, past):
    opened = world(panel, 2010)
    low, high = (
        simulated(futures_at(opened, {name: np.full(4, at) for name in ONLY_LEVERS}, 3, 1), past) for at in (-1.5, 1.5)
    )
    assert {name for name in low.fields if not np.array_equal(low.fields[name], high.fields[name])} == set()


def test_a_parameter_that_a_posterior_does_not_know_keeps_its_prior(panel):
    drawn = draw_futures(world(panel, 2020), 256, 3, 1).params.jobs_of_orders
    prior = priors()["jobs_of_orders"]
    assert float(np.median(drawn)) == pytest.approx(prior.value, abs=0.01)  # 256 draws: a standard error of .002
    assert np.quantile(drawn, 0.9) > prior.value + 0.02  # of a normal with .027: .035 above the median


def test_nothing_ships_where_nothing_was_known():
    assert posterior(2005) is None


def test_folds_keep_provinces_whole(panel):
    places = eligible(panel, target("gdp_real"), 2013)
    fold, home = folds(places), provinces(places)
    assert len(np.unique(fold)) == 5
    assert all(len(np.unique(fold[home == province])) == 1 for province in np.unique(home))


def test_the_given_mean_path_is_met_in_every_future():
    rng = np.random.default_rng(2)
    change = rng.standard_normal((6, 4, 3))
    found = _of_places(change, ("a", "b", "c", "d"), ("b", "x", "d"), np.array([0.1, 0.2, 0.3]), rng)
    assert found.mean(axis=1) == pytest.approx(np.tile([0.1, 0.2, 0.3], (6, 1)))


@pytest.mark.slow
def test_a_forecast_of_the_simulator_sees_nothing_after_its_origin(panel, past):
    of = target("gdp_real")
    case = Case(of, 2013, 6, NATIONAL_GIVEN)
    places = eligible(panel, of, 2013)[:40]
    national = np.nanmean(outcomes(panel, case, places), axis=0)
    seen = past_of(panel, of, 2013, places, national, mode=NATIONAL_GIVEN)
    forged = panel.copy()
    forged["value"] = panel["value"].copy()
    forged["value"].data[..., panel["year"].data > 2013] = 7.0
    one, other = (
        SimulatorForecast(partial(world, p), past).predict(seen, places, case.years, np.random.default_rng(1)).draws
        for p in (panel, forged)
    )
    assert np.array_equal(one, other)


def test_switching_a_mechanism_off_sets_its_parameters():
    params = default_params()
    for name, parameters in mechanisms().items():
        off = without(params, name)
        assert all(float(getattr(off, parameter)) == value for parameter, value in parameters.items())
        back = replace(off, **{p: getattr(params, p) for p in parameters})
        assert all(np.array_equal(value, getattr(params, field)) for field, value in vars(back).items())
    with pytest.raises(RelodeError, match="agglomeration"):
        without(params, "magic")


@pytest.mark.slow
def test_every_moment_can_be_computed_from_a_run(past, futures):
    record = simulated(given_paths(futures, past), past).record(past, 0, 2010)
    for name in fitted_moments(2020):
        if moments()[name].first_year >= 2010:
            assert np.isfinite(MOMENTS[name](record)), name


def test_the_table_of_people_counts_every_city_once():
    with (files("relode.calibration") / "population_table.csv").open(encoding="utf-8") as stream:
        table = pd.read_csv(stream)
    for _, cells in table.groupby("basis"):
        assert len(cells) == 24
        assert cells["published"].sum() == 116
        # Laiwu is a part of Jinan today.
        assert cells["expected"].sum() == pytest.approx(115, abs=0.05)
        assert ((cells["low"] <= cells["published"]) & (cells["published"] <= cells["high"])).tolist() == (
            cells["inside"] == "yes"
        ).tolist()


def test_ends_of_classes_belong_to_the_upper_one():
    assert classes(np.array([-0.2, -0.15, -0.05, 0.0, 0.049, 0.15])).tolist() == [0, 1, 2, 3, 3, 5]


def test_the_simulator_is_scored_where_the_nation_is_given_and_rules_alone_where_other_provinces_are(panel, past):
    given = with_simulator(panel, past)
    own = {"simulator", "combination"}
    assert own <= given("population", NATIONAL_GIVEN).keys()
    assert not own & given("population", OTHER_PROVINCES_GIVEN).keys()
    rules = given("population", NATIONAL_GIVEN).keys() - own
    assert rules == methods("population", NATIONAL_GIVEN).keys()


def test_a_place_outside_the_system_takes_the_change_of_another_by_chance_and_the_rest_keep_theirs():
    """Two places in the system, in three futures: what is outside takes that of one of the two in each future."""
    change = np.array([[[1.0], [2.0]], [[3.0], [4.0]], [[5.0], [6.0]]])  # (future, place, year)
    found = _of_places(change, ("a", "b"), ("a", "x", "b"), None, np.random.default_rng(1))
    assert np.array_equal(found[:, [0, 2]], change)
    assert all(taken in there for taken, there in zip(found[:, 1], change, strict=True))


def test_the_distance_of_counts_is_the_sum_of_squares_over_what_was_expected_and_half_a_city_at_least():
    """By hand: (3 - 1)^2 / 1 + (2 - .25)^2 / .5 = 10.125."""
    assert _distance(np.array([[3.0, 2.0]]), np.array([[1.0, 0.25]])) == pytest.approx(10.125)
