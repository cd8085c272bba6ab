"""Write quantities.md from the vocabulary: python docs/quantities.py."""

from pathlib import Path

from relode.vocabulary import quantities

HEAD = """# Quantities 指标

Every quantity by name, with unit, labels and meaning. Made from `src/relode/vocabulary.csv` by `quantities.py` here.
全部指标的名称、单位、标签和含义，由 `src/relode/vocabulary.csv` 生成。

| name 名称 | unit 单位 | label | 标签 | meaning | 含义 |
| --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """The page as Markdown."""
    cells = ((q.name, q.unit, q.label_en, q.label_zh, q.meaning_en, q.meaning_zh) for q in quantities().values())
    return HEAD + "".join(f"| `{name}` | {' | '.join(rest)} |\n" for name, *rest in cells)


if __name__ == "__main__":
    Path(__file__).with_suffix(".md").write_text(page(), encoding="utf-8")
