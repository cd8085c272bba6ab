"""Figures, cells, objects and lines by hand: small invented tables."""

from types import SimpleNamespace

import pytest

from relode.language import Amount, ByLanguage, Clauses, Sentence, say
from relode.story import figures
from relode.story.blocks import (
    Blank,
    Callout,
    Chapter,
    Heading,
    Passage,
    PictureSpot,
    Steps,
    Table,
    blanks_of,
    block_sources,
)
from relode.story.columns import Cited, Column, Link, Shade, Span, cell_text, figure_in
from relode.story.figures import (
    cleaned,
    may_be_formula,
    rounded,
    safe,
    shown,
    steady_text,
    written,
)
from relode.story.json import block_object, cell_object
from relode.story.text import block_lines
from relode.story.words import Words

SAID, OTHER = (Sentence(f"charts.sectors.{name}", {}) for name in ("primary", "secondary"))
WORDS = Words("en", {"a": 1, "b": 2})


@pytest.mark.parametrize(
    ("unit", "en", "zh"),
    [
        ("share", (1.0, "0.0%"), (1.0, "0.0%")),
        ("share per year", (1.0, "0.0%"), (1.0, "0.0%")),
        ("share change", (100.0, "0.00"), (100.0, "0.00")),
        ("persons", (1.0, "#,##0"), (1e-4, "#,##0.00")),
        ("100 million yuan", (0.1, "#,##0.00"), (1.0, "#,##0.00")),
        ("yuan", (1e-6, "#,##0.00"), (1e-8, "#,##0.00")),
        ("yuan per year", (1e-6, "#,##0.00"), (1e-8, "#,##0.00")),
        ("count", (1.0, "#,##0"), (1.0, "#,##0")),
        ("rank", (1.0, "#,##0"), (1.0, "#,##0")),
        ("ratio", (1.0, "#,##0.###"), (1.0, "#,##0.###")),
        ("10 thousand yuan per person", (1e4, "#,##0.###"), (1e4, "#,##0.###")),
    ],
)
def test_a_unit_of_a_column_has_its_factor_and_format_in_both_languages(unit, en, zh):
    for language, (factor, form) in (("en", en), ("zh", zh)):
        found = shown(unit, language)
        assert (found.factor, found.form) == (factor, form)
        keys = {
            "share": "per_cent",
            "share per year": "per_cent",
            "share change": "points",
            "persons": "people",
            "100 million yuan": "billion",
            "yuan": "money",
            "yuan per year": "money",
        }
        assert found.word == (say(f"workbook.unit.{keys[unit]}", language) if unit in keys else found.word)
    assert (shown("ratio", "en").word, shown("count", "zh").word) == ("", "")


def test_next_to_nothing_is_less_than_a_millionth_of_the_widest_or_a_billionth():
    assert cleaned([1e6, 0.99, -0.99, 1.0, None]) == [1e6, 0.0, 0.0, 1.0, None]
    assert cleaned([9e-10, -9e-10, 1e-9]) == [0.0, 0.0, 1e-9]
    assert cleaned([-2e6, 1.9, 2.0]) == [-2e6, 0.0, 2.0]
    assert cleaned([]) == []


