"""Words of decisions: names, first steps, reasons and law of each, and the object that scripts read."""

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

from relode.bureaus import bureaus_of, named
from relode.decisions.decision_money import A_YEAR, money_unit, trial_cost
from relode.decisions.decision_records import Decision, GainRecord
from relode.decisions.programmes import Programme, programmes
from relode.facts import rows
from relode.language import LANGUAGES, Amount, Bilingual, Sentence, Word, spoken
from relode.language.spoken import plain_cell
from relode.needs import services
from relode.needs.service import Service, remedies

STUDIES = ("published_effects",)
PROJECTS = 1
"""So many projects of a list are named in one sentence or cell of a brief."""


def cell_word(cell: str, of: Decision | None = None) -> Sentence:
    """What has to be filled in: a cell of the workbook, a price, or of a project a column of its list."""
    if cell in _prices():
        return plain_cell(_prices()[cell][0])
    return Sentence(f"{'deals.field' if of and of.project else 'decisions.cell'}.{cell}", {})


def bureaus_asked(cell: str) -> tuple[str, ...]:
    """Keys of the bureaus that have a cell, the one to ask first; of an assumed price those that its file names."""
    return _prices()[cell][1] if cell in _prices() else bureaus_of(cell)


def _prices() -> dict[str, tuple[Bilingual, tuple[str, ...]]]:
    """Cell of a price that is assumed -> its words and its bureaus."""
    prices = {f"price_{programme.key}": programme.price for programme in programmes()}
    return {cell: (price.asked.said, price.who) for cell, price in prices.items() if price.asked is not None}


def verdict_word(kind: str) -> Sentence:
    """A verdict in words."""
    return Sentence(f"decisions.verdict.{kind}", {})


def programme_of(decision: Decision) -> Programme:
    """The file of a decision on a programme."""
    return {each.key: each for each in programmes()}[decision.name]


def name_of(decision: Decision) -> Bilingual:
    """The name of what is decided on; of a project as the list has it, the same in both languages."""
    if decision.project is not None:
        return Bilingual(decision.name, decision.name)
    if decision.kind == "programme":
        return programme_of(decision).name.said
    return remedies()[decision.name].name


def name_within(decision: Decision) -> Bilingual:
    """Its name within a sentence, without the capital of the English one; of a project as the list has it."""
    name = name_of(decision)
    if decision.project is not None or (len(name.en) > 1 and name.en[1].isupper()):
        return name
    return Bilingual(name.en[0].lower() + name.en[1:], name.zh)


def names_within(decisions: Sequence[Decision]) -> list[Bilingual | Sentence]:
    """Names within a sentence, of the projects of a list the first, and how many more there are."""
    return _names(decisions, name_within)


def names_of(decisions: Sequence[Decision]) -> list[Bilingual | Sentence]:
    """The names of decisions as a list in a cell, of the projects of a list the first, and how many more there are."""
    return [*_names(decisions[:1], name_of), *_names(decisions, name_within)[1:]]


def _names(decisions: Sequence[Decision], name: Callable[[Decision], Bilingual]) -> list[Bilingual | Sentence]:
    listed = [each for each in decisions if each.project is not None]
    shown = [name(each) for each in decisions if each.project is None or each in listed[:PROJECTS]]
    more = len(listed) - PROJECTS
    return [*shown, *([Sentence("brief.projects_named", {"count": more})] if more > 0 else [])]


def first_step(decision: Decision) -> Bilingual:
    """What to do first."""
    return _lead(decision)[0]


def bureau_of(decision: Decision) -> Bilingual:
    """The bureau that leads."""
    return _lead(decision)[1]


def _lead(decision: Decision) -> tuple[Bilingual, Bilingual]:
    """First step and bureau: of a project by its appraisal, of a programme by its file, of a need by its remedy."""
    of = decision.project or (programme_of(decision) if decision.kind == "programme" else None)
    if of is not None:
        return of.first_step.said, of.bureau.said
    remedy = remedies()[decision.name]
    return remedy.first_step, remedy.bureau


def date_of(decision: Decision) -> Bilingual | Sentence | None:
    """By when: works that bonds may pay when their channel takes them, a need by its year, all else with the budget."""
    budget = {"when": Sentence("channels.when.own_budget", {})}
    if decision.kind == "programme":
        programme, channel = programme_of(decision), decision.channel.channel
        if programme.bonds and channel:
            return Sentence(f"channels.when.{channel}", {})
        if programme.date is not None:
            return programme.date.said
        return Sentence(f"decisions.by_budget{'' if decision.law.basis else '_abroad'}", budget)
    return None if decision.year is None else Sentence("decisions.by_year", {"year": decision.year, **budget})


def stages_of(decision: Decision) -> Bilingual | None:
    """Stages and the rule by which it stops."""
    return programme_of(decision).stages.said if decision.kind == "programme" else None


