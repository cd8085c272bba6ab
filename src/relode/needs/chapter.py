"""The chapter on needs: who will be there, what is sure, what may be done, what only the city knows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from relode.bureaus import bureaus_of
from relode.language import Amount, Bilingual, Sentence, say
from relode.needs.capacity import PRACTICAL, verdict_of
from relode.needs.needs_records import NeedMeasure, Needs, ServiceNeed, Surplus
from relode.panel.number import Number
from relode.story import Blank, Block, Chapter, Column, Heading, Passage, PictureSpot, Table

YUAN = 1e8
"""Yuan in the unit of budgets."""
FIRST = 2023
"""The year beside which later ones are set: the newest with counts of pupils."""
SCORES = ("score.mae", "score.naive_mae", "score.horizon")
"""Fields of how forecasts of users did in the past."""
PICTURES = ("needs_users", "needs_sure")


@dataclass(frozen=True)
class NormLine:
    """A norm of a service in one year."""

    service: ServiceNeed
    norm: Bilingual
    need: Number
    surplus: Surplus


def chapter(record: Needs, *, has_measures: bool = True) -> Chapter:
    """What a place needs, as blocks; measures are left out where decisions tell them."""
    lead = [Sentence("needs.lead.ages_alone", {})] if "ages_alone" in record.tags else []
    blocks: tuple[Block, ...] = (
        *(Passage((said,), sources=record.sources) for said in (*lead, *first_lines(record))),
        *(Passage(tuple(said), "bullet", record.sources) for said in service_lines(record)),
        *(Passage((said,), sources=record.sources) for said in money_lines(record)),
        PictureSpot(PICTURES[0]),
        users_table(record),
        *norms_tables(record),
        *([PictureSpot(PICTURES[1])] if "ages_alone" not in record.tags else []),
        peaks_table(record),
        *([measures_table(record)] if has_measures else []),
        Heading(Sentence("needs.subheading.missing", {})),
        *missing_blanks(record),
        Passage(tuple(notes(record)), "note"),
    )
    return Chapter("needs", Sentence("needs.heading", {}), blocks)


def missing_blanks(record: Needs) -> tuple[Blank, ...]:
    """What only the city can fill in, and who has it."""
    return tuple(Blank(f"needs.cell.{cell}", bureaus_of(cell)) for cell in record.missing)


def own_chapter(record: Needs, how: Sentence) -> Chapter:
    """What a place needs by norms of the user's own, as blocks; `how` its ages and norms came about."""
    blocks: tuple[Block, ...] = (
        *(Passage(tuple(said), "bullet", record.sources) for said in service_lines(record)),
        users_table(record),
        *norms_tables(record),
        peaks_table(record),
        Passage((how, *own_notes(record)), "note"),
    )
    return Chapter("needs", Sentence("needs.heading", {}), blocks)


def first_lines(record: Needs) -> Iterator[Sentence]:
    """Children of primary school age, and those of working age for each older resident."""
    primary, working = record.service("primary"), record.service("working_age")
    values = {"first": FIRST, "year": record.year}
    now, then = (primary.at(year).users for year in (FIRST, record.year))
    yield Sentence("needs.lead.users", values | {"before": now, "after": then})
    now, then = (working.at(year).users for year in (FIRST, record.year))
    yield Sentence("needs.lead.working_age", values | {"before": now, "after": then})


def service_lines(record: Needs) -> Iterator[list[Sentence]]:
    """What is sure of each service with a count, and what is not."""
    for each in record.services:
        if each.capacity is not None and each.kind == "capacity" and each.at(record.year).need:
            yield service_line(each, record.year)


