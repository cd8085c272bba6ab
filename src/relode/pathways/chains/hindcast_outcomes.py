"""Hindcasts beside what came: hits, misses, and how a random pick and the national mix would have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relode.arrays import Array
from relode.facts import rows
from relode.pathways.chains.chain import starting_places
from relode.pathways.chains.hindcast import ORIGIN, Hindcast, hindcast, hindcast_places, listed_prefectures
from relode.places import Place, by_code

if TYPE_CHECKING:
    import xarray as xr


METHODS = ("score", "random", "national_mix")
PICKS = (1, 3)
DRAWS = 2000


@dataclass(frozen=True)
class Outcome:
    """What a hindcast named and what came by 2024: `hits` of its first three; `passed_over` came and was ranked lower.

    `not_listed` came although no chain of the table starts there. Expected hits of the first three by method.
    """

    hindcast: Hindcast
    came: tuple[str, ...]
    hits: tuple[str, ...]
    passed_over: tuple[str, ...]
    not_listed: tuple[str, ...]
    expected_hits: dict[str, float]


@dataclass(frozen=True)
class HindcastScore:
    """Mean hits a place of a method's first `picks`, and the score's lead over it, over places with an outcome.

    Intervals: 90 %, whole provinces drawn again. `places` had a candidate that came: the rest tell nothing apart.
    """

    group: str
    picks: int
    method: str
    places: int
    mean_hits: float
    lead: float
    lead_low: float
    lead_high: float


def came_by_2024(place: Place) -> tuple[str, ...]:
    """Industries that the place, or a place in it, hosts a national cluster of or is an example of, by 2024.

    The tables give no year of founding: what was under way before 2010 counts as well.
    """
    hosts = {row["cluster_id"] for row in rows("cluster_hosts") if _is_in(row["place"], place)}
    return tuple(
        row["industry_id"]
        for row in rows("successor_industries")
        if hosts & set(row["cluster_ids"].split(";"))
        or any(_is_in(code, place) for code in row["example_places"].split(";") if code)
    )


def outcome(found: Hindcast) -> Outcome:
    """A hindcast beside what came."""
    came = came_by_2024(found.place)
    candidates = set(found.industries)
    return Outcome(
        hindcast=found,
        came=came,
        hits=tuple(i for i in came if i in found.best),
        passed_over=tuple(i for i in came if i in candidates and i not in found.best),
        not_listed=tuple(i for i in came if i not in candidates),
        expected_hits={method: expected_hits(found, came, method, 3) for method in METHODS},
    )


def outcomes(panel: "xr.Dataset") -> tuple[Outcome, ...]:
    """The twelve hindcasts of the table."""
    return _outcomes(panel, hindcast_places())


def hindcast_scores(panel: "xr.Dataset", draws: int = DRAWS, seed: int = 1) -> tuple[HindcastScore, ...]:
    """Every method on the twelve places of the table and on all listed prefectures, in half a minute."""
    everywhere = _outcomes(panel, listed_prefectures())
    twelve = [one for one in everywhere if one.hindcast.place in hindcast_places()]
    groups = {"twelve": twelve, "all_listed_prefectures": everywhere}
    return tuple(
        score
        for group, found in groups.items()
        for picks in PICKS
        for score in _scores(group, picks, found, (draws, seed))
    )


def expected_hits(found: Hindcast, came: Sequence[str], method: str, picks: int) -> float:
    """Outcomes among the first `picks` candidates by a method, equals taken in random order. [count]

    "national_mix" orders chains by how many listed places have a material of them; "random" knows nothing.
    """
    value = {
        "score": found.scores,
        "random": dict.fromkeys(found.industries, 0.0),
        "national_mix": {i: float(len(starting_places()[i])) for i in found.industries},
    }[method]
    return sum(_chance(value, industry, picks) for industry in came if industry in value)


def _chance(value: dict[str, float], industry: str, picks: int) -> float:
    """Chance that an industry is among the first `picks`."""
    above = sum(other > value[industry] + 1e-12 for other in value.values())
    alike = sum(abs(other - value[industry]) <= 1e-12 for other in value.values())
    return min(1.0, max(0.0, (picks - above) / alike))


def _outcomes(panel: "xr.Dataset", places: Sequence[Place]) -> tuple[Outcome, ...]:
    from relode.pathways.chains.figures_of_panel import known_at

    known = known_at(panel, ORIGIN)
    return tuple(outcome(hindcast(panel, place, known)) for place in places)


def _scores(group: str, picks: int, found: Sequence[Outcome], sampling: tuple[int, int]) -> tuple[HindcastScore, ...]:
    told = [one for one in found if set(one.came) & set(one.hindcast.industries)]
    hits = {m: np.array([expected_hits(one.hindcast, one.came, m, picks) for one in told]) for m in METHODS}
    weights = _drawn([one.hindcast.place.province for one in told], *sampling)
    scores = []
    for method, of_method in hits.items():
        lead = hits["score"] - of_method
        low, high = np.percentile(weights @ lead / weights.sum(axis=1), (5, 95))
        ends = (float(of_method.mean()), float(lead.mean()), float(low), float(high))
        scores.append(HindcastScore(group, picks, method, len(told), *ends))
    return tuple(scores)


def _drawn(provinces: Sequence[str], draws: int, seed: int) -> Array:
    """How often each place is in each draw of whole provinces with replacement, (draw, place)."""
    rng = np.random.default_rng(seed)
    names, of_place = np.unique(np.array(provinces), return_inverse=True)
    times = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=draws)
    return np.asarray(times[:, of_place], dtype=float)


def _is_in(code: str, place: Place) -> bool:
    return code == place.code or (code in by_code() and by_code()[code].parent == place.code)
