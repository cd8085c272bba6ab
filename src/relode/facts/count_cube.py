"""A place x industry x year cube from rows of codes and counts, and what a cube must be to be used."""

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import xarray as xr

from relode.errors import RelodeError, first_three

# 400 million cells of 64 bits are 3 GB.
MOST_CELLS = 400_000_000
CODE = re.compile(r"[A-Za-z]{0,2}\d+")
# Totals of places that all lie this close together are those of shares, rounded; fewer may be alike by chance.
SAME_TOTAL, LEAST_TOTALS = 0.02, 10
# Below this share of common codes two years are taken to follow different classifications.
COMMON_CODES = 0.5


def cube(
    values: npt.NDArray[np.float64],
    years: Sequence[int],
    places: Sequence[str],
    industries: Sequence[str],
    regions: Sequence[str] | None = None,
) -> xr.DataArray:
    """Counts (year, place, industry) with their labels, and the region of each place if it is known."""
    coordinates: dict[str, object] = {"year": list(years), "place": list(places), "industry": list(industries)}
    if regions is not None:
        coordinates["region"] = ("place", list(regions))
    return xr.DataArray(values, dims=("year", "place", "industry"), coords=coordinates, name="count")


def covered(table: xr.DataArray, years: Sequence[int] | None = None) -> xr.DataArray:
    """The places of which every count of these years is known, of all years without any; all years of the table.

    Shape (year, place, industry). A place with a hidden count in a year has no known count in it: nothing adds up.
    """
    asked = table if years is None else table.sel(year=list(years))
    known = np.isfinite(asked.to_numpy()).all(axis=(0, 2))
    return table if known.all() else table.isel(place=np.flatnonzero(known))


def covered_years(table: xr.DataArray, place: str) -> list[int]:
    """Years in which every count of a place is known; the table is (year, place, industry)."""
    known = np.isfinite(table.sel(place=place).to_numpy()).all(axis=1)
    return [int(year) for year in table["year"].to_numpy()[known]]


def check_axes(
    years: Sequence[int], places: Sequence[str], industries: Sequence[str], *, is_census: bool = False
) -> None:
    """RelodeError for one place, one industry, years with a gap (but for censuses), too many cells."""
    if len(places) < 2:
        raise RelodeError("table.one_place", place=first_three(places))
    if len(industries) < 2:
        raise RelodeError("table.one_industry", industry=first_three(industries))
    steps = [after - before for before, after in pairwise(years)]
    if steps and len(set(steps)) > 1 and not is_census:
        expected = range(years[0], years[-1] + 1, min(steps))
        absent = [year for year in expected if year not in set(years)]
        raise RelodeError("table.year_without_data", years=first_three(absent or years), step=min(steps))
    cells = len(years) * len(places) * len(industries)
    if cells > MOST_CELLS:
        raise RelodeError("table.too_many_cells", cells=f"{cells:,}", most=f"{MOST_CELLS:,}")


def nested_codes(labels: Collection[str]) -> dict[str, list[str]]:
    """Codes that begin other codes -> those; only codes are compared (up to two letters, then digits), never names."""
    codes = sorted(label for label in labels if CODE.fullmatch(label))
    texts: dict[str, list[str]] = {}
    for position, wide in enumerate(codes):
        for narrow in codes[position + 1 :]:
            if not narrow.startswith(wide):
                break
            texts.setdefault(wide, []).append(narrow)
    return texts


def check_levels(industries: Collection[str]) -> None:
    """RelodeError if one industry code of a registry begins another: firms stand at two levels of it."""
    nested = [f"{wide} > {narrow[0]}" for wide, narrow in nested_codes(industries).items()]
    if nested:
        raise RelodeError("table.mixed_levels", count=len(nested), where=first_three(nested))


def check_shares(table: xr.DataArray) -> None:
    """RelodeError where every place has the same total in every year: shares say nothing of the size of a place.

    The table is (year, place, industry).
    """
    totals = table.to_numpy().sum(axis=2)
    totals = totals[totals > 0]
    usual = float(np.median(totals))
    if len(totals) >= LEAST_TOTALS and np.abs(totals / usual - 1).max() <= SAME_TOTAL:
        raise RelodeError("table.shares", total=f"{usual:.4g}", count=len(totals))


def check_years(table: xr.DataArray) -> None:
    """RelodeError for a year that is all zero, or two years in a row with mostly different industries.

    The table is (year, place, industry).
    """
    seen = (table.to_numpy() > 0).max(axis=1)
    years = [int(year) for year in table["year"].to_numpy()]
    empty = [year for year, any_there in zip(years, seen.max(axis=1), strict=True) if not any_there]
    if empty:
        raise RelodeError("table.empty_year", years=first_three(empty))
    for position, (before, after) in enumerate(pairwise(seen)):
        common = (before & after).sum() / max(min(before.sum(), after.sum()), 1)
        if common < COMMON_CODES:
            first, last = years[position], years[position + 1]
            raise RelodeError("table.classification_changes", first=first, last=last, share=f"{100 * common:.0f}")


def check_known(industries: Iterable[str], known: Collection[str]) -> None:
    """RelodeError for industries that are not among the `known` codes."""
    unknown = sorted(set(industries) - set(known))
    if unknown:
        raise RelodeError("table.unknown_industries", count=len(unknown), where=first_three(unknown))