def service_line(need: ServiceNeed, year: int) -> list[Sentence]:
    """What is sure of a service with a count in a year, since when, and the peak of its users if one is ahead."""
    assert need.capacity is not None  # a service without a count has no line
    told = need.at(year)
    verdict = need.verdict
    if verdict in ("surplus", "shortage", "not_sure", "norms_disagree"):
        verdict = verdict_of(need.kind, told, need.capacity.value, False)
    needed = [end for each in told.need.values() for end in _ends(each, verdict)]
    values = {
        "name": need.name,
        "year": year,
        "capacity": Amount(need.capacity.value, "count", None, need.capacity.sources),
        "sure": Amount(abs(told.sure), "count"),
        "low": Amount(min(needed), "count"),
        "high": Amount(max(needed), "count"),
        "practical": Amount(PRACTICAL, "share"),
        "counter": need.counter_behind,
    }
    is_use = verdict == "shortage" and "in_use" in need.capacity.flags
    said = [Sentence("needs.lead.more_users" if is_use else f"needs.lead.{verdict}", values)]
    since = need.first_sure_year.surplus if told.sure > 0 else need.first_sure_year.shortage
    if told.sure and since is not None and since <= year:
        said.append(Sentence("needs.lead.since", {"since": since}))
    last, peak = need.years[-1], need.at(need.peak)
    if FIRST < need.peak < last.year and last.users.value < (1 - PRACTICAL) * peak.users.value:
        ends = {"peak": need.peak, "most": peak.users, "last": last.year, "fewest": last.users}
        said.append(Sentence("needs.lead.hump", ends | {"users": need.users_name}))
    return said


def reckoned(record: Needs, measure: str) -> tuple[Sentence, ...]:
    """How a measure comes to its number: what is there beside the norm that leaves least of it, and who leaves anyway.

    Nothing where nothing is sure of its service.
    """
    asked = next(each for each in record.measures if each.name == measure)
    service = record.service(asked.service)
    told, capacity = service.at(record.year), service.capacity
    if capacity is None or not told.sure:
        return ()
    least = min(told.surplus, key=lambda norm: abs(told.surplus[norm].sure))
    values = {
        "name": service.name,
        "capacity": Amount(capacity.value, "count", None, capacity.sources, "exact"),
        "counted": capacity.year,
        "most": Amount(capacity.value - round(told.sure), "count", None, (), "exact"),
        "year": record.year,
        "norm": service.norms[least],
        "counter": service.counter_behind,
        "sure": Amount(abs(round(told.sure)), "count", None, (), "exact"),
    }
    return Sentence(f"needs.reckoned.{'surplus' if told.sure > 0 else 'shortage'}", values), asked.reason


def _ends(need: Number, verdict: str) -> tuple[float, ...]:
    """What a norm asks for; both ends of its band where the verdict turns on them."""
    return need.interval_90 if verdict == "not_sure" and need.interval_90 else (need.value,)


def money_lines(record: Needs) -> Iterator[Sentence]:
    """What the education budget would be, from following its users to staying."""
    money = next((each for each in record.money if each.year == record.year), None)
    need = next((each for each in record.services if each.kind == "money"), None)
    if money is not None and need is not None and need.capacity is not None:
        base = need.at(need.capacity.year).users
        values = {
            "budget": need.capacity,
            "base": need.capacity.year,
            "year": record.year,
            "follows": money.follows,
            "per_user": Amount(money.per_user.value, "yuan"),
            "today": Amount(YUAN * need.capacity.value / base.value, "yuan"),
        }
        yield Sentence("needs.lead.money", values)


def users_table(record: Needs) -> Table:
    """Users of each service today and later, how many of them are born, and how such forecasts did."""
    told = [each.year for each in record.services[0].years]
    years = dict.fromkeys((FIRST if FIRST in told else told[0], record.year, told[-1]))
    columns = (
        Column("needs.column.service", "name", width=2),
        Column("needs.column.users", "users_name", width=1.6),
        *(
            Column(Sentence("needs.column.users_year", {"year": year}), users_of(year), width=1.6)
            for year in years
        ),
        Column(
            Sentence("needs.column.alive", {"year": record.year}),
            lambda each: each.at(record.year).alive_share,
            unit="share",
            format="whole",
        ),
        *(
            Column(f"needs.column.{name}", field, unit="share" if name != "ahead" else "")
            for name, field in zip(("error", "naive", "ahead"), SCORES, strict=True)
        ),
    )  # fmt: skip
    return Table(
        Sentence("needs.table.users", {}), columns, record.services, record.sources, folded=True, sheet="needs_users"
    )


def users_of(year: int) -> Callable[[ServiceNeed], Number]:
    """The users of a service in a year, as a field of a column."""

    def of(each: ServiceNeed) -> Number:
        return each.at(year).users

    return of


