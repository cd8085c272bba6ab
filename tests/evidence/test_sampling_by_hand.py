"""The model of the synthesis in plain loops: likelihood, priors, arrays, paths of the chains, thinned draws."""

import jax.numpy as jnp
import numpy as np
import numpyro
import pytest
from scipy.stats import norm

from relode.evidence import sampling
from relode.evidence.posterior import PRIORS, SCALARS
from relode.evidence.sampling import KEPT, WHOLE, Effort, arrays_of, chances, draws, metric, row_log
from relode.evidence.shipped_draws import shipped_draws
from relode.evidence.synthesis import Rows

P = {
    "unusual": 0.2, "published": 0.3, "negative": 0.5, "number_significant": 0.8, "number_not": 0.4,
    "error_log_mean": -1.5, "error_log_spread": 0.6,
}  # fmt: skip


def nodes(count):
    """Values from -3.3 to 3.3, weighed as a standard normal does."""
    at = [-3.3 + 6.6 * step / (count - 1) for step in range(count)]
    weights = [float(np.exp(-(x**2) / 2)) for x in at]
    return [(x, weight / sum(weights)) for x, weight in zip(at, weights, strict=True)]


def significant_by_hand(centre, place, added):
    """Beyond 1.96 errors, blurred by a fifth of one: of ordinary places, and of a fifth three times as wide."""
    total = 0.0
    for score, weight in nodes(9):
        error = np.exp(-1.5 + 0.6 * score)
        for part, width in ((0.8, 1), (0.2, 9)):
            sd = (width * place + error**2 * 1.04 + added) ** 0.5
            total += weight * part * norm.cdf((centre - 1.96 * error) / sd)
    return total


def density_by_hand(z, error, centre, place, added):
    """Of a number: of its result over nineteen errors, or at its own with the density of that."""
    total = 0.0
    for score, weight in nodes(19):
        own = np.exp(-1.5 + 0.6 * score) if error is None else error
        density = sum(
            part * norm.pdf(z, centre, (width * place + own**2 + added) ** 0.5) for part, width in ((0.8, 1), (0.2, 9))
        )
        seen = norm.cdf((abs(z) / own - 1.96) / 0.2)
        total += weight * density * (seen * 0.8 * (0.5 if z < 0 else 1) + (1 - seen) * 0.4 * 0.3)
    return total if error is None else total * norm.pdf(np.log(error), -1.5, 0.6)


ROWS = [
    # A number with its error, two without, one on the other side; a sign above, below and neither.
    (0.5, 0.3, 0), (0.9, None, 0), (-0.2, None, 0), (-0.7, 0.2, 0), (None, None, 1), (None, None, -1), (None, None, 0),
]  # fmt: skip


def test_the_likelihood_of_each_row_is_that_of_loops_over_errors():
    of = {
        "z": jnp.array([z or 0.0 for z, _, _ in ROWS]), "is_number": jnp.array([z is not None for z, _, _ in ROWS]),
        "error": jnp.array([error or 1.0 for _, error, _ in ROWS]), "sign": jnp.array([sign for *_, sign in ROWS]),
        "has_error": jnp.array([error is not None for _, error, _ in ROWS]),
    }  # fmt: skip
    count = len(ROWS)
    centre, place = np.linspace(0.3, 0.6, count), np.linspace(0.1, 0.4, count)
    added = np.linspace(0.01, 0.05, count)
    p = {name: jnp.array(value) for name, value in P.items()}
    found = row_log(of, jnp.array(centre), jnp.array(place), jnp.array(added), p)
    above, below = chances(jnp.array(centre), jnp.array(place), jnp.array(added), p)
    for at, (z, error, sign) in enumerate(ROWS):
        up, down = (significant_by_hand(side * centre[at], place[at], added[at]) for side in (1, -1))
        assert (float(above[at]), float(below[at])) == pytest.approx((up, down), rel=1e-9)
        seen = up + 0.5 * down + 0.3 * (1 - up - down)
        if z is not None:
            like = density_by_hand(z, error, centre[at], place[at], added[at])
        else:
            like = {1: up * 0.2, -1: down * 0.5 * 0.2, 0: (1 - up - down) * 0.6 * 0.3}[sign]
        assert float(found[at]) == pytest.approx(np.log(like / seen), rel=1e-9), ROWS[at]


def invented(count=3):
    """Three rows of two kinds, two families and three pairs; the first two of one group, the last one no measure."""
    of = {
        "kinds": (("a", "measure"), ("b", "money")), "families": ("A", "B"),
        "pairs": ((("a", "measure"), "A"), (("b", "money"), "A"), (("b", "money"), "B")),
        "design": np.array([[1, 1, 0, 1, 0, 1, 0, 0], [1, 0, 1, 1, 0, 0, 1, 0], [1, 0, 1, 0, 1, 0, 0, 1]], float),
        "in_cluster": np.array([[1.0], [1.0], [0.0]]), "family": np.array([0, 0, 1]), "far": np.array([0.0, 0.5, 1.0]),
        "reading": np.array([0.0, 1.0, 3.0]), "spread": np.array([0.1, 0.2, 0.3]), "z": np.array([0.4, 0.5, 0.6]),
        "is_number": np.array([True, False, True]), "sign": np.array([0, 1, 0]), "error": np.array([0.7, 0.8, 0.9]),
        "has_error": np.array([True, False, False]), "used": np.array([True, True, False]),
    }  # fmt: skip
    assert count == 3
    return Rows(**of)


