"""Runs of provinces: the list, one run with all that it says, and every decision of one of its places."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from relode.answers.journey import city
from relode.decisions import chapter as decisions
from relode.errors import RelodeError
from relode.fund import chapter as fund
from relode.fund.fund_asked import fund_asked_from, province_of, provinces_of, short_slugs
from relode.fund.fund_records import FundRecord
from relode.language import Sentence
from relode.places import by_code
from relode.report import pieces
from relode.report.document.document_appendix import SOURCES
from relode.story import Chapter
from relode.web.plan_runs.run_shelf import ShelfRun
from relode.web.province_runs.province_files import FILES, record_of, run_of, runs_of
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of


def list_page(request: Request, of: str = "") -> Response:
    """All runs of provinces in the folder of the server, the newest first, or those of one province.

    Raises RelodeError for another name.
    """
    language = language_of(request)
    words = words_of(language, None, {})
    province = province_of(of) if of else None
    lines = [line for run in runs_of(request) if province in (line := _line(run))["of"] or province is None]
    content = {
        "lines": lines,
        "province": province,
        "slug": short_slugs([province]) if province is not None else "heilongjiang",
    }
    return render(request, "provinces.html.j2", language, content, words=words)


def _line(run: ShelfRun) -> dict[str, Any]:
    """A run in the list; one that cannot be read says why."""
    try:
        record, why = record_of(run), None
    except RelodeError as error:
        record, why = None, error
    finding = None if record is None else next(fund.headline(record))
    return {"name": run.name, **_asked(run), "finding": finding, "why": why}


def _asked(run: ShelfRun) -> dict[str, Any]:
    """What a run was asked for. Raises RelodeError for settings that are none."""
    asked = fund_asked_from(run.manifest["settings"])
    values = {"budget": asked.money.amount, "horizon": asked.horizon, "futures": asked.futures, "seed": asked.seed}
    of = provinces_of(asked.province)
    return {
        "of": of,
        "provinces": Sentence("provinces.names", {"provinces": list(of)}),
        "asked": Sentence("plans_page.asked", values),
        "begun": f"{run.started:%Y-%m-%d %H:%M}",
    }


def run_page(request: Request, name: str) -> Response:
    """One run: what is paid, where and why, and what there is to keep."""
    run = run_of(request, name)
    record = _record(run)
    places = [by_code()[each.place] for each in record.places]
    content = {"places": places, "command": record.command, "files": list(FILES), "address": f"/provinces/{run.name}"}
    return _page(request, "province.html.j2", run, fund.chapter(record), content)


def place_page(request: Request, name: str, of: str) -> Response:
    """Every decision of one place of a run. Raises RelodeError for a place that the run has not judged."""
    run, place = run_of(request, name), city(of)
    own = next((each for each in _record(run).places if each.place == place.code), None)
    if own is None:
        raise RelodeError("web.not_judged", run=run.name, place=place.slug)
    return _page(request, "province_place.html.j2", run, decisions.chapter(own.decisions), {"place": place})


def _record(run: ShelfRun) -> FundRecord:
    record = record_of(run)
    if record is None:
        raise RelodeError("web.unknown_province_run", run=run.name)
    return record


def _page(request: Request, template: str, run: ShelfRun, told: Chapter, content: dict[str, Any]) -> Response:
    language = language_of(request)
    words = words_of(language, None, {key: i for i, key in enumerate(SOURCES.of([told]), 1)})
    shown = {
        "name": run.name,
        **_asked(run),
        "chapter": told,
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
        **content,
    }
    return render(request, template, language, shown, words=words)
