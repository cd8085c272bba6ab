"""Replace cells of the panel by a user's own figures, checked first and remembered after."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite

import numpy as np
import xarray as xr

from relode.errors import RelodeError, plain
from relode.facts import rows
from relode.facts.table_labels import CIRCLED
from relode.language.spoken import unit_words
from relode.panel.derived import YEARS, chain_growth, derivations
from relode.panel.packed import TextGrid, unpacked
from relode.places import find
from relode.vocabulary import quantity

MEASURED = ("location_quotient_", "employment_entropy", "employment_herfindahl_index")
"""Quantities (or how their names begin) that are computed from employment by section after the panel is built."""

MARKS = re.compile(r"[\s,'’*†‡#]|[(\[]\w{1,2}[)\]]$")
"""What stands between and behind the digits of a printed table: separators of groups, marks of footnotes."""

FOLLOWERS = {
    "gdp_nominal": ("gdp_deflator",),
    "gdp_growth_index": ("gdp_deflator",),
    "gdp_real_index": ("gdp_growth_index", "gdp_deflator"),
    "population": ("age_0_14_share", "age_15_59_share", "age_60_plus_share", "age_65_plus_share"),
    "age_0_14": ("age_0_14_share",),
    "age_15_59": ("age_15_59_share",),
    "age_60_plus": ("age_60_plus_share",),
    "age_65_plus": ("age_65_plus_share",),
}
"""Published quantities that a source computed from another: an override of the first does not move them."""


@dataclass(frozen=True)
class Override:
    """A figure of the user's own, from a line of a file: `value` replaces `before` (None: nothing published).

    `low` and `high` are the ends of its 90 % interval where the user gives one, `cell` where it stands in the file,
    `doubts` what the check says should be looked at again, in both languages.
    """

    place: str
    quantity: str
    year: int
    value: float
    note: str
    before: float | None = None
    line: int = 0
    low: float | None = None
    high: float | None = None
    cell: str = ""
    doubts: tuple[Mapping[str, str], ...] = ()


def checked_overrides(table: Iterable[tuple[int, Mapping[str, str]]], where: str) -> list[Override]:
    """Overrides from rows of text (line, cells). Raises RelodeError with the first three bad rows and why.

    Example:
        >>> row = {"place": "hegang", "quantity": "population", "year": "2024", "value": "840000", "note": "own count"}
        >>> [found] = rl.panel.checked_overrides([(2, row)], "own.csv")
        >>> found.place, found.year, found.value
        ('230400', 2024, 840000.0)
    """
    good: dict[tuple[str, str, int], Override] = {}
    bad: list[object] = []
    for line, row in table:
        try:
            override = bounded(override_of({**row, "line": str(line)}))
        except RelodeError as error:
            bad.append((f"[{line}] ", error))
            continue
        if good.setdefault(_key(override), override) is not override:
            bad.append((f"[{line}] ", twice(override)))
    if bad:
        raise RelodeError("override_rows", where=where, offenders=bad)
    return list(good.values())


def apply_overrides(panel: xr.Dataset, overrides: Sequence[Override]) -> xr.Dataset:
    """The panel, (quantity, place, year), with cells set, source and flag `user`; `attrs` keeps what was there.

    Example:
        >>> row = {"place": "hegang", "quantity": "population", "year": "2024", "value": "840000", "note": "own count"}
        >>> overrides = rl.panel.checked_overrides([(2, row)], "own.csv")
        >>> own = rl.panel.apply_overrides(panel.sel(place=["230400"]), overrides)
        >>> rl.panel.cell(own, "230400", "population", 2024).sources
        ('user',)
    """
    own, texts = unpacked(panel)
    override_cells(own, texts, overrides)
    return own


def override_cells(panel: xr.Dataset, texts: Mapping[str, TextGrid], overrides: Sequence[Override]) -> None:
    """Set cells of the panel, (quantity, place, year), and its `texts` in place; `attrs` keeps what was there."""
    remembered = []
    for override in overrides:
        at = tuple(
            panel.indexes[d].get_loc(k) for d, k in zip(("quantity", "place", "year"), _key(override), strict=True)
        )
        before = float(panel["value"].values[at])
        panel["value"].values[at] = override.value
        for grid in texts.values():
            grid[at] = "user"
        panel["row"].values[at] = override.line
        remembered.append({**asdict(override), "before": before if np.isfinite(before) else None})
    _chain_growth(panel, texts, overrides)
    panel.attrs = {**panel.attrs, "overrides": remembered}  # a selection shares those of what it was made from


def _chain_growth(panel: xr.Dataset, texts: Mapping[str, TextGrid], overrides: Sequence[Override]) -> None:
    """Real output follows growth that the user gives, but for years in which the user gives it too."""
    index = {(each.place, each.year): each.value for each in overrides if each.quantity == "gdp_real_index"}
    values, position = panel["value"].to_numpy(), {name: i for i, name in enumerate(panel["quantity"].to_numpy())}
    years: dict[str, list[int]] = {}
    for each in overrides:
        if each.quantity == "gdp_growth_index" and (each.place, each.year) not in index:
            years.setdefault(each.place, []).append(each.year)
    for place, grown in years.items():
        at = panel["place"].to_numpy().tolist().index(place)
        for year in chain_growth(values, position, at, grown):
            cell = position["gdp_real_index"], at, YEARS.index(year)
            values[cell] = index.get((place, year), values[cell])
            for variable in ("source", "flag"):
                keys = [*filter(None, str(texts[variable][cell]).split(";")), "user"]
                texts[variable][cell] = ";".join(dict.fromkeys(keys))
            texts["table"][cell] = "user"


def not_moved(overrides: Iterable[Override]) -> list[tuple[str, tuple[str, ...]]]:
    """Overridden quantities whose published followers keep their old values, and which these are.

    Example:
        >>> row = {"place": "hegang", "quantity": "gdp_nominal", "year": "2023", "value": "390", "note": ""}
        >>> rl.panel.not_moved(rl.panel.checked_overrides([(2, row)], "own.csv"))
        [('gdp_nominal', ('gdp_deflator',))]
    """
    names = sorted({override.quantity for override in overrides})
    given = set(names)
    pairs = ((name, tuple(f for f in _followers(name) if f not in given)) for name in names)
    return [(name, followers) for name, followers in pairs if followers]


def _followers(name: str) -> tuple[str, ...]:
    sections = {row["census_column"] for row in rows("industries") if row["census_column"]}
    return ("employment_all_sections",) if name in sections else FOLLOWERS.get(name, ())


def _key(override: Override) -> tuple[str, str, int]:
    return override.quantity, override.place, override.year


def twice(override: Override) -> RelodeError:
    """That the same figure is given twice."""
    return RelodeError("override_twice", key=" ".join(map(str, _key(override))))


def override_of(row: Mapping[str, str]) -> Override:
    """The override that a row of text with its `line` says, bounds unchecked. Raises RelodeError for what cannot be."""
    meaning = quantity(row["quantity"])
    if meaning.name in derivations():
        inputs = ", ".join(derivations()[meaning.name].inputs)
        raise RelodeError("override_derived", name=meaning.name, inputs=inputs)
    if meaning.name.startswith(MEASURED):
        raise RelodeError("override_measured", name=meaning.name)
    if meaning.dimension not in ("place x year", "place x year x fuel"):
        raise RelodeError("override_dimension", name=meaning.name, dimension=meaning.dimension)
    place = find(row["place"])
    if place.level == "province":
        raise RelodeError("override_province", place=place.slug)
    year, value = _whole(row["year"]), _finite(row["value"])
    low, high = (_finite(row[end]) if row.get(end) else None for end in ("low", "high"))
    if (low is None) != (high is None) or (low is not None and high is not None and not low <= value <= high):
        raise RelodeError("own_figures.interval", low=low, high=high, value=value)
    return Override(place.code, meaning.name, year, value, row["note"], line=int(row["line"]), low=low, high=high)


def bounded(override: Override) -> Override:
    """The override itself. Raises RelodeError for a value that no place can have."""
    meaning = quantity(override.quantity)
    for value in (override.value, override.low, override.high):
        if value is not None and not meaning.lower <= value <= meaning.upper:
            bounds = {"lower": plain(meaning.lower), "upper": plain(meaning.upper), "unit": unit_words(meaning.unit)}
            raise RelodeError("override_bounds", name=meaning.called, value=plain(value), **bounds)
    return override


def _whole(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        right = re.sub(r"[\s\u5e74]|\.0+$", "", unicodedata.normalize("NFKC", text))
        if right.isdecimal() and len(right) == 4 and int(right) in YEARS:
            raise RelodeError("override_year_meant", year=repr(text), right=right)
        if right.isdecimal() and len(right) == 4 and int(right) > YEARS[-1]:
            raise RelodeError("override_year_ahead", year=right, last=YEARS[-1])
        raise RelodeError("override_year", year=repr(text), first=YEARS[0], last=YEARS[-1])
    return int(text)


def _finite(text: str) -> float:
    value = _number(text)
    if not isfinite(value):
        right = MARKS.sub("", _with_point(unicodedata.normalize("NFKC", CIRCLED.sub("", text))))
        if isfinite(_number(right)):
            raise RelodeError("override_value_meant", value=repr(text), right=right)
        raise RelodeError("override_value", value=repr(text))
    return value


def _with_point(text: str) -> str:
    """A decimal comma as a point: one comma that no group of three digits follows."""
    return re.sub(r"^(\s*-?\d+),(\d{1,2}|\d{4,})(?=\D*$)", r"\1.\2", text)


def _number(text: str) -> float:
    try:
        return float(text) if "_" not in text else float("nan")
    except ValueError:
        return float("nan")
