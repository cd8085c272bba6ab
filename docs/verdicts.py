"""Renew verdicts.md and verdicts.zh.md from the package: python docs/verdicts.py. Rates: benchmarks/verdicts.py."""

import re
from pathlib import Path

from relode.language import Language
from relode.plan.verdicts.verdict_page import PARTS

PAGES: dict[Language, str] = {"en": "verdicts.md", "zh": "verdicts.zh.md"}


def page(text: str, language: Language) -> str:
    """The page with what stands between its marks replaced by what the package says."""
    for part, lines in PARTS.items():
        new = "\n".join([f"<!-- {part} -->", "", *lines(language), "", f"<!-- end {part} -->"])
        text = re.sub(f"<!-- {part} -->.*<!-- end {part} -->", lambda _, new=new: new, text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    for language, name in PAGES.items():
        path = Path(__file__).with_name(name)
        path.write_text(page(path.read_text(encoding="utf-8"), language), encoding="utf-8")