def norms_tables(record: Needs) -> tuple[Table, ...]:
    """Need, surplus and what of it is sure, norm by norm; none where nothing is counted."""
    lines = [
        NormLine(each, each.norms[norm], need, each.at(record.year).surplus[norm])
        for each in record.services
        if each.capacity is not None and each.kind == "capacity"
        for norm, need in each.at(record.year).need.items()
    ]
    if not lines:
        return ()
    columns = (
        Column("needs.column.service", lambda line: _counted(line.service), width=2),
        Column("needs.column.norm", "norm", width=2.4),
        Column(
            "needs.column.capacity", lambda line: Amount(line.service.capacity.value, line.service.unit), format="full"
        ),
        Column("needs.column.counted_in", "service.capacity.year"),
        Column("needs.column.need", "need", width=1.6, format="full"),
        Column("needs.column.surplus", lambda line: Amount(line.surplus.median, line.service.unit), format="full"),
        Column("needs.column.sure", lambda line: Amount(line.surplus.sure, line.service.unit), format="full"),
    )
    caption = Sentence("needs.table.norms", {"year": record.year})
    return (Table(caption, columns, lines, record.sources, folded=True, sheet="needs_norms"),)


def _counted(service: ServiceNeed) -> Bilingual:
    """Its name; in Chinese with the word that it is counted in, where that is not persons."""
    if service.unit != "count" or not service.counter_behind.zh:
        return service.name
    told = say("needs.counted", "zh", name=service.name.zh, counter=service.counter_behind.zh)
    return Bilingual(service.name.en, told)


SINCE = (
    Column("needs.column.since_surplus", "first_sure_year.surplus"),
    Column("needs.column.since_shortage", "first_sure_year.shortage"),
)
"""Since when what is too much or too little is sure."""


def peaks_table(record: Needs) -> Table:
    """When each service has most users, how many are left in the last year, and (supply known) what is sure when."""
    last = record.services[0].years[-1].year
    columns = (
        Column("needs.column.service", "name", width=2),
        Column("needs.column.users", "users_name", width=1.6),
        Column("needs.column.peak", "peak"),
        Column("needs.column.at_peak", lambda each: each.at(each.peak).users, width=1.6),
        Column(
            Sentence("needs.column.left", {"until": last}),
            lambda each: each.at(last).users.value / each.at(each.peak).users.value,
            unit="share",
            format="whole",
        ),
        *(SINCE if "ages_alone" not in record.tags else ()),
    )
    return Table(
        Sentence("needs.table.peaks", {"until": last}),
        columns,
        record.services,
        record.sources,
        folded=True,
        sheet="needs_peaks",
    )


def measures_table(record: Needs) -> Table:
    """Measures with verdict, reason, cost, bureau and first step."""
    columns = (
        Column("needs.column.measure", "title", width=1.6),
        Column("needs.column.verdict", verdict_word),
        Column("needs.column.reason", "reason", width=2.4),
        Column("needs.column.cost", "cost", width=1.2),
        Column("needs.column.bureau", "bureau"),
        Column("needs.column.first_step", "first_step", width=2.4),
    )
    return Table(Sentence("needs.table.measures", {}), columns, record.measures, record.sources, sheet="needs_measures")


def verdict_word(measure: NeedMeasure) -> Sentence:
    """The verdict in words."""
    return Sentence(f"needs.verdict.{measure.verdict}", {})


def notes(record: Needs) -> list[Sentence]:
    """What is said once for all, and what single figures do not tell."""
    said: list[Sentence] = [Sentence("needs.how", {})]
    primary = record.service("primary")
    if primary.counted is not None and "rounded_to_10000" in primary.flags:
        said.append(Sentence("needs.lead.rounded", {"counted": primary.counted}))
    if any("norm_not_read" in each.flags for each in record.services):
        said.append(Sentence("needs.lead.not_read", {}))
    return [*said, *own_notes(record)]


def own_notes(record: Needs) -> list[Sentence]:
    """What the figures of single services do not tell."""
    return [Sentence("needs.note", {"note": each.note}) for each in record.services if each.note is not None]
