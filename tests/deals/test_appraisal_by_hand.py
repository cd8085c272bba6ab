"""A deal appraised where all draws are told by hand: money of each side, stop lines, signs and questions."""

from dataclasses import fields, replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.deals import appraisal
from relode.deals.appraisal import QUESTION_OF, _questions, band, signs_of, stop_lines
from relode.deals.deal import Deal
from relode.deals.deal_draws import DealDraws, _life
from relode.deals.defaults import CityMoney, KnownMoney, china
from relode.deals.judgement import UNKNOWNS_OF_DEALS

from .test_deal_flows import deal, kept


@pytest.fixture
def two(monkeypatch):
    """100 jobs and 20 M yuan of tax in years 1 and 2, for a grant of 10 M of which the city pays half; the firm would
    come without it in three draws of four, then in one of four."""
    chance = kept(tax=20e6, count=2, life=2, city_part=0.4, average_wage=60_000, reservation_wage=0.5, failure_months=3)
    chance = replace(chance, but_for=np.array([0.25, 0.75]))
    monkeypatch.setattr(appraisal, "drawn", lambda *_: chance)
    grant = {"what": "grant", "amount": 10e6, "basis": "law", "payer": {"city": 0.5, "province": 0.5}}
    return appraisal.appraised(deal([grant], {"investment": 1e9, "jobs": 100, "tax": 20e6}), draws=2)


def test_money_of_a_deal_by_hand(two):
    """At 3 % a year; the firm leaves in year 3 and costs three months of 60,000 yuan for each of 100."""
    both, third = 1 / 1.03 + 1 / 1.03**2, 1 / 1.03**3
    wages = 100 * 60_000 * 0.5 * both
    assert two.residents.mean == pytest.approx(0.5 * wages)
    assert (two.residents.low, two.residents.high) == pytest.approx((0.275 * wages, 0.725 * wages))
    assert two.other_levels == pytest.approx(-5e6 + 0.5 * 0.6 * 20e6 * both)
    slope = 0.4 * 20e6 * both - 0.25 * 60_000 * 100 * third
    assert two.city.mean == pytest.approx(-5e6 + 0.5 * slope)
    assert two.city.worst_tenth == pytest.approx(-5e6 + 0.25 * slope)
    assert two.city.if_tipped_run_half == pytest.approx(-5e6 + 0.25 * slope)
    assert (two.city.given, two.city.by_payer) == (5e6, {"city": 5e6, "province": 5e6})
    assert two.break_even.but_for == pytest.approx(5e6 / slope)
    for told in two.city.at:
        assert told.net == pytest.approx(-5e6 + told.but_for * slope)
    assert {0.13, 0.5, 1.0} <= {told.but_for for told in two.city.at}
    # Of the draws one has 8 M x .75 a year and its money back in year 1, the other never.
    assert (two.city.payback_half, two.city.payback_nine_of_ten) == (1, None)
    years = [(each.tax, each.paid, each.back, each.net) for each in two.city.by_year[:5]]
    assert years == [(0, 5e6, 0, -5e6), (4e6, 0, 0, 4e6), (4e6, 0, 0, 4e6), (0, 0, 0, -0.75e6), (0, 0, 0, 0)]
    for rate, net in two.npv.items():
        year = 1 / (1 + float(rate))
        whole = 0.5 * (23e6 * (year + year**2) - 1.5e6 * year**3)
        assert net == pytest.approx(-10e6 + whole)
    # Known beforehand, the draw that loses is not signed: worth half of what it loses.
    [decides] = two.decides
    assert (decides.name, decides.value_of_information) == ("but_for", pytest.approx((5e6 - 0.25 * slope) / 2))
    assert two.questions == ("others", "financing")


def test_jobs_of_a_deal_by_hand(two):
    """Looked at five years after the first output of year 1, when the firm of two years is gone."""
    assert (two.jobs.promised, two.jobs.year, two.jobs.idle) == (100, 6, 1)
    assert (two.jobs.gross_job_years, two.jobs.net_job_years) == (200, 100)
    steps = {each.name: each.jobs for each in two.jobs.steps}
    assert steps == {**dict.fromkeys(("promised", "begun", "completed", "built", "filled"), 100),
                     **dict.fromkeys(("alive", "but_for", "net"), 0)}  # fmt: skip


def test_each_step_of_jobs_takes_its_part():
    chance = kept(begun=0.5, completed=0.5, phase=0.5, take_up=0.5, but_for=0.5, leakage=0.5)
    found = appraisal.jobs_of(deal(), chance, appraisal.flows(deal(), chance))
    assert [each.jobs for each in found.steps] == [100, 50, 25, 12.5, 6.25, 25, 12.5, 6.25]


