"""Services of another country as its own tables have them: a norm a row, and what is there of each."""

from collections.abc import Mapping
from dataclasses import replace

from relode.errors import RelodeError
from relode.facts.readers.country_table import CountryTable
from relode.facts.readers.table_cells import CellFaults, check_padding, number_reader, year_of_text
from relode.language import LANGUAGES, Bilingual, say
from relode.needs.own_cells import Count
from relode.needs.service import OWN, AgeBand, Norm, NormRate, Service
from relode.outlook.people_by_age.single_years import OLDEST

UNIT = "count"
NUMBERS = ("low_age", "high_age", "amount", "per", "share")


def norms_of(table: CountryTable | None, decimal: str, oldest: int | None) -> tuple[Service, ...]:
    """The services of the table `norms`, a row a norm; `oldest`: the open age of the counts, where there are any.

    Raises RelodeError with row, column and remedy: ages that are no span, amounts that are no number above 0, a norm
    without a source, rows of a service that contradict each other.
    """
    if table is None:
        return ()
    faults, read = CellFaults(table.where), number_reader(decimal)
    services: dict[str, Service] = {}
    for row, line in table.lines:
        texts = {name: line[head] for name, head in table.columns.items()}
        heads = table.columns
        numbers = {name: faults.tried(row, heads[name], texts[name], read) for name in NUMBERS if name in texts}
        low, high = numbers["low_age"], numbers["high_age"]
        last = OLDEST if high is None else high
        if low is None or not _is_span(low, last, OLDEST if oldest is None else oldest):
            faults.add(
                row, heads["high_age"], texts["high_age"], RelodeError("country.no_span", oldest=oldest or OLDEST)
            )
            continue
        amount, per, share = numbers["amount"], numbers["per"], numbers.get("share")
        if amount is None or per is None or not (amount > 0 and per > 0):
            faults.add(row, heads["amount"], texts["amount"], RelodeError("country.no_amount"))
            continue
        if share is not None and not 0 < share <= 1:
            faults.add(row, heads["share"], texts["share"], RelodeError("country.no_share"))
            continue
        if not texts["source"].strip() or not texts["norm"].strip() or not texts["service"].strip():
            faults.add(row, heads["source"], texts["source"], RelodeError("country.norm_without_source"))
            continue
        band = AgeBand(int(low), int(last), "", 1.0 if share is None else share)
        service = services.setdefault(texts["service"], _service(texts, band, len(services)))
        if service.ages != (band,):
            faults.add(row, heads["low_age"], texts["low_age"], RelodeError("country.two_spans"))
            continue
        if any(norm.id == texts["norm"] for norm in service.norms):
            faults.add(row, heads["norm"], texts["norm"], RelodeError("country.norm_twice"))
            continue
        name = Bilingual(
            *(f"{text} ({texts['source']})" for text in (texts["norm"], texts.get("norm_zh") or texts["norm"]))
        )
        norm = Norm(texts["norm"], name, rates=(NormRate("", amount, per),))
        services[service.key] = replace(service, norms=(*service.norms, norm))
    faults.stop()
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
    table: CountryTable | None, known: set[str], services: tuple[Service, ...], decimal: str
) -> dict[str, dict[str, Count]]:
    """Place -> service -> how much of it there is in the newest year of the table `capacity`.

    Raises RelodeError with row, column and remedy.
    """
    counts: dict[str, dict[str, Count]] = {}
    if table is None:
        return counts
    faults, read = CellFaults(table.where), number_reader(decimal)
    keys, seen = [service.key for service in services], set[tuple[str, str, int]]()
    check_padding([line[table.columns["place"]] for _, line in table.lines], known, table.where)
    for row, line in table.lines:
        place, service, year, count = (line[table.columns[name]] for name in ("place", "service", "year", "count"))
        at = faults.tried(row, table.columns["year"], year, year_of_text)
        value = faults.tried(row, table.columns["count"], count, read)
        if place not in known:
            faults.add(row, table.columns["place"], place, RelodeError("country.unknown_place", other="-"))
        elif service not in keys:
            faults.add(row, table.columns["service"], service, RelodeError("country.no_service", known=", ".join(keys)))
        elif at is None or (value is not None and value < 0):
            faults.add(row, table.columns["count"], count, RelodeError("country.no_persons"))
        elif (place, service, int(at)) in seen:
            faults.add(row, table.columns["service"], service, RelodeError("country.count_twice"))
        elif value is not None:
            seen.add((place, service, int(at)))
            before = counts.setdefault(place, {}).get(service)
            if before is None or before.year < at:
                counts[place][service] = Count(int(at), value, None)
    faults.stop()
    return counts
