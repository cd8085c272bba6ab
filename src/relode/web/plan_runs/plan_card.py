"""The newest plan of a city where what to do is asked for: page one, its documents, its measures as levers."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from starlette.requests import Request

from relode.decisions import decision_text
from relode.decisions.chapter import counts_of
from relode.errors import RelodeError
from relode.language import Language, Sentence, spoken
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import gist, plan_sources
from relode.report import CityResult
from relode.report.page_one import page_one
from relode.story import Block, Callout, PictureSpot
from relode.story.html import blocks_html
from relode.story.words import Trace, Words
from relode.web.pages.choices import HORIZONS
from relode.web.plan_runs.plan_request import documents_of, newest_run, plans_of
from relode.web.plan_runs.plan_run_text import LIVE, asked_text
from relode.web.what_if.scenario import Scenario
from relode.web.what_if.what_if_page import WhatIfs


def plan_card(request: Request, result: CityResult, words: Words, source: WhatIfs | None) -> dict[str, Any]:
    """What the card shows: the plan, or how one is made; `going` is the address of a run that is under way."""
    place, plans = result.place, plans_of(request)
    live = (job.name for job in plans.jobs(place) if plans.progress(place, job.name).state in LIVE)
    going = next((f"/city/{place.slug}/plans/{name}" for name in live), None)
    run = newest_run(request, place)
    record = run.record() if run is not None else None
    if run is None or record is None:
        return {"plan": None, "going": going}
    language = words.language
    documents = documents_of(run, place, language)
    traced = replace(words, trace=Trace(f"{documents['address']}/one/{{}}?v={run.changed()}&in={language}"))
    plan = {
        **documents,
        "message": gist(record, place),
        "counts": counts_of(record.decisions) if record.decisions is not None else {},
        "asked": asked_text(run.plan, language),
        "page_one": blocks_html(card_blocks(result, record), traced, level=3),
        "levers": list(as_levers(place, record, source, language)) if source is not None else [],
    }
    return {"plan": plan, "going": going}


def card_blocks(result: CityResult, record: PlanRecord) -> tuple[Block, ...]:
    """Page one of a plan, without its message, which is the title of the card, and its picture, which has its page."""
    blocks = page_one(replace(result, planned=record)).blocks
    return tuple(block for block in blocks if not isinstance(block, Callout | PictureSpot))


def as_levers(place: Place, record: PlanRecord, source: WhatIfs, language: Language) -> Iterator[dict[str, Any]]:
    """Each programme of a plan as a scenario at the dose that costs as much a year.

    `query` is None where no dose of the lever costs so much, and there are none where the simulator has no place.
    """
    until = record.horizon if record.horizon in HORIZONS else Scenario.until
    for decision in record.decisions.decisions if record.decisions is not None else ():
        if decision.kind != "programme" or decision.cost is None or decision.gain is None:
            continue
        try:
            scenario = source.at_cost(place.code, decision.lever, decision.cost.yuan_a_year, until)
        except RelodeError:  # why the place has no levers is told in their place
            return
        verdict = spoken(Sentence(f"decisions.verdict.{decision.verdict}", {}), language)
        yield {
            "name": decision_text.name_of(decision).name(language),
            "verdict": verdict,
            "query": None if scenario is None else scenario.query(),
        }


def card_sources(request: Request, place: Place) -> tuple[str, ...]:
    """The sources of the card's words."""
    run = newest_run(request, place)
    record = run.record() if run is not None else None
    return plan_sources(record) if record is not None else ()
