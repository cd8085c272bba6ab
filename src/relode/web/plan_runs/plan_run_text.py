"""A plan run in words: how far it is, what it found, what was asked for."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from relode.decisions.options import parse_money
from relode.decisions.records import RECOMMENDATIONS
from relode.errors import RelodeError
from relode.language import Language, Sentence, say, spoken
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import headline
from relode.web.plan_runs.run_process import Progress

Settings = Mapping[str, Any]


def progress_text(progress: Progress, language: Language) -> str:
    """How far a run is."""
    if progress.state == "failed" and progress.reason:
        return say("plans_page.progress.refused", language, reason=progress.reason[language])
    if progress.state != "running":
        return say(f"plans_page.progress.{progress.state}", language)
    key = "opening" if progress.what in ("", "begun") else progress.what
    return say(f"plans_page.progress.{key}", language, done=progress.done, of=progress.of)


def state_text(progress: Progress, language: Language) -> str:
    """The state of a run in a word or two."""
    return say(f"plans_page.state.{progress.state}", language)


def asked_text(plan: Settings, language: Language) -> str:
    """What a run was asked for."""
    values = {"horizon": plan["horizon"]}
    if not plan["budget"]:
        return spoken(Sentence("plans_page.asked_none", values), language)
    budget = parse_money(plan["budget"])
    key = "asked_share" if budget.is_share else "asked"
    return spoken(Sentence(f"plans_page.{key}", {"budget": budget.amount(), **values}), language)


def verdict_asked(query: Mapping[str, str]) -> str:
    """The verdict whose measures alone are asked for, "" for all. Raises RelodeError for one that there is not."""
    verdict = query.get("verdict", "")
    if verdict and verdict not in RECOMMENDATIONS:
        raise RelodeError("web.unknown_choice", part="verdict", value=verdict, choices=", ".join(RECOMMENDATIONS))
    return verdict


def with_verdict(record: PlanRecord, verdict: str) -> PlanRecord:
    """The record with the decisions of one verdict, their targets and money; as it is where all are asked for."""
    if not verdict:
        return record
    known = record.decisions
    others = {each.id for each in known.decisions if each.recommendation != verdict}
    lines = tuple(each for each in known.money.lines if each.id not in others)
    targets = tuple(each for each in known.targets if each.key not in others)
    money = replace(known.money, lines=lines)
    return replace(record, decisions=replace(known, decisions=known.of(verdict), targets=targets, money=money))


def finding(record: PlanRecord | None, place: Place, *, is_older: bool = False, is_live: bool = False) -> Sentence:
    """What a run found, with its numbers; of one of an older version that its documents say it.

    Of one that has no page one yet, whether it is on the way.
    """
    if is_older:
        return Sentence("plans_page.older", {"place": place})
    return (
        headline(record, place)
        if record
        else Sentence(f"plans_page.{'going' if is_live else 'nothing'}", {"place": place})
    )
