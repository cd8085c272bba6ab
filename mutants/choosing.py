"""Which tests are asked about a fault: those that run its line, or that read its file."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from mutants.faults import PACKAGE, ROOT, Fault

WORK = ROOT / ".mutants"
COVERED = WORK / "covered"
MOST_SECONDS = 45.0
"""Tests of one fault take at most so much time of a processor without the fault."""
MOST_TESTS = 200
MOST_FILES, LINKS = 5, 4
"""Where no test has been watched: so many files of tests, through so many imports."""
ROOMS = tuple(
    sorted(
        each.name
        for each in (ROOT / "tests").iterdir()
        if each.name.startswith("test_") or (each.is_dir() and any(each.glob("test_*.py")))
    )
)
"""Of tests, and files that stand in none: each is watched apart."""
SAVED = re.compile(r"^tests/baseline/|::test_no_\w+_(was_saved|were_saved|was_looked_at)\b")
"""Tests that compare with what was saved, numbers or pictures, and know nothing of what is right: asked last."""
READ_BY = {
    ".toml": ("language", "architecture"),
    ".css": ("charts", "report", "story", "web"),
    ".md": ("architecture", "published"),
}
"""Rooms whose tests read files of a kind, beside those of the file's own room."""

FIRST = {
    "sentence": "tests/language/test_meaning.py", "year": "tests/language/test_same_years.py",
    "colour": "tests/charts/test_colours.py",
}  # fmt: skip
"""Which file of tests is asked first about a kind of fault."""

Covered = dict[str, dict[str, Any]]


def watch(rooms: Iterable[str]) -> None:
    """Runs the default tests of rooms and notes the lines that each of them runs."""
    for room in rooms:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "mutants.contexts", "-m", "not slow", f"tests/{room}"]
        file = COVERED / f"{room}.json"
        subprocess.run(command, cwd=ROOT, env={**os.environ, "MUTANTS_COVERED": str(file)}, check=False)


def unwatched() -> list[str]:
    """Rooms of tests that were not watched."""
    return [room for room in ROOMS if not (COVERED / f"{room}.json").exists()]


def what_is_covered() -> Covered:
    """Tests by name, by file and line those that run it, and how many lines each runs, of all rooms."""
    found: Covered = {"tests": {}, "lines": {}, "sizes": Counter()}
    for file in sorted(COVERED.glob("*.json")):
        part = json.loads(file.read_text(encoding="utf-8"))
        found["tests"] |= part["tests"]
        for path, lines in part["lines"].items():
            found["sizes"].update(test for tests in lines.values() for test in tests)
            own = found["lines"].setdefault(PACKAGE + path, {})
            # Lines of a module that has changed since stand elsewhere: whatever ran one may run any of them.
            same = part["modules"][path] == digest(PACKAGE + path)
            for line, tests in (lines if same else {"": {test for of in lines.values() for test in of}}).items():
                own[line] = [*own.get(line, ()), *tests]
    return found


def digest(path: str) -> str:
    """Of a file: a fault is tried again when its surroundings have changed."""
    file = ROOT / path
    return sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else ""


def chosen(fault: Fault, covered: Covered, most: float) -> tuple[list[str], list[str]]:
    """Tests that run the line: those of its room first, of these the ones that run least besides, as time allows.

    After those of its room, tests whose file names the module: a line whose answer is kept (`cache`) was seen to run
    in the first test alone that asked. Before all, of a fault in what is no module, those that read such files; after
    all, as long again, those that read modules as texts. Apart from them saved numbers and pictures. Where no test has
    been watched that runs the module, the files that name it.
    """
    if fault.path.endswith(".py") and fault.path not in covered["lines"]:
        return naming(fault), []
    contexts: set[str] = set()
    for path, line in told_at(fault):
        lines = covered["lines"].get(path, {})
        # A line that runs once, at import, is used by whatever runs the module.
        whole = {test for tests in lines.values() for test in tests}
        line_tests = set(lines.get(str(line), ())) | set(lines.get("", ()))
        contexts |= line_tests if line_tests and fault.function else whole
    shared = {c: tuple(c.removeprefix("fixture ").split("|")) for c in contexts if c.startswith("fixture ")}
    tests, sizes = covered["tests"], covered["sizes"]
    running = {}
    for node, about in tests.items():
        through = [c for c, (base, name) in shared.items() if name in about["fixtures"] and node.startswith(base)]
        if about["passed"] and (node in contexts or through):
            most_lines = max(sizes.get(each, 0) for each in (node, *through))
            rank = 0 if node.startswith(f"tests/{fault.room}/") else 2
            running[node] = (rank, most_lines, about["seconds"], node)
    if fault.path.endswith(".py"):
        rank = 1 if fault.function else 0  # what stands in no function is read by who names the module
        files = set(naming(fault))
        for node, about in tests.items():
            if about["passed"] and node.partition("::")[0] in files and (node not in running or not rank):
                running[node] = (rank, 0, about["seconds"], node)
    reading = readers(fault, tests)
    order = sorted(running, key=running.__getitem__)
    saved = [node for node in order if SAVED.search(node)]
    others = [node for node in order if node not in {*reading, *saved}]
    of_texts = [
        node
        for node, about in sorted(tests.items(), key=lambda each: each[1]["seconds"])
        if fault.path.endswith(".py") and about["passed"] and node not in running and _reads_modules(node)
    ]
    asked = [node for part in (reading, others, of_texts) for node in _within(part, tests, most)]
    return asked, list(_within(saved, tests, most))


