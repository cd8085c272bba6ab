"""Answers that were saved, one a case: a test compares those of now. RELODE_WRITE_SAVED=1 saves them again."""

import csv
import json
import os
from collections.abc import Mapping
from math import isclose
from pathlib import Path
from typing import Any

DIGITS = 7
CLOSE = 2e-6
"""Sums in another order, as another version of a library takes them, move the last digits."""


def check_saved(name: str, found: Mapping[str, Any]) -> None:
    """AssertionError with what differs between the answers, by case, and those of `cases/NAME.csv`."""
    file = Path(__file__).parent / "cases" / f"{name}.csv"
    if os.environ.get("RELODE_WRITE_SAVED"):
        before = _read(file) if file.exists() else {}
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, lineterminator="\n")
            writer.writerow(("case", "answer"))
            for case, answer in sorted({**before, **found}.items()):
                text = json.dumps(_rounded(answer), ensure_ascii=False, separators=(",", ":"))
                writer.writerow((case, text))
    saved = _read(file)
    moved = [line for case in found for line in _moved(case, saved.get(case), _rounded(found[case]))]
    assert moved == []


def saved_answers(name: str) -> dict[str, Any]:
    """The saved answers by case; a table may hold cases that say what is asked."""
    return _read(Path(__file__).parent / "cases" / f"{name}.csv")


def _read(file: Path) -> dict[str, Any]:
    csv.field_size_limit(1 << 24)
    with file.open(encoding="utf-8", newline="") as stream:
        return {row["case"]: json.loads(row["answer"]) for row in csv.DictReader(stream)}


def _rounded(answer: Any) -> Any:
    if isinstance(answer, Mapping):
        return {str(key): _rounded(each) for key, each in answer.items()}
    if isinstance(answer, (list, tuple)):
        return [_rounded(each) for each in answer]
    return float(f"{answer:.{DIGITS}g}") if isinstance(answer, float) else answer


def _moved(at: str, before: Any, now: Any) -> list[str]:
    if isinstance(before, dict) and isinstance(now, dict):
        keys = dict.fromkeys((*before, *now))
        return [line for key in keys for line in _moved(f"{at}.{key}", before.get(key), now.get(key))]
    if isinstance(before, list) and isinstance(now, list) and len(before) == len(now):
        return [line for i in range(len(now)) for line in _moved(f"{at}.{i}", before[i], now[i])]
    numbers = isinstance(before, (int, float)) and isinstance(now, (int, float))
    same = isclose(before, now, rel_tol=CLOSE, abs_tol=1e-12) if numbers else before == now
    return [] if same else [f"{at}: {before} -> {now}"]
