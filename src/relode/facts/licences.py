"""What the sources allow and when they age."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from relode import shipped_tables
from relode.errors import RelodeError
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


@dataclass(frozen=True)
class LicenceChoice:
    """What is passed on of a source that states no licence: `figures` in package and archive, `not_deposited` in the
    package alone, `left_out` in neither; `passed_on` says what of it, the reason why, in both languages.
    """

    source: str
    passed_on: str
    choice: Literal["figures", "not_deposited", "left_out"]
    reason_en: str
    reason_zh: str


@cache
def licence_choices() -> dict[str, LicenceChoice]:
    """The choice for each source that states no licence, by key.

    Example:
        >>> rl.facts.licences.licence_choices()["gdp_first"].choice
        'not_deposited'
    """
    found = shipped_tables.rows("relode.facts", "licence_choices")
    return {row["source"]: LicenceChoice(**cast(Any, row)) for row in found}


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


@dataclass(frozen=True)
class Expiry:
    """A source that ages: look for a newer one by `look_again`; the reason in both languages."""

    source: str
    look_again: date
    reason_en: str
    reason_zh: str


@cache
def expiries() -> tuple[Expiry, ...]:
    """Every source that ages, in the order of its table."""
    rows = shipped_tables.rows("relode.facts", "expiry")
    return tuple(
        Expiry(row["source"], date.fromisoformat(row["look_again"]), row["reason_en"], row["reason_zh"]) for row in rows
    )


def today() -> date:
    """The day by which facts are judged: the machine's, or that of the variable RELODE_TODAY.

    Raises RelodeError for a variable that is no date.
    """
    result = os.environ.get("RELODE_TODAY", "")
    try:
        return date.fromisoformat(result) if result else date.today()
    except ValueError as error:
        raise RelodeError("not_a_date", variable="RELODE_TODAY", value=result) from error


def aged(sources: Iterable[str]) -> tuple[Expiry, ...]:
    """Those of the source keys whose date has passed today, the longest ago first. Raises RelodeError as `today`."""
    used = set(sources)
    return tuple(each for each in expired(today()) if each.source in used)


def expired(today: date) -> tuple[Expiry, ...]:
    """Sources whose date has passed by `today`, the longest ago first."""
    past = (each for each in expiries() if each.look_again < today)
    return tuple(sorted(past, key=lambda each: (each.look_again, each.source)))
