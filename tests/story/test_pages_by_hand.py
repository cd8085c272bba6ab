"""Chapters, tables and figures of pages by hand."""

from types import SimpleNamespace

from markupsafe import Markup

from relode.language import Amount, Sentence, say
from relode.story.blocks import (
    Blank,
    Callout,
    Chapter,
    Heading,
    Passage,
    PictureSpot,
    Steps,
    Table,
)
from relode.story.columns import Cited, Column, Link, Span
from relode.story.figures import (
    shown,
)
from relode.story.html import block_html, blocks_html, cell_html, chapter_html, table_html
from relode.story.words import Trace, Words

SAID, OTHER = (Sentence(f"charts.sectors.{name}", {}) for name in ("primary", "secondary"))
WORDS = Words("en", {"a": 1, "b": 2})


def test_blocks_of_a_page_are_elements_and_bullets_that_follow_each_other_one_list():
    blocks = (
        Heading(OTHER),
        Heading(OTHER, 3),
        Passage((SAID, OTHER)),
        Passage((SAID,), "bullet"),
        Passage((OTHER,), "bullet"),
        Passage((SAID,), "note"),
        Steps((SAID, OTHER)),
        Callout((SAID,), "do"),
        PictureSpot("p"),
        Passage((SAID,), "bullet"),
    )
    page = blocks_html(blocks, WORDS, lambda key: Markup(f"<svg>{key}</svg>"))
    assert page.replace("\n", "") == (
        "<h3>secondary</h3><h4>secondary</h4><p>primary secondary</p><ul><li>primary</li><li>secondary</li></ul>"
        '<p class="subtitle">primary</p><ol><li>primary</li><li>secondary</li></ol>'
        '<aside class="callout do"><p>primary</p></aside>'
        "<svg>p</svg><ul><li>primary</li></ul>"
    )
    assert block_html(PictureSpot("p"), WORDS, None, 2) == ""
    told = chapter_html(Chapter("key", SAID, (Heading(OTHER),)), WORDS, None, 1)
    assert told.replace("\n", "") == '<section id="key"><h1>primary</h1><h2>secondary</h2></section>'
    assert (
        blocks_html((Passage((SAID, OTHER)),), Words("zh", {}))
        == f"<p>{say(SAID.key, 'zh')}{say(OTHER.key, 'zh')}</p>\n"
    )


def test_a_table_of_a_page_has_numbers_on_the_right_and_heads_in_its_cells():
    columns = (
        Column(SAID, lambda row: row[0]),
        Column(OTHER, lambda row: row[1], "persons", address="/x", order="descending"),
        Column(OTHER, lambda row: row[2], is_whole=True),
    )
    rows = [Span(OTHER, "do"), ("a", 5.0, None), ("b", None, "煤")]
    page = table_html(Table(SAID, columns, rows), WORDS).replace("\n", "")
    head = say("workbook.head.with_unit", "en", label="secondary", unit=shown("persons", "en").word)
    assert page == (
        '<div class="across" tabindex="0" role="region" aria-label="primary"><table class="figures">'
        "<caption>primary</caption><thead><tr>"
        f'<th scope="col">primary</th><th scope="col" class="n" aria-sort="descending">'
        f'<a href="/x">{head}<span aria-hidden="true"> ▼</span></a></th>'
        '<th scope="col">secondary</th></tr></thead><tbody><tr class="kind do">'
        '<th scope="colgroup" colspan="3">secondary</th></tr>'
        f'<tr><th scope="row">a</th><td class="n" data-label="{head}"><span>'
        f'<span class="figure" data-value="5.0" data-unit="persons" data-sources="">5</span></span></td>'
        '<td class="words empty whole" data-label="secondary"><span>–</span></td></tr>'
        f'<tr><th scope="row">b</th><td class="n empty" data-label="{head}"><span>–</span></td>'
        '<td class="words whole" data-label="secondary"><span><span lang="zh-CN">煤</span></span>'
        "</td></tr></tbody></table></div>"
    )
    folded = table_html(Table(SAID, columns[:1], [("a",)], folded=True), WORDS).replace("\n", "")
    assert folded.startswith(
        "<details><summary>primary</summary>"
        '<div class="scroll" tabindex="0" role="region" aria-label="primary"><table class="figures">'
    )
    bare = table_html(Table(SAID, columns[:1], [("a",)], folded=True), WORDS, is_bare=True)
    assert bare.startswith('<div class="scroll" tabindex="0" role="region" aria-label="primary"><table><thead>')
    untitled = table_html(Table(None, columns[:1], [(5,)]), WORDS)
    assert untitled.startswith(
        '<div class="across" tabindex="0"><table class="figures"><thead><tr><th scope="col">primary'
    )
    rising = table_html(
        Table(None, (Column(SAID, lambda row: row[0], address="/x", order="ascending"),), [("a",)]), WORDS
    )
    assert "▲" in rising
    none = table_html(Table(None, (columns[0], Column(SAID, lambda _: None)), [("a",)]), WORDS)
    assert 'class="n' not in none
    linked = table_html(Table(None, (columns[0], Column(SAID, lambda _: Link(5, "/y"))), [("a",)]), WORDS)
    assert 'class="n"' in linked
    mixed = table_html(Table(None, (columns[0], Column(SAID, lambda row: row[1])), [("a", 5), ("b", "c")]), WORDS)
    assert 'class="n' not in mixed


