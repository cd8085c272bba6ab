"""Fits, draws and planes: each step on arrays of a few cells, with what is slow put in by hand."""

from types import SimpleNamespace

import jax
import numpy as np
import pytest
from numpyro.infer.util import log_density

from relode.calibration import process
from relode.calibration.fitting import draws as draws_module
from relode.calibration.fitting import fit as fit_module
from relode.calibration.fitting import plane as plane_module
from relode.calibration.fitting.draws import ONLY_LEVERS, check_size, prior_scores, score_names
from relode.calibration.fitting.fit import PosteriorFit, ensemble, fit
from relode.calibration.fitting.fit_text import fit_sentences, moment_table, posterior_text
from relode.calibration.fitting.plane import Plane, _left_out_error, families_of, plane, plane_posterior, target_errors
from relode.calibration.fitting.posterior_draws import Posterior
from relode.calibration.targets.estimates import figure
from relode.calibration.targets.simulated_moments import MOMENTS, covariance, moments
from relode.errors import NoVerdict, RelodeError
from relode.model.opening.tables import COMMODITIES
from relode.streams import stream

NAN = np.nan


@pytest.mark.parametrize(
    ("count", "years", "key"),
    [
        (1, 1, None),
        (2048, 50, None),
        (0, 1, "bad_futures"),
        (2049, 1, "bad_futures"),
        (1, 0, "bad_years"),
        (1, 51, "bad_years"),
    ],
)
def test_futures_are_1_to_2048_over_1_to_50_years(count, years, key):
    if key is None:
        check_size(count, years)
    else:
        with pytest.raises(RelodeError) as stop:
            check_size(count, years)
        assert stop.value.key == f"simulate.{key}"


def test_scores_keep_the_numbers_with_which_posteriors_were_fitted():
    # Fifteen parameters are gone: their numbers are passed over, each where it stood.
    names, found = score_names(), prior_scores(3, 5)
    rows = stream("prior_scores", 5).standard_normal((len(names) + 15, 3))
    assert found[names[-1]].tolist() == rows[-1].tolist()
    at = [next(i for i, row in enumerate(rows) if row.tolist() == found[name].tolist()) for name in names]
    assert at == sorted(at)
    skipped = [name for before, after, name in zip([-1, *at], at, names, strict=False) if after > before + 1]
    assert len(skipped) == 7


def test_draws_of_a_posterior_are_all_shipped_ones_before_any_comes_again():
    shipped = Posterior(2020, ("a", "b"), np.array([[1.0, 10], [2, 20], [3, 30]]))
    found = shipped.draws(5, 1)
    assert sorted(found["a"][:3]) == [1, 2, 3]
    assert found["a"][3:].tolist() == found["a"][:2].tolist()
    assert (found["b"] == 10 * found["a"]).all()


def test_the_error_of_leaving_a_draw_out_is_that_of_a_plane_without_it():
    rng = np.random.default_rng(1)
    x, y = rng.normal(0, 1, (12, 2)), rng.normal(0, 1, 12)
    u, s, _ = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    missed = []
    for out in range(12):
        kept = np.arange(12) != out
        columns = np.column_stack([np.ones(12), x])
        coefficients = np.linalg.lstsq(columns[kept], y[kept], rcond=None)[0]
        missed.append(y[out] - columns[out] @ coefficients)
    assert _left_out_error(u, s, y - y.mean(), 0.0) == pytest.approx(np.mean(np.square(missed)))


def test_a_plane_draws_the_outermost_hundredths_in_and_needs_as_many_runs_as_scores():
    scores = np.linspace(-1, 1, 201)[:, None]
    model = 3 * scores + 7
    model[[0, -1], 0] = -1e6, 1e6
    found = plane(scores, model)
    # Of 201 equally spaced values the outermost two on either side are drawn in to the third.
    across, drawn = scores[:, 0], np.clip(scores[:, 0], -0.98, 0.98)
    assert found.slopes[0, 0] == pytest.approx(3 * across @ drawn / (across @ across + 1))  # the least penalty is 1
    assert (found.middle[0], found.centre[0]) == (pytest.approx(7), pytest.approx(0))
    assert found.left.shape == (1, 1)
    three = np.array([[0.0, 1], [1, 0], [0.5, 2]])
    holes = np.where(np.arange(3)[:, None] == 2, NAN, np.array([[1.0], [2], [3]]))
    plane(three, holes)
    with pytest.raises(NoVerdict) as stop:
        plane(three, np.where(np.arange(3)[:, None] >= 1, NAN, holes))
    assert stop.value.values == {"failed": 2, "draws": 3}


