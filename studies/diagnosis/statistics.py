"""Statistics of the whole panel: composite, quotients, persistence, spatial statistics, spillover."""

import pandas as pd

from relode.diagnosis.statistics.whole_panel import TABLES
from relode.panel import load
from studies import write


def table_csv(table: pd.DataFrame) -> str:
    """The text that is shipped of a table. Columns as they are, six significant digits."""
    return table.to_csv(index=False, float_format="%.6g", lineterminator="\n")


if __name__ == "__main__":
    panel = load()
    for name, compute in TABLES.items():
        write(f"diagnosis/{name}", table_csv(compute(panel)))
