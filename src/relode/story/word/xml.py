"""What python-docx has no call for: fields, bookmarks, links, content controls, shading, alternative text, fonts."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.styles.style import BaseStyle
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph
from docx.text.run import Run

Element = BaseOxmlElement
LEAD = 200
"""A paragraph of so many letters is short: it may be the lead of a table."""


def element(tag: str, **attributes: str) -> Element:
    """An element such as `w:shd` with attributes of the same namespace."""
    made: Element = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"{tag.partition(':')[0]}:{name}"), value)
    return made


def field(paragraph: Paragraph, code: str, shown: str = "", size: object = None) -> None:
    """A field with what it shows until it is brought up to date."""
    field_begins(paragraph, code, size)
    _run(paragraph, size, shown)
    field_ends(paragraph, size)


def field_begins(paragraph: Paragraph, code: str, size: object = None) -> None:
    """The code of a field; what it shows follows, in this paragraph or in more, until it ends."""
    _run(paragraph, size)._r.append(element("w:fldChar", fldCharType="begin"))
    instruction = element("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {code} "
    _run(paragraph, size)._r.append(instruction)
    _run(paragraph, size)._r.append(element("w:fldChar", fldCharType="separate"))


def field_ends(paragraph: Paragraph, size: object = None) -> None:
    """The end of a field."""
    _run(paragraph, size)._r.append(element("w:fldChar", fldCharType="end"))


def _run(paragraph: Paragraph, size: object, text: str = "") -> Run:
    run = paragraph.add_run(text)
    if size is not None:
        run.font.size = size  # type: ignore[assignment]
    return run


def bookmark(paragraph: Paragraph, name: str, number: int) -> None:
    """Mark the whole paragraph with a name that links and page references lead to."""
    start = element("w:bookmarkStart", id=str(number), name=name)
    at = 1 if paragraph._p.pPr is not None else 0
    paragraph._p.insert(at, start)
    paragraph._p.append(element("w:bookmarkEnd", id=str(number)))


def link(paragraph: Paragraph, name: str, text: str) -> Run:
    """A link to a bookmark of the document."""
    run = paragraph.add_run(text)
    held = element("w:hyperlink", anchor=name, history="1")
    run._r.addprevious(held)
    held.append(run._r)
    return run


def control(paragraph: Paragraph, label: str, tag: str, shown: str, size: object = None) -> None:
    """A content control to be filled, on a yellow ground."""
    run = paragraph.add_run(shown)
    if size is not None:
        run.font.size = size  # type: ignore[assignment]
    run._r.get_or_add_rPr().append(element("w:highlight", val="yellow"))
    holder, about, content = element("w:sdt"), element("w:sdtPr"), element("w:sdtContent")
    about.extend([element("w:alias", val=label), element("w:tag", val=tag), element("w:text")])
    run._r.addprevious(holder)
    content.append(run._r)
    holder.extend([about, content])


def shade(cell: _Cell, colour: str) -> None:
    """Colour the ground of a cell, as six hexadecimal digits."""
    cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", color="auto", fill=colour))


def kept_with_next(row: _Row) -> None:
    """Keep a row on the page of the one below it: the head of a group, the last but one of a table."""
    for cell in row.cells:
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = True


def lead_kept(caption: Paragraph) -> None:
    """Keep a sentence that leads to a table on the page of its caption; not a list, nor a paragraph of many lines."""
    before = caption._p.getprevious()
    if before is None or not before.tag.endswith("}p"):
        return
    lead = Paragraph(before, caption._parent)
    if lead.style is not None and "List" not in (lead.style.name or "") and 0 < len(lead.text) <= LEAD:
        lead.paragraph_format.keep_with_next = True


def fonts_of(style: BaseStyle, latin: str, chinese: str) -> None:
    """Fonts of a style for Latin and for Chinese letters, in place of those of the theme."""
    properties = style.element.get_or_add_rPr()
    for old in properties.findall(qn("w:rFonts")):
        properties.remove(old)
    properties.insert(0, element("w:rFonts", ascii=latin, hAnsi=latin, cs=latin, eastAsia=chinese))
