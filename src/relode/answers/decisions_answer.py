"""`relode plan CITY --only decisions`: decisions without files, of one place or of all listed prefectures at once."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from typing import Any

import xarray as xr

from relode.answers.journey import city
from relode.decisions.decide import decide
from relode.decisions.decision_chapter import chapter, headline
from relode.decisions.records import Decisions
from relode.decisions.request import PlanRequest
from relode.language import Language, say, spoken
from relode.panel import load, newest
from relode.panel.overrides import Override
from relode.pathways.industries.city_table import ABOLISHED
from relode.places import Place, by_code, official
from relode.story.text import chapter_text

ALL = "all"
"""The word that asks for all listed prefectures with published accounts."""
ACCOUNTS = ("budget_revenue", "budget_expenditure")
YEARS = range(2018, 2026)
"""Years whose accounts count as published."""


def covered(panel: xr.Dataset) -> tuple[Place, ...]:
    """The listed prefectures of today with published revenue and spending: those that `all` covers."""
    places = (by_code()[code] for code in official() if code not in ABOLISHED)
    return tuple(place for place in places if place.level == "prefecture" and newest(panel, place, ACCOUNTS, YEARS))


def decided(name: str, request: PlanRequest, overrides: Sequence[Override]) -> tuple[Decisions, ...]:
    """The decisions of the place called `name`, or of all that `all` covers. Raises RelodeError as `decide` does."""
    panel = load(overrides)
    if name != ALL:
        return (decide(panel, city(name), request),)
    codes = [place.code for place in covered(panel)]
    with ProcessPoolExecutor(min(os.cpu_count() or 1, 8), get_context("spawn")) as pool:
        return tuple(pool.map(partial(_decided, request, tuple(overrides)), codes, chunksize=8))


def _decided(request: PlanRequest, overrides: Sequence[Override], code: str) -> Decisions:
    return decide(load(overrides), by_code()[code], request)


def decisions_record(found: Sequence[Decisions], name: str) -> Mapping[str, Any]:
    """The object that the command prints: of one place its record, of all a list with what it covers."""
    if name != ALL:
        return found[0].record()
    return {"covers": say("decision.covers", "en", count=len(found)), "places": [each.record() for each in found]}


def decisions_text(found: Sequence[Decisions], name: str, language: Language) -> str:
    """The decisions of a place as text; of all a headline each and what is covered."""
    lines = [spoken(headline(each, by_code()[each.place]), language) for each in found]
    if name == ALL:
        return "\n".join([say("decision.covers", language, count=len(found)), "", *lines])
    return "\n".join([*lines, "", chapter_text(chapter(found[0]), language)])
