"""Chapters on people, housing, money, space, the composite and the kinds of peers; and the list of what is missing."""

from relode.diagnosis.depth.in_depth import Gap, InDepth
from relode.diagnosis.depth.statistics_text import (
    chapter_of,
    column,
    judgement_words,
    large_city_words,
    span,
    surroundings_words,
    table_of,
    verdict,
)
from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.paths import Path
from relode.diagnosis.profiles.place_profile import Profile
from relode.diagnosis.statistics.space import GROWTH, Neighbours
from relode.language import Amount, Sentence, plain_cell
from relode.panel.number import Number
from relode.story import Chapter, Table
from relode.vocabulary import Label

MIGRANTS = {
    "near": "migrants_same_county",
    "province": "migrants_same_province",
    "far": "migrants_other_province",
}

STEP = 0.1
"""Change among neighbours beside which a slope is told. [share]"""


def people_chapter(depth: InDepth) -> Chapter:
    """Change beyond the province, ages, migrants by origin, schooling."""
    basic = (findings.people_excess(depth.profile), findings.ageing(depth.profile))
    said = [sentence for sentence in basic if sentence is not None]
    said += _ages(depth) + _migrants(depth)
    return chapter_of("people", tuple(said), _tables(depth, "people"), depth.sources["people"])


def working_age_sentence(depth: InDepth) -> Sentence | None:
    """How the number of people of working age changed."""
    own = depth.ages
    if own.working_age is None:
        return None
    start, end = (Amount(value, "persons") for value in own.working_age)
    values = {"place": depth.place, "start": start, "end": end, "change": Amount(own.change or 0.0, "share")}
    return Sentence("depth.people.working_age", values)


def _ages(depth: InDepth) -> list[Sentence]:
    own, first = depth.ages, working_age_sentence(depth)
    if first is None or own.dependants is None or own.entrants is None or own.leavers is None:
        return []
    yearly = {"entrants": Amount(own.entrants, "persons"), "leavers": Amount(own.leavers, "persons")}
    others = [Amount(round(100 * value), "count") for value in own.dependants]
    return [
        first,
        Sentence("depth.people.balance", yearly),
        Sentence("depth.people.dependants", {"start": others[0], "end": others[1]}),
    ]


def _migrants(depth: InDepth) -> list[Sentence]:
    every = depth.profile.at("migrants_share", 2020)
    if every is None or not depth.migrants:
        return []
    parts = {name: Amount(depth.migrants[quantity], "share") for name, quantity in MIGRANTS.items()}
    return [Sentence("depth.people.migrants", {"all": every, **parts})]


def housing_chapter(depth: InDepth) -> Chapter:
    """Price beside peers, and its path."""
    return chapter_of("housing", tuple(_housing(depth)), _tables(depth, "housing"), depth.sources["housing"])


def _housing(depth: InDepth) -> list[Sentence]:
    said = _beside(depth.profile, "house_price", "price", "depth.housing.beside")
    if depth.empty_homes is not None:
        said.append(Sentence("depth.housing.empty", {"share": depth.empty_homes, "year": depth.empty_homes.year}))
    return said


def money_chapter(depth: InDepth) -> Chapter:
    """Loans over deposits, how far own revenue covers spending, and what the city owes."""
    said = _beside(depth.profile, "loan_deposit_ratio", "ratio", "depth.money.credit")
    budget = budget_sentence(depth)
    said += [budget] if budget else []
    said += _newest_budget(depth.profile)
    said += _beside(depth.profile, "debt_revenue_ratio", "ratio", "depth.money.debt")
    tables = _tables(depth, "money", "budget")
    return chapter_of("money", tuple(said), tables, depth.sources["money"])


def _newest_budget(profile: Profile) -> list[Sentence]:
    """What the city takes itself and spends in the newest year with both figures, and its newest debt."""
    debt = profile.latest("government_debt")
    pairs = [(n, profile.at("budget_expenditure", n.year)) for n in profile.series.get("budget_revenue", ())]
    known = [(revenue, spending) for revenue, spending in pairs if spending is not None]
    if not known:
        return []
    revenue, spending = known[-1]
    values = {"revenue": revenue, "spending": spending, "year": revenue.year}
    if debt is None:
        return [Sentence("depth.money.newest", values)]
    return [Sentence("depth.money.newest_with_debt", {**values, "debt": debt, "debt_year": debt.year})]


def _beside(profile: Profile, quantity: str, name: str, key: str) -> list[Sentence]:
    peers = findings.beside(profile, quantity, "peers")
    own = profile.at(quantity, peers.year) if peers else None
    if own is None or peers is None:
        return []
    return [Sentence(key, {name: own, "year": own.year, "median": findings.median(peers, own)})]


def budget_sentence(depth: InDepth) -> Sentence | None:
    """How far own revenue covered spending, first and last, beside the peers; None where a year is missing."""
    own = [path for path in depth.paths if path.item.quantity == "budget_self_sufficiency_ratio"]
    first, last = own[0], own[-1]
    if first.start is None or last.end is None or first.peers_start is None or last.peers_end is None:
        return None
    values = {
        "start": first.start,
        "end": last.end,
        "first": first.item.start,
        "last": last.item.end,
        "count": last.count,
        "peers_start": Amount(first.peers_start, first.unit),
        "peers_end": Amount(last.peers_end, last.unit),
    }
    return Sentence("depth.money.budget", values)


