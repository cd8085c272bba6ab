"""The plans of a city: its runs as a list, and one run with its decisions, or how far it is."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from relode.answers.journey import city
from relode.decisions.decision_chapter import counts_of
from relode.errors import RelodeError
from relode.language import Language, Sentence, say
from relode.places import Place, by_code, find
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.plan_text import plan_sources
from relode.report import pieces
from relode.report.act_chapter import act_chapter
from relode.report.document.parts import document_name
from relode.report.page_one import page_one
from relode.story import Callout
from relode.story.html import blocks_html
from relode.story.words import Trace, TracedFigure, Words
from relode.usual import HORIZON
from relode.web.pages import page_cache
from relode.web.pages.choices import HORIZONS
from relode.web.pages.city_page import frame_sources, framed
from relode.web.pages.figure_origin import Computed, origin_page
from relode.web.plan_runs.plan_request import is_seen, job_of, plans_of, progress_of, run_of, runs_of
from relode.web.plan_runs.plan_run_records import told
from relode.web.plan_runs.plan_run_text import asked_text, finding, state_text, verdict_asked, with_verdict
from relode.web.plan_runs.run_process import LIVE, Progress
from relode.web.plan_runs.stored_runs import StoredRun, listed, outdated, passed_over
from relode.web.server.rendering import province_address, render, words_of
from relode.web.server.speaking import language_of

SHOWN = 50
"""Runs on the list, the newest; the others are counted."""
NAMED = 3
"""Folders that are passed over and named; the others are counted."""


def named_runs(request: Request, language: Language) -> list[tuple[str, str]]:
    """The newest runs of all cities: what a search calls them, and their addresses."""
    places = by_code()
    newest = [run for run in listed(plans_of(request).folder) if run.place in places and is_seen(run)][:SHOWN]
    return [
        (
            say("web.palette.run", language, place=(at := places[run.place]).name(language),
                date=run.started.date().isoformat(), asked=asked_text(run.plan, language)),
            f"/city/{at.slug}/plans/{run.name}",
        )
        for run in newest
    ]  # fmt: skip


def list_page(request: Request, name: str) -> Response:
    """All runs of a city, and the form that begins another; of a province the page of its money."""
    if (province := find(name)).level == "province":
        return RedirectResponse(province_address(province), 302)
    place, language, plans = city(name), language_of(request), plans_of(request)
    on_disk = runs_of(request, place)
    result = on_disk[:SHOWN]
    own = [key for run in result if (record := _record(run)) for key in plan_sources(record)]
    words = words_of(language, place, [*frame_sources(place), *own])
    passed = passed_over(plans.folder)
    lines = [_line(plans.progress_of(place, run.name, run), run.started, run.plan, run, language) for run in result]
    job = job_of(request, place)
    if job is not None and all(run.name != job.name for run in on_disk):
        lines.insert(0, _line(plans.progress_of(place, job.name, None), job.begun, job.plan, None, language))
    newest = next((line["finding"] for line in lines if line["finding"] is not None), None)
    content = {
        **framed(place, words),
        "finding": newest or Sentence("plans_page.list.none", {"place": place}),
        "lines": lines,
        "older": len(on_disk) - len(result),
        "passed": [f"{each.name}: {each.why.say(language)}" for each in passed[:NAMED]],
        "passed_more": max(0, len(passed) - NAMED),
        "can_begin": plans.folder is not None,
        **choices(request.query_params),
    }
    return render(request, "plans.html.j2", language, content, words=words)


def choices(chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the form that begins a run lets choose, and what is chosen at first."""
    return {
        "horizons": HORIZONS,
        "budget": chosen.get("budget", ""),
        "horizon": chosen.get("horizon", str(HORIZON)),
    }


def _line(
    progress: Progress,
    begun: datetime,
    plan: Mapping[str, Any],
    run: StoredRun | None,
    language: Language,
) -> dict[str, Any]:
    return {
        "name": progress.name,
        "begun": f"{begun:%Y-%m-%d %H:%M}",
        "asked": asked_text(plan, language),
        "state": state_text(progress, language),
        "finding": _finding(run) if run and run.is_finished else None,
    }


def _finding(run: StoredRun) -> Sentence | None:
    """What a run found, None where its record names what this version does not know: its own page says so."""
    try:
        return finding(_record(run), by_code()[run.place], is_older=run.is_older)
    except (KeyError, StopIteration):
        return None