def _reads_modules(node: str) -> bool:
    """Whether a test asks what stands in every module."""
    return node.split("/")[1] in ("architecture", "language") and 'rglob("*.py")' in _text(node.partition("::")[0])


def told_at(fault: Fault) -> list[tuple[str, int]]:
    """Files and lines that run where a fault is: its own, or those that name its sentence, or the most of its key."""
    if fault.path.endswith(".py"):
        return [(fault.path, fault.line)]
    if "/language/" not in fault.path:
        return []
    key = f"{Path(fault.path).stem}.{fault.function}".removesuffix(".en").removesuffix(".zh")
    for asked in (f'"{key}"', *(f'"{key[: match.start() + 1]}' for match in reversed(list(re.finditer(r"\.", key))))):
        if found := [place for place, text in _package() if asked in text]:
            return found
    return []


@cache
def _package() -> list[tuple[tuple[str, int], str]]:
    files = {str(file.relative_to(ROOT)): file for file in sorted((ROOT / PACKAGE).rglob("*.py"))}
    return [
        ((name, number), line)
        for name, file in files.items()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
    ]


def readers(fault: Fault, tests: dict[str, Any]) -> list[str]:
    """Tests of rooms that read a file that is no module: first those that name it, then its room's, then its kind's.

    Of a test that is tried on one file after the other, the one on this file comes first.
    """
    file = Path(fault.path)
    if file.suffix == ".py":
        return []
    rooms = (fault.room, *READ_BY[file.suffix])
    order = {}
    for node, about in tests.items():
        if about["passed"] and node.split("/")[1] in rooms and not SAVED.search(node):
            text = _text(node.partition("::")[0])
            named = not (f"[{file.stem}" in node or fault.path in node), file.name not in text
            is_first = node.startswith(FIRST.get(fault.kind, " "))
            order[node] = (
                not is_first,
                *named,
                node.split("/")[1] != fault.room,
                file.suffix not in text,
                about["seconds"],
                node,
            )
    return sorted(order, key=order.__getitem__)


@cache
def _text(file: str) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def naming(fault: Fault) -> list[str]:
    """Files of tests that import the module of a fault, or a module that does: at most MOST_FILES, its room's first."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests").rglob("test_*.py"))}
    own = {"relode." + fault.module.removesuffix(".py").replace("/", ".")}
    function = fault.function.split(".")[0]
    direct = _naming(own, texts)
    found = _naming({function} if function and not function.startswith("_") else set(), texts)

    def of_room(file: Path) -> bool:
        return fault.room in file.parts or file.stem == f"test_{fault.room}"

    for link in range(LINKS):
        found += [file for file in _naming(own, texts) if file not in found]
        if link and any(map(of_room, found)):
            break
        own = {name for each in own for name in _importers(each)}
    found.sort(key=lambda file: (file not in direct, not of_room(file)))
    return [str(file.relative_to(ROOT)) for file in found[:MOST_FILES]]


def _naming(names: set[str], texts: dict[Path, str]) -> list[Path]:
    asked = [file for file, text in texts.items() if any(_names(text, name) for name in names)]
    return [file for file in asked if "journeys" not in file.parts]


@cache
def _importers(module: str) -> frozenset[str]:
    """Modules of the package that import a module."""
    using = [
        file for file in sorted((ROOT / PACKAGE).rglob("*.py")) if _names(file.read_text(encoding="utf-8"), module)
    ]
    names = [".".join(file.relative_to(ROOT / PACKAGE).with_suffix("").parts) for file in using]
    return frozenset(f"relode.{name}".removesuffix(".__init__") for name in names)


def _names(text: str, name: str) -> bool:
    """Whether a file names a module or a function, in whichever way it imports it."""
    room, _, last = name.rpartition(".")
    if last not in text:
        return False
    within = room and re.search(rf"from {re.escape(room)} import (\(\n[^)]*|[^\n(]*)\b{last}\b", text)
    return bool(within or re.search(rf"(?<![\w.]){re.escape(name)}\b", text))


def _within(running: Iterable[str], tests: dict[str, Any], most: float) -> Iterator[str]:
    spent = 0.0
    for number, node in enumerate(running):
        spent += tests[node]["seconds"]
        if number and (spent > most or number >= MOST_TESTS):
            return
        yield node
