import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from relode import runs

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip


@pytest.fixture(scope="session")
def browser():
    """A real browser; where none is installed the test skips, but not in continuous integration."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def run_of(tmp_path_factory):
    """City -> folder of its run, made once."""
    made = {}

    def run(city):
        if city not in made:
            made[city] = Path(runs.plan(city, [], tmp_path_factory.mktemp("runs"))["run"])
        return made[city]

    return run
