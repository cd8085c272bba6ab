"""Where a number comes from: of a city, or of the group that stands beside it."""

from collections.abc import Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from relode.answers.answer_text import steps_table
from relode.answers.journey import city
from relode.charts.beside import group_strip
from relode.charts.drawn_files import svg
from relode.diagnosis import Number, explain, number, same_type
from relode.diagnosis.profiles.explain import Step, available_years
from relode.diagnosis.profiles.place_profile import QUANTILES, quantiles
from relode.errors import RelodeError
from relode.language import Amount, Language, Sentence
from relode.panel.number import notable_flags
from relode.places import Place
from relode.report import pieces
from relode.report.html import WIDTHS
from relode.story import Column, Link, Table
from relode.vocabulary import quantity
from relode.web.pages import page_cache
from relode.web.pages.compare_page import BESIDE, comparison
from relode.web.pages.publications import row_address
from relode.web.server.rendering import render, words_of

GROUPS = ("peers", "type")


def number_page(request: Request, language: Language, name: str, asked: str, year: int) -> Response:
    """The story of one number of a place. Raises RelodeError where there is no such number."""
    place = city(name)
    result = explain(page_cache.panel(), place, asked, year)
    content = {
        "place": place,
        "comparison": comparison(request.query_params.get(BESIDE, "")),
        "found": result,
        "number": result.number,
        "notable": notable_flags(result.number.flags),
        "sources": _sources(result.number.sources, language),
        "steps": steps_table(result, _where),
        "years": available_years(page_cache.panel(), place, result.quantity),
    }
    return render(request, "number.html.j2", language, content, words=words_of(language, place))


def group_page(request: Request, language: Language, name: str, group: str, asked: str, year: int) -> Response:
    """The places behind a median: each with its value, and the quantiles. Raises RelodeError."""
    place, meaning = city(name), quantity(asked)
    members = _members(place, group)
    pairs = [(p, number(page_cache.panel(), p.code, meaning.name, year)) for p in members]
    known = sorted([(p, n) for p, n in pairs if n is not None], key=lambda pair: pair[1].value)
    if not known:
        raise RelodeError("no_such_number", place=place.slug, name=meaning.name)
    own = number(page_cache.panel(), place.code, meaning.name, year)
    shown = sorted([*known, *([(place, own)] if own is not None else [])], key=lambda pair: pair[1].value)
    at = None if own is None else (place.name(language), own.value)
    said = quantity(asked).label(language)
    strips = {
        size: Markup(svg(group_strip([n.value for _, n in known], at, meaning.unit, width, language), said))
        for size, width in WIDTHS.items()
    }
    content = {
        "place": place,
        "own": own,
        "strips": strips,
        "group": group,
        "meaning": meaning,
        "year": year,
        "known": known,
        "members": numbers_by_place([(p, [n]) for p, n in shown], [Sentence("web.number.value", {})], "exact"),
        "quantiles": dict(zip(QUANTILES, quantiles([n.value for _, n in known]), strict=True)),
        "without": [p for p, n in pairs if n is None],
        "sources": _sources([key for _, n in known for key in n.sources], language),
    }
    return render(request, "group.html.j2", language, content, words=words_of(language, place))


def _where(step: Step) -> Link | str:
    """The row of a shipped table that holds a step, with the way to it, or what else it is in."""
    address = row_address(step.table, step.row)
    return step.table if address is None else Link(f"{step.table}.csv:{step.row}", address)


def numbers_by_place(rows: Sequence[tuple[Place, Sequence[Number]]], heads: Sequence[Sentence], style: str) -> Table:
    """A place and its figures, each leading to the page that tells where it comes from."""
    columns = (
        Column("web.column.place", itemgetter(0)),
        *(Column(head, partial(_linked, at), format=style) for at, head in enumerate(heads)),
    )
    return Table(Sentence("report.table.numbers", {}), columns, rows)


def _linked(at: int, row: tuple[Place, Sequence[Number]]) -> Link:
    place, number = row[0], row[1][at]
    return Link(Amount(number.value, number.unit), f"/city/{place.slug}/number/{number.quantity}/{number.year}")


def _members(place: Place, group: str) -> list[Place]:
    if group == "type":
        return list(same_type(place))
    return [peer.place for peer in page_cache.result(place.code).profile.peers]


def _sources(keys: Sequence[str], language: Language) -> list[dict[str, Any]]:
    unique = list(dict.fromkeys(key for key in keys if key != "user"))
    return [pieces.source_entry(key, i, language) for i, key in enumerate(unique, 1)]
