"""How a city took a blow: how far output, wages and credit fell, and how far they came back, beside similar cities."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import expm1, sqrt
from typing import Annotated

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Array, Interval
from relode.measures.sampling_error import NORMAL_90
from relode.panel import over_places
from relode.places import Place, by_code
from relode.record import Doc, Record

EXPOSURE_YEAR = 2010
EXPOSURE_STEPS = (0.01, 0.05)
"""Bounds of the exposure groups: below 1 %, 1 to 5 %, 5 % or more of jobs in mining in 2010."""

FEWEST = 5
"""With fewer comparable cities their spread says nothing, and there is no verdict."""

DOUBTFUL = frozenset({"imputed", "level_break", "suspect_growth_2020", "spike", "sum_mismatch"})
"""Flags of figures that comparison groups leave out; a city's own are used and named."""

GROUPS = ("province", "nation")
"""Same exposure group in the same province, and in the whole country; the city itself is never among them."""


@dataclass(frozen=True)
class Phase:
    """A stretch of years of a blow: `resistance` while it fell, `recovery` after."""

    blow: str
    phase: str
    start: int
    end: int


BUST = Phase("price_bust", "resistance", 2012, 2016)
YEAR_2020 = Phase("year_2020", "resistance", 2019, 2020)
AFTER_2020 = Phase("year_2020", "recovery", 2020, 2023)
TO_2018, TO_2019 = (Phase("price_bust", "recovery", 2016, end) for end in (2018, 2019))

OUTCOMES: Mapping[str, tuple[Phase, ...]] = {
    "gdp_real_index": (BUST, TO_2019, YEAR_2020, AFTER_2020),
    "value_added_secondary_first_published": (BUST, TO_2018, YEAR_2020, AFTER_2020),
    "average_wage": (BUST, TO_2018),
    "loans": (BUST, TO_2019, YEAR_2020, AFTER_2020),
    "deposits": (BUST, TO_2019, YEAR_2020, AFTER_2020),
}
"""Secondary value added ends in 2018, since the first-published series has a break in 2019; wages end in 2018. It is
at current prices: the difference to cities of the same years holds only what their prices did differently."""


@dataclass(frozen=True)
class Response(Record):
    """A city's change of one outcome over one phase, beside `count` similar cities of `group`.

    `change` and `expected` (of the group's mean logarithm) are shares of the start; `excess` is how far the city ends
    above what the group's path would give, with the 90 % interval that the group's spread allows. `verdict`: above,
    below, alike (0 lies inside), or cannot tell (`why`: group_too_small, nobody_similar, no_figures, no_exposure,
    not_a_prefecture).
    """

    place: Annotated[Place, Doc("the place")]
    outcome: Annotated[str, Doc("quantity of the vocabulary")]
    blow: Annotated[str, Doc("price_bust or year_2020")]
    phase: Annotated[str, Doc("resistance while it fell, recovery after")]
    start: Annotated[int, Doc("first year")]
    end: Annotated[int, Doc("last year")]
    group: Annotated[str, Doc("cities with a similar share of mining jobs: of the province or the nation")]
    count: Annotated[int, Doc("cities of the group")]
    change: Annotated[float | None, Doc("change", "share of the start")]
    expected: Annotated[float | None, Doc("mean path of the group", "share of the start")]
    excess: Annotated[float | None, Doc("how far the city ends above that path", "share")]
    interval_90: Annotated[
        Interval | None,
        Doc("90 % prediction interval of the excess for such a city", "share", shape="low, high"),
    ]
    verdict: Annotated[str, Doc("above, below, alike or cannot tell")]
    why: Annotated[str, Doc('why it cannot be told, "" where it can')]
    flags: Annotated[tuple[str, ...], Doc("what was done to the figures", shape="flag")]
    unit: Annotated[str, Doc("unit of all figures")] = field(default="share", init=False)


def resilience(panel: xr.Dataset, place: Place) -> tuple[Response, ...]:
    """Every outcome and phase of a place beside both groups. Source: martin2012 (resistance and recovery).

    A place without figures or mining share keeps its rows, which say why nothing can be told.
    """
    return tuple(_responses(_scene(panel), place))


@dataclass(frozen=True)
class _Scene:
    """What all places share: exposure groups, and changes of every outcome and phase."""

    panel: xr.Dataset
    groups: Mapping[str, int]
    changes: Mapping[tuple[str, Phase], Mapping[str, float]]


def _scene(panel: xr.Dataset) -> _Scene:
    each = [(outcome, phase) for outcome, phases in OUTCOMES.items() for phase in phases]
    changes = {(outcome, phase): log_changes(panel, outcome, phase.start, phase.end) for outcome, phase in each}
    return _Scene(panel, _exposure_groups(panel), changes)


def _responses(scene: _Scene, place: Place) -> Iterator[Response]:
    for outcome, phase in scene.changes:
        for group in GROUPS:
            yield _response(scene, place, outcome, phase, group)