NAMES = ("gdp_coal_2015", "population_gap_mature")


def test_the_noise_of_targets_is_their_own_scaled_to_their_spread_and_what_a_plane_leaves():
    left = np.array([[0.5, 0.1], [0.1, 0.7]])
    sd, noise = target_errors(Plane(np.zeros(1), np.zeros(2), np.zeros((2, 1)), left), NAMES)
    assert sd.tolist() == [moments()[name].sd for name in NAMES]
    assert (noise - left).diagonal() == pytest.approx(sd**2)
    at = [list(MOMENTS).index(name) for name in NAMES]
    own = covariance()[at[0], at[1]] / np.sqrt(covariance()[at[0], at[0]] * covariance()[at[1], at[1]])
    assert (noise - left)[0, 1] == pytest.approx(own * sd[0] * sd[1])


def test_one_question_asked_of_each_type_or_window_is_a_family():
    names = ("growth_sd_low_mining_2014_2019", "coal_capacity_mature", "coal_capacity_growing", "mining_share_slope")
    numbers = [moments()[name].number for name in names]
    found = families_of(names)
    assert (found[1] == found[2]) == (numbers[1] == numbers[2] or "new" in numbers[1])
    assert len({found[0], found[1], found[3]}) == 3


def fake_chains(monkeypatch, draws, diverged=0):
    seen = {}

    def chains(_key, at_zero, slopes, _noise, _sd, of_family, target):
        seen.update(at_zero=at_zero, slopes=slopes, of_family=of_family, target=target)
        return draws, np.arange(2000).reshape(2, 1000) < diverged

    monkeypatch.setattr(plane_module, "_chains", chains)
    return seen


def two_scores(monkeypatch, sizes, diverged=0, apart=0.0):
    """The posterior of three scores of which two move a moment, by so many of its own errors."""
    sd, noise = target_errors(Plane(np.zeros(3), np.zeros(2), np.zeros((2, 3)), np.zeros((2, 2))), NAMES)
    alone = Plane(
        np.array([1.0, 0, 0]),
        np.array([5.0, 6]),
        np.column_stack([np.diag(np.array(sizes) * sd), np.zeros(2)]),
        np.diag(noise.diagonal()) - noise,
    )
    draws = np.random.default_rng(2).normal(0, 1, (2, 1000, 2))
    draws[1] += apart
    seen = fake_chains(monkeypatch, draws, diverged)
    return plane_posterior(alone, NAMES, np.array([5.5, 6.5]), 3), draws, seen, sd


def test_a_direction_informs_where_its_singular_value_is_above_one_half(monkeypatch):
    found, draws, seen, sd = two_scores(monkeypatch, (0.51, 3.0))
    assert (found.directions, found.singular_values.tolist()) == (2, pytest.approx([3.0, 0.51]))
    # At scores of nought the plane lies one step of the first score below its middle.
    assert seen["at_zero"] == pytest.approx([5 - 0.51 * sd[0], 6])
    assert np.abs(found.scores[:, 1]) == pytest.approx(np.abs(draws.reshape(-1, 2)[:, 0]))
    assert np.abs(found.scores[:, 0]) == pytest.approx(np.abs(draws.reshape(-1, 2)[:, 1]))
    assert found.scores[:, 2].std() == pytest.approx(1, abs=0.06)  # 2,000 draws of the prior
    assert found.diagnostics["divergent"] == 0
    weak, *_ = two_scores(monkeypatch, (0.49, 3.0))
    assert weak.directions == 1
    assert weak.scores[:, 0].std() == pytest.approx(1, abs=0.06)
    with pytest.raises(NoVerdict) as stop:
        two_scores(monkeypatch, (0.49, 0.2))
    assert stop.value.values == {"moments": 2}


