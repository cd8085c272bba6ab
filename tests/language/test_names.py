import csv
import re
from importlib.resources import files
from io import StringIO

import pytest

from relode.facts import rows, table_list
from relode.language import LANGUAGES, name
from relode.language.names import has_name
from relode.places import TYPES, all_places

WORDS = tuple(csv.DictReader(StringIO(files("relode.language").joinpath("names.csv").read_text(encoding="utf-8"))))
HAN = re.compile(r"[\u3400-\u9fff]")

# Kind of word -> the columns whose values it puts in words, and whether a cell holds several joined by ";".
COLUMNS = [
    ("type", "resource_cities", "type", False),
    ("type", "cluster_hosts", "type_2013", False),
    ("type", "policy_event_places", "type_2013", False),
    ("level", "places", "level", False),
    ("level", "resource_cities", "level", False),
    ("place_kind", "places", "kind", False),
    ("main_resource", "resource_cities", "main_resource", False),
    ("resource_detail", "resource_cities", "resource_detail", True),
    ("resource_detail", "resource_materials", "resource_detail", False),
    ("material", "resource_materials", "material", False),
    ("stage", "value_chain_links", "stage", False),
    ("cluster_field", "clusters", "field", False),
    ("industry_group", "successor_industries", "group", False),
    ("raw_resources", "successor_industries", "raw_resources", False),
    ("processing_stage", "successor_industries", "processing_stage", False),
    ("advanced_stage", "successor_industries", "advanced_stage", False),
    ("final_use", "successor_industries", "final_use", False),
    ("industry_note", "successor_industries", "note", False),
    ("certainty", "successor_industries", "certainty", False),
    ("certainty", "clusters", "certainty", False),
    ("certainty", "cluster_hosts", "certainty", False),
    ("certainty", "policy_events", "certainty", False),
    ("confidence", "resource_cities", "confidence", False),
    ("commodity", "prices", "commodity", False),
    ("asset_kind", "assets", "kind", False),
    ("division", "successor_industries", "gb4754_divisions", True),
    ("gb4754_class", "successor_industries", "gb4754_classes", True),
    ("source_title", "sources", "key", False),
    ("source_licence", "sources", "key", False),
]


def cells(table, column, several):
    found = {row[column] for row in rows(table) if row[column]}
    return {part.strip() for cell in found for part in cell.split(";")} if several else found


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


def test_every_coded_value_of_the_tables_has_words():
    wanted = {(kind, table, column): cells(table, column, several) for kind, table, column, several in COLUMNS}
    assert [where for where, keys in wanted.items() if not keys] == []
    without = {where: [key for key in sorted(keys) if not has_name(where[0], key)] for where, keys in wanted.items()}
    assert {where: keys for where, keys in without.items() if keys} == {}


def test_every_flag_of_every_table_has_words():
    flags = {table: cells(table, "flag", True) for table in table_list() if "flag" in rows(table)[0]}
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
