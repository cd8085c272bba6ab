"""Every figure that commands print of eight cities, a province, a country and own figures: what a change moves.

    python tests/baseline/saved_figures.py save FOLDER      keep the figures of now
    python tests/baseline/saved_figures.py compare FOLDER   list what moved since, and what is gone or new

Answers are those of `--json`. A figure has moved if it differs by more than NEAR of itself.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl

CITIES = ("hegang", "yulin", "baotou", "jinchang", "datong", "daqing", "panzhihua", "fuxin")
COUNTRY = Path(__file__).parents[2] / "examples" / "invented_country"
NEAR = 1e-9
SHOWN = 12
"""Moved figures of one answer that are printed."""
OWN = {"Resident population (people)": 858_000, "Average wage in urban units": 71_000, "GDP, current prices": 391.2}
UNSTABLE = ("run", "command", "version", "made", "written", "seconds")
"""Fields that name a folder or a moment."""


def commands(folder: Path) -> dict[str, list[str]]:
    """Name of an answer -> the command that gives it; `folder` takes what commands write."""
    own = folder / "own.xlsx"
    own_workbook(own)
    asked = {}
    for city in CITIES:
        for name in ("diagnose", "needs", "outlook", "pathways"):
            asked[f"{name}-{city}"] = [name, city]
        asked[f"decisions-{city}"] = ["plan", city, "--only", "decisions"]
    asked["fund-heilongjiang"] = ["fund", "heilongjiang", "--budget", "1B", "--output", str(folder)]
    for chapter in ("diagnosis", "pathways", "outlook", "evaluation"):
        asked[f"country-{chapter}"] = ["country", str(COUNTRY), "District 1", "--chapter", chapter]
    for name in ("diagnose", "needs"):
        asked[f"{name}-own"] = [name, "hegang", "--data", str(own)]
    asked["decisions-own"] = ["plan", "hegang", "--only", "decisions", "--data", str(own)]
    return asked


def own_workbook(path: Path) -> None:
    """The workbook of `relode template` with a few invented figures of Hegang."""
    answer("template", str(path))
    book = openpyxl.load_workbook(path)
    sheet = book["figures"]
    heads = [str(cell.value) for cell in sheet[1]]
    row = {"place": "hegang", "year": 2024} | {
        next(head for head in heads if head.startswith(said)): value for said, value in OWN.items()
    }
    for head, value in row.items():
        sheet.cell(2, heads.index(head) + 1, value)
    book.save(path)


def answer(*words: str) -> str:
    """What a command prints; one that fails is told with its error."""
    done = subprocess.run([sys.executable, "-m", "relode", *words], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else json.dumps({"failed": done.returncode, "error": done.stderr})


def save(folder: Path) -> None:
    """Keep the answer of each command in a file of the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made, ThreadPoolExecutor(2) as pool:
        asked = commands(Path(made))
        for name, text in zip(asked, pool.map(lambda words: answer(*words, "--json"), asked.values()), strict=True):
            (folder / f"{name}.json").write_text(text, encoding="utf-8")


def leaves(content: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Where each value of an answer stands, and the value; rows of a list stand under their key if they have one."""
    if isinstance(content, dict):
        for name, each in content.items():
            if name not in UNSTABLE:
                yield from leaves(each, f"{at}.{name}")
    elif isinstance(content, list):
        names = [each.get("id", each.get("key")) if isinstance(each, dict) else None for each in content]
        unique = len(set(names)) == len(names)
        for number, (name, each) in enumerate(zip(names, content, strict=True)):
            yield from leaves(each, f"{at}.{name if unique and name is not None else number}")
    else:
        yield at.removeprefix("."), content


def differs(before: Any, after: Any) -> bool:
    """Whether a value moved."""
    numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in (before, after))
    return abs(before - after) > NEAR * max(abs(before), abs(after)) if numbers else before != after


def compare(before: Path, after: Path) -> int:
    """Print what moved, what is gone and what is new; the number of figures that moved."""
    moved = 0
    for file in sorted(before.glob("*.json")):
        old, new = (
            dict(leaves(json.loads((each / file.name).read_text(encoding="utf-8")))) for each in (before, after)
        )
        there = [at for at in old if at in new and differs(old[at], new[at])]
        moved += len(there)
        for at in there[:SHOWN]:
            print(f"{file.stem} {at}: {str(old[at])[:90]} -> {str(new[at])[:90]}")
        if len(there) > SHOWN:
            print(f"{file.stem}: {len(there) - SHOWN} more moved")
        for word, one, other in (("gone", old, new), ("new", new, old)):
            parts = Counter(".".join(at.split(".")[:2]) for at in one if at not in other)
            print(
                *(f"{file.stem} {word}: {part} ({count})" for part, count in parts.items()),
                sep="\n",
                end="\n" * bool(parts),
            )
    print(f"{moved} figures moved")
    return moved


def main(words: list[str]) -> int:
    """What the command line says; 1 if a figure moved, 2 if the words are not understood."""
    match words:
        case ["save", folder]:
            save(Path(folder))
            return 0
        case ["compare", folder]:
            with tempfile.TemporaryDirectory() as now:
                save(Path(now))
                return min(compare(Path(folder), Path(now)), 1)
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
