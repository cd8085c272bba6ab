"""`make mutants`: draws faults, makes each in a copy of the tree and asks the tests that run its line.

Results are appended to mutants/results.csv, so that a run that was stopped goes on; a fault whose function has changed
since is tried again.
"""

import argparse
import csv
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from mutants.faults import SOURCE, Fault, drawn

ROOT = Path(__file__).parents[1]
WORK = ROOT / ".mutants"
RESULTS = Path(__file__).parent / "results.csv"
COVERED = WORK / "covered"
COLUMNS = (
    "seed",
    "key",
    "digest",
    "path",
    "line",
    "function",
    "kind",
    "before",
    "after",
    "outcome",
    "tests",
    "noticed_by",
)
LEFT_OUT: frozenset[str] = frozenset()
SEED, COUNT = 20261126, 120
MOST_SECONDS = 45.0
"""Tests of one fault take at most so much time of a processor without the fault; the quickest come first."""
MOST_TESTS = 60
MOST_FILES, LINKS = 5, 4
"""Where no test has been watched: so many files of tests, through so many imports."""
SETTLED = ("noticed", "survived", "not run by any test")
PRELOADED = ("altair", "fastapi", "httpx", "hypothesis", "jax", "numpyro", "openpyxl", "pyarrow", "scipy.optimize",
             "scipy.stats", "schemathesis", "vl_convert", "xarray")  # fmt: skip
NOTHING_COLLECTED = 5
"""How pytest ends where no test was chosen."""
SLOW_SECONDS = 240
"""Of a processor for the slow tests of one fault; a fault that no test noticed by then has survived."""
PATIENCE = 5
"""A run that takes so many times what it takes without the fault has been noticed by its time."""
ROOMS = tuple(sorted(folder.name for folder in (ROOT / "tests").iterdir() if any(folder.glob("test_*.py"))))
"""Of tests: each is watched apart."""


Covered = dict[str, dict[str, Any]]


