"""Tables of the one future: `python docs/outlook.py` simulates past openings and today's, and renews all of them.

`--simulated FILE.npz` keeps the simulator's medians from the last time: `python docs/outlook.py --keep` uses them.
"""

import csv
import sys
from io import StringIO
from pathlib import Path

import numpy as np

import relode as rl
from relode.outlook.one_future.estimation import estimated
from relode.outlook.one_future.observed_series import YEARS
from relode.outlook.one_future.pooling import Medians

ROOM = Path(__file__).parents[1] / "src/relode/outlook/one_future"
KEPT = Path(__file__).parents[1] / ".simulated"
OPENINGS = (2010, 2013, 2015, 2020)
LAST_YEAR = 2050


def simulated(panel, again: bool) -> dict[int, Medians]:
    """The simulator's medians by opening, from the disk unless asked for again."""
    found = {}
    for opening in OPENINGS:
        file = KEPT / f"{opening}.npz"
        if again or not file.exists():
            from relode.calibration.scores.simulated_medians import medians
            from relode.model.opening.opening_world import world

            until = LAST_YEAR if opening == OPENINGS[-1] else YEARS[-1] - 1
            one = medians(world(panel, opening), until - opening)
            KEPT.mkdir(exist_ok=True)
            np.savez(file, codes=np.array(one.codes), years=np.array(one.years), **one.logs)
        with np.load(file) as kept:
            names = [name for name in kept.files if name not in {"codes", "years"}]
            years = tuple(int(year) for year in kept["years"])
            found[opening] = Medians(tuple(kept["codes"].tolist()), years, {n: kept[n] for n in names})
    return found


def table_text(rows) -> str:
    """Rows as CSV."""
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def main() -> None:
    """Write the six tables."""
    panel = rl.panel.load()
    tables = estimated(panel, simulated(panel, again="--keep" not in sys.argv))
    for name, rows in vars(tables).items():
        (ROOM / f"{name}.csv").write_text(table_text(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
