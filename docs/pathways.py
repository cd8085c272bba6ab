"""Compute again what ships of every place for the pathways: python docs/pathways.py (half a minute)

A test compares the table with what the panel says, so run this after the facts or the measures have changed.
"""

from pathlib import Path

import relode as rl
from relode.pathways.chains.figures_of_panel import shipped_text

if __name__ == "__main__":
    panel = rl.panel.load()
    target = Path(__file__).parents[1] / "src" / "relode" / "pathways" / "known_2020.csv"
    target.write_text(shipped_text(panel), encoding="utf-8")
    print(target)
