"""The chapter on a province's money: what it pays, programmes over all places, each place, what is filled in first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from relode.deals.public_works import channel_name
from relode.decisions import chapter as told
from relode.decisions import decision_money, decision_text
from relode.decisions.decision_records import Decision
from relode.fund.allocation import back, wholes, yuan_of
from relode.fund.fund_records import FundedProgramme, FundPayment, FundRecord, PaidGain
from relode.fund.place_tables import alike_table, lists_table, places_table, where
from relode.language import Amount, Clauses, Sentence
from relode.places import Place, by_code
from relode.story import Block, Chapter, Column, Passage, Span, Table

KINDS = ("need", "programme", "trial")


@dataclass(frozen=True)
class PaidLine:
    """What is paid for one decision over its places."""

    kind: str
    name: str
    payments: tuple[FundPayment, ...]
    decision: Decision
    gain: PaidGain | None

    @property
    def yuan(self) -> float:
        """Of the province. [yuan per year]"""
        return sum(each.yuan for each in self.payments)

    @property
    def places(self) -> list[Place]:
        """Where."""
        return [by_code()[each.place] for each in self.payments]


def chapter(record: FundRecord, by_place: bool = False) -> Chapter:
    """What a province should pay, as blocks; `by_place`: a row for each decision of each place, for a workbook."""
    lines = paid_lines(record)
    asked = told.asked_lines([each.decisions for each in record.places])
    places = Column("fund.column.where", lambda line: where([by_code()[code] for code in line.places], record), width=2)
    blocks: tuple[Block, ...] = (
        Passage((lead(record),), sources=record.sources),
        *(Passage((said,), "bullet", record.sources) for said in headline(record)),
        *([paid_table(record, lines)] if lines else []),
        programmes_table(record),
        *([gains_table(record, lines)] if any(line.gain for line in lines) else []),
        effects_table(record),
        places_table(record),
        *([told.asked_table(asked, record.sources, (places,), "fund_asked")] if asked else []),
        *([pots_table(record)] if record.pots else []),
        lists_table(record) if by_place else alike_table(record),
        Passage(tuple(notes(record)), "note", record.sources),
    )
    values = {"province": list(provinces_of(record)), "budget": Amount(record.budget, "yuan")}
    return Chapter("fund", Sentence("fund.heading", values), blocks)


def provinces_of(record: FundRecord) -> tuple[Place, ...]:
    """The provinces whose places may get money."""
    return tuple(by_code()[code] for code in record.province.split(","))


def lead(record: FundRecord) -> Sentence:
    """What is answered, and from what."""
    values = {"futures": record.futures, "year": record.price_year, "start": record.start, "horizon": record.horizon}
    return Sentence("fund.lead", values | {"places": len(record.places)})


def headline(record: FundRecord) -> Iterator[Sentence]:
    """What is paid of the money, kind by kind, what is left, and where the province may do what a city should not."""
    paid = {kind: sum(each.yuan for each in record.payments if each.kind == kind) for kind in KINDS}
    parts = [
        Sentence(f"fund.headline.{kind}", {
            "yuan": Amount(paid[kind], "yuan"),
            "places": len({each.place for each in record.payments if each.kind == kind}),
            "names": [decision_text.name_within(line.decision) for line in paid_lines(record) if line.kind == kind],
        })
        for kind in KINDS
        if paid[kind] > 0
    ]  # fmt: skip
    budget, left = Amount(record.budget, "yuan"), Amount(record.budget - record.paid, "yuan")
    if parts:
        yield Sentence("fund.headline.paid", {"budget": budget, "parts": Clauses(tuple(parts)), "left": left})
    else:
        yield Sentence(f"fund.headline.{'all_left' if record.unpaid else 'nothing'}", {"budget": budget})
    yield from in_many(record)
    free = [each for place in record.places for each in place.decisions.of("do") if _is_free(each)]
    if free:
        yield Sentence("fund.headline.free", {"count": len(free)})
    yield unpaid_words(record)


def unpaid_words(record: FundRecord) -> Sentence:
    """What more would be worth paying, and why it is not paid of what is left: no money for a whole of it, or no room
    for what the money reaches."""
    if not record.unpaid:
        return Sentence("fund.headline.no_more", {})
    left = record.budget - record.paid
    key = "too_dear" if all(yuan_of(whole) > left for whole in wholes(record.unpaid)) else "no_room"
    return Sentence(f"fund.headline.unpaid_{key}", {"yuan": Amount(yuan_of(record.unpaid), "yuan")})


def in_many(record: FundRecord) -> Iterator[Sentence]:
    """Programmes that over many places have a better verdict than a place alone would give them."""
    for each in record.programmes:
        kind = each.decision.verdict
        if kind in ("do", "try_small") and sum(each.alone.values()) > each.alone.get(kind, 0):
            values = {
                "name": decision_text.name_of(each.decision),
                "alone": alone_words(each),
                "together": verdict_word(each.decision),
            }
            yield Sentence("fund.headline.in_many", values)


def _is_free(decision: Decision) -> bool:
    return decision.kind == "need" and (decision.cost is None or decision.cost.yuan_a_year == 0)


def paid_lines(record: FundRecord) -> list[PaidLine]:
    """What is paid, one line a decision, in the order in which it is paid."""
    decisions = {each.decision.name: each.decision for each in record.programmes}
    own = {each.place: each.decisions for each in record.places}
    result = []
    for kind, name in dict.fromkeys((each.kind, each.name) for each in record.payments):
        some = tuple(each for each in record.payments if (each.kind, each.name) == (kind, name))
        first = next(each for each in own[some[0].place].decisions if each.name == name)
        gain = next((each for each in record.gains if each.name == name), None)
        result.append(PaidLine(kind, name, some, decisions.get(name, first), gain))
    return result


def paid_table(record: FundRecord, lines: Sequence[PaidLine]) -> Table:
    """What is paid: where, law, channel, money of the province and of the places."""
    columns = (
        Column("decisions.column.measure", lambda line: decision_text.name_of(line.decision), width=1.6),
        Column("fund.column.where", lambda line: line.places, width=2),
        Column("decisions.column.law", lambda line: decision_text.law_of(line.decision), width=1.2),
        Column("fund.column.channel", lambda line: channels_of(line.decision), width=1.6),
        Column("fund.column.yuan", lambda line: Amount(line.yuan, "yuan")),
        Column("fund.column.own", lambda line: Amount(sum(each.own for each in line.payments), "yuan")),
        Column("fund.column.after", lambda line: Amount(sum(each.after for each in line.payments), "yuan")),
    )
    shown: list[object] = []
    for kind in KINDS:
        if some := [line for line in lines if line.kind == kind]:
            shown += [Span(Sentence(f"fund.kind.{kind}", {}), "try_small" if kind == "trial" else "do"), *some]
    return Table(Sentence("fund.table.paid", {}), columns, shown, record.sources, sheet="fund_paid")


def gains_table(record: FundRecord, lines: Sequence[PaidLine]) -> Table:
    """What the money that is paid does beside the same money on ordinary services."""
    columns = (
        Column("decisions.column.measure", lambda line: decision_text.name_of(line.decision), width=1.6),
        Column("decisions.column.yardstick", "gain.yardstick", width=1.4),
        Column("decisions.column.gain", "gain.gain", width=1.4),
    )
    caption = Sentence("fund.table.gains", {"horizon": record.horizon})
    return Table(caption, columns, [line for line in lines if line.gain], record.sources, sheet="fund_gains")


def programmes_table(record: FundRecord) -> Table:
    """Programmes over all places beside what a place alone would be told."""
    columns = (
        Column("decisions.column.measure", lambda each: decision_text.name_of(each.decision), width=1.6),
        Column("decisions.column.why", lambda each: decision_text.reason_of(each.decision), width=2.6),
        Column("fund.column.count", lambda each: len(each.places), is_whole=True),
        Column("fund.column.alone", alone_words, width=1.4),
        Column("decisions.column.cost", lambda each: decision_money.cost_of(each.decision), width=1.2),
    )
    caption = Sentence("fund.table.programmes", {"horizon": record.horizon})
    return Table(caption, columns, by_verdict(record.programmes), record.sources, sheet="fund_programmes")


def effects_table(record: FundRecord) -> Table:
    """What programmes gain over all their places, and how sure that is; those without an effect are left out."""
    columns = (
        Column("decisions.column.measure", lambda each: decision_text.name_of(each.decision), width=1.6),
        Column("decisions.column.yardstick", "decision.gain.yardstick", format="interval", width=1.4),
        Column("decisions.column.gain", "decision.gain.gain", format="interval", width=1.4),
        Column("fund.column.back", lambda each: bounded_back(each.decision), unit="ratio"),
        Column("decisions.column.average_above", "decision.gain.average_above", unit="share", format="whole"),
        Column("fund.column.chance_alone", "chance_alone", unit="share", format="whole"),
        Column("fund.column.chance", "decision.gain.chance_here", unit="share", format="whole"),
    )
    lines = by_verdict([each for each in record.programmes if each.decision.gain is not None])
    caption = Sentence("fund.table.effects", {"horizon": record.horizon})
    sources = ("published_effects", *record.sources)
    return Table(caption, columns, lines, sources, folded=True, sheet="fund_effects")


def bounded_back(decision: Decision) -> float | None:
    """Its return, yuan a yuan; None beside services that do nothing, where it has no bound."""
    found = back(decision)
    return found if isfinite(found) else None


def by_verdict(programmes: Sequence[FundedProgramme]) -> list[object]:
    """Programmes below the verdict that they have in common, in their order."""
    lines: list[object] = []
    for kind in dict.fromkeys(each.decision.verdict for each in programmes):
        some = [each for each in programmes if each.decision.verdict == kind]
        lines += [Span(verdict_word(some[0].decision), kind), *some]
    return lines


def verdict_word(decision: Decision) -> Sentence:
    """The verdict over all places in words."""
    return Sentence(f"fund.verdict.{decision.verdict}", {})


def alone_words(each: FundedProgramme) -> Clauses | None:
    """Verdicts of the places by themselves, with how many have each."""
    counts = [
        Sentence("fund.alone", {"verdict": decision_text.verdict_word(kind), "count": count})
        for kind, count in each.alone.items()
    ]
    return Clauses(tuple(counts)) if counts else None


def channels_of(decision: Decision) -> object:
    """Channels of higher governments whose uses name it, beside the province's own money."""
    if decision.kind == "programme":
        channels = decision_text.programme_of(decision).channels
    else:
        channels = tuple(filter(None, [decision.channel.channel]))
    found = [channel_name(each) for each in channels]
    return Sentence("fund.channel.also", {"names": found}) if found else Sentence("fund.channel.own", {})


def pots_table(record: FundRecord) -> Table:
    """What is known of central money by province."""
    columns = (
        Column("fund.column.province", lambda pot: by_code()[pot.province]),
        Column("fund.column.channel", lambda pot: channel_name(pot.channel), width=2),
        Column("fund.column.sum", lambda pot: Amount(pot.yuan, "yuan", None, pot.sources)),
        Column("fund.column.year", "year"),
    )
    return Table(Sentence("fund.table.pots", {}), columns, record.pots, record.sources, sheet="fund_pots")


def notes(record: FundRecord) -> Iterator[Sentence]:
    """What is said once for all."""
    yield Sentence("fund.how.order", {})
    yield Sentence("fund.how.average", {})
    value, low, high = (Amount(each, "share", None, ("assumption",)) for each in record.absorbable)
    yield Sentence("fund.how.absorbable", {"value": value, "low": low, "high": high})
    yield Sentence("fund.how.neighbours", {})
    for name in ("unpublished", "absent", "counties"):
        codes = getattr(record, name)
        if codes:
            yield Sentence(f"fund.how.{name}", {"places": [by_code()[code] for code in codes]})
