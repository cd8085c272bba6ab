"""The chapter on pathways: base rates before candidates, parts that add up, places by name, references that exist."""

import re
from types import SimpleNamespace

import pytest

from relode.facts import references, source_keys
from relode.language import LANGUAGES, Amount, Sentence, Word, spoken
from relode.language.spoken import ByLanguage, Clauses
from relode.pathways import from_shipped
from relode.places import find
from relode.report.document.industries import candidates, chains
from relode.report.next_chapter import next_chapter

CITIES = ("hegang", "jinchang", "baotou", "yulin", "yichun-heilongjiang", "beijing", "2114Z1", "panzhihua")
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module", params=CITIES)
def found(request):
    return from_shipped(find(request.param))


def sentences(chapter):
    """Every sentence of the chapter, and its sources where it has none of its own."""
    yield from ((each, chapter.censuses) for each in chapter.tracks)
    yield from ((each, chapter.published) for each in chapter.industries)
    yield from ((each, ()) for each in (*chapter.missing, *([chapter.energy] if chapter.energy else [])))
    for details in (*chapter.candidates, *chapter.chains):
        yield details.title, details.sources
        yield from ((each, details.sources) for label, lines in details.rows for each in (label, *lines))
    parts = chapter.parts
    yield from ((column.head, parts.sources) for column in parts.columns)
    yield from ((each, parts.sources) for row in parts.cells() for each in row if isinstance(each, Sentence))


def figures(value):
    """The figures in a sentence, however deep."""
    if isinstance(value, Amount):
        yield value
    inner = {
        Sentence: lambda: value.values.values(),
        Clauses: lambda: value.parts,
        ByLanguage: lambda: (value.en, value.zh),
        list: lambda: value,
        tuple: lambda: value,
    }.get(type(value), tuple)()
    for each in inner:
        yield from figures(each)


def test_the_parts_in_a_row_add_up_to_its_score(found):
    for _, *cells in next_chapter(found).parts.cells():
        *parts, score = (figure.value for figure in cells)
        # Sums of the same doubles in another order.
        assert sum(parts) == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_candidate_says_why_it_is_here_and_what_speaks_against_it(found, language):
    chapter = next_chapter(found)
    assert len(chapter.candidates) == len(found.candidates) >= 5
    wanted = {f"industries.label.{key}" for key in ("why", "against", "did_not", "check")}
    for candidate, shown in zip(found.candidates, chapter.candidates, strict=True):
        assert candidate.unit.name(language) in spoken(shown.title, language)
        assert {label.key for label, _ in shown.rows} >= wanted
    scored = [one.unit.name(language) for one in found.candidates if one.score is not None]
    assert [row[0].name(language) for row in chapter.parts.cells()] == scored
    assert [spoken(one.title, language) for one in chapter.chains] == [one.name(language) for one in found.chains]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_to_be_in_no_order_has_no_column_of_ranks(found, language):
    tables = next_chapter(found).parts, candidates(found)
    heads = [spoken(column.head, language).lower() for table in tables for column in table.columns]
    assert len(heads) > 8
    assert [head for head in heads if re.search("rank|number|first to|位次|名次|排名|序号", head)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_is_in_one_language_and_filled(found, language):
    chapter = next_chapter(found)
    lines = [spoken(each, language) for each, _ in sentences(chapter)]
    assert not any("{" in line or "None" in line for line in lines)
    assert [line for line in lines if bool(HAN.search(line)) != (language == "zh")] == []


def test_every_figure_of_the_chapter_has_a_unit_and_sources_that_are_known(found):
    said = [(figure, sources) for each, sources in sentences(next_chapter(found)) for figure in figures(each)]
    assert len(said) > 20
    known = source_keys() | references().keys()
    assert [figure for figure, sources in said if not set(figure.sources or sources) <= known] == []
    assert [figure for figure, sources in said if not (figure.sources or sources) or not figure.unit] == []


def test_what_is_quoted_is_in_the_references(found):
    known = {f"{row['authors']} {row['year']}, {row['title']}" for row in references().values()}
    quoted = next_chapter(found).references
    assert set(quoted) <= known
    assert bool(quoted) == any(c.scale or c.demand for c in found.chains)


def test_a_chain_names_what_is_at_hand_what_it_lacks_and_where_it_began():
    full = SimpleNamespace(has=("steel",), needs=("fly ash",), examples=("Baotou",))
    empty = SimpleNamespace(has=(), needs=(), examples=())
    rows = chains(SimpleNamespace(chains=(full, empty))).rows
    assert rows[0][1:] == ([Word("material", "steel")], [Word("material", "fly ash")], ["Baotou"])
    assert rows[1][1:] == ("–", "–", "–")
