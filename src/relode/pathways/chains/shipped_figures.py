"""What is known of every place for this question, as it ships: an answer need not read the whole panel.

`known_2020.csv` is computed from the panel by `make data`.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO

from relode import shipped_tables
from relode.pathways.chains.base_rates import DecadeChange
from relode.pathways.chains.place_figures import NEWEST, PlaceFigures, place_figures_of
from relode.places import Place, by_code

FIGURES = ("coal_power_capacity", "population")
CHANGES = ("people", "gain", "beyond_nation", "error")
COLUMNS = ("place", *FIGURES, *CHANGES, "peers", "source")


@dataclass(frozen=True)
class Shipped:
    """Figures of the newest census, changes since the one before, and the nearest peers of 2010, by place code."""

    known: PlaceFigures
    changes: dict[str, DecadeChange]
    peers: dict[str, tuple[Place, ...]]


@cache
def shipped() -> Shipped:
    """What ships; empty in a build without a source of it."""
    table = {row["place"]: row for row in shipped_tables.rows("relode.pathways", f"known_{NEWEST}")}
    columns = [{code: float(row[name]) for code, row in table.items() if row[name]} for name in FIGURES]
    return Shipped(
        known=place_figures_of(NEWEST, *columns),
        changes={
            code: DecadeChange(*(float(row[c]) if row[c] else None for c in CHANGES)) for code, row in table.items()
        },
        peers={code: tuple(by_code()[p] for p in row["peers"].split(";") if p) for code, row in table.items()},
    )


def as_csv(result: Shipped, sources: Sequence[str]) -> str:
    """The text of the table that ships, in the order of codes; every row rests on all of `sources`."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in sorted(result.peers):
        figures = [column.get(code) for column in (result.known.coal_power, result.known.population)]
        change = [getattr(result.changes[code], name) for name in CHANGES]
        numbers = [_text(number) for number in (*figures, *change)]
        writer.writerow([code, *numbers, ";".join(p.code for p in result.peers[code]), ";".join(sources)])
    return out.getvalue()


def _text(number: float | None) -> str:
    """A number as short as it can be and still be read back unchanged."""
    return "" if number is None else repr(float(number)).removesuffix(".0")
