"""Do published words of zones, listings, clusters and chains mean divisions and groups of GB/T 4754-2017?"""

import csv
from importlib.resources import files
from io import StringIO

import pytest

from relode.facts import rows
from relode.pathways.industries.concordance import mapped, read, units, words_of

TABLES = ("zones", "listings", "clusters", "chains")
CONCORDANCE = list(
    csv.DictReader(StringIO(files("relode.pathways.industries").joinpath("concordance.csv").read_text("utf-8")))
)


MENTIONS = {
    "zones": [word for row in rows("development_zones_2018") for word in words_of(row["industries"])],
    "listings": [row["industry"] for row in rows("listed_firm_industries") for _ in range(int(row["new_listings"]))],
    "clusters": [row["cluster_id"] for row in rows("clusters")],
    "chains": [row["industry_id"] for row in rows("successor_industries")],
}


@pytest.mark.parametrize("table", TABLES)
def test_every_published_word_has_exactly_one_row_and_no_row_is_of_another_word(table):
    listed = [row["published"] for row in CONCORDANCE if row["table"] == table]
    assert len(listed) == len(set(listed))
    assert set(listed) == set(MENTIONS[table])


def test_every_industry_consists_of_divisions_that_exist_and_no_code_belongs_to_two():
    divisions = {row["code"] for row in rows("industries") if row["level"] == "division"}
    codes = [code for unit in units().values() for code in unit.gb4754]
    assert {code[:2] for code in codes} <= divisions
    assert len(codes) == len(set(codes))
    inside = {(a, b) for a in codes for b in codes if a != b and b.startswith(a)}
    assert inside == set()


def test_every_reading_is_an_industry_and_says_how_many_there_are():
    for row in CONCORDANCE:
        meant = [code for code in row["industries"].split(";") if code]
        assert set(meant) <= set(units()), row
        assert row["reading"] == {0: "none", 1: "one"}.get(len(meant), "several"), row


def test_every_industry_but_a_few_is_named_by_some_published_word():
    named = {code for row in CONCORDANCE for code in row["industries"].split(";")}
    assert set(units()) - named == set()


def test_words_without_an_industry_are_counted_and_not_dropped():
    found = mapped("zones", ["石墨加工", "新材料", "新材料", "机电", "nonsense"])
    assert (found.one, found.several, found.unmapped) == (1, 1, {"新材料": 2, "nonsense": 1})
    assert found.mentions == 5
    assert found.share == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    ("table", "mentions", "unmapped"),
    [("zones", 6690, 550), ("listings", 4798, 19), ("clusters", 70, 1), ("chains", 24, 0)],
)
def test_the_shares_that_the_page_prints(table, mentions, unmapped):
    found = mapped(table, MENTIONS[table])
    assert (found.mentions, sum(found.unmapped.values())) == (mentions, unmapped)


@pytest.mark.parametrize(
    ("word", "industries"),
    [
        ("煤化工", ("252",)),
        ("石墨加工", ("309",)),
        ("钒钛", ("31", "323")),
        ("铝及铝加工", ("3216",)),
        ("乳制品加工", ("144",)),
    ],
)
def test_a_word_of_a_zone_means_what_a_reader_would_say(word, industries):
    assert read("zones", word) == industries


def test_the_words_of_hegang_are_kept_as_published():
    hegang = [row["industries"] for row in rows("development_zones_2018") if row["place"] == "230400"]
    assert {word for text in hegang for word in words_of(text)} >= {"煤化工", "食品", "石墨加工", "医药"}