def main() -> None:
    """Draws, tries what was not tried yet, and says how many were noticed."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cover", nargs="*", help="only watch these rooms of tests, or all that were not")
    parser.add_argument("--only", nargs="*", default=[], help="rooms of the package whose faults are tried now")
    parser.add_argument("--share", type=int, nargs=2, default=(0, 1), help="which of how many runs beside each other")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="of tests for one fault")
    parser.add_argument("--again", action="store_true", help="those that no test noticed too, since tests were added")
    parser.add_argument("--slow", action="store_true", help="only those that no test noticed, by the slow tests")
    asked = parser.parse_args()
    COVERED.mkdir(exist_ok=True, parents=True)
    if asked.cover is not None:
        return watch(asked.cover or [room for room in ROOMS if not (COVERED / f"{room}.json").exists()])
    covered = what_is_covered()
    tree = copied(WORK / f"tree-{os.getpid()}")
    preload()
    try:
        which, of = asked.share
        for fault in drawn(asked.seed, LEFT_OUT)[which : asked.count : of]:
            asked_for = not asked.only or fault.room in asked.only
            if asked_for and (unnoticed(fault) if asked.slow or (asked.again and done(fault)) else not done(fault)):
                append({"seed": asked.seed, **tried(fault, covered, tree, asked.seconds, asked.slow)})
        prove(tree)
    finally:
        shutil.rmtree(tree)


def watch(rooms: Iterable[str]) -> None:
    """Runs the default tests of rooms and notes the lines that each of them runs."""
    for room in rooms:
        command = [sys.executable, "-m", "pytest", "-q", "-p", "mutants.contexts", "-m", "not slow", f"tests/{room}"]
        file = COVERED / f"{room}.json"
        subprocess.run(command, cwd=ROOT, env={**os.environ, "MUTANTS_COVERED": str(file)}, check=False)


def what_is_covered() -> Covered:
    """Tests by name, by file and line those that run it, and how many lines each runs, of all rooms."""
    found: Covered = {"tests": {}, "lines": {}, "sizes": Counter()}
    for file in sorted(COVERED.glob("*.json")):
        part = json.loads(file.read_text(encoding="utf-8"))
        found["tests"] |= part["tests"]
        for path, lines in part["lines"].items():
            found["sizes"].update(test for tests in lines.values() for test in tests)
            own = found["lines"].setdefault(path, {})
            # Lines of a module that has changed since stand elsewhere: whatever ran one may run any of them.
            same = part["modules"][path] == digest(path)
            for line, tests in (lines if same else {"": {test for of in lines.values() for test in of}}).items():
                own[line] = [*own.get(line, ()), *tests]
    return found


def copied(tree: Path) -> Path:
    """A copy of all that tests read, in which faults are made."""
    shutil.rmtree(tree, ignore_errors=True)
    anywhere = shutil.ignore_patterns(".*", "__pycache__")
    outputs = shutil.ignore_patterns("dist", "build", "runs", "screenshots")

    def hidden(folder: str, names: list[str]) -> set[str]:
        return anywhere(folder, names) | (outputs(folder, names) if Path(folder) == ROOT else set())

    shutil.copytree(ROOT, tree, ignore=hidden)
    return tree


def preload() -> None:
    """Loads what all tests need once: each fault is tried in a process that begins from here."""
    for name in PRELOADED:
        import_module(name)


def digest(path: str) -> str:
    """Of a module: a fault is tried again when its surroundings have changed."""
    file = SOURCE / path
    return sha256(file.read_bytes()).hexdigest()[:12] if file.exists() else ""


def rows() -> list[dict[str, str]]:
    """The results so far."""
    if not RESULTS.exists():
        return []
    with RESULTS.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def done(fault: Fault) -> bool:
    """Whether the last result of a fault stands for the module as it is."""
    found = [row for row in rows() if row["key"] == fault.key]
    return bool(found) and found[-1]["digest"] == digest(fault.path) and found[-1]["outcome"] in SETTLED


def unnoticed(fault: Fault) -> bool:
    """Whether a fault was tried and no test noticed it."""
    found = [row for row in rows() if row["key"] == fault.key]
    return bool(found) and found[-1]["outcome"] not in ("noticed", "fails without the fault too")


def append(row: dict[str, object]) -> None:
    """One result more."""
    new = not RESULTS.exists()
    with RESULTS.open("a", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(row)
    print(row["outcome"], f"{row['path']}:{row['line']}", f"{row['before']!r} -> {row['after']!r}", row["noticed_by"],
          flush=True)  # fmt: skip


def prove(tree: Path) -> None:
    """Runs what noticed faults in the copy without one: a test that fails there too has shown nothing."""
    found = rows()
    tests = sorted({row["noticed_by"] for row in found if "::" in row["noticed_by"]})
    if not tests:
        return
    list_of_tests = WORK / f"proof-{os.getpid()}.txt"
    list_of_tests.write_text("\n".join(tests), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-rfE", "-p", "no:cacheprovider", f"@{list_of_tests}"]
    environment = {**os.environ, "PYTHONPATH": str(tree / "src")}
    ended = subprocess.run(command, cwd=tree, env=environment, check=False, capture_output=True, text=True)
    said = ended.stdout.splitlines()
    failing = {test for test in tests for line in said if line.startswith((f"FAILED {test}", f"ERROR {test}"))}
    if ended.returncode not in (0, 1):
        raise RuntimeError(ended.stdout[-2000:])
    print(f"{len(tests) - len(failing)} of {len(tests)} tests that noticed faults pass without them")
    for row in found:
        if row["noticed_by"] in failing:
            append({**row, "outcome": "fails without the fault too"})


def chosen(fault: Fault, covered: Covered, most: float) -> list[str]:
    """Tests that run the line: those of its room first, of these the ones that run least besides, as time allows.

    Where the tests of its room have not been watched, the files that name its module.
    """
    if not (COVERED / f"{fault.room}.json").exists():
        return naming(fault)
    lines = covered["lines"].get(fault.path, {})
    # A line that runs once, at import, is used by whatever runs the module.
    once = {test for tests in lines.values() for test in tests}
    contexts = set(lines.get(str(fault.line), ())) | set(lines.get("", ())) or once
    shared = {c: tuple(c.removeprefix("fixture ").split("|")) for c in contexts if c.startswith("fixture ")}
    tests, sizes = covered["tests"], covered["sizes"]
    running = {}
    for node, about in tests.items():
        through = [c for c, (base, name) in shared.items() if name in about["fixtures"] and node.startswith(base)]
        if about["passed"] and (node in contexts or through):
            most_lines = max(sizes.get(each, 0) for each in (node, *through))
            running[node] = (not node.startswith(f"tests/{fault.room}/"), most_lines, about["seconds"], node)
    return list(_within(sorted(running, key=running.__getitem__), tests, most))


def naming(fault: Fault) -> list[str]:
    """Files of tests that import the module of a fault, or a module that does: at most MOST_FILES, its room's first."""
    texts = {file: file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests").rglob("test_*.py"))}
    own = {"relode." + fault.path.removesuffix(".py").replace("/", ".")}
    function = fault.function.split(".")[0]
    direct = _naming(own, texts)
    found = _naming({function} if function and not function.startswith("_") else set(), texts)
    for link in range(LINKS):
        found += [file for file in _naming(own, texts) if file not in found]
        if link and any(fault.room in file.parts for file in found):
            break
        own = {name for each in own for name in _importers(each)}
    found.sort(key=lambda file: (file not in direct, fault.room not in file.parts))
    return [str(file.relative_to(ROOT)) for file in found[:MOST_FILES]]


def _naming(names: set[str], texts: dict[Path, str]) -> list[Path]:
    asked = [file for file, text in texts.items() if any(_names(text, name) for name in names)]
    return [file for file in asked if "journeys" not in file.parts]


@cache
def _importers(module: str) -> frozenset[str]:
    """Modules of the package that import a module."""
    using = [file for file in sorted(SOURCE.rglob("*.py")) if _names(file.read_text(encoding="utf-8"), module)]
    names = [".".join(file.relative_to(SOURCE).with_suffix("").parts) for file in using]
    return frozenset(f"relode.{name}".removesuffix(".__init__") for name in names)


def _names(text: str, name: str) -> bool:
    """Whether a file names a module or a function, in whichever way it imports it."""
    room, _, last = name.rpartition(".")
    within = room and re.search(rf"from {re.escape(room)} import (\(\n[^)]*|[^\n(]*)\b{last}\b", text)
    return bool(within or re.search(rf"(?<![\w.]){re.escape(name)}\b", text))


def _within(running: Iterable[str], tests: dict[str, Any], most: float) -> Iterator[str]:
    spent = 0.0
    for number, node in enumerate(running):
        spent += tests[node]["seconds"]
        if number and (spent > most or number >= MOST_TESTS):
            return
        yield node


def tried(fault: Fault, covered: Covered, tree: Path, most: float, slow: bool) -> dict[str, object]:
    """Makes the fault in the copy, runs its tests in a process of their own and takes the fault back.

    Slow tests have not been watched: they are those of the files that name the module.
    """
    tests = naming(fault) if slow else chosen(fault, covered, most)
    outcome, by = "not run by any test", ""
    if tests:
        about = covered["tests"]
        seconds = sum(about[node]["seconds"] for node in tests) if tests[0] in about else MOST_SECONDS
        if slow:
            seconds = SLOW_SECONDS / PATIENCE
        file = tree / "src" / "relode" / fault.path
        source = file.read_bytes()
        file.write_bytes(fault.applied((SOURCE / fault.path).read_bytes()))
        try:
            outcome, by = verdict(tests, tree, seconds, slow)
        finally:
            file.write_bytes(source)
    about = {name: getattr(fault, name) for name in ("key", "path", "line", "function", "kind", "before", "after")}
    return {**about, "digest": digest(fault.path), "outcome": outcome, "tests": len(tests), "noticed_by": by}


def verdict(tests: list[str], tree: Path, seconds: float, slow: bool) -> tuple[str, str]:
    """What the tests say of the copy as it is: noticed by which test, noticed by its time, or survived."""
    said = WORK / f"said-{os.getpid()}.json"
    said.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            _child(tests, tree, said, int(PATIENCE * (seconds + 12)), "slow" if slow else "not slow")
        finally:
            traceback.print_exc()
            os._exit(1)  # a child never goes on with its parent's work
    until = time.monotonic() + 900
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            break
        time.sleep(0.1)
    else:
        os.killpg(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return "took too long", ""
    if os.WIFSIGNALED(status):
        if os.WTERMSIG(status) == signal.SIGXCPU:
            return ("survived", "") if slow else ("noticed", "its time")
        return "noticed", "a crash"
    if status:
        raise RuntimeError(f"the process of {tests[0]} ended with {status}: see {WORK}/child-{child}.log")
    failed = json.loads(said.read_text(encoding="utf-8"))
    if failed["code"] == NOTHING_COLLECTED:
        return "not run by any test", ""
    if failed["code"] and not failed["by"]:
        return "tests could not be run", ""
    return ("noticed", failed["by"]) if failed["code"] else ("survived", "")


def _child(tests: list[str], tree: Path, said: Path, limit: int, which: str) -> None:
    import pytest

    class First:
        """Keeps the name of the first test that fails."""

        by = ""

        def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
            if report.failed and not self.by:
                self.by = report.nodeid

        def pytest_collectreport(self, report: pytest.CollectReport) -> None:
            if report.failed and not self.by:
                self.by = f"{report.nodeid} (import)"

    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    os.chdir(tree)
    sys.path.insert(0, str(tree / "src"))
    os.environ["PYTHONPATH"] = str(tree / "src")
    quiet = os.open(WORK / f"child-{os.getpid()}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    first = First()
    # Plugins of what was loaded beforehand are not rewritten: their assertions are not ours.
    quietly = ("-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning", "--no-header")
    code = pytest.main(["-x", "-q", "-m", which, *quietly, *tests], plugins=[first])
    said.write_text(json.dumps({"code": int(code), "by": first.by}), encoding="utf-8")
    os._exit(0)


if __name__ == "__main__":
    main()
