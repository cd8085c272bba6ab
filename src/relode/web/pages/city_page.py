"""A city by question: each has one headline finding, pictures with their tables, sources, and how to read it."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from relode import __version__
from relode.answers.answer_text import heading
from relode.charts import Picture
from relode.diagnosis import Profile
from relode.diagnosis.depth.text import missing_words
from relode.diagnosis.profiles import findings
from relode.facts import fingerprint, rows
from relode.language import Language, Sentence
from relode.panel.number import notable_flags
from relode.places import Place, find
from relode.report import CityResult, pieces, spoken_of
from relode.report.content import used_sources
from relode.report.html import needs_told, standing
from relode.report.next_chapter import next_chapter
from relode.report.past_chapter import past_chapter, past_finding, past_sources, since_opening_words
from relode.story import PictureSpot
from relode.story.words import Words
from relode.vocabulary import Label
from relode.web.pages import page_cache
from relode.web.pages.head_tiles import head_tiles, tile_sources
from relode.web.plan_runs.plan_request import documents_of, newest_run
from relode.web.server.rendering import QUESTIONS, province_address, render, words_of

PAST = ("past_event_study", "past_placebos", "past_synthetic")
"""Pictures of past policy, in their order."""
SHORT = {
    "charts.bridge.title_both": "charts.bridge.title_short",
    "charts.bridge.title_ahead": "charts.bridge.title_short",
    **{f"findings.{key}": f"findings.{key}_short" for key in ("candidates.some", "ahead.population")},
    "report.past.some": "report.past.some_short",
    "web.unknown.undecided": "web.unknown.undecided_short",
}
"""Finding -> the same in three lines of a phone, where the name of the place stands above it."""


def city_page(request: Request, language: Language, name: str, question: str) -> Response:
    """The page of a place and a question; another way to name the place leads to its slug. Raises RelodeError."""
    place = find(name)
    if place.level == "province":
        return RedirectResponse(province_address(place), 302)
    if place.slug != name:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/city/{place.slug}/{question}{query}", 302)
    result = page_cache.result(place.code)
    pictures = page_cache.drawn(place.code, language)
    drawn = [key for picture in pictures.values() for key in picture.sources]
    documents = [*_documents(request, place, question)]
    keys = used_sources(result, [*pieces.nation_sources(), *drawn, *documents])
    words = words_of(language, place, keys)
    shown = _act(request, result, words) if question == "act" else PAGES[question](result, words)
    address = f"/city/{place.slug}/picture"
    content = {
        **framed(place, words, question),
        "kept": urlencode([(k, v) for k, v in request.query_params.multi_items() if k != "lang"]),
        "is_here": True,
        "cite": citation(
            Sentence("report.labelled", {"label": place, "text": Sentence(f"web.question.{question}", {})}),
            f"/city/{place.slug}/{question}",
        ),
        "result": result,
        "newest_plan": (run := newest_run(request, place)) and documents_of(run, place, language),
        "short": _short(shown["finding"]),
        **shown,
        "pictures": [
            picture_entry(pictures[key], f"{address}/{key}", words, True)
            for key in shown["pictures"]
            if key in pictures
        ],
    }
    return render(request, f"city_{question}.html.j2", language, content, words=words)


def citation(title: Sentence, path: str) -> Sentence:
    """How to cite what a path shows: version, fingerprint of the facts, day of reading, path."""
    day = datetime.now(UTC).date().isoformat()
    origin = {"version": __version__, "fingerprint": fingerprint()[:12], "date": day}
    return Sentence("web.hand_on.citation", {"title": title, "address": path, **origin})


def _short(finding: object) -> Sentence | None:
    """The finding for a phone; None where the whole one is short enough."""
    if not isinstance(finding, Sentence) or finding.key not in SHORT:
        return None
    return Sentence(SHORT[finding.key], finding.values)


def _documents(request: Request, place: Place, question: str) -> Iterable[str]:
    """Sources of what a question tells beside the figures of the place."""
    if question == "act":
        from relode.web.plan_runs.plan_card import card_sources  # it stands above this page

        return card_sources(request, place)
    return past_sources(place) if question == "past" else ()


def framed(place: Place, words: Words, question: str = "act") -> dict[str, Any]:
    """What every page of a place shows: its name and strap, figures at its head, the questions, the sources."""
    result = page_cache.result(place.code)
    return {
        "place": place,
        "question": question,
        "questions": QUESTIONS,
        "kept": "",
        "is_here": False,
        "cite": None,
        "short": None,
        "newest_plan": None,
        "contents": [],
        "pictures": [],
        "profile": result.profile,
        "kind": heading(result.profile, "report.kind"),
        "tiles": head_tiles(result.profile, words),
        "sources": [pieces.source_entry(key, i, words.language) for key, i in words.order.items()],
        "own": pieces.overrides(result, words),
    }


def frame_sources(place: Place) -> list[str]:
    """The sources of what every page of a place shows."""
    result = page_cache.result(place.code)
    official = result.profile.official
    return [*(official.sources if official else ()), *tile_sources(result.profile)]


def picture_entry(
    picture: Picture, address: str, words: Words, is_live: bool = False, version: str = ""
) -> dict[str, Any]:
    """A picture as the templates show it: the address of its drawings, its table, its sources.

    A picture that `is_live` is drawn anew by the browser and answers to the pointer. `version` is that of what it
    shows, else of the figures that are loaded.
    """
    return {
        "is_live": is_live,
        "key": picture.key,
        "address": address,
        "version": version or page_cache.version(),
        "title": picture.title,
        "subtitle": picture.subtitle,
        "text": spoken_of(picture),
        "marks": words.marks(picture.sources),
        "sources": picture.sources,
        "flags": notable_flags(picture.flags),
        "numbers": pieces.numbers_table(picture),
    }


def _stand(result: CityResult, words: Words) -> dict[str, Any]:
    drawn = page_cache.drawn(result.place.code, words.language)
    told = standing(result, drawn)
    return {
        "contents": [
            *((f"stand-{chapter.key}", chapter.heading) for chapter, _ in told),
            ("stand-figures", Sentence("report.stand.lead", {})),
        ],
        "finding": drawn["bridge"].title if "bridge" in drawn else _extremes(result),
        "pictures": ("bridge", *(key for _, shown in told for key in shown)),
        "chapters": told,
        "key_figures": pieces.key_figures(result.profile),
    }


def _extremes(result: CityResult) -> Sentence:
    """Where a place stands among its peers, else what its figures say, else how many it lacks."""
    said = pieces.key_findings(result)
    return findings.extremes(result.profile) or said["mining"] or said["growth"] or missing_finding(result.profile)


def missing_finding(profile: Profile) -> Sentence:
    """How many of the shown figures a place does not have."""
    count = len(profile.missing)
    return Sentence(f"web.unknown.{'finding' if count else 'none'}", {"count": count, "place": profile.place})


def next_finding(result: CityResult) -> Sentence:
    """How many industries could come next, and that the data do not rank them."""
    pathways = result.pathways
    if not pathways.candidates:
        return Sentence("report.summary.next_none", {})
    return Sentence("findings.candidates.some", {"count": len(pathways.candidates), "place": pathways.place})


def undecided(result: CityResult) -> list[Sentence]:
    """What figures there are do not decide, a sentence for each question of the page that leaves something open."""
    past = past_finding(result.place)
    return [
        *([next_finding(result)] if result.pathways.candidates else []),
        *([past] if past.values.get("unknown") else []),
        Sentence("web.unknown.levers", {"place": result.place}),
    ]


def undecided_finding(result: CityResult) -> Sentence:
    """How much the data leave open: industries without an order, outcomes of past policy that are not identified."""
    past = past_finding(result.place).values
    count = len(result.pathways.candidates)
    if not count or not past.get("unknown"):
        return missing_finding(result.profile)
    open_ones = {name: past[name] for name in ("unknown", "outcomes")}
    return Sentence("web.unknown.undecided", {"place": result.place, "count": count, **open_ones})


def _next(result: CityResult, _: Words) -> dict[str, Any]:
    pathways = result.pathways
    chapter = next_chapter(pathways)
    parts = {
        "set": ("report.next.set", True),
        "chains": ("report.next.chains", chapter.chains),
        "before": ("web.part.before", pathways.base_rates),
        "tracks": ("conditions.tracks.lead", chapter.tracks),
        "candidates": ("web.part.candidates", chapter.candidates or chapter.parts.rows),
        "details": ("report.next.details", chapter.chains),
    }
    return {
        "contents": [(f"next-{part}", Sentence(key, {})) for part, (key, is_there) in parts.items() if is_there],
        "finding": next_finding(result),
        "pictures": ("base_rates", "next_industries", "value_chain"),
        "pathways": pathways,
        "next": chapter,
    }


def _ahead(result: CityResult, words: Words) -> dict[str, Any]:
    notes = {each.picture: each for each in pieces.ahead(result)}
    pictures = page_cache.drawn(result.place.code, words.language)
    titled = next(
        (pictures[key].title for key in ("ahead_population", *notes) if key in notes and key in pictures), None
    )
    drawn = [key for key in (*notes, "bridge") if key in pictures]
    named = {key: _part_ahead(key) for key in drawn}
    needs = needs_told(result, pictures)
    spots = [each.picture for each in needs.blocks if isinstance(each, PictureSpot)] if needs is not None else []
    told = [each for key, each in notes.items() if key not in pictures]
    return {
        "contents": [
            *((f"part-{key}", title) for key, title in named.items()),
            *([("part-others", Sentence("report.ahead.others", {}))] if told else []),
            *([("part-needs", needs.heading)] if needs is not None else []),
        ],
        "titles": named,
        "finding": titled or Sentence("report.ahead.none", {}),
        "pictures": (*drawn, *spots),
        "needs": needs,
        "notes": notes,
        "told": told,
    }


def _part_ahead(key: str) -> Sentence:
    """What a picture of the future is about."""
    if key == "bridge":
        return Sentence("web.part.bridge", {})
    return Sentence("web.part.quantity", {"quantity": Label(key.removeprefix("ahead_"))})


def _act(request: Request, result: CityResult, words: Words) -> dict[str, Any]:
    from relode.web.what_if.what_if_view import act  # imports the simulator

    return act(request, result, words)


def _past(result: CityResult, words: Words) -> dict[str, Any]:
    past = past_chapter(result.place)
    parts = [("past-events", Sentence("web.part.events", {}))] if past["events"] else []
    drawn = page_cache.drawn(result.place.code, words.language)
    parts += [("past-pictures", Sentence("web.part.effect", {}))] if any(key in drawn for key in PAST) else []
    parts += [(f"past-{at}", policy["name"]) for at, policy in enumerate(past["policies"], 1)]
    return {"contents": parts, "finding": past["finding"], "pictures": PAST, "past": past}


def _unknown(result: CityResult, words: Words) -> dict[str, Any]:
    return {
        "finding": undecided_finding(result),
        "undecided": undecided(result),
        "pictures": (),
        "missing": pieces.missing(result, words),
        "gaps": missing_words(tuple(gap for gap in result.depth.missing if gap.reason != "no_source")),
        "newest": pieces.newest(result, words),
        "ratios": pieces.ratios(),
        "since": list(since_opening_words()),
        "assumptions": list(rows("assumptions")),
    }


PAGES: dict[str, Callable[[CityResult, Words], dict[str, Any]]] = {
    "stand": _stand,
    "next": _next,
    "ahead": _ahead,
    "past": _past,
    "unknown": _unknown,
}
