"""What the figures of a place say, as sentences whose numbers are those of the profile."""

from collections.abc import Sequence
from dataclasses import dataclass

from relode.diagnosis.profiles.place_profile import GroupQuantiles, Profile
from relode.language import Sentence, Word
from relode.panel.census_measures import SECTION_LETTERS, SECTIONS
from relode.panel.number import Number
from relode.vocabulary import Label

TAIL = 0.1
"""The lowest or highest tenth of the peers counts as an extreme."""
NAMED = 3
"""Measures that a sentence on extremes names on each side; the picture beneath it has all."""


def people(profile: Profile) -> Sentence | None:
    """How the population changed from 2010 to 2020, beside the province."""
    change, province = profile.at("population_change", 2020), profile.at("province_population_change", 2020)
    if change is None or province is None:
        return None
    key = f"findings.people.{_direction(change)}_{_direction(province)}"
    whole = Word("province_kind", profile.place.province_kind)
    return Sentence(key, {"place": profile.place, "change": change, "province": province, "whole": whole})


def people_excess(profile: Profile) -> Sentence | None:
    """The change beyond what the whole province saw."""
    excess = profile.at("population_change_excess", 2020)
    if excess is None:
        return None
    whole = Word("province_kind", profile.place.province_kind)
    return Sentence(f"findings.excess.{'above' if excess.value >= 0 else 'below'}", {"excess": excess, "whole": whole})


def mining(profile: Profile) -> Sentence | None:
    """Mining's part in employment in both censuses."""
    start, end = (profile.at("mining_employment_share", year) for year in (2010, 2020))
    if end is None:
        return None
    if start is None:
        return Sentence("findings.mining.one", {"place": profile.place, "end": end})
    change = profile.at("mining_employment_share_change", 2020)
    if change is None:
        key = "not_comparable"
    else:
        key = "unclear" if _unclear(change) else "fell" if change.value < 0 else "rose"
    return Sentence(f"findings.mining.{key}", {"place": profile.place, "start": start, "end": end})


def structure(profile: Profile) -> Sentence | None:
    """The section of employment that stands out most against the nation in the newest census."""
    quotients = [(n, s) for s in SECTIONS if (n := profile.latest(f"location_quotient_{s}")) is not None]
    if not quotients:
        return None
    # By the lower end: a handful of people in a tiny section must not pass for a strength.
    top, section = max(quotients, key=lambda pair: pair[0].interval_90[0] if pair[0].interval_90 else 0.0)
    values = {
        "place": profile.place,
        "quotient": top,
        "section": Word("section", SECTION_LETTERS[section]),
        "year": top.year,
    }
    return Sentence("findings.structure", values)


def growth(profile: Profile) -> Sentence | None:
    """Real growth of output in the newest year, beside the median of the peers."""
    newest = profile.latest("gdp_real_growth_rate")
    peers = beside(profile, "gdp_real_growth_rate", "peers")
    if newest is None:
        return None
    values = {"place": profile.place, "growth": newest, "year": newest.year}
    direction = "grew" if newest.value >= 0 else "shrank"
    if peers is None or peers.year != newest.year:
        return Sentence(f"findings.growth.{direction}_alone", values)
    return Sentence(f"findings.growth.{direction}", {**values, "median": median(peers, newest)})


def sectors(profile: Profile) -> Sentence | None:
    """The secondary sector in output, first and newest year since 2010."""
    path = [n for n in profile.series.get("secondary_share", ()) if n.year >= 2010]
    if len(path) < 2:
        return None
    start, end = path[0], path[-1]
    direction = "fell" if end.value < start.value else "rose"
    values = {"place": profile.place, "start": start, "start_year": start.year, "end": end, "end_year": end.year}
    return Sentence(f"findings.sectors.{direction}", values)


def house_price(profile: Profile) -> Sentence | None:
    """What a home costs, and the rank among all places with a price."""
    price = profile.latest("house_price")
    if price is None:
        return None
    rank, count = (profile.at(f"house_price_{what}", price.year) for what in ("rank", "place_count"))
    if rank is None or count is None:
        return None
    values = {"place": profile.place, "price": price, "year": price.year, "rank": rank, "count": count}
    key = "lowest" if rank.value == 1 else "highest" if rank.value == count.value else "between"
    return Sentence(f"findings.house_price.{key}", values)


def ageing(profile: Profile) -> Sentence | None:
    """The share of people aged 60 or more, beside the median of the peers."""
    share, peers = profile.latest("age_60_plus_share"), beside(profile, "age_60_plus_share", "peers")
    if share is None or peers is None or peers.year != share.year:
        return None
    return Sentence("findings.ageing", {"share": share, "year": share.year, "median": median(peers, share)})


def extremes(profile: Profile) -> Sentence | None:
    """In which measures the place is in the lowest or highest tenth of its peers, the most extreme first."""
    rows = [b for b in profile.beside if b.group == "peers"]
    if not rows:
        return None
    lowest = sorted((b for b in rows if b.share_below <= TAIL), key=lambda b: b.share_below)
    highest = sorted((b for b in rows if b.share_below >= 1 - TAIL), key=lambda b: -b.share_below)
    key = "both" if lowest and highest else "lowest" if lowest else "highest" if highest else "none"
    values = {"place": profile.place, "peers": len(profile.peers), "total": len(rows)}
    named = {"lowest": _named(lowest), "highest": _named(highest)}
    return Sentence(f"findings.extremes.{key}", {**values, **named})


def _named(rows: Sequence[GroupQuantiles]) -> list[Label | Sentence]:
    """Labels of the first measures, and how many more there are."""
    more = len(rows) - NAMED
    labels: list[Label | Sentence] = [Label(row.quantity, within=True) for row in rows[:NAMED]]
    return [*labels, Sentence("findings.extremes.more", {"count": more})] if more > 0 else labels


def beside(profile: Profile, quantity: str, group: str) -> GroupQuantiles | None:
    """The row of a quantity and group, or None."""
    return next((b for b in profile.beside if (b.quantity, b.group) == (quantity, group)), None)


def median(row: GroupQuantiles, like: Number) -> Number:
    """The median of a group as a number, with the sources of the city's own figure."""
    return Number(
        row.quantity, row.quantiles[2], like.unit, row.year, None, like.sources, ("computed", f"median_{row.group}")
    )


def _direction(change: Number) -> str:
    return "lost" if change.value < 0 else "gained"


def _unclear(change: Number) -> bool:
    return change.interval_90 is not None and change.interval_90[0] < 0 < change.interval_90[1]


HEAD = {
    "population": "population_change",
    "mining_employment_share": "mining_employment_share",
    "gdp_nominal": "gdp_real_growth_rate",
    "budget_revenue": "budget_self_sufficiency_ratio",
    "house_price": "house_price",
}
"""Quantity at the head -> the one by which places of different size are compared in its stead."""


@dataclass(frozen=True)
class HeadFigure:
    """The newest figure of a quantity and all published ones, oldest first.

    `compared` is the figure of the place that stands beside `peers`, both of one year; None where peers have none.
    """

    newest: Number
    path: tuple[Number, ...]
    compared: Number | None
    peers: GroupQuantiles | None


def head_figures(profile: Profile) -> list[HeadFigure]:
    """The figures at the head that the place has, in the order of HEAD."""
    result = []
    for quantity, other in HEAD.items():
        path = profile.series.get(quantity, ())
        peers = beside(profile, other, "peers")
        compared = profile.at(other, peers.year) if peers is not None else None
        if path:
            result.append(HeadFigure(path[-1], path, compared, peers if compared is not None else None))
    return result
