"""Sentences of a memo that depend on the deal: words for the contract, when money is back, who pays for works."""

from dataclasses import replace

import pytest

from relode.deals import appraised
from relode.deals.annex import clauses
from relode.deals.appraisal_record import BreakEven
from relode.deals.chapter import chapter
from relode.deals.deal import Deal
from relode.deals.list_chapter import review_annex
from relode.deals.money_chapter import money
from relode.deals.public_works import channel_name
from relode.deals.review import reviewed
from relode.facts import rows
from relode.language import LANGUAGES
from relode.story import Heading, Passage
from relode.story.text import chapter_text

from .test_list_of_projects import workbook, works

GRANT = {"what": "grant", "amount": "80M", "paid_on": "investment", "basis": "programme"}


def answer(*give, stage="contract", **more):
    told = {"investment": "2B", "jobs": 600, "tax": "120M"}
    deal = {"project": {"name": "A", "stage": stage}, "promise": told, "give": list(give), **more}
    return appraised(Deal.model_validate(deal), draws=300)


def said(blocks):
    """Keys of the sentences of passages, and of headings."""
    found = list(blocks)
    return [each.key.removeprefix("deals.") for block in found if isinstance(block, Passage) for each in block.said], [
        block.said.key for block in found if isinstance(block, Heading)
    ]


@pytest.mark.parametrize(
    ("give", "stage", "expected"),
    [
        (GRANT, "contract", {"dates_plain", "jobs", "return"}),
        ({**GRANT, "paid_on": "jobs"}, "building", {"dates_building", "jobs"}),
        (GRANT, "producing", {"jobs", "return"}),
        ({"what": "land", "area": "300mu", "price": "100/m2", "basis": "list"}, "contract", {"dates", "return"}),
        ({"what": "tax_relief", "amount": "50%", "basis": "law"}, "contract", {"dates_plain"}),
        ({"what": "built_by_city", "cost": "6M", "basis": "plan"}, "contract", {"dates_plain", "hall"}),
        ({"what": "equity", "amount": "6M", "basis": "fund"}, "contract", {"dates_plain", "equity"}),
        ({"what": "guarantee", "amount": "6M", "basis": "letter"}, "contract", {"dates_plain", "barred"}),
        ({"what": "loan", "amount": "6M", "basis": "letter"}, "contract", {"dates_plain", "barred"}),
    ],
)
def test_words_for_the_contract_fit_what_is_given(give, stage, expected):
    keys, _ = said(clauses(replace(answer(give, stage=stage), break_even=BreakEven(0.1, 9e7))))
    assert {key.removeprefix("clauses.") for key in keys} == expected | {"review", "lawyer"}


@pytest.mark.parametrize(("bearable", "sum_of_a_post"), [(2.66e8, 8e7 / 600), (3e7, 5e4), (-1.0, None), (None, None)])
def test_a_post_is_paid_what_is_offered_and_no_more_than_breaks_even(bearable, sum_of_a_post):
    one = replace(answer(GRANT), break_even=BreakEven(0.1, bearable))
    told = [each for block in clauses(one) if isinstance(block, Passage) for each in block.said]
    (posts,) = [each for each in told if "jobs" in each.key]
    assert ("sum" in posts.values) == (sum_of_a_post is not None)
    if sum_of_a_post is not None:
        assert posts.values["sum"].value == pytest.approx(sum_of_a_post)


def test_words_after_a_refusal_are_for_another_round():
    one = answer(GRANT)
    assert said(clauses(replace(one, verdict="do_not_sign")))[1] == ["deals.clauses.heading_again"]
    assert said(clauses(replace(one, verdict="sign")))[1] == ["deals.clauses.heading"]


@pytest.mark.parametrize(
    ("half", "nine", "key", "first"),
    [
        (None, None, "back_never", None),
        (7, None, "back_half", "in_year"),
        (0, 12, "back_both", "at_once"),
        (3, 12, "back_both", "in_year"),
        (0, 0, "back_nine", "at_once"),
    ],
)
def test_when_the_money_is_back_is_said_of_half_and_of_nine_in_ten(half, nine, key, first):
    one = answer(GRANT)
    one = replace(one, city=replace(one.city, payback_half=half, payback_nine_of_ten=nine))
    (back,) = [
        each for block in money(one) if isinstance(block, Passage) for each in block.said if "money.back_" in each.key
    ]
    assert back.key == f"deals.money.{key}"
    value = back.values.get("half", back.values.get("nine"))
    assert (value.key.removeprefix("deals.money.") if value else None) == first


def test_a_deal_that_gives_nothing_has_nothing_to_get_back():
    keys, _ = said(money(answer()))
    assert not any("back_" in key for key in keys)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_channel_has_its_name_in_the_memo_and_in_the_list(language, tmp_path):
    for row in rows("funding_channels"):
        name = channel_name(row["id"])
        deal = {"project": {"name": "A", "kind": "public_works"}, "works": {"cost": 1e7, "channel": row["id"]}}
        told = chapter_text(chapter(appraised(Deal.model_validate(deal), draws=20)), language)
        assert (name.zh if language == "zh" else name.en) in told
    review = reviewed(workbook(tmp_path / "list.xlsx", [works(1, **{"works.channel": "schools_programme"})]))
    told = chapter_text(review_annex(review), language)
    assert {"zh": "教育专项", "en": "School programmes"}[language] in told


def test_what_works_cost_a_year_and_instead_by_hand():
    works = {"cost": "100M", "capacity": 400, "users_2035": 400, "running_cost": "6M", "channel": "special_bonds"}
    deal = Deal.model_validate({"project": {"name": "A", "kind": "public_works"}, "works": works})
    one = appraised(deal, draws=300)
    told = {each.key: each for block in chapter(one).blocks if isinstance(block, Passage) for each in block.said}
    assert told["deals.works.running"].values["each"].value == pytest.approx(15_000)
    low, middle, high = (float(rows_of_price[end]) for end in ("low", "value", "high"))
    years = told["deals.works.instead"].values["years"]
    assert years.value == pytest.approx(one.works.cost_middle / middle)
    assert years.interval_90 == pytest.approx((one.works.cost_middle / high, one.works.cost_middle / low))


(rows_of_price,) = [row for row in rows("deal_parameters") if row["id"] == "jobyear_band"]


@pytest.mark.parametrize(
    ("filled", "dear", "key"),
    [(0.7, 1.0, "smaller"), (0.95, 1e18, "with_money"), (0.7, 1e18, "sign_if")],
)
def test_works_on_terms_say_which_term(filled, dear, key):
    deal = Deal.model_validate({"project": {"name": "A", "kind": "public_works", "place": "hegang"}, "works": {}})
    one = appraised(deal, draws=20)
    changed = replace(one, verdict="sign_if", works=replace(one.works, filled=filled, cost_band=(0.0, dear)))
    assert chapter(changed).blocks[0].said[0].key == f"deals.verdict_works.{key}"