def reason_of(decision: Decision) -> Sentence | Bilingual:
    """Why: the sentence of the reason, and the fact that it rests on; of a project what its appraisal says."""
    if decision.project is not None:
        return decision.project.reason.said
    gain, fact = decision.gain, decision.fact
    values: dict[str, object] = {
        "cells": [cell_word(each.cell) for each in decision.fill_in],
        "year": decision.year,
    }
    key = decision.reason
    if decision.kind == "programme" and gain is None and key in ("good", "not_shown"):
        key = "counted" if key == "good" else "not_studied"
    if key == "no_need":
        values["service"] = _service(programme_of(decision).gate).name
    if key == "need_no_need":
        key = f"need_no_need.{remedies()[decision.name].when}"
    if key == "need_good":
        remedy = remedies()[decision.name]
        key = f"need_good.{remedy.when}{'_after' if remedy.after_leavers else ''}"
        values |= {"service": _service(decision.service).name, "amount": sure_of(decision)}
    if fact is not None:
        values["fact"] = fact.said
    if gain is not None:
        values |= {"chance": Amount(gain.chance_here, "share"), "per_million": per_million(decision)}
        values |= {
            "break_even": Amount(gain.break_even or 0.0, money_unit(decision)),
            "sure": Amount(gain.average_above, "share"),
        }
        if decision.verdict == "try_small":
            values["trial"] = trial_cost(decision)
        if key == "unpriced" and gain.break_even is None:
            key = "unsure"
        if decision.because and key == "not_shown":
            any_price = {"price": "any_price"} if gain.break_even is None else {}
            whys = [any_price.get(each, each) for each in decision.because]
            parts = (Sentence(f"decisions.why.{each}", dict(values)) for each in whys)
            values["why"] = reduce(lambda a, b: Sentence("decisions.why.and", {"first": a, "second": b}), parts)
            key = "gains_but"
    said = Sentence(f"decisions.reason.{key}", values)
    if fact is not None and fact.state == "present" and "fact" in values and key not in ("counted", "not_there"):
        return Sentence(
            "decisions.reason.and_counted", {"why": said, "counted": Sentence("decisions.reason.counted", values)}
        )
    return said


def sure_of(decision: Decision) -> Amount:
    """So many are sure of a need, told to two digits in every medium."""
    return Amount(decision.amount or 0.0, _service(decision.service).unit, None, (), "round")


def _service(key: str | None) -> Service:
    return next(each for each in services() if each.key == key)


def per_million(decision: Decision) -> Amount:
    """Expected gain for a million spent."""
    assert decision.gain is not None
    return Amount(decision.gain.gain_per_million, _a_million(decision.gain))


def printed_most(decision: Decision) -> Amount | None:
    """The most that a study of public money prints for a million, None of other outcomes than output."""
    gain = decision.gain
    if gain is None or gain.printed_most is None:
        return None
    return Amount(gain.printed_most, _a_million(gain), None, STUDIES)


def _a_million(gain: GainRecord) -> str:
    """Unit of what a million a year does."""
    return "person-years" if gain.outcome == "jobs" else gain.gain.unit.removesuffix(A_YEAR)


def yardstick_per_million(decision: Decision) -> Amount:
    """What the yardstick does for a million spent."""
    assert decision.gain is not None
    return Amount(decision.gain.yardstick_per_million, _a_million(decision.gain))


def law_of(decision: Decision) -> Sentence:
    """What the law says, and the documents that say so: `relode explain law ID` shows each row of the record."""
    if decision.law.verdict == "unknown":
        return Sentence("decisions.law.unknown", {})
    if not decision.law.basis:
        return Sentence("decisions.law.none", {})
    titles = {row["id"]: row["source_title"] for row in rows("law")}
    documents = dict.fromkeys(titles[each] for each in decision.law.basis)
    return Sentence(
        f"decisions.law.{decision.law.verdict}", {"documents": [Word("law_document", d) for d in documents]}
    )


def gain_of(decision: Decision) -> Sentence | None:
    """What it adds to the same money on ordinary services, mean a year with its interval; None of what has no gain."""
    of = decision.gain or (decision.project.gain if decision.project is not None else None)
    if of is None:
        return None
    outcome = of.outcome if isinstance(of, GainRecord) else "jobs"
    gain = Amount(of.gain.value, of.gain.unit, of.gain.interval_90)
    return Sentence("decisions.gained", {"outcome": Sentence(f"decisions.outcome.{outcome}", {}), "gain": gain})


def decision_object(decision: Decision) -> dict[str, Any]:
    """A decision as scripts read it: figures of its gain beside its own fields, texts in both languages.

    The name is a key; each text is an object with `en` and `zh`.
    """
    record = decision.record()
    gain = record.pop("gain") or (record["project"] or {}).pop("gain", None) or {}
    for written, cell in zip(record["fill_in"], decision.fill_in, strict=True):
        written["bureau"] = _both(named(bureaus_asked(cell.cell)))
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


def is_beyond_print(decision: Decision) -> bool:
    """Whether a million yuan would do more than any study of public money prints."""
    gain = decision.gain
    if gain is None or gain.printed_most is None:
        return False
    return gain.gain_per_million + gain.yardstick_per_million > gain.printed_most
