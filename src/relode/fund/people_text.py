"""Gains net of neighbours, and who is worst off before and after, in words."""

from collections.abc import Iterator

from relode.fund.fund_cells import funded, home, place_of
from relode.fund.fund_records import FundedAges, FundedPlace, FundRecord, Net, NetPlace
from relode.language import Amount, Sentence
from relode.outlook.ahead.change_accounts import AGES
from relode.plan.cards.card_text import money

JOB_YEAR = "job-year"
AGEING_SINCE = 2025
"""The year from which on ageing is told: a step of five years after the census."""


def net_words(record: FundRecord) -> Iterator[Sentence]:
    """What is left of the gains beside what neighbours lose."""
    net = record.net
    if net is None:
        return
    values: dict[str, object] = {"futures": net.futures, "home": home(record)}
    values |= {name: getattr(net, name).estimate for name in ("alone", "funded", "province", "elsewhere", "system")}
    yield Sentence("fund.net.lead", values)
    yield _moved(record, net)
    if net.losers:
        losers = [
            Sentence("fund.net.loser", {"place": place_of(code), "jobs": loss.estimate})
            for code, loss in zip(net.losers, net.losses, strict=True)
        ]
        yield Sentence("fund.net.losers", {"places": losers})
    people = {name: getattr(net, f"people_{name}").estimate for name in ("funded", "province", "elsewhere")}
    yield Sentence("fund.net.people", {**people, "home": home(record)})


def _moved(record: FundRecord, net: Net) -> Sentence:
    places = [place_of(place.place) for place in funded(record)]
    if net.moved is None:
        return Sentence("fund.net.not_known", {})
    if net.moved.value < 0:
        gained = Amount(-net.moved.value, net.moved.unit)
        return Sentence("fund.net.others_gain", {"places": places, "gained": gained})
    gaining = Amount(net.gaining, "share")
    return Sentence("fund.net.moved", {"places": places, "moved": net.moved, "gaining": gaining})


NET_COLUMNS = ("place", "kept_nothing", "kept", "net_jobs", "net_people")


def net_places(net: Net) -> list[NetPlace]:
    """Places of the provinces, those that keep fewest jobs with all that is funded first."""
    return sorted(net.places, key=lambda place: (place.kept_after.value, place.place))


def net_cells(place: NetPlace) -> tuple[object, ...]:
    """A place in the coupled system as a row, in the order of NET_COLUMNS."""
    return (
        place_of(place.place),
        place.kept_before,
        place.kept_after,
        place.jobs.estimate,
        place.people.estimate,
    )


def worst_off_words(record: FundRecord) -> Iterator[Sentence]:
    """Who keeps least, what becomes of those that get nothing, and who gains by schooling."""
    net = record.net
    if net is None:
        return
    least = net_places(net)[0]
    values: dict[str, object] = {
        "place": place_of(least.place), "before": least.kept_before, "after": least.kept_after
    }  # fmt: skip
    if least.funded:
        own = next(place for place in record.places if place.place == least.place)
        yield Sentence("fund.worst_off.funded", {**values, "yuan": money(own.funder.mean)})
    else:
        yield Sentence("fund.worst_off.unfunded", values)
    if any(not place.funded for place in net.places):
        yield Sentence("fund.worst_off.others", {"jobs": net.province.estimate, "home": home(record)})
    else:
        yield Sentence("fund.worst_off.all_funded", {"home": home(record)})
    skills = {"low": record.low_skilled.estimate, "high": record.high_skilled.estimate}
    yield Sentence("fund.worst_off.skills", skills)
    yield from age_words(record)


def age_words(record: FundRecord) -> Iterator[Sentence]:
    """What the money changes by age, beside what ageing alone does, which no money changes."""
    ages = {"working": record.working_age.estimate, "others": record.other_ages.estimate}
    yield Sentence("fund.worst_off.ages", ages)
    known = [each.ageing for each in record.ages if each.ageing is not None]
    if known:
        start, end = (sum(each[i] for each in known) for i in (0, 1))
        people = {"start": Amount(start, "persons", None, AGES), "end": Amount(end, "persons", None, AGES)}
        values = {**people, "count": len(known), "since": AGEING_SINCE, "horizon": record.horizon}
        yield Sentence("fund.worst_off.ageing", values)
    yield Sentence("fund.worst_off.no_groups", {})


AGE_COLUMNS = ("place", "working_nothing", "working_more", "others_more", "ageing")


def age_cells(ages: FundedAges) -> tuple[object, ...]:
    """People of a place by age as a row, in the order of AGE_COLUMNS."""
    alone = ages.ageing
    change: object = "" if alone is None else Amount(alone[1] / alone[0] - 1, "share change", None, AGES)
    return place_of(ages.place), ages.nothing, ages.working.estimate, ages.others.estimate, change


SKILL_COLUMNS = ("place", "weight", "kept_nothing", "low_skilled", "high_skilled")


def skill_cells(place: FundedPlace) -> tuple[object, ...]:
    """Need and schooling of a place as a row, in the order of SKILL_COLUMNS."""
    return (
        place_of(place.place),
        Amount(place.weight, "ratio"),
        place.kept_nothing,
        place.low_skilled.estimate,
        place.high_skilled.estimate,
    )
