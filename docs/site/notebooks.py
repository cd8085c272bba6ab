"""The page of examples: each is run, and stands there as a notebook shows it; and the notebooks themselves."""

import ast
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from relode.language import Language
from relode.notebook import html

EXAMPLES = tuple(sorted((Path(__file__).parents[2] / "examples").glob("*.py")))
CELL = "# %%\n"
HEADS = {
    "en": "# Examples: ten questions in a notebook\n\nEach answer shows itself as tables and pictures. "
    "The invented offer and list of examples 7 and 8 stand in their code; examples 9 and 10 draw 80 futures "
    "(512 are usual). A test runs each and holds it against figures of the shipped tables.\n",
    "zh": "# 示例：在笔记本中提出十个问题\n\n每个回答自动显示为表格和图。"
    "示例7、8的项目为虚构，写在代码中；示例9、10只抽取80种未来（通常为512种）。"
    "每个示例都由测试运行，并与随附表格中的数字核对。\n",
}
Cells = Sequence[tuple[str, object]]
"""Code, and what its last line gives."""


def asked(path: Path, language: Language) -> str:
    """The question of an example: its docstring has it in English, then in Chinese."""
    said = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")
    return said[("en", "zh").index(language)]


@cache
def cells(path: Path) -> Cells:
    """Run an example cell by cell in an empty folder."""
    names: dict[str, object] = {}
    before, found = Path.cwd(), []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            for code in path.read_text(encoding="utf-8").split(CELL)[1:]:
                *lines, last = ast.parse(code).body
                exec(compile(ast.Module(lines, []), str(path), "exec"), names)
                found.append((code.strip(), eval(compile(ast.Expression(last.value), str(path), "eval"), names)))
        finally:
            os.chdir(before)
    return tuple(found)


def page(language: Language) -> Iterator[str]:
    """The page as Markdown: question, code, answer."""
    yield HEADS[language]
    for at, path in enumerate(EXAMPLES, 1):
        yield f"\n## {at}. {asked(path, language)}\n\n[{path.stem}.ipynb](notebooks/{path.stem}.ipynb)\n"
        for code, answer in cells(path):
            shown = html(answer, language)
            told = f"```{{raw}} html\n{shown}\n```" if shown else f"```text\n{answer!r}\n```"
            yield f"\n```python\n{code}\n```\n\n{told}\n"


def notebook(path: Path, language: Language) -> str:
    """An example as a file of Jupyter, with its answers."""

    def cell(code: str, answer: object) -> dict[str, object]:
        data = {"text/plain": repr(answer), **({"text/html": shown} if (shown := html(answer, language)) else {})}
        result = {"output_type": "execute_result", "execution_count": None, "metadata": {}, "data": data}
        return {"cell_type": "code", "execution_count": None, "metadata": {}, "source": code, "outputs": [result]}

    head = {"cell_type": "markdown", "metadata": {}, "source": f"# {asked(path, language)}"}
    held = {"cells": [head, *(cell(*each) for each in cells(path))], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(held, ensure_ascii=False, indent=1) + "\n"


def write(pages: Path, language: Language) -> None:
    """Write the page, and the notebooks beside it."""
    (pages / "examples.md").write_text("".join(page(language)), encoding="utf-8", newline="\n")
    (pages / "notebooks").mkdir()
    for path in EXAMPLES:
        file = pages / "notebooks" / f"{path.stem}.ipynb"
        file.write_text(notebook(path, language), encoding="utf-8", newline="\n")
