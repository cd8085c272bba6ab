"""The draws of the synthesis: likelihood by integrals, algebra, whole worlds, the same seed."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import pytest
from scipy.integrate import quad
from scipy.stats import beta, halfnorm, norm

from relode.evidence import sampling
from relode.evidence.posterior import BETA, HALF_NORMALS, NORMALS, PRIORS, SCALARS
from relode.evidence.sampling import Effort, arrays_of, chances, draws, row_log
from relode.evidence.shipped_draws import read_draws, shipped_draws
from relode.evidence.studies import PublishedStudy, kind_of, studies
from relode.evidence.synthesis import FAR, READING, rows_of
from studies.evidence.fits import written
from studies.evidence.left_out import next_number, significance
from studies.evidence.worlds import TESTED, a_world, ranks

# One lever and family, no spread between them, a known spread between places of .5 and errors of .01.
PINNED = {
    **PRIORS, "lever_sd": 1e-3, "family_sd": 1e-3, "both_sd": 1e-3, "place_sd": 0.5, "place_sd_log_sd": 1e-3,
    "family_spread": 1e-4, "far": 1.0, "far_log_sd": 1e-4, "error": 0.01, "error_log_sd": 0.1, "reading_sd": 1e-4,
}  # fmt: skip
SHORT = Effort(1, 300, 200)
CHANCE = {
    "unusual": 0.2, "published": 0.3, "negative": 0.5, "number_significant": 0.8, "number_not": 0.4,
    "error_log_mean": -1.5, "error_log_spread": 0.6,
}  # fmt: skip


def planted(name: str, z: float) -> PublishedStudy:
    """A direct study of zones, its output effect z tenths, known almost exactly: no two errors are the same, since
    equal ones would say that errors never differ, whose density has no bound."""
    like = next(study for study in studies() if study.effect_id == "alder2016_gdp")
    return replace(like, effect_id=name, cluster=name, y=0.1 * z, error=0.001 * (0.4 + z % 0.7), verified="table")


def mean_of(table: list[PublishedStudy], count: int) -> tuple[float, float]:
    """Mean over places and its standard deviation where the first `count` of the table are there."""
    fit = draws(rows_of(table), 1, np.arange(len(table)) < count, Effort(2, 600, 200), PINNED)
    # Few draws lie in the wide component when none of the studies does.
    centre = fit.centre(kind_of(table[0]), "C", np.random.default_rng(1))
    return float(centre.mean()), float(centre.std())


@pytest.mark.slow
def test_a_planted_study_moves_the_mean_as_algebra_says():
    """Precision 1 of the prior mean .5, 4 of each study: (.5 + 4 sum z) / (1 + 4 n)."""
    table = [planted(f"study {at}", z) for at, z in enumerate((0.8, 0.9, 1.0, 1.0, 1.1, 1.2, 1.6))]
    before, sd = mean_of(table, 6)
    after, _ = mean_of(table, 7)
    assert before == pytest.approx((0.5 + 4 * 6) / 25, abs=0.03)
    assert sd == pytest.approx(25**-0.5, rel=0.15)
    assert after - before == pytest.approx((0.5 + 4 * 7.6) / 29 - (0.5 + 4 * 6) / 25, abs=0.03)


def likelihood(study: PublishedStudy, centre: float, sd: float) -> float:
    """What the model says of one row, at CHANCE."""
    rows = arrays_of(rows_of([study]), np.ones(1, bool))
    p = {name: jnp.asarray(value) for name, value in CHANCE.items()}
    return float(row_log(rows, jnp.array([centre]), jnp.array([sd**2]), jnp.array([0.01]), p)[0])


def by_integral(study: PublishedStudy, centre: float, sd: float) -> float:
    """The same by scipy's integration over the error, and over the result where only a sign is told."""
    c = CHANCE

    def result(z: float, error: float) -> float:
        noise = error**2 + 0.01
        return 0.8 * norm.pdf(z, centre, (sd**2 + noise) ** 0.5) + 0.2 * norm.pdf(z, centre, (9 * sd**2 + noise) ** 0.5)

    def over_errors(of) -> float:
        def at(score: float) -> float:
            return norm.pdf(score) * of(float(np.exp(c["error_log_mean"] + c["error_log_spread"] * score)))

        return float(quad(at, -6, 6, limit=200, points=[-2, -1, 0, 1, 2])[0])

    def significant(error: float, side: float) -> float:
        grid = np.linspace(centre - 12, centre + 12, 4001)
        beyond = norm.cdf((side * grid - 1.96 * error) / (0.2 * error))
        return float((beyond * result(grid, error)).sum() * (grid[1] - grid[0]))

    sides = {side: over_errors(lambda e, side=side: significant(e, side)) for side in (1.0, -1.0)}
    # Beside a significant positive result: half of the negative ones are printed, and .3 of the others.
    sides[-1.0] *= c["negative"]
    open_to = 1 - sides[1.0] - sides[-1.0] / c["negative"]
    seen = sides[1.0] + sides[-1.0] + c["published"] * open_to
    if study.y is None:
        told = sides[float(study.sign)] * (1 - c["number_significant"]) if study.sign else (
            open_to * (1 - c["number_not"]) * c["published"]
        )  # fmt: skip
        return float(np.log(told / seen))
    z = study.y / 0.1

    def printed(error: float) -> float:
        above, below = (norm.cdf((side * z - 1.96 * error) / (0.2 * error)) for side in (1, -1))
        told = (above + c["negative"] * below) * c["number_significant"]
        return result(z, error) * (told + (1 - above - below) * c["number_not"] * c["published"])

    if study.error is None:
        return float(np.log(over_errors(printed) / seen))
    error = study.error / 0.1
    of_error = norm.pdf(np.log(error), c["error_log_mean"], c["error_log_spread"])
    return float(np.log(printed(error) * of_error / seen))


