"""Money of another country as its tables have it: published effects of measures, room in the pots, prices by year."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.accounts import CountryQuantity, shipped_quantities
from relode.decisions.programmes import programmes
from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.typed_lines import typed_lines
from relode.language import LANGUAGES, Bilingual, Sentence, say
from relode.plan.estimate import Estimate
from relode.record import Doc, Record
from relode.vocabulary import quantity

BOUGHT = {"jobs": "job-year", "output": "yuan of output", "income": "yuan of income"}
"""Outcome of a programme -> what an effect of it is counted in."""
ROOM_OF = ("granted", "bonds")
"""Pots whose room in a year a table may give: grants that may come, and what may be borrowed for building."""
A_YEAR = "money per year"


@dataclass(frozen=True)
class LocalEffect(Record):
    """What a million units of the country's currency bought there, as published."""

    lever: Annotated[str, Doc("name of the lever")]
    bought: Annotated[str, Doc("what it is counted in: job-year, yuan of output or of income (own currency)")]
    effect: Annotated[float, Doc("estimate, in `bought`")]
    low: Annotated[float, Doc("lower end of its interval")]
    high: Annotated[float, Doc("upper end of its interval")]
    source: Annotated[str, Doc("where it was published, as the table says")]


def local_effects(table: CountryTable | None) -> dict[str, LocalEffect]:
    """Lever -> its published effect. Raises RelodeError with row, column and remedy."""
    effects: dict[str, LocalEffect] = {}
    for line in typed_lines(table):
        lever = _lever(line.texts["measure"])
        found = LocalEffect(lever, bought().get(lever, ""), **line.figures, source=line.texts["source"])
        if not lever:
            line.refuse("measure", "no_measure_of_ours", known=", ".join(bought()))
        elif effects.setdefault(lever, found) is not found:
            line.refuse("measure", "measure_twice")
        if not found.low <= found.effect <= found.high or found.low == found.high:
            line.refuse("low", "no_interval")
    return effects


def bought() -> dict[str, str]:
    """Lever of a programme whose effect studies count in jobs, output or income -> what that is counted in."""
    return {each.lever: BOUGHT[each.outcome] for each in programmes() if each.outcome in BOUGHT}


def _lever(text: str) -> str:
    """The lever of a name or label in either language, "" for none."""
    plain = text.strip().casefold()
    labels = {name: [quantity(name).label(language).casefold() for language in LANGUAGES] for name in bought()}
    return next((name for name, said in labels.items() if plain in (name, *said)), "")


def room_in_pots(table: CountryTable | None, known: set[str]) -> dict[str, dict[str, Estimate]]:
    """Place -> pot -> what it may give in a year. Raises RelodeError with row, column and remedy."""
    rooms: dict[str, dict[str, Estimate]] = {}
    for line in typed_lines(table, known):
        pots, pot = rooms.setdefault(line.texts["place"], {}), line.texts["pot"].strip().casefold()
        amount, low, high = (line.figures.get(name) for name in ("amount", "low", "high"))
        ends = None if low is None or high is None else (low, high)
        if pot not in ROOM_OF:
            line.refuse("pot", "no_pot", known=", ".join(ROOM_OF))
        elif pot in pots:
            line.refuse("pot", "pot_twice")
        elif amount is None or (low is None) != (high is None) or (ends and not ends[0] <= amount <= ends[1]):
            line.refuse("low", "no_room")
        else:
            pots[pot] = Estimate(amount, A_YEAR, ends)
    return rooms


NOMINAL, REAL = "gdp_nominal", "gdp_real"


@dataclass(frozen=True)
class Prices:
    """Level of prices of each year over that of `base` [1]; `of`: own quantities that are money."""

    level: Mapping[int, float]
    base: int
    of: tuple[str, ...]


def prices_of(table: CountryTable | None) -> Prices | None:
    """The series of the table `deflator`; None where there is none.

    Raises RelodeError with row, column and remedy: no index above 0, a year twice, one year, a base that is not there.
    """
    if table is None:
        return None
    index = dict[int, float]()
    for line in typed_lines(table):
        year, value = int(line.figures["year"]), line.figures["index"]
        if index.setdefault(year, value) != value:
            line.refuse("year", "price_twice")
    base = table.settings.get("base", max(index))
    if base not in index or len(index) < 2:
        raise RelodeError("country.no_base", where=table.where, base=base, years=", ".join(map(str, sorted(index))))
    of = table.settings.get("of", ())
    return Prices({year: value / index[base] for year, value in sorted(index.items())}, int(base), tuple(of))


def at_prices(label: Bilingual, base: int) -> Bilingual:
    """The label of money at prices of a year."""
    return Bilingual(*(say("country.at_prices", each, label=label.name(each), base=base) for each in LANGUAGES))


def at_constant_prices(
    prices: Prices | None, years: tuple[int, ...], quantities: Mapping[str, CountryQuantity], values: Mapping[str, Grid]
) -> tuple[dict[str, CountryQuantity], dict[str, Grid], list[Sentence]]:
    """Quantities and figures (place, year) with money at prices of the base year, and what was done, or is not.

    Output at constant prices is made of that at current prices where the tables do not give it. What is money at
    current prices: the `money` of `country_quantities.csv`, and own quantities that the deflator names. Raises
    RelodeError for one that is not there.
    """
    shipped = shipped_tables.rows("relode.country", "country_quantities")
    known = [row["name"] for row in shipped if row["money"] == "yes"]
    if prices is None:
        labels = [quantities[name].label for name in (NOMINAL, *known) if name in quantities]
        current = [Sentence("country.notice.current", {"labels": labels})] if labels else []
        return dict(quantities), dict(values), current
    if strange := [name for name in prices.of if name not in quantities or not quantities[name].own]:
        raise RelodeError("country.no_money", names=strange, known=[n for n, q in quantities.items() if q.own] or "-")
    level = np.array([prices.level.get(year, np.nan) for year in years])
    quantities, values, told = dict(quantities), dict(values), list[Sentence]()
    changed = [name for name in (*known, *prices.of) if name in values]
    if NOMINAL in values and REAL not in values:
        quantities[REAL], values[REAL] = shipped_quantities()[REAL], values[NOMINAL]
        changed.append(REAL)
        told.append(Sentence("country.notice.output_deflated", {"label": quantities[NOMINAL].label}))
    given = [np.isfinite(values[name]).sum(axis=0) * np.isnan(level) for name in changed]
    lacking = {years[at] for each in given for at in np.flatnonzero(each)}
    if changed:
        labels = [quantities[name].label for name in changed]
        told.append(Sentence("country.notice.deflated", {"labels": labels, "base": prices.base}))
    for name in changed:
        meant = quantities[name]
        quantities[name] = replace(meant, label=at_prices(meant.label, prices.base), prices=prices.base)
        values[name] = values[name] / level
    if lacking:
        told.append(Sentence("country.notice.no_prices", {"years": [str(year) for year in sorted(lacking)]}))
    return quantities, values, told
