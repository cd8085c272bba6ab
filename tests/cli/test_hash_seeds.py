"""The order of a set changes from one process to the next: no figure may hang on it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("command", ["pathways", "diagnose", "outlook"])
def test_two_processes_print_the_same_bits(tmp_path, command):
    printed = {
        subprocess.run(
            [sys.executable, "-m", "relode", command, "hegang", "--json"],
            cwd=tmp_path, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, timeout=120,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(printed) == 1
