"""Styles, page and fonts of the document, or those of a template of the user's own."""

from collections.abc import Mapping
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from relode.errors import RelodeError
from relode.language import Language
from relode.story.word.xml import element, fonts_of

NEEDED = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption", "Table Grid")
"""Styles that a template must have: the document uses no others."""
LATIN: Mapping[Language, str] = {"zh": "Times New Roman", "en": "Calibri"}
CHINESE_BODY, CHINESE_HEADINGS = "SimSun", "SimHei"
SIZES = {"Normal": 10.5, "Title": 24, "Subtitle": 14, "Heading 1": 16, "Heading 2": 13, "List Bullet": 10.5,
         "Caption": 9.5}  # fmt: skip
"""Points."""
TIGHT_SIZES = {"Normal": 9, "Title": 16, "Subtitle": 9, "Heading 1": 13, "Heading 2": 10.5, "List Bullet": 9,
               "Caption": 8.5}  # fmt: skip
"""Points, of a document that is tightened."""
INK = RGBColor(0, 0, 0)
LINES = 1.25
TAGS: Mapping[Language, str] = {"zh": "en-US", "en": "en-GB"}
"""Language of Latin letters and digits: told that they are Chinese, LibreOffice breaks lines inside a number."""


def opened(template: Path | None, language: Language) -> Written:
    """An empty document in the house's styles, or one in those of a template, whose own text is left out.

    Raises RelodeError for a template that is no Word document, or that lacks a style that is needed.
    """
    if template is None:
        document = Document()
        _dress(document, language)
        return document
    try:
        document = Document(str(template))
    except (OSError, PackageNotFoundError, BadZipFile, KeyError, ValueError) as error:
        raise RelodeError("document.bad_template", file=template) from error
    known = {style.name for style in document.styles}
    lacking = [name for name in NEEDED if name not in known]
    if lacking:
        raise RelodeError("document.template_lacks", file=template, styles=", ".join(lacking))
    body = document.element.body
    for child in list(body):
        if child.tag != qn("w:sectPr"):
            body.remove(child)
    return document


def tightened(document: Written) -> None:
    """The same in smaller letters and distances, for what has to stand on two pages."""
    section = document.sections[0]
    section.left_margin = section.right_margin = Cm(1.9)
    section.top_margin, section.bottom_margin = Cm(1.6), Cm(1.4)
    section.header_distance = section.footer_distance = Cm(0.7)
    for name, size in TIGHT_SIZES.items():
        style = document.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.line_spacing = 1.0
        before = 5 if name.startswith("Heading") else 2 if name == "Caption" else 0
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(2)


def _dress(document: Written, language: Language) -> None:
    """Page, fonts, sizes and distances."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.4)
    section.top_margin, section.bottom_margin = Cm(2.4), Cm(2.2)
    for name, size in SIZES.items():
        style = document.styles[name]
        is_heading = name.startswith(("Heading", "Title", "Subtitle"))
        fonts_of(style, LATIN[language], CHINESE_HEADINGS if is_heading else CHINESE_BODY)
        font = style.font
        font.size, font.color.rgb, font.italic = Pt(size), INK, False
        font.bold = name.startswith(("Heading", "Title", "Caption"))
        space = style.paragraph_format
        space.line_spacing = LINES if name in ("Normal", "List Bullet") else 1.1
        space.space_before, space.space_after = _distances(name)
    for name in ("Title", "Subtitle"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in document.styles[name].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
    document.styles["Caption"].paragraph_format.keep_with_next = True
    _speak(document, language)


def _distances(name: str) -> tuple[Pt, Pt]:
    if name.startswith("Heading"):
        return Pt(16 if name.endswith("1") else 10), Pt(6 if name.endswith("1") else 4)
    if name == "Caption":
        return Pt(8), Pt(3)
    return Pt(0), Pt(4)


def _speak(document: Written, language: Language) -> None:
    """The language that spelling is checked in."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(element("w:lang", val=TAGS[language], eastAsia="zh-CN"))
