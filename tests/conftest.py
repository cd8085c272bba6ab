"""What all tests share."""

import os
from pathlib import Path

import pytest
import xarray as xr

from relode.panel import load

TOGETHER = ("journeys", "plan", "report")
"""Rooms of tests whose files share a server, a browser or a run that takes long to make."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """With several workers a file stays with one, and so do the files of a room that share what is dear."""
    tests = Path(__file__).parent
    for item in items:
        file = item.path.relative_to(tests)
        item.add_marker(pytest.mark.xdist_group(file.parts[0] if file.parts[0] in TOGETHER else str(file)))


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
def panel() -> xr.Dataset:
    """The panel of the shipped facts with measures, read-only: a test that changes cells loads its own."""
    loaded = load()
    for variable in loaded.data_vars.values():
        variable.values.flags.writeable = False
    return loaded


@pytest.fixture(scope="session")
def ground(panel):
    """Eight futures of the whole system, in which any city may be asked what if."""
    from relode.model import results
    from relode.model.opening.opening_world import world
    from relode.plan.what_if import ground as grounded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "BLOCK", 5)  # eight futures do not fill their blocks
        return grounded(world(panel), count=8)


@pytest.fixture(scope="session")
def plan_runs_folder(tmp_path_factory) -> Path:
    """A folder of runs that holds one small plan run of Hegang with a policy of its own; nothing else writes there."""
    from relode.model.policy.policy_file import read_policy, write_policy
    from relode.plan.stage import Asked
    from relode.runs import report_runs as runs

    folder = tmp_path_factory.mktemp("plan_runs")
    own = write_policy(read_policy("schooling"))
    runs.plan("hegang", [], folder, Asked(futures=64, generations=2, population=8, own=own))
    return folder
