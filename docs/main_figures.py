"""Main figures of eight cities, kept for each version: what a change of code or facts changes is seen and listed.

    python docs/main_figures.py                          what changed since the figures that were kept last
    python docs/main_figures.py --keep "why they moved"  keep the figures of now in main_figures.csv

`make facts` is the first of these, after the checks of every table.
"""

import argparse
import csv
import math
from datetime import date
from pathlib import Path

from relode import __version__
from relode.diagnosis import profile
from relode.facts import fingerprint
from relode.facts.licences import expired
from relode.outlook import outlook
from relode.panel import load
from relode.pathways import successors
from relode.places import find

TABLE = Path(__file__).with_name("main_figures.csv")
CITIES = ("hegang", "fuxin", "yulin", "panzhihua", "baotou", "jinchang", "heihe", "datong")
YEAR = 2035
AHEAD = ("population", "employment", "mining_employment", "gdp_real", "house_price")
OBSERVED = ("population_change", "mining_employment_share", "secondary_share")
VERDICTS = ("do", "do_if_granted", "leave", "cannot_tell")
COLUMNS = ("version", "facts", "kept", "why", "city", "figure", "year", "value", "lower", "upper")
MOVED = 0.005
"""A figure has moved if it differs by more than this share of itself: less is rounding across versions of Python."""


def figures() -> list[dict[str, str]]:
    """The main figures of now, one a row."""
    panel = load()
    found = []
    for city in CITIES:
        place = find(city)
        now, ahead, next_ones = profile(panel, place), outlook(panel, place), successors(panel, place)
        for name in OBSERVED:
            if (number := now.latest(name)) is not None:
                found.append(row(city, name, number.year, number.value))
        found.append(row(city, "candidates", 2025, len(next_ones.candidates)))
        at = ahead.years.index(YEAR)
        for name in AHEAD:
            if (each := ahead.quantities.get(name)) is not None:
                found.append(row(city, name, YEAR, *(each.quantiles[band][at] for band in ("median", "p05", "p95"))))
    return found


def row(city: str, figure: str, year: int, value: float, lower: float = math.nan, upper: float = math.nan):
    """One figure as the table has it, with six digits."""
    numbers = {"value": value, "lower": lower, "upper": upper}
    written = {name: "" if math.isnan(number) else f"{number:.6g}" for name, number in numbers.items()}
    return {"city": city, "figure": figure, "year": str(year), **written}


def kept() -> dict[tuple[str, str, str, str], list[dict[str, str]]]:
    """(version, facts, date, why) -> rows, in the order in which they were kept."""
    sets: dict[tuple[str, str, str, str], list[dict[str, str]]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for each in csv.DictReader(file):
            sets.setdefault((each["version"], each["facts"], each["kept"], each["why"]), []).append(each)
    return sets


def moved(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    """(city, figure, before, after) of each figure that moved, came or went; "" stands for none."""
    old, new = ({(r["city"], r["figure"]): r["value"] for r in rows} for rows in (before, after))
    pairs = [(*key, old.get(key, ""), new.get(key, "")) for key in {**old, **new}]
    return [pair for pair in pairs if differs(pair[2], pair[3])]


def differs(before: str, after: str) -> bool:
    """Whether two figures differ by more than MOVED."""
    if not (before and after):
        return before != after
    return abs(float(after) - float(before)) > MOVED * max(abs(float(before)), abs(float(after)))


def keep(now: list[dict[str, str]], why: str) -> None:
    """Add a set to the table."""
    new = not TABLE.exists()
    about = {"version": __version__, "facts": fingerprint()[:12], "kept": date.today().isoformat(), "why": why}
    with TABLE.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerows({**about, **each} for each in now)


def main() -> None:
    """Compare, and keep if asked to."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--keep", metavar="WHY", help="keep the figures of now, with the reason why they moved")
    asked = ask.parse_args()
    for each in expired(date.today()):
        print(f"look again: {each.source}, since {each.look_again}: {each.reason_en}")
    now = figures()
    if TABLE.exists():
        before = [each for each in list(kept().values())[-1] if not each["figure"].startswith("verdict_")]
        changes = moved(before, now)
        for city, name, old, new in changes:
            print(f"{city:10} {name:24} {old or '-':>14} -> {new or '-'}")
        print(f"{len(changes)} of {len(now)} main figures of eight cities moved")
    if asked.keep:
        keep(now, asked.keep)


if __name__ == "__main__":
    main()
