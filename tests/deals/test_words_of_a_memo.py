"""Sentences of a memo that depend on the deal: words for the contract, when money is back, who pays for works."""

from dataclasses import replace

import pytest

from relode.deals import appraised
from relode.deals.chapter import chapter, side_by_side
from relode.deals.deal import Deal
from relode.errors import RelodeError
from relode.facts import rows
from relode.places import find
from relode.story import Heading, Passage

from ..tables_read import told_rows

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
        each
        for block in chapter(one).blocks
        if isinstance(block, Passage)
        for each in block.said
        if "money.back_" in each.key
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


def revenue(one):
    keys = ("money.revenue", "money.no_revenue")
    return [each for each in said(chapter(one).blocks)[0] if each in keys]


def test_revenue_that_nobody_published_is_said_to_be_untested():
    told = {"investment": "2B", "jobs": 600, "tax": "120M"}
    deal = Deal.model_validate({"project": {"name": "A"}, "promise": told, "give": [GRANT]})
    arxan, hegang = (appraised(deal, find(name), draws=20) for name in ("arxan", "hegang"))
    assert revenue(arxan) == ["money.no_revenue"]
    assert revenue(hegang) == ["money.revenue"]
    # Of no place nothing is said to be unpublished.
    assert revenue(answer(GRANT)) == []


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