@pytest.mark.parametrize(
    ("text", "is_formula"),
    [
        ("=1", True),
        ("+1", True),
        ("-1", True),
        ("@x", True),
        ("\uff1d1", True),
        ("\uff0b1", True),
        ("\uff0d1", True),
        ("\uff201", True),
        ("\t1", True),
        ("\r1", True),
        ("\n1", True),
        (" =1", True),
        ("\u3000=1", True),
        ("\ufeff=1", True),
        ("1=", False),
        ("", False),
        ("a", False),
        ("'=", False),
    ],
)
def test_a_text_that_could_be_a_formula_has_an_apostrophe(text, is_formula):
    assert may_be_formula(text) == is_formula
    assert safe(text) == (f"'{text}" if is_formula else text)


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (Amount(2451.0, "persons"), Amount(2450.0, "persons", None, (), "full")),
        (
            Amount(2451.0, "persons", (1000.0, 4000.0)),
            Amount(2500.0, "persons", (1000.0, 4000.0), (), "round"),
        ),  # 100 is less than a tenth of 3,000
        (Amount(2451.0, "persons", (2400.0, 2500.0)), Amount(2450.0, "persons", (2400.0, 2500.0), (), "full")),
        (Amount(0.12345, "share", (0.1, 0.15678)), Amount(0.123, "share", (0.1, 0.157), (), "short")),
        (Amount(336.0, "count", (1.2, 400.4)), Amount(336.0, "count", (1.2, 400.4), (), "")),
        (
            Amount(1.0, "persons", (0.9, 200.0)),
            Amount(1.0, "persons", (0.0, 200.0), (), "round"),
        ),  # .9 is less than a 200th of 200
        (Amount(2451.0, "persons", None, ("s",), "exact"), Amount(2451.0, "persons", None, ("s",), "exact")),
    ],
)
def test_a_figure_is_told_in_the_digits_that_its_interval_leaves(amount, told):
    assert rounded(amount) == told
    both = ByLanguage(amount, amount)
    assert written(Clauses((amount, [both], "x"))) == Clauses((told, [ByLanguage(told, told)], "x"))
    assert written(Sentence("a.b", {"v": amount})) == Sentence("a.b", {"v": told})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.00049, "0"),
        (-0.00049, "0"),
        (0.0005, "0.001"),
        (0.0156, "0.016"),
        (0.999, "0.999"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (99.94, "99.9"),
        (99.96, "100"),
        (1234.0, "1,230"),
        (-5.0, "-5.00"),
    ],
)
def test_steady_numbers_have_three_digits(value, text):
    assert steady_text(value) == text


def test_columns_name_the_unit_that_their_cells_leave_out():
    people = Column("charts.sectors.primary", "a.b", "persons")
    assert people.head_with_unit == Sentence(
        "workbook.head.with_unit", {"label": SAID, "unit": figures.unit_in_column("persons")}
    )
    assert [Column(SAID, "a", unit).head_with_unit for unit in ("", "share", "ratio")] == [SAID] * 3
    assert Column(SAID, "a", "persons", unit_in_head=False).head_with_unit == SAID
    assert people.value(SimpleNamespace(a={"b": 5})) == Amount(5, "persons")
    assert Column(SAID, "a.b").value(SimpleNamespace(a=None)) is None
    assert (Column(SAID, "a").value({"a": 5}), Column(SAID, "a").value({"a": 5.0})) == (5, Amount(5.0, "1"))


@pytest.mark.parametrize(
    ("form", "unit", "text"),
    [
        ("", "", "1,234 (1,000 to 1,500)"),
        ("bare", "", "1,234"),
        ("level", "", "1,234"),
        ("exact", "", "1,234 (1,000 to 1,500)"),
        ("", "yuan", "1,230 (1,000 to 1,500)"),
        ("bare", "yuan", "1,230"),
        ("interval", "yuan", "1,230 (1,000 to 1,500)"),
        ("steady", "yuan", "1,230"),
    ],
)
def test_a_figure_has_the_digits_of_its_column(form, unit, text):
    """Counts have all their digits; yuan stand in millions below a head that says so, with three digits."""
    figure = Amount(1234e6 if unit else 1234.0, unit or "count", (1000e6, 1500e6) if unit else (1000.0, 1500.0))
    assert figure_in(figure, Column(SAID, "a", unit, form), "en").replace("\N{NO-BREAK SPACE}", " ") == text


def test_cells_without_a_figure_are_words_dashes_and_shades():
    plain = Column(SAID, "a")
    assert [
        cell_text(each, plain, "en")
        for each in (None, Shade(0), Shade(1), Shade(2), Link(SAID, "/x"), Cited("y", ("s",)), Span(OTHER), 5)
    ] == ["–", "", "░", "█", "primary", "y", "secondary", "5"]


