"""Deals from files: what is read, and each fault named with its line."""

import pytest

from relode.deals import read_deals
from relode.deals.file import SHEET_FIELDS
from relode.deals.typed_values import area, land_price, money, share
from relode.errors import RelodeError

WHOLE = """\
[project]
name = "anode plant"
place = "hegang"
industry = "graphite"

[promise]
investment = "20亿"
jobs = 600
due = 2029

[[give]]
what = "grant"
amount = "2亿"
paid_on = "investment"

[[give]]
what = "land"
area = "300亩"
price = "100元/m2"
payer = "city 70%, province 30%"

[local]
others_bid = "none"
"""


def read(tmp_path, text):
    path = tmp_path / "deal.toml"
    path.write_text(text, encoding="utf-8")
    return [each.deal for each in read_deals(path)]


def test_a_whole_file_is_read(tmp_path):
    (deal,) = read(tmp_path, WHOLE)
    assert deal.promise.investment == 2e9
    assert deal.give[1].area == pytest.approx(200_000)
    assert deal.give[1].payer == {"city": 0.7, "province": 0.3}


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('"20亿"', '"20亿美元"', 7, "dollars"),
        ("jobs = 600", "jobs = -3", 8, "below 0"),
        ("jobs = 600", "jobs = nan", 8, "no number"),
        ("jobs = 600", "jobs = 600\nphase1_jobs = 700", 9, "larger or later"),
        ("due = 2029", 'due = "soon"', 9, "promise.due"),
        ('"300亩"', "300", 18, "bare number"),
        ('"100元/m2"', '"100元"', 19, "no price of land"),
        ("30%", "40%", 20, "110 %"),
        ("city 70%", "mayor 70%", 20, "mayor"),
        ('what = "grant"', 'what = "gift"', 12, "gift"),
        ('"2亿"', '"50%"', 13, "Per cents"),
        ('amount = "2亿"\n', "", 12, "amount"),
        ("others_bid", "other_bid", 23, "others_bid"),
        ("[local]", "[locals]", 22, "local"),
        ('name = "anode plant"', "", 1, "no name"),
        ('"hegang"', '"atlantis"', 3, "No place"),
        ('"graphite"', '"unicorns"', 4, "No industry"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, old, new, line, told):
    text = WHOLE.replace(old, new, 1)
    with pytest.raises(RelodeError) as caught:
        read(tmp_path, text)
    said = caught.value.say("en")
    assert told in said
    assert f"deal.toml:{line}:" in said
    assert caught.value.say("zh") != said


def test_dollars_are_read_by_the_rate_of_the_file(tmp_path):
    text = WHOLE.replace('"20亿"', '"3亿美元"').replace('place = "hegang"', "yuan_per_dollar = 7.1")
    assert read(tmp_path, text)[0].promise.investment == pytest.approx(2.13e9)


def test_other_files_are_refused(tmp_path):
    (tmp_path / "deal.docx").write_bytes(b"")
    with pytest.raises(RelodeError, match="neither"):
        read_deals(tmp_path / "deal.docx")
    (tmp_path / "broken.toml").write_text("[project", encoding="utf-8")
    with pytest.raises(RelodeError, match="TOML"):
        read_deals(tmp_path / "broken.toml")
    with pytest.raises(RelodeError):
        read_deals(tmp_path / "missing.toml")


def test_money_is_typed_as_everywhere():
    assert [money(text) for text in ("20亿", "2B", "2 bn yuan", "1.2 million", 5, "1,000元")] == [
        2e9,
        2e9,
        2e9,
        1.2e6,
        5,
        1000,
    ]
    assert (area("3mu"), area("2ha"), area("1万平方米")) == (pytest.approx(2000), 2e4, 1e4)
    assert land_price("10万/亩") == pytest.approx(150)
    assert (share("40%"), share(".4")) == (0.4, 0.4)


@pytest.mark.parametrize("text", ["20亿欧元", "much", "", "inf", True])
def test_what_is_no_money_is_refused(text):
    with pytest.raises(RelodeError):
        money(text)


def test_the_sheet_of_projects_begins_with_what_names_one_and_asks_in_the_order_of_a_deal():
    sections = [section for section, _ in SHEET_FIELDS]
    assert list(dict.fromkeys(sections)) == ["project", "promise", "give", "local", "works"]
    first = [name for section, name in SHEET_FIELDS if section == "project"]
    assert first == ["name", "place", "kind", "industry", "stage", "build_years"]
