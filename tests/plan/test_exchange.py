"""Money moves between measures while the product of what they gain grows, and never beyond its limits."""

import numpy as np
import pytest

from relode.plan.making import exchange
from relode.plan.making.exchange import best_exchange, exchanged, moves, offers
from relode.plan.making.plan_making import RESERVE, Choice, FittedBundle
from relode.plan.trials.bundles import Trial
from relode.plan.trials.financing import Part
from relode.plan.trials.judged import OUTCOMES
from relode.plan.trials.measure_list import measures
from relode.plan.verdicts.verdict_tables import sizes

BY_NAME = {each.name: each for each in measures()}
SCHOOLS, SERVICES, RESEARCH = "schooling_spending", "public_services_spending", "research_spending"


def choice(name, dose, yuan, worst=None, granted=False):
    return Choice(Part(BY_NAME[name], dose, granted), 1.0, yuan, yuan if worst is None else worst)


def test_between_doses_that_were_tried_money_buys_in_proportion_and_in_hundredths_downwards():
    found = offers([choice(SCHOOLS, 0.01, 100, 130), choice(SCHOOLS, 0.03, 400, 500)])[SCHOOLS]
    assert (found.mean(0.02), found.worst(0.005)) == (pytest.approx(250), pytest.approx(65))
    assert found.bought(250) == pytest.approx(0.0198)  # .02 lies between 66 and 67 hundredths of .03
    assert found.bought(1000) == 0.03
    assert found.bought(1000, 315) == pytest.approx(0.0198)
    assert found.bought(19) == 0  # less than a fifth of the smallest dose tried


def test_a_larger_dose_that_costs_less_is_passed_over_and_the_money_is_that_of_the_chosen_part():
    offered = [choice(SCHOOLS, 0.01, 100), choice(SCHOOLS, 0.03, 90), choice(SCHOOLS, 0.02, 150, granted=True)]
    assert offers(offered)[SCHOOLS].part.dose == 0.01
    chosen = (Part(BY_NAME[SCHOOLS], 0.02, True),)
    assert offers(offered, chosen)[SCHOOLS].part == chosen[0]


def test_half_of_the_money_moves_from_a_measure_or_comes_from_what_is_left():
    """By hand: 100 of money, services have 60 of it, each dose costs its hundreds: 50 may move, 40 are left."""
    names = offers([choice(SERVICES, 1.0, 100), choice(SCHOOLS, 1.0, 100)])
    found = moves(names, {SERVICES: 0.6}, 100, 50)
    assert {SERVICES: pytest.approx(1.0)} in found  # 40 of what is left, for 50 are not
    assert {SERVICES: 0.6, SCHOOLS: pytest.approx(0.4)} in found
    assert {SCHOOLS: pytest.approx(0.5)} in found  # a tenth of services would be left: less than a fifth, so none
    assert len(found) == 3


def test_the_worst_tenth_keeps_its_reserve():
    names = offers([choice(SERVICES, 1.0, 100, 100), choice(SCHOOLS, 1.0, 100, 250)])
    found = moves(names, {SERVICES: 1.0}, 100, 100)
    assert found == [{SCHOOLS: RESERVE * 100 / 250}]


def test_exchanges_find_the_best_mix_of_two_measures():
    """By hand: x + y = 1 with gains 1 + y and 1 + x of two aims: the product is largest at a half each."""
    names = offers([choice(SERVICES, 1.0, 100), choice(SCHOOLS, 1.0, 100)])

    def value(every):
        return [np.log(1 + doses.get(SERVICES, 0)) + np.log(1 + doses.get(SCHOOLS, 0)) for doses in every]

    found = best_exchange(names, {SERVICES: 1.0}, 100, value)
    assert found == {SERVICES: pytest.approx(0.5), SCHOOLS: pytest.approx(0.5)}


def stage_of(monkeypatch, gains):
    """A stage whose runs gain `gains(doses)`, aim -> practical sizes; the printing half would say the opposite."""

    class OnlyHalves:
        choosing = slice(0, 2)

    def trials(_, bundles):
        done = []
        for bundle in bundles:
            reached = gains({part.measure.name: part.dose for part in bundle})
            sized = {aim: sizes()[aim] * reached.get(aim, 0.0) * np.array([1, 1, -9, -9]) for aim in OUTCOMES}
            done.append(Trial(bundle, sized, {}, {}, {}, {}, np.zeros(4), {}, {}))
        return done

    monkeypatch.setattr(exchange, "trials", trials)
    return OnlyHalves()


def test_a_measure_that_serves_two_aims_takes_the_place_of_one_that_serves_its_own(monkeypatch):
    """Schools gain as many jobs as services for the money, and incomes too; filled by return they came second."""

    def gains(doses):
        schools, services = doses.get(SCHOOLS, 0.0), doses.get(SERVICES, 0.0)
        return {"employment": 20 * (schools + services), "income_per_person": 2 * schools}

    on = stage_of(monkeypatch, gains)
    offered = [choice(SERVICES, 1.0, 100), choice(SCHOOLS, 1.0, 100)]
    first = FittedBundle((Part(BY_NAME[SERVICES], 1.0),), (), (SCHOOLS,))
    found = exchanged(on, first, offered, 100)
    assert {part.measure.name: part.dose for part in found.bundle} == {SCHOOLS: 1.0}
    assert (found.smaller, found.left) == ((), (SERVICES,))


def test_a_plan_that_no_exchange_betters_stays_as_it_was(monkeypatch):
    on = stage_of(monkeypatch, lambda doses: {"employment": doses.get(SERVICES, 0.0), "income_per_person": 1.0})
    first = FittedBundle((Part(BY_NAME[SERVICES], 1.0),), (), (SCHOOLS,))
    offered = [choice(SERVICES, 1.0, 100), choice(SCHOOLS, 1.0, 100)]
    assert exchanged(on, first, offered, 100) == first
    assert exchanged(on, first, offered[:1], 100) is first
    part_dose = exchanged(on, FittedBundle((Part(BY_NAME[SERVICES], 0.5),), (SERVICES,), ()), offered, 50)
    assert part_dose.smaller == (SERVICES,)


def test_the_worth_of_a_plan_is_the_product_of_its_gains_and_a_loss_counts_as_next_to_nothing(monkeypatch):
    """By hand: 20 and 2 practical sizes make 40; 20 and a loss make 20 hundredths, whatever the loss."""
    found = {}
    on = stage_of(monkeypatch, lambda _: found)
    (trial,) = exchange.trials(on, [()])
    assert np.exp(exchange.worth(on, trial, ())) == 1
    for second, product in ((2.0, 40.0), (-1.0, 0.2), (-5.0, 0.2)):
        found |= {"employment": 20.0, "income_per_person": second}
        (trial,) = exchange.trials(on, [()])
        assert np.exp(exchange.worth(on, trial, ("employment", "income_per_person"))) == pytest.approx(product)
