"""A plane through simulated moments: what a fit takes for the simulator, and how it tells what moves what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax import Array
from numpy.typing import NDArray
from numpyro.infer import MCMC, NUTS

from relode.arrays import Values
from relode.streams import stream
from studies.calibration import NoAnswer
from studies.calibration.simulated_moments import MOMENTS, covariance, moments

TAILS = (0.01, 0.99)
"""Moments of the outermost runs are drawn in to here: a few runs of a nonlinear model must not turn the plane."""


@dataclass(frozen=True)
class Plane:
    """Moments as a linear function of scores: `middle` (moment,) at `centre` (name,), `slopes`, what is left over."""

    centre: Values
    middle: Values
    slopes: Values
    left: Values


def plane(scores: Values, model: Values) -> Plane:
    """Ridge regression of each moment on the scores; the penalty is chosen by leaving single draws out.

    `scores` has the shape (draw, direction), `model` (draw, moment). NoAnswer where too few runs are finite.
    """
    known = np.asarray(np.isfinite(model).all(axis=1))
    if known.sum() < scores.shape[1]:
        raise NoAnswer(f"{int((~known).sum())} of {len(known)} simulated pasts are not finite")
    x, y = scores[known], model[known]
    low, high = np.quantile(y, TAILS, axis=0)
    y = np.clip(y, low, high)
    centre = x.mean(axis=0)
    u, s, vt = np.linalg.svd(x - centre, full_matrices=False)
    middle = y.mean(axis=0)
    slopes = np.empty((y.shape[1], x.shape[1]))
    left = np.empty((len(y), y.shape[1]))
    for i in range(y.shape[1]):
        target = y[:, i] - middle[i]
        best = min((_left_out_error(u, s, target, penalty), penalty) for penalty in np.geomspace(1, 1e4, 9))[1]
        slopes[i] = vt.T @ (s / (s**2 + best) * (u.T @ target))
        left[:, i] = target - (x - centre) @ slopes[i]
    return Plane(centre, middle, slopes, np.atleast_2d(np.cov(left.T)))


def _left_out_error(u: Values, s: Values, target: Values, penalty: float) -> float:
    weights = s**2 / (s**2 + penalty)
    leverage = (u**2 * weights).sum(axis=1) + 1 / len(target)
    residual = target - u @ (weights * (u.T @ target))
    return float(((residual / (1 - leverage)) ** 2).mean())


WEAKEST = 0.5
"""Singular value of the scaled Jacobian below which a direction keeps its prior: it would shrink by less than 11 %."""
MODEL_ERROR = 1.0
"""Scale of model error of a family of moments, in standard deviations of the moment."""
CHAINS = 2
"""So many, since the largest R-hat needs more than one. A choice of this project."""
LARGEST_RHAT = 1.02
MOST_DIVERGENT = 8
"""Of 2,000 steps: more than that would leave part of the posterior unseen."""


@dataclass(frozen=True)
class PlanePosterior:
    """Standard scores (draw, name), singular values of the scaled Jacobian, how many inform, how the chains went."""

    scores: Values
    singular_values: Values
    directions: int
    diagnostics: Mapping[str, float]


def plane_posterior(of: Plane, names: Sequence[str], target: Values, seed: int) -> PlanePosterior:
    """NUTS over the directions of scores that moments inform; the others keep their prior.

    `target` is (moment,), in the units of the moments; scores are (draw, name) [1]. Raises NoAnswer where no moment
    moves or chains do not agree.
    """
    sd, noise = target_errors(of, names)
    root = np.linalg.cholesky(noise)
    scaled = np.linalg.solve(root, of.slopes)
    _, singular, vt = np.linalg.svd(scaled, full_matrices=False)
    informed = vt[singular > WEAKEST].T
    count = informed.shape[1]
    if not count:
        raise NoAnswer(f"no parameter moves any of {len(names)} moments by more than their errors")
    families = families_of(names)
    # The other directions move no moment here, so that one program serves every number of those that do.
    slopes = np.pad(of.slopes @ informed, ((0, 0), (0, len(vt) - count)))
    at_zero = of.middle - of.slopes @ of.centre
    found = _chains(jax.random.PRNGKey(seed), at_zero, slopes, noise, sd, np.eye(families.max() + 1)[families], target)
    chains, diverged = np.asarray(found[0])[:, :, :count], np.asarray(found[1])
    rhat = float(np.max(numpyro.diagnostics.split_gelman_rubin(chains)))
    divergent = int(diverged.sum())
    if not rhat < LARGEST_RHAT or divergent > MOST_DIVERGENT:
        raise NoAnswer(f"chains do not agree: R-hat {rhat:.3f}, {divergent} divergent steps")
    along = chains.reshape(-1, count)
    free = stream("uninformed_directions", seed).standard_normal((len(along), len(of.centre)))
    scores = along @ informed.T + free - free @ informed @ informed.T
    effective = float(np.min(numpyro.diagnostics.effective_sample_size(chains)))
    diagnostics = {"rhat": rhat, "divergent": divergent, "effective_draws": effective}
    return PlanePosterior(scores, singular, count, diagnostics)


@jax.jit
def _chains(
    key: Array, at_zero: Array, slopes: Array, noise: Array, sd: Array, of_family: Array, target: Array
) -> tuple[Array, Array]:
    """Draws along all directions, (chain, draw, direction), and whether each step diverged: compiled once a shape.

    `of_family` (moment, family) is 1 where a moment shares the model error of a family.
    """
    directions, families = slopes.shape[1], of_family.shape[1]

    def model() -> None:
        along = numpyro.sample("along", dist.Normal(0, 1).expand([directions]).to_event(1))
        error = numpyro.sample("error", dist.HalfNormal(MODEL_ERROR).expand([families]).to_event(1))
        spread = noise + jnp.diag((of_family @ error * sd) ** 2)
        numpyro.sample("moments", dist.MultivariateNormal(at_zero + slopes @ along, spread), obs=target)

    def chain(key: Array) -> tuple[Array, Array]:
        sampler = MCMC(NUTS(model, target_accept_prob=0.95), num_warmup=800, num_samples=1000, progress_bar=False)
        sampler.run(key)
        return sampler.get_samples()["along"], sampler.get_extra_fields()["diverging"]

    drawn: tuple[Array, Array] = jax.lax.map(chain, jax.random.split(key, CHAINS))
    return drawn


def target_errors(of: Plane, names: Sequence[str]) -> tuple[Values, Values]:
    """Standard deviations of targets, (moment,); covariance of their own errors and of what the plane leaves over.

    The covariance is (moment, moment); both in the units of the moments, the covariance squared.

    What is left over is the shocks of one past and the bend of the simulator: the past that was had shocks as well. In
    synthetic worlds, targets' own errors alone gave 90 % intervals that held the truth in six cases of ten.
    """
    at = [list(MOMENTS).index(name) for name in names]
    sd = np.array([moments()[name].sd for name in names])
    own = covariance()[np.ix_(at, at)]
    return sd, own * np.outer(sd, sd) / np.sqrt(np.outer(own.diagonal(), own.diagonal())) + of.left


def families_of(names: Sequence[str]) -> NDArray[np.int64]:
    """Number of the family of each moment, (moment,): they share their part of model error. [1]

    A family is the same question asked of each type or window.
    """
    numbers = [moments()[name].number if moments()[name].number != "new" else name.rsplit("_", 1)[0] for name in names]
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)