def test_figures_of_a_page_lead_to_their_sources_and_to_their_origins():
    figure = Amount(5.0, "persons", None, ("b", "a", "user", "own_table"))
    plain = WORDS.figure(figure)
    assert 'data-value="5.0" data-unit="persons" data-sources="b a user own_table"' in plain
    assert WORDS.marks(("b", "a", "user", "own_table", "unknown")) == (
        '<sup class="marks">[<a href="#source-a">1</a>,<a href="#source-b">2</a>,<a'
        ' href="#overrides">*</a>,<a href="#again">*</a>]</sup>'
    )
    assert WORDS.marks(("unknown",)) == ""
    number = SimpleNamespace(
        value=0.5,
        unit="share",
        quantity="urban_share",
        year=2020,
        sources=("a",),
        flags=("x", "of_the_past"),
        interval_90=None,
    )
    assert WORDS.marked(number, "half") == (
        '<data value="0.5" data-quantity="urban_share" data-year="2020"'
        ' data-role="backcast">half</data><sup class="marks">[<a href="#source-a">1</a>]</sup>'
    )
    roles = {
        flag: Words("en", {})
        .marked(SimpleNamespace(**{**vars(number), "flags": (flag,)}), "x")
        .partition('data-role="')[2]
        .partition('"')[0]
        for flag in ("median_peers", "median_type", "of_the_nation", "of_the_future", "other")
    }
    assert roles == {
        "median_peers": "peers",
        "median_type": "type",
        "of_the_nation": "nation",
        "of_the_future": "forecast",
        "other": "city",
    }
    leading = Words("en", {}, story=lambda of: f"/{of.quantity}")
    assert leading.marked(number, "half").startswith('<a class="story" href="/urban_share"><data value="0.5"')
    trace = Trace("/origin/{}")
    traced = Words("en", {"a": 1}, trace=trace).of(("a",))
    told = Sentence("depth.cell.plain", {"value": Amount(5.0, "persons")})
    assert '<a class="story" href="/origin/0"><span class="figure"' in traced.html(told)
    assert '<a class="story" href="/origin/1">' in traced.html(told)
    first = trace.figures[0]
    assert (first.figure, first.sources, first.within) == (
        Amount(5.0, "persons"),
        ("a",),
        ("5\N{NO-BREAK SPACE}people",),
    )
    column = Column(SAID, lambda row: row[0]), Column(OTHER, lambda row: row[1])
    table_html(Table(SAID, column, [("row", Amount(7.0, "persons"))]), traced)
    assert trace.figures[2].within == ("primary", "row · secondary")
    assert traced.inside("x").inside("y").within == ("x", "y")
    assert Words("en", {}).inside("x").within == ()


def test_cells_of_a_page_are_links_fields_and_words():
    column = Column(SAID, "a")
    assert cell_html(Link(SAID, "/x?a&b"), column, WORDS) == '<a class="story" href="/x?a&amp;b">primary</a>'
    assert (
        cell_html(Cited(SAID, ("b",)), column, WORDS) == 'primary<sup class="marks">[<a href="#source-b">2</a>]</sup>'
    )
    blank = cell_html(Blank("document.blank.responsible"), column, WORDS)
    label = say("document.blank.responsible", "en")
    assert (
        blank
        == f'<span class="blank" data-name="responsible">{say("document.label.to_fill", "en", label=label)}</span>'
    )
    named = SimpleNamespace(name=lambda language: f"Place <{language}>")
    paged = Words("en", {}, page=lambda _: "/place")
    assert cell_html(named, column, paged) == '<a href="/place">Place &lt;en&gt;</a>'
    assert cell_html("a<b", column, WORDS) == "a&lt;b"
    assert cell_html("煤", column, Words("zh", {})) == "煤"
