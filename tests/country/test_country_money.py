"""Money of plans in another currency: every sum is converted once, and nothing else is."""

import numpy as np
import pytest

from relode.country.country_money import in_own_money, own_unit
from relode.plan.cards.card_records import Card, DoseTried, Effect, Payment, PotPart
from relode.plan.estimate import Estimate
from relode.plan.making.plan_records import Course, MeasuresPlan, PlanStep, YearPaid
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import verdict
from relode.plan.verdicts.verdict_tables import published_band, sizes

RATE = 4.0
"""Units of the currency for a yuan."""


def said(lever):
    ten = np.full(10, 0.02)
    gained = np.full(10, 1000.0)
    return verdict(Evidence(lever, ten, np.full(10, 1e8), gained, {}, None, True), sizes(), published_band(lever, 1e5))


def card(lever="subsidy", unit="share per year", dose=0.01):
    return Card(
        name=lever, lever=lever, sector="", verdict=said(lever), money="assured", assured_kind="do", granted_kind="do",
        need=None, dose=dose, unit=unit, start=2026, until=2035,
        tried=(DoseTried(dose, "assured", "do", 2.0, 5e6),),
        effects=(
            Effect("employment", Estimate(50.0, "person-years", (10.0, 90.0)), (2.0, 1.0, 3.0), 2.0, 0.9),
            Effect("debt", Estimate(-3e6, "yuan", (-4e6, -2e6)), (-0.3, -0.4, -0.2), 1.0, 0.9),
        ),
        on_top=None, yuan=Estimate(5e6, "yuan per year", (4e6, 6e6)), payments=(Payment("city", 5e6),),
        pots=(PotPart("own", 5e6),), job_year=Estimate(1e5, "yuan", (5e4, 2e5)), gainers=(), telling=None,
        evidence_grade="quasi_experiment",
    )  # fmt: skip


def test_the_sums_of_a_card_are_in_the_currency_and_its_shares_and_jobs_stay():
    own = in_own_money(card(), RATE)
    assert own.yuan == Estimate(2e7, "money per year", (1.6e7, 2.4e7))
    assert own.job_year == Estimate(4e5, "money", (2e5, 8e5))
    assert (own.payments[0].yuan, own.pots[0].yuan, own.tried[0].yuan) == (2e7, 2e7, 2e7)
    assert (own.dose, own.unit, own.tried[0].dose, own.tried[0].sizes) == (0.01, "share per year", 0.01, 2.0)
    jobs, debt = own.effects
    assert jobs.amount == Estimate(50.0, "person-years", (10.0, 90.0))
    assert jobs.per_million == (0.5, 0.25, 0.75)  # a million of the currency is a quarter of a million yuan
    assert debt.amount == Estimate(-1.2e7, "money", (-1.6e7, -8e6))
    assert debt.per_million == (-0.3, -0.4, -0.2)  # money for money
    assert own.verdict.unit_cost == (4e5, 4e5, 4e5)
    assert own.verdict.band == pytest.approx(
        tuple(RATE * each for each in card().verdict.band), rel=1e-4
    )  # five digits
    assert own.verdict.band_unit == "money per job-year"


def test_money_for_money_is_the_same_in_any_currency():
    own, before = in_own_money(card("research_spending", "share"), RATE).verdict, said("research_spending")
    assert (own.band, own.unit_cost) == (before.band, before.unit_cost)
    assert own.band_unit == "money per money of income"


def test_a_dose_in_ten_thousands_of_yuan_is_told_in_single_units_of_the_currency():
    own = in_own_money(card("talent_subsidy", "10 thousand yuan per person", 3.0), RATE)
    assert (own.dose, own.unit, own.tried[0].dose) == (1.2e5, "money per person", 1.2e5)
    step = PlanStep("g", "central_transfer", "", 2.0, "100 million yuan per year", 2026, 2035, 2, True, False, None)
    assert (in_own_money(step, RATE).dose, in_own_money(step, RATE).unit) == (8e8, "money per year")


def test_a_plan_and_a_course_are_converted_to_their_last_sum():
    year = YearPaid(2026, {"city": 10.0}, {"own": 10.0}, 10.0)
    plan = MeasuresPlan("plan", (), (), 10.0, 9.0, 12.0, (year,), (), (), (), None, {"debt": 1.0})
    own = in_own_money(plan, RATE)
    assert (own.planned, own.spent, own.worst_tenth, own.regret) == (40.0, 36.0, 48.0, {"debt": 1.0})
    assert own.years == (YearPaid(2026, {"city": 40.0}, {"own": 40.0}, 40.0),)
    course = in_own_money(Course("income_per_person", "yuan per person", (2026,), {"median": (5.0,)}, None), RATE)
    assert (course.unit, course.nothing, course.years) == ("money per person", {"median": (20.0,)}, (2026,))
    people = Course("population", "persons", (2026,), {"median": (5.0,)}, None)
    assert in_own_money(people, RATE) == people


def test_units_name_the_currency_where_they_named_yuan():
    for unit, own in (("yuan per job-year", "money per job-year"), ("ha", "ha"), ("yuan per m2", "money per m2"),
                      ("yuan per yuan of income", "money per money of income")):  # fmt: skip
        assert own_unit(unit) == own
