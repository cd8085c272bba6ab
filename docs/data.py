"""Write data.md and data.zh.md from the shipped tables: python docs/data.py."""

import tomllib
from pathlib import Path

from relode.facts import rows, table_list
from relode.facts.licences import SourceUse, expiries, licence_choices, source_uses
from relode.language import Language
from relode.language.names import has_name, name
from relode.vocabulary import quantities

HERE = Path(__file__).parent
PAGES = {"en": "data.md", "zh": "data.zh.md"}
STANDINGS = {
    "own": ("own work", "自行编制"),
    "open": ("open licence", "开放许可"),
    "facts": ("facts quoted", "引用事实"),
    "copyleft": ("copy under the GPL", "转载本为GPL许可"),
    "unstated": ("**no licence stated**", "**未声明许可**"),
}
WORDS = tomllib.loads((HERE / "data.toml").read_text(encoding="utf-8"))


def page(language: Language) -> str:
    """The page as Markdown."""
    words, uses = WORDS[language], source_uses()
    tables = [table for table in table_list() if table != "sources"]
    total = sum(len(rows(table)) for table in tables)
    head = words["title"] + "\n" + words["intro"].format(sources=len(uses), rows=total, tables=len(tables))
    return (
        head
        + counts(language)
        + choices(language)
        + WORDS[language]["without"]
        + ageing(language)
        + words["sources"]
        + "".join(entry(u, language) for u in uses)
    )


def counts(language: Language) -> str:
    """How many sources and rows have which standing."""
    lines = []
    for standing, labels in STANDINGS.items():
        uses = [use for use in source_uses() if use.standing == standing]
        number = sum(sum(use.rows.values()) for use in uses)
        lines.append(f"| {labels[language == 'zh']} | {len(uses)} | {number:,} |\n")
    return WORDS[language]["counts"] + "".join(lines)


def choices(language: Language) -> str:
    """What is passed on of each source that states no licence, and why."""
    words, lines = WORDS[language], []
    for each in licence_choices().values():
        reason = each.reason_zh if language == "zh" else each.reason_en
        stated = name("source_licence", each.source, language)
        told = (f"`{each.source}`", stated, words["passed_on"][each.passed_on], words["choice"][each.choice], reason)
        lines.append("| " + " | ".join(told) + " |\n")
    return words["choices"] + "".join(lines)


def ageing(language: Language) -> str:
    """Facts that age, by when to look again."""
    lines = []
    for each in sorted(expiries(), key=lambda each: (each.look_again, each.source)):
        reason = each.reason_zh if language == "zh" else each.reason_en
        lines.append(f"| {each.look_again} | {name('source_title', each.source, language)} | {reason} |\n")
    return WORDS[language]["ageing"] + "".join(lines)


def entry(use: SourceUse, language: Language) -> str:
    """One source."""
    source = next(row for row in rows("sources") if row["key"] == use.key)
    publisher = source["publisher"]
    if has_name("source_publisher", use.key):
        publisher = name("source_publisher", use.key, language)
    title = f"{name('source_title', use.key, language)}{';' if language == 'en' else '；'} {publisher} {source['year']}"
    licence = name("source_licence", use.key, language)
    gone = {"en": ", ", "zh": "、"}[language].join(quantity_label(each, language) for each in use.gone) or "-"
    defects = name("source_defects", use.key, language) if has_name("source_defects", use.key) else "-"
    number = f"{sum(use.rows.values()):,}"
    cells = (f"`{use.key}`", title, licence, STANDINGS[use.standing][language == "zh"], number, gone, defects)
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def quantity_label(key: str, language: Language) -> str:
    """The label of a quantity of the vocabulary; a name of another table as it is."""
    found = quantities().get(key)
    return found.label(language) if found else f"`{key}`"


if __name__ == "__main__":
    for language, file in PAGES.items():
        (HERE / file).write_text(page(language), encoding="utf-8", newline="\n")
