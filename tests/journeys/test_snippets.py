"""Every snippet of Python that a page shows runs as it stands there, page by page, from top to bottom.

A backcast of all targets takes eight seconds more than one of output, by the same calls: here it is made of less, and
pictures are left empty.
"""

import re
import shlex
from pathlib import Path

import pytest

from relode.cli import build

ROOT = Path(__file__).parents[2]
PAGES = sorted({path for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")] if ".zh." not in path.name})
LESS = {"backcast(panel)": 'backcast(panel, ["gdp_real"])'}
"""What a page shows -> what is run."""
LONG = {"README.md", "outlook.md", "own-tables.md", "plans.md"}
"""Pages whose snippets compute for more than some seconds."""


def snippets(path: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)


WITH = [path for path in PAGES if snippets(path)]


def code(text: str) -> str:
    """The code without comments and texts, which are in the language of the page."""
    lines = [line.split("  # ")[0].rstrip() for line in text.splitlines()]
    return re.sub(r'"+[^"\n]*"+', '""', "\n".join(lines))


def test_pages_have_snippets():
    assert {"README.md", "model.md", "plans.md"} <= {path.name for path in WITH}


@pytest.mark.parametrize("path", WITH, ids=lambda path: path.name)
def test_both_languages_show_the_same_code(path):
    chinese = path.with_name(path.name.replace(".md", ".zh.md"))
    assert [code(text) for text in snippets(path)] == [code(text) for text in snippets(chinese)]


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=pytest.mark.slow if path.name in LONG else (), id=path.name) for path in WITH],
)
@pytest.mark.usefixtures("undrawn")
def test_snippets_run(path, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    if path.name == "own-tables.md":
        (tmp_path / "examples").symlink_to(ROOT / "examples")
    names: dict[str, object] = {}
    for number, text in enumerate(snippets(path), 1):
        for shown, run in LESS.items():
            text = text.replace(shown, run)
        exec(compile(text, f"{path.name}, snippet {number}", "exec"), names)
    del capsys


def commands(path: Path) -> list[list[str]]:
    """The first commands of the page on tables of one's own, each as its words."""
    block = path.read_text(encoding="utf-8").split("```\n")[1].replace("\\\n", " ")
    return [shlex.split(line) for line in block.splitlines()]


@pytest.fixture
def followed(tmp_path, monkeypatch, capsys):
    """Runs a command of a page as its words stand there; what it shows."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")

    def follow(words):
        monkeypatch.setattr("sys.argv", list(words))
        with pytest.raises(SystemExit) as stop:
            build("en")()
        assert not stop.value.code
        return capsys.readouterr().out

    return follow


@pytest.mark.slow
def test_the_section_on_a_table_of_ones_own_can_be_followed_word_by_word(followed):
    asked = commands(ROOT / "docs" / "own-tables.md")
    assert commands(ROOT / "docs" / "own-tables.zh.md") == asked
    assert [words[:2] for words in asked] == [["relode", "country"]] * 2
    for words in asked:
        assert "54045 Logan County" in followed(words)


def lines_after(path: Path, head: str) -> list[list[str]]:
    """The commands of the first block after a head, each as its words."""
    block = path.read_text(encoding="utf-8").split(f"## {head}\n")[1].split("```\n")[1]
    return [shlex.split(line, comments=True) for line in block.splitlines()]


PAGES_ON_COUNTRIES = {
    "README.md": "Your own table, any country",
    "README.zh.md": "自有表格，任何国家",
    "docs/own-tables.md": "Any country: a folder of tables",
    "docs/own-tables.zh.md": "任何国家：一个文件夹的表格",
}


@pytest.mark.slow
def test_the_commands_for_any_country_can_be_followed_word_by_word(followed):
    """Pages show the same commands, but for a chapter: those of the first page run."""
    asked = {name: lines_after(ROOT / name, head) for name, head in PAGES_ON_COUNTRIES.items()}
    first = asked["README.md"]
    assert len(first) == 3
    assert [lines for lines in asked.values() if [words[:4] for words in lines] != [words[:4] for words in first]] == []
    assert {tuple(words[:2]) for words in first} == {("relode", "country")}
    for words in first:
        assert (words[3] if len(words) > 3 else "558 places") in followed(words), words
