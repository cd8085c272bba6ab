"""Tables of ages.md and ages.zh.md from the scores that ship: python -m studies run page_ages."""

import tomllib
from collections.abc import Sequence
from pathlib import Path

from marked_parts import renew
from relode import shipped_tables
from relode.language import Language
from studies.outlook.age_scores import AGE_GROUPS, METHODS, PROFILE

PAGES: dict[Language, str] = {"en": "ages.md", "zh": "ages.zh.md"}
ROOM = "relode.outlook.people_by_age"
WORDS = tomllib.loads(Path(__file__).with_name("ages.toml").read_text(encoding="utf-8"))


def scores(start: int, people: str, group: str) -> dict[tuple[str, str], dict[str, str]]:
    """Method and ages -> row of the table of scores."""
    return {
        (row["method"], row["ages"]): row
        for row in shipped_tables.rows(ROOM, "age_scores")
        if (row["start"], row["people"], row["group"]) == (str(start), people, group)
    }


def error_lines(start: int, people: str, group: str, language: Language) -> list[str]:
    """Mean absolute errors, a method a line, ages across; the last line is how many outcomes 90 % bands held."""
    rows = scores(start, people, group)
    count = rows[PROFILE, next(iter(AGE_GROUPS))]["n"]
    head = [WORDS[language]["head"].format(count=count), *AGE_GROUPS]
    lines = [
        [WORDS[language][method], *(rows[method, ages]["mean_absolute_error"] for ages in AGE_GROUPS)]
        for method in METHODS
        if (method, "0-2") in rows
    ]
    against = [
        f"{row['against_nobody_moves']} [{row['against_low']}, {row['against_high']}]"
        for row in (rows[PROFILE, ages] for ages in AGE_GROUPS)
    ]
    lines.append([WORDS[language]["against"], *against])
    if rows[PROFILE, "0-2"]["coverage_90"]:
        held = [f"{100 * float(rows[PROFILE, ages]['coverage_90']):.0f}" for ages in AGE_GROUPS]
        lines.append([WORDS[language]["held"], *held])
    return markdown(head, lines)


def markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> list[str]:
    """A table as Markdown."""
    return [f"| {' | '.join(cells)} |" for cells in (head, ["---"] * len(head), *lines)]


PARTS = {
    f"{start} {people} {group}": (lambda language, of=(start, people, group): error_lines(*of, language))
    for start, people, group in (
        (2000, "counted", "all"),
        (2010, "counted", "all"),
        (2010, "forecast", "all"),
        (2010, "forecast", "listed"),
    )
}


if __name__ == "__main__":
    renew(PAGES, PARTS)
