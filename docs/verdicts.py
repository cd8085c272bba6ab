"""The table of verdicts.md and verdicts.zh.md, of the constants of the rule: python -m studies run page_verdicts."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from marked_parts import markdown, renew
from relode.decisions.rule import thresholds
from relode.language import Language

PAGES: dict[Language, str] = {"en": "verdicts.md", "zh": "verdicts.zh.md"}
WORDS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("verdicts.toml").read_text(encoding="utf-8")
)


def constants(language: Language) -> list[str]:
    """The constants of the rule."""
    words = WORDS[language]
    lines = [
        [f"`{each.name}`", f"{each.value:g}", f"{each.lower:g}–{each.upper:g}", f"`{each.source}`",
         each.reason_en if language == "en" else each.reason_zh]
        for each in thresholds().values()
    ]  # fmt: skip
    return markdown([words[name] for name in ("constant", "value", "range", "source", "reason")], lines)


PARTS = {"constants": constants}

if __name__ == "__main__":
    renew(PAGES, PARTS)
