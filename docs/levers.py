"""Renew the tables of levers.md and levers.zh.md from the package: python docs/levers.py."""

import re
from pathlib import Path

from relode.language import Language
from relode.model.policy.lever_text import cost_table, evidence_list, lever_table, policy_list, split_table

PAGES: dict[Language, str] = {"en": "levers.md", "zh": "levers.zh.md"}
PARTS = {
    "levers": lever_table,
    "evidence": evidence_list,
    "costs": cost_table,
    "splits": split_table,
    "policies": policy_list,
}


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
