"""Statistics of the whole panel: composite, quotients, persistence, spatial statistics, spillover."""

from relode.diagnosis.statistics.whole_panel import TABLES, table_csv
from relode.panel import load
from studies import write

if __name__ == "__main__":
    panel = load()
    for name, compute in TABLES.items():
        write(f"diagnosis/{name}", table_csv(compute(panel)))
