"""What a funding run says, on paper and as a table: both languages, every figure with its interval, nothing lost."""

import csv
import json
from dataclasses import replace
from io import StringIO

import pytest

from relode.charts.funded_places import funded_places, map_label
from relode.fund import allocation_text, fund_text, people_text
from relode.fund.fund_records import FundRecord, Unfunded
from relode.fund.fund_table import table_text
from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.records import decoded
from relode.report.fund_page import fund_html, sections


def said(found, language="en"):
    return " ".join(spoken(each, language).replace("\N{NO-BREAK SPACE}", " ") for each in found)


def test_the_record_comes_back_from_json_as_it_was(fund_record):
    text = json.dumps(fund_record.record(), ensure_ascii=False, allow_nan=False)
    assert decoded(FundRecord, json.loads(text)) == fund_record


def test_the_headline_says_where_the_money_goes_and_what_is_left(fund_record):
    """By hand: of 150 M a year 101 M are used on average, so 49 M are left."""
    text = said(fund_text.headline(fund_record))
    assert "Of 150 M yuan a year 101 M yuan go to 1 of 2 places: Hegang" in text
    assert "1,000 job-years" in text
    assert "49 M yuan a year are left on average: nothing more" in text


@pytest.mark.parametrize(
    ("language", "title", "one", "several"),
    [
        (
            "en",
            "Liaoning (province), Heilongjiang (province)",
            "the rest of the province ",
            "the rest of the provinces ",
        ),
        ("zh", "辽宁省、黑龙江省", "，省内其他地区", "，这些省份内其他地区"),
    ],
)
def test_several_provinces_are_named_and_told_as_several(fund_record, language, title, one, several):
    both = replace(fund_record, province="210000,230000")
    assert title in said([fund_text.title(both)], language)
    for record, words, other in ((fund_record, one, several), (both, several, one)):
        text = said([*people_text.net_words(record), *people_text.worst_off_words(record)], language)
        assert (words in text, other in text) == (True, False)


@pytest.mark.parametrize(
    ("planned", "worst", "why"), [(1.2e8, 1.5e8, "nothing"), (1.45e8, 1.6e8, "halves"), (1.2e8, 1.8e8, "worst")]
)
def test_why_money_is_left_is_told_by_what_was_planned(fund_record, planned, worst, why):
    """By hand: of 150 M; the worst tenth may cost 187.5 M."""
    found = replace(fund_record, allocation=replace(fund_record.allocation, planned=planned, planned_worst=worst))
    assert fund_text.why_left(found) == why
    words = {"nothing": "nothing more is worth", "halves": "cost less", "worst": "a quarter above the money"}
    assert words[why] in said(fund_text.headline(found))


def test_how_much_is_moved_and_not_made_is_said_plainly(fund_record):
    text = said(people_text.net_words(fund_record))
    assert "Of 1,000 job-years gained in Hegang, 400 job-years" in text
    assert "Most is lost in Jixi" in text


def test_the_worst_off_place_is_the_one_that_keeps_least_and_what_it_gets_is_said(fund_record):
    text = said(people_text.worst_off_words(fund_record))
    assert text.startswith("Jixi keeps least: 60")
    assert "It gets nothing" in text


def test_a_place_that_gets_nothing_is_told_why(fund_record):
    """Jixi has nothing worth funding; with two measures that other places outbid it says so, and how many."""
    jixi = fund_record.places[1]
    bare = replace(jixi, unfunded=())
    outbid = replace(jixi, unfunded=(Unfunded("schooling_spending", "no_money"),) * 2)
    half = replace(bare, verdicts={**jixi.verdicts, "fund": 1})
    cells = [spoken(fund_text.place_cells(place)[1], "en") for place in (bare, outbid, half)]
    assert cells[0] == "nothing: no measure is worth funding here by the rule"
    assert "2 would be worth funding" in cells[1]
    assert cells[2] == "nothing"


def test_the_error_rates_of_the_rule_stand_beside_the_verdicts(fund_record):
    """The shipped table: 32 of 2,381 measures without effect, 887 of 2,028 of twice the size."""
    assert {rate.name: rate.share for rate in fund_record.rates} == pytest.approx(
        {"false_do": 32 / 2381, "power": 887 / 2028, "false_leave": 681 / 6894, "wrong_do": 296 / 3022}, rel=1e-4
    )  # five digits are kept
    assert "1.34 %" in said(fund_text.sure_words(fund_record))


