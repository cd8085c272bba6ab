"""Prices, ages, norms and services of another country as its own tables have them."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd

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


def at_prices(label: Bilingual, base: int) -> Bilingual:
    """The label of money at prices of a year."""
    return Bilingual(*(say("country.at_prices", each, label=label.name(each), base=base) for each in LANGUAGES))


def at_constant_prices(
    table: CountryTable | None,
    years: tuple[int, ...],
    quantities: dict[str, CountryQuantity],
    values: dict[str, Grid],
    notices: list[Sentence],
) -> dict[int, float]:
    """Take money among figures (place, year) to prices of the base year; returns prices of each year over those [1].

    The table `deflator` has the prices; without it nothing is taken and there are none. Output at constant prices is
    made of that at current prices where the tables do not give it. What is money at current prices: the `money` of
    `country_quantities.csv`, and own quantities that the deflator names. Raises RelodeError with row, column and
    fix: no index above 0, a year twice, one year, a base or own money that is not there.
    """
    shipped = shipped_tables.rows("relode.country", "country_quantities")
    money = [row["name"] for row in shipped if row["money"] == "yes"]
    if table is None:
        if labels := [quantities[name].label for name in (NOMINAL, *money) if name in quantities]:
            notices.append(Sentence("country.notice.current", {"labels": labels}))
        return {}
    index = dict[int, float]()
    for line in typed_lines(table):
        year, value = int(line.figures["year"]), line.figures["index"]
        if index.setdefault(year, value) != value:
            line.refuse("year", "price_twice")
    base = table.settings.get("base", max(index))
    if base not in index or len(index) < 2:
        raise RelodeError("country.no_base", where=table.where, base=base, years=", ".join(map(str, sorted(index))))
    of, own = table.settings.get("of", ()), [name for name, each in quantities.items() if each.own]
    if strange := [name for name in of if name not in own]:
        raise RelodeError("country.no_money", names=strange, known=own or "-")
    changed = [name for name in (*money, *of) if name in values]
    if NOMINAL in values and REAL not in values:
        quantities[REAL], values[REAL] = shipped_quantities()[REAL], values[NOMINAL]
        changed.append(REAL)
        notices.append(Sentence("country.notice.output_deflated", {"label": quantities[NOMINAL].label}))
    if changed:
        labels = [quantities[name].label for name in changed]
        notices.append(Sentence("country.notice.deflated", {"labels": labels, "base": base}))
    level = {year: value / index[base] for year, value in index.items()}
    given = {years[at] for name in changed for at in np.flatnonzero(np.isfinite(values[name]).any(axis=0))}
    for name in changed:
        meant = quantities[name]
        quantities[name] = replace(meant, label=at_prices(meant.label, base), prices=base)
        values[name] = values[name] / [level.get(year, np.nan) for year in years]
    if lacking := sorted(given - set(level)):
        notices.append(Sentence("country.notice.no_prices", {"years": [str(year) for year in lacking]}))
    return level


CONTRADICTS = 0.05
"""Part of the people of the accounts by which the sum of ages may differ: estimates of two days of a year do."""


def ages_of(
    table: CountryTable | None, known: set[str], counted: Mapping[str, Mapping[int, float]]
) -> CountedAges | None:
    """The counts of the table `ages`; None where there is none. `counted`: place -> year -> people of the accounts.

    Raises RelodeError with row, column and fix: an age that is none, a place or year without all ages, people who
    are not those of the accounts.
    """
    if table is None:
        return None
    cells, rows, open_ages = dict[tuple[int, str, int], float](), dict[tuple[int, str], int](), set[int]()
    for line in typed_lines(table, known):
        place, year, age = line.texts["place"], int(line.figures["year"]), line.texts["age"].strip()
        plain = age.removesuffix("+")
        if not (plain.isdecimal() and int(plain) < AGES):
            line.refuse("age", "no_age", last=AGES - 1)
            continue
        if (year, place, int(plain)) in cells:
            line.refuse("age", "age_twice", place=place, year=year)
        cells[year, place, int(plain)], rows[year, place] = line.figures["persons"], line.number
        if age.endswith("+"):
            open_ages.add(int(plain))
    if len(open_ages) != 1:
        raise RelodeError("country.open_age", where=table.where, found=", ".join(f"{a}+" for a in sorted(open_ages)))
    years, places = tuple(sorted({year for year, _ in rows})), tuple(sorted({place for _, place in rows}))
    oldest, faults = open_ages.pop(), CellFaults(table.where)
    if len(years) < 2 or years[-1] - years[-2] >= oldest:
        raise RelodeError("country.one_count", where=table.where, years=", ".join(map(str, years)), oldest=oldest)
    whole = pd.MultiIndex.from_product([years, places])
    people = pd.Series(cells).unstack().reindex(whole, columns=range(AGES)).to_numpy().copy(order="C")
    for (year, place), ages in zip(product(years, places), people, strict=True):
        if wrong := [str(age) for age, there in enumerate(np.isfinite(ages)) if there != (age <= oldest)]:
            raise RelodeError(
                "country.ages_lack", where=table.where, place=place, year=year, oldest=oldest, ages=", ".join(wrong)
            )
        total, said = np.nansum(ages), counted.get(place, {}).get(year)
        if said is not None and abs(total - said) > CONTRADICTS * said:
            reason = RelodeError("country.ages_contradict", place=place, year=year, sum=round(total), people=said)
            faults.add(rows[year, place], table.columns["persons"], f"{total:.0f}", reason)
    faults.stop()
    return CountedAges(years, places, np.nan_to_num(people).reshape(len(years), len(places), AGES), oldest)


def norms_of(table: CountryTable | None, oldest: int) -> tuple[Service, ...]:
    """The services of the table `norms`, a row a norm; `oldest`: the open age of the counts.

    Raises RelodeError with row, column and fix: ages that are no span or that the counts do not tell apart, amounts
    that are no number above 0, a norm without a source, rows of a service that contradict each other.
    """
    services: dict[str, Service] = {}
    for line in typed_lines(table):
        texts, numbers, key = line.texts, line.figures, line.texts["service"]
        low, last = numbers.get("low_age", -1.0), numbers.get("high_age", float(OLDEST))
        is_whole, has_end = low == int(low) and last == int(last), last < oldest or last == OLDEST
        if not (is_whole and has_end and 0 <= low <= min(last, oldest)):
            line.refuse("high_age", "no_span", oldest=oldest)
            continue
        band, name = AgeBand(int(low), int(last), "", numbers.get("share", 1.0)), texts.get("name") or key
        users = "country.users_and_over" if last == OLDEST else "country.users"
        today = Norm(OWN, Bilingual(*(say("country.as_today", language) for language in LANGUAGES)))
        service = services.setdefault(key, Service(
            key=key, order=len(services), kind="capacity", unit="count",
            name=Bilingual(name, texts.get("name_zh") or name),
            users=Bilingual(*(say(users, language, low=band.low, high=band.high) for language in LANGUAGES)),
            bureau=Bilingual("", ""), ages=(band,), norms=(today,),
        ))  # fmt: skip
        if service.ages != (band,):
            line.refuse("low_age", "two_spans")
        elif any(norm.id == texts["norm"] for norm in service.norms):
            line.refuse("norm", "norm_twice")
        else:
            names = (f"{text} ({texts['source']})" for text in (texts["norm"], texts.get("norm_zh") or texts["norm"]))
            norm = Norm(texts["norm"], Bilingual(*names), rates=(NormRate("", numbers["amount"], numbers["per"]),))
            services[key] = replace(service, norms=(*service.norms, norm))
    return tuple(services.values())


def capacity_of(
    table: CountryTable | None, known: set[str], services: tuple[Service, ...]
) -> dict[str, dict[str, Count]]:
    """Place -> service -> how much of it there is in the newest year of the table `capacity`.

    Raises RelodeError with row, column and fix.
    """
    keys, given = [service.key for service in services], dict[tuple[str, str, int], float]()
    for line in typed_lines(table, known):
        key = line.texts["place"], line.texts["service"], int(line.figures["year"])
        if key[1] not in keys:
            line.refuse("service", "no_service", known=", ".join(keys))
        elif key in given:
            line.refuse("service", "count_twice")
        elif "count" in line.figures:
            given[key] = line.figures["count"]
    counts: dict[str, dict[str, Count]] = {}
    for (place, service, year), count in sorted(given.items()):
        counts.setdefault(place, {})[service] = Count(year, count, None)
    return counts
