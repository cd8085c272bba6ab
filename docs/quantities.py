"""Write quantities.md from the vocabulary: python docs/quantities.py."""

from collections.abc import Iterable
from pathlib import Path

from relode.vocabulary import quantities, terms

HEAD = """# Quantities 指标

Every quantity by name, with unit, labels and meaning. Made from `src/relode/vocabulary.csv` by `quantities.py` here.
全部指标的名称、单位、标签和含义，由 `src/relode/vocabulary.csv` 生成。

| name 名称 | unit 单位 | label | 标签 | meaning | 含义 |
| --- | --- | --- | --- | --- | --- |
"""
MODEL = """
## What the simulator alone has 仅在模拟器内部使用的量

Its parameters and what its equations pass on, with the symbols of [the equations](model.md).
模拟器的参数和方程中间量，符号见[模型方程](model.zh.md)。

| name 名称 | symbol 符号 | unit 单位 | label | 标签 |
| --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The page as Markdown."""
    cells = ((q.name, q.unit, q.label_en, q.label_zh, q.meaning_en, q.meaning_zh) for q in quantities().values())
    inside = ((q.name, q.symbol and f"`{q.symbol}`", q.unit, q.label_en, q.label_zh)
              for q in terms().values() if not q.dimension)  # fmt: skip
    return HEAD + _lines(cells) + MODEL + _lines(inside)


def _lines(cells: Iterable[tuple[str, ...]]) -> str:
    return "".join(f"| `{name}` | {' | '.join(rest)} |\n" for name, *rest in cells)


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(page(), encoding="utf-8")
