"""The chapter on decisions: what is decided by facts of the place, by law and for all, and where the money goes."""

from collections.abc import Iterator, Sequence

from relode.decisions.records import GROUPS, RECOMMENDATIONS, BookRow, Decision, Decisions, MissingFact, TwoBooks
from relode.facts import rows
from relode.language import Amount, Bilingual, Clauses, Sentence, Word, has_sentence
from relode.places import Place
from relode.story import Block, Chapter, Column, Passage, Span, Table
from relode.vocabulary import Label, quantities

NAMED = 3
"""Rows of one recommendation that the headline names; the others are counted."""
ASKED = 4
"""Missing figures that page one names: those that move most money."""
BOOK_YEARS = 2, 5
"""A book shows the year of its newest figure, then every so many years."""
TYPED = ("user",)
"""Source of sums that the user typed."""


def chapter(record: Decisions) -> Chapter:
    """Decisions in their three groups, where the money goes, both books, targets and missing figures."""
    money = record.money
    blocks: list[Block] = [decisions_table(record), *options(record)]
    blocks += [Passage((split_sentence(record),)), *([lines_table(record)] if money.lines else [])]
    if record.account is not None:
        blocks += books(record.account)
    blocks += [targets_table(record)] if record.targets else []
    blocks += [asks_table(record, asks_of(record))] if asks_of(record) else []
    blocks.append(Passage((Sentence("decision.note", {}),), "note"))
    return Chapter("decisions", Sentence("decision.heading", {}), tuple(blocks))


def headline(record: Decisions, place: Place) -> Sentence:
    """What is decided in one sentence: every row to do now is named or counted, the others are counted."""
    parts = []
    for kind in RECOMMENDATIONS:
        found = [each for each in record.of(kind) if each.group != "common"]
        if found:
            named = [each.name for each in found[:NAMED]] if kind in ("do", "secure", "pilot") else []
            more = len(found) - len(named)
            key = kind if not more or not named else f"{kind}_more"
            parts.append(Sentence(f"decision.headline.{key}", {"names": named, "count": more or len(found)}))
    return Sentence("decision.headline.all", {"place": place, "parts": Clauses(tuple(parts))})


def counts_of(record: Decisions) -> dict[str, Sentence]:
    """Recommendation -> how many rows have it, the best first."""
    found = {kind: len(record.of(kind)) for kind in RECOMMENDATIONS}
    return {kind: Sentence(f"decision.counted.{kind}", {"count": count}) for kind, count in found.items() if count}


def decisions_table(record: Decisions) -> Table:
    """Every row with its recommendation, amount, money, who leads and by when, in its group."""
    columns = (
        Column("decision.column.what", "name", width=1.6),
        Column("decision.column.recommendation", lambda each: recommendation(each.recommendation)),
        Column("decision.column.why", "reason", width=2.6),
        Column("decision.column.amount", amount_of, width=1.2),
        Column("decision.column.cost", cost_of, width=1.2),
        Column("decision.column.payer", payer_of, width=1.2),
        Column("decision.column.first_step", "first_step", width=2),
        Column("decision.column.bureau", "bureau", width=1.1),
        Column("decision.column.month", month_of),
        Column("decision.column.law", law_of, width=1.2),
        Column("decision.column.share", "share_of_cities", "share", "whole"),
    )
    lines: list[object] = []
    for group in GROUPS:
        if found := [each for each in record.decisions if each.group == group]:
            lines += [Span(Sentence(f"decision.group.{group}", {}), group), *found]
    return Table(
        Sentence("decision.table.decisions", {}), columns, lines, record.sources, sheet="decisions", anchor="id"
    )


def options(record: Decisions) -> Iterator[Passage]:
    """Other ways to the same end, a line for each decision that has some."""
    for each in record.decisions:
        if each.options:
            values = {"name": each.name, "options": Clauses(each.options)}
            yield Passage((Sentence("decision.options", values),), "bullet")


def recommendation(kind: str) -> Sentence:
    """The recommendation in words."""
    return Sentence(f"decision.recommendation.{kind}", {})


def amount_of(each: Decision) -> Sentence | Amount | None:
    """How much and from when; None if nothing is counted."""
    if each.amount is None:
        return None
    amount = Amount(each.amount, each.unit, each.interval_90, sources_of(each))
    return amount if each.year is None else Sentence("decision.amount", {"amount": amount, "year": each.year})


def cost_of(each: Decision) -> Amount | None:
    """What it costs all payers; None if no source prices it."""
    cost = each.cost
    return None if cost is None else Amount(cost.value, cost.unit, cost.interval_90, cost.sources)


def payer_of(each: Decision) -> Sentence | None:
    """Who pays, with the channel."""
    if not each.payer:
        return None
    channel = channel_name(each.channel) if each.channel else None
    key = each.payer if channel is None else f"{each.payer}_of"
    return Sentence(f"decision.payer.{key}", {} if channel is None else {"channel": channel})


def channel_name(key: str) -> Word:
    """The name of a channel of money."""
    return Word("funding_channel", key)


def month_of(each: Decision) -> Sentence | None:
    """The month by whose end the first step is due."""
    return None if each.month is None else Sentence(f"channels.months.m{each.month}", {})


