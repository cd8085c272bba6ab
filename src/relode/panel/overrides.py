"""Replace cells of the panel by a user's own figures, checked first and remembered after."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite

import numpy as np
import xarray as xr

from relode.errors import RelodeError
from relode.facts import rows
from relode.panel.derived import YEARS, derivations
from relode.places import find
from relode.vocabulary import quantity

MEASURED = ("location_quotient_", "employment_entropy", "employment_herfindahl_index")
"""Quantities (or how their names begin) that are computed from employment by section after the panel is built."""

FOLLOWERS = {
    "gdp_nominal": ("gdp_deflator",),
    "gdp_growth_index": ("gdp_real_index", "gdp_deflator"),
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
    """A figure of the user's own, from a line of a file: `value` replaces `before` (None: nothing published)."""

    place: str
    quantity: str
    year: int
    value: float
    note: str
    before: float | None = None
    line: int = 0


def checked_overrides(table: Iterable[tuple[int, Mapping[str, str]]], where: str) -> list[Override]:
    """Overrides from rows of text (line, cells). Raises RelodeError with the first three bad rows and why."""
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
    """Set cells of `panel`, (quantity, place, year), with source and flag `override`; `attrs` keeps what was there."""
    remembered = []
    for override in overrides:
        at = tuple(
            panel.indexes[d].get_loc(k) for d, k in zip(("quantity", "place", "year"), _key(override), strict=True)
        )
        before = float(panel["value"].values[at])
        panel["value"].values[at] = override.value
        for variable in ("source", "flag", "table"):
            panel[variable].values[at] = "override"
        panel["row"].values[at] = override.line
        remembered.append({**asdict(override), "before": before if np.isfinite(before) else None})
    panel.attrs["overrides"] = remembered
    return panel


def not_moved(overrides: Iterable[Override]) -> list[tuple[str, tuple[str, ...]]]:
    """Overridden quantities whose published followers keep their old values, and which these are."""
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
    year = _whole(row["year"])
    return Override(place.code, meaning.name, year, _finite(row["value"]), row["note"], line=int(row["line"]))


def bounded(override: Override) -> Override:
    """The override itself. Raises RelodeError for a value that no place can have."""
    meaning = quantity(override.quantity)
    if not meaning.lower <= override.value <= meaning.upper:
        bounds = {"lower": f"{meaning.lower:g}", "upper": f"{meaning.upper:g}", "unit": meaning.unit}
        raise RelodeError("override_bounds", name=meaning.name, value=f"{override.value:g}", **bounds)
    return override


def _whole(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4 and int(text) in YEARS):
        raise RelodeError("override_year", year=repr(text), first=YEARS[0], last=YEARS[-1])
    return int(text)


def _finite(text: str) -> float:
    try:
        value = float(text) if "_" not in text else float("nan")
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise RelodeError("override_value", value=repr(text))
    return value
