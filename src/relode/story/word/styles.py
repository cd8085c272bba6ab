"""Styles, page and fonts of the document, or those of a template of the user's own."""

from collections.abc import Mapping
from math import floor
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from relode.errors import RelodeError
from relode.language import Language
from relode.story.word.cells import SMALL
from relode.story.word.xml import element, field, fonts_of

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


NEEDED = ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet", "Caption", "Table Grid")
"""Styles that a template must have: the document uses no others."""
OFFICIAL_BODY = "Body Text"
"""Style of paragraphs of the default layout; a template has its own `Normal`."""
LATIN = "Times New Roman"
SONG, FANGSONG, HEI, KAI, BIAOSONG = "SimSun", "FangSong", "SimHei", "KaiTi", "FZXiaoBiaoSong-B05S"
CHINESE: Mapping[str, str] = {
    "Normal": FANGSONG, OFFICIAL_BODY: FANGSONG, "List Bullet": FANGSONG, "Title": BIAOSONG, "Subtitle": KAI,
    "Heading 1": HEI, "Heading 2": KAI, "Caption": HEI,
}  # fmt: skip
"""Chinese fonts as official documents have them: title, headings of the first and second level, text."""
MARGINS = {"top": 3.7, "bottom": 3.5, "left": 2.8, "right": 2.6}
"""Centimetres. Top and binding margin of GB/T 9704-2012; the others leave its type area, 156 by 225 mm, on A4."""
LINES_A_PAGE, CHARACTERS_A_LINE = 22, 28
TYPE_AREA = Cm(15.6), Cm(22.5)
"""Width and height."""
SIZES: Mapping[Language, Mapping[str, float]] = {
    "zh": {"Normal": 16, OFFICIAL_BODY: 16, "List Bullet": 16, "Title": 22, "Subtitle": 16, "Heading 1": 16,
           "Heading 2": 16, "Caption": 10.5},
    "en": {"Normal": 12, OFFICIAL_BODY: 12, "List Bullet": 12, "Title": 22, "Subtitle": 14, "Heading 1": 16,
           "Heading 2": 13, "Caption": 10.5},
}  # fmt: skip
"""Points: Chinese title in size two, text and headings in size three; letters of English are wider for their size."""
TIGHT_SIZES = {"Normal": 9, OFFICIAL_BODY: 9, "Title": 16, "Subtitle": 9, "Heading 1": 13, "Heading 2": 10.5,
               "List Bullet": 9, "Caption": 8.5}  # fmt: skip
"""Points, of a document that is tightened."""
INK = RGBColor(0, 0, 0)
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
        style.paragraph_format.first_line_indent = None
        for spaced in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spaced)


def _dress(document: Written, language: Language) -> None:
    """Page, fonts, sizes and distances of GB/T 9704-2012, whose Chinese page has 22 lines of 28 characters."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    for side, width in MARGINS.items():
        setattr(section, f"{side}_margin", Cm(width))
    for name, size in SIZES[language].items():
        style = document.styles[name]
        fonts_of(style, LATIN, CHINESE[name])
        font = style.font
        font.size, font.color.rgb, font.italic = Pt(size), INK, False
        font.bold = language == "en" and name.startswith(("Heading", "Title", "Caption"))
        space = style.paragraph_format
        space.line_spacing, (space.space_before, space.space_after) = 1.1, _distances(name, language)
        if language == "zh" and size == SIZES["zh"]["Normal"] and name != "Normal":
            _in_lines(style, is_indented=name != "Subtitle" and name != "List Bullet")
    for name in ("Title", "Subtitle"):
        document.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for border in document.styles[name].element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
            break
    document.styles["Caption"].paragraph_format.keep_with_next = True
    _speak(document, language)


def _in_lines(style: ParagraphStyle, *, is_indented: bool) -> None:
    """Lines and characters of the type area; the first line of a paragraph begins two characters in."""
    width, height = TYPE_AREA
    style.paragraph_format.line_spacing = Pt(int(height.pt / LINES_A_PAGE * 20) / 20)
    narrower = floor((width.pt / CHARACTERS_A_LINE - style.font.size.pt) * 20)
    style.element.get_or_add_rPr().append(element("w:spacing", val=str(narrower)))
    if is_indented:
        style.paragraph_format.first_line_indent = Pt(2 * width.pt / CHARACTERS_A_LINE)


def _distances(name: str, language: Language) -> tuple[Pt, Pt]:
    if name.startswith("Heading") and language == "en":
        return Pt(16 if name.endswith("1") else 10), Pt(6 if name.endswith("1") else 4)
    if name in ("Caption", "Title"):
        return Pt(8), Pt(3 if name == "Caption" else 16)
    return Pt(0), Pt(4 if language == "en" else 0)


def _speak(document: Written, language: Language) -> None:
    """The language that spelling is checked in."""
    properties = document.styles["Normal"].element.get_or_add_rPr()
    properties.append(element("w:lang", val=TAGS[language], eastAsia="zh-CN"))