def test_the_last_yuan_stands_beside_the_published_cost(fund_record):
    text = said(allocation_text.last_words(fund_record))
    assert "2 M yuan" in text
    assert "40 k yuan to 300 k yuan" in text


def test_what_floors_cost_is_told_beside_the_money_without_them(fund_record):
    """By hand: 1,010 job-years with floors and 1,262.5 without are a fifth given up; services are the same."""
    mix = fund_record.allocation
    more = replace(mix.gains["jobs"], mean=mix.gains["jobs"].mean * 1.25)
    free = replace(mix, criterion="unfloored", gains={**mix.gains, "jobs": more})
    text = said(allocation_text.frontier_words(replace(fund_record, frontier=(*fund_record.frontier, free))))
    assert "against the same money without them 20 % of the job-years are given up" in text
    free = replace(mix, criterion="unfloored")
    text = said(allocation_text.frontier_words(replace(fund_record, frontier=(*fund_record.frontier, free))))
    assert "The floors give up nothing" in text
    assert "floors" not in said(allocation_text.frontier_words(fund_record))


def test_a_label_on_the_map_of_a_province_does_not_name_the_province():
    assert map_label(find("yichun-heilongjiang"), "en") == "Yichun"
    assert map_label(find("yichun-heilongjiang"), "zh") == "伊春市"


@pytest.mark.parametrize("width", [320, 720])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_names_every_place_of_a_province_once_and_says_what_funded_ones_get(fund_record, width, language):
    hegang, jixi = fund_record.places
    others = ("qitaihe", "shuangyashan", "jiamusi", "yichun-heilongjiang", "suihua", "daqing", "harbin", "qiqihar")
    places = (hegang, *(replace(jixi, place=find(name).code) for name in ("jixi", *others)))
    drawn = funded_places(replace(fund_record, places=places), language).draw(width).to_dict()
    rows = [row for table in drawn["datasets"].values() for row in table]
    wanted = [map_label(find(each.place), language) for each in places]
    assert sorted(row["text"].split(" ")[0] for row in rows) == sorted(wanted)
    assert [row["text"].replace("\N{NO-BREAK SPACE}", " ") for row in rows if row["funded"]] == [
        {"en": "Hegang 101 M", "zh": "鹤岗市 1.01亿"}[language]
    ]


def test_what_spreading_the_money_gives_up_is_said(fund_record):
    assert (
        "101 M yuan a year find a use, since small doses are often below what counts, and it gives up 10 % of the job-y"
        in said(allocation_text.frontier_words(fund_record))
    )


def test_a_run_without_anything_to_fund_says_so(fund_record):
    nothing = replace(fund_record, places=fund_record.places[1:], net=None, last=None)
    assert said(fund_text.headline(nothing)).startswith("Nothing is worth funding by the rule: of 24 measures in 1 ")
    assert "buys nothing" in said(allocation_text.last_words(nothing))
    assert "None of 1 places" in fund_html(nothing, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_asks_no_host_and_holds_every_section_and_figure(fund_record, language):
    page = fund_html(fund_record, language)
    assert all(f'<section id="{section.key}">' in page for section in sections(fund_record))
    assert "default-src 'none'" in page
    assert not any(word in page for word in ("<script", 'src="http', 'href="http', "{{", "None<"))
    assert 'data-value="1000.0" data-unit="person-years"' in page
    assert {"en": "Hegang", "zh": "鹤岗市"}[language] in page


def test_every_row_of_a_table_has_a_cell_for_every_column(fund_record):
    tables = [table for section in sections(fund_record) for table in section.tables]
    assert len(tables) >= 6
    assert all(len(row) == len(table.columns) for table in tables for row in table.rows)


def test_the_table_is_tidy_and_its_means_add_up_to_those_of_all_places(fund_record):
    rows = list(csv.DictReader(StringIO(table_text(fund_record))))
    means = {(row["place"], row["quantity"]): float(row["mean"]) for row in rows if row["mean"]}
    for name in ("jobs", "services", "equity"):
        assert means["230400", name] + means["230300", name] == pytest.approx(means["all", name], rel=1e-9)
    assert all(row["unit"] and row["value"] for row in rows)
