"""`make mutants`: draws faults, makes each in a copy of the tree and asks the tests that run its line.

Results are appended to mutants/results.csv, so that a run that was stopped goes on; a fault whose function has changed
since is tried again.
"""

import argparse
import csv
import json
import os
import resource
import shutil
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import Any

from mutants.choosing import (
    COVERED,
    MOST_SECONDS,
    SAVED,
    WORK,
    Covered,
    chosen,
    digest,
    naming,
    unwatched,
    watch,
    what_is_covered,
)
from mutants.faults import NEW, PACKAGE, ROOT, Fault, drawn

RESULTS, COUNTS = (Path(__file__).parent / f"{name}.csv" for name in ("results", "counts"))
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
SEED, COUNT = 20261209, 120
TELL = {"answers", "charts", "cli", "docs", "language", "mcp", "report", "story", "web"}
"""Rooms that tell a reader what the others computed."""
NOT_RUN = "not run by any test"
SETTLED = ("noticed", "survived", NOT_RUN)
PRELOADED = ("altair", "fastapi", "httpx", "hypothesis", "jax", "numpyro", "openpyxl", "pyarrow", "scipy.optimize",
             "scipy.stats", "schemathesis", "vl_convert", "xarray")  # fmt: skip
NOTHING_COLLECTED = 5
"""How pytest ends where no test was chosen."""
LOADED = "what tests share could not be loaded"
"""Or tests have other names than when they were watched: then it is the same without the fault, which shows nothing."""
AT_FIRST = 20
"""Tests of a fault that are asked before the others are collected."""
PROVEN: set[str] = set()
"""Tests that noticed a fault and pass without it."""
PATIENCE = 5
"""A run that takes so many times what it takes without the fault has been noticed by its time."""


def main() -> None:
    """Draws, tries what was not tried yet, and says how many were noticed."""
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--cover", nargs="*", help="only watch these rooms of tests, or all that were not")
    parser.add_argument("--share", type=int, nargs=2, default=(0, 1), help="which of how many runs beside each other")
    parser.add_argument("--seconds", type=float, default=MOST_SECONDS, help="of tests for one fault")
    asked = parser.parse_args()
    COVERED.mkdir(exist_ok=True, parents=True)
    if asked.cover is not None:
        return watch(asked.cover or unwatched())
    before = frozenset(row["key"] for row in rows() if row["seed"] != str(asked.seed))
    faults = drawn(asked.seed, before)[: asked.count]
    PROVEN.update(row["noticed_by"] for row in rows() if row["seed"] == str(asked.seed))
    covered = what_is_covered()
    tree = copied(WORK / f"tree-{os.getpid()}")
    preload()
    try:
        which, of = asked.share
        for fault in faults[which::of]:
            if not done(fault):
                append({"seed": asked.seed, **tried(fault, covered, tree, asked.seconds)})
    finally:
        shutil.rmtree(tree)
    count([fault.key for fault in faults])


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


def count(keys: list[str]) -> None:
    """Writes how many faults of a draw were noticed: rooms that compute and rooms that tell apart, and by kind.

    Those that saved numbers or pictures alone notice, which are asked last, are not among the noticed.
    """
    last = {row["key"]: row for row in rows()}
    tried: Counter[tuple[str, str]] = Counter()
    for row in (last[key] for key in keys if key in last):
        room = Path(row["path"].removeprefix(PACKAGE)).parts[0]
        outcome = "saved alone" if SAVED.search(row["noticed_by"]) else row["outcome"]
        for group in ("all", "tell" if room in TELL else "compute", row["kind"] if row["kind"] in NEW else "old kinds"):
            tried[group, "tried"] += 1
            tried[group, outcome] += 1
    outcomes = list(dict.fromkeys(outcome for _, outcome in tried))
    with COUNTS.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["faults", *outcomes])
        for group in dict.fromkeys(group for group, _ in tried):
            writer.writerow([group, *(tried[group, outcome] for outcome in outcomes)])
    print(COUNTS.read_text(encoding="utf-8"))


def tried(fault: Fault, covered: Covered, tree: Path, most: float) -> dict[str, object]:
    """Makes the fault in the copy, runs its tests in processes of their own and takes the fault back.

    The first tests are asked by themselves: most faults are seen by them, and to collect the others takes longer. What
    none of them notices is asked of slow tests, which have not been watched: those of the files that name the module;
    at last of saved numbers and pictures.
    """
    tests, saved = chosen(fault, covered, most)
    batches = ((tests[:AT_FIRST], False), (tests[AT_FIRST:], False), (naming(fault), True), (saved, False))
    outcome, by = NOT_RUN, ""
    for batch, slow in batches:
        if batch and outcome not in ("noticed", "took too long"):
            said, by = said_of(fault, batch, covered["tests"], tree, most, slow)
            outcome = outcome if said == NOT_RUN else said
    about = {name: getattr(fault, name) for name in ("key", "path", "line", "function", "kind", "before", "after")}
    return {**about, "digest": digest(fault.path), "outcome": outcome, "tests": len(tests), "noticed_by": by}


def said_of(
    fault: Fault, tests: list[str], about: dict[str, Any], tree: Path, most: float, slow: bool
) -> tuple[str, str]:
    """What tests say of a fault within `most` seconds, and which of them.

    One that fails in the copy without the fault too has shown nothing.
    """
    file = tree / fault.path
    source, times = file.read_bytes(), file.stat()
    while tests:
        file.write_bytes(fault.applied(source))
        try:
            outcome, by = verdict(tests, tree, most, slow)
        finally:
            file.write_bytes(source)
            # Else what was compiled of the fault within this second would pass for the file as it was.
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
        if by == LOADED and verdict(tests, tree, most, slow)[1] != LOADED:
            return outcome, by
        if by != LOADED and ("::" not in by or by in PROVEN or verdict([by], tree, most, slow)[0] == "survived"):
            PROVEN.add(by)
            return outcome, by
        about.get(by, {})["passed"] = False
        tests = [test for test in tests if test != by] if by in tests else []
    return "fails without the fault too", ""


def verdict(tests: list[str], tree: Path, most: float, slow: bool) -> tuple[str, str]:
    """What the tests say of the copy as it is: noticed by which test, noticed by its time, or survived.

    No test begins after `most` seconds of a processor: what fixtures take, no sum of watched tests foretells.
    """
    said = WORK / f"said-{os.getpid()}.json"
    said.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        try:
            _child(tests, tree, said, most, "slow" if slow else "not slow")
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
        return NOT_RUN, ""
    if failed["code"] and not failed["by"]:  # what all tests of a room share could not be loaded
        return "noticed", LOADED
    return ("noticed", failed["by"]) if failed["code"] else ("survived", "")


def _child(tests: list[str], tree: Path, said: Path, most: float, which: str) -> None:
    import pytest

    limit = int(PATIENCE * (most + 12))
    order = {test: number for number, test in enumerate(tests)}

    class First:
        """Keeps the name of the first test that fails, and lets no test begin when the time is over."""

        by, until = "", 0.0

        @pytest.hookimpl(wrapper=True, tryfirst=True)
        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, None, None]:
            """As they were chosen: the suite's own order begins with what takes longest."""
            yield
            items.sort(key=lambda item: order.get(item.nodeid, 0))

        def pytest_collection_finish(self) -> None:
            self.until = time.process_time() + most

        def pytest_runtest_setup(self) -> None:
            if time.process_time() > self.until:
                pytest.skip("the time is over")

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
