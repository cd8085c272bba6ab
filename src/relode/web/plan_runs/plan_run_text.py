"""A plan run in words: how far it is, what it found, what was asked for."""

from collections.abc import Mapping
from typing import Any

from relode.language import Language, Sentence, number_text, say
from relode.places import by_code
from relode.plan.answer import cost_a_year, gain_text
from relode.web.plan_runs.run_queue import Progress

Record = Mapping[str, Any]
LIVE = ("waiting", "running", "elsewhere")
"""States that pass by themselves."""
STAGES = ("", "shipped", "report", "search", "comparing")
"""What a run does, in order."""


def steps(progress: Progress) -> tuple[int, int]:
    """How far a run is and how far it goes, in steps: one a stage, and one a generation."""
    whole = progress.of + len(STAGES)
    if progress.state == "done":
        return whole, whole
    if progress.what == "comparing":
        return progress.of + len(STAGES) - 1, whole
    if progress.what == "search":
        return progress.done + STAGES.index("search"), whole
    return STAGES.index(progress.what) if progress.what in STAGES else 0, whole


def progress_text(progress: Progress, language: Language) -> str:
    """How far a run is."""
    values = {"done": progress.done, "of": progress.of, "ahead": progress.ahead, "run": progress.name}
    if progress.state == "failed" and progress.reason:
        return say("plans_page.progress.refused", language, reason=progress.reason[language])
    if progress.state != "running":
        return say(f"plans_page.progress.{progress.state}", language, **values)
    key = progress.what if progress.what in STAGES and progress.what else "opening"
    said = say(f"plans_page.progress.{key}", language, **values)
    if progress.seconds is None:
        return said
    left = "under_a_minute" if progress.seconds < 60 else "minutes"
    rest = say(f"plans_page.progress.{left}", language, minutes=round(progress.seconds / 60))
    return say("plans_page.progress.and_left", language, said=said, rest=rest)


def state_text(progress: Progress, language: Language) -> str:
    """The state of a run in a word or two."""
    return say(f"plans_page.state.{progress.state}", language)


def asked_text(plan: Record, language: Language) -> str:
    """What a run was asked for."""
    share = number_text(plan["budget"], "share", language)
    values = {name: plan[name] for name in ("horizon", "futures", "generations", "seed")}
    return say("plans_page.asked", language, budget=share, next=plan["seed"] + 1, **values)


def finding(record: Record, language: Language) -> Sentence:
    """What a run found, with its numbers."""
    place = by_code()[record["place"]["code"]]
    if not record.get("plans"):
        reason = (record.get("why_no_plans") or {}).get(language, "")
        return Sentence("plans_page.finding.without", {"place": place, "reason": reason})
    if not record["best"]:
        return Sentence("plans_page.finding.shipped", {"place": place, "count": len(record["plans"]) - 1})
    plan = next(each for each in record["plans"] if each["name"] == record["best"])
    gain = plan["measures"].get("employment") or next(iter(plan["measures"].values()))
    low, high = (gain_text(end, language) for end in gain["gain_90"])
    aim = next(name for name in ("employment", *record["objectives"]) if name in plan["measures"])
    values = {
        "place": place,
        "plan": plan["title"][language],
        "aim": say(f"planning.objective.{aim}", language),
        "year": record["horizon"],
        "gain": gain_text(gain["gain_mean"], language),
        "low": low,
        "high": high,
        "cost": cost_a_year(plan, language),
    }
    key = "nothing" if plan["kind"] == "nothing" else "recommended" if record["recommended"] else "best"
    return Sentence(f"plans_page.finding.{key}", values)
