"""Who is close to whom: built once, and the same for every future."""

from dataclasses import dataclass
from typing import Protocol

import jax
import numpy as np
from jax import Array
from numpy.typing import NDArray

from relode.errors import RelodeError


class Around(Protocol):
    """What the other places mean for each place: how hard they pull, and what they push towards it."""

    def pull(self, attraction: Array) -> Array:
        """Sum over other places of closeness x attraction. (skill, place) [1]"""

    def push(self, leaving: Array) -> Array:
        """Sum over other places of closeness x people leaving per unit of pull. (group, place) [10^4 persons/yr]"""


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class Links:
    """All places with one another: two products with a symmetric matrix of closeness, (place, place), diagonal 0."""

    closeness: Array

    def pull(self, attraction: Array) -> Array:
        """Sum over other places of closeness x attraction. (skill, place) [1]"""
        return attraction @ self.closeness

    def push(self, leaving: Array) -> Array:
        """Sum over other places of closeness x people leaving per unit of pull. (group, place) [10^4 persons/yr]"""
        return leaving @ self.closeness


@jax.tree_util.register_dataclass
@dataclass(frozen=True)
class StoredPath:
    """A few places while all others keep to a stored path: pull (skill, place) and push (group, place) of a year."""

    stored_pull: Array
    stored_push: Array

    def pull(self, attraction: Array) -> Array:
        """The stored pull, whatever these places do. (skill, place) [1]"""
        del attraction
        return self.stored_pull

    def push(self, leaving: Array) -> Array:
        """The stored push, whatever these places do. (group, place) [10^4 persons/yr]"""
        del leaving
        return self.stored_push


def closeness(
    distance_km: NDArray[np.float64], same_province: NDArray[np.bool_], distance_decay: float, border: float
) -> NDArray[np.float64]:
    """How readily people move between two places. (place, place)

    Equation: C_ij = (1 + d_ij / 50)^(-delta_d) exp(-b_p)

    The border term b_p holds across provinces only. A distance that is not a number (the rest of the country has no
    point) takes the mean closeness of all pairs.

    Source: assumption.
    Limits: decay 0 and border 0: 1 for every pair; symmetric; diagonal 0.
    """
    known = np.isfinite(distance_km)
    kernel = np.exp(-distance_decay * np.log1p(np.where(known, distance_km, 0.0) / 50) - border * ~same_province)
    off = known & ~np.eye(len(kernel), dtype=bool)
    kernel = np.where(known, kernel, kernel[off].mean())
    np.fill_diagonal(kernel, 0.0)
    return kernel


def settled(
    closeness: NDArray[np.float64], people: NDArray[np.float64], leaving: NDArray[np.float64], gain: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Amenity and staying weight with which a year's moves are the given ones. Two arrays (place,).

    Equation: theta = P (1 / q_o - 1) / E
        a = ln E

    `people` 10^4 persons, `leaving` the share that leaves in a year, `gain` arrivals less departures over people,
    which must add up to 0 people. Balances rows and columns in turn until both agree to 1e-13.

    Source: deming1940.
    Raises RelodeError if it does not converge.
    """
    out = people * leaving
    into = out + people * gain
    attraction = into / into.mean()
    for _ in range(20_000):
        pull = closeness @ attraction
        new = into / (closeness @ (out / pull))
        change = np.abs(new / attraction - 1).max()
        attraction = new / new.mean()
        if change < 1e-13:
            break
    else:
        raise RelodeError("simulate.moves", change=f"{change:.1e}")
    pull = closeness @ attraction
    return np.log(attraction), pull * (1 / leaving - 1) / attraction


def as_links(kernel: NDArray[np.float64]) -> Links:
    """The matrix `kernel`, (place, place), as the simulator takes it."""
    return Links(jax.device_put(kernel))
