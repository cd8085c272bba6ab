"""The table of scores: every target, origin, mode, method and group, beside the benchmark named beforehand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Interval
from relode.places import TYPES, by_code, official
from relode.streams import stream
from relode.usual import SEED
from studies.outlook.harness import Methods, ScoreCells, score, scored, skill
from studies.outlook.method_list import methods
from studies.outlook.targets import (
    NOTHING_GIVEN,
    TARGETS,
    Case,
    Target,
    cases,
)

FEWEST_PLACES = 5
"""A group needs so many places to be scored."""

LIAONING = "210000"
MINING_LIMIT = 0.02
"""Mining share of jobs above which a place counts where a share of mining is foretold."""


def backcast(panel: xr.Dataset, targets: Sequence[str] = tuple(TARGETS), given: Methods = methods) -> pd.DataFrame:
    """Scores of methods on the shipped past, one row a target, case, method and group of places.

    `given(target, mode)` names the methods; `skill` is against `benchmark` in `benchmark_mode`, over the same places
    and years. Errors are in `unit`: logarithms of the quantity, or shares; intervals are 95 %, whole provinces drawn.
    """
    return pd.DataFrame([row for name in targets for row in _target_rows(panel, TARGETS[name], given)])


def _target_rows(panel: xr.Dataset, of: Target, given: Methods) -> Iterator[dict[str, object]]:
    benchmarks: dict[Case, ScoreCells] = {}
    for case in cases(of):
        if not given(of.name, case.mode):
            continue
        held = replace(case, mode=benchmark_mode(case))
        if held not in benchmarks:
            alone = {of.benchmark: methods(of.name, held.mode)[of.benchmark]}
            benchmarks[held] = scored(panel, held, SEED, lambda *_: alone).cells[of.benchmark]  # noqa: B023
        result = scored(panel, case, SEED, given)
        among = groups(result.places, result.mining_share, of.name)
        for (name, cells), (group, members) in product(result.cells.items(), among.items()):
            if np.isfinite(cells.crps[members]).any(axis=1).sum() >= FEWEST_PLACES:
                row = score(cells, members, stream("forecast_score", SEED))
                gained, ends = skill(cells, benchmarks[held], members, stream("forecast_skill", SEED))
                yield {
                    **{"target": of.name, "origin": case.origin, "horizon": case.horizon, "mode": case.mode},
                    **{"method": name, "group": group, "unit": "logarithm" if of.logarithm else "share"},
                    **{"benchmark": of.benchmark, "benchmark_mode": held.mode, "n": row.n, "cells": row.cells},
                    **{"mae": row.mae, "crps": row.crps, **_ends("crps_interval_95", row.crps_interval_95)},
                    **{"coverage_50": row.coverage_50, "coverage_90": row.coverage_90},
                    **_ends("coverage_90_interval", row.coverage_90_interval),
                    **{"skill": gained, **_ends("skill_interval_95", ends)},
                }


def _ends(name: str, interval: Interval) -> dict[str, float]:
    return {f"{name}_low": interval[0], f"{name}_high": interval[1]}


def benchmark_mode(case: Case) -> str:
    """The mode in which the benchmark of a case is scored: one given nothing is held against one like it."""
    return NOTHING_GIVEN if case.mode == NOTHING_GIVEN else case.target.benchmark_mode


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
