"""A province's money: what is asked for, the order of paying, sums that add up, and what the chapter says."""

import json
from dataclasses import replace

import pytest

from relode.decisions.records import Decision, Decisions, MoneySplit, Sum
from relode.errors import RelodeError
from relode.fund.chapter import chapter
from relode.fund.fund_records import FundRecord
from relode.fund.funding import funded
from relode.fund.request import FundGround, FundRequest, ground_of, province_of, provinces_of
from relode.language import LANGUAGES
from relode.places import find
from relode.record import decoded
from relode.story.text import chapter_text

ASKED = FundRequest(province="heilongjiang", budget="1B")
TEXT = "x"


def row(key, value, payer="own", group="here", recommendation="do"):
    return Decision(
        key, key.split(":")[0], "", TEXT, group, recommendation, TEXT, TEXT, TEXT, None, (), None, None, "", None,
        Sum(value, "yuan per year", None, (), True), payer, "", (),
    )  # fmt: skip


HEGANG = (
    row("mine:pay", 300e6, group="law"),
    row("mine:pay_of_firm", 900e6, payer="firm", group="law"),
    row("service:primary", 50e6, payer="channel", recommendation="secure"),
    row("programme:training", 400e6),
    row("programme:subsidy", 5e6, recommendation="pilot"),
    row("service:beds", 70e6, recommendation="more_data"),
)
JIXI = (row("service:primary", 80e6), row("programme:training", 200e6))

PILOT = {("230400", "programme:subsidy"): 5e6}
FIRST = {("230400", "mine:pay"): 300e6, ("230400", "service:primary"): 50e6, ("230300", "service:primary"): 80e6}


def places():
    nothing = MoneySplit(None, 0.0, 0.0, 0.0, 0.0, 0.0, None, ())
    return [
        Decisions(find(name).code, 2035, 1, rows, nothing, None, (), ("census2020",))
        for name, rows in (("hegang", HEGANG), ("jixi", JIXI))
    ]


def record(budget):
    ground = FundGround((province_of("heilongjiang"),), float(budget), (find("hegang"), find("jixi")))
    return funded(ground, ASKED, places())


@pytest.mark.parametrize(
    ("budget", "paid"),
    [
        (1, {}),
        (300e6, {("230400", "mine:pay"): 300e6}),
        (440e6, FIRST | PILOT),
        (1e9, FIRST | PILOT | {("230400", "programme:training"): 400e6}),
        (1e10, FIRST | PILOT | {("230400", "programme:training"): 400e6, ("230300", "programme:training"): 200e6}),
    ],
)  # fmt: skip
def test_duties_and_needs_are_paid_before_programmes_and_everything_adds_up(budget, paid):
    found = record(budget)
    assert {(each.place, each.id): each.yuan for each in found.payments if each.yuan} == paid
    money = found.money
    assert money.own + money.law + money.pilots + money.unassigned == budget == money.budget
    assert sum(each.yuan for each in found.payments) == budget - money.unassigned
    assert {each.id for each in found.payments} == {
        "mine:pay", "service:primary", "programme:training", "programme:subsidy"
    }  # fmt: skip
    kinds = [each.kind for each in found.payments]
    assert kinds == ["law", "need", "need", "programme", "programme", "pilot"]


def test_nothing_but_marked_pilots_for_a_programme_that_is_not_to_be_done():
    for each in record(1e10).payments:
        decision = record(1e10).decision(each)
        assert (decision.recommendation == "pilot") == (each.kind == "pilot")


def test_the_record_comes_back_from_json_and_is_said_in_both_languages():
    found = record(1e9)
    assert decoded(FundRecord, json.loads(json.dumps(found.record()))).payments == found.payments
    for language in LANGUAGES:
        for by_place in (False, True):
            assert "{" not in chapter_text(chapter(found, by_place), language)
    said = chapter_text(chapter(found), "en")
    assert "300 M yuan for duties by law" in said.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize("name", ["heilongjiang", "heilongjiang-province", "230000", "黑龙江", "黑龙江省"])
def test_a_province_has_many_names(name):
    assert province_of(name).code == "230000"


@pytest.mark.parametrize(
    ("name", "words"),
    [("heilongjang", "heilongjiang"), ("hegang", "it lies in heilongjiang"), ("atlantis", "atlantis")],
)
def test_another_name_is_refused_with_near_ones_or_its_province(name, words):
    with pytest.raises(RelodeError, match=words):
        province_of(name)


@pytest.mark.parametrize("names", ["liaoning,heilongjiang", "黑龙江、辽宁", "230000，210000"])
def test_several_provinces_are_each_taken_once_and_by_code(names):
    assert [province.code for province in provinces_of(names)] == ["210000", "230000"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"budget": "3"}, "unit"),
        ({"budget": "-1B"}, "less than one unit"),
        ({"budget": ""}, "--budget"),
        ({"horizon": 2027}, "2030"),
    ],
)
def test_settings_that_cannot_be_are_refused(given, words):
    with pytest.raises(RelodeError, match=words):
        FundRequest(**{"province": "heilongjiang", "budget": "3B", **given})


def test_money_may_go_to_prefectures_and_listed_counties_and_a_share_is_one_of_their_spending(panel):
    ground = ground_of(panel, ASKED)
    levels = {place.level for place in ground.places}
    assert find("hegang") in ground.places
    assert "prefecture" in levels
    assert len(levels) > 1
    assert ground.budget == 1e9
    share = ground_of(panel, FundRequest(province="heilongjiang", budget="1%", places=("hegang",)))
    assert share.places == (find("hegang"),)
    assert share.budget == pytest.approx(136.8999e6, abs=1)


@pytest.mark.parametrize(("given", "words"), [({"places": ("fuxin",)}, "fuxin"), ({"budget": "101%"}, "spends")])
def test_what_a_province_cannot_do_is_refused_before_anything_runs(given, words, panel):
    with pytest.raises(RelodeError, match=words):
        ground_of(panel, FundRequest(**{"province": "heilongjiang", "budget": "3B", **given}))


def test_a_request_is_typed_with_its_province_first_and_comes_back_from_a_manifest():
    request = FundRequest(province="heilongjiang", budget="3B", places=("hegang", "jixi"), horizon=2036, seed=7)
    assert request.command() == "heilongjiang --budget 3B --place hegang --place jixi --horizon 2036 --seed 7"
    assert FundRequest(**request.record()) == request


def test_a_budget_ten_times_as_large_pays_no_place_less():
    small, large = record(1e8), record(1e9)
    assert all(a.yuan <= b.yuan for a, b in zip(small.payments, large.payments, strict=True))
    assert replace(small, money=large.money, payments=large.payments) == large
