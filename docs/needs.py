"""Tables of needs.md and needs.zh.md, from the shipped tables of needs: python -m studies run page_needs."""

import tomllib
from pathlib import Path

from marked_parts import markdown, renew
from relode.language import Language, say
from relode.needs import national

PAGES: dict[Language, str] = {"en": "needs.md", "zh": "needs.zh.md"}
WORDS = tomllib.loads(Path(__file__).with_name("needs.toml").read_text(encoding="utf-8"))
EIGHT = ("hegang", "fuxin", "baotou", "yulin", "jinchang", "daqing", "xuzhou", "zaozhuang")


def eight_lines(language: Language) -> list[str]:
    """Eight cities in the table of all listed places."""
    words = WORDS[language]
    names = ("place", "before", "after", "teachers", "secondary", "kindergarten", "care", "beds", "budget", "follows")
    head = [words[name] for name in names]
    found = {each.place.slug: each for each in national().places}
    lines = []
    for slug in EIGHT:
        each = found[slug]
        verdicts = [say(f"needs.short.{each.verdict[key]}", language) for key in ("care_homes", "hospital_beds")]
        people = [f"{value:,.0f}" for value in (each.primary_before, each.primary_after)]
        sure = [_whole(each.sure[key]) for key in ("teachers_primary", "teachers_secondary", "kindergarten")]
        money = [_money(value) for value in (each.budget, each.follows)]
        lines.append([each.place.name(language), *people, *sure, *verdicts, *money])
    return markdown(head, lines)


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _money(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


PARTS = {"eight cities": eight_lines}

if __name__ == "__main__":
    renew(PAGES, PARTS)
