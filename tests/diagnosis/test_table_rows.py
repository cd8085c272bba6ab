"""A mine, a norm, a row of law, a channel and others lead to their row."""

import csv
import json
from importlib.resources import files

import pytest

from relode.answers.answer_text import row_text
from relode.diagnosis import explain, explain_row
from relode.diagnosis.profiles.table_rows import KINDS, reason_of
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import LANGUAGES, spoken
from relode.panel import load
from relode.places import all_places


def lines(table):
    with files("relode.facts").joinpath("tables", f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_leads_to_its_line_of_the_file(kind):
    for table, column in KINDS[kind]:
        head, *body = lines(table)
        for at in (0, len(body) // 2, len(body) - 1):
            key = body[at][head.index(column)]
            found = [each for each in explain_row(kind, key).rows if (each.table, each.row) == (table, at + 2)]
            assert len(found) == 1, (table, key)
            assert found[0].cells == {name: cell for name, cell in zip(head, body[at], strict=True) if cell}


def test_a_mine_with_several_parts_has_all_its_rows():
    found = explain_row("mine", "m0336")
    assert [row.cells["status"] for row in found.rows] == ["Operating", "Proposed", "Proposed", "Closed"]
    assert found.sources == ("gem_coal_mines_2026",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_a_kind_has_words(kind, language):
    for table, column in KINDS[kind]:
        for row in rows(table)[:40]:
            text = row_text(explain_row(kind, row[column]), language)
            assert f"{table}.csv" in text
            assert all(key in text for key in row["source"].split(";"))


def test_the_words_of_a_mine_and_of_law_are_those_of_the_vocabulary_and_of_names():
    assert "煤矿产能：450万吨/年" in row_text(explain_row("mine", "M1156"), "zh")
    assert "所属地区：鹤岗市" in row_text(explain_row("mine", "M1156"), "zh")
    assert "结论：不允许" in row_text(explain_row("law", "l001"), "zh")
    assert "verdict: not allowed" in row_text(explain_row("law", "l001"), "en")


def test_who_decides_the_article_and_the_kind_of_coal_are_chinese_in_chinese():
    law = row_text(explain_row("law", "l001"), "zh")
    assert "决定机关：国务院；市场监管部门审查草案" in law
    assert "条款：第10(1)条" in law
    assert "发布机构：国务院" in law
    assert "article: art. 10(1)" in row_text(explain_row("law", "l001"), "en")
    mine = row_text(explain_row("mine", "M1156"), "zh")
    assert "煤种：烟煤" in mine
    assert "煤炭用途：动力煤、冶金煤" in mine


def test_the_answer_is_one_json_object():
    record = json.loads(json.dumps(explain_row("law", "l001").record()))
    assert (record["kind"], record["key"], record["sources"]) == ("law", "l001", ["law_texts"])
    assert record["rows"][0]["table"] == "law"
    assert record["rows"][0]["row"] == 2
    assert record["rows"][0]["cells"]["verdict"] == "not_allowed"


@pytest.mark.parametrize(
    ("kind", "key", "error"), [("mine", "M1", "unknown_row_key"), ("mountain", "M1156", "unknown_row_kind")]
)
def test_an_unknown_key_or_kind_is_refused_with_the_remedy(kind, key, error):
    with pytest.raises(RelodeError) as caught:
        explain_row(kind, key)
    assert caught.value.key == error
    assert kind in caught.value.say("zh")


def test_no_kind_of_row_is_the_name_of_a_place():
    names = {name for place in all_places() for name in (place.slug, place.code, place.name_zh)}
    assert not KINDS.keys() & names


def test_figures_of_a_place_that_were_left_out_or_flagged_are_listed_by_its_name():
    left_out = [line for line in lines("excluded")[1:] if line[0] == "230400"]
    found = explain_row("excluded", "鹤岗")
    assert [row.cells["printed_value"] for row in found.rows] == [line[3] for line in left_out]
    assert len(left_out) > 2
    assert "常住人口" in row_text(found, "zh")
    flagged = [line for line in lines("added_flags")[1:] if line[0] == "230400"]
    assert len(explain_row("flagged", "hegang").rows) == len(flagged) > 0
    for kind, table in (("excluded", "excluded"), ("flagged", "added_flags")):
        assert len(explain_row(kind, "all").rows) == len(lines(table)) - 1
    with pytest.raises(RelodeError) as caught:
        explain_row("excluded", "baotou")
    assert caught.value.key == "no_figure_left_out"
    with pytest.raises(RelodeError, match="nowhere-at-all"):
        explain_row("flagged", "nowhere-at-all")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_sentence_that_tells_all_its_numbers(language):
    for table in ("excluded", "added_flags"):
        for row in rows(table):
            told = spoken(reason_of(row), language).replace(",", "")
            numbers = [each.partition(" ")[0].replace(",", "") for each in row["beside"].split(";")]
            assert all(number in told for number in numbers), row
            assert "{" not in told


def test_a_reason_has_its_numbers_in_both_languages():
    """By hand, of the row of Hegang in 2021."""
    row = next(row for row in rows("excluded") if (row["place"], row["year"]) == ("230400", "2021"))
    assert spoken(reason_of(row), "zh") == "为户籍人口（960,000人），不是常住人口：按前后普查和年鉴推算应为877,296人"


def test_a_year_that_was_left_out_leads_to_its_reason():
    with pytest.raises(RelodeError) as caught:
        explain(load(), "hegang", "population_resident_reported", 2021)
    assert caught.value.key == "left_out_year"
    assert "relode explain excluded hegang" in caught.value.say("zh")
    with pytest.raises(RelodeError) as caught:
        explain(load(), "hegang", "population_resident_reported", 1999)
    assert caught.value.key == "no_such_year"
