"""Programmes of a city: by hand, at no effect, and as base and money move."""

from dataclasses import replace

import numpy as np
import pytest

from relode.decisions.judged import carried_today, programme_facts, programme_rows, what_it_brings
from relode.decisions.programmes import programmes
from relode.decisions.records import UsedFact
from relode.evidence.posterior import EffectDraws
from relode.evidence.shipped_draws import shipped_draws
from relode.language import LANGUAGES, plain_value
from relode.places import by_code, official

from ..tables_read import cases

PLACE = "230400"
TRAINING = next(each for each in programmes() if each.key == "retraining_coverage")


def drawn(size: float) -> EffectDraws:
    """Draws in which every programme has the same effect in every place. [scale of the family]"""
    draws = shipped_draws()
    effects = np.zeros_like(draws.effects)
    effects[:, 0] = size
    scalars = {name: np.zeros(draws.count) for name in draws.scalars} | {"log_place_sd": np.full(draws.count, -50.0)}
    return replace(draws, effects=effects, family_spread=np.zeros_like(draws.family_spread), scalars=scalars)


def facts(**values: float) -> dict[str, UsedFact]:
    given = {"participants": 1e4, "wage": 6e4, "output": 3e10, "jobs": 3e5, "manufacturing_jobs": 5e4, **values}
    return {key: UsedFact(key, PLACE, value, "", 2020, ("census2020",)) for key, value in given.items()}


@pytest.mark.parametrize("case", cases("programme_rows"), ids=lambda case: case["case"])
def test_a_programme_by_hand(case):
    """10,000 people at 6,000 yuan over five years are 12 million a year; a size of 1 is 5 points, .6 is practical."""
    price = TRAINING.price.model_copy(update={"source": "statecouncil2019"}) if case["reported"] == "yes" else None
    programme = TRAINING.model_copy(update={"price": price} if price else {})
    granted = {"employment_subsidy": float(case["granted"])} if case["granted"] else {}
    own = float(case["budget"]) if case["budget"] else None
    here = facts(participants=float(case["people"]))
    rows = programme_rows(here, PLACE, own, granted, drawn(float(case["size"])), 1, True, [programme])
    assert [each.recommendation for each in rows] == [each for each in [case["recommendation"]] if each]
    assert [each.amount for each in rows] == [pytest.approx(float(x)) for x in [case["amount"]] if x]
    for each in rows:
        assert all(
            "{" not in plain_value(text, language) for text in (each.name, each.reason) for language in LANGUAGES
        )
        assert each.cost is not None
        assert each.cost.value <= 12e6


def test_without_any_effect_no_programme_is_a_row_in_any_prefecture(panel):
    nothing = drawn(0.0)
    places = [by_code()[code] for code in official() if by_code()[code].level == "prefecture"]
    known = [(place.code, programme_facts(panel, place, 2035)) for place in places]
    assert sum("participants" in own for _, own in known) > 20
    for code, own in known:
        for budget in (None, 1e8, 1e10):
            granted = {channel: 1e8 for each in programmes() for channel in each.channels}
            assert programme_rows(own, code, budget, granted, nothing, 1, True) == ()


@pytest.mark.parametrize("payer", ["channel", "own", "bonds"])
@pytest.mark.parametrize("money", [1e6, 6e6, 12e6, 50e6])
def test_base_and_money_doubled_give_the_double_and_base_alone_what_the_curve_says(payer, money):
    draws = shipped_draws()

    def brought(people, yuan):
        return what_it_brings(TRAINING, facts(participants=people), yuan, payer, draws, 1, PLACE)

    one, both, half = brought(1e4, money), brought(2e4, 2 * money), brought(5e3, money)
    assert both.here == pytest.approx(2 * one.here)
    assert both.carried == pytest.approx(tuple(2 * each for each in one.carried))
    # Half of the people: as many are reached as before, or all of the half.
    assert half.here == pytest.approx(one.here * min(0.5 / one.scale, 1.0))
    assert half.cost == pytest.approx(min(money, 6e6))


def test_what_the_same_money_carries_today():
    """60 million a year: 30 to 60 % is pay, at a wage of 60,000; bonds also cost their interest; grants nothing."""
    assert carried_today("jobs", 60e6, facts()) == pytest.approx((300, 600))
    assert carried_today("income", 60e6, facts()) == pytest.approx((0.38 * 60e6, 0.85 * 60e6))
    # Twelve years at 2.5 % on what is not repaid yet: 6.5 years on average.
    assert carried_today("jobs", 60e6, facts(), "bonds") == pytest.approx((300 * 1.1625, 600 * 1.1625))
    assert what_it_brings(TRAINING, facts(), 1e6, "channel", shipped_draws(), 1, PLACE).carried == (0, 0)
