"""What a plan rests on: every item of the outline of the 15th five-year plan, and the rules in force."""

import re

from relode.facts import rows
from relode.language import Bilingual, Sentence
from relode.report.content import CityResult
from relode.report.document.parts import blank, body, chapter, grid, heading, heads
from relode.story.blocks import Blank, Block, Chapter, Table

SOURCES = ("law_texts",)
NORTHEAST = frozenset({"210000", "220000", "230000"})
"""Provinces of the northeast as the outline speaks of it; the east of Inner Mongolia is asked to say so itself."""
INNER_MONGOLIA = "150000"
ANSWERED_IN = {
    "p001": ("mines", "industries", "town"), "p002": ("industries",), "p004": ("needs",), "p006": ("needs",),
    "p007": ("needs",), "p008": ("town",), "p009": ("town", "projects"), "p010": ("needs",),
    "p012": ("town",), "p013": ("projects",), "p014": ("industries",), "p015": ("money",), "p016": ("mines",),
    "p021": ("money",),
}  # fmt: skip
"""Item of the outline -> chapters that answer it; what has none is left to be filled."""
ITEM_OF_NORTHEAST, ITEMS_OF_BORDER, NO_TASK = "p002", ("p003", "p020"), "p022"
"""Items of some provinces, and a remark on what the outline does not say."""
AT_BORDER = frozenset({"150000", "210000", "220000", "230000", "450000", "530000", "540000", "620000", "650000"})
"""Provinces with a land border of the country."""
RULES = ("rule_of_planning", "ndrc_document", "northeast", "assessment", "plan_content")
"""Kinds of rules that say how such a plan is made, checked and assessed."""
SECTION = re.compile(r"(?:ch\. )?(?P<at>\d+)(?: sec\. (?P<section>\d+))?")


def basis(result: CityResult) -> Chapter:
    """The chapter on the basis."""
    blocks: list[Block] = [
        heading("outline"),
        body(Sentence("document.basis.lead", {"place": result.place}), sources=SOURCES),
        outline(result),
        heading("rules"),
        body(Sentence("document.basis.rules", {}), blank("province_outline"), blank("land_use_plan"), sources=SOURCES),
        rules(result),
    ]
    return chapter("basis", tuple(blocks))


def outline(result: CityResult) -> Table:
    """Every item of the outline that speaks of such places, where it stands, and the chapter that answers it."""
    items = [row for row in rows("planning_rules") if row["kind"] == "outline_item"]
    lines = tuple((Sentence(f"document.outline.{row['id']}", {}), _where(row), _answer(row["id"], result))
                  for row in items)  # fmt: skip
    head = heads("column", "outline_item", "outline_at", "answered_in")
    return grid(Sentence("document.basis.outline", {"count": len(items)}), head, lines, (0.56, 0.16, 0.28), SOURCES)


def _where(row: dict[str, str]) -> list[Sentence] | str:
    """Chapters and sections, from "ch. 28 sec. 4"; what was read as a whole has none."""
    if not row["article"].startswith("ch."):
        return "–"
    found = [match.groupdict() for part in row["article"].split(", ") if (match := SECTION.fullmatch(part))]
    return [Sentence(f"document.basis.{'in_section' if each['section'] else 'in_chapter'}", each) for each in found]


def _answer(item: str, result: CityResult) -> object:
    if item == ITEM_OF_NORTHEAST and not _is_northeast(result):
        near = result.place.province == INNER_MONGOLIA
        return Sentence(f"document.basis.{'east_of_inner_mongolia' if near else 'not_northeast'}", {})
    if item in ITEMS_OF_BORDER and result.place.province not in AT_BORDER:
        return Sentence("document.basis.not_border", {})
    answered = ANSWERED_IN.get(item)
    if item == NO_TASK:
        return "–"
    if answered is None:
        return Blank("document.blank.outline_task")
    return [Sentence(f"document.chapter.{key}", {}) for key in answered]


def _is_northeast(result: CityResult) -> bool:
    return result.place.province in NORTHEAST


def rules(result: CityResult) -> Table:
    """Rules and documents, with their state in the year of the document."""
    found = [row for row in rows("planning_rules") if row["kind"] in RULES
             and (row["kind"] != "northeast" or _is_northeast(result))]  # fmt: skip
    lines = tuple((Sentence(f"document.rule.{row['id']}", {}), _number(row), row["date"] or "–") for row in found)
    head = heads("column", "rule", "document_number", "of_date")
    return grid(Sentence("document.basis.table", {}), head, lines, (0.62, 0.22, 0.16), SOURCES)


def _number(row: dict[str, str]) -> Bilingual | str:
    """Its number; in English number and year, the office that gave it is written in Chinese."""
    found = re.findall(r"\d+", row["document_number"])
    return Bilingual(f"no. {found[1]} of {found[0]}", row["document_number"]) if found else "–"
