"""How forecasts made with nothing given turned out, at every origin so far: what the bands of an outlook rest on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Grid
from relode.outlook.backcasts.forecast_scores import ScoreCells, score, skill
from relode.outlook.backcasts.harness import Scored, scored
from relode.outlook.backcasts.past import EXPOSURE_YEAR
from relode.outlook.backcasts.targets import NOTHING_GIVEN, Case, Target, prefectures, provinces
from relode.outlook.forecasters.method_list import methods
from relode.places import Place, official

SHOWN = ("gdp_real", "population", "mining_employment_share", "house_price")
"""The targets of an outlook, in its order."""

FEWEST_PLACES = 100
"""Prefectures that need a figure in a year for an origin to count: house prices begin in 2015 in this sense."""

FEWEST_ORIGINS = 3
"""Origins that a horizon needs to count as measured, for yearly figures; a census has one."""

SEED = 1
POOLED = 0
"""The horizon that stands for all horizons together."""


@dataclass(frozen=True)
class Measured:
    """Scores of a past-trained method over `origins` origins at one horizon (0: all of them); `n` place-years.

    `skill` is against the random walk, which expects no change; errors on the transformed scale.
    """

    target: str
    method: str
    group: str
    horizon: int
    origins: int
    n: int
    crps: float
    coverage_50: float
    coverage_90: float
    coverage_90_low: float
    coverage_90_high: float
    skill: float
    skill_low: float
    skill_high: float


def origins(panel: xr.Dataset, of: Target) -> tuple[int, ...]:
    """The years from which the target could be forecast and something came after."""
    known = panel["value"].sel(quantity=of.quantity, place=list(prefectures(panel))).notnull().sum("place")
    years = [int(y) for y, count in zip(known["year"].values, known.values, strict=True) if count >= FEWEST_PLACES]
    return tuple(year for year in years[:-1] if year >= max(of.first, EXPOSURE_YEAR))


def measure(panel: xr.Dataset, of: Target) -> tuple[Measured, ...]:
    """Scores of every past-trained method at every origin, pooled over origins by horizon."""
    last = last_year(panel, of)
    found = [
        scored(panel, Case(of, origin, last - origin, NOTHING_GIVEN), SEED, methods) for origin in origins(panel, of)
    ]
    stacked = {name: _stacked(found, name, of.step) for name in found[0].cells}
    benchmark = stacked["random_walk"]
    counts = _origin_counts(found, of.step)
    listed = np.concatenate([[code in official() for code in each.places] for each in found])
    among = {"all": np.ones(len(listed), dtype=bool), "resource": listed}
    return tuple(
        row
        for name, cells in stacked.items()
        for group, members in among.items()
        for row in _rows(of, (name, group), _of(cells, members), _of(benchmark, members), counts)
    )


def _of(cells: ScoreCells, members: NDArray[np.bool_]) -> ScoreCells:
    return ScoreCells(cells.error[members], cells.crps[members], cells.chance[members], cells.province[members])


def _origin_counts(found: Sequence[Scored], step: int) -> tuple[int, ...]:
    """How many origins reach 1, 2 ... figures ahead, after the number of all origins."""
    width = max(each.case.horizon for each in found) // step
    ahead = (sum(each.case.horizon // step >= number for each in found) for number in range(1, width + 1))
    return (len(found), *ahead)


def _stacked(found: Sequence[Scored], name: str, step: int) -> ScoreCells:
    """Scores of all origins below each other; the column is the number of figures ahead."""
    width = max(each.case.horizon for each in found) // step
    parts = []
    for part in ("error", "crps", "chance"):
        grids = [getattr(each.cells[name], part) for each in found]
        parts.append(np.concatenate([_padded(grid, width) for grid in grids]))
    home = np.concatenate([provinces(each.places) for each in found])
    return ScoreCells(parts[0], parts[1], parts[2], np.unique(home, return_inverse=True)[1].astype(np.int64))


def _padded(grid: Grid, width: int) -> Grid:
    return np.pad(grid, ((0, 0), (0, width - grid.shape[1])), constant_values=np.nan)


def _rows(
    of: Target, key: tuple[str, str], cells: ScoreCells, benchmark: ScoreCells, counts: tuple[int, ...]
) -> Iterator[Measured]:
    for column in range(-1, cells.crps.shape[1]):
        chosen = slice(None) if column < 0 else slice(column, column + 1)
        own, other = _columns(cells, chosen), _columns(benchmark, chosen)
        everyone = np.ones(len(own.crps), dtype=bool)
        if np.isfinite(own.crps).any():
            found = score(own, everyone, np.random.default_rng(SEED))
            gained, (low, high) = skill(own, other, everyone, np.random.default_rng(SEED))
            yield Measured(
                of.name,
                *key,
                (column + 1) * of.step,
                counts[column + 1],
                found.cells,
                found.crps,
                found.coverage_50,
                found.coverage_90,
                *found.coverage_90_interval,
                gained,
                low,
                high,
            )


def _columns(cells: ScoreCells, chosen: slice) -> ScoreCells:
    return ScoreCells(cells.error[:, chosen], cells.crps[:, chosen], cells.chance[:, chosen], cells.province)


def last_year(panel: xr.Dataset, of: Target) -> int:
    """The newest year with a figure of at least FEWEST_PLACES prefectures."""
    known = panel["value"].sel(quantity=of.quantity, place=list(prefectures(panel))).notnull().sum("place")
    return int(known["year"].values[known.values >= FEWEST_PLACES][-1])


@cache
def shipped() -> tuple[Measured, ...]:
    """The table of `measured.csv`, which was computed by `measure` from the shipped panel."""
    return tuple(_read(row) for row in shipped_tables.rows("relode.outlook", "measured"))


def _read(row: Mapping[str, str]) -> Measured:
    whole = {"horizon", "origins", "n"}
    numbers = {name: int(cell) if name in whole else float(cell) for name, cell in list(row.items())[3:]}
    return Measured(row["target"], row["method"], row["group"], **numbers)  # type: ignore[arg-type]


def as_csv(rows: Sequence[Measured]) -> str:
    """The text of `measured.csv`, six decimals."""
    lines = [",".join(field.name for field in fields(Measured))]
    for row in rows:
        lines.append(",".join(f"{cell:.6f}" if isinstance(cell, float) else str(cell) for cell in astuple(row)))
    return "\n".join(lines) + "\n"


def group_of(place: Place) -> str:
    """The group whose measured errors are a place's: "resource" for a listed prefecture, else "all"."""
    return "resource" if place.level == "prefecture" and place.code in official() else "all"


def chosen(of: Target, group: str) -> tuple[str, bool]:
    """The past-trained method with the least CRPS over all origins, and whether it is shown to beat the random walk.

    It is shown only if the whole 95 % interval of its skill is above 0.
    """
    pooled = [row for row in shipped() if (row.target, row.group, row.horizon) == (of.name, group, POOLED)]
    best = min(pooled, key=lambda row: row.crps)
    return best.method, best.skill_low > 0


def by_horizon(of: Target, method: str, group: str) -> Mapping[int, Measured]:
    """Horizon -> scores of a method in a group of places."""
    key = (of.name, method, group)
    return {row.horizon: row for row in shipped() if (row.target, row.method, row.group) == key}


def longest(of: Target, method: str) -> int:
    """The longest horizon that counts as measured."""
    return max(h for h, row in by_horizon(of, method, "all").items() if h and row.origins >= fewest_origins(of))


def fewest_origins(of: Target) -> int:
    """How many origins a horizon needs to count as measured."""
    return FEWEST_ORIGINS if of.step == 1 else 1