def law_of(each: Decision) -> list[Word] | None:
    """The documents whose articles bind it."""
    titles = {row["id"]: row["source_title"] for row in rows("law")}
    return [Word("law_document", title) for title in dict.fromkeys(titles[row] for row in each.article)] or None


def sources_of(each: Decision) -> tuple[str, ...]:
    """Keys of the sources of the facts that it rests on."""
    return tuple(dict.fromkeys(key for fact in each.facts for key in fact.sources))


def split_sentence(record: Decisions) -> Sentence:
    """Where the budget goes, in one sentence; without a budget that none was typed."""
    money = record.money
    names = ("own", "secured", "law", "pilots", "unassigned")
    parts = {name: Amount(getattr(money, name), "yuan", None, TYPED) for name in names}
    if money.budget is None:
        return Sentence("decision.split.none", {"secured": parts["secured"]})
    beyond = money.displaced or 0.0
    key = "displaces" if beyond > 0 else "all"
    values = {
        **parts,
        "budget": Amount(money.budget, "yuan", None, TYPED),
        "displaced": Amount(beyond, "yuan", None, TYPED),
    }
    return Sentence(f"decision.split.{key}", values)


def lines_table(record: Decisions) -> Table:
    """What is paid for each decision, by payer, mean a year."""
    names = {each.id: each.name for each in record.decisions}
    columns = (
        Column("decision.column.what", lambda line: names[line.id], width=2),
        Column("decision.column.payer", lambda line: Sentence(f"decision.payer.{line.payer}", {})),
        Column("decision.column.channel", lambda line: channel_name(line.channel) if line.channel else None),
        Column("decision.column.a_year", "yuan", "yuan"),
    )
    return Table(Sentence("decision.table.money", {}), columns, record.money.lines, record.sources, sheet="money")


def books(account: TwoBooks) -> Iterator[Table]:
    """The general budget and the fund budget by year."""
    for name, book in (("general", account.general), ("fund", account.fund)):
        every = sorted({int(year) for row in book for year in row.by_year})
        if not every:
            continue
        years = [year for year in every if year in every[: BOOK_YEARS[0]] or year % BOOK_YEARS[1] == 0]
        columns = (
            Column("decision.column.item", lambda row: Sentence(f"money_rows.book.{row.item}", {}), width=2),
            *(Column(Sentence("decision.column.of_year", {"year": year}), _of_year(year), width=1.2) for year in years),
        )
        keys = tuple(dict.fromkeys(key for row in book for key in row.sources))
        yield Table(Sentence(f"decision.table.{name}", {}), columns, book, keys, folded=True, sheet=f"book_{name}")


def _of_year(year: int):  # type: ignore[no-untyped-def]
    def cell(row: BookRow) -> object:
        found = row.by_year.get(str(year))
        if found is None:
            return Sentence("decision.not_available", {}) if "not_shipped" in row.flags else None
        low, median, high = found
        return Amount(median, "yuan", (low, high) if high > low else None, row.sources)

    return cell


def targets_table(record: Decisions) -> Table:
    """Forecasts as expected targets, what the plan delivers, and the chance of each binding target."""
    names = {each.id: each.name for each in record.decisions}
    columns = (
        Column(
            "decision.column.target", lambda each: names.get(each.key) or Sentence(f"decision.target.{each.key}", {})
        ),
        Column("decision.column.kind", lambda each: Sentence(f"decision.target_kind.{each.kind}", {})),
        Column("decision.column.by", "year"),
        Column(
            "decision.column.level",
            lambda each: None if each.value is None else Amount(each.value, each.unit, each.interval_90),
            format="interval",
        ),
        Column("decision.column.chance", lambda each: each.chance and Amount(each.chance[0], "share")),
        Column("decision.column.chance_with", lambda each: each.chance and Amount(each.chance[1], "share")),
    )
    return Table(Sentence("decision.table.targets", {}), columns, record.targets, record.sources, sheet="targets")


def asks_of(record: Decisions) -> list[tuple[MissingFact, Decision]]:
    """Missing figures with the decision that waits for each, those that move most money first; each cell once."""
    found: dict[str, tuple[MissingFact, Decision]] = {}
    every = [(ask, each) for each in record.decisions for ask in each.asks]
    for ask, each in sorted(every, key=lambda pair: -(pair[0].moves or 0.0)):
        found.setdefault(ask.cell, (ask, each))
    return list(found.values())


def cell_name(ask: MissingFact) -> Sentence | Bilingual | Label:
    """What is missing: the name of its cell, of its quantity, or what it decides."""
    if has_sentence(f"decision.cell.{ask.cell}"):
        return Sentence(f"decision.cell.{ask.cell}", {})
    return Label(ask.cell) if ask.cell in quantities() else ask.decides


def asks_table(record: Decisions, asks: Sequence[tuple[MissingFact, Decision]]) -> Table:
    """Figures that only the city has, with the bureau that has each and what it decides."""
    columns = (
        Column("decision.column.cell", lambda pair: cell_name(pair[0]), width=2),
        Column("decision.column.bureau", lambda pair: pair[0].bureau),
        Column("decision.column.decides", lambda pair: pair[0].decides, width=2),
        Column(
            "decision.column.moves",
            lambda pair: pair[0].moves and Amount(pair[0].moves, "yuan per year", None, sources_of(pair[1])),
        ),
    )
    return Table(Sentence("decision.table.asks", {}), columns, asks, record.sources, sheet="decision_cells")
