"""Word documents by hand: pages, styles, cells, captions, marks and fields of small invented chapters."""

from io import BytesIO

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor
from PIL import Image

from relode.errors import RelodeError
from relode.language import Amount, Sentence, say
from relode.story.blocks import Blank, Callout, Chapter, Heading, Passage, PictureSpot, Steps, Table
from relode.story.columns import Column, Shade, Span
from relode.story.word import styles, xml
from relode.story.word.cells import _cell_text, _longest_word, _sized, filled_table
from relode.story.word.parts import DrawnPicture, Front, SourceList
from relode.story.word.writer import word_document

SAID = Sentence("charts.sectors.primary", {})
OTHER = Sentence("charts.sectors.secondary", {})
SOURCES = SourceList(tuple, lambda key: Sentence("depth.cell.plain", {"value": f"Title of {key}. press, 2020"}))


def size(document, name):
    return document.styles[name].font.size.pt


def spaced(document, name):
    space = document.styles[name].paragraph_format
    return space.space_before.pt, space.space_after.pt


def written(chapters, language="en", pictures=None, **more):
    front = Front(SAID, OTHER, (), (), (), SAID)
    return word_document(front, chapters, pictures or {}, language, sources=SOURCES, **{"is_brief": True, **more})


def texts(document):
    return ["".join(node.text or "" for node in each._p.iter(qn("w:t"))) for each in document.paragraphs]


@pytest.mark.parametrize(
    ("language", "sizes"),
    [
        # Chinese: size two (22 points) for the title, size three (16) for text and headings.
        (
            "zh",
            {
                "Normal": 16,
                "Body Text": 16,
                "List Bullet": 16,
                "Title": 22,
                "Subtitle": 16,
                "Heading 1": 16,
                "Heading 2": 16,
                "Caption": 10.5,
            },
        ),
        (
            "en",
            {
                "Normal": 12,
                "Body Text": 12,
                "List Bullet": 12,
                "Title": 22,
                "Subtitle": 14,
                "Heading 1": 16,
                "Heading 2": 13,
                "Caption": 10.5,
            },
        ),
    ],
)
def test_a_page_is_a4_with_the_sizes_fonts_and_inks_of_the_house(language, sizes):
    document = styles.opened(None, language)
    section = document.sections[0]
    assert (section.page_width.cm, section.page_height.cm) == pytest.approx((21, 29.7), abs=0.01)
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [each.cm for each in sides] == pytest.approx([3.7, 3.5, 2.8, 2.6], abs=0.01)
    assert styles.text_width(document).cm == pytest.approx(15.6, abs=0.01)
    assert {name: size(document, name) for name in sizes} == sizes
    for name in sizes:
        style = document.styles[name]
        assert (style.font.color.rgb, style.font.italic) == (RGBColor(0, 0, 0), False)
        assert style.font.bold == (language == "en" and name.partition(" ")[0] in ("Heading", "Title", "Caption"))
        fonts = style.element.rPr.find(qn("w:rFonts"))
        chinese = {
            "Title": "FZXiaoBiaoSong-B05S",
            "Subtitle": "KaiTi",
            "Heading 1": "SimHei",
            "Heading 2": "KaiTi",
            "Caption": "SimHei",
        }
        assert [fonts.get(qn(f"w:{of}")) for of in ("ascii", "hAnsi", "cs", "eastAsia")] == [
            *["Times New Roman"] * 3,
            chinese.get(name, "FangSong"),
        ]
    assert document.styles["Caption"].paragraph_format.keep_with_next is True
    for name in ("Title", "Subtitle"):
        assert document.styles[name].paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    tongue = document.styles["Normal"].element.rPr.findall(qn("w:lang"))[-1]
    assert (tongue.get(qn("w:val")), tongue.get(qn("w:eastAsia"))) == (
        {"zh": "en-US", "en": "en-GB"}[language],
        "zh-CN",
    )


