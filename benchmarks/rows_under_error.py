"""How many rows of plans change over seeds and draws of the error of sources, and how many plans differ surely?

    python benchmarks/rows_under_error.py           ten seeds, each with a draw of source error, in all prefectures
    python benchmarks/rows_under_error.py seeds     seeds alone
    python benchmarks/rows_under_error.py errors    draws alone, of one seed

A draw moves each figure of each place within what its source prints: half a unit of its last digit that is not 0, at
most 5,000 (a figure in ten thousands), and the sampling error of the long form of the census. Lists have no error. A
row changes if it is not in every run with one recommendation. Two plans differ surely if they differ in a row that
changes in neither; rows on industries are left out. The exit code is 1 if more than 5 % of rows change or fewer than 30
plans differ surely, each from each.
"""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from relode.answers.decisions_answer import covered
from relode.arrays import Array
from relode.decisions.decide import decide
from relode.decisions.mines import mine_facts, mines_decided
from relode.decisions.request import PlanRequest
from relode.measures.sampling_error import NORMAL_90
from relode.panel import load
from relode.panel.coal_mines import CoalMine
from relode.panel.number import number
from relode.places import Place
from relode.usual import SEED

SEEDS, MOST, SETS = range(1, 11), 0.05, 30
COARSEST, FINEST = 4, -6
"""Powers of ten of the last digit of a figure: ten thousands, millionths."""
CENSUS = 2020
Plan = dict[str, str]
"""Id of a row -> recommendation."""


def halves(values: Array) -> Array:
    """Half a unit of the last digit of each value."""
    found = np.full(values.shape, 0.5 * 10.0**FINEST)
    for power in range(FINEST, COARSEST + 1):
        scaled = values / 10.0**power
        found[np.abs(scaled - np.round(scaled)) < 1e-6 * np.maximum(np.abs(scaled), 1)] = 0.5 * 10.0**power
    return found


class Errors:
    """What sources leave open of the figures of a panel, and draws of it."""

    def __init__(self, panel: xr.Dataset, places: Sequence[Place]):
        self.panel = panel
        self.values = panel["value"].to_numpy()
        flags = panel["flag"].to_numpy().astype(str)
        printed = np.isfinite(self.values) & (self.values != 0) & (np.char.find(flags, "computed") < 0)
        self.half = np.zeros(self.values.shape)
        self.half[printed] = halves(self.values[printed])
        self.sampled = np.zeros(self.values.shape)
        year = panel.get_index("year").get_loc(CENSUS)
        for at, name in enumerate(panel["quantity"].to_numpy().tolist()):
            if "employment_" not in name and not name.endswith("_employment_share"):
                continue
            for place in places:
                found = number(panel, place.code, name, CENSUS)
                if found is not None and found.interval_90 is not None:
                    low, high = found.interval_90
                    self.sampled[at, panel.get_index("place").get_loc(place.code), year] = (high - low) / 2 / NORMAL_90

    def drawn(self, rng: np.random.Generator) -> xr.Dataset:
        """The panel with one draw of the error of every figure; nothing falls below 0 that was above."""
        off = self.half * rng.uniform(-1, 1, self.half.shape) + self.sampled * rng.standard_normal(self.half.shape)
        values = np.where(self.values > 0, np.maximum(self.values + off, 0.0), self.values + off)
        return self.panel.assign(value=(self.panel["value"].dims, values))


def drawn_mine(mine: CoalMine, rng: np.random.Generator) -> CoalMine:
    """A mine of the list with one draw of the error of its figures."""
    moved = {}
    for name in ("capacity", "workforce", "reserves", "life"):
        value = getattr(mine, name)
        if value:
            moved[name] = max(value + float(halves(np.array([value]))[0] * rng.uniform(-1, 1)), 0.0)
    return replace(mine, **moved)


def plan(panel: xr.Dataset, place: Place, seed: int, rng: np.random.Generator | None) -> Plan:
    """Rows of a place; with a generator its mines have a draw of error too."""
    rows = decide(panel, place, PlanRequest(seed=seed)).decisions
    if rng is not None:
        facts = mine_facts(place, panel)
        facts["coal_mines"] = tuple(drawn_mine(mine, rng) for mine in facts["coal_mines"])
        rows = (*(row for row in rows if row.kind != "mine"), *mines_decided(facts))
    return {row.id: row.recommendation for row in rows}


def runs(places: Sequence[Place], mode: str) -> Iterator[Mapping[str, Plan]]:
    """Code of a place -> its plan, in each run; the first has neither error nor another seed."""
    panel = load()
    errors = Errors(panel, places) if mode != "seeds" else None
    yield {place.code: plan(panel, place, SEED, None) for place in places}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        here = panel if errors is None else errors.drawn(rng)
        used = SEED if mode == "errors" else seed
        yield {place.code: plan(here, place, used, None if errors is None else rng) for place in places}


def apart(one: tuple[Plan, set[str]], other: tuple[Plan, set[str]]) -> bool:
    """Whether two plans differ in a row that changes in neither."""
    changing = one[1] | other[1]
    return any(
        one[0].get(key) != other[0].get(key) for key in {*one[0], *other[0]} - changing if key[:9] != "industry:"
    )


def main(mode: str) -> bool:
    """Whether few rows change, and enough plans differ surely."""
    places = covered(load())
    every = list(runs(places, mode))
    changed: Counter[str] = Counter()
    total, found = 0, []
    for place in places:
        plans = [run[place.code] for run in every]
        rows = {key for each in plans for key in each}
        moved = {key for key in rows if len({each.get(key) for each in plans}) > 1}
        changed.update(moved)
        total += len(rows)
        found.append((plans[0], moved))
    print(", ".join(f"{key} {count}" for key, count in changed.most_common()) or "no row changes")
    share = changed.total() / total
    print(f"{changed.total()} of {total} rows change in {len(places)} prefectures over {len(every)} runs ({share:.1%})")
    sure: list[tuple[Plan, set[str]]] = []
    for each in sorted(found, key=lambda each: len(each[1])):
        if all(apart(each, other) for other in sure):
            sure.append(each)
    seen = {frozenset(item for item in rows.items() if item[0][:9] != "industry:") for rows, _ in found}
    print(f"{len(seen)} distinct sets of rows; {len(sure)} that differ surely, each from each")
    return share <= MOST and len(sure) >= SETS


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1] if len(sys.argv) > 1 else "both"))
