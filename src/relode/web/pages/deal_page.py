"""Should we sign this, with four switches: what is offered is typed; answer and pictures follow the switches."""

import json
from collections.abc import Sequence
from typing import Any, Literal, get_args
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from relode.charts.deal_pictures import DealShown, deal_numbers, drawn_deal
from relode.charts.style import Picture
from relode.charts.what_if_fans import specification
from relode.deals.chapter import COMPUTED, break_even_words, money_column, precedent_blocks, yuan
from relode.deals.chapter import share as share_of
from relode.deals.deal import Bids, Deal
from relode.deals.precedents import industry_of, precedents
from relode.deals.switches import SwitchedDeal, Switches, switched
from relode.deals.typed_values import share
from relode.deals.values import deal_of
from relode.errors import RelodeError
from relode.language import Amount, Language, Sentence, number_text, spoken
from relode.pathways.industries.concordance import chosen_units
from relode.places import find
from relode.record import versioned
from relode.report.html import spoken_of, svg_of
from relode.story import Block, Column, Table
from relode.story.html import table_html
from relode.web.pages import downloads
from relode.web.pages.live_pictures import in_page_colours
from relode.web.server.rendering import fragment, render, words_of

TYPED = ("place", "industry")
"""What changes no sum and tells who tried the same."""
FIELDS = ("investment", "jobs", "tax", "grant", "land", "works")
"""Sums and numbers of the form, in its order."""
EXAMPLE = {"investment": 2e9, "jobs": 600, "tax": 120e6, "grant": 100e6, "land": 20e6}
"""What the form shows at first, in yuan and jobs: invented."""
PICTURES = ("deal_steps", "deal_years", "deal_map", "deal_terms")
EVERY = 2
"""Every second line of the map is told as numbers."""
DealStage = Literal["intention", "contract", "land_paid", "building"]


def deal_page(request: Request, language: Language, given: dict[str, str]) -> Response:
    """The form with its switches and the answer. Raises RelodeError for a value that has no meaning."""
    filled = _filled(given, language)
    result = _answer(filled)
    drawn = {picture.key: picture for picture in drawn_deal(_shown(result, filled), language)}
    content: dict[str, Any] = {
        "values": filled,
        "shares": {
            name: number_text(float(filled[name]), "share", language, "whole") for name in ("but_for", "on_jobs")
        },
        "fields": FIELDS,
        "industries": [(one.industry, one.name(language)) for one in chosen_units()],
        "bids": get_args(Bids),
        "stages": get_args(DealStage),
        "answer": _told(result),
        "tried": _tried(filled),
        "example": _still_example(filled, language),
        "verdict": result.verdict,
        "tables": _tables(result),
        "pictures": [(key, drawn.get(key), spoken_of(drawn[key]) if key in drawn else "") for key in PICTURES],
        "query": urlencode({name: value for name, value in filled.items() if value}),
    }
    return render(request, "deal.html.j2", language, content)


def deal_moved(language: Language, given: dict[str, str], is_open: bool) -> Response:
    """What a moved switch changes: answer, titles, and of each drawing the numbers alone; its tables where `is_open`.

    Raises RelodeError for a value that has no meaning.
    """
    filled = _filled(given, language)
    result = _answer(filled)
    what, words = _shown(result, filled), words_of(language)
    content = {
        "found": fragment(
            "deal_answer.html.j2",
            words,
            answer=_told(result),
            tried=_tried(filled),
            values=filled,
            verdict=result.verdict,
            example=_still_example(filled, language),
        ),
        "numbers": "".join(table_html(each, words) for each in _tables(result)) if is_open else "",
        "pictures": {picture.key: _named(picture) for picture in drawn_deal(what, language)},
        "rows": {name: {row["key"]: row for row in rows} for name, rows in deal_numbers(what, language).items()},
    }
    return JSONResponse(content)


def _named(picture: Picture) -> dict[str, str]:
    return {"title": spoken(picture.title, picture.language), "told": spoken_of(picture)}


def deal_drawings(language: Language, given: dict[str, str], width: int) -> Response:
    """The pictures as specifications for a browser, by key. Raises RelodeError for a value that has no meaning."""
    drawn = {
        key: {"spec": specification(picture.draw(width), spoken_of(picture)), **_named(picture)}
        for key, picture in _pictures(language, given).items()
    }
    return Response(in_page_colours(json.dumps(drawn), language), media_type="application/json")


def deal_drawing(request: Request, language: Language, given: dict[str, str], key: str) -> Response:
    """One picture as a file. KeyError for one that this deal has not."""
    picture = _pictures(language, given)[key]
    return downloads.svg(request, svg_of(picture, "wide", "light"))


def _pictures(language: Language, given: dict[str, str]) -> dict[str, Picture]:
    filled = _filled(given, language)
    return {picture.key: picture for picture in drawn_deal(_shown(_answer(filled), filled), language)}


def _shown(result: SwitchedDeal, filled: dict[str, str]) -> DealShown:
    """What the pictures show at the positions of the switches."""
    return DealShown(
        steps=result.steps if result.steps[0].jobs else (),
        year_of_jobs=result.year_of_jobs,
        by_year=result.by_year,
        mean=result.mean,
        terms=result.terms,
        map=result.map,
        break_even=result.break_even,
        at=(share(filled["but_for"]), share(filled["on_jobs"])),
    )


