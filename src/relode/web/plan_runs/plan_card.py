"""The newest plan of a city where what to do is asked for: page one, its documents, its measures as levers."""

from dataclasses import replace
from typing import Any

from starlette.requests import Request

from relode.decisions.decision_chapter import counts_of
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import headline, plan_sources
from relode.report import CityResult
from relode.report.page_one import page_one
from relode.story import Block, Callout, PictureSpot
from relode.story.html import blocks_html
from relode.story.words import Trace, Words
from relode.web.plan_runs.plan_request import documents_of, job_of, newest_run
from relode.web.plan_runs.plan_run_text import asked_text


def plan_card(request: Request, result: CityResult, words: Words) -> dict[str, Any]:
    """What the card shows: the plan, or how one is made; `going` is the address of a run that is under way."""
    place = result.place
    job = job_of(request, place)
    going = f"/city/{place.slug}/plans/{job.name}" if job is not None else None
    run = newest_run(request, place)
    record = run.record() if run is not None else None
    if run is None or record is None:
        return {"plan": None, "going": going}
    language = words.language
    documents = documents_of(run, place, language)
    traced = replace(words, trace=Trace(f"{documents['address']}/one/{{}}?v={run.changed()}&in={language}"))
    plan = {
        **documents,
        "message": headline(record, place),
        "counts": counts_of(record.decisions),
        "asked": asked_text(run.plan, language),
        "page_one": blocks_html(card_blocks(result, record), traced, level=3),
    }
    return {"plan": plan, "going": going}


def card_blocks(result: CityResult, record: PlanRecord) -> tuple[Block, ...]:
    """Page one of a plan, without its message, which is the title of the card, and its picture, which has its page."""
    blocks = page_one(replace(result, planned=record)).blocks
    return tuple(block for block in blocks if not isinstance(block, Callout | PictureSpot))


def card_sources(request: Request, place: Place) -> tuple[str, ...]:
    """The sources of the card's words."""
    run = newest_run(request, place)
    record = run.record() if run is not None else None
    return plan_sources(record) if record is not None else ()
