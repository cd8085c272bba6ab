"""Whether a figure of the user's own can be meant: held against the place's other years and the other places."""

from collections.abc import Sequence
from math import exp, log

import numpy as np
import xarray as xr

from relode.arrays import Array
from relode.errors import RelodeError
from relode.language import Bilingual
from relode.language.column_heads import unit_words
from relode.panel.overrides import Override
from relode.vocabulary import quantity

# Units that are mixed up differ by these: thousand, ten thousand (wan) and 100 million (yi), either way.
UNITS = (1e3, 1e4, 1e8, 1e-3, 1e-4, 1e-8)
# A figure in the wrong unit comes this near to what is known once it is put right, and was not near before.
NEAR = 2.0
# Years between two figures of one place that still say something of each other.
NEAR_YEARS = 10
# A change by more than this in a year, in logs, is looked at again: a half more or a third less.
FAST = 0.4
KINDS = ("stock", "flow", "price", "mean")
# A whole -> what cannot be more than it.
PARTS = {
    "population": ("population_urban", "population_male", "age_0_14", "age_15_59", "age_60_plus", "age_65_plus"),
    "budget_expenditure": ("budget_education_expenditure", "budget_science_expenditure"),
    "government_debt": ("government_debt_general", "government_debt_special"),
    "employment_all_sections": ("employment_mining", "employment_manufacturing", "employment_agriculture"),
}
# Shares by which registered and resident people may differ and still be the same figure, or must to be told apart.
SAME_PEOPLE, OTHER_PEOPLE = 0.002, 0.02


def judged(panel: xr.Dataset, override: Override) -> Override:
    """The override itself. RelodeError if it is what is known times a thousand, ten thousand or 100 million."""
    if quantity(override.quantity).kind not in KINDS or override.value <= 0:
        return override
    known = _history(panel, override)
    places = _finite(panel["value"].sel(quantity=override.quantity).to_numpy())
    places = places[places > 0]
    for factor in UNITS:
        put_right = override.value / factor
        if len(known):
            fits = 1 / NEAR < put_right / known[0][1] < NEAR
        else:
            fits = bool(len(places)) and places.min() <= put_right <= places.max()
            fits = fits and not places.min() / NEAR <= override.value <= places.max() * NEAR
        if fits:
            values = {
                "value": _plain(override.value),
                "right": _plain(put_right),
                "unit": unit_words(quantity(override.quantity).unit),
            }
            if len(known):
                raise RelodeError("own_figures.swapped", year=known[0][0], known=_plain(known[0][1]), **values)
            raise RelodeError(
                "own_figures.swapped_places", low=_plain(places.min()), high=_plain(places.max()), **values
            )
    return override


def misfits(panel: xr.Dataset, figures: Sequence[tuple[str, Override]]) -> list[tuple[str, RelodeError]]:
    """Cells that can be used and should be looked at again, with the reason."""
    given = {(one.quantity, one.place, one.year): one.value for _, one in figures}
    found = []
    for cell, one in figures:
        found += [(cell, reason) for reason in (_too_fast(panel, one), _registered(panel, one)) if reason is not None]
        found += [(cell, reason) for reason in _too_large_parts(panel, one, given)]
    return found


def _history(panel: xr.Dataset, override: Override) -> list[tuple[int, float]]:
    """(year, value) of the same place and quantity that ships, the nearest year first."""
    if override.place not in panel.indexes["place"]:
        return []
    line = panel["value"].sel(quantity=override.quantity, place=override.place)
    pairs = [(int(year), float(value)) for year, value in zip(line["year"].to_numpy(), line.to_numpy(), strict=True)]
    near = [(year, value) for year, value in pairs if value > 0 and abs(year - override.year) <= NEAR_YEARS]
    return sorted(near, key=lambda pair: (abs(pair[0] - override.year), pair[0]))


def _too_fast(panel: xr.Dataset, one: Override) -> RelodeError | None:
    known = [pair for pair in _history(panel, one) if pair[0] != one.year]
    if not known or one.value <= 0 or quantity(one.quantity).kind not in KINDS:
        return None
    year, value = known[0]
    growth = log(one.value / value) / abs(one.year - year)
    if abs(growth) <= FAST:
        return None
    return RelodeError("own_figures.fast", growth=f"{100 * (exp(growth) - 1):+.0f}", year=year, known=_plain(value))


def _registered(panel: xr.Dataset, one: Override) -> RelodeError | None:
    """Registered people given for resident ones."""
    if one.quantity != "population":
        return None
    registered, resident = (
        float(panel["value"].sel(quantity=name, place=one.place, year=one.year))
        for name in ("population_registered", "population")
    )
    is_registered = abs(one.value / registered - 1) <= SAME_PEOPLE if np.isfinite(registered) else False
    if not is_registered or abs(one.value / resident - 1) <= OTHER_PEOPLE:
        return None
    return RelodeError("own_figures.registered", registered=_plain(registered), resident=_plain(resident))


def _too_large_parts(panel: xr.Dataset, one: Override, given: dict[tuple[str, str, int], float]) -> list[RelodeError]:
    found = []
    for whole, parts in PARTS.items():
        for part in parts:
            if one.quantity not in (whole, part):
                continue
            values = [_value(panel, given, name, one) for name in (whole, part)]
            # The census counts employment in a tenth of households; both are in that count, so no allowance is made.
            if values[1] > values[0]:
                named = {"part": _label(part), "whole": _label(whole)}
                found.append(
                    RelodeError("own_figures.part", **named, larger=_plain(values[1]), smaller=_plain(values[0]))
                )
    return found


def _value(panel: xr.Dataset, given: dict[tuple[str, str, int], float], name: str, one: Override) -> float:
    shipped = float(panel["value"].sel(quantity=name, place=one.place, year=one.year))
    return given.get((name, one.place, one.year), shipped)


def _finite(values: Array) -> Array:
    return np.asarray(values[np.isfinite(values)])


def _plain(value: float) -> str:
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _label(name: str) -> Bilingual:
    return Bilingual(en=quantity(name).label_en, zh=quantity(name).label_zh)
