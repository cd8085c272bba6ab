"""The order of a set changes from one process to the next: no figure may hang on it."""

import os
import subprocess
import sys

import pytest

COMMANDS = ("pathways", "diagnose", "outlook")
ASKED = f"""
import sys
from relode.cli import main
for command in {COMMANDS}:
    sys.argv = ["relode", command, "hegang", "--json"]
    try:
        main()
    except SystemExit as stop:
        assert not stop.code, command
"""


@pytest.mark.slow
def test_two_processes_print_the_same_bits(tmp_path):
    first, second = (
        subprocess.run(
            [sys.executable, "-c", ASKED],
            cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, timeout=240,
        ).stdout
        for seed in ("0", "1")
    )  # fmt: skip
    assert len(first.splitlines()) == len(COMMANDS)
    assert first == second