@pytest.mark.parametrize(
    ("diverged", "apart", "is_refused"), [(8, 0.0, False), (9, 0.0, True), (0, 0.2, False), (0, 0.5, True)]
)
def test_chains_must_agree_and_hardly_diverge(monkeypatch, diverged, apart, is_refused):
    # Means that lie .2 apart add .01 to the variance of 1, .5 add .0625: R-hat is the root of about 1.01 and 1.06.
    if is_refused:
        with pytest.raises(NoVerdict) as stop:
            two_scores(monkeypatch, (2.0, 3.0), diverged, apart)
        assert stop.value.values["divergent"] == diverged
    else:
        assert two_scores(monkeypatch, (2.0, 3.0), diverged, apart)[0].diagnostics["divergent"] == diverged


def fitted(**changed):
    target, sd = moments()[NAMES[0]].target, moments()[NAMES[0]].sd
    fields = {
        "origin": 2010,
        "seed": 1,
        "names": ("a", "b"),
        "moments": NAMES[:1],
        "scores": np.array([[-0.5, -1.0], [0.5, 1.0]]),
        "model": np.array([[target + sd], [target + 2.9 * sd], [NAN]]),
        "prior_model": np.array([[target], [target + 4 * sd]]),
        "jacobian": np.array([[0.12345678, 2.0]]),
        "singular_values": (3.0, 1.0),
        "directions": 2,
        "diagnostics": {},
    }
    return PosteriorFit(**{**fields, **changed}), target, sd


def test_a_fit_tells_moments_contraction_and_slopes():
    found, target, sd = fitted()
    (moment,) = found.fitted
    assert (moment.name, moment.target, moment.se, moment.passed) == (NAMES[0], target, sd, True)
    assert (moment.model, moment.spread, moment.prior) == pytest.approx(
        (target + 1.95 * sd, 0.95 * sd, target + 2 * sd)
    )
    for away, passed in ((2.05, False), (-1.95, True), (-2.05, False)):
        assert fitted(model=np.array([[target + away * sd]]))[0].fitted[0].passed == passed
    assert found.contraction == {"a": 0.5, "b": 0.0}
    assert found.slopes == {NAMES[0]: {"a": 0.123457, "b": 2.0}}
    (row,) = moment_table(found).cells()
    assert (row[0], row[2].values["value"].value) == (NAMES[0], moment.prior)
    assert [row[at].values["spread"].value for at in (1, 3)] == [sd, moment.spread]


def test_a_posterior_is_written_without_what_only_levers_use_and_twelve_parameters_are_named():
    names = (ONLY_LEVERS[0], *"abcdefghijklm")
    scores = np.tile(np.linspace(0.05, 0.7, 14), (2, 1)) * [[1], [-1]]
    text = posterior_text(fitted(names=names, scores=scores)[0]).splitlines()
    assert text[0] == "a,b,c,d,e,f,g,h,i,j,k,l,m"
    assert text[1].split(",")[:2] == ["0.1000", "0.1500"]
    assert len(text) == 3
    answer = SimpleNamespace(fit=fitted(names=names, scores=scores)[0], posterior="x.csv")
    told = [each.values["name"] for each in fit_sentences(answer) if each.key.endswith("parameter")]
    assert told == [ONLY_LEVERS[0], *"abcdefghijk"]  # of which most was learnt


