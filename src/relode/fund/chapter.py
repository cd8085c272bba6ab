"""The chapter on a province's money: what it pays and where, each place, what needs more data."""

from collections.abc import Iterator

from relode.decisions.records import RECOMMENDATIONS, Decision, Decisions
from relode.fund.fund_records import FundPayment, FundRecord
from relode.fund.funding import KINDS
from relode.language import Amount, Sentence, Word
from relode.places import Place, by_code
from relode.story import Block, Chapter, Column, Passage, Span, Table


def chapter(record: FundRecord, by_place: bool = False) -> Chapter:
    """What a province should pay, as blocks; `by_place`: a row for each decision of each place, for a workbook."""
    blocks: tuple[Block, ...] = (
        Passage((lead(record),), sources=record.sources),
        *(Passage((said,), "bullet", record.sources) for said in headline(record)),
        *([paid_table(record)] if record.payments else []),
        places_table(record),
        *([pots_table(record)] if record.pots else []),
        *([lists_table(record)] if by_place else []),
        Passage((Sentence("fund.how.order", {}), Sentence("fund.how.firms", {})), "note", record.sources),
    )
    return Chapter("fund", Sentence("fund.heading", _of(record)), blocks)


def _of(record: FundRecord) -> dict[str, object]:
    return {"province": list(provinces_of(record)), "budget": Amount(record.money.budget or 0.0, "yuan")}


def provinces_of(record: FundRecord) -> tuple[Place, ...]:
    """The provinces whose places may get money."""
    return tuple(by_code()[code] for code in record.province.split(","))


def lead(record: FundRecord) -> Sentence:
    """What is answered, and from what."""
    return Sentence("fund.lead", {"places": len(record.places), "start": record.start, "horizon": record.horizon})


def headline(record: FundRecord) -> Iterator[Sentence]:
    """What is paid of the money kind by kind, what is left, and what has a cost and is not paid."""
    parts = [
        Sentence(f"fund.headline.{kind}", {
            "yuan": Amount(sum(each.yuan for each in some), "yuan"), "places": len({each.place for each in some}),
        })
        for kind in KINDS
        if (some := [each for each in record.payments if each.kind == kind and each.yuan > 0])
    ]  # fmt: skip
    left = Amount(record.money.unassigned, "yuan")
    yield Sentence(
        "fund.headline.paid" if parts else "fund.headline.nothing", _of(record) | {"parts": parts, "left": left}
    )
    unpaid = sum(each.cost - each.yuan for each in record.payments if each.cost > each.yuan + 1)
    if unpaid:
        yield Sentence("fund.headline.unpaid", {"yuan": Amount(unpaid, "yuan")})
    unpriced = [
        row for each in record.places for row in each.decisions
        if row.group != "common" and row.kind != "money" and row.cost is None and row.recommendation in ("do", "secure")
    ]  # fmt: skip
    if unpriced:
        yield Sentence("fund.headline.unpriced", {"count": len(unpriced)})


def paid_table(record: FundRecord) -> Table:
    """Each decision with a known cost in its place, in the order of paying."""
    columns = (
        Column("fund.column.place", lambda each: by_code()[each.place]),
        Column("fund.column.what", lambda each: record.decision(each).name, width=2),
        Column("fund.column.cost", lambda each: Amount(each.cost, "yuan")),
        Column("fund.column.yuan", lambda each: Amount(each.yuan, "yuan")),
    )
    shown: list[object] = []
    for kind in KINDS:
        if some := [each for each in record.payments if each.kind == kind]:
            shown += [Span(Sentence(f"fund.kind.{kind}", {}), "pilot" if kind == "pilot" else "do"), *some]
    return Table(Sentence("fund.table.paid", {}), columns, shown, record.sources, sheet="fund_paid")


def places_table(record: FundRecord) -> Table:
    """What each place gets, and how many decisions it has by recommendation."""
    gets = {each.place: 0.0 for each in record.places}
    for each in record.payments:
        gets[each.place] += each.yuan
    columns = (
        Column("fund.column.place", lambda each: by_code()[each.place]),
        Column("fund.column.yuan", lambda each: Amount(gets[each.place], "yuan")),
        *(Column(f"decision.recommendation.{kind}", _count(kind), is_whole=True) for kind in RECOMMENDATIONS),
    )
    rows = sorted(record.places, key=lambda each: (-gets[each.place], each.place))
    return Table(Sentence("fund.table.places", {}), columns, rows, record.sources, sheet="fund_places")


def _count(recommendation: str):  # type: ignore[no-untyped-def]
    def counted(each: Decisions) -> int:
        return sum(row.group != "common" for row in each.of(recommendation))

    return counted


def pots_table(record: FundRecord) -> Table:
    """What is known of central money by province."""
    columns = (
        Column("fund.column.province", lambda pot: by_code()[pot.province]),
        Column("fund.column.channel", lambda pot: Word("funding_channel", pot.channel), width=2),
        Column("fund.column.sum", lambda pot: Amount(pot.yuan, "yuan", None, pot.sources)),
        Column("fund.column.year", "year"),
    )
    return Table(Sentence("fund.table.pots", {}), columns, record.pots, record.sources, sheet="fund_pots")


def lists_table(record: FundRecord) -> Table:
    """Every decision of every place that a fact decides, a line each: to be filtered."""
    every = [(each.place, row) for each in record.places for row in each.decisions if row.group != "common"]

    def of(name: str):  # type: ignore[no-untyped-def]
        return lambda line: getattr(line[1], name)

    columns = (
        Column("fund.column.place", lambda line: by_code()[line[0]]),
        Column("fund.column.what", of("name"), width=2),
        Column(
            "decision.column.recommendation",
            lambda line: Sentence(f"decision.recommendation.{line[1].recommendation}", {}),
        ),
        Column("decision.column.why", of("reason"), width=3),
        Column("fund.column.cost", lambda line: cost_of(line[1])),
    )
    return Table(Sentence("fund.table.lists", {}), columns, every, record.sources, sheet="fund_lists")


def cost_of(row: Decision) -> Amount | None:
    """What it costs, in all or a year, as its source has it."""
    return None if row.cost is None else Amount(row.cost.value, row.cost.unit, row.cost.interval_90, row.cost.sources)


__all__ = ["FundPayment", "chapter", "headline", "paid_table"]
