"""The panel's list: a fingerprint of each quantity, so that a changed fact renews what hangs on it only."""

import csv
import io

import numpy as np

from relode.panel import load
from relode.vocabulary import quantities
from studies import ROOT
from studies.fingerprints import PANEL, fingerprint


def main() -> None:
    """Write the list: quantity, cells with a figure, fingerprint of unit, kind, cells, sources and flags."""
    panel = load()
    places, years = (panel[name].to_numpy().astype(str) for name in ("place", "year"))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("quantity", "cells", "content"))
    for name in panel["quantity"].to_numpy():
        of = panel.sel(quantity=name)
        values, sources, flags = (of[each].to_numpy() for each in ("value", "source", "flag"))
        at = np.argwhere(np.isfinite(values))
        cells = [f"{places[i]},{years[j]},{values[i, j]:.9g},{sources[i, j]},{flags[i, j]}" for i, j in at]
        about = [str(name), quantities()[str(name)].unit, quantities()[str(name)].kind]
        writer.writerow((name, len(cells), fingerprint("\n".join([*about, *cells]).encode())))
    (ROOT / PANEL).write_text(text.getvalue(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
