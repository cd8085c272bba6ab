"""One measure in each of several cities: what it changes beside doing nothing, and what it costs."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Amount, Bilingual, Language, Sentence
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_file import policies, read_policy
from relode.places import Place
from relode.plan.simulations.what_if import WhatIf
from relode.story import Column, Link, Table
from relode.vocabulary import Label
from relode.web.pages.choices import MEASURED_UNTIL
from relode.web.pages.compare_page import PARTS, form, named
from relode.web.server.rendering import render, words_of
from relode.web.what_if.scenario import Scenario, of_steps
from relode.web.what_if.what_if_page import what_ifs_of
from relode.web.what_if.what_if_text import SIMULATOR, host_of, outside

AMOUNTS = ("jobs", "people", "futures", "cost", "share")
"""What is told of a measure in a place, in the order of the table."""


def scenario_of_measure(measure: str) -> Scenario:
    """A lever at its largest dose, or a policy that ships at its largest doses. Raises RelodeError for another name."""
    if measure in levers():
        lever = levers()[measure]
        return Scenario(((measure, SUBSIDISED_SECTORS[1] if lever.by_sector else "", lever.upper),))
    if measure in policies():
        return of_steps((step.lever, step.sector, step.value) for step in read_policy(measure).steps)
    allowed = ", ".join((*policies(), *levers()))
    raise RelodeError("web.unknown_choice", part="measure", value=measure, choices=allowed)


def measure_page(request: Request, language: Language, asked: tuple[str, ...], measure: str) -> Response:
    """What one measure changes in each place. Raises RelodeError for an unknown name, and without a simulator."""
    scenario, places, source = scenario_of_measure(measure), named(asked), what_ifs_of(request)
    if source is None:
        raise RelodeError("web.absent")
    rows: list[dict[str, Any]] = []
    for place in places:
        try:
            rows.append(_row(place, source.found(place.code, scenario), scenario))
        except RelodeError as error:
            if error.key in ("web.warming", "web.failed"):
                raise
            rows.append({"place": place, "reason": outside(place, error, language), "host": host_of(place)})
    content = {
        **form(asked, places, language),
        "slugs": [(part, place.slug) for part, place in zip(PARTS, places, strict=False)],
        "levers": list(levers()),
        "policies": [(name, read_policy(name).title(language)) for name in policies()],
        "first_year": FIRST_PLAN_YEAR,
        "until": MEASURED_UNTIL,
        "measure": measure,
        "effects": _effects([row for row in rows if not row["reason"]]),
        "outside": [_beyond(row) for row in rows if row["reason"]],
        "finding": _finding(measure, rows),
        "futures": source.simulator.count,
    }
    return render(request, "measure.html.j2", language, content, words=words_of(language))


def _row(place: Place, what_if: WhatIf, scenario: Scenario) -> dict[str, Any]:
    change, count = what_if.changes["employment"], what_if.counts["employment"]
    amounts = {
        "jobs": Amount(change.value, change.unit, change.interval_90, SIMULATOR),
        "people": Amount(count.value, count.unit, count.interval_90, SIMULATOR),
        "futures": Amount(change.more_share, "share", None, SIMULATOR),
        "cost": Amount(what_if.cost.value, what_if.cost.unit, what_if.cost.interval_90, SIMULATOR),
    }
    if share := what_if.cost_share:
        amounts["share"] = Amount(share.value, share.unit, share.interval_90, SIMULATOR)
    return {"place": place, "reason": "", "cells": amounts, "query": scenario.query(), "change": amounts["jobs"]}


def _effects(rows: list[dict[str, Any]]) -> Table:
    """What the measure changes and costs in each place that is simulated."""
    columns = (
        Column("web.column.place", "place"),
        *(Column(f"web.compare.column.{name}", partial(_amount, name), format="interval") for name in AMOUNTS),
        Column("web.compare.levers", lambda row: Link(Sentence("web.compare.try", {}), _levers(row["place"], row))),
    )
    return Table(Sentence("web.compare.measure", {}), columns, rows)


def _amount(name: str, row: dict[str, Any]) -> Amount | None:
    amount: Amount | None = row["cells"].get(name)
    return amount


def _levers(place: Place, row: dict[str, Any]) -> str:
    """The address of the levers of a place, where they stand as in the row."""
    return f"/city/{place.slug}/act?{urlencode(row['query'])}"


def _beyond(row: dict[str, Any]) -> tuple[Sentence, Place | None]:
    """Why a place is not simulated, and the one that it is a part of."""
    return row["reason"], row["host"]


def _finding(measure: str, rows: list[dict[str, Any]]) -> Sentence:
    policy = None if measure in levers() else read_policy(measure)
    called = Bilingual(policy.title("en"), policy.title("zh")) if policy else Label(measure)
    each = tuple(
        Sentence("web.compare.measured_each", {"place": row["place"], "change": row["change"]})
        for row in rows
        if not row["reason"]
    )
    values = {"measure": called, "first": FIRST_PLAN_YEAR, "until": MEASURED_UNTIL, "each": each}
    return Sentence("web.compare.measured", values) if each else Sentence("web.compare.measured_none", values)
