"""Prices, ages, norms and services of another country as its own tables have them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from relode import shipped_tables
from relode.arrays import Grid
from relode.country.accounts import CountryQuantity, shipped_quantities
from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults
from relode.facts.readers.typed_lines import typed_lines
from relode.language import LANGUAGES, Bilingual, Sentence, say
from relode.needs.own_cells import Count
from relode.needs.service import OWN, AgeBand, Norm, NormRate, Service
from relode.outlook.people_by_age.counted_cohorts import CountedAges
from relode.outlook.people_by_age.single_years import AGES, OLDEST

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


CONTRADICTS = 0.05
"""Part of the people of the accounts by which the sum of ages may differ: estimates of two days of a year do."""


def ages_of(
    table: CountryTable | None, known: set[str], counted: Mapping[str, Mapping[int, float]]
) -> CountedAges | None:
    """The counts of the table `ages`; None where there is none. `counted`: place -> year -> people of the accounts.

    Raises RelodeError with row, column and remedy: an age that is none, a place or year without all ages, people who
    are not those of the accounts.
    """
    if table is None:
        return None
    cells: dict[tuple[int, str], dict[int, float]] = {}
    rows: dict[tuple[int, str], int] = {}
    open_ages: set[int] = set()
    for line in typed_lines(table, known):
        place, year, age = line.texts["place"], int(line.figures["year"]), line.texts["age"].strip()
        plain = age.removesuffix("+")
        if not (plain.isdecimal() and int(plain) < AGES):
            line.refuse("age", "no_age", last=AGES - 1)
            continue
        if age.endswith("+"):
            open_ages.add(int(plain))
        by_age = cells.setdefault((year, place), {})
        rows[year, place] = line.number
        if int(plain) in by_age:
            line.refuse("age", "age_twice", place=place, year=year)
        by_age[int(plain)] = line.figures["persons"]
    return _whole(table, cells, rows, open_ages, counted)


def _whole(
    table: CountryTable,
    cells: Mapping[tuple[int, str], Mapping[int, float]],
    rows: Mapping[tuple[int, str], int],
    open_ages: set[int],
    counted: Mapping[str, Mapping[int, float]],
) -> CountedAges:
    """The same as an array, where every place has every age in every year."""
    years, places = tuple(sorted({year for year, _ in cells})), tuple(sorted({place for _, place in cells}))
    if len(open_ages) != 1:
        raise RelodeError("country.open_age", where=table.where, found=", ".join(f"{a}+" for a in sorted(open_ages)))
    oldest, faults = open_ages.pop(), CellFaults(table.where)
    if len(years) < 2 or years[-1] - years[-2] >= oldest:
        raise RelodeError("country.one_count", where=table.where, years=", ".join(map(str, years)), oldest=oldest)
    people = np.zeros((len(years), len(places), AGES))
    for t, year in enumerate(years):
        for i, place in enumerate(places):
            by_age = cells.get((year, place), {})
            lacking = [age for age in range(oldest + 1) if age not in by_age]
            if lacking or len(by_age) > oldest + 1:
                raise RelodeError(
                    "country.ages_lack", where=table.where, place=place, year=year, oldest=oldest,
                    ages=", ".join(map(str, lacking or sorted(by_age)[oldest + 1 :])),
                )  # fmt: skip
            people[t, i, list(by_age)] = list(by_age.values())
            total, said = people[t, i].sum(), counted.get(place, {}).get(year)
            if said is not None and abs(total - said) > CONTRADICTS * said:
                reason = RelodeError("country.ages_contradict", place=place, year=year, sum=round(total), people=said)
                faults.add(rows[year, place], table.columns["persons"], f"{total:.0f}", reason)
    faults.stop()
    return CountedAges(years, places, people, oldest)


UNIT = "count"


def norms_of(table: CountryTable | None, oldest: int | None) -> tuple[Service, ...]:
    """The services of the table `norms`, a row a norm; `oldest`: the open age of the counts, where there are any.

    Raises RelodeError with row, column and remedy: ages that are no span, amounts that are no number above 0, a norm
    without a source, rows of a service that contradict each other.
    """
    services: dict[str, Service] = {}
    for line in typed_lines(table):
        texts, numbers = line.texts, line.figures
        low, last = numbers.get("low_age", -1.0), numbers.get("high_age", float(OLDEST))
        if not _is_span(low, last, OLDEST if oldest is None else oldest):
            line.refuse("high_age", "no_span", oldest=oldest or OLDEST)
        else:
            band = AgeBand(int(low), int(last), "", numbers.get("share", 1.0))
            service = services.setdefault(texts["service"], _service(texts, band, len(services)))
            if service.ages != (band,):
                line.refuse("low_age", "two_spans")
            elif any(norm.id == texts["norm"] for norm in service.norms):
                line.refuse("norm", "norm_twice")
            else:
                names = (texts["norm"], texts.get("norm_zh") or texts["norm"])
                name = Bilingual(*(f"{text} ({texts['source']})" for text in names))
                norm = Norm(texts["norm"], name, rates=(NormRate("", numbers["amount"], numbers["per"]),))
                services[service.key] = replace(service, norms=(*service.norms, norm))
    return tuple(services.values())


def _is_span(low: float, high: float, oldest: int) -> bool:
    """Whether ages are whole, in order, and told apart by counts whose last age is `oldest` and over."""
    whole = low == int(low) and high == int(high)
    return whole and 0 <= low <= high and low <= oldest and (high < oldest or high == OLDEST)


def _service(texts: Mapping[str, str], band: AgeBand, order: int) -> Service:
    name = texts.get("name") or texts["service"]
    users = "country.users_and_over" if band.high == OLDEST else "country.users"
    today = Norm(OWN, Bilingual(*(say("country.as_today", language) for language in LANGUAGES)))
    return Service(
        key=texts["service"],
        order=order,
        kind="capacity",
        unit=UNIT,
        name=Bilingual(name, texts.get("name_zh") or name),
        users=Bilingual(*(say(users, language, low=band.low, high=band.high) for language in LANGUAGES)),
        bureau=Bilingual("", ""),
        ages=(band,),
        norms=(today,),
    )


def capacity_of(
    table: CountryTable | None, known: set[str], services: tuple[Service, ...]
) -> dict[str, dict[str, Count]]:
    """Place -> service -> how much of it there is in the newest year of the table `capacity`.

    Raises RelodeError with row, column and remedy.
    """
    counts: dict[str, dict[str, Count]] = {}
    keys, seen = [service.key for service in services], set[tuple[str, str, int]]()
    for line in typed_lines(table, known):
        place, service, year = line.texts["place"], line.texts["service"], int(line.figures["year"])
        if service not in keys:
            line.refuse("service", "no_service", known=", ".join(keys))
        elif (place, service, year) in seen:
            line.refuse("service", "count_twice")
        elif "count" in line.figures:
            seen.add((place, service, year))
            before = counts.setdefault(place, {}).get(service)
            if before is None or before.year < year:
                counts[place][service] = Count(year, line.figures["count"], None)
    return counts
