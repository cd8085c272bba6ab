"""What a rule opened is written down: tables of every kind that rules make, packed ones too."""

import subprocess
import sys

from studies import ROOT
from studies.rules import rules
from studies.traced import KINDS


def test_all_that_a_rule_reads_of_another_is_of_a_kind_that_is_seen():
    """A packed table was not: rates made of new cards were told to differ without a changed input."""
    read = {file for rule in rules().values() for file in rule.reads}
    assert {file for file in read if not file.endswith(KINDS)} == set()


def test_files_of_the_folder_that_are_read_are_listed_and_no_others(tmp_path):
    for name in ("plain.csv", "packed.csv.xz", "picture.png", ".hidden.csv"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "script.py").write_text(
        "for name in ('plain.csv', 'packed.csv.xz', 'picture.png', '.hidden.csv'):\n    open(name, 'rb').close()\n"
        "open('made.csv', 'w').close()\n"
    )
    command = [sys.executable, "-m", "studies.traced", tmp_path / "listed", "script.py"]
    done = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "listed").read_text().split() == ["packed.csv.xz", "plain.csv"]