def test_a_chinese_page_has_22_lines_of_28_characters():
    """By hand: 225 mm are 637.8 points, 28.99 a line, in twentieths 28.95; 156 mm are 442.2, 15.79 a character.

    A character of 16 points is so .207 wider, 4.1 twentieths: five narrower. The first line begins two in.
    """
    document = styles.opened(None, "zh")
    for name, first in (
        ("Body Text", 2 * 442.2 / 28),
        ("Heading 1", 2 * 442.2 / 28),
        ("Subtitle", None),
        ("List Bullet", None),
    ):
        form = document.styles[name].paragraph_format
        assert form.line_spacing.pt == pytest.approx(28.95)
        assert document.styles[name].element.rPr.findall(qn("w:spacing"))[-1].get(qn("w:val")) == "-5"
        if first is not None:
            assert form.first_line_indent.pt == pytest.approx(first, abs=0.1)
    assert document.styles["Subtitle"].paragraph_format.first_line_indent is None
    for name in ("Normal", "Title", "Caption"):
        assert document.styles[name].paragraph_format.line_spacing == pytest.approx(1.1)
    assert styles.opened(None, "en").styles["Body Text"].paragraph_format.line_spacing == pytest.approx(1.1)
    assert [spaced(document, name) for name in ("Heading 1", "Title", "Caption", "Body Text")] == [
        (0, 0),
        (8, 16),
        (8, 3),
        (0, 0),
    ]
    english = styles.opened(None, "en")
    told = {name: spaced(english, name) for name in ("Heading 1", "Heading 2", "Title", "Caption", "Normal")}
    assert told == {"Heading 1": (16, 6), "Heading 2": (10, 4), "Title": (8, 16), "Caption": (8, 3), "Normal": (0, 4)}


def test_what_is_tightened_has_small_letters_and_narrow_margins():
    document = styles.opened(None, "zh")
    styles.tightened(document)
    section = document.sections[0]
    sides = (
        section.left_margin,
        section.right_margin,
        section.top_margin,
        section.bottom_margin,
        section.header_distance,
        section.footer_distance,
    )
    assert [each.cm for each in sides] == pytest.approx([1.9, 1.9, 1.6, 1.4, 0.7, 0.7], abs=0.01)
    assert {name: size(document, name) for name in styles.TIGHT_SIZES} == {
        "Normal": 9,
        "Body Text": 9,
        "Title": 16,
        "Subtitle": 9,
        "Heading 1": 13,
        "Heading 2": 10.5,
        "List Bullet": 9,
        "Caption": 8.5,
    }
    assert [spaced(document, name) for name in ("Heading 1", "Heading 2", "Caption", "Normal")] == [
        (5, 2),
        (5, 2),
        (2, 2),
        (0, 2),
    ]
    body = document.styles["Body Text"]
    assert (body.paragraph_format.line_spacing, body.paragraph_format.first_line_indent) == (1.0, None)
    assert body.element.rPr.find(qn("w:spacing")) is None


def test_a_name_stands_above_and_a_number_below_where_a_template_has_neither(tmp_path):
    document = styles.opened(None, "en")
    styles.headed(document, "Name")
    section = document.sections[0]
    (above,), (below,) = section.header.paragraphs, section.footer.paragraphs
    assert (above.text, above.runs[0].font.size) == ("Name", Pt(9))
    assert "".join(node.text or "" for node in below._p.iter(qn("w:t"))) == "— 1 —"
    assert [node.text for node in below._p.iter(qn("w:instrText"))] == [" PAGE "]
    assert below.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert {run.font.size for run in below.runs} == {Pt(14)}
    styles.headed(document, "Another")
    assert (section.header.paragraphs[0].text, len(section.footer.paragraphs[0].runs)) == ("Name", len(below.runs))
    bad = tmp_path / "bad.docx"
    bad.write_bytes(b"no document")
    with pytest.raises(RelodeError):
        styles.opened(bad, "en")
    own = Document()
    own.add_paragraph("old text")
    own.add_table(1, 1)
    own.save(tmp_path / "own.docx")
    kept = styles.opened(tmp_path / "own.docx", "en")
    assert (texts(kept), kept.tables, len(kept.sections)) == ([], [], 1)


# cells


def grid(columns, rows=1):
    document = Document()
    return document, document.add_table(rows=rows, cols=columns)


def test_a_column_too_narrow_for_its_longest_word_takes_from_those_that_have_room():
    """By hand at 10 points: a letter is 5.6 wide, 11 stay free. Ten letters need 67 of 50; the other has 150 - 16.6."""
    _, table = grid(2)
    for cell, text in zip(table.rows[0].cells, ("a" * 10, "b"), strict=True):
        cell.paragraphs[0].add_run(text).font.size = Pt(10)
    found = _sized(table, [1, 3], Pt(200), Pt(99))
    assert [each.pt for each in found] == pytest.approx([67, 133], abs=0.01)
    # Both too narrow: what there is to spare is nothing, and each keeps its share.
    narrow = _sized(table, [1, 3], Pt(40), Pt(99))
    assert narrow[0].pt + narrow[1].pt == pytest.approx(40, abs=0.01)
    assert narrow[1].pt == pytest.approx(16.6, abs=0.01)
    wide = _sized(table, [1, 3], Pt(400), Pt(99))
    assert [each.pt for each in wide] == pytest.approx([100, 300], abs=0.01)


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("ab abcd a", 4),
        ("1,234.5 ab", 7),
        ("don't do", 5),
        ("煤炭煤炭煤炭", 0),
        ("增长14.8%（2026年", 10),
        ("", 0),
    ],
)
def test_the_longest_word_of_a_cell_is_counted_in_letters(text, letters):
    _, table = grid(1)
    table.rows[0].cells[0].paragraphs[0].add_run(text)
    assert _longest_word(table.rows[0].cells[0], Pt(10)) == pytest.approx(letters * 0.56 * Pt(10))


