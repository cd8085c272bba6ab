"""Sentences of a memo that depend on the deal: words for the contract, when money is back, who pays for works."""

from dataclasses import replace

import pytest

from relode.deals import appraised
from relode.deals.annex import _by_posts, clauses
from relode.deals.appraisal_record import BreakEven
from relode.deals.chapter import chapter
from relode.deals.deal import Deal
from relode.deals.list_chapter import review_annex, review_chapter, side_by_side
from relode.deals.money_chapter import money, revenue
from relode.deals.public_works import channel_name
from relode.deals.review import asked_for, reviewed
from relode.errors import RelodeError
from relode.facts import rows
from relode.language import LANGUAGES, spoken
from relode.places import find
from relode.story import Heading, Passage
from relode.story.text import chapter_text

from ..tables_read import told_rows
from .test_list_of_projects import clean, workbook, works

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


def test_a_deal_that_gives_nothing_is_no_deal():
    """What comes of it was credited to a gift that there is not."""
    with pytest.raises(RelodeError) as fault:
        answer()
    assert fault.value.key == "deals.nothing_given"


def test_posts_that_nobody_promises_are_not_paid_for():
    """A whole post is the least; a deal that states no number is paid by how the plant runs."""
    on_jobs = {**GRANT, "paid_on": "jobs"}
    for jobs in (0, 0.4):
        with pytest.raises(RelodeError) as fault:
            answer(on_jobs, promise={"investment": "2B", "jobs": jobs})
        assert fault.value.key == "deals.no_posts"
    assert answer(on_jobs, promise={"investment": "2B", "jobs": 1}).verdict
    assert answer(on_jobs, promise={"investment": "2B", "tax": "120M"}).verdict


def test_an_instalment_pays_a_post_its_part_of_the_grant():
    """Ten million over four years for 600 posts: 2.5 million a year, 4,167 yuan a post each year, not 16,667."""
    once, four = (
        by_posts({**GRANT, "amount": "10M", "paid_on": "jobs", "years": years}).values["sum"].value for years in (1, 4)
    )
    assert once == pytest.approx(1e7 / 600)
    assert four == pytest.approx(1e7 / 4 / 600)


def by_posts(give):
    """The sentence on what a post is paid."""
    one = answer(give)
    assert one.break_even.grant > 1e7
    return _by_posts(one)


def test_revenue_that_nobody_published_is_said_to_be_untested():
    told = {"investment": "2B", "jobs": 600, "tax": "120M"}
    deal = Deal.model_validate({"project": {"name": "A"}, "promise": told, "give": [GRANT]})
    arxan, hegang = (appraised(deal, find(name), draws=20) for name in ("arxan", "hegang"))
    assert said(revenue(arxan))[0] == ["money.no_revenue"]
    assert said(revenue(hegang))[0] == ["money.revenue"]
    # Of no place nothing is said to be unpublished.
    assert said(revenue(answer(GRANT)))[0] == []


def test_who_has_said_what_others_bid_is_not_asked_again():
    assert "others" not in answer(GRANT, local={"others_bid": "none"}).questions


def test_works_of_the_city_have_no_jobs_and_no_net_beside_deals():
    told = [
        {"project": {"name": "A"}, "promise": {"investment": "2B", "jobs": 600, "tax": "120M"}, "give": [GRANT]},
        {"project": {"name": "B", "kind": "public_works"}, "works": {"cost": 1e8}},
    ]
    (table,) = side_by_side([appraised(Deal.model_validate(each), draws=50) for each in told]).tables
    deal, works = (list(row.values()) for row in told_rows(table))
    assert "–" not in deal[2:5]
    assert works[2:] == ["–"] * 4


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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_one_place_leaves_out_what_lies_elsewhere_and_says_so(language, tmp_path):
    """Rows without a place are of the one that is asked for; sums have no project of another city."""
    rows_read = [clean(1), {**clean(2), "project.place": "yichun-heilongjiang"}, {**clean(3), "project.place": None}]
    review = reviewed(workbook(tmp_path / "list.xlsx", rows_read), find("hegang"))
    assert [one.deal.name for one in review.projects] == ["Project 1", "Project 3"]
    (fault,) = [each for each in review.faults if each.fault == "elsewhere"]
    assert {"en": "It lies in Yichun", "zh": "该项目位于伊春市"}[language] in spoken(fault.told, language)
    told = chapter_text(review_chapter(review), language)
    assert {"en": "in another place", "zh": "所在地为其他地方"}[language] in told
    assert {"en": "Hegang", "zh": "鹤岗市"}[language] in told


def test_the_annex_of_a_list_says_what_is_missing_of_what_is_open(tmp_path):
    review = reviewed(workbook(tmp_path / "list.xlsx", [clean(1), works(1)]), find("hegang"))
    still_open = [one.deal for one in review.projects if one.deal.verdict in ("fill_in", "sign_if")]
    assert still_open
    (table,) = [each for each in review_annex(review).tables if each.sheet == "review_decides"]
    assert [row.deal.name for row in table.rows] == [one.name for one in still_open]
    assert [len(list(row.values())[1]) > 5 for row in told_rows(table)] == [True] * len(still_open)


def test_land_below_its_floor_is_asked_for_too():
    """100 mu, 66,667 m2, at 48 yuan below the floor are 3.2 million beside a grant of 30 million."""
    land = {"what": "land", "area": "66667m2", "price": "52/m2", "floor_price": "100/m2"}
    one = answer({**GRANT, "amount": "30M"}, land)
    assert asked_for(one.stated, one) == pytest.approx(3e7 + 66667 * 48, rel=1e-6)
