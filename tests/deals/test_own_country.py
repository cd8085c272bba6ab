"""Deals of another country: its own law by gift and tax from a file, money in its own currency; what lacks is said."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from relode.answers.deals_answer import appraisals_text, appraised_files
from relode.country import load_country
from relode.country.deals import under_own_law
from relode.deals import appraised, read_deals
from relode.deals.defaults import CityMoney, china
from relode.deals.own_country import OwnPlace, in_money, read_law_and_tax, setting_of
from relode.errors import NoVerdict, RelodeError
from relode.language import Amount, Bilingual, Sentence
from relode.story import Column

HALVIA = Path(__file__).parents[2] / "examples" / "invented_country"
LAW = """
source = "Local Tax Act 2019, s. 12 (invented)"
discount = [0.04, 0.025]
[taken]
city_part_of_tax = [0.2, 0.3, 0.4]
tax_over_output = 0.05
[law.grant]
verdict = "conditional"
title = "State Aid Act (invented)"
article = "s. 4"
[law.guarantee]
verdict = "not_allowed"
title = "Municipal Finance Act (invented)"
article = "s. 9"
barred = true
"""
DEAL = """
[project]
name = "Anode plant"
place = "District 1"
industry = "anything that has no code here"
stage = "contract"
build_years = 2
[promise]
investment = "20M"
jobs = 100
tax = "1.2M"
due = 2029
[[give]]
what = "{what}"
amount = "2M"
paid_on = "investment"
basis = "regional programme"
[local]
others_bid = "heard"
"""


@pytest.fixture
def country(tmp_path):
    for each in HALVIA.iterdir():
        if each.name in ("country.toml", "places.csv", "accounts.csv"):
            shutil.copy(each, tmp_path / each.name)
    (tmp_path / "deals.toml").write_text(LAW, encoding="utf-8")
    return tmp_path


def deal(folder, what="grant", place=None):
    path = folder.parent / f"{what}.toml"
    path.write_text(DEAL.format(what=what), encoding="utf-8")
    return appraised_files([path], place, country=folder).deals[0]


@pytest.mark.parametrize(
    ("what", "verdict", "article"),
    [("grant", "conditional", "s. 4"), ("guarantee", "not_allowed", "s. 9"), ("power", "not_known", "")],
)
def test_the_law_is_that_of_the_file_and_a_gift_without_a_rule_is_not_known(country, what, verdict, article):
    (law,) = deal(country, what).lawful
    assert (law.verdict, law.article) == (verdict, article)


def test_money_is_in_the_currency_and_sums_that_lack_are_those_of_china_at_its_wages(country):
    one = deal(country)
    halvia = load_country(country)
    wage, revenue = (float(halvia.values[name][0, -1]) for name in ("average_wage", "budget_revenue"))
    assert (one.money.wage.value, one.money.revenue.value) == (wage, revenue)
    at_home, here = china(), one.stated.setting
    times = wage / at_home.defaults["average_wage"].value
    for name in ("land_price", "size_reference"):
        assert here.defaults[name].high == pytest.approx(at_home.defaults[name].high * times, rel=1e-12)
    assert here.price[1] == pytest.approx(at_home.price[1] * times, rel=1e-12)
    assert here.defaults["exit_year_1"] == at_home.defaults["exit_year_1"]
    assert (here.defaults["tax_over_output"].low, here.defaults["tax_over_output"].high) == (0.05, 0.05)
    assert set(one.npv) == {"0.04", "0.025"}
    assert "own_law_and_money" in one.tags


def test_the_same_terms_in_another_money_come_to_the_same(country, tmp_path):
    """Ten times the wages and ten times every sum: every answer is ten times as large, and verdicts are the same."""
    (country / "deals.toml").write_text(LAW.replace("[taken]", "[taken]\naverage_wage = 30000"), encoding="utf-8")
    one = deal(country)
    (country / "deals.toml").write_text(LAW.replace("[taken]", "[taken]\naverage_wage = 300000"), encoding="utf-8")
    path = tmp_path / "ten.toml"
    text = DEAL.format(what="grant").replace("20M", "200M").replace("1.2M", "12M").replace('"2M"', '"20M"')
    path.write_text(text, encoding="utf-8")
    stated, place = under_own_law(load_country(country), read_deals(path, is_china=False)[0].deal)
    stated, first = (each.under(replace(each.setting, money=None)) for each in (stated, one.stated))
    low, high = appraised(first, place, draws=2000), appraised(stated, place, draws=2000)
    assert high.city.mean == pytest.approx(10 * low.city.mean, rel=1e-9)
    assert high.residents.mean == pytest.approx(10 * low.residents.mean, rel=1e-9)
    assert (high.verdict, high.jobs) == (low.verdict, low.jobs)


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("en", ["Judged by law and tax of Halvia", "State Aid Act (invented), s. 4", "only on the stated basis"],
         ["yuan", "fair competition", "[]", "precedents"]),
        ("zh", ["按哈尔维亚（虚构）的法律和税收文件评估", "State Aid Act (invented)，s. 4"],
         ["元", "公平竞争", "先例"]),
    ],
)  # fmt: skip
def test_the_memo_names_no_yuan_and_no_chinese_law(country, language, said, unsaid):
    path = country / "grant.toml"
    path.write_text(DEAL.format(what="grant"), encoding="utf-8")
    text = appraisals_text(appraised_files([path], country=country), language)
    assert [each for each in said if each not in text] == []
    assert [each for each in unsaid if each in text] == []


def without(text):
    return LAW.replace(text, "")


FAULTS = {
    "no file": (None, ["deals.toml", "city_part_of_tax", "[law.grant]"]),
    "no part of the tax": (without("city_part_of_tax = [0.2, 0.3, 0.4]\n"), ["lacks [taken] city_part_of_tax"]),
    "no source": (without('source = "Local Tax Act 2019, s. 12 (invented)"\n'), ["no source"]),
    "an unknown verdict": (LAW.replace('"conditional"', '"perhaps"'), ["law.grant.verdict", "perhaps"]),
    "an unknown gift": (LAW.replace("law.grant", "law.gold"), ["law.gold"]),
    "an unknown value": (LAW.replace("tax_over_output", "tax_over_profit"), ["tax_over_profit", "tax_over_output"]),
    "ends out of order": (LAW.replace("[0.2, 0.3, 0.4]", "[0.4, 0.3, 0.2]"), ["low, value and high"]),
    "a share above 1": (LAW.replace("[0.2, 0.3, 0.4]", "30"), ["city_part_of_tax is 30", "none above 1"]),
    "a broken line": (LAW + "=\n", ["cannot be read as TOML"]),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_cannot_be_used_is_refused_with_the_remedy(country, fault):
    text, words = FAULTS[fault]
    (country / "deals.toml").unlink() if text is None else (country / "deals.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RelodeError) as stop:
        deal(country)
    assert [each for each in words if each not in stop.value.say("en")] == []
    assert stop.value.say("zh")


def test_wages_are_asked_for_where_neither_tables_nor_file_have_them(country):
    lines = (country / "accounts.csv").read_text(encoding="utf-8").splitlines()
    at = lines[0].split(",").index("wage")
    kept = [",".join(cell for i, cell in enumerate(line.split(",")) if i != at) for line in lines]
    (country / "accounts.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    with pytest.raises(NoVerdict, match=r"\[taken\] average_wage, accounts average_wage"):
        deal(country)


def test_a_place_is_one_of_the_country(country):
    assert deal(country, place="District 2").place.code == "H002"
    with pytest.raises(RelodeError, match="Hegang"):
        deal(country, place="Hegang")


def test_deals_of_chinese_cities_are_as_before(country):
    path = HALVIA.parents[1] / "docs" / "examples" / "01_anode_plant.toml"
    stated = read_deals(path)[0].deal
    assert stated.setting is china()
    assert np.isfinite(appraised(stated, draws=200).city.mean)
    assert read_law_and_tax(country / "deals.toml").law["grant"].article == "s. 4"


@pytest.mark.parametrize(
    ("old", "new", "fine"),
    [
        ("[0.2, 0.3, 0.4]", "[0, 0, 1]", True),
        ("[0.2, 0.3, 0.4]", "[0.0, 0.5, 1.01]", False),
        ("[0.2, 0.3, 0.4]", "[-0.1, 0.3, 0.4]", False),
        ("[0.2, 0.3, 0.4]", "[0.2, 0.5, 0.4]", False),
        ("tax_over_output = 0.05", "average_wage = 30000", True),
        ("tax_over_output = 0.05", "horizon = 10", False),
        ('title = "State Aid Act (invented)"', 'title = ""', False),
        ('article = "s. 4"', 'article = ""', False),
    ],
)
def test_a_file_of_law_and_tax_at_its_limits(country, old, new, fine):
    path = country / "deals.toml"
    path.write_text(LAW.replace(old, new), encoding="utf-8")
    if fine:
        assert read_law_and_tax(path).taken
    else:
        with pytest.raises(RelodeError):
            read_law_and_tax(path)


def test_a_file_without_values_needs_no_source_and_bars_nothing(country):
    path = country / "deals.toml"
    path.write_text('[law.works]\nverdict = "allowed"\ntitle = "T"\narticle = "A"\n', encoding="utf-8")
    file = read_law_and_tax(path)
    assert (file.source, dict(file.taken), file.law["works"].barred) == ("", {}, False)


def test_what_deals_of_a_country_are_judged_by(country):
    """Wages of the file over those of China; law of a hall is that of works; rates of the file or those of China."""
    path = country / "deals.toml"
    text = LAW.replace("[taken]", "[taken]\naverage_wage = [20000, 30000, 50000]")
    text = text.replace("law.guarantee", "law.built_by_city")
    path.write_text(text.replace("discount = [0.04, 0.025]\n", ""), encoding="utf-8")
    place = OwnPlace(Bilingual("Halvia", "哈"), None, None)
    found = setting_of(path, place)
    home = china()
    times = 30_000 / home.defaults["average_wage"].value
    assert found.discount == home.discount
    assert found.price == pytest.approx([each * times for each in home.price])
    wage = found.defaults["average_wage"]
    assert (wage.low, wage.value, wage.high, wage.source) == (20_000, 30_000, 50_000, "own_table")
    land, there = found.defaults["land_price"], home.defaults["land_price"]
    for end in ("low", "value", "high"):
        assert getattr(land, end) == pytest.approx(getattr(there, end) * times)
    assert land.unit == there.unit.replace("yuan", "money")
    assert found.defaults["leakage"] == home.defaults["leakage"]
    (rule,) = found.law["works"]
    title = "Municipal Finance Act (invented)"
    assert rule == {"id": "", "verdict": "not_allowed", "article": "s. 9", "source_title": title, "barred": "yes"}
    assert found.law["grant"][0]["barred"] == "no"
    assert (found.money, found.unit, found.country) == (CityMoney(None, None, None), "money", place.country)
    with pytest.raises(NoVerdict):
        setting_of(country / "none.toml", place)


def test_sums_are_told_in_the_money_of_the_country_wherever_they_stand():
    said = Sentence("x", {"a": Amount(1.0, "yuan per m2"), "b": [Amount(2.0, "yuan")], "c": "yuan"})
    told = in_money({"k": (said,)}, "money")["k"][0]
    assert (told.values["a"].unit, told.values["b"][0].unit, told.values["c"]) == ("money per m2", "money", "yuan")
    column = in_money(Column("deals.money.net", lambda row: Amount(row, "yuan"), unit="100 million yuan"), "money")
    assert (column.unit, column.value(3.0).unit) == ("100 million money", "money")