def column(at, **more):
    return Column(SAID, lambda row: row[at], **more)


@pytest.mark.parametrize(
    ("columns", "rows", "is_tight", "points"),
    [(8, 3, False, 9), (9, 3, False, 7), (2, 31, True, 7), (2, 30, True, 9), (2, 31, False, 9)],
)
def test_letters_are_tiny_in_tables_of_many_columns_and_in_long_ones_that_are_tight(columns, rows, is_tight, points):
    document = Document()
    block = Table(SAID, tuple(column(at) for at in range(columns)), [("ab",) * columns] * rows)
    filled_table(document, block, "told", "en", Cm(15), is_tight=is_tight)
    cells = document.tables[0].rows[1].cells
    assert cells[0].paragraphs[0].runs[0].font.size == Pt(points)
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows]
    short = rows <= 6
    assert kept == [True, *([True] * (rows - 1) if short else [True, *[None] * (rows - 3), True]), None]


def test_six_rows_stand_on_one_page_and_of_seven_the_first_and_last_two():
    for rows, expected in ((6, [True] * 6 + [None]), (7, [True, True, None, None, None, None, True, None])):
        document = Document()
        filled_table(document, Table(SAID, (column(0),), [("a",)] * rows), "told", "en", Cm(15), is_tight=False)
        assert [
            row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in document.tables[0].rows
        ] == expected


def fill(cell):
    found = cell._tc.tcPr.find(qn("w:shd")) if cell._tc.tcPr is not None else None
    return None if found is None else found.get(qn("w:fill"))


def test_heads_shades_fields_and_figures_of_a_table():
    document = Document()
    columns = (column(0, width=1.0), column(1, unit="persons", width=3.0), column(2))
    rows = [
        Span(OTHER, "do"),
        ("first", Amount(1_234.0, "persons"), Shade(0)),
        ("x", None, Shade(1)),
        ("y", None, Shade(2)),
        ("z", None, Blank("document.blank.responsible")),
    ]
    filled_table(document, Table(SAID, columns, rows), "Told in words", "en", Cm(15), is_tight=False)
    table = document.tables[0]
    assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Told in words"
    assert table.autofit is False
    head, span, *others = table.rows
    assert head._tr.trPr.find(qn("w:tblHeader")).get(qn("w:val")) == "true"
    assert [row._tr.trPr.find(qn("w:cantSplit")).get(qn("w:val")) for row in others] == ["true"] * 4
    assert [fill(each) for each in head.cells] == ["D9E2EC"] * 3
    assert head.cells[1].text.startswith("Primary")
    assert head.cells[0].paragraphs[0].runs[0].font.bold is True
    assert (span.cells[0].text, span.cells[0]._tc is span.cells[2]._tc, fill(span.cells[0])) == (
        "Secondary",
        True,
        "D9E2EC",
    )
    first = others[0].cells
    assert (first[0].text, first[0].paragraphs[0].runs[0].font.bold, first[1].text) == ("First", None, "1,230")
    assert (first[0].paragraphs[0].alignment, first[1].paragraphs[0].alignment) == (None, WD_ALIGN_PARAGRAPH.RIGHT)
    assert head.cells[1].paragraphs[0].alignment is None
    assert [fill(row.cells[2]) for row in others] == [None, "9CC3E0", "1F6FA8", None]
    assert first[0].paragraphs[0].paragraph_format.space_after == 0
    assert first[0].paragraphs[0].paragraph_format.line_spacing == 1.0
    held = others[3].cells[2]._tc.find(".//" + qn("w:sdt"))
    assert held.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val")) == "responsible"
    widths = [each.width.cm for each in table.columns]
    assert sum(widths) == pytest.approx(15, abs=0.01)
    assert widths[1] > widths[0]