def test_a_fit_looks_around_the_posterior_of_the_round_before(monkeypatch):
    names = ("national_mining_jobs_2002_2007",)
    monkeypatch.setattr(fit_module, "fitted_moments", lambda _: names)
    asked, seen, steps = [], [], []

    def run(_world, _past, scores, _names, origin, seed):
        asked.append((scores, origin, seed))
        return scores[:, :1] * 2

    width = len(score_names())
    spread = np.full(width, 0.1)
    spread[0] = 2.0

    def posterior(_of, _names, target, seed):
        seen.append((target, seed))
        centre = np.full(width, float(len(seen)))
        return SimpleNamespace(
            scores=centre + spread * np.tile([[1.0], [-1.0]], (300, width)),
            singular_values=np.array([1.0]),
            directions=1,
            diagnostics={"rhat": 1.0},
        )

    monkeypatch.setattr(fit_module, "ensemble", run)
    monkeypatch.setattr(fit_module, "plane", lambda scores, _: SimpleNamespace(slopes=scores[:1]))
    monkeypatch.setattr(fit_module, "plane_posterior", posterior)
    found = fit(None, None, 2013, 40, progress=lambda *step: steps.append(step))
    assert [(len(scores), origin, seed) for scores, origin, seed in asked] == [(384, 2013, 40)] * 3 + [(256, 2013, 41)]
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert [(target.tolist(), seed) for target, seed in seen] == [
        ([moments()[names[0]].target], 40 + at) for at in range(3)
    ]
    # The second round lies around 1 with a spread of 2, or of one half where the posterior's is smaller.
    second = asked[1][0]
    assert (second[:, 0].mean(), second[:, 0].std()) == pytest.approx((1, 2), abs=0.35)
    assert (second[:, 1:].mean(), second[:, 1:].std()) == pytest.approx((1, 0.5), abs=0.02)
    assert asked[2][0][:, 1:].mean() == pytest.approx(2, abs=0.02)
    assert (found.prior_model == asked[0][0][:, :1] * 2).all()
    assert (found.model == asked[3][0][:, :1] * 2).all()
    assert (found.scores[0, 0], found.scores[-1, 0], len(found.scores)) == (5.0, 1.0, 256)
    assert (found.origin, found.seed, found.moments, found.directions, found.singular_values) == (
        2013,
        40,
        names,
        1,
        (1.0,),
    )
    monkeypatch.setattr(fit_module, "fitted_moments", lambda _: ())
    with pytest.raises(NoVerdict) as stop:
        fit(None, None, 2005, 1)
    assert stop.value.values == {"origin": 2005}


@pytest.mark.parametrize(("origin", "given"), [(2019, [2002]), (2020, [2010, 2002])])
def test_moments_of_earlier_windows_are_of_a_run_that_stands_in(monkeypatch, origin, given):
    runs, asked = [], []
    monkeypatch.setattr(
        fit_module, "futures_at", lambda _w, table, years, seed: runs.append((len(table), years, seed)) or years
    )
    monkeypatch.setattr(fit_module, "given_paths", lambda futures, _, first: asked.append(first) or futures)
    cells = np.ones((3, 2, 2))
    cells[1, 0, 0] = NAN
    paths = SimpleNamespace(fields={"x": cells, "y": np.ones((3, 2, 2))}, record=lambda _, draw, first: (draw, first))
    monkeypatch.setattr(fit_module, "simulated", lambda *_: paths)

    def failing(record):
        if record[0] == 2:
            raise NoVerdict("calibration.no_variation", n=0, columns=1)
        return 7.0

    made_up = {
        "now": lambda record: record[0] + record[1],
        "then_2004_2013": lambda record: record[1],
        "other": failing,
    }
    monkeypatch.setattr(fit_module, "MOMENTS", made_up)
    found = ensemble(None, None, np.zeros((3, len(score_names()))), tuple(made_up), origin, 5)
    np.testing.assert_array_equal(found, [[2010, 2002, 7], [NAN] * 3, [2012, 2002, NAN]])
    assert [run[1:] for run in runs] == [(10, 5), (11, 5)]
    assert asked == given
    runs.clear()
    ensemble(None, None, np.zeros((3, len(score_names()))), ("now",), origin, 5)
    assert len(runs) == 1


def test_the_price_process_of_the_model_is_in_the_order_of_its_commodities():
    found = draws_module.price_process()
    for i, kind in enumerate(COMMODITIES):
        there = process(kind)
        assert (found.reversion[i], found.volatility[i], found.long_run_volatility[i], found.drift[i]) == (
            there.reversion, there.volatility, there.long_run_volatility, there.drift
        )  # fmt: skip
    between = figure("price_process", "coal:nonferrous", "correlation").value
    assert found.correlation[COMMODITIES.index("nonferrous"), COMMODITIES.index("coal")] == between