@pytest.mark.parametrize(
    ("revenue", "room", "crossed"),
    [
        (110, 50, ()),
        (109.9, 50, ("revenue",)),
        (110, 49.9, ("debt_room",)),
        (1, 1, ("revenue", "debt_room")),
        (None, None, ()),
    ],
)
def test_a_stop_line_is_crossed_by_more_than_there_is(revenue, room, crossed):
    """A grant of 60 and a loan of 50, and 7 of the province that are not the city's."""
    gifts = [
        {"what": "grant", "amount": 60, "basis": "law"},
        {"what": "loan", "amount": 50, "basis": "law"},
        {"what": "grant", "amount": 7, "basis": "law", "payer": {"province": 1.0}},
    ]
    known = (None if each is None else KnownMoney(each, 2023, "x") for each in (revenue, room))
    assert stop_lines(deal(gifts), kept(count=2), CityMoney(*known, None)) == crossed


@pytest.mark.parametrize(("works", "crossed"), [({}, ("revenue",)), ({"channel": "FC-01"}, ())])
def test_works_that_a_channel_pays_for_are_not_the_citys(works, crossed):
    asked = {"project": {"name": "A", "kind": "public_works"}, "works": {"service": "primary", "cost": 100, **works}}
    money = CityMoney(KnownMoney(99, 2023, "x"), None, None)
    assert stop_lines(Deal.model_validate(asked), kept(), money) == crossed


def test_signs_are_what_lies_outside_of_what_the_industry_shows():
    known = china().defaults
    jobs, tax = known["jobs_per_100_million"], known["tax_over_output"]
    whole = {"investment": 1e8, "output": 1e9, "due": 2027, "phase1_jobs": 0}

    def seen(**promise):
        return signs_of(deal(promise={**whole, **promise}))

    assert seen() == seen(jobs=jobs.high, tax=tax.high * 1e9) == seen(jobs=jobs.low, tax=tax.low * 1e9) == ()
    assert seen(jobs=jobs.high * 1.01, tax=tax.high * 1.01e9) == ("many_jobs", "much_tax")
    assert seen(jobs=jobs.low * 0.99, tax=tax.low * 0.99e9) == ("few_jobs", "little_tax")
    assert seen(jobs=jobs.low * 0.99, investment=None) == ()
    assert seen(jobs=0, tax=0) == ("little_tax",)
    assert seen(due=None, phase1_jobs=None) == ("no_due_date", "no_first_phase")
    assert seen(phase1_jobs=None, phase1_investment=1) == ()


def test_two_questions_are_asked_of_what_is_most_worth_knowing():
    def asked(*names, bid="not_known"):
        return _questions(names, bid)

    assert asked() == asked("but_for", "begun") == ("others", "financing")
    assert asked("phase", "overrun", "take_up", "tax") == ("phase", "posts")
    assert asked("life", "utilisation") == ("orders", "others")
    # Who else bids is not asked of who has said it.
    assert asked("but_for", "begun", bid="written_offer") == ("financing", "orders")
    assert asked("but_for", "phase", bid="none") == ("phase", "financing")


def test_every_unknown_of_a_deal_has_a_question():
    assert set(UNKNOWNS_OF_DEALS) == set(QUESTION_OF) <= {field.name for field in fields(DealDraws)}


def test_nine_draws_in_ten_lie_within_a_band():
    found = band(np.arange(101.0) ** 2)
    assert (found.low, found.mean, found.high) == (25, pytest.approx(3350), 9025)


def test_a_firm_lives_until_the_chance_of_its_end_is_drawn():
    """A tenth of those left goes in each of years 1 and 2, a fifth in 3, half in each year from 4 on."""
    rates = {"exit_scale": 1.0, "horizon": 5, "exit_year_1": 0.1, "exit_year_2": 0.1, "exit_year_3": 0.2,
             "exit_year_4": 0.5, "exit_year_8": 0.9}  # fmt: skip
    known = {name: SimpleNamespace(value=value, low=value, high=value) for name, value in rates.items()}
    # Left after each year: .9, .81, .648, .324, .162.
    chances = np.array([0.95, 0.85, 0.7, 0.5, 0.2, 0.1])
    rng = SimpleNamespace(uniform=lambda low, high, size: np.full(size, (low + high) / 2), random=lambda _: chances)
    assert _life(rng, 6, known).tolist() == [1, 2, 3, 4, 5, 6]