def test_a_list_in_a_cell_is_parted_by_the_mark_of_the_language():
    plain = column(0)
    parts = [SAID, OTHER]
    for language in ("en", "zh"):
        between = say("document.mark.part", language)
        assert _cell_text(parts, plain, language) == between.join(say(each.key, language) for each in parts)
    ends = Amount(1234.0, "persons", (1000.0, 1500.0))
    assert _cell_text(ends, column(0, format="interval"), "en") == _cell_text(ends, plain, "en")


# elements that python-docx has no call for


def test_a_short_paragraph_before_a_caption_stays_on_its_page():
    for text, style, kept in (
        ("a" * 200, None, True),
        ("a" * 201, None, None),
        ("", None, None),
        ("a", "List Bullet", None),
    ):
        document = Document()
        lead = document.add_paragraph(text, style=style)
        xml.lead_kept(document.add_paragraph("caption"))
        assert lead.paragraph_format.keep_with_next is kept
    document = Document()
    xml.lead_kept(document.add_paragraph("caption"))


def test_fields_bookmarks_and_links_are_elements_of_their_own():
    document = Document()
    made = document.add_paragraph("x")
    xml.bookmark(made, "part_a", 7)
    xml.bookmark(document.add_paragraph("y", style="Caption"), "part_b", 8)
    first, second = ([child.tag.rpartition("}")[2] for child in each._p] for each in document.paragraphs)
    assert (first, second) == (["bookmarkStart", "r", "bookmarkEnd"], ["pPr", "bookmarkStart", "r", "bookmarkEnd"])
    assert [
        (node.get(qn("w:id")), node.get(qn("w:name"))) for node in document.element.iter(qn("w:bookmarkStart"))
    ] == [("7", "part_a"), ("8", "part_b")]
    xml.link(made, "part_b", "there")
    held = made._p.find(qn("w:hyperlink"))
    assert (held.get(qn("w:anchor")), held.get(qn("w:history"))) == ("part_b", "1")
    field = document.add_paragraph()
    xml.field(field, "PAGE", "1", Pt(14))
    assert [node.get(qn("w:fldCharType")) for node in field._p.iter(qn("w:fldChar"))] == ["begin", "separate", "end"]
    assert {run.font.size for run in field.runs} == {Pt(14)}


# the writer


def test_headings_of_sections_are_counted_anew_in_each_chapter_and_marks_lead_to_the_list():
    figure = Sentence("depth.cell.plain", {"value": Amount(5.0, "persons", None, ("b", "a"))})
    chapters = [
        Chapter("one", SAID, (Heading(OTHER), Passage((figure, SAID), "body"), Heading(OTHER), Heading(OTHER, 3))),
        Chapter("two", OTHER, (Heading(SAID), Passage((SAID,), "bullet"), Passage((SAID,), "note"))),
    ]
    document = written(chapters, is_brief=False)
    shown = texts(document)
    start = (
        len(shown)
        - next(
            at
            for at, text in enumerate(reversed(shown))
            if text == "primary" and document.paragraphs[len(shown) - 1 - at].style.name == "Heading 1"
        )
        - 1
    )
    numerals = say("document.mark.numerals", "en")
    told = [
        say("document.label.section", "en", number=numerals[at], section=text)
        for at, text in ((0, "secondary"), (1, "secondary"), (0, "primary"))
    ]
    assert shown[start:] == [
        "primary",
        told[0],
        "5\N{NO-BREAK SPACE}people. primary.[1,2]",
        told[1],
        "secondary",
        "secondary",
        told[2],
        "primary.",
        "primary.",
        say("document.label.section", "en", number=numerals[1], section=say("document.section.sources", "en")),
        "[1] Title of b. Press, 2020",
        "[2] Title of a. Press, 2020",
    ]
    made = document.paragraphs[start:]
    assert [each.style.name for each in made[:9]] == [
        "Heading 1",
        "Heading 2",
        "Body Text",
        "Heading 2",
        "Heading 3",
        "Heading 1",
        "Heading 2",
        "List Bullet",
        "Normal",
    ]
    assert [made[at].paragraph_format.page_break_before for at in (0, 5)] == [True, False]
    links = [
        (node.get(qn("w:anchor")), "".join(t.text for t in node.iter(qn("w:t"))))
        for node in made[2]._p.iter(qn("w:hyperlink"))
    ]
    assert links == [("source_1", "[1"), ("source_2", ",2]")]
    assert made[8].runs[0].font.size == Pt(9)
    assert made[7].runs[0].font.size is None
    marks = [node.get(qn("w:id")) for node in document.element.iter(qn("w:bookmarkStart"))]
    assert marks == [str(at) for at in range(1, len(marks) + 1)]