@pytest.mark.parametrize(
    ("y", "sign", "error"), [(0.06, None, None), (-0.02, None, None), (0.05, None, 0.02), (None, 1, None),
                             (None, 0, None), (None, -1, None)],
)  # fmt: skip
def test_the_likelihood_of_a_row_is_the_integral_over_what_nobody_prints(y, sign, error):
    study = replace(planted("row", 0.0), y=y, sign=sign, error=error)
    assert likelihood(study, 0.4, 0.5) == pytest.approx(by_integral(study, 0.4, 0.5), abs=0.02)


def test_the_model_gives_each_row_the_mean_and_the_variances_of_its_equations():
    """By hand from sites at chosen values: the factor of all rows, and the levels of effects."""
    rows, dice = arrays_of(rows_of(studies()), np.arange(len(studies())) > 0), np.random.default_rng(4)
    priors = {name: jnp.asarray(float(value)) for name, value in PRIORS.items()}
    scores = {name: dice.normal(size=count) for name, count in (
        ("effect_scores", rows["level"].shape[0]), ("cluster_scores", rows["in_cluster"].shape[1]),
        ("family_scores", rows["family"].shape[1]), ("log_scores", len(NORMALS)),
    )}  # fmt: skip
    shares, sizes = dice.uniform(0.2, 0.8, len(BETA)), dice.uniform(0.3, 1.2, len(HALF_NORMALS))
    sites = {"shares": shares, "spread_sizes": sizes, **scores}
    told = numpyro.handlers.trace(numpyro.handlers.substitute(sampling.model, data=sites)).get_trace(rows, priors)
    p = dict(zip(BETA, shares, strict=True))
    p |= {name: PRIORS[scale] * size for (name, scale), size in zip(HALF_NORMALS.items(), sizes, strict=True)}
    p |= {
        name: np.log(PRIORS[centre]) + PRIORS[sd] * score
        for (name, (centre, sd)), score in zip(NORMALS.items(), scores["log_scores"], strict=True)
    }
    level = np.array([PRIORS["mean_sd"], p["lever_sd"], p["family_sd"], p["both_sd"]])[np.asarray(rows["level"])]
    effects = np.where(np.asarray(rows["level"]) == 0, PRIORS["mean"], 0.0) + level * scores["effect_scores"]
    assert np.asarray(told["effects"]["value"]) == pytest.approx(effects, rel=1e-12)
    of_family = np.asarray(rows["family"]) @ (PRIORS["family_spread"] * scores["family_scores"])
    sd = np.exp(p["log_place_sd"] + of_family + p["log_far"] * np.asarray(rows["far"]))
    clustered = np.asarray(rows["in_cluster"])
    centre = np.asarray(rows["design"]) @ effects + sd * p["cluster_share"] ** 0.5 * (
        clustered @ scores["cluster_scores"]
    )
    own = sd**2 * (1 - p["cluster_share"] * clustered.sum(axis=1))
    added = np.asarray(rows["spread"]) ** 2 + (np.asarray(rows["reading"]) * p["reading_sd"]) ** 2
    assert (added > 0).sum() > 3
    each = row_log(rows, centre, own, added, {name: jnp.asarray(value) for name, value in p.items()})
    used = np.asarray(rows["used"])
    assert (used[0], used[1:].sum() > 30) == (0, True)
    assert float(told["studies"]["fn"].log_factor) == pytest.approx(float((used * each).sum()), rel=1e-12)
    # Of each scalar by its name: shares between two ends, few unusual places, spreads of one side, logs.
    scalars = dict(zip(SCALARS, np.asarray(told["scalars"]["value"]), strict=True))
    ends = {"cluster_share": (2, 2), "published": (2, 2), "negative": (2, 2), "number_significant": (2, 2),
            "number_not": (2, 2), "unusual": (1, 9)}  # fmt: skip
    of_shares = sum(beta.logpdf(scalars[name], *ends[name]) for name in ends)
    assert float(told["shares"]["fn"].log_prob(shares)) == pytest.approx(of_shares)
    scales = {"lever_sd": "lever_sd", "family_sd": "family_sd", "both_sd": "both_sd", "reading_sd": "reading_sd",
              "error_log_spread": "error_spread"}  # fmt: skip
    drawn = sorted(scalars[name] / PRIORS[scale] for name, scale in scales.items())
    assert drawn == pytest.approx(sorted(sizes))
    logs = {"log_place_sd": ("place_sd", "place_sd_log_sd"), "log_far": ("far", "far_log_sd"),
            "error_log_mean": ("error", "error_log_sd")}  # fmt: skip
    drawn = sorted((scalars[name] - np.log(PRIORS[at])) / PRIORS[by] for name, (at, by) in logs.items())
    assert drawn == pytest.approx(sorted(scores["log_scores"]))
    assert float(told["spread_sizes"]["fn"].log_prob(sizes)) == pytest.approx(halfnorm.logpdf(sizes).sum())
    for name, values in scores.items():
        assert float(told[name]["fn"].log_prob(values)) == pytest.approx(norm.logpdf(values).sum())