def test_blocks_tell_their_sources_and_their_fields():
    own = Amount(1.0, "persons", None, ("x",))
    bare = Amount(2.0, "persons")
    column = Column(SAID, lambda row: row)
    assert block_sources(Table(None, (column,), [own, bare, Cited("z", ("y",))], ("t",))) == ("x", "t", "y")
    assert block_sources(Table(None, (column,), ["no figure"], ("t",))) == ("t",)
    assert block_sources(Passage((SAID,), sources=("t",))) == ()
    first, second = Blank("document.blank.responsible"), Blank("document.blank.deadline")
    chapters = [Chapter("c", SAID, (Passage((second, SAID)), first, Table(None, (column,), [first])))]
    assert blanks_of(chapters) == (second, first)
    assert (first.name, first.label) == ("responsible", Sentence("document.blank.responsible", {}))
    chapter = Chapter("c", SAID, (Passage((SAID, first), sources=("a",)), Heading(OTHER), Steps((OTHER,), ("b", "a"))))
    assert (chapter.sentences, chapter.tables, chapter.sources) == ((SAID,), (), ("a", "b"))
    assert (Heading(SAID).level, Passage((SAID,)).kind, Callout((SAID,)).kind) == (2, "body", "note")


def test_blocks_are_objects_with_their_kinds():
    figure = Amount(5.0, "persons", (4.0, 6.0), ("s",))
    table = Table(SAID, (Column(SAID, lambda row: row, "persons"),), [figure, Span(OTHER, "do")], ("t",))
    amount = {"value": 5.0, "unit": "persons", "interval_90": [4.0, 6.0], "sources": ["s"]}
    assert block_object(table, "en") == {
        "kind": "table",
        "caption": "primary",
        "columns": [{"name": "primary", "unit": "persons"}],
        "rows": [[amount], [{"span": "secondary", "form": "do"}]],
        "sources": ["t"],
    }
    assert block_object(Heading(SAID, 3), "en") == {"kind": "heading", "level": 3, "text": "primary"}
    assert block_object(Steps((SAID,), ("s",)), "en") == {"kind": "steps", "said": ["primary"], "sources": ["s"]}
    assert block_object(Callout((SAID,), "do"), "en") == {
        "kind": "callout",
        "form": "do",
        "said": ["primary"],
        "sources": [],
    }
    assert block_object(Passage((SAID,), "bullet"), "en") == {
        "kind": "passage",
        "form": "bullet",
        "said": ["primary"],
        "sources": [],
    }
    assert block_object(PictureSpot("p"), "en") == {"kind": "picture", "picture": "p"}
    label = say("document.blank.responsible", "en")
    assert block_object(Blank("document.blank.responsible"), "en") == {
        "kind": "blank",
        "to_fill": label,
        "name": "responsible",
    }
    assert cell_object([Shade(2), Link(5, "/x"), Cited("a", ()), None, SAID], "en") == [2, 5, "a", None, "primary"]


def test_blocks_are_lines_of_a_terminal():
    blocks = (
        Heading(SAID),
        Passage((SAID, OTHER)),
        Passage((SAID,), "bullet"),
        Steps((SAID, OTHER)),
        Callout((SAID,)),
        Table(OTHER, (Column(SAID, lambda row: row),), ["a", Span(OTHER)]),
        PictureSpot("p"),
    )
    assert [line for block in blocks for line in block_lines(block, "en", 80)] == [
        "",
        "primary",
        "primary secondary",
        "- primary",
        "1. primary",
        "2. secondary",
        "! primary",
        "",
        "secondary",
        "primary",
        "a",
        "secondary",
    ]
    assert list(block_lines(Table(None, (Column(SAID, lambda row: row),), ["a"]), "en", 80)) == ["", "primary", "a"]
