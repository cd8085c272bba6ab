"""The chapter on decisions: what to do, apply for, try, fill in and leave, with reasons, money and first steps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from relode.decisions.decision_records import Decision, Decisions, GainRecord, TurningCell
from relode.decisions.programmes import Programme, programmes
from relode.decisions.project_tables import payers_of, project_tables
from relode.decisions.rule import ORDER, RuleConstant, thresholds
from relode.facts import rows
from relode.language import LANGUAGES, Amount, Bilingual, Clauses, Sentence, spoken
from relode.language.spoken import plain_cell
from relode.needs import services
from relode.needs.service import remedies
from relode.places import Place
from relode.story import Block, Chapter, Column, Passage, Span, Table

NAMED = 3
"""Measures of one verdict that the headline names."""
A_YEAR = " per year"
STUDIES = ("published_effects",)
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
    def first(self) -> Decision:
        """A decision that turns on it."""
        return self.decisions[0]


def chapter(record: Decisions) -> Chapter:
    """Decisions as blocks."""
    blocks: tuple[Block, ...] = (
        decisions_table(record),
        *([steps_table(record)] if any(record.of(kind) for kind in TO_DO) else []),
        *([asked_table(lines, record.sources)] if (lines := asked_lines([record])) else []),
        *([gains_table(record)] if any(each.gain for each in record.decisions) else []),
        *project_tables(record),
        thresholds_table(),
        Passage(tuple(notes(record)), "note"),
    )
    return Chapter("decisions", Sentence("decisions.heading", {}), blocks)


def headline(record: Decisions, place: Place) -> Sentence:
    """What is decided, in one sentence: three measures at most of what is to be begun, how many wait or are left."""
    return Sentence("decisions.headline.all", {"place": place, "parts": headline_parts(record)})


def headline_parts(record: Decisions) -> Clauses:
    """The measures of each verdict: three at most of what is to be begun, how many wait or are left."""
    parts = [
        Sentence(
            f"decisions.headline.{kind}",
            {"names": [_named(each) for each in found[:NAMED]], "count": len(found)},
        )
        for kind in ORDER
        if (found := record.of(kind))
    ]
    return Clauses(tuple(parts))


def _named(decision: Decision) -> Bilingual | Sentence:
    """A measure within a sentence: without the capital of its English name, and how many are sure of a need."""
    name = name_of(decision)
    is_word = decision.project is None and (len(name.en) < 2 or not name.en[1].isupper())
    within = Bilingual(name.en[0].lower() + name.en[1:] if is_word else name.en, name.zh)
    if decision.kind != "need" or not decision.amount:
        return within
    unit = next(each.unit for each in services() if each.key == decision.service)
    return Sentence(
        "decisions.headline.sure_of", {"name": within, "amount": Amount(decision.amount, unit), "year": decision.year}
    )


def decisions_table(record: Decisions) -> Table:
    """Every decision with its reason, law, money and cost."""
    columns = (
        Column("decisions.column.measure", name_of, width=1.6),
        Column("decisions.column.why", reason_of, width=3),
        Column("decisions.column.law", law_of, width=1.2),
        Column("decisions.column.money", money_of, width=1.6),
        Column("decisions.column.cost", cost_of, width=1.2),
        Column("decisions.column.after", after_of),
    )
    lines: list[object] = []
    for kind in ORDER:
        if found := record.of(kind):
            lines += [Span(verdict_word(kind), kind), *found]
    return Table(Sentence("decisions.table.decisions", {}), columns, lines, record.sources, sheet="decisions")


def steps_table(record: Decisions) -> Table:
    """First step, bureau, date, stages of what is not to be left."""
    columns = (
        Column("decisions.column.measure", name_of, width=1.6),
        Column("decisions.column.first_step", first_step, width=2.4),
        Column("decisions.column.bureau", bureau_of),
        Column("decisions.column.date", date_of),
        Column("decisions.column.stages", stages_of, width=1.6),
    )
    lines = [each for kind in TO_DO for each in record.of(kind)]
    return Table(Sentence("decisions.table.steps", {}), columns, lines, record.sources, sheet="decision_steps")


def asked_lines(records: Sequence[Decisions]) -> list[AskedLine]:
    """Cells that turn verdicts of some places, those first that decide most alone, then those that decide most."""
    found: dict[str, list[tuple[TurningCell, Decision, str]]] = {}
    for record in records:
        for decision in record.of("fill_in"):
            for cell in decision.fill_in:
                found.setdefault(cell.cell, []).append((cell, decision, record.place))
    lines = [
        AskedLine(
            each[0][0],
            tuple({d.name: d for _, d, _ in each if len(d.fill_in) == 1}.values()),
            tuple({d.name: d for _, d, _ in each if len(d.fill_in) > 1}.values()),
            tuple(dict.fromkeys(code for _, _, code in each)),
        )
        for each in found.values()
    ]
    return sorted(lines, key=lambda line: (-len(line.alone), -len(line.places), -len(line.among), line.cell.cell))


def asked_table(
    lines: Sequence[AskedLine], sources: tuple[str, ...], more: Sequence[Column] = (), sheet: str = "decision_cells"
) -> Table:
    """What decides, who has it, on what it decides alone, and where it turns."""
    columns = (
        Column("decisions.column.cell", lambda line: cell_word(line.cell.cell, line.first), width=2),
        Column("decisions.column.who", lambda line: who_has(line.cell.cell, line.first)),
        Column("decisions.column.alone", lambda line: [name_of(each) for each in line.alone] or None, width=1.6),
        Column("decisions.column.among", lambda line: [name_of(each) for each in line.among] or None, width=1.6),
        Column("decisions.column.ends", ends_of, width=1.4),
        Column("decisions.column.switch", switch_of),
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


def gains_table(record: Decisions) -> Table:
    """Own effect, effect of the money and yardstick of each programme, and how sure its gain is."""
    columns = (
        Column("decisions.column.measure", name_of, width=1.6),
        Column("decisions.column.outcome", lambda d: Sentence(f"decisions.outcome.{d.gain.outcome}", {})),
        Column("decisions.column.own", "gain.own_effect", format="interval", width=1.4),
        Column("decisions.column.of_money", "gain.money_effect", format="interval", width=1.4),
        Column("decisions.column.yardstick", "gain.yardstick", format="interval", width=1.4),
        Column("decisions.column.gain", "gain.gain", format="interval", width=1.4),
        Column("decisions.column.average_above", "gain.average_above", unit="share", format="whole"),
        Column("decisions.column.chance", "gain.chance_here", unit="share", format="whole"),
        Column("decisions.column.per_million", per_million),
        Column("decisions.column.printed_most", lambda d: d.gain.printed_most and Amount(d.gain.printed_most, "yuan")),
        Column("decisions.column.break_even", lambda d: d.gain.break_even and Amount(d.gain.break_even, money_unit(d))),
        Column("decisions.column.yardstick_per_million", yardstick_per_million),
        Column("decisions.column.worst", lambda d: Amount(d.gain.worst_tenth, d.gain.gain.unit)),
        Column("decisions.column.worst_here", lambda d: Amount(d.gain.worst_tenth_here, d.gain.gain.unit)),
        Column("decisions.column.yardstick_worst", lambda d: Amount(d.gain.yardstick_worst_tenth, d.gain.gain.unit)),
        Column("decisions.column.dose", lambda d: Amount(d.gain.doses, "ratio")),
        Column("decisions.column.studies", "gain.studies"),
    )
    lines = [each for each in record.decisions if each.gain is not None]
    caption = Sentence("decisions.table.gains", {"horizon": record.horizon})
    return Table(caption, columns, lines, ("published_effects", *record.sources), folded=True, sheet="decision_gains")


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


def cell_word(cell: str, of: Decision | None = None) -> Sentence:
    """What has to be filled in: a cell of the workbook, or of a project a column of the list."""
    return Sentence(f"{'deals.field' if of and of.project else 'decisions.cell'}.{cell}", {})


def who_has(cell: str, of: Decision | None = None) -> Sentence:
    """The bureau that has a cell."""
    return Sentence(f"{'deals' if of and of.project else 'decisions'}.bureau.{cell}", {})


def _range(threshold: RuleConstant) -> Amount:
    return Amount(threshold.value, "ratio", (threshold.lower, threshold.upper))


def notes(record: Decisions) -> Iterator[Sentence]:
    """What is said once for all."""
    yield Sentence("decisions.how.order", {})
    yield Sentence("decisions.how.same_for_all", {})
    if not record.futures:
        yield Sentence("decisions.how.before_accounts", {})
    for decision in record.decisions:
        if decision.gain is not None and (text := programme_of(decision).differs) is not None:
            yield Sentence("decisions.how.differs", {"name": name_of(decision), "text": text.said})
    beyond = [each for each in record.decisions if is_beyond_print(each)]
    if beyond:
        most = beyond[0].gain and beyond[0].gain.printed_most
        values = {"names": [name_of(each) for each in beyond], "most": Amount(most or 0.0, "yuan", None, STUDIES)}
        yield Sentence("decisions.how.beyond_print", values)


def is_beyond_print(decision: Decision) -> bool:
    """Whether a million yuan would do more than any study of public money prints."""
    gain = decision.gain
    if gain is None or gain.printed_most is None:
        return False
    return gain.gain_per_million + gain.yardstick_per_million > gain.printed_most


def verdict_word(kind: str) -> Sentence:
    """A verdict in words."""
    return Sentence(f"decisions.verdict.{kind}", {})


def programme_of(decision: Decision) -> Programme:
    """The file of a decision on a programme."""
    return {each.lever: each for each in programmes()}[decision.name]


def name_of(decision: Decision) -> Bilingual:
    """The name of what is decided on; of a project as the list has it, the same in both languages."""
    if decision.project is not None:
        return Bilingual(decision.name, decision.name)
    if decision.kind == "programme":
        return programme_of(decision).name.said
    return remedies()[decision.name].name


def first_step(decision: Decision) -> Bilingual:
    """What to do first."""
    if decision.project is not None:
        return decision.project.first_step.said
    if decision.kind == "programme":
        return programme_of(decision).first_step.said
    return remedies()[decision.name].first_step


def bureau_of(decision: Decision) -> Bilingual:
    """The bureau that leads."""
    if decision.project is not None:
        return decision.project.bureau.said
    if decision.kind == "programme":
        return programme_of(decision).bureau.said
    return remedies()[decision.name].bureau


def date_of(decision: Decision) -> Bilingual | int | None:
    """By when; of a need the year that it is told for."""
    return programme_of(decision).date.said if decision.kind == "programme" else decision.year


def stages_of(decision: Decision) -> Bilingual | None:
    """Stages and the rule by which it stops."""
    return programme_of(decision).stages.said if decision.kind == "programme" else None


def reason_of(decision: Decision) -> Sentence | Bilingual:
    """Why: the sentence of the reason, and the fact that it rests on; of a project what its appraisal says."""
    if decision.project is not None:
        return decision.project.reason.said
    gain, fact = decision.gain, decision.fact
    values: dict[str, object] = {
        "cells": [Sentence(f"decisions.cell.{each.cell}", {}) for each in decision.fill_in],
        "year": decision.year,
    }
    key = decision.reason
    if decision.kind == "programme" and gain is None and key in ("good", "not_shown"):
        key = "counted" if key == "good" else "not_studied"
    if key == "need_good":
        service = next(each for each in services() if each.key == decision.service)
        key = f"need_good.{remedies()[decision.name].when}"
        values["service"] = service.name
        values["amount"] = Amount(decision.amount or 0.0, service.unit)
    if fact is not None:
        values["fact"] = fact.said
    if gain is not None:
        values |= {"chance": Amount(gain.chance_here, "share"), "per_million": per_million(decision)}
        values |= {
            "break_even": Amount(gain.break_even or 0.0, money_unit(decision)),
            "sure": Amount(gain.average_above, "share"),
        }
        if key == "unpriced" and gain.break_even is None:
            key = "unsure"
        if decision.because and key == "not_shown":
            any_price = {"price": "any_price"} if gain.break_even is None else {}
            whys = [any_price.get(each, each) for each in decision.because]
            values["why"] = [Sentence(f"decisions.why.{each}", dict(values)) for each in whys]
            key = "gains_but"
    said = Sentence(f"decisions.reason.{key}", values)
    if fact is not None and fact.state == "present" and "fact" in values and key not in ("counted", "not_there"):
        return Sentence(
            "decisions.reason.and_counted", {"why": said, "counted": Sentence("decisions.reason.counted", values)}
        )
    return said


def per_million(decision: Decision) -> Amount:
    """Expected gain for a million yuan."""
    assert decision.gain is not None
    return Amount(decision.gain.gain_per_million, _a_million(decision.gain))


def _a_million(gain: GainRecord) -> str:
    """Unit of what a million a year does."""
    return "person-years" if gain.outcome == "jobs" else gain.gain.unit.removesuffix(A_YEAR)


def yardstick_per_million(decision: Decision) -> Amount:
    """What the yardstick does for a million yuan."""
    assert decision.gain is not None
    return Amount(decision.gain.yardstick_per_million, _a_million(decision.gain))


def law_of(decision: Decision) -> Sentence:
    """What the law says, with the rows that `relode explain law ID` shows."""
    if decision.law.verdict == "unknown":
        return Sentence("decisions.law.unknown", {})
    if not decision.law.basis:
        return Sentence("decisions.law.none", {})
    return Sentence(f"decisions.law.{decision.law.verdict}", {"rows": list(decision.law.basis)})


def money_of(decision: Decision) -> Sentence | None:
    """Pot or channel and what it holds for the place; None of what costs nothing more than today."""
    money = decision.channel
    if decision.kind == "need" and not money.channel:
        return None
    if decision.project is not None and not money.channel:
        return payers_of(decision)
    if money.pot == "none":
        return Sentence("decisions.money.none", {})
    channel: object = Sentence(f"decisions.pot.{money.pot}", {})
    if money.channel:
        row = next(row for row in rows("funding_channels") if row["id"] == money.channel)
        channel = Bilingual(row["name_en"], row["name_zh"])
    if money.room is None:
        return Sentence("decisions.money.ask", {"channel": channel})
    low, high = (Amount(each, money.unit.removesuffix(A_YEAR)) for each in money.room)
    key = "known" if money.room[0] == money.room[1] else "room"
    return Sentence(f"decisions.money.{key}", {"channel": channel, "low": low, "high": high})


def cost_of(decision: Decision) -> Amount | None:
    """What all payers pay in a year, with the ends of its price."""
    cost = decision.cost
    if cost is None:
        return None
    return Amount(
        cost.yuan_a_year, cost.unit.removesuffix(A_YEAR), (cost.low, cost.high) if cost.high > cost.low else None
    )


def money_unit(decision: Decision) -> str:
    """The unit of its money, whole sums."""
    return decision.cost.unit.removesuffix(A_YEAR) if decision.cost is not None else "yuan"


def after_of(decision: Decision) -> Amount | None:
    """What goes on to be paid in the year after the last; None where nothing does."""
    cost = decision.cost
    return Amount(cost.after, money_unit(decision)) if cost is not None and cost.after > 0 else None


def decision_object(decision: Decision) -> dict[str, Any]:
    """A decision as scripts read it: figures of its gain beside its own fields, texts in both languages.

    The name is a key; each text is an object with `en` and `zh`.
    """
    record = decision.record()
    gain = record.pop("gain") or (record["project"] or {}).pop("gain", None) or {}
    for written, cell in zip(record["fill_in"], decision.fill_in, strict=True):
        written["bureau"] = _both(who_has(cell.cell, decision))
    date = date_of(decision)
    return {
        **record,
        **gain,
        "title": _both(plain_cell(name_of(decision))),
        "first_step": _both(plain_cell(first_step(decision))),
        "bureau": _both(plain_cell(bureau_of(decision))),
        "date": None if date is None else _both(plain_cell(date)),
    }


def _both(said: Sentence) -> dict[str, str]:
    return {language: spoken(said, language) for language in LANGUAGES}
