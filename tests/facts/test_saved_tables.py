"""What the shipped tables and the panel hold, as it was saved: a cell that moves, or moves column or year, is told."""

from zlib import crc32

import numpy as np
import pandas as pd

from relode.facts import table_list
from relode.panel import load

from ..saved import check_saved, saved_answers


def test_tables_hold_what_was_saved_of_them(table):
    """Column -> filled cells, different ones, sum, checksum; a table that was added since is not among them."""
    found = {}
    for name in saved_answers("facts_tables").keys() & table_list().keys():
        frame = table(name)
        found[name] = {column: summary(frame[column]) for column in frame}
        if {"quantity", "value"} <= set(frame.columns):
            by_quantity = frame.groupby("quantity")
            found[name] |= {f"quantity {each}": summary(part["value"]) for each, part in by_quantity}
    check_saved("facts_tables", found)


def summary(column):
    """Count, different cells, sum of numbers, checksum of all cells in their order."""
    filled = column.dropna()
    numbers = pd.to_numeric(filled, errors="coerce")
    total = float(numbers.sum()) if len(filled) and numbers.notna().all() else None
    return [len(filled), filled.nunique(), total, crc32("\n".join(map(str, column.tolist())).encode())]


def test_the_panel_holds_what_was_saved_of_it():
    """Quantity -> cells, sum, the same weighed by year, by place and by line, and texts that stand in them."""
    panel = load()
    value, row = panel["value"].to_numpy(), panel["row"].to_numpy()
    texts = {name: panel[name].to_numpy() for name in ("source", "flag", "table")}
    found = {}
    for at, name in enumerate(panel["quantity"].to_numpy().tolist()):
        places, years = np.nonzero(np.isfinite(value[at]))
        cells = value[at][places, years]
        words = [word for grid in texts.values() for word in grid[at][places, years].tolist()]
        found[name] = [
            len(cells), float(cells.sum()), float(cells @ (years + 1.0)), float(cells @ (places + 1.0)),
            int(row[at][places, years].sum()), int(places.sum()), int(years.sum()), str(panel["unit"][at].item()),
            sorted(set(words)) if len(set(words)) < 5 else len(set(words)), crc32("\n".join(words).encode()),
        ]  # fmt: skip
    check_saved("panel", {name: each for name, each in found.items() if name in saved_answers("panel")})


def test_wholes_are_the_sums_of_their_parts_but_for_the_rows_saved(table, wide):
    """Cases are "table tolerance: whole = part + part"; answers the rows with all of them, and those that are off."""
    found = {}
    for case in saved_answers("facts_sums"):
        about, _, sums = case.partition(": ")
        name, tolerance = about.split()
        whole, _, parts = sums.partition(" = ")
        frame = wide(name) if "quantity" in table(name) else table(name)
        columns = [whole, *parts.split(" + ")]
        rows = frame[columns].apply(pd.to_numeric).dropna()
        off = (rows[columns[1:]].sum(axis=1) - rows[whole]).abs() > float(tolerance) * rows[whole].abs() + 1e-9
        found[case] = [len(rows), int(off.sum())]
    check_saved("facts_sums", found)
