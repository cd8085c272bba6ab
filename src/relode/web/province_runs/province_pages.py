"""Runs of provinces: the list, one run with its map and all that it says, and every measure in one of its places."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from relode.answers.journey import city
from relode.errors import RelodeError
from relode.fund import fund_text, people_text
from relode.fund.fund_asked import fund_asked_from, provinces_of
from relode.fund.fund_cells import ordered_places, place_of
from relode.fund.fund_records import FundRecord
from relode.language import Sentence
from relode.plan.cards.card_text import ordered_cards
from relode.plan.making.plan_text import band_sources
from relode.report import pieces
from relode.report.act_chapter import cards_table
from relode.report.fund_sections import sections
from relode.runs.fund_folder import read_cards
from relode.web.pages.city_page import picture_entry
from relode.web.plan_runs.run_shelf import ShelfRun
from relode.web.province_runs.province_files import FILES, map_of, record_of, run_of, runs_of
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of


def list_page(request: Request) -> Response:
    """All runs of provinces in the folder of the server, the newest first."""
    language = language_of(request)
    words = words_of(language, None, {key: i for i, key in enumerate(fund_text.SOURCES, 1)})
    content = {
        "lines": [_line(run) for run in runs_of(request)],
        "passage": fund_text.SOURCES,
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
    }
    return render(request, "provinces.html.j2", language, content, words=words)


def _line(run: ShelfRun) -> dict[str, Any]:
    """A run in the list; one that cannot be read says why."""
    try:
        record, why = record_of(run), None
    except RelodeError as error:
        record, why = None, error
    finding = None if record is None else next(fund_text.headline(record))
    return {"name": run.name, **_asked(run), "state": _state(run, record), "finding": finding, "why": why}


def _asked(run: ShelfRun) -> dict[str, Any]:
    """What a run was asked for. Raises RelodeError for settings that are none."""
    asked = fund_asked_from(run.manifest["settings"])
    values = {"budget": asked.money.amount, "horizon": asked.horizon, "futures": asked.futures, "seed": asked.seed}
    return {
        "provinces": Sentence("provinces.names", {"provinces": list(provinces_of(asked.province))}),
        "typed": asked.province,
        "asked": Sentence("plans_page.asked", values),
        "begun": f"{run.started:%Y-%m-%d %H:%M}",
    }


def _state(run: ShelfRun, record: FundRecord | None) -> Sentence:
    if record is not None and run.is_finished:
        return Sentence("plans_page.state.done", {})
    return Sentence(f"plans_page.state.{'elsewhere' if run.is_worked_on else 'stopped'}", {})


def run_page(request: Request, name: str) -> Response:
    """One run: the map, who gets what and why, gross and net, and what there is to keep."""
    language, run = language_of(request), run_of(request, name)
    record = record_of(run)
    drawn = map_of(run, language)
    keys = [*(fund_text.fund_sources(record) if record else ()), *(k for p in drawn.values() for k in p.sources)]
    words = words_of(language, None, {key: i for i, key in enumerate(dict.fromkeys(keys), 1)})
    address = f"/provinces/{run.name}"
    content = {
        "name": run.name,
        **_asked(run),
        "state": _state(run, record),
        "address": address,
        "is_done": record is not None,
        "pictures": [picture_entry(each, f"{address}/picture/{key}", words) for key, each in drawn.items()],
        "passage": fund_text.SOURCES,
        "files": [each for each in FILES if record is not None],
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
        **(_told(record) if record is not None else {}),
    }
    return render(request, "province.html.j2", language, content, words=words)


def _told(record: FundRecord) -> dict[str, Any]:
    """What the page of a run shows of its record."""
    return {
        "title": fund_text.title(record),
        "lead": fund_text.lead(record),
        "headline": [*fund_text.headline(record), *list(people_text.net_words(record))[:2]],
        "sections": sections(record),
        "places": [place_of(each.place) for each in ordered_places(record)],
        "command": record.command,
    }


def place_page(request: Request, name: str, of: str) -> Response:
    """Every measure in one place of a run: what the rule says with the funder's money, and why.

    Raises RelodeError for a place that the run has not judged.
    """
    language, run, place = language_of(request), run_of(request, name), city(of)
    cards, record = read_cards(run.folder, place.code), record_of(run)
    if cards is None:
        raise RelodeError("web.not_judged", run=run.name, place=place.slug)
    own = None if record is None else next((each for each in record.places if each.place == place.code), None)
    bands = band_sources([key for card in cards.cards for key in card.verdict.band_sources])
    keys = (*fund_text.SOURCES, *bands)
    words = words_of(language, None, {key: i for i, key in enumerate(dict.fromkeys(keys), 1)})
    content = {
        **_asked(run),
        "name": run.name,
        "place": place,
        "cards": cards_table(ordered_cards(cards.cards), words),
        "steps": [] if own is None else [*fund_text.step_words(own)],
        "verdicts": None if own is None else Sentence("fund.verdict.counts", dict(own.verdicts)),
        "passage": fund_text.SOURCES,
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
    }
    return render(request, "province_place.html.j2", language, content, words=words)
