"""Deals on paper, as a page and as a Word file, in both languages: a memo on two pages at most."""

import base64
import re
from datetime import date
from html import escape
from pathlib import Path

import pytest
from docx import Document
from docx.table import Table

from relode.charts.deal_pictures import deal_pictures
from relode.deals import appraised, read_deals
from relode.deals.chapter import chapter
from relode.language import LANGUAGES
from relode.report.chapter_file import write_chapters

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.toml"))
MEMOS = list(zip(EXAMPLES, LANGUAGES * len(EXAMPLES), strict=False))
"""Examples by turns in one language and the other: how full a memo is hangs on what is promised and given."""
POINT = 12700
"""English metric units of a point."""
STYLE = """
body { margin: 0; font-family: 'Noto Sans CJK SC', sans-serif }
p { margin: 0 }
table { border-collapse: collapse; table-layout: fixed }
td { border: 1px solid; padding: 0 5.4pt }
"""


@pytest.fixture(scope="module")
def memos(tmp_path_factory):
    """Each example in its language, as page and as Word file."""
    folder = tmp_path_factory.mktemp("memos")
    for path, language in MEMOS:
        one = appraised(read_deals(path)[0].deal, draws=4000)
        drawn = deal_pictures(one, language)
        for ending in ("html", "docx"):
            file = folder / f"{path.stem}.{ending}"
            write_chapters([chapter(one)], file, language, date(2026, 11, 28), drawn, is_tight=True)
    return folder


SPARE = "@page { margin-bottom: calc(7mm + 75pt) }"
"""A margin of six lines of a brief's largest letters more: what fits all the same has so much room on each page."""


def pages_of(open_file, path, style=""):
    page = open_file(path)
    page.evaluate("style => { document.querySelector('style').append(style) }", style)
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_memo_prints_to_two_pages_at_most(open_file, memos, path):
    assert 1 <= pages_of(open_file, memos / f"{path.stem}.html") <= 2


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_memo_in_word_fills_two_pages_at_most(open_file, memos, path):
    """Set by the browser with the sizes, distances and widths of the file: no Word is at hand."""
    file = memos / f"{path.stem}.docx"
    laid = file.with_suffix(".laid.html")
    laid.write_text(laid_out(file), encoding="utf-8")
    assert 1 <= pages_of(open_file, laid) <= 2


def laid_out(file):
    """A Word file as a page with its own measures: styles, pictures, widths of cells, margins of the paper."""
    document = Document(str(file))
    section = document.sections[0]
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    parts = [
        table_of(each) if isinstance(each, Table) else paragraph_of(each, document)
        for each in document.iter_inner_content()
    ]
    style = f"@page {{ size: A4; margin: {' '.join(f'{each / POINT:.1f}pt' for each in margins)}; }}{STYLE}"
    return f"<meta charset='utf-8'><style>{style}</style>{''.join(parts)}"


def paragraph_of(paragraph, document):
    style, own = paragraph.style, paragraph.paragraph_format
    space = style.paragraph_format
    size = next((run.font.size for run in paragraph.runs if run.font.size), style.font.size)
    size = size or document.styles["Normal"].font.size
    lines = own.line_spacing or space.line_spacing or 1.0
    above, below = (
        (getattr(own, name) if getattr(own, name) is not None else getattr(space, name) or 0) / POINT
        for name in ("space_before", "space_after")
    )
    drawn = ""
    for shape in paragraph._p.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
        key = shape.get("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed")
        extent = next(
            paragraph._p.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent")
        )
        width, height = (int(extent.get(name)) / POINT for name in ("cx", "cy"))
        png = base64.b64encode(document.part.related_parts[key].blob).decode()
        drawn = f"<img src='data:image/png;base64,{png}' style='width:{width}pt;height:{height}pt'>"
    # a line of the fonts that Word sets is 1.3 times its size, and of Chinese ones no more
    measure = f"font-size:{size / POINT}pt;line-height:{1.3 * lines};padding:{above}pt 0 {below}pt"
    return f"<p style='{measure}'>{drawn}{escape(paragraph.text).replace(chr(10), '<br>') or '&nbsp;'}</p>"


def table_of(table):
    document = table.part.document
    rows = []
    for row in table.rows:
        cells = []
        for cell in row.cells:
            inside = "".join(paragraph_of(each, document) for each in cell.paragraphs)
            cells.append(f"<td style='width:{(cell.width or 0) / POINT}pt'>{inside}</td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"