def log_changes(panel: xr.Dataset, outcome: str, start: int, end: int) -> dict[str, float]:
    """Place -> change of the logarithm, for prefectures with both figures and no uncertain flag in either."""
    values, flags = _ends(panel, outcome, start, end)
    positive, places = np.all(values > 0, axis=1), by_code()
    return {
        code: float(np.log(values[i, 1] / values[i, 0]))
        for i, code in enumerate(panel["place"].to_numpy().tolist())
        if places[code].level == "prefecture" and positive[i] and not _uncertain(flags[i])
    }


def _ends(panel: xr.Dataset, outcome: str, start: int, end: int) -> tuple[Array, NDArray[np.object_]]:
    """Values and flags of two years, (place, 2) each. Straight from the arrays: a selection for each takes longer."""
    row = panel.get_index("quantity").get_loc(outcome)
    years = panel["year"].to_numpy().searchsorted([start, end])
    values, flags = (panel.variables[name][row].to_numpy()[:, years] for name in ("value", "flag"))
    return values.astype(np.float64), flags.astype(np.object_)


def _response(scene: _Scene, place: Place, outcome: str, phase: Phase, group: str) -> Response:
    own, flags = _own(scene.panel, place, outcome, phase)
    changes = scene.changes[outcome, phase]
    others = np.array([changes[code] for code in _similar(place, group, scene.groups) if code in changes])
    mean = float(others.mean()) if len(others) else None
    excess, interval = _excess(own, others)
    why = _why(place, scene.groups, own, len(others))
    return Response(
        place,
        outcome,
        *(phase.blow, phase.phase, phase.start, phase.end),
        group,
        len(others),
        None if own is None else expm1(own),
        None if mean is None else expm1(mean),
        excess,
        interval,
        "cannot tell" if why else _verdict(interval),
        why,
        flags,
    )


def _own(panel: xr.Dataset, place: Place, outcome: str, phase: Phase) -> tuple[float | None, tuple[str, ...]]:
    at = panel.get_index("place").get_loc(place.code)
    every, flags = _ends(panel, outcome, phase.start, phase.end)
    values = every[at]
    return (float(np.log(values[1] / values[0])) if (values > 0).all() else None), _uncertain(flags[at])


def _uncertain(flags: NDArray[np.object_]) -> tuple[str, ...]:
    # Few cells have flags, and texts that are empty need no look.
    return tuple(sorted({flag for cell in flags if cell for flag in cell.split(";")} & DOUBTFUL))


def _similar(place: Place, group: str, groups: Mapping[str, int]) -> list[str]:
    if place.code not in groups:
        return []
    alike = [code for code, number in groups.items() if number == groups[place.code] and code != place.code]
    return [code for code in alike if group == "nation" or by_code()[code].province == place.province]


def _excess(own: float | None, others: Array) -> tuple[float | None, Interval | None]:
    if own is None or not len(others):
        return None, None
    gap = own - float(others.mean())
    if len(others) < FEWEST:
        return expm1(gap), None
    half = prediction_half_width(others)
    return expm1(gap), (expm1(gap - half), expm1(gap + half))


def prediction_half_width(others: Array) -> float:
    """Half of the 90 % interval in which one more value like `others` (at least 2) would lie around their mean.

    `others` is (place,).

    Source: efron1993 (Student's t). Limits: others all alike: 0; very many: 1.645 standard deviations.
    """
    count = len(others)
    return float(student_95(count - 1) * others.std(ddof=1) * sqrt(1 + 1 / count))


def student_95(degrees: int) -> float:
    """Quantile .95 of Student's t by its expansion around the normal one; error below .001 from 4 degrees on. [1]"""
    z = NORMAL_90
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(sum(term / degrees**power for power, term in enumerate(terms)))


def _why(place: Place, groups: Mapping[str, int], own: float | None, count: int) -> str:
    if place.level != "prefecture":
        return "not_a_prefecture"
    if place.code not in groups:
        return "no_exposure"
    if own is None:
        return "no_figures"
    if not count:
        return "nobody_similar"
    return "group_too_small" if count < FEWEST else ""


def _verdict(interval: Interval | None) -> str:
    if interval is None or interval[0] <= 0 <= interval[1]:
        return "alike"
    return "above" if interval[0] > 0 else "below"


def _exposure_groups(panel: xr.Dataset) -> dict[str, int]:
    """Prefecture -> exposure group by the mining share of 2010; places without one are absent."""
    shares = over_places(panel, "mining_employment_share", EXPOSURE_YEAR)
    codes = panel["place"].to_numpy().tolist()
    return {
        code: int(np.digitize(share, EXPOSURE_STEPS))
        for code, share in zip(codes, shares, strict=True)
        if np.isfinite(share) and by_code()[code].level == "prefecture"
    }
