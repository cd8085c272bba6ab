"""Money of plans in another currency: every sum is converted once, and nothing else is."""

from relode.decisions.decision_records import DecisionChannel, DecisionCost, DrawnNumber, GainRecord
from relode.plan.making.own_currency import in_own_money, own_unit
from relode.plan.making.plan_records import Course

RATE = 4.0
"""Units of the currency for a yuan."""


def gain(outcome, unit):
    """A gain whose sums are 8 of the unit and whose gains for a million are 6."""
    number = DrawnNumber(8.0, unit, (4.0, 12.0))
    return GainRecord(
        outcome=outcome, own_effect=number, money_effect=number, yardstick=number, gain=number, average_above=0.9,
        chance_here=0.8, gain_per_million=6.0, worst_tenth=8.0, worst_tenth_here=8.0, yardstick_chance=0.7,
        yardstick_per_million=6.0, yardstick_worst_tenth=8.0, doses=0.5, extrapolated=False, studies=3,
        trial_value=8.0, trial_cost=8.0, seen=0.9, break_even=None, printed_most=None,
    )  # fmt: skip


def test_jobs_stay_and_a_million_of_the_currency_makes_a_quarter_of_them():
    own = in_own_money(gain("jobs", "persons"), RATE)
    assert own.gain == DrawnNumber(8.0, "persons", (4.0, 12.0))
    assert (own.worst_tenth, own.trial_value) == (8.0, 8.0)
    assert (own.gain_per_million, own.yardstick_per_million) == (1.5, 1.5)


def test_output_is_in_the_currency_and_money_for_money_stays():
    own = in_own_money(gain("output", "yuan per year"), RATE)
    assert own.gain == DrawnNumber(32.0, "money per year", (16.0, 48.0))
    assert (own.worst_tenth, own.yardstick_worst_tenth, own.trial_cost) == (32.0, 32.0, 32.0)
    assert own.gain_per_million == 6.0
    assert (own.chance_here, own.doses, own.studies) == (0.8, 0.5, 3)


def test_costs_and_room_are_in_the_currency():
    cost = DecisionCost(10.0, 5.0, 20.0, {"city": 10.0}, {"2026": 10.0}, 2.0, "assumption", False)
    own = in_own_money(cost, RATE)
    assert (own.yuan_a_year, own.low, own.high, own.after) == (40.0, 20.0, 80.0, 8.0)
    assert (own.by_payer, own.by_year, own.unit) == ({"city": 40.0}, {"2026": 40.0}, "money per year")
    room = in_own_money(DecisionChannel("own", "", True, (1.0, 2.0)), RATE)
    assert (room.room, room.unit) == ((4.0, 8.0), "money per year")


def test_a_course_is_converted_to_its_last_sum():
    course = in_own_money(Course("income_per_person", "yuan per person", (2026,), {"median": (5.0,)}), RATE)
    assert (course.unit, course.nothing, course.years) == ("money per person", {"median": (20.0,)}, (2026,))
    people = Course("population", "persons", (2026,), {"median": (5.0,)})
    assert in_own_money(people, RATE) == people


def test_units_name_the_currency_where_they_named_yuan():
    for unit, own in (("yuan per job-year", "money per job-year"), ("ha", "ha"), ("yuan per m2", "money per m2"),
                      ("yuan per yuan of income", "money per money of income")):  # fmt: skip
        assert own_unit(unit) == own
