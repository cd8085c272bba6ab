"""Answers that were saved: every number of a small plan of Hegang and of an invented country, to notice what moves.

    python tests/baseline/saved_numbers.py          what moved since they were saved
    python tests/baseline/saved_numbers.py --renew  save the numbers of now (`make baseline`)

Whoever renews them lists what moved under "Results change" of the changelog.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import xarray as xr

from relode.country import country_answer, load_country
from relode.decisions.decide import decide
from relode.decisions.request import PlanRequest
from relode.model.opening.opening_world import world
from relode.panel import load
from relode.places import find
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import head, simulated
from relode.plan.trials.stage import Stage, stage

HERE = Path(__file__).parent
COUNTRY, PLACE = HERE.parents[1] / "examples" / "invented_country", "District 1"
CITY = "hegang"
ASKED = PlanRequest(futures=80, keep=("jobs=0.5", "jobs=1.6"))
NEAR = 3e-4
"""A number has moved if it differs by more than this share of itself: records have five digits, and another processor
may round the last one the other way."""


def staged(panel: xr.Dataset) -> Stage:
    """The city in a few futures, and doing nothing there."""
    place = find(CITY)
    return stage(world(panel), place, ASKED)


def run_on(panel: xr.Dataset, on: Stage) -> PlanRecord:
    """The record of the run."""
    first = replace(head(on.place, on.asked, ""), decisions=decide(panel, on.place, on.asked))
    return simulated(on, first, 0.0, lambda *_: None)


def numbers(content: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Where each number and each verdict of a record stands, and its text."""
    if isinstance(content, dict):
        for name, each in content.items():
            yield from numbers(each, f"{at}.{name}")
    elif isinstance(content, list):
        for number, each in enumerate(content):
            # a measure is found by its name wherever it comes to stand
            key = each.get("id", each.get("name", number)) if isinstance(each, dict) else number
            yield from numbers(each, f"{at}.{key}")
    elif isinstance(content, (bool, int, float)) or at.endswith((".kind", ".recommendation", ".group")):
        yield at.removeprefix("."), repr(content)


def of_plan() -> dict[str, str]:
    """The numbers of the record of the run."""
    panel = load()
    return dict(numbers(run_on(panel, staged(panel)).record()))


def of_country() -> dict[str, str]:
    """The numbers of what a place of the invented country is told."""
    return dict(numbers(country_answer(load_country(COUNTRY), PLACE).record()))


ANSWERS = {"plan": of_plan, "country": of_country}


def saved(answer: str) -> dict[str, str]:
    """The numbers of an answer as they were saved."""
    with (HERE / f"saved_{answer}.csv").open(encoding="utf-8", newline="") as file:
        return {row["at"]: row["value"] for row in csv.DictReader(file)}


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What differs, came or went, one a line."""
    return [
        f"{at}: {before.get(at, 'none')} -> {after.get(at, 'none')}"
        for at in {**before, **after}
        if not _alike(before.get(at), after.get(at))
    ]


def _alike(one: str | None, other: str | None) -> bool:
    if one == other or one is None or other is None:
        return one == other
    try:
        return abs(float(one) - float(other)) <= NEAR * abs(float(one))
    except ValueError:
        return False


def main() -> None:
    """Say what moved, and save if asked to."""
    for answer, found in ANSWERS.items():
        table, now = HERE / f"saved_{answer}.csv", found()
        print("\n".join(moved(saved(answer) if table.exists() else {}, now)) or f"{answer}: nothing moved")
        if "--renew" in sys.argv[1:]:
            with table.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(("at", "value"))
                writer.writerows(now.items())


if __name__ == "__main__":
    main()
