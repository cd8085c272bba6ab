import csv
import re
from importlib.resources import files
from io import StringIO

import pytest

from relode.facts import rows, table_list
from relode.facts.shipped import coded_columns
from relode.language import LANGUAGES, name
from relode.language.names import has_name
from relode.places import TYPES, all_places

WORDS = tuple(csv.DictReader(StringIO(files("relode.language").joinpath("names.csv").read_text(encoding="utf-8"))))
HAN = re.compile(r"[\u3400-\u9fff]")


def test_every_word_is_there_once():
    keys = [(row["kind"], row["key"]) for row in WORDS]
    assert len(keys) == len(set(keys))


def test_no_word_is_empty_or_padded():
    assert [row for row in WORDS for cell in row.values() if cell is None or not cell or cell != cell.strip()] == []


def test_no_english_word_is_written_in_chinese():
    # Titles of Chinese documents keep the number of the document in both languages.
    assert [row for row in WORDS if HAN.search(row["en"]) and not row["kind"].startswith("source_")] == []


@pytest.mark.parametrize("kind", sorted({"flag", "type", "level", "section", "division", "material", "stage"}))
def test_chinese_words_are_chinese(kind):
    assert [row for row in WORDS if row["kind"] == kind and not HAN.search(row["zh"])] == []


def test_every_coded_column_has_words_in_it():
    """That each of them is known is checked when the table is read."""
    empty = [(c["table"], c["column"]) for c in coded_columns() if not any(r[c["column"]] for r in rows(c["table"]))]
    assert empty == []
    kinds = {row["kind"] for row in WORDS} | {"unit", "place", "place_or_county"}
    assert {column["kind"] for column in coded_columns()} <= kinds


def test_every_flag_of_every_table_has_words():
    with_flags = [table for table in table_list() if "flag" in rows(table)[0]]
    flags = {t: {flag for row in rows(t) for flag in row["flag"].split(";") if flag} for t in with_flags}
    assert len(flags) >= 20
    without = {table: [flag for flag in sorted(found) if not has_name("flag", flag)] for table, found in flags.items()}
    assert {table: found for table, found in without.items() if found} == {}


def test_every_flag_of_the_panel_has_words(panel):
    flags = {flag for cell in set(panel["flag"].values.ravel()) for flag in cell.split(";") if flag}
    assert {"computed", "area_not_comparable"} <= flags
    assert [flag for flag in sorted(flags | {"user"}) if not has_name("flag", flag)] == []


def test_types_levels_sections_and_divisions_have_words():
    assert all(has_name("type", kind) for kind in (*TYPES, "not_listed"))
    assert all(has_name("level", place.level) for place in all_places())
    assert {row["code"] for row in rows("industries") if not has_name(row["level"], row["code"])} == set()
    chain = {(row["from"], row["from_kind"]) for row in rows("value_chain_links")}
    assert [m for m, kind in sorted(chain) if kind == "resource" and not has_name("material", m)] == []


def test_a_value_without_words_is_an_error():
    for language in LANGUAGES:
        with pytest.raises(KeyError):
            name("flag", "nonsense", language)
