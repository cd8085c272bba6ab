"""How the simulator did at past origins beside the benchmark and a random walk: the table that ships and sets tags."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, partial

import numpy as np
import pandas as pd
import xarray as xr

from relode.model.opening.opening_world import world
from relode.streams import stream
from studies.calibration.observed import Observed
from studies.calibration.simulator_forecast import SimulatorForecast, mechanisms, with_simulator
from studies.outlook.backcast import groups
from studies.outlook.harness import score, scored, skill
from studies.outlook.targets import NATIONAL_GIVEN, NOTHING_GIVEN, PRICES_GIVEN, TARGETS, Case, Forecaster

SHOWN = ("all", "resource")
SEED = 1
RANDOM_WALK = "random_walk"
NO_MEAN_GIVEN = ("mining_employment_share",)
"""Targets that are scored with nothing given: their random walk takes no mean path."""


def backcast_table(panel: xr.Dataset, past: Observed, *, calibrated: bool = True) -> pd.DataFrame:
    """One row a case, method and group: scores, and the gain in CRPS over the random walk and over the benchmark."""
    given = with_simulator(panel, past, calibrated=calibrated)
    return pd.DataFrame(
        [row for case in table_cases() for row in _rows(panel, case, given(case.target.name, case.mode))]
    )


def table_cases() -> Iterator[Case]:
    """Each target at each origin with the mean path given, where its random walk takes one."""
    for of in TARGETS.values():
        for origin, horizon in of.cases:
            yield Case(of, origin, horizon, NOTHING_GIVEN if of.name in NO_MEAN_GIVEN else NATIONAL_GIVEN)


def mechanism_table(panel: xr.Dataset, past: Observed) -> pd.DataFrame:
    """Change of CRPS when a mechanism is off, all prefectures, one row a mechanism and target; above 0 it is needed.

    Prices and the mean path are given, so that mechanisms meet the shocks that came.
    """
    opened, table = cache(partial(world, panel)), []
    for case in _first_cases():
        methods: dict[str, Forecaster] = {"simulator": SimulatorForecast(opened, past)}
        methods |= {name: SimulatorForecast(opened, past, switched_off=name) for name in mechanisms()}
        result = scored(panel, replace(case, mode=PRICES_GIVEN), SEED, lambda *_, methods=methods: methods)
        everyone = np.ones(len(result.places), dtype=bool)
        for name in mechanisms():
            gained, (low, high) = skill(
                result.cells["simulator"], result.cells[name], everyone, stream("forecast_skill", SEED)
            )
            table.append({"mechanism": name, "target": case.target.name, "gain": gained, "low": low, "high": high})
    return pd.DataFrame(table)


def _first_cases() -> Iterator[Case]:
    yield from reversed({case.target.name: case for case in reversed(list(table_cases()))}.values())


def _rows(panel: xr.Dataset, case: Case, methods: Mapping[str, Forecaster]) -> Iterator[dict[str, object]]:
    kept = {name: methods[name] for name in (RANDOM_WALK, case.target.benchmark, "simulator", "combination")}
    result = scored(panel, case, SEED, lambda *_: kept)
    among = groups(result.places, result.mining_share, case.target.name)
    for name in kept:
        for group in SHOWN:
            rng = [stream("forecast_score", SEED) for _ in range(3)]
            of = score(result.cells[name], among[group], rng[0])
            walk, benchmark = (
                skill(result.cells[name], result.cells[other], among[group], r)
                for other, r in zip((RANDOM_WALK, case.target.benchmark), rng[1:], strict=True)
            )
            yield {
                "target": case.target.name,
                "origin": case.origin,
                "horizon": case.horizon,
                "mode": case.mode,
                "method": name,
                "group": group,
                "n": of.n,
                "mae": of.mae,
                "crps": of.crps,
                "coverage_50": of.coverage_50,
                "coverage_90": of.coverage_90,
                "coverage_90_low": of.coverage_90_interval[0],
                "coverage_90_high": of.coverage_90_interval[1],
                "over_random_walk": walk[0],
                "low": walk[1][0],
                "high": walk[1][1],
                "over_benchmark": benchmark[0],
                "over_benchmark_low": benchmark[1][0],
                "over_benchmark_high": benchmark[1][1],
            }
