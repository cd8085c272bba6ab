"""A plugin of pytest that writes down which lines each test runs: `-p mutants.contexts` with MUTANTS_COVERED set.

Lines that a shared fixture runs count for every test that uses it. Caches are emptied before each file of tests, so
that what one file has read is read again by the next.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import coverage
import pytest

FILE = Path(os.environ["MUTANTS_COVERED"])
SOURCE = Path(__file__).parents[1] / "src" / "relode"
cover = coverage.Coverage(data_file=None, source=[str(SOURCE)], config_file=False)
cover.start()
stack = [""]
taken: dict[str, dict[str, object]] = {}
last: list[Path] = []


def _switch(context: str) -> None:
    stack.append(context)
    cover.switch_context(context)


def _back() -> None:
    stack.pop()
    cover.switch_context(stack[-1])


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    """What a shared fixture runs is not the first test's alone."""
    shared = fixturedef.scope != "function"
    if shared:
        _switch(f"fixture {fixturedef.baseid}|{fixturedef.argname}")
    try:
        return (yield)
    finally:
        if shared:
            _back()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Function) -> Iterator[None]:
    """One context a test."""
    if last and last[-1] != item.path:
        _empty_caches()
        _write()
    last.append(item.path)
    about = {"fixtures": list(item.fixturenames), "passed": True, "seconds": 0.0}
    taken[item.nodeid] = about
    began = time.process_time()
    _switch(item.nodeid)
    try:
        return (yield)
    finally:
        _back()
        about["seconds"] = round(time.process_time() - began, 3)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """A test that fails or skips without a fault shows nothing."""
    if report.outcome != "passed":
        taken[report.nodeid]["passed"] = False


def pytest_sessionfinish() -> None:
    """Writes the last file of tests."""
    _write()


def _empty_caches() -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "relode":
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    if "jax" in sys.modules:
        sys.modules["jax"].clear_caches()


def _write() -> None:
    data = cover.get_data()
    lines = {}
    for file in data.measured_files():
        path = file.partition("src/relode/")[2]
        lines[path] = {
            line: [test for test in tests if test]
            for line, tests in data.contexts_by_lineno(file).items()
            if any(tests)
        }
    part = FILE.with_suffix(".part")
    modules = {path: sha256((SOURCE / path).read_bytes()).hexdigest()[:12] for path in lines}
    part.write_text(json.dumps({"tests": taken, "lines": lines, "modules": modules}), encoding="utf-8")
    part.replace(FILE)
