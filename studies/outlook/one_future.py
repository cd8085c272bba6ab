"""Tables of the one future: the simulator at past openings and today's, and the rules that it is pooled with.

The simulator's medians are kept in `.studies`, by what the rule read, so that a stopped run goes on.
"""

from pathlib import Path

import numpy as np
import xarray as xr

from relode.model.opening.opening_world import world
from relode.outlook.one_future.observed_series import YEARS
from relode.panel import load
from studies import ROOT, as_csv, own_folder, write
from studies.fingerprints import basis
from studies.outlook.estimation import estimated
from studies.outlook.pooling import Medians
from studies.outlook.simulated_medians import medians
from studies.rules import rules

OPENINGS = (2010, 2013, 2015, 2020)
LAST_YEAR = 2050
ORIGINS = ROOT / "docs" / "forecast_origins.csv"


def simulated(panel: xr.Dataset, folder: Path) -> dict[int, Medians]:
    """The simulator's medians by opening, from the folder where a stopped run left them."""
    return {opening: _of_opening(panel, opening, folder / f"{opening}.npz") for opening in OPENINGS}


def _of_opening(panel: xr.Dataset, opening: int, file: Path) -> Medians:
    if not file.exists():
        until = LAST_YEAR if opening == OPENINGS[-1] else YEARS[-1] - 1
        one = medians(world(panel, opening), until - opening)
        beside = file.with_suffix(".part.npz")
        np.savez(beside, codes=np.array(one.codes), years=np.array(one.years), **one.logs)  # type: ignore[arg-type]
        beside.replace(file)
    with np.load(file) as kept:
        names = [name for name in kept.files if name not in {"codes", "years"}]
        years = tuple(int(year) for year in kept["years"])
        return Medians(tuple(kept["codes"].tolist()), years, {name: kept[name] for name in names})


if __name__ == "__main__":
    panel = load()
    folder = own_folder("one_future", basis(rules()["one_future"]))
    tables = vars(estimated(panel, simulated(panel, folder)))
    ORIGINS.write_text(as_csv(tables.pop("origins")), encoding="utf-8", newline="\n")
    for name, rows in tables.items():
        write(f"outlook/one_future/{name}", as_csv(rows))
