"""Doubts about a user's own figures: each is compared with what ships, with the others, and by the rules of series."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import exp, log
from typing import NamedTuple

import numpy as np
import xarray as xr

from relode.errors import RelodeError, plain
from relode.language import Bilingual, Word
from relode.language.spoken import unit_words
from relode.panel.census_measures import SECTIONS
from relode.panel.doubt.series import Line, repeated, straight_lines, uncovered, unit_slips
from relode.panel.overrides import Override
from relode.vocabulary import quantity

# Units that are mixed up differ by these: thousand, ten thousand (wan) and 100 million (yi), either way.
UNITS = (1e3, 1e4, 1e8, 1e-3, 1e-4, 1e-8)
# Zeros too many or too few, and per cents for shares.
ZEROS = (10.0, 100.0, 0.1, 0.01)
# A figure in the wrong unit comes this near to what is known once it is put right, and was not near before.
NEAR = 2.0
# Years between two figures of one place that still say something of each other.
NEAR_YEARS = 10
KINDS = ("stock", "flow", "price", "mean")
# Of the yearly changes of a quantity among all places this many in a thousand are faster: so fast is looked at again.
FASTEST = 1
# A change by more than the first in a year, in logs, is always looked at again (a half more or a third less); one by
# less than the second never, since a census and an estimate differ by as much.
FAST, SLOW = 0.4, 0.03
# A whole -> what cannot be more than it.
PARTS = {
    "population": (
        *("population_urban", "population_male", "age_0_14", "age_15_59", "age_60_plus", "age_65_plus"),
        *("employment_total", "employment_all_sections"),
    ),
    "age_60_plus": ("age_65_plus",),
    "budget_expenditure": ("budget_education_expenditure", "budget_science_expenditure"),
    "government_debt": ("government_debt_general", "government_debt_special"),
    "government_debt_limit": ("government_debt",),
    "employment_all_sections": ("employment_mining", "employment_manufacturing", "employment_agriculture"),
    "transfers_received": ("exhausted_city_transfer_received",),
}
# A whole -> what adds up to it.
SUMS = {
    "population": ("age_0_14", "age_15_59", "age_60_plus"),
    "government_debt": ("government_debt_general", "government_debt_special"),
    "gdp_first_published": tuple(
        f"value_added_{each}_first_published" for each in ("primary", "secondary", "tertiary")
    ),
    "employment_all_sections": tuple(f"employment_{section}" for section in SECTIONS),
    "pupils_secondary": ("pupils_junior_secondary", "pupils_senior_secondary"),
}
# Of these two figures of the user's own that contradict each other are refused: one future rests on all of them.
REFUSED = ("population", "age_60_plus", "employment_all_sections")
ADULTS = ("age_15_59", "age_60_plus")
"""Who may hold a job, and a little more: those of 15 and over."""
# Printed parts may miss their whole by this share through rounding.
ROUNDED = 0.002
PEOPLE = ("population", "population_resident_reported")
# Shares by which registered and resident people may differ and still be the same figure (a year apart: this much
# more), or must to be told apart.
SAME_PEOPLE, OTHER_PEOPLE = 0.002, 0.02
REGISTERED_YEARS = 3
# Output at constant prices: this near to current output of a base year times real growth since, and this far from
# current output of its own year.
SAME_OUTPUT, OTHER_PRICES = 0.003, 0.02
BASE_YEARS = (2000, 2005, 2010, 2015, 2020)
OUTPUT = ("gdp_nominal", "gdp_first_published")
# Flags that say that a shipped figure stands on other boundaries than those of 2020, or that its series breaks there.
BOUNDARY_FLAGS = (
    *("reaggregated", "includes_later_corps_city", "corps_city_split_off", "area_not_comparable", "boundary_differs"),
    *("boundary_of_2010", "level_break", "seam_before", "one_town_moved_between_wuhu_and_maanshan", "abolished_unit"),
)
Key = tuple[str, str, int]


def judged(panel: xr.Dataset, override: Override) -> Override:
    """The override itself. RelodeError if it is what is known times a thousand, ten thousand or 100 million."""
    if quantity(override.quantity).kind not in KINDS or override.value <= 0:
        return override
    known = history(panel, override)
    places = panel["value"].sel(quantity=override.quantity).to_numpy()
    places = places[places > 0]
    for factor in UNITS:
        put_right = override.value / factor
        if len(known):
            fits = 1 / NEAR < put_right / known[0][1] < NEAR
        else:
            least, most = (float(places.min()), float(places.max())) if len(places) else (np.inf, -np.inf)
            fits = least <= put_right <= most and not least / NEAR <= override.value <= most * NEAR
        if fits:
            values = {
                "value": plain(override.value),
                "right": plain(put_right),
                "unit": unit_words(quantity(override.quantity).unit),
            }
            if len(known):
                raise RelodeError("own_figures.swapped", year=known[0][0], known=plain(known[0][1]), **values)
            raise RelodeError("own_figures.swapped_places", low=plain(places.min()), high=plain(places.max()), **values)
    return override


def put_right(value: float, usual: float) -> float | None:
    """The value as it would be in another unit, or with another number of zeros, if that is near `usual`; else None.

    In the unit of the value.
    """
    return next((value / factor for factor in (*ZEROS, *UNITS) if 1 / NEAR < value / factor / usual < NEAR), None)


def history(panel: xr.Dataset, override: Override) -> list[tuple[int, float]]:
    """(year, value) of the same place and quantity that ships, the nearest year first, in its unit."""
    if override.place not in panel.indexes["place"]:
        return []
    line = panel["value"].sel(quantity=override.quantity, place=override.place)
    pairs = [(int(year), float(value)) for year, value in zip(line["year"].to_numpy(), line.to_numpy(), strict=True)]
    near = [(year, value) for year, value in pairs if value > 0 and abs(year - override.year) <= NEAR_YEARS]
    return sorted(near, key=lambda pair: (abs(pair[0] - override.year), pair[0]))


class _Beside(NamedTuple):
    """A figure of the user's own, the shipped panel, and all figures that the user gives."""

    panel: xr.Dataset
    given: Mapping[Key, float]
    one: Override
    speeds: dict[str, float]
    """Quantity -> what is fast for it, filled as it is asked for."""

    def value(self, name: str, year: int | None = None) -> float:
        """A figure of the same place, the user's if there is one; NaN if there is none."""
        at = self.one.year if year is None else year
        own = self.given.get((name, self.one.place, at))
        return self.shipped(name, at) if own is None else own

    def gives(self, *names: str) -> bool:
        """Whether all these figures of the place and year are the user's own."""
        return all((name, self.one.place, self.one.year) in self.given for name in names)

    def usual(self, name: str) -> float:
        """What is fast for a quantity, in logs a year."""
        if name not in self.speeds:
            self.speeds[name] = fastest(self.panel, name)
        return self.speeds[name]

    def shipped(self, name: str, year: int) -> float:
        """The shipped figure of the same place."""
        if year not in self.panel.indexes["year"]:
            return float("nan")
        return float(self.panel["value"].sel(quantity=name, place=self.one.place, year=year))


