"""Write data.md and data.zh.md from the shipped tables: python docs/data.py."""

import tomllib
from collections import Counter
from pathlib import Path

from relode.facts import rows, table_list
from relode.facts.licences import SourceUse, expiries, licence_choices, source_uses
from relode.language import Language
from relode.language.names import has_name, name
from relode.panel import load, series
from relode.places import all_places
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
        + by_year(language)
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


NEWEST = range(2015, 2027)
"""Years of the table of what is known, each by itself; older ones are counted together."""
SHOWN = (
    *("gdp_nominal", "population_resident_reported", "budget_revenue", "government_debt", "house_price"),
    *("house_price_index_new", "house_price_index_existing", "pupils_kindergarten", "pupils_primary"),
    *("pupils_junior_secondary", "pupils_senior_secondary", "pupils_secondary", "pupils_vocational"),
    *("teachers_primary", "teachers_secondary", "teachers_vocational", "hospital_beds", "elder_care_beds"),
    *("yearbook_gdp", "yearbook_budget_revenue", "yearbook_exports"),
    *("births_per_thousand", "deaths_per_thousand", "births_ten_thousand", "deaths_ten_thousand"),
)
"""What the table of years tells: what services, money and people are judged by, births and deaths of provinces last."""


def by_year(language: Language) -> str:
    """Of how many prefectures a figure is known by year, and of how many provinces births and deaths are."""
    panel = load()
    codes = [place.code for place in all_places() if place.level == "prefecture"]
    known: dict[str, dict[int, int]] = {}
    for quantity in set(SHOWN).intersection(panel.indexes["quantity"]):
        counts = panel["value"].sel(quantity=quantity, place=codes).notnull().sum("place")
        known[quantity] = dict(zip(counts["year"].to_numpy().tolist(), counts.to_numpy().tolist(), strict=True))
    long = series("yearbook_series")
    long = long[long["place"].isin(codes)]
    rates = [row for row in rows("vital_rates") if row["place"].endswith("0000")]
    for quantity in (each for each in SHOWN if each not in known):
        years = long.loc[long["quantity"] == quantity, "year"].tolist()
        known[quantity] = Counter(years or [int(row["year"]) for row in rates if row["indicator"] == quantity])
    births = Counter(int(row["year"]) for row in rows("provinces") if row["quantity"] == "province_birth_rate")
    known["births_per_thousand"] = births | Counter(known["births_per_thousand"])  # to 2019 those of the panel
    months = series("house_price_index")
    for quantity in ("house_price_index_new", "house_price_index_existing"):
        known[quantity][2026] = int(((months["year"] == 2026) & (months["quantity"] == quantity)).sum())
    return WORDS[language]["by_year"] + "".join(_of_years(each, known[each], language) for each in SHOWN)


def _of_years(quantity: str, known: dict[int, int], language: Language) -> str:
    before = max((count for year, count in known.items() if year < NEWEST[0]), default=0)
    label = WORDS[language]["rates"].get(quantity) or quantity_label(quantity, language)
    cells = (label, str(before or "-"), *(str(known.get(year, 0) or "-") for year in NEWEST))
    return "| " + " | ".join(cells) + " |\n"


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
