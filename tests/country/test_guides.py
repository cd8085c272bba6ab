"""The guides of the documentation run as they are written, from invented downloads to a report with a page one."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "guides.md").read_text(encoding="utf-8")


def commands(text):
    """Lines of the fenced blocks of a part of the page."""
    return [line for block in re.findall(r"```\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]


SAID = {
    "A Landkreis in an afternoon": ["Tessin, Landkreis", "Mining: 10.3", " 13 of 14 "],
    "A US county": ["Lunow, XS", "Mining: 10.1", "hidden or not known"],
    "A South African municipality": ["Tessin (MP303)", "Budget revenue 530 ", "Not answered: which industries"],
}
"""Guide -> what its last command says, held against what the script put in."""


@pytest.fixture
def downloads(tmp_path, monkeypatch):
    """The folder that the first command of the page writes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    [first] = commands(GUIDE.split("\n## ")[0])
    program, *words = shlex.split(first)
    assert program == "python"
    subprocess.run([sys.executable, *words], check=True, timeout=120)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("head", SAID)
def test_a_guide_runs_as_it_is_written_and_ends_in_a_page_one(head, downloads, relode):
    part = next(part for part in GUIDE.split("\n## ") if part.startswith(head))
    lines = [shlex.split(line) for line in commands(part)]
    assert [words[0] for words in lines] == ["relode"] * 2
    told = []
    for words in lines:
        code, out, error = relode(*words[1:])
        assert code == 0, error
        told.append(" ".join(out.split()))
    assert ": 14 places in" in told[0]
    assert [said for said in SAID[head] if said not in told[1]] == []
    [folder] = (downloads / "runs").iterdir()
    for language, first in (("en", "In one page"), ("zh", "一页概览")):
        page = (folder / f"report.{language}.html").read_text(encoding="utf-8")
        assert re.search(r"<h2[^>]*>(.*?)</h2>", page)[1] == first
