"""What all tests share."""

import gc
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

# On two cores two workers with two threads each wait for one another: both libraries compute in one, to the same bits.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import hypothesis
import pytest
import xarray as xr
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from relode.cli import main
from relode.panel import load

# Every program that JAX compiles is kept where the product keeps the long ones: tests run thousands of small ones.
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "relode" / "compiled"
os.environ.setdefault("JAX_COMPILATION_CACHE_DIR", str(KEPT))
os.environ.setdefault("JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS", "0")

# How long an example takes hangs on what else the machine does: it is no fault of what is tested.
hypothesis.settings.register_profile(
    "any_machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any_machine")

TOGETHER = {
    "pages": (
        "tests/report/", "tests/journeys/test_report_in_a_browser.py", "tests/web/test_past.py",
        "tests/web/test_warming.py", "tests/web/test_filed_paths.py",
        "tests/web/test_prepared.py", "tests/web/test_what_if.py",
        "tests/web/test_under_load.py",
        "tests/web/test_hostile_folders.py", "tests/cli/test_brief_command.py", "tests/cli/test_replay.py",
        "tests/journeys/test_page_in_a_browser.py", "tests/journeys/test_page_access.py",
        "tests/journeys/test_map_in_a_browser.py", "tests/journeys/test_deal_page_in_a_browser.py",
        "tests/journeys/test_plans_in_a_browser.py", "tests/journeys/test_planned_report_in_a_browser.py",
        "tests/journeys/test_palette_in_a_browser.py", "tests/journeys/test_first_readers.py",
        "tests/web/test_figure_origins.py",
        "tests/web/test_own_figures_given.py", "tests/web/test_plan_runs.py",
        "tests/journeys/test_site_in_a_browser.py", "tests/journeys/test_examples.py",
        "tests/journeys/test_snippets.py",
    ),
    "plan": ("tests/plan/",),
    "stopped": ("tests/cli/test_plan.py", "tests/web/test_killed_server.py"),
    "country": ("tests/country/",),
    "accounts": ("tests/decisions/test_own_effects.py", "tests/decisions/test_decide.py"),
}  # fmt: skip
"""Files that share a run, a server or a browser that takes long to make: one worker takes them all."""
FIRST = (
    "pages",
    "tests/charts",
    "plan",
    "tests/journeys",
    "tests/cli",
    "tests/model",
    "tests/outlook",
    "tests/calibration",
    "tests/evaluation",
    "stopped",
)
"""What takes longest begins first, so that no worker is left alone with it at the end. While the pages have the
programs of a plan compiled, the other worker draws charts: it finds them compiled."""


def _group(nodeid: str) -> str:
    """What stays with one worker: files that share what is dear, otherwise a file."""
    file = nodeid.partition("::")[0]
    return next((group for group, files in TOGETHER.items() if file.startswith(files)), file)


class ByFile(LoadScopeScheduling):
    """Gives each worker whole groups of tests, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """The mark `xdist_group` says nothing to pytest-xdist 3.8 under pytest 9.2: this asks for no mark."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


