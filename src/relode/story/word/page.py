"""What a page of a Word document has around its text: its head, its number, how wide the text is."""

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Emu, Length, Pt

from relode.story.word.cells import SMALL
from relode.story.word.xml import field

NUMBER = Pt(14)
"""Size of the number of a page."""


def text_width(document: Written) -> Length:
    """How wide text is between the margins of the last section."""
    section = document.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    return Emu((page or 0) - (left or 0) - (right or 0))


def headed(document: Written, name: str) -> None:
    """The name of the document above each page, its number below, where a template has neither."""
    section = document.sections[0]
    above, below = section.header, section.footer
    if not any(each.text.strip() for each in above.paragraphs):
        above.is_linked_to_previous = False
        above.paragraphs[0].add_run(name).font.size = SMALL
    if not any(each.text.strip() or each._p.findall(".//" + qn("w:instrText")) for each in below.paragraphs):
        below.is_linked_to_previous = False
        made = below.paragraphs[0]
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.add_run("— ").font.size = NUMBER
        field(made, "PAGE", "1", NUMBER)
        made.add_run(" —").font.size = NUMBER
