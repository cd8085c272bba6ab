"""What is counted of sources, and fingerprints of tables: on tables of a few rows in the shipped ones' place."""

import hashlib
from datetime import date

import pytest

from relode.facts import licences, shipped
from relode.facts.licences import Expiry, SourceUse, _quantities_of, aged, expired, source_uses
from relode.facts.shipped import SECTION_LETTERS, SECTIONS, _is_known, _words, section_names

TABLES = {
    "sources": [
        {"key": "a", "licence": "own"}, {"key": "b", "licence": "no licence stated"}, {"key": "c", "licence": "text"},
    ],
    "long": [
        {"place": "1", "quantity": "people", "value": "5", "source": "a"},
        {"place": "2", "quantity": "people", "value": "6", "source": "a;b"},
        {"place": "3", "quantity": "jobs", "value": "7", "source": "b"},
    ],
    "wide": [{"place": "1", "year": "2020", "beds": "3", "rooms": "", "cell_flags": "", "source": "b"}],
    "other": [{"word": "x"}],
}  # fmt: skip


def test_rows_and_figures_are_counted_by_source_and_what_would_be_gone_without_it(monkeypatch):
    monkeypatch.setattr(licences, "rows", lambda name: tuple(TABLES[name]))
    monkeypatch.setattr(licences, "table_list", lambda: dict.fromkeys(TABLES, ()))
    assert source_uses.__wrapped__() == (
        SourceUse("a", "own", {"long": 2}, {"people": 2}, ("people",)),
        SourceUse("b", "unstated", {"long": 2, "wide": 1}, {"people": 1, "jobs": 1, "beds": 1}, ("jobs", "beds")),
        SourceUse("c", "facts", {}, {}, ()),
    )
    assert licences.unstated_sources() == ("b",)


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ({"quantity": "people", "value": "5"}, ("people",)), ({"quantity": "people", "low": "5"}, ()),
        ({"place": "1", "year": "2020", "beds": "3", "rooms": "", "source": "a", "cell_flags": "x"}, ("beds",)),
        ({"place": "1", "year": "2020", "beds": "3", "source": "a"}, ()),
    ],
)  # fmt: skip
def test_a_row_has_the_figure_of_its_quantity_or_those_of_its_columns(row, names):
    assert _quantities_of(row) == names


def test_of_sources_of_one_day_the_first_by_name_comes_first(monkeypatch):
    found = [Expiry(key, date(2026, month, 5), "x", "y") for key, month in (("c", 3), ("b", 2), ("a", 3), ("d", 4))]
    monkeypatch.setattr(licences, "expiries", lambda: tuple(found))
    monkeypatch.setenv("RELODE_TODAY", "2026-04-05")
    assert [each.source for each in expired(date(2026, 4, 5))] == ["b", "a", "c"]
    assert [each.source for each in aged(["c", "d", "b", "c"])] == ["b", "c"]


def test_a_fingerprint_is_over_names_and_texts_of_all_tables_in_order(monkeypatch):
    monkeypatch.setattr(shipped, "table_list", lambda: {"two": (), "one": ()})
    monkeypatch.setattr(shipped, "text", lambda table: f"{table} 1\n")
    assert shipped.fingerprint.__wrapped__() == hashlib.sha256(b"one\0one 1\n\0two\0two 1\n\0").hexdigest()
    expected = {name: hashlib.sha256(f"{name} 1\n".encode()).hexdigest()[:12] for name in ("one", "two")}
    assert list(shipped.table_digests.__wrapped__().items()) == list(expected.items())


def test_words_of_a_cell_are_parted_where_it_has_several():
    assert [_words(cell, several) for cell, several in (("a; b", True), ("a;b", False), ("", True), ("", False))] == [
        ["a", "b"], ["a;b"], [], [],
    ]  # fmt: skip
    # Hegang is a city of the list of places, 110101 a district that only the census of counties has.
    assert [_is_known(kind, word) for kind in ("place", "place_or_county") for word in ("230400", "110101", "x")] == [
        True, False, False, True, True, False,
    ]  # fmt: skip
    assert [_is_known("unit", word) for word in ("share", "parts")] == [True, False]


def test_sections_have_the_letters_of_the_standard_by_every_name():
    # GB/T 4754 has twenty sections from A, agriculture, to T, international organisations.
    assert "".join(SECTION_LETTERS.values()) == "ABCDEFGHIJKLMNOPQRST"
    assert (SECTIONS[0], SECTIONS[1], len(SECTIONS)) == ("agriculture", "mining", 20)
    named = section_names()
    found = dict(named)
    expected = {"B": "B", "采矿业": "B", "采矿": "B", "煤炭开采和洗选业": "B", "教育": "P", "制造业": "C"}
    assert {name: found[name] for name in expected} == expected
    assert named[-1] == (named[-1][0], "T")
    assert [letter for _, letter in named[-20:]] == list("ABCDEFGHIJKLMNOPQRST")
