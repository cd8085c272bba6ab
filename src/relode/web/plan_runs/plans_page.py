"""The plans of a city: its runs as a list, and one run with its plans side by side, or how far it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from relode.answers.journey import city
from relode.language import Language, Sentence
from relode.report import pieces
from relode.web.pages.choices import BUDGETS, HORIZONS, SIZES
from relode.web.pages.city_page import frame_sources, framed, picture_entry
from relode.web.plan_runs.plan_files import chapter
from relode.web.plan_runs.plan_request import plans_of
from relode.web.plan_runs.plan_run_text import LIVE, asked_text, finding, progress_text, state_text, steps
from relode.web.plan_runs.run_queue import Progress
from relode.web.plan_runs.run_shelf import Run
from relode.web.server.rendering import render, words_of
from relode.web.server.speaking import language_of


def list_page(request: Request, name: str) -> Response:
    """All runs of a city, and the form that begins another."""
    place, language, plans = city(name), language_of(request), plans_of(request)
    order = {key: i for i, key in enumerate(dict.fromkeys(frame_sources(place)), 1)}
    words = words_of(language, place, order)
    jobs = plans.jobs(place)
    asked = {job.name: job.order["plan"] for job in jobs}
    runs = {run.name: run for run in plans.of(place)}
    names = [*(name for name in asked if name not in runs), *runs]
    begun = {job.name: job.begun for job in jobs} | {run.name: run.started for run in runs.values()}
    lines = [_line(plans.progress(place, n), begun[n], asked.get(n), runs.get(n), language) for n in names]
    newest = next((line["finding"] for line in lines if line["finding"] is not None), None)
    content = {
        **framed(place, words),
        "finding": newest or Sentence("plans_page.list.none", {"place": place}),
        "lines": lines,
        "can_begin": plans.folder is not None,
        **choices(request.query_params),
    }
    return render(request, "plans.html.j2", language, content, words=words)


def choices(chosen: Mapping[str, str]) -> dict[str, Any]:
    """What the form that begins a run lets choose, and what is chosen at first."""
    return {
        "budgets": BUDGETS,
        "horizons": HORIZONS,
        "sizes": SIZES,
        "budget": chosen.get("budget", "0.05"),
        "horizon": chosen.get("horizon", "2035"),
    }


def _line(
    progress: Progress, begun: datetime, asked: Mapping[str, Any] | None, run: Run | None, language: Language
) -> dict[str, Any]:
    plan = run.plan if run else asked or {}
    return {
        "name": progress.name,
        "begun": f"{begun:%Y-%m-%d %H:%M}",
        "asked": asked_text(plan, language),
        "state": state_text(progress, language),
        "finding": finding(run.record(), language) if run and run.is_finished else None,
    }


def run_page(request: Request, name: str, run: str) -> Response:
    """One run: its plans side by side as far as it is, and what can be done with it."""
    place, language, plans = city(name), language_of(request), plans_of(request)
    progress, found = plans.progress(place, run), plans.find(place, run)
    record = found.record() if found and found.changed() else {}
    told_now = chapter(found, language) if found and record else ({}, {})
    act, pictures = told_now or ({}, {})
    keys = [*frame_sources(place), *(key for picture in pictures.values() for key in picture.sources)]
    words = words_of(language, place, {key: i for i, key in enumerate(dict.fromkeys(keys), 1)})
    address = f"/city/{place.slug}/plans/{progress.name}"
    is_done = progress.state == "done"
    plan = found.plan if found else plans.asked(run)
    content = {
        **framed(place, words),
        "finding": finding(record, language) if is_done else Sentence("plans_page.going", {"place": place}),
        "progress": told(progress, language),
        "is_live": progress.state in LIVE,
        "can_resume": progress.state == "stopped" and found is not None and found.is_current,
        "asked": asked_text(plan, language),
        "begun": f"{found.started:%Y-%m-%d %H:%M}" if found else "",
        "address": address,
        "act": act,
        "is_old": told_now is None,
        "why_not": (record.get("why_no_plans") or {}).get(language, ""),
        "policies": [(p["name"], p["title"][language]) for p in record.get("plans", ()) if p["policy"]],
        "horizon": plan["horizon"],
        "command": record.get("command", ""),
        "has_files": bool(record),
        "pictures": {
            key: picture_entry(picture, f"{address}/picture/{key}", words) for key, picture in pictures.items()
        },
        "sources": [pieces.source_entry(key, i, language) for key, i in words.order.items()],
    }
    return render(request, "plan_run.html.j2", language, content, words=words)


def told(progress: Progress, language: Language) -> dict[str, Any]:
    """How far a run is, for a page or a program."""
    done, whole = steps(progress)
    return {
        "run": progress.name,
        "state": progress.state,
        "what": progress.what,
        "done": progress.done,
        "of": progress.of,
        "ahead": progress.ahead,
        "seconds": progress.seconds,
        "step": done,
        "steps": whole,
        "version": str(progress.changed),
        "text": progress_text(progress, language),
    }
