"""Renew verdicts.md and verdicts.zh.md from the package: python docs/verdicts.py."""

from marked_parts import renew
from relode.language import Language
from relode.plan.verdicts.verdict_page import PARTS

PAGES: dict[Language, str] = {"en": "verdicts.md", "zh": "verdicts.zh.md"}


if __name__ == "__main__":
    renew(PAGES, PARTS)
