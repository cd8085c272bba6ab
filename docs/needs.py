"""Tables of needs.md and needs.zh.md, from the shipped tables of needs: python -m studies run page_needs."""

import tomllib
from pathlib import Path

from marked_parts import markdown, renew
from relode import shipped_tables
from relode.language import Language, say
from relode.needs import national, services

PAGES: dict[Language, str] = {"en": "needs.md", "zh": "needs.zh.md"}
WORDS = tomllib.loads(Path(__file__).with_name("needs.toml").read_text(encoding="utf-8"))
EIGHT = ("hegang", "fuxin", "baotou", "yulin", "jinchang", "daqing", "xuzhou", "zaozhuang")
HUNDRED = 100


def score_lines(language: Language) -> list[str]:
    """Every row of the table of scores."""
    words = WORDS[language]
    names = {each.key: each.name.name(language) for each in services()}
    head = [words[name] for name in ("service", "target", "group", "n", "mae", "naive", "rounding")]
    lines = []
    for row in shipped_tables.rows("relode.needs", "service_scores"):
        least = int(row["least"])
        target = words[row["target"]] + (f" ({words['least'].format(least=f'{least:,}')})" if least else "")
        numbers = [_per_cent(row[name]) for name in ("mae", "naive_mae", "rounding_mae")]
        lines.append([names[row["service"]], target, words[row["group"]], row["n"], *numbers])
    return markdown(head, lines)


def eight_lines(language: Language) -> list[str]:
    """Eight cities in the table of all listed places."""
    words = WORDS[language]
    head = [words[name] for name in ("place", "before", "after", "teachers", "kindergarten", "care", "beds", "budget",
                                     "follows")]  # fmt: skip
    found = {each.place.slug: each for each in national().places}
    lines = []
    for slug in EIGHT:
        each = found[slug]
        verdicts = [say(f"needs.short.{each.verdict[key]}", language) for key in ("care_homes", "hospital_beds")]
        people = [f"{value:,.0f}" for value in (each.primary_before, each.primary_after)]
        sure = [_whole(each.sure[key]) for key in ("school_teachers", "kindergarten")]
        money = [_money(value) for value in (each.budget, each.follows)]
        lines.append([each.place.name(language), *people, *sure, *verdicts, *money])
    return markdown(head, lines)


def _per_cent(cell: str) -> str:
    return f"{HUNDRED * float(cell):.1f}" if cell else "-"


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _money(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


PARTS = {"scores": score_lines, "eight cities": eight_lines}

if __name__ == "__main__":
    renew(PAGES, PARTS)
