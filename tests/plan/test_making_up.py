"""What making up for the jobs that go would cost, by hand."""

from types import SimpleNamespace

from relode.language import spoken
from relode.plan.estimate import Estimate
from relode.plan.making.making_up import MakingUp, making_up, making_up_words


def run(lead=None, cards=(), spending=2e9, published=None):
    """A plan run with what its price is taken from."""
    own = None if spending is None else SimpleNamespace(spending=spending)
    known = cards or (judged("retraining", (50_000.0, None, None)),)
    return SimpleNamespace(cards=known, plan=lead, granted_plan=None, spending=own, published=published, why_not="")


def priced(name, value, interval):
    price = None if value is None else Estimate(value, "yuan", interval)
    return SimpleNamespace(name=name, job_year=price)


def judged(name, cost, unit="yuan per job-year"):
    return SimpleNamespace(name=name, verdict=SimpleNamespace(unit_cost=cost, band_unit=unit))


FEWER = SimpleNamespace(change=-50_000.0)


def test_jobs_times_the_plans_price_beside_public_spending():
    found = making_up(run(priced("plan", 100_000.0, (40_000.0, 900_000.0))), FEWER)
    # 50,000 jobs at 100,000 yuan: 5 bn, two and a half times 2 bn
    assert found == MakingUp("plan", 50_000.0, (40_000.0, 100_000.0, 900_000.0), (2e9, 5e9, 4.5e10), 2.5)
    said = spoken(making_up_words(found, 2035), "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "50,000 jobs that go by 2035" in said
    assert "about 5 billion yuan (2 billion to 45 billion) a year, 250 % of public spending" in said


def test_a_price_without_upper_limit_gives_a_sum_without_one_and_says_so():
    found = making_up(run(priced("plan", 100_000.0, None), spending=None), FEWER)
    assert found.yuan == (None, 5e9, None)
    assert found.of_spending is None
    assert "上限无法确定" in spoken(making_up_words(found, 2035), "zh")


def test_without_a_plan_the_cheapest_measure_gives_the_price():
    cards = (judged("retraining", (50_000.0, None, None)), judged("tax_relief", (90_000.0, 300_000.0, None)),
             judged("connectivity_spending", (100_000.0, 200_000.0, 400_000.0)), judged("subsidy", None),
             judged("schooling_spending", (1.0, 2.0, 3.0), "yuan per yuan of income"))  # fmt: skip
    found = making_up(run(cards=cards), FEWER)
    assert (found.of, found.yuan) == ("connectivity_spending", (5e9, 1e10, 2e10))
    assert "transport links, the cheapest measure" in spoken(making_up_words(found, 2035), "en")


def test_where_nothing_gains_a_job_no_sum_is_told():
    found = making_up(run(), FEWER)
    assert (found.price, found.yuan, found.of_spending) == (None, None, None)
    assert "cannot be told" in spoken(making_up_words(found, 2035), "en")


def test_published_costs_give_two_ends_and_no_middle():
    bands = [SimpleNamespace(bought="job-year", low=40_000.0, high=300_000.0),
             SimpleNamespace(bought="job-year", low=20_000.0, high=100_000.0),
             SimpleNamespace(bought="hectare", low=1.0, high=9e9)]  # fmt: skip
    found = making_up(run(published=SimpleNamespace(measures=bands)), FEWER)
    assert found.yuan == (1e9, None, 1.5e10)  # 50,000 at 20,000 and at 300,000
    said = spoken(making_up_words(found, 2035), "en").replace("\N{NO-BREAK SPACE}", " ")
    assert "1 billion yuan to 15 billion yuan a year" in said


def test_nothing_is_to_be_made_up_where_jobs_grow_or_nothing_was_judged():
    assert making_up(run(priced("plan", 1.0, None)), SimpleNamespace(change=0.0)) is None
    assert making_up(run(priced("plan", 1.0, None)), None) is None
    early = SimpleNamespace(cards=(), published=None, why_not="")
    assert making_up(early, FEWER) is None


def test_a_place_that_no_published_cost_can_be_scaled_to_says_so():
    outside = SimpleNamespace(cards=(), published=None, why_not="no_sections", spending=None)
    found = making_up(outside, FEWER)
    assert (found.of, found.jobs, found.yuan) == ("not_scaled", 50_000.0, None)
    assert "published costs could be scaled by" in spoken(making_up_words(found, 2035), "en")
