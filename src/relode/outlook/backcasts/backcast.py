"""The table of scores: every target, origin, mode, method and group, beside the benchmark named beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Interval
from relode.outlook.backcasts.harness import ForecastScore, Methods, ScoreCells, Scored, score, scored, skill
from relode.outlook.backcasts.targets import (
    MODES,
    NOTHING_GIVEN,
    TARGETS,
    Case,
    Target,
    cases,
    target,
)
from relode.outlook.forecasters.method_list import methods
from relode.places import TYPES, by_code, official
from relode.record import Doc, Record
from relode.streams import stream
from relode.usual import SEED

FEWEST_PLACES = 5
"""A group needs so many places to be scored."""

LIAONING = "210000"
MINING_LIMIT = 0.02
"""Mining share of jobs above which a place counts where a share of mining is foretold."""


@dataclass(frozen=True)
class ScoreRow(Record):
    """Scores of a method in a group of places; `skill` is against `benchmark` in `benchmark_mode`.

    Both are scored over the same places and years.

    Errors are in `unit`: logarithms of the quantity, or shares.
    """

    target: Annotated[str, Doc("what is forecast")]
    origin: Annotated[int, Doc("year in which the method stands")]
    horizon: Annotated[int, Doc("years ahead", "years")]
    mode: Annotated[str, Doc("what the method is given of the time after the origin")]
    method: Annotated[str, Doc("method")]
    group: Annotated[str, Doc("group of places")]
    unit: Annotated[str, Doc("logarithm or share: scale of the errors")]
    benchmark: Annotated[str, Doc("method to beat, named beforehand")]
    benchmark_mode: Annotated[str, Doc("mode in which the benchmark is scored")]
    n: Annotated[int, Doc("places")]
    cells: Annotated[int, Doc("place-years")]
    mae: Annotated[float, Doc("mean absolute error of the median", "unit")]
    crps: Annotated[float, Doc("continuous ranked probability score", "unit")]
    crps_interval_95: Annotated[
        Interval,
        Doc("95 % interval of the score, whole provinces drawn again", "unit", shape="low, high"),
    ]
    coverage_50: Annotated[float, Doc("outcomes inside 50 % bands", "share")]
    coverage_90: Annotated[float, Doc("outcomes inside 90 % bands", "share")]
    coverage_90_interval: Annotated[Interval, Doc("its 95 % interval", "share", shape="low, high")]
    skill: Annotated[float, Doc("share of the benchmark's score that is saved", "share")]
    skill_interval_95: Annotated[Interval, Doc("its 95 % interval", "share", shape="low, high")]
    pit: Annotated[tuple[float, ...], Doc("outcomes by tenth of the predicted distribution", "share", shape="ten bins")]


@dataclass(frozen=True)
class Backcast(Record):
    """The scores and the seed of their bootstrap."""

    scores: Annotated[tuple[ScoreRow, ...], Doc("one a method and group", shape="score")]
    seed: Annotated[int, Doc("seed of the bootstrap and of methods that draw")]

    def table(self) -> pd.DataFrame:
        """One row a score; the ends of an interval in two columns."""
        return pd.DataFrame([_flat(asdict(row)) for row in self.scores])


def backcast(
    panel: xr.Dataset,
    targets: Sequence[str] = tuple(TARGETS),
    modes: Sequence[str] = MODES,
    *,
    given: Methods = methods,
    seed: int = SEED,
) -> Backcast:
    """Score methods on the shipped past: `given(target, mode)` names them, by default the statistical ones.

    Any object with `predict` (see Forecaster) can be scored; the benchmark is always scored beside it. `seed` is
    for the bootstrap of provinces and for methods that draw. Raises RelodeError for an unknown target or mode.
    """
    rows = (row for name in targets for row in _target_rows(panel, target(name), modes, given, seed))
    return Backcast(tuple(rows), seed)


def _target_rows(panel: xr.Dataset, of: Target, modes: Sequence[str], given: Methods, seed: int) -> Iterator[ScoreRow]:
    benchmarks: dict[tuple[int, int, str], ScoreCells] = {}
    for case in cases(of, tuple(modes)):
        named = given(of.name, case.mode)
        if not named:
            continue
        mode = benchmark_mode(case)
        key = (case.origin, case.horizon, mode)
        if key not in benchmarks:
            alone = {of.benchmark: methods(of.name, mode)[of.benchmark]}
            held = Case(of, case.origin, case.horizon, mode)
            benchmarks[key] = scored(panel, held, seed, lambda *_: alone).cells[of.benchmark]  # noqa: B023
        yield from _case_rows(scored(panel, case, seed, given), benchmarks[key], mode, seed)


def benchmark_mode(case: Case) -> str:
    """The mode in which the benchmark of a case is scored: one given nothing is held against one like it."""
    return NOTHING_GIVEN if case.mode == NOTHING_GIVEN else case.target.benchmark_mode


def _case_rows(result: Scored, benchmark: ScoreCells, mode: str, seed: int) -> Iterator[ScoreRow]:
    among = groups(result.places, result.mining_share, result.case.target.name)
    for name, cells in result.cells.items():
        for group, members in among.items():
            if np.isfinite(cells.crps[members]).any(axis=1).sum() >= FEWEST_PLACES:
                scores = score(cells, members, stream("forecast_score", seed))
                yield _row(
                    result.case,
                    name,
                    group,
                    scores,
                    mode,
                    skill(cells, benchmark, members, stream("forecast_skill", seed)),
                )


def _row(
    case: Case, name: str, group: str, scores: ForecastScore, mode: str, gained: tuple[float, Interval]
) -> ScoreRow:
    return ScoreRow(
        target=case.target.name,
        origin=case.origin,
        horizon=case.horizon,
        mode=case.mode,
        method=name,
        group=group,
        unit="logarithm" if case.target.logarithm else "share",
        benchmark=case.target.benchmark,
        benchmark_mode=mode,
        skill=gained[0],
        skill_interval_95=gained[1],
        **asdict(scores),
    )


def groups(places: tuple[str, ...], mining_share: NDArray[np.float64], of: str) -> Mapping[str, NDArray[np.bool_]]:
    """Name -> which places belong: all, listed ones, each official type, each main resource, and two that matter.

    `mining_share` and each group are (place,).

    Types are of the plan of 2013, and only sort scores; no method sees them.
    """
    entries = [official().get(code) for code in places]
    values = {
        "all": np.ones(len(places), dtype=bool),
        "resource": np.array([entry is not None for entry in entries]),
        "without_liaoning": np.array([by_code()[code].province != LIAONING for code in places]),
    }
    for kind in TYPES:
        values[kind] = np.array([entry is not None and entry.type == kind for entry in entries])
    for resource in sorted({entry.main_resource for entry in entries if entry is not None}):
        values[resource] = np.array([entry is not None and entry.main_resource == resource for entry in entries])
    if of == "mining_employment_share":
        values["mining_above_2_percent"] = mining_share > MINING_LIMIT
    return values


def group_names() -> tuple[str, ...]:
    """Every group that scores may be given for."""
    resources = sorted({entry.main_resource for entry in official().values()})
    return ("all", "resource", "without_liaoning", *TYPES, *resources, "mining_above_2_percent")


def _flat(row: dict[str, object]) -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in row.items():
        if name == "pit":
            continue
        if isinstance(value, tuple):
            flat |= {f"{name}_low": value[0], f"{name}_high": value[1]}
        else:
            flat[name] = value
    return flat