def test_arrays_of_rows_say_which_effect_is_of_which_level():
    """One mean, two levers, two families, three of both."""
    rows = invented()
    of = arrays_of(rows, np.array([True, False, True]))
    assert {name: np.asarray(each).tolist() for name, each in of.items()} == {
        **{name: getattr(rows, name).tolist() for name in
           ("in_cluster", "far", "reading", "spread", "z", "error", "sign", "is_number", "has_error", "design")},
        "used": [1.0, 0.0, 0.0], "level": [0, 1, 1, 2, 2, 3, 3, 3], "family": [[1, 0], [1, 0], [0, 1]],
    }  # fmt: skip


def test_rough_variances_are_what_normal_rows_at_a_typical_spread_leave():
    """Of effects: the inverse of 1 + the sum of outer products over .25; a sign tells .36 of a number."""
    of = arrays_of(invented(), np.ones(3, bool))
    priors = {"mean_sd": 2.0, "lever_sd": 1.0, "family_sd": 0.5, "both_sd": 0.25, "place_sd": 0.5}
    found = metric(of, {name: jnp.asarray(value) for name, value in priors.items()})
    scale = np.array([2.0, 0.6, 0.6, 0.3, 0.3, 0.15, 0.15, 0.15])
    precision = np.eye(8)
    for row, weight in ((0, 1.0), (1, 0.36)):
        own = invented().design[row] * scale
        precision += weight / 0.25 * np.outer(own, own)
    assert np.asarray(found.pop("effect_scores")) == pytest.approx(np.linalg.inv(precision))
    assert {name: np.asarray(each).tolist() for name, each in found.items()} == {
        # Shares: cluster_share, published, negative, both of numbers, unusual; spreads and logs as their priors.
        "shares": pytest.approx([1.0, 0.5, 1.0, 0.08, 0.5, 1.0]),
        "spread_sizes": pytest.approx([1.0, 0.5, 1.0, 1.0, 0.03]),
        "log_scores": pytest.approx([0.25, 1.0, 0.2]), "cluster_scores": [1.0], "family_scores": [1.0, 1.0],
    }  # fmt: skip


def test_draws_are_thinned_in_every_chain_and_all_of_them_are_looked_at(monkeypatch):
    """Two chains of six draws, four kept: the third and the sixth of each; one step of the second diverged."""
    rows, dice = invented(), np.random.default_rng(2)
    made = [{"scalars": dice.normal(size=(6, len(SCALARS))), "effects": dice.normal(size=(6, 8)),
             "family_spread": dice.normal(size=(6, 2))} for _ in range(2)]  # fmt: skip
    seen = []

    def chain(_, of, values, rough, count, warm_up):
        seen.append((np.asarray(of["used"]).tolist(), float(values["mean"]), sorted(rough), count, warm_up))
        return made[len(seen) - 1], {"diverging": np.arange(6) == 7 - len(seen) * 2, "num_steps": np.full(6, 9)}

    monkeypatch.setattr(sampling, "_chain", chain)
    found = draws(rows, 1, np.array([True, False, True]), Effort(2, 6, 4), {**PRIORS, "mean": 0.5}, 4)
    sites = ["cluster_scores", "effect_scores", "family_scores", "log_scores", "shares", "spread_sizes"]
    assert seen == [([1.0, 0.0, 0.0], 0.5, sites, 6, 4)] * 2
    for name, each in (("effects", found.effects), ("family_spread", found.family_spread)):
        assert np.array_equal(each, np.concatenate([chain[name][[2, 5]] for chain in made]))
    scalars = np.concatenate([chain["scalars"][[2, 5]] for chain in made])
    assert all(np.array_equal(found.scalars[name], scalars[:, at]) for at, name in enumerate(SCALARS))
    assert (found.kinds, found.families, found.pairs) == (rows.kinds, rows.families, rows.pairs)
    whole = np.concatenate([np.stack([chain[name] for chain in made]) for name in made[0]], axis=2)
    rhat = numpyro.diagnostics.split_gelman_rubin(whole)
    assert found.rhat == pytest.approx(float(max(rhat)))
    assert found.effective == pytest.approx(float(min(numpyro.diagnostics.effective_sample_size(whole))))
    assert found.divergent == 2
    seen.clear()
    all_of = draws(rows, 1, effort=Effort(2, 6, 4), kept=100)
    assert seen[0][0] == [1.0, 1.0, 0.0]
    assert len(all_of.effects) == 12


def test_what_ships_are_all_draws_of_a_whole_fit():
    """Three chains of four hundred."""
    assert shipped_draws().count == WHOLE.chains * WHOLE.draws == KEPT
