"""What is known of every place for this question, as it ships: an answer need not read the whole panel.

`known_2020.csv` is computed from the panel by `docs/pathways.py`; a test computes it again.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO

import numpy as np

from relode import shipped_tables
from relode.facts.sections import SECTIONS
from relode.pathways.chains.base_rates import PlaceChange
from relode.pathways.chains.place_figures import NEWEST, Known, known_of
from relode.places import Place, by_code

COUNTS = tuple(f"employment_{section}" for section in SECTIONS)
FIGURES = ("college_share", "coal_power_capacity", "population", "population_urban")
CHANGES = ("people", "gain", "beyond_nation", "error")
COLUMNS = ("place", *COUNTS, *FIGURES, *CHANGES, "peers", "source")


@dataclass(frozen=True)
class Shipped:
    """Figures of the newest census, changes since the one before, and the nearest peers of 2010, by place code."""

    known: Known
    changes: dict[str, PlaceChange]
    peers: dict[str, tuple[Place, ...]]


@cache
def shipped() -> Shipped:
    """What ships; empty in a build without a source of it."""
    table = {row["place"]: row for row in shipped_tables.rows("relode.pathways", f"known_{NEWEST}")}
    counts = {code: np.array([float(row[c]) for c in COUNTS]) for code, row in table.items() if row[COUNTS[0]]}
    columns = [{code: float(row[name]) for code, row in table.items() if row[name]} for name in FIGURES]
    return Shipped(
        known=known_of(NEWEST, counts, *columns),
        changes={
            code: PlaceChange(*(float(row[c]) if row[c] else None for c in CHANGES)) for code, row in table.items()
        },
        peers={code: tuple(by_code()[p] for p in row["peers"].split(";") if p) for code, row in table.items()},
    )


def as_csv(found: Shipped, population_urban: dict[str, float], sources: Sequence[str]) -> str:
    """The text of the table that ships, in the order of codes; every row rests on all of `sources`."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for code in sorted(found.peers):
        counts = found.known.counts.get(code, [None] * len(COUNTS))
        known = found.known
        columns = (known.college_share, known.coal_power, known.population, population_urban)
        figures = [column.get(code) for column in columns]
        change = [getattr(found.changes[code], name) for name in CHANGES]
        numbers = [_text(number) for number in (*counts, *figures, *change)]
        writer.writerow([code, *numbers, ";".join(p.code for p in found.peers[code]), ";".join(sources)])
    return out.getvalue()


def _text(number: float | None) -> str:
    """A number as short as it can be and still be read back unchanged."""
    return "" if number is None else repr(float(number)).removesuffix(".0")
