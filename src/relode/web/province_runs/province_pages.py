"""Runs of provinces: the list, one run with all that it says, and every decision of one of its places."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from relode.answers.journey import city
from relode.decisions import decision_chapter as decisions
from relode.errors import RelodeError
from relode.fund import chapter as fund
from relode.fund.fund_records import FundRecord
from relode.fund.request import FundRequest, province_of, provinces_of, short_slugs
from relode.language import Language, Sentence
from relode.places import Place, by_code
from relode.report import pieces
from relode.report.document.appendix import SOURCES
from relode.story import Chapter
from relode.story.words import Trace, TracedFigure
from relode.web.pages.figure_origin import Computed, origin_page
from relode.web.plan_runs.plan_request import plans_of
from relode.web.plan_runs.stored_runs import StoredRun
from relode.web.province_runs.province_begun import asked_sentence, choices, going, going_page
from relode.web.province_runs.province_files import FILES, record_of, run_of, runs_of
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of


def list_page(request: Request, of: str = "") -> Response:
    """All runs of provinces in the folder of the server, the newest first, or those of one province.

    Raises RelodeError for another name.
    """
    language = language_of(request)
    words = words_of(language)
    province = province_of(of) if of else None
    lines = [line for run in runs_of(request) if province in (line := _line(run))["of"] or province is None]
    content = {
        "lines": lines,
        "going": going(request, province),
        **choices(request, province),
        "province": province,
        "slug": short_slugs([province]) if province is not None else "heilongjiang",
    }
    return render(request, "provinces.html.j2", language, content, words=words)


def _line(run: StoredRun) -> dict[str, Any]:
    """A run in the list; one that cannot be read says why."""
    try:
        record, why = record_of(run), None
    except RelodeError as error:
        record, why = None, error
    finding = None if record is None else next(fund.headline(record))
    return {"name": run.name, **_asked(run), "finding": finding, "why": why}


def _asked(run: StoredRun) -> dict[str, Any]:
    """What a run was asked for. Raises RelodeError for settings that are none."""
    of = provinces_of(FundRequest(**run.manifest["settings"]).province)
    return {
        "of": of,
        "provinces": Sentence("provinces.names", {"provinces": list(of)}),
        "asked": asked_sentence(run.manifest["settings"]),
        "begun": f"{run.started:%Y-%m-%d %H:%M}",
    }


def run_page(request: Request, name: str) -> Response:
    """One run: what is paid, where and why, and what there is to keep; how far it is, of one that is under way."""
    if all(run.name != name for run in runs_of(request)) and plans_of(request).job(name) is not None:
        return going_page(request, name)
    return _rendered(request, run_of(request, name), None, language_of(request))[0]


def place_page(request: Request, name: str, of: str) -> Response:
    """Every decision of one place of a run. Raises RelodeError for a place that the run has not judged."""
    return _rendered(request, run_of(request, name), city(of), language_of(request))[0]


def figure_page(request: Request, name: str, at: int, of: str = "") -> Response:
    """Where a computed figure of a run comes from, or one of a place of it. Raises RelodeError where there is none."""
    run, place = run_of(request, name), city(of) if of else None
    record = _record(run)

    def figures(asked: Language) -> list[TracedFigure]:
        return _rendered(request, run, place, asked)[1].figures

    said = Sentence("web.origin.of_province", {"run": name, "asked": asked_sentence(run.manifest["settings"])})
    of_run = Computed(said, record.command, _address(run, place), _chapter(run, place).heading, place, record.record())
    return origin_page(request, at, figures, of_run)


def _address(run: StoredRun, place: Place | None) -> str:
    return f"/provinces/{run.name}" + (f"/place/{place.slug}" if place is not None else "")


def _record(run: StoredRun) -> FundRecord:
    record = record_of(run)
    if record is None:
        raise RelodeError("web.unknown_province_run", run=run.name)
    return record


def _chapter(run: StoredRun, place: Place | None) -> Chapter:
    """What a run says, or the decisions of one of its places. Raises RelodeError for a place that it has not judged."""
    record = _record(run)
    if place is None:
        return fund.chapter(record)
    own = next((each for each in record.places if each.place == place.code), None)
    if own is None:
        raise RelodeError("web.not_judged", run=run.name, place=place.slug)
    return decisions.chapter(own)


def _rendered(request: Request, run: StoredRun, place: Place | None, language: Language) -> tuple[Response, Trace]:
    """The page of a run or of one of its places in a language, and its computed figures."""
    chapter, record = _chapter(run, place), _record(run)
    trace = Trace(f"{_address(run, place)}/figure/{{}}?in={language}")
    words = words_of(language, None, SOURCES.of([chapter]), trace)
    shown = {
        "name": run.name,
        **_asked(run),
        "chapter": chapter,
        "sources": [pieces.source_entry(key, i, language) for i, key in enumerate(words.order, 1)],
        "place": place,
        "places": [by_code()[each.place] for each in record.places],
        "command": record.command,
        "files": list(FILES),
        "address": _address(run, None),
    }
    template = "province.html.j2" if place is None else "province_place.html.j2"
    return render(request, template, language, shown, words=words), trace