def misfits(panel: xr.Dataset, figures: Sequence[tuple[str, Override]]) -> list[tuple[str, RelodeError]]:
    """Cells that can be used and should be looked at again, with the reason."""
    looks = _too_fast, _other_figure, _registered, _constant_prices, _boundaries, partial(_parts, False)
    found = _reasons(panel, figures, (*looks, partial(_sums, False)))
    return found + list(_of_series(panel, figures))


def contradictions(panel: xr.Dataset, figures: Sequence[tuple[str, Override]]) -> list[tuple[str, RelodeError]]:
    """Cells of people, ages and jobs that the user gave and that cannot be together, each with the reason."""
    return _reasons(panel, figures, (partial(_parts, True), _jobs_given, partial(_sums, True)))


def _reasons(
    panel: xr.Dataset,
    figures: Sequence[tuple[str, Override]],
    looks: Sequence[Callable[["_Beside"], Iterator[RelodeError]]],
) -> list[tuple[str, RelodeError]]:
    given = {(one.quantity, one.place, one.year): one.value for _, one in figures}
    speeds: dict[str, float] = {}
    beside = ((at, _Beside(panel, given, one, speeds)) for at, one in figures)
    return [(at, reason) for at, each in beside for look in looks for reason in look(each)]


def _of_series(panel: xr.Dataset, figures: Sequence[tuple[str, Override]]) -> Iterator[tuple[str, RelodeError]]:
    """What the rules for published series doubt in the user's own figures, among the shipped ones of the place."""
    given: dict[tuple[str, str], dict[int, tuple[str, float]]] = {}
    for at, one in figures:
        given.setdefault((one.quantity, one.place), {})[one.year] = at, one.value
    for (name, place), own in given.items():
        line = panel.sel(quantity=name, place=[place]) if place in panel.indexes["place"] else None
        if line is None:
            continue
        years = line["year"].to_numpy().tolist()
        values, flags = line["value"].to_numpy().copy(), line["flag"].to_numpy().copy()
        for year, (_, value) in own.items():
            values[0, years.index(year)], flags[0, years.index(year)] = value, "user"
        texts = {"flag": flags, "source": np.full_like(flags, "user")}
        for rule in (uncovered, straight_lines, repeated, unit_slips):
            for doubt in rule(Line(name, [place], years, values, texts)):
                if doubt.year in own:
                    yield own[doubt.year][0], RelodeError("own_figures.doubted", reason=doubt.sentence)


