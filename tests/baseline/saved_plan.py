"""A plan that was saved: every number of a small run of Hegang, to notice when a change moves one.

    python tests/baseline/saved_plan.py          what moved since the plan was saved
    python tests/baseline/saved_plan.py --renew  save the plan of now (`make baseline`)

Whoever renews it lists what moved under "Results change" of the changelog.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import xarray as xr

from relode.panel import load
from relode.places import find
from relode.plan.planning import Step, planned_on
from relode.plan.stage import Asked, Stage, command, opened_world, stage

TABLE = Path(__file__).with_name("saved_plan.csv")
CITY = "hegang"
ASKED = Asked(futures=80, keep=("jobs=0.5", "jobs=1.6"))
NEAR = 3e-4
"""A number has moved if it differs by more than this share of itself: records have five digits, and another processor
may round the last one the other way."""


def staged(panel: xr.Dataset) -> Stage:
    """The city in a few futures, and doing nothing there."""
    place = find(CITY)
    return stage(opened_world(panel), place, ASKED, command(panel, place, ASKED))


def states(on: Stage) -> list[Step]:
    """Every state of the run."""
    return list(planned_on(on, lambda *_: None))


def numbers(content: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Where each number and each verdict of a record stands, and its text."""
    if isinstance(content, dict):
        for name, each in content.items():
            yield from numbers(each, f"{at}.{name}")
    elif isinstance(content, list):
        for number, each in enumerate(content):
            # a measure is found by its name wherever it comes to stand
            key = each["name"] if isinstance(each, dict) and "name" in each else number
            yield from numbers(each, f"{at}.{key}")
    elif isinstance(content, (bool, int, float)) or at.endswith((".kind", ".reason", ".money", ".lever")):
        yield at.removeprefix("."), repr(content)


def saved() -> dict[str, str]:
    """The numbers of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
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
    now = dict(numbers(states(staged(load()))[-1].record.record()))
    print("\n".join(moved(saved() if TABLE.exists() else {}, now)) or "nothing moved")
    if "--renew" in sys.argv[1:]:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("at", "value"))
            writer.writerows(now.items())


if __name__ == "__main__":
    main()
