"""Under which licence each source is passed on, and what goes with it where it may not be."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Literal

from relode.facts.shipped import rows, table_list

Standing = Literal["own", "open", "facts", "copyleft", "unstated"]
"""own: made for Relode; open: a licence that allows passing on; facts: figures quoted from what was published;
copyleft: the copy that was read is under the GPL; unstated: no licence is stated, or whose it is must be cleared."""

_RULES: tuple[tuple[Standing, str], ...] = (
    ("unstated", r"no licence|without stated licence|to be checked|clear before release|commercial portal"),
    ("copyleft", r"GPL"),
    ("open", r"MIT licence|CC BY|public domain"),
    ("own", r"^own$"),
)


@dataclass(frozen=True)
class SourceUse:
    """What the shipped tables hold of one source.

    `rows` counts its rows by table. `cells` counts its figures of each quantity, and
    `gone` names the quantities of which no row would be left without the source.
    """

    key: str
    standing: Standing
    rows: dict[str, int]
    cells: dict[str, int]
    gone: tuple[str, ...]


def standing(licence: str) -> Standing:
    """The standing that the text of a licence in `sources.csv` gives; "facts" where no rule speaks."""
    return next((kind for kind, pattern in _RULES if re.search(pattern, licence)), "facts")


def unstated_sources() -> tuple[str, ...]:
    """Keys of the sources that state no licence, in the order of `sources.csv`."""
    return tuple(source["key"] for source in rows("sources") if standing(source["licence"]) == "unstated")


def _quantities_of(row: dict[str, str]) -> tuple[str, ...]:
    """The quantity of a row that holds a figure, or in a wide table with flags of cells those that it has."""
    if "quantity" in row:
        return (row["quantity"],) if "value" in row else ()
    if "cell_flags" in row:
        return tuple(name for name in row if name not in ("place", "year", "source", "cell_flags") and row[name])
    return ()


@cache
def source_uses() -> tuple[SourceUse, ...]:
    """Every source of `sources.csv`, in its order, with what the tables hold of it."""
    by_table: dict[str, Counter[str]] = {}
    cells: dict[str, Counter[str]] = {}
    left: Counter[str] = Counter()
    for table in table_list():
        if table == "sources":
            continue
        for row in rows(table):
            for key in row.get("source", "").split(";"):
                by_table.setdefault(key, Counter())[table] += 1
                cells.setdefault(key, Counter()).update(_quantities_of(row))
            left.update(_quantities_of(row))
    return tuple(
        SourceUse(
            key=source["key"],
            standing=standing(source["licence"]),
            rows=dict(by_table.get(source["key"], {})),
            cells=dict(cells.get(source["key"], {})),
            gone=tuple(name for name, count in cells.get(source["key"], {}).items() if count == left[name]),
        )
        for source in rows("sources")
    )