def _jobs_given(beside: _Beside) -> Iterator[RelodeError]:
    """More jobs than people of 15 and over."""
    names = ("employment_total", *ADULTS)
    if beside.one.quantity in names and beside.gives(*names):
        jobs, adults = beside.value(names[0]), sum(beside.value(name) for name in ADULTS)
        if jobs > adults:
            named = {"part": _label(names[0]), "whole": [_label(name) for name in ADULTS]}
            yield RelodeError("own_figures.part", **named, larger=plain(jobs), smaller=plain(adults))


def _too_fast(beside: _Beside) -> Iterator[RelodeError]:
    one = beside.one
    own = {year: v for (name, place, year), v in beside.given.items() if (name, place) == (one.quantity, one.place)}
    # Of people who live there what was reported since the last count is nearer than that count.
    others = [name for name in PEOPLE if one.quantity in PEOPLE and name != one.quantity]
    shipped = [pair for name in (*others, one.quantity) for pair in history(beside.panel, replace(one, quantity=name))]
    known = dict(shipped) | {
        year: value for year, value in own.items() if value > 0 and abs(year - one.year) <= NEAR_YEARS
    }
    known.pop(one.year, None)
    if not known or one.value <= 0 or quantity(one.quantity).kind not in KINDS:
        return
    year = min(known, key=lambda each: (abs(each - one.year), each))
    growth = log(one.value / known[year]) / abs(one.year - year)
    usual = beside.usual(one.quantity)
    if abs(growth) > usual:
        rates = {"growth": f"{100 * (exp(growth) - 1):+.1f}", "usual": f"{100 * (exp(usual) - 1):.0f}"}
        yield RelodeError("own_figures.fast", **rates, year=year, known=plain(known[year]))


def _other_figure(beside: _Beside) -> Iterator[RelodeError]:
    """A figure that ships for the same year and is farther off than such figures move in a year.

    Of people who live there a count and what was reported stand for each other.
    """
    one = beside.one
    names = (one.quantity, *(PEOPLE if one.quantity in PEOPLE else ()))
    known = next((value for name in names if (value := beside.shipped(name, one.year)) > 0), float("nan"))
    if quantity(one.quantity).kind not in KINDS or not (one.value > 0 and known > 0):
        return
    usual = beside.usual(one.quantity)
    if abs(log(one.value / known)) > usual:
        yield RelodeError("own_figures.other_figure", known=plain(known), usual=f"{100 * (exp(usual) - 1):.0f}")


def fastest(panel: xr.Dataset, name: str) -> float:
    """The change in a year, in logs, that all but FASTEST in a thousand among all places stay below."""
    values = panel["value"].sel(quantity=name).transpose("place", "year").to_numpy()
    years = panel["year"].to_numpy()
    changes = []
    for line in values[(values > 0).sum(axis=1) > 1]:
        at = np.flatnonzero(line > 0)
        steps = np.diff(years[at])
        changes.append((np.abs(np.diff(np.log(line[at]))) / steps)[steps <= NEAR_YEARS])
    every = np.concatenate(changes) if changes else np.array([])
    return float(np.clip(np.quantile(every, 1 - FASTEST / 1000), SLOW, FAST)) if every.size else FAST