@pytest.mark.slow
def test_more_nodes_move_no_likelihood_of_a_shipped_row(monkeypatch):
    rows = arrays_of(rows_of(studies()), np.ones(len(studies()), bool))
    p = {name: jnp.asarray(value) for name, value in CHANCE.items()}
    count = len(studies())

    def whole(p):
        return (
            rows["used"] * row_log(rows, jnp.full(count, 0.5), jnp.full(count, 0.3), jnp.full(count, 0.02), p)
        ).sum()

    few = jax.jit(jax.value_and_grad(whole))(p)
    monkeypatch.setattr(sampling, "NUMBER_NODES", sampling._nodes(61))
    monkeypatch.setattr(sampling, "CHANCE_NODES", sampling._nodes(31))
    many = jax.jit(jax.value_and_grad(lambda p: whole(p)))(p)
    assert float(few[0]) == pytest.approx(float(many[0]), abs=0.3)
    # A tenth of a posterior's spread of the mean error, .23, is a slope of 2.
    assert float(few[1]["error_log_mean"]) == pytest.approx(float(many[1]["error_log_mean"]), abs=2.0)


@pytest.fixture(scope="module")
def few():
    """Twelve rows of two families: what is asked of them with chains of SHORT runs by one program."""
    return rows_of([study for study in studies() if study.family in ("A", "C")][::3][:12])