@pytest.mark.parametrize(
    ("options", "asked", "prices"),
    [
        ({}, 2015, False),
        ({"known": True}, 2015, True),
        ({"fitted": 2020}, 2020, False),
        ({"calibrated": False}, None, False),
    ],
)
def test_futures_are_drawn_from_the_posterior_of_the_opening_or_of_another_year(monkeypatch, options, asked, prices):
    seen = []
    shipped = SimpleNamespace(draws=lambda count, seed: {"a": f"{count} of {seed}"})
    monkeypatch.setattr(draws_module, "posterior", lambda year: seen.append(year) or shipped)
    monkeypatch.setattr(draws_module, "prior_scores", lambda *_: {"a": "prior", "b": "prior"})
    monkeypatch.setattr(draws_module, "published_prices", lambda year, years: ("prices", year, years))
    monkeypatch.setattr(draws_module, "futures_at", lambda *args: args)
    monkeypatch.setattr(draws_module, "laid_over", lambda futures, shock: (futures, shock))
    world = SimpleNamespace(year=2015)
    found = draws_module.draw_futures(world, 4, 9, 3, **options)
    scores = {"a": "4 of 3" if asked else "prior", "b": "prior"}
    assert found == (world, scores, 9, 3, ("prices", 2015, 10) if prices else None)
    assert seen == ([asked] if asked else [])
    assert draws_module.draw_futures(world, 4, 9, 3, "slump", **options) == (found, "slump")


def test_futures_have_their_parameters_and_series_from_the_same_scores(monkeypatch):
    seen = {}
    monkeypatch.setattr(
        draws_module, "priors", lambda table="parameters": {"parameters": {"a": 1}, "exogenous": {"b": 1}}[table]
    )
    monkeypatch.setattr(draws_module, "price_process", lambda: "process")
    monkeypatch.setattr(draws_module, "exogenous", lambda *args: seen.update(series=args) or "series")
    monkeypatch.setattr(draws_module, "drawn_observed", lambda *args: seen.update(opening=args) or "opening")
    monkeypatch.setattr(draws_module, "at_scores", lambda own, seed: (own, seed))
    monkeypatch.setattr(draws_module, "Futures", lambda *args: args)
    scores = {"a": [1, 2, 3], "b": [4, 5, 6]}
    found = draws_module.futures_at("world", scores, 9, 7, "published")
    assert found == ("world", "opening", ({"a": [1, 2, 3]}, 7), "series", 7)
    assert seen == {"series": ("world", "process", 3, 10, 7, {"b": [4, 5, 6]}, "published"), "opening": ("world", 3, 7)}


def test_the_density_of_a_posterior_is_that_of_scores_errors_of_families_and_moments(monkeypatch):
    kept = {}

    class Sampler:
        """Draws nothing: the density that it would draw from is what is looked at."""

        def __init__(self, *_, **__):
            """Nothing to keep."""

        def run(self, _key):
            """No step."""

        def get_samples(self):
            return {"along": np.zeros((5, 2))}

        def get_extra_fields(self):
            return {"diverging": np.zeros(5, dtype=bool)}

    monkeypatch.setattr(plane_module, "NUTS", lambda model, **_: kept.update(model=model))
    monkeypatch.setattr(plane_module, "MCMC", Sampler)
    at_zero, slopes, sd = np.array([1.0, 2, 3]), np.array([[0.5, 0], [0, 2], [1, 1]]), np.array([0.1, 0.2, 0.3])
    noise = np.diag([0.5, 0.4, 0.3]) + 0.05
    of_family, target = np.array([[1.0, 0], [1, 0], [0, 1]]), np.array([1.5, 2, 4])
    monkeypatch.setattr(jax.lax, "map", lambda chain, keys: [chain(key) for key in keys])  # no compiling
    key = jax.random.PRNGKey(0)
    chains = plane_module._chains.__wrapped__(key, at_zero, slopes, noise, sd, of_family, target)
    assert [(along.shape, diverged.shape) for along, diverged in chains] == [((5, 2), (5,))] * 2
    scores, error = np.array([0.3, -0.7]), np.array([0.6, 1.4])
    found, _ = log_density(kept["model"], (), {}, {"along": scores, "error": error})
    # Two normal scores, two errors of families that are half normal, three moments around the plane.
    normal = -(scores**2).sum() / 2 - np.log(2 * np.pi)
    half = -(error**2).sum() / 2 + np.log(2 / np.pi)
    spread = noise + np.diag((np.array([0.6, 0.6, 1.4]) * sd) ** 2)
    missed = target - (at_zero + slopes @ scores)
    moments_there = -missed @ np.linalg.inv(spread) @ missed / 2 - np.log(np.linalg.det(2 * np.pi * spread)) / 2
    assert float(found) == pytest.approx(normal + half + moments_there, rel=1e-5)
