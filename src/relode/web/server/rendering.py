"""Templates to pages: the words of a language, addresses, and what every page shows."""

from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from relode import __version__
from relode.diagnosis import Number
from relode.facts import fingerprint
from relode.language import Language, interval_text, number_text, plain_value
from relode.panel.number import notable_flags
from relode.places import Place
from relode.report import pieces
from relode.story.html import blocks_html, table_html
from relode.story.words import Trace, Words
from relode.vocabulary import quantities, quantity
from relode.web.pages import page_cache
from relode.web.pages.links_out import addresses, link_out
from relode.web.server.speaking import COOKIE
from relode.web.server.static import version

QUESTIONS = ("stand", "next", "ahead", "act", "past", "unknown")
"""The questions that a city has a page for."""
OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}


@cache
def environment() -> Environment:
    """The templates, loaded once."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("relode.web"), PackageLoader("relode.report", ".")]),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"notable": notable_flags}
    made.globals |= {
        "quantity": quantity,
        "number_text": number_text,
        "interval_text": interval_text,
        "plain_value": plain_value,
        "story": blocks_html,
        "table": table_html,
        "static": lambda name: f"/static/{name}?v={version(name)}",
        "version": __version__,
        "fingerprint": fingerprint()[:12],
        "figures_version": page_cache.version,
        "own_figures": page_cache.own_figures,
        "addresses": addresses,
        "link_out": link_out,
    }
    return made


def words_of(
    language: Language,
    place: Place | None = None,
    sources: Iterable[str] = (),
    trace: Trace | None = None,
) -> Words:
    """The words of a page, with its sources in their order, which own figures are none of.

    Figures of `place` link to their story, computed ones to their origin by a `trace`.
    """
    order = {key: i for i, key in enumerate(dict.fromkeys(key for key in sources if key != "user"), 1)}
    if place is None:
        return Words(language, order, page=place_address, trace=trace)
    return Words(language, order, partial(story_address, place), place_address, trace=trace)


def place_address(of: object) -> str | None:
    """The page of a place, None of anything else and of a province, which has none."""
    return f"/city/{of.slug}" if isinstance(of, Place) and of.level != "province" else None


def province_address(province: Place) -> str:
    """The page of the money of a province."""
    return f"/provinces?of={province.slug}"


def story_address(place: Place, number: Number) -> str | None:
    """The page that tells where a figure of a place, or of a group beside it, comes from."""
    if number.quantity not in quantities():
        return None
    if "of_the_future" in number.flags:
        return f"/city/{place.slug}/ahead#picture-ahead_{number.quantity}"
    at = f"{number.quantity}/{number.year}"
    group = next((flag for flag in number.flags if flag in ("median_peers", "median_type")), None)
    if group:
        return f"/city/{place.slug}/group/{group.removeprefix('median_')}/{at}"
    is_story = not {"of_the_nation", "of_the_past"} & set(number.flags)
    return f"/city/{place.slug}/number/{at}" if is_story else None


def render(
    request: Request,
    template: str,
    language: Language,
    content: Mapping[str, Any],
    status: int = 200,
    words: Words | None = None,
) -> Response:
    """A page of a template; a choice of language in the address is stored."""
    spoken = words or words_of(language)
    kept = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    html = environment().get_template(template).render(
        words=spoken,
        say=spoken.say,
        plain=spoken.plain,
        palette_questions=partial(palette_questions, spoken),
        language=language,
        named=pieces.namer(language),
        here=request.url.path,
        other_address=f"?{urlencode([*kept, ('lang', OTHER[language])])}",
        **content,
    )  # fmt: skip
    response = HTMLResponse(html, status, {"cache-control": "no-cache", "vary": "cookie, accept-language"})
    if request.query_params.get("lang") == language:
        response.set_cookie(COOKIE, language, max_age=31_536_000, samesite="strict")
    return response


def palette_questions(words: Words) -> list[tuple[str, str, str]]:
    """The questions of a city, by which a search may ask for its pages, and other words for them."""
    return [(key, words.plain(f"web.tab.{key}"), words.plain(f"web.palette.words.{key}")) for key in QUESTIONS]


def fragment(template: str, words: Words, **content: Any) -> str:
    """A part of a page that a script puts in its place."""
    return environment().get_template(template).render(words=words, say=words.say, **content)
