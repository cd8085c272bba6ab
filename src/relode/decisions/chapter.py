"""The chapter on decisions: what to do, apply for, try, fill in and leave, with reasons, money and first steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relode.bureaus import named
from relode.decisions.decision_money import after_of, cost_said, money_of, money_unit
from relode.decisions.decision_records import Decision, Decisions, TurningCell
from relode.decisions.decision_text import (
    bureau_of,
    bureaus_asked,
    cell_word,
    date_of,
    first_step,
    gain_of,
    is_beyond_print,
    law_of,
    name_of,
    name_within,
    per_million,
    printed_most,
    programme_of,
    reason_of,
    stages_of,
    sure_of,
    verdict_word,
    yardstick_per_million,
)
from relode.decisions.project_tables import project_tables
from relode.decisions.rule import ORDER, RuleConstant, thresholds
from relode.language import Amount, Bilingual, Clauses, Sentence
from relode.places import Place, by_code
from relode.story import Block, Chapter, Column, Passage, Span, Table

NAMED = 3
"""Measures of one verdict that the headline names."""
TO_DO = ("do", "do_if_granted", "do_on_terms", "try_small")


@dataclass(frozen=True)
class AskedLine:
    """A cell that turns verdicts: which it decides alone, on which others are asked for as well, in which places."""

    cell: TurningCell
    alone: tuple[Decision, ...]
    among: tuple[Decision, ...]
    places: tuple[str, ...]

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """All that turn on it."""
        return (*self.alone, *self.among)

    @property
    def what(self) -> Sentence:
        """What is to be filled in."""
        return cell_word(self.cell.cell, self.first)

    @property
    def bureaus(self) -> tuple[str, ...]:
        """Keys of the bureaus that have it, the one to ask first."""
        return bureaus_asked(self.cell.cell)

    @property
    def who(self) -> Sentence:
        """These bureaus in words."""
        return named(self.bureaus)

    @property
    def first(self) -> Decision:
        """A decision that turns on it."""
        return self.decisions[0]


def chapter(record: Decisions, has_gains: bool = False) -> Chapter:
    """Decisions as blocks; with `has_gains` each row of the first table has its gain with the interval."""
    blocks: tuple[Block, ...] = (
        decisions_table(record, has_gains=has_gains),
        *([steps_table(record)] if any(record.of(kind) for kind in TO_DO) else []),
        *([asked_table(lines, record.sources)] if (lines := asked_lines([record])) else []),
        *gains_tables(record),
        *project_tables(record),
        thresholds_table(),
        Passage(tuple(notes(record)), "note"),
    )
    return Chapter("decisions", Sentence("decisions.heading", {}), blocks)


def headline(record: Decisions, place: Place) -> Sentence:
    """What is decided, in one sentence: three measures at most of what is to be begun, how many wait or are left.

    Where nothing is to be begun it names the bureau to ask first.
    """
    asked = asked_lines([record])
    if asked and not any(record.of(kind) for kind in TO_DO):
        first = asked[0].bureaus[0]
        turning = {each.name for one in asked if one.bureaus[0] == first for each in one.decisions}
        values = {"place": place, "parts": headline_parts(record), "bureau": named([first]), "count": len(turning)}
        return Sentence("decisions.headline.ask_first", values)
    return Sentence("decisions.headline.all", {"place": place, "parts": headline_parts(record)})


def counted(record: Decisions, place: Place) -> Sentence:
    """How many measures have each verdict, where a table beneath names them and something is to be begun."""
    counts = counts_of(record)
    if not counts:
        return headline(record, place)
    return Sentence("decisions.headline.all", {"place": place, "parts": Clauses(tuple(counts.values()))})


def counts_of(record: Decisions) -> dict[str, Sentence]:
    """Verdict -> how many measures have it, the best first; none where nothing is to be begun."""
    if not any(record.of(kind) for kind in TO_DO):
        return {}
    counts = {kind: len(record.of(kind)) for kind in ORDER}
    return {kind: Sentence(f"decisions.counted.{kind}", {"count": count}) for kind, count in counts.items() if count}


def headline_parts(record: Decisions) -> Clauses:
    """The measures of each verdict: three at most of what is to be begun, how many wait or are left."""
    parts = [
        Sentence(f"decisions.headline.{kind}", {"names": _headline_names(found), "count": len(found)})
        for kind in ORDER
        if (found := record.of(kind))
    ]
    return Clauses(tuple(parts))


def _headline_names(found: Sequence[Decision]) -> list[Bilingual | Sentence]:
    """Three measures at most; of the projects of a list one alone by its name, of several how many there are."""
    listed = [each for each in found if each.project is not None]
    names = [_named(each) for each in found if each.project is None][:NAMED]
    if len(listed) > 1:
        return [*names, Sentence("decisions.headline.projects", {"count": len(listed)})]
    return [*names, *map(_named, listed)]


def _named(decision: Decision) -> Bilingual | Sentence:
    """A measure within a sentence: without the capital of its English name, and how many are sure of a need."""
    within = name_within(decision)
    if decision.kind != "need" or not decision.amount:
        return within
    values = {"name": within, "amount": sure_of(decision), "year": decision.year}
    return Sentence("decisions.headline.sure_of", values)


def decisions_table(record: Decisions, caption: Sentence | None = None, has_gains: bool = False) -> Table:
    """Every decision with its reason, law, money and cost, and its gain where that is asked for and there is one."""
    head = Sentence("decisions.column.gain_a_year", {"horizon": record.horizon})
    columns = (
        Column("decisions.column.measure", name_of, width=1.6),
        Column("decisions.column.why", reason_of, width=3),
        *([Column(head, gain_of, width=1.4)] if has_gains and any(map(gain_of, record.decisions)) else []),
        Column("decisions.column.law", law_of, width=1.2),
        Column("decisions.column.money", lambda each: money_of(each, record.place), width=1.6),
        Column("decisions.column.cost", cost_said, width=1.2),
        Column("decisions.column.after", after_of),
    )
    lines: list[object] = []
    for kind in ORDER:
        if found := record.of(kind):
            lines += [Span(verdict_word(kind), kind), *found]
    told = caption or Sentence("decisions.table.decisions", {})
    return Table(told, columns, lines, record.sources, sheet="decisions")


def steps_table(record: Decisions) -> Table:
    """First step, bureau, date, stages of what is not to be left."""
    columns = (
        Column("decisions.column.measure", name_of, width=1.6),
        Column("decisions.column.first_step", first_step, width=2.2),
        Column("decisions.column.bureau", bureau_of, width=1.3),
        Column("decisions.column.date", date_of, width=1.4),
        Column("decisions.column.stages", stages_of, width=1.6),
    )
    lines = [each for kind in TO_DO for each in record.of(kind)]
    return Table(Sentence("decisions.table.steps", {}), columns, lines, record.sources, sheet="decision_steps")


def asked_lines(records: Sequence[Decisions]) -> list[AskedLine]:
    """Cells that turn verdicts of some places, those first that decide most alone, then those that decide most.

    A cell decides a measure alone where it does so in each of the places that ask for it.
    """
    found: dict[str, list[tuple[TurningCell, Decision, str]]] = {}
    for record in records:
        for decision in record.of("fill_in"):
            for cell in decision.fill_in:
                found.setdefault(cell.cell, []).append((cell, decision, record.place))
    lines = []
    for each in found.values():
        among = {d.name: d for _, d, _ in each if len(d.fill_in) > 1}
        alone = tuple({d.name: d for _, d, _ in each if d.name not in among}.values())
        places = tuple(dict.fromkeys(code for _, _, code in each))
        lines.append(AskedLine(each[0][0], alone, tuple(among.values()), places))
    return sorted(lines, key=lambda line: (-len(line.alone), -len(line.places), -len(line.among), line.cell.cell))


def asked_table(
    lines: Sequence[AskedLine], sources: tuple[str, ...], more: Sequence[Column] = (), sheet: str = "decision_cells"
) -> Table:
    """What decides, who has it, on what it decides alone, and where it turns."""
    columns = (
        Column("decisions.column.cell", "what", width=2),
        Column("decisions.column.who", "who", width=1.5),
        Column("decisions.column.alone", lambda line: [name_of(each) for each in line.alone] or None, width=1.6),
        Column("decisions.column.among", lambda line: [name_of(each) for each in line.among] or None, width=1.6),
        Column("decisions.column.ends", ends_of, width=1.4, is_whole=True),
        *([Column("decisions.column.switch", switch_of)] if any(switch_of(line) for line in lines) else []),
        *more,
    )
    return Table(Sentence("decisions.table.fill_in", {}), columns, lines, sources, sheet=sheet)


def switch_of(line: AskedLine) -> Amount | None:
    """Where it turns, in money a year; None where that is not told."""
    if line.cell.switch is None:
        return None
    return Amount(line.cell.switch, money_unit(line.first))


def ends_of(line: AskedLine) -> list[Sentence]:
    """The verdicts at both ends of a cell, once where several decisions have the same."""
    turns = (cell for each in line.decisions for cell in each.fill_in if cell.cell == line.cell.cell)
    ends = dict.fromkeys((cell.verdict_low, cell.verdict_high) for cell in turns)
    return [Sentence("decisions.ends", {"low": verdict_word(low), "high": verdict_word(high)}) for low, high in ends]


def gains_tables(record: Decisions) -> tuple[Table, ...]:
    """Of each programme with a gain: its parts and how sure it is, what a million does, the worst tenths.

    Three tables, since one of all columns is wider than a page. None where no programme has a gain.
    """
    lines = [each for each in record.decisions if each.gain is not None]
    if not lines:
        return ()
    name = Column("decisions.column.measure", name_of, width=1.6)
    of_gain = (
        name,
        Column("decisions.column.outcome", lambda d: Sentence(f"decisions.outcome.{d.gain.outcome}", {})),
        Column("decisions.column.own", "gain.own_effect", format="interval", width=1.4),
        Column("decisions.column.of_money", "gain.money_effect", format="interval", width=1.4),
        Column("decisions.column.yardstick", "gain.yardstick", format="interval", width=1.4),
        Column("decisions.column.gain", "gain.gain", format="interval", width=1.4),
        Column("decisions.column.average_above", "gain.average_above", unit="share", format="whole"),
        Column("decisions.column.chance", "gain.chance_here", unit="share", format="whole"),
    )
    of_money = (
        name,
        Column("decisions.column.per_million", per_million),
        Column("decisions.column.printed_most", printed_most),
        Column("decisions.column.break_even", lambda d: d.gain.break_even and Amount(d.gain.break_even, money_unit(d))),
        Column("decisions.column.yardstick_per_million", yardstick_per_million),
        Column("decisions.column.dose", lambda d: Amount(d.gain.doses, "ratio")),
        Column("decisions.column.studies", "gain.studies"),
    )
    worst = (
        name,
        Column("decisions.column.worst", lambda d: Amount(d.gain.worst_tenth, d.gain.gain.unit)),
        Column("decisions.column.worst_here", lambda d: Amount(d.gain.worst_tenth_here, d.gain.gain.unit)),
        Column("decisions.column.yardstick_worst", lambda d: Amount(d.gain.yardstick_worst_tenth, d.gain.gain.unit)),
    )
    values, sources = {"horizon": record.horizon}, ("published_effects", *record.sources)
    return tuple(
        Table(Sentence(f"decisions.table.{key}", values), columns, lines, sources, folded=True, sheet=f"decision_{key}")
        for key, columns in (("gains", of_gain), ("gains_for_money", of_money), ("gains_at_worst", worst))
    )


def thresholds_table() -> Table:
    """Constants of the rule with range, source and reason."""
    columns = (
        Column("decisions.column.threshold", lambda t: Sentence(f"decisions.threshold.{t.name}", {}), width=1.6),
        Column("decisions.column.value", lambda t: Amount(t.value, "ratio")),
        Column("decisions.column.range", _range),
        Column("decisions.column.source", lambda t: Sentence(f"decisions.source.{t.source}", {})),
        Column("decisions.column.reason", lambda t: Bilingual(t.reason_en, t.reason_zh), width=2.4),
    )
    caption = Sentence("decisions.table.thresholds", {})
    return Table(caption, columns, tuple(thresholds().values()), ("assumption",), folded=True)


def _range(threshold: RuleConstant) -> Amount:
    return Amount(threshold.value, "ratio", (threshold.lower, threshold.upper))


def notes(record: Decisions) -> Iterator[Sentence]:
    """What is said once for all."""
    yield Sentence("decisions.how.order", {})
    yield Sentence("decisions.how.same_for_all", {})
    place = by_code().get(record.place)
    if not record.futures and (place is None or place.level == "prefecture"):
        yield Sentence("decisions.how.before_accounts", {})
    for decision in record.decisions:
        if decision.gain is not None and (text := programme_of(decision).differs) is not None:
            yield Sentence("decisions.how.differs", {"name": name_of(decision), "text": text.said})
    beyond = [each for each in record.decisions if is_beyond_print(each)]
    if beyond:
        values = {"names": [name_of(each) for each in beyond], "most": printed_most(beyond[0])}
        yield Sentence("decisions.how.beyond_print", values)