@pytest.mark.slow
def test_the_same_seed_gives_the_same_bits_and_another_does_not(few):
    first, again, other = (draws(few, seed, effort=SHORT).effects for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.slow
def test_rows_left_out_do_not_count(few):
    """Without any row the draws are those of the prior."""
    fit = draws(few, 1, np.zeros(len(few.family), bool), SHORT._replace(chains=7), kept=2100)
    assert fit.effects[:, 0].mean() == pytest.approx(PRIORS["mean"], abs=0.1)
    assert fit.effects[:, 0].std() == pytest.approx(PRIORS["mean_sd"], rel=0.1)
    assert fit.scalars["unusual"].mean() == pytest.approx(0.1, abs=0.02)
    assert fit.scalars["lever_sd"].mean() == pytest.approx(PRIORS["lever_sd"] * (2 / np.pi) ** 0.5, abs=0.05)


def test_chances_of_signs_are_those_of_simulated_studies():
    rng = np.random.default_rng(1)
    p = {"unusual": jnp.array(0.2), "error_log_mean": jnp.array(-1.2), "error_log_spread": jnp.array(0.5)}
    count, centre, sd = 400_000, 0.4, 0.5
    error = np.exp(-1.2 + 0.5 * rng.standard_normal(count))
    width = np.where(rng.random(count) < 0.2, 3.0, 1.0)
    z = centre + width * sd * rng.standard_normal(count) + error * rng.standard_normal(count)
    blurred = z + 0.2 * error * rng.standard_normal(count)
    above, below = chances(jnp.array([centre]), jnp.array([sd**2]), jnp.array([0.0]), p)
    assert float(above[0]) == pytest.approx((blurred > 1.96 * error).mean(), abs=0.003)
    assert float(below[0]) == pytest.approx((blurred < -1.96 * error).mean(), abs=0.003)
    one = significance(np.array([0.5]), np.array([0.2]))[0]
    assert float(one[0]) == pytest.approx(norm.cdf((0.5 - 1.96 * 0.2) / 0.04))


def test_a_money_row_says_nothing_of_a_measure():
    table = studies()
    kinds = {kind_of(study) for study in table if study.lever == "cluster_support"}
    assert kinds == {("cluster_support", "money"), ("cluster_support", "measure")}


def test_draws_are_read_as_they_were_written():
    draws = shipped_draws()
    again = read_draws(written(draws, studies(), 1), rows_of(studies()))
    assert np.array_equal(draws.effects, again.effects)
    assert (draws.rhat, draws.effective, draws.divergent) == (again.rhat, again.effective, again.divergent)


@pytest.mark.slow
def test_truths_of_small_simulated_worlds_lie_anywhere_in_their_posteriors(few):
    """Forty worlds of twelve rows: ranks spread over 0 to 1; the hundred of the whole table are on the page."""
    found = []
    for at in range(40):
        truth, told = a_world(few, at, 3)
        found.append(ranks(few, truth, draws(told, 3, effort=SHORT)))
    table = np.array(found)
    assert table.shape == (40, len(TESTED))
    # Means of 40 uniform ranks have a standard deviation of .046; 17 quantities are looked at.
    assert np.abs(table.mean(axis=0) - 0.5).max() < 0.16
    assert np.abs(table.std(axis=0) - 12**-0.5).max() < 0.09


def test_a_forecast_of_a_printed_number_has_a_density():
    study = studies()[0]
    for selected in (True, False):
        forecast = next_number(shipped_draws(), study, np.random.default_rng(1), selected)
        grid = np.linspace(-15, 15, 3001)
        area = np.exp([forecast.log_density(z) for z in grid]).sum() * 0.01
        assert area == pytest.approx(1, abs=0.15 if selected else 0.01)
        assert forecast.sign_chances().sum() == pytest.approx(1)


def test_near_lies_half_way_to_far_and_memory_errs_three_times_as_an_abstract_does():
    assert [FAR[each] for each in ("direct", "near", "far")] == [0.0, 0.5, 1.0]
    assert [READING[each] for each in ("table", "abstract", "excerpt", "secondary", "memory")] == [0, 1, 1, 1, 3]
