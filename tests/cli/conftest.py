"""The command, run in this process."""

from typing import NamedTuple

import pytest

from relode.cli import main


class Done(NamedTuple):
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