def _registered(beside: _Beside) -> Iterator[RelodeError]:
    """Registered people given for resident ones, or the other way round."""
    one = beside.one
    if one.quantity not in (*PEOPLE, "population_registered"):
        return
    swapped = one.quantity == "population_registered"
    as_given, meant = (PEOPLE, ("population_registered",)) if swapped else (("population_registered",), PEOPLE)
    taken, right = (_nearest(beside, names) for names in (as_given, meant))
    if taken is None or right is None:
        return
    same = SAME_PEOPLE * (1 + 2 * abs(taken[0] - one.year))
    if abs(one.value / taken[1] - 1) <= same and abs(one.value / right[1] - 1) > OTHER_PEOPLE:
        key = "own_figures.resident" if swapped else "own_figures.registered"
        registered, resident = (right, taken) if swapped else (taken, right)
        yield RelodeError(key, registered=plain(registered[1]), resident=plain(resident[1]), year=taken[0])


def _nearest(beside: _Beside, names: Sequence[str]) -> tuple[int, float] | None:
    """(year, value) of the nearest figure of the first of these quantities that has one; never the judged cell."""
    for name in names:
        for apart in range(REGISTERED_YEARS + 1):
            for year in (beside.one.year - apart, beside.one.year + apart):
                own = (name, year) == (beside.one.quantity, beside.one.year)
                value = beside.shipped(name, year) if own else beside.value(name, year)
                if value > 0:
                    return year, value
    return None


def _constant_prices(beside: _Beside) -> Iterator[RelodeError]:
    """Output at the prices of a base year given for output at current prices."""
    one = beside.one
    if one.quantity not in OUTPUT:
        return
    real = beside.shipped("gdp_real_index", one.year)
    current = beside.shipped("gdp_nominal", one.year)
    for base in BASE_YEARS:
        of_base = beside.shipped("gdp_nominal", base) * real / beside.shipped("gdp_real_index", base)
        far = base != one.year and not abs(of_base / current - 1) <= OTHER_PRICES
        if far and abs(one.value / of_base - 1) <= SAME_OUTPUT:
            known = plain(current) if np.isfinite(current) else "–"
            yield RelodeError("own_figures.constant_prices", base=base, constant=plain(of_base), current=known)
            return


def _boundaries(beside: _Beside) -> Iterator[RelodeError]:
    """A series that shipped figures mark as changing its area beside the year."""
    one = beside.one
    years = [year for year, _ in history(beside.panel, one)][:1]
    for year in years:
        cell = beside.panel["flag"].sel(quantity=one.quantity, place=one.place, year=year)
        marks = [flag for flag in str(cell.item()).split(";") if flag in BOUNDARY_FLAGS]
        if marks:
            yield RelodeError("own_figures.boundary", year=year, flag=Word("flag", marks[0]))
    if one.quantity == "population":
        matched, own = (beside.shipped(name, one.year) for name in ("population_matched", "population"))
        if abs(one.value / matched - 1) <= SAME_PEOPLE and abs(matched / own - 1) > OTHER_PEOPLE:
            yield RelodeError("own_figures.matched", matched=plain(matched), own=plain(own))


def _parts(refused: bool, beside: _Beside) -> Iterator[RelodeError]:
    """Parts above their whole: those that the user gave together and that are refused, or all others."""
    for whole, part in ((whole, part) for whole, parts in PARTS.items() for part in parts):
        named = beside.one.quantity in (whole, part)
        total, larger = beside.value(whole), beside.value(part)
        # The census counts employment in a tenth of households: jobs by section and their sum are both in that count.
        if named and larger > total and refused == (whole in REFUSED and beside.gives(whole, part)):
            both = {"part": _label(part), "whole": _label(whole)}
            yield RelodeError("own_figures.part", **both, larger=plain(larger), smaller=plain(total))


def _sums(refused: bool, beside: _Beside) -> Iterator[RelodeError]:
    """A whole and parts of it, both the user's own, that do not add up; said at the first of them."""
    for whole, parts in SUMS.items():
        own = [name for name in (whole, *parts) if beside.gives(name)]
        if len(own) < 2 or beside.one.quantity != own[0]:
            continue
        added, total = sum(beside.value(part) for part in parts), beside.value(whole)
        apart = total > 0 and abs(added / total - 1) > ROUNDED
        if apart and refused == (whole in REFUSED and beside.gives(whole, *parts)):
            named = {"whole": _label(whole), "parts": [_label(part) for part in parts]}
            yield RelodeError("own_figures.sum", **named, added=plain(added), total=plain(total))


def _label(name: str) -> Bilingual:
    return Bilingual(en=quantity(name).label_en, zh=quantity(name).label_zh)