def _tables(result: SwitchedDeal) -> Sequence[Table]:
    """The numbers of the pictures."""
    steps = (
        Column("deals.page.step", lambda step: Sentence(f"deals.step.{step.name}", {}), width=2),
        Column("deals.chart.jobs_axis", lambda step: Amount(step.jobs, "persons", None, COMPUTED)),
    )
    years = (
        Column("deals.money.year", "year"),
        money_column("deals.money.tax", lambda each: yuan(each.tax)),
        money_column("deals.money.paid", lambda each: yuan(each.paid)),
        money_column("deals.money.back", lambda each: yuan(each.back)),
        money_column("deals.money.net", lambda each: yuan(each.net)),
    )
    cells = (
        Column("deals.chart.but_for_axis", lambda cell: share_of(cell[0])),
        Column("deals.chart.on_jobs_axis", lambda cell: share_of(cell[1])),
        money_column("deals.side.mean", lambda cell: yuan(cell[2])),
    )
    terms = (
        Column("deals.terms.term", lambda term: Sentence(f"deals.term.{term.term}", {}), width=2),
        Column("deals.terms.yuan", lambda term: yuan(term.yuan), format="sign"),
        money_column("deals.terms.net", lambda term: yuan(term.net)),
    )
    tenths = range(0, 11, EVERY)
    shown = [(b / 10, on_jobs / 10, result.map[on_jobs][b]) for on_jobs in tenths for b in tenths]
    return (
        Table(Sentence("deals.page.steps", {}), steps, result.steps, COMPUTED),
        Table(Sentence("deals.money.table", {}), years, result.by_year, COMPUTED),
        Table(Sentence("deals.page.map", {}), cells, shown, COMPUTED),
        *([Table(Sentence("deals.page.terms", {}), terms, result.terms, COMPUTED)] if result.terms else []),
    )


def deal_json(given: dict[str, str]) -> Response:
    """The answer for programs. Raises RelodeError for a value that has no meaning."""
    return JSONResponse(versioned("deal", _answer(_filled(given)).record()))


def _filled(given: dict[str, str], language: Language = "en") -> dict[str, str]:
    """What was asked; the example where nothing was."""
    standard = {**dict.fromkeys((*FIELDS, *TYPED), ""), **_example(language), "but_for": "0.13", "on_jobs": "0"}
    asked = {name: value for name, value in given.items() if value}
    if any(name in asked for name in FIELDS):
        standard |= dict.fromkeys(FIELDS, "")
    return {**standard, "claw_back": "", "land_at_price": "", **asked}


def _example(language: Language) -> dict[str, str]:
    """The example as the form shows it at first."""
    return {name: number_text(value, "money", language, "full bare") for name, value in EXAMPLE.items()}


def _still_example(filled: dict[str, str], language: Language) -> Sentence | None:
    """Which figures are those of the example, None where none is."""
    same = [name for name, text in _example(language).items() if filled[name] == text]
    if len(same) == len(EXAMPLE):
        return Sentence("deals.page.example", {})
    fields = tuple(Sentence(f"deals.page.field.{name}", {}) for name in same)
    return Sentence("deals.page.still_example", {"fields": fields}) if fields else None


def _answer(filled: dict[str, str]) -> SwitchedDeal:
    at = Switches(
        but_for=share(filled["but_for"]),
        on_jobs=share(filled["on_jobs"]),
        claw_back=bool(filled["claw_back"]),
        land_at_price=bool(filled["land_at_price"]),
    )
    return switched(_deal(filled), at)


def _deal(filled: dict[str, str]) -> Deal:
    """The deal that the form states; a field of the form is named as such where it has no meaning."""
    promise = {name: filled[name] for name in ("investment", "jobs", "tax") if filled[name]}
    gives = [
        {"what": what, "amount": filled[what], "paid_on": "signing" if what == "grant" else "investment"}
        for what in ("grant", "land", "works")
        if filled[what]
    ]
    values = {
        "project": {"name": "deal", "stage": filled["stage"]},
        "promise": promise,
        "give": gives,
        "local": {"others_bid": filled["bids"]},
    }

    def where(section: str, field: str, number: int) -> str:
        return gives[number]["what"] if section == "give" and number < len(gives) else field

    if not promise:
        raise RelodeError("deals.nothing_promised")
    return deal_of(values, where)


def _tried(filled: dict[str, str]) -> list[Block]:
    """Who tried the same; nothing without an industry. Raises RelodeError for an unknown place or industry."""
    place = find(filled["place"]) if filled["place"] else None
    if not filled["industry"]:
        return []
    known = precedents(place, industry_of(filled["industry"]))
    return list(precedent_blocks(known, is_placed=place is not None))


def _told(result: SwitchedDeal) -> list[Sentence]:
    """The answer in sentences."""
    jobs, gross = (Amount(value, "persons", None, COMPUTED) for value in (result.net_jobs, result.gross_jobs))
    return [
        Sentence("deals.page.mean", {"mean": yuan(result.mean), "worst": yuan(result.worst_tenth)}),
        break_even_words(result.break_even),
        Sentence("deals.page.jobs", {"net": jobs, "gross": gross, "year": result.year_of_jobs}),
    ]
