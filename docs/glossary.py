"""Write glossary.md and glossary.zh.md from glossary.csv beside it: python docs/glossary.py."""

import csv
from pathlib import Path

HERE = Path(__file__).parent
PAGES = {"en": "glossary.md", "zh": "glossary.zh.md"}
HEADS = {
    "en": "# What do the words mean?\n\n[中文](glossary.zh.md)\n\n"
    "Quantities and their units: [quantities](quantities.md).\n\n"
    "| word | 中文 | meaning |\n| --- | --- | --- |\n",
    "zh": "# 术语是什么意思？\n\n[English](glossary.md)\n\n指标及其单位见[指标](quantities.md)。\n\n"
    "| 术语 | 英文 | 含义 |\n| --- | --- | --- |\n",
}


def page(language: str) -> str:
    """The page as Markdown, in the alphabetical order of the English words."""
    with (HERE / "glossary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    other = {"en": "zh", "zh": "en"}[language]
    lines = (f"| **{row[language]}** | {row[other]} | {row[f'meaning_{language}']} |\n" for row in rows)
    return HEADS[language] + "".join(lines)


if __name__ == "__main__":
    for language, name in PAGES.items():
        (HERE / name).write_text(page(language), encoding="utf-8", newline="\n")