def run_page(request: Request, name: str, run: str) -> Response:
    """One run: its decisions as far as it is, and what can be done with it.

    Raises RelodeError for a record that names what this version does not know.
    """
    place, language = city(name), language_of(request)
    with _readable(run):
        content, words = _run_content(request, place, run, language)
        return render(request, "plan_run.html.j2", language, content, words=words)


def figure_page(request: Request, name: str, run: str, at: int, is_of_page_one: bool = False) -> Response:
    """Where a computed figure of the page of a run, or of its page one, comes from.

    Raises RelodeError where there is no such figure, and where the run has gone on since.
    """
    place, language = city(name), language_of(request)
    found = run_of(request, place, run)
    record = _record(found) if found is not None else None
    if found is None or record is None:
        raise RelodeError("web.unknown_figure", figure=at)
    if request.query_params.get("v") != str(found.changed()):
        raise RelodeError("web.figure_moved", run=run)

    def figures(asked: Language) -> list[TracedFigure]:
        if is_of_page_one:
            from relode.web.plan_runs.plan_card import card_blocks  # it knows levers, whose libraries load slowly

            trace = Trace("{}")
            blocks_html(card_blocks(page_cache.result(place.code), record), words_of(asked, place, trace=trace))
            return trace.figures
        content, words = _run_content(request, place, run, asked)
        render(request, "plan_run.html.j2", asked, content, words=words)
        return words.trace.figures if words.trace is not None else []

    said = Sentence("web.origin.of_plan", {"run": run, "asked": asked_text(found.plan, language)})
    title, back = Sentence("plans_page.title", {"place": place}), f"/city/{place.slug}/plans/{run}"
    needs = page_cache.result(place.code).needs
    with _readable(run):
        of = Computed(said, record.command, back, title, place, found.whole()["plan"], needs)
        return origin_page(request, at, figures, of)


@contextmanager
def _readable(run: str) -> Iterator[None]:
    """A record that names what this version does not know is told as damaged."""
    try:
        yield
    except (KeyError, StopIteration) as error:
        raise RelodeError("damaged_run", folder=run, reason=f"{type(error).__name__} {str(error)[:80]}") from error


def _run_content(request: Request, place: Place, run: str, language: Language) -> tuple[dict[str, Any], Words]:
    """What the page of a run shows, and its words, which take down each computed figure."""
    progress, result = progress_of(request, place, run), run_of(request, place, run)
    record = _record(result) if result else None
    keys = [
        *frame_sources(place),
        *(plan_sources(record) if record else ()),
    ]
    address = f"/city/{place.slug}/plans/{progress.name}"
    job = plans_of(request).job(run)
    plan = result.plan if result else job.plan if job is not None else {}
    version = str(result.changed()) if result else ""
    verdict = verdict_asked(request.query_params)
    trace = Trace(f"{address}/figure/{{}}?v={version}&in={language}{f'&verdict={verdict}' if verdict else ''}")
    words = words_of(language, place, keys, trace)
    content = {
        **framed(place, words),
        "finding": finding(
            record, place, is_older=result is not None and result.is_older, is_live=progress.state in LIVE
        ),
        "progress": told(progress, language),
        "is_live": progress.state in LIVE,
        "asked": asked_text(plan, language),
        "begun": f"{result.started:%Y-%m-%d %H:%M}" if result else "",
        "address": address,
        "verdict": verdict,
        "counts": counts_of(record.decisions) if record is not None else {},
        "headline": _headline(place, record) if record else (),
        "act": act_chapter(with_verdict(record, verdict)) if record else None,
        "command": record.command if record else "",
        "older": outdated(result).say(language) if result is not None and result.is_older else None,
        "has_files": record is not None or (result is not None and result.is_older),
        "has_document": result is not None and (result.folder / document_name(language)).is_file(),
        "has_report": result is not None and (result.folder / f"report.{language}.html").is_file(),
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
    }
    return content, words


def _headline(place: Place, record: PlanRecord) -> tuple[Sentence, ...]:
    """What page one says first: what is to be done here, with the city's own numbers."""
    blocks = page_one(replace(page_cache.result(place.code), planned=record)).blocks
    return tuple(said for block in blocks if isinstance(block, Callout) for said in block.said)


def _record(run: StoredRun) -> PlanRecord | None:
    """What a run planned so far, None before it wrote anything, and of one whose record another version wrote."""
    return run.record() if run.changed() and not run.is_older else None