def test_the_contents_are_a_field_over_the_headings_of_all_chapters():
    document = written([Chapter("one", SAID, ()), Chapter("two", OTHER, ())], is_brief=False)
    shown = texts(document)
    at = shown.index(say("document.cover.contents", "en"))
    assert shown[:2] == ["primary", "secondary"]
    assert shown[at + 1 : at + 3] == ["primary", "secondary"]
    assert document.paragraphs[at].paragraph_format.page_break_before is True
    assert [node.text for node in document.element.body.iter(qn("w:instrText"))] == [' TOC \\o "1-1" \\h \\z \\u ']
    kinds = [
        [node.get(qn("w:fldCharType")) for node in each._p.iter(qn("w:fldChar"))]
        for each in document.paragraphs[at + 1 : at + 3]
    ]
    assert kinds == [["begin", "separate"], ["end"]]
    assert document.settings.element.find(qn("w:updateFields")).get(qn("w:val")) == "true"
    brief = written([Chapter("one", SAID, ()), Chapter("two", OTHER, ())])
    assert say("document.cover.contents", "en") not in texts(brief)
    assert [each.text for each in brief.paragraphs if each.style.name == "Heading 1"] == ["secondary"]
    assert [each.paragraph_format.page_break_before for each in brief.paragraphs if each.style.name == "Heading 1"] == [
        False
    ]
    tight = written([Chapter("one", SAID, (Heading(OTHER),))], is_tight=True)
    assert [(each.style.name, each.text) for each in tight.paragraphs][:2] == [
        ("Heading 1", "primary"),
        ("Heading 2", "secondary"),
    ]
    assert texts(tight)[-1] == "secondary."


def test_steps_callouts_tables_and_pictures_have_their_marks():
    drawn = BytesIO()
    Image.new("RGB", (10, 5)).save(drawn, "png")
    pictures = {"p": DrawnPicture(drawn.getvalue(), OTHER, SAID, "Told in words", ("c",))}
    blocks = (
        Steps((SAID, OTHER), ("a",)),
        Callout((SAID, OTHER), "do", ("b",)),
        Table(None, (column(0),), [("x",)]),
        Table(OTHER, (column(0),), [("y",)], ("a",)),
        PictureSpot("p", 0.5),
        PictureSpot("none"),
        Blank("document.blank.responsible"),
    )
    document = written([Chapter("one", SAID, blocks)], pictures=pictures)
    shown = texts(document)
    assert [text for text in shown if text[:3] in ("1. ", "2. ")] == ["1. primary.", "2. secondary."]
    assert document.paragraphs[shown.index("1. primary.")].paragraph_format.left_indent.cm == pytest.approx(
        0.6, abs=0.01
    )
    callout = document.tables[0].rows[0].cells[0]
    assert ([each.text for each in callout.paragraphs], fill(callout)) == (["primary.", "secondary."], "DCEFDC")
    captions = [
        (text, each)
        for text, each in zip(shown, document.paragraphs, strict=True)
        if each.style.name == "Caption" and text
    ]
    label, drawing = (say(f"document.label.{kind}", "en") for kind in ("table", "picture"))
    assert [text for text, _ in captions] == [
        f"{label} 1 primary",
        f"{label} 2 secondary[1]",
        f"{drawing} 1 secondary[2]primary.",
    ]
    assert [each.paragraph_format.keep_with_next for _, each in captions] == [True, True, None]
    codes = [[node.text for node in each._p.iter(qn("w:instrText"))] for _, each in captions]
    assert codes == [[f" SEQ {label} \\* ARABIC "], [f" SEQ {label} \\* ARABIC "], [f" SEQ {drawing} \\* ARABIC "]]
    assert (captions[2][1].runs[-1].font.bold, captions[2][1].runs[-1].font.size) == (False, Pt(9))
    (about,) = [node for node in document.element.body.iter() if node.tag.endswith("}docPr")]
    assert (about.get("descr"), about.get("title")) == ("Told in words", "secondary")
    (shape,) = document.inline_shapes
    assert shape.width == pytest.approx(Emu(int(styles.text_width(document) * 0.5)), abs=1)
    holder = next(each for each in document.paragraphs if each._p.find(".//" + qn("w:drawing")) is not None)
    assert (holder.alignment, holder.paragraph_format.keep_with_next, holder.paragraph_format.line_spacing) == (
        WD_ALIGN_PARAGRAPH.CENTER,
        True,
        1.0,
    )
    after = document.tables[1]._tbl.getnext()
    spaces = [each for each in document.paragraphs if each._p is after]
    assert [(each.text, each.paragraph_format.space_after, each.paragraph_format.line_spacing) for each in spaces] == [
        ("", 0, 0.6)
    ]
