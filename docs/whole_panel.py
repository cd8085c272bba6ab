"""Write the shipped statistics of the whole panel anew: python docs/whole_panel.py (some seconds)."""

from importlib.resources import as_file, files

import relode as rl
from relode.diagnosis.statistics.whole_panel import TABLES, table_csv

if __name__ == "__main__":
    panel = rl.panel.load()
    with as_file(files("relode.diagnosis")) as folder:
        for name, compute in TABLES.items():
            (folder / f"{name}.csv").write_text(table_csv(compute(panel)), encoding="utf-8", newline="\n")
            print(f"{name}.csv")
