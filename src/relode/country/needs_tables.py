"""Ages, norms and services of another country as its own tables have them, held against its people."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults
from relode.facts.readers.typed_lines import typed_lines
from relode.language import LANGUAGES, Bilingual, say
from relode.needs.own_cells import Count
from relode.needs.service import OWN, AgeBand, Norm, NormRate, Service
from relode.outlook.people_by_age.counted_cohorts import CountedAges
from relode.outlook.people_by_age.single_years import AGES, OLDEST

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