@cache
def _may_be_slow(file: Path) -> bool:
    """Whether a file of tests marks one as slow, or opens a browser."""
    text = file.read_text(encoding="utf-8")
    return "mark.slow" in text or "browser" in text


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run of slow tests alone loads no file that has none: to load them all takes as long as several of them."""
    is_test = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if config.option.markexpr == "slow" and is_test and not _may_be_slow(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Files that changed are compiled once: of two workers the second begins with the last ones.

    Each then finds what the other left. A file that cannot be loaded is told when its turn comes.
    """
    if os.environ.get("PYTEST_XDIST_WORKER") == "gw1":
        root = session.config.rootpath
        files = sorted(file for asked in session.config.args for file in (root / asked).rglob("test_*.py"))
        for file in reversed(files[len(files) // 2 :]):
            if not pytest_ignore_collect(file, session.config):
                with suppress(Exception, pytest.skip.Exception):
                    import_module(".".join(file.relative_to(root).with_suffix("").parts))


def pytest_itemcollected(item: pytest.Item) -> None:
    """What opens a page in a browser is marked so. No slow test stands where a run of slow tests would pass it over."""
    if "browser" in getattr(item, "fixturenames", ()):
        item.add_marker("browser")
    if any(item.get_closest_marker(name) for name in ("slow", "browser")) and not _may_be_slow(item.path):
        raise pytest.UsageError(f"{item.nodeid} is slow, and nothing in its file says so")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first."""

    def rank(item: pytest.Item) -> int:
        group = _group(item.nodeid)
        return next((number for number, start in enumerate(FIRST) if group.startswith(start)), len(FIRST))

    items.sort(key=rank)


def pytest_collection_finish() -> None:
    """What was collected stays to the end: the collector of garbage need not look through it each time.

    Nor as often as Python lets it: some five times more seldom saves a twentieth of the time. Much more seldom, and a
    worker holds gigabytes of panels that nothing needs.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(2_000, 10, 20)


def pytest_sessionfinish() -> None:
    """At the end pytest collects ten times over, to hear of errors in what nobody held: once is enough."""
    gc.collect()
    gc.freeze()


MOST_MAPS = 25_000
"""Pieces of memory that a worker may hold after a file: the system allows 65,530, one file compiles up to 30,000."""


@pytest.fixture(autouse=True, scope="module")
def room_for_what_is_compiled() -> Iterator[None]:
    """Programs that JAX compiled are dropped where there are many: a worker without room for one more is aborted."""
    yield
    maps, jax = Path("/proc/self/maps"), sys.modules.get("jax")
    if jax is not None and maps.exists() and maps.read_bytes().count(b"\n") > MOST_MAPS:
        jax.clear_caches()
        gc.collect()


def _folder(variable: str) -> Path:
    """The folder named by an environment variable: without it a test skips, with it a skip would be a failure."""
    name = os.environ.get(variable)
    if not name:
        pytest.skip(f"{variable} is not set: it names a folder that does not ship with the package")
    folder = Path(name)
    if not folder.is_dir():
        pytest.fail(f"{variable} is {name}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def benchmarks() -> Path:
    """Tables and published answers, in the folder that RELODE_BENCHMARKS names."""
    return _folder("RELODE_BENCHMARKS")


@pytest.fixture(scope="session")
def curated_facts() -> Path:
    """The facts as they were curated, in the folder that RELODE_CURATED_FACTS names."""
    return _folder("RELODE_CURATED_FACTS")


@pytest.fixture(scope="session")
def curated_additions() -> Path:
    """What was curated later, in the folder that RELODE_CURATED_ADDITIONS names."""
    return _folder("RELODE_CURATED_ADDITIONS")


@pytest.fixture(scope="session")
def curated_additions_2() -> Path:
    """What was curated after that, in the folder that RELODE_CURATED_ADDITIONS_2 names."""
    return _folder("RELODE_CURATED_ADDITIONS_2")


@pytest.fixture(scope="session")
def curated_additions_3() -> Path:
    """What was curated after that, in the folder that RELODE_CURATED_ADDITIONS_3 names."""
    return _folder("RELODE_CURATED_ADDITIONS_3")


@pytest.fixture(scope="session")
def panel() -> xr.Dataset:
    """The panel of the shipped facts with measures, read-only: a test that changes cells loads its own."""
    loaded = load()
    for variable in loaded.data_vars.values():
        variable.values.flags.writeable = False
    return loaded


@pytest.fixture
def own_panel() -> xr.Dataset:
    """The same panel for a test to change; its texts are kept as codes and cannot be."""
    return load()


@pytest.fixture(scope="session")
def ground(panel):
    """Eight futures of the whole system, in which any city may be asked what if."""
    from relode.model.opening.opening_world import world
    from relode.plan.simulations.what_if import ground as grounded

    return grounded(world(panel), count=8)


def undraw(change):
    """Reports and documents are written without their pictures being drawn, which takes most of the time.

    `change` sets a name of an object or module to something else. The text of this function runs by itself too.
    """
    import vl_convert
    from markupsafe import Markup

    from relode.report import html
    from relode.report.document import file

    dot = vl_convert.svg_to_png('<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"/>')
    change(html.LazySizes, "__getitem__", lambda *_: Markup('<svg role="img"></svg>'))
    change(file, "png", lambda _: dot)


@contextmanager
def _undrawn() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        undraw(patch.setattr)
        yield


@pytest.fixture
def undrawn() -> Iterator[None]:
    """What a test writes has empty pictures."""
    with _undrawn():
        yield


@pytest.fixture
def undocumented(undrawn, monkeypatch) -> None:
    """Runs have empty pictures and no documents, for a test that looks at neither."""
    from relode.runs import report_runs

    del undrawn
    monkeypatch.setattr(report_runs, "write_documents", lambda *_: None)


@pytest.fixture(scope="session")
def undrawn_environment(tmp_path_factory):
    """Gives the environment of a process, and of those that it starts, that write empty pictures.

    `more` are statements that they run first as well.
    """

    def environment(more: str = "") -> dict[str, str]:
        folder, before = tmp_path_factory.mktemp("undrawn"), os.environ.get("PYTHONPATH")
        text = f"{inspect.getsource(undraw)}\n\nundraw(setattr)\n{more}\n"
        (folder / "sitecustomize.py").write_text(text, encoding="utf-8")
        return {**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{before}" if before else str(folder)}

    return environment


@pytest.fixture(scope="session")
def undisturbed_run(undrawn_environment, tmp_path_factory) -> tuple[Path, dict[str, Any]]:
    """A small plan run of Hegang by the command, with empty pictures: its folder, and the record that was printed."""
    folder = tmp_path_factory.mktemp("undisturbed")
    command = [sys.executable, "-m", "relode", "plan", "hegang", "--budget", "4%"]
    command += ["--output", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, timeout=300, env=undrawn_environment(), check=True)
    return next(folder.iterdir()), json.loads(done.stdout)


def _hegang_run(folder: Path) -> dict[str, Any]:
    from relode.decisions.request import PlanRequest
    from relode.runs import report_runs as runs

    return runs.plan("hegang", [], folder, PlanRequest())


def _county_runs(folder: Path) -> Path:
    from relode.decisions.request import PlanRequest
    from relode.runs import report_runs as runs

    runs.plan("renqiu", [], folder, PlanRequest())
    return folder


def _plan_runs(folder: Path) -> Path:
    from relode.decisions.request import PlanRequest
    from relode.runs import report_runs as runs

    runs.plan("hegang", [], folder, PlanRequest())
    return folder


@pytest.fixture(scope="session")
def hegang_record(tmp_path_factory) -> dict[str, Any]:
    """The record of a run of Hegang, its pictures drawn; nothing else writes to its folder, `run`."""
    return _hegang_run(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def undrawn_hegang_record(tmp_path_factory) -> dict[str, Any]:
    """The record of the same run with empty pictures, for tests that look at none."""
    with _undrawn():
        return _hegang_run(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="session")
def county_runs_folder(tmp_path_factory) -> Path:
    """A folder that holds one run of a county, which was asked for plans; nothing else writes there."""
    return _county_runs(tmp_path_factory.mktemp("county_runs"))


@pytest.fixture(scope="session")
def plan_runs_folder(tmp_path_factory) -> Path:
    """A folder of runs that holds one small plan run of Hegang with a policy of its own; nothing else writes there."""
    return _plan_runs(tmp_path_factory.mktemp("plan_runs"))


@pytest.fixture(scope="session")
def undrawn_county_runs_folder(tmp_path_factory) -> Path:
    """The run of the county with empty pictures, for tests that look at none."""
    with _undrawn():
        return _county_runs(tmp_path_factory.mktemp("county_runs"))


@pytest.fixture(scope="session")
def undrawn_plan_runs_folder(request, tmp_path_factory) -> Path:
    """The small plan run of Hegang for tests that look at no picture: empty ones, unless others draw them anyway."""
    if any("plan_runs_folder" in getattr(item, "fixturenames", ()) for item in request.session.items):
        return request.getfixturevalue("plan_runs_folder")
    with _undrawn():
        return _plan_runs(tmp_path_factory.mktemp("plan_runs"))


class Done(NamedTuple):
    """How a command ended and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def relode(monkeypatch, capfd, tmp_path):
    """Run the command in an empty folder, inside this process: starting Python each time would take minutes."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, language="en"):
        monkeypatch.setenv("RELODE_LANGUAGE", language)
        monkeypatch.setattr("sys.argv", ["relode", *map(str, arguments)])
        try:
            main()
            code = 0
        except SystemExit as stop:
            code = stop.code or 0
        return Done(code, *capfd.readouterr())

    return run


@pytest.fixture
def answer(relode):
    """The JSON object that a command prints, and nothing else."""

    def ask(*arguments):
        done = relode(*arguments, "--json")
        assert (done.returncode, done.stderr) == (0, "")
        return json.loads(done.stdout)

    return ask