def _tables(depth: InDepth, *themes: str) -> tuple[Table, ...]:
    """How the figures of some themes moved, beside the peers."""
    rows = [path for path in depth.paths if path.item.theme in themes and path.change is not None]
    columns = (
        column("quantity", lambda path: Label(path.item.quantity)),
        column("years", lambda path: span(path.item.start, path.item.end)),
        column("start", lambda path: _end(path.start)),
        column("end", lambda path: _end(path.end)),
        column("change", _own_change, "sign"),
        column("peers_change", _middle_half),
        column("verdict", lambda path: verdict(path.verdict)),
    )
    return (table_of("paths", columns, rows, depth.sources[themes[0]]),)


def _end(number: Number | None) -> Amount | None:
    return None if number is None else Amount(number.value, number.unit)


def _own_change(path: Path) -> Amount | Sentence:
    change = _change(path, path.change or 0.0)
    return Sentence("depth.cell.points", {"value": change}) if path.change_unit == "share change" else change


def _middle_half(path: Path) -> Sentence | None:
    """The middle half of the changes of the peers."""
    if not path.quarters:
        return None
    low, high = (_change(path, path.quarters[i]) for i in (0, 2))
    key = f"depth.cell.middle_half{'_points' if path.change_unit == 'share change' else ''}"
    return Sentence(key, {"low": low, "high": high, "count": path.count})


def _change(path: Path, value: float) -> Amount:
    """A change in its unit; differences of shares in points, whose word the cell has."""
    return Amount(100 * value, "1") if path.change_unit == "share change" else Amount(value, path.change_unit)


def space_chapter(depth: InDepth) -> Chapter:
    """Likeness to neighbours, what they went through, whether that spills over, and the nearest large city."""
    known = [each for each in depth.surroundings if each.kind is not None]
    said = [surroundings_words(each) for each in known if each.found]
    plain = [Sentence(f"diagnosis.outcome.{each.outcome}", {}) for each in known if not each.found]
    if plain:
        said.append(Sentence("depth.space.not_beyond_chance", {"outcomes": plain}))
    said += [neighbours_words(each) for each in depth.neighbours]
    said += [_spillover(depth, outcome) for outcome in depth.spillover] if depth.neighbours else []
    if depth.large_city is not None:
        said.append(large_city_words(depth.place, depth.large_city))
    return chapter_of("space", tuple(said), (), depth.sources["space"])


def neighbours_sentence(depth: InDepth) -> Sentence | None:
    """What the nearest prefectures went through in people; None without figures."""
    return next((neighbours_words(each) for each in depth.neighbours if each.outcome != GROWTH), None)


def neighbours_words(each: Neighbours) -> Sentence:
    """What the nearest prefectures went through, and how many of them fell."""
    key, what = ("neighbours_output", "shrank") if each.outcome == GROWTH else ("neighbours", "lost_people")
    part = "none" if each.fell == 0 else "all" if each.fell == each.count else "some"
    fell = Sentence(f"depth.space.{what}.{part}", {"fell": each.fell})
    return Sentence(f"depth.space.{key}", {"count": each.count, "change": Amount(each.change, "share"), "fell": fell})


def _spillover(depth: InDepth, outcome: str) -> Sentence:
    row = depth.spillover[outcome]
    key = "spillover_some" if row["gain_low"] > 0 else "spillover_none"
    points = {name: Amount(100 * STEP * row[name], "1") for name in ("slope", "low", "high")}
    # A gain is an error that falls, so its ends change places.
    ends = {"error": "gain", "error_low": "gain_high", "error_high": "gain_low"}
    errors = {name: Amount(-row[gain], "share") for name, gain in ends.items()}
    label = Sentence(f"depth.space.outcome_{outcome}", {})
    about = {"outcome": label, "places": int(row["places"]), "step": Amount(STEP, "share")}
    return Sentence(f"depth.space.{key}", {**about, **points, **errors})


def composite_chapter(depth: InDepth) -> Chapter:
    """The rank with its interval, or why none is given."""
    rank = depth.rank
    if rank.interval_90 is None:
        return chapter_of("composite", (), (), ())
    low, high = rank.interval_90
    values = {"place": depth.place, "rank": rank.rank, "low": low, "high": high, "count": rank.count}
    said = Sentence(f"depth.composite.{'not_shown' if rank.rank is None else 'shown'}", values)
    return chapter_of("composite", (said, Sentence("depth.composite.choices", {})), (), depth.sources["composite"])


def peers_chapter(depth: InDepth) -> Chapter:
    """Each main outcome beside peers of every kind."""
    said = tuple(judgement_words(each) for each in depth.judgements if each.verdict != "cannot tell")
    return chapter_of("peers", said, (), depth.sources["peers"])


def gap_label(gap: Gap) -> Sentence:
    """The part, and the item of it, that is missing."""
    part = Sentence(f"depth.part.{gap.part}", {})
    if not gap.item:
        return part
    if gap.part == "paths":
        return plain_cell(Label(gap.item))
    item = Sentence(f"diagnosis.outcome.{gap.item}", {})
    return Sentence("depth.gap.item", {"part": part, "item": item})
