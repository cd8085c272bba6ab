"""The table of evidence.md and evidence.zh.md, of what to expect: python -m studies run page_evidence."""

from marked_parts import renew, table_lines
from relode.evidence.evidence_answer import evidence_answer
from relode.evidence.evidence_chapter import effects_table
from relode.language import Language

PAGES: dict[Language, str] = {"en": "evidence.md", "zh": "evidence.zh.md"}


def effects(language: Language) -> list[str]:
    """What to expect of each lever."""
    return table_lines(effects_table(evidence_answer()), language)


PARTS = {"effects": effects}

if __name__ == "__main__":
    renew(PAGES, PARTS)
