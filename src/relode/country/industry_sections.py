"""Which section of the vocabulary an industry of the user's classification belongs to."""

from collections.abc import Mapping, Sequence
from functools import cache

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts import rows
from relode.facts.readers.country_files import CountryTable
from relode.facts.sections import SECTION_LETTERS, SECTIONS
from relode.language import Sentence

SAME_SECTIONS = {"isic4": "isic4", "isic": "isic4", "nace2": "isic4", "nace": "isic4", "sic2007": "isic4",
                 "naics": "naics", "gb4754": "gb4754"}  # fmt: skip
"""Classification -> the shipped concordance whose first two digits it shares."""


@cache
def concordance(kind: str) -> Mapping[str, str]:
    """Code of two digits, or letter -> section, of a shipped concordance; empty for a kind that none covers."""
    if kind == "gb4754":
        names = {letter: name for name, letter in SECTION_LETTERS.items()}
        return {row["code"]: names[row["section"]] for row in rows("industries")}
    table = shipped_tables.rows("relode.country", "classification_sections")
    return {row["code"]: row["section"] for row in table if row["classification"] == kind}


def sections_of(codes: Sequence[str], kind: str, table: CountryTable | None, notices: list[Sentence]) -> dict[str, str]:
    """Industry -> section: the user's own concordance first, then the shipped one of the classification `kind`.

    Raises RelodeError for a section or a classification that no one knows; codes without a section are told.
    """
    if kind and kind not in SAME_SECTIONS:
        raise RelodeError("country.classification", name=kind, known=", ".join(SAME_SECTIONS))
    shipped = concordance(SAME_SECTIONS[kind]) if kind else {}
    own = _own(table, shipped) if table is not None and "section" in table.columns else {}
    result = {code: own.get(code) or _by_code(code, shipped) for code in codes}
    lacking = [code for code, section in result.items() if section is None]
    if codes and lacking:
        key = "country.notice.no_sections" if len(lacking) == len(codes) else "country.notice.some_sections"
        notices.append(Sentence(key, {"count": len(lacking), "of": len(codes), "first": ", ".join(lacking[:3])}))
    return {code: section for code, section in result.items() if section is not None}


def _by_code(code: str, shipped: Mapping[str, str]) -> str | None:
    bare = code[1:] if code[:1].isalpha() and code[1:2].isdigit() else code
    return shipped.get(code[:1]) if code.isalpha() and len(code) == 1 else shipped.get(bare[:2])


def _own(table: CountryTable, shipped: Mapping[str, str]) -> dict[str, str]:
    """The user's concordance: names of sections, or letters of the classification (ISIC where none is given)."""
    letters = shipped or concordance("isic4")
    texts, bad = {}, []
    for number, cells in table.lines:
        text = cells[table.columns["section"]].strip()
        section = text if text in SECTIONS else letters.get(text.upper()) if len(text) == 1 else None
        if text and section is None:
            reason = RelodeError("country.section", known=", ".join(SECTIONS))
            bad.append(RelodeError("country.cell", row=number, column="section", value=text[:40], reason=reason))
        elif section is not None:
            texts[cells[table.columns["industry"]]] = section
    if bad:
        raise RelodeError("country.cells", where=table.where, count=len(bad), offenders=bad)
    return texts
