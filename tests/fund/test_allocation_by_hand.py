"""Who is paid and what of a programme, by hand on accounts of two or three draws, and what the centre's money is."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.decisions.decision_records import DrawnNumber
from relode.fund import funding
from relode.fund.allocation import (
    JudgedPlace,
    _is_unknown,
    _payment,
    _return,
    allocated,
    back,
    is_barred,
    need_payments,
    paid_gains,
    part_of,
    places_drawn,
)
from relode.fund.fund_records import FundPayment, ProvincePot
from relode.fund.request import FundRequest
from relode.places import find

from .small_record import FUXIN, HEGANG, JIXI, RECORD, decision, need, of


def listed(places):
    return [SimpleNamespace(place=each.place, decisions=each.decisions) for each in places]


def test_needs_are_paid_by_the_province_alone_the_cheapest_first():
    """Hegang's own programme is none, nor are needs without a price, at no price, or not sure."""
    assert need_payments(listed(RECORD.places)) == [
        FundPayment(JIXI, "merge_schools", "need", 3e6, 0.0, 0.0),
        FundPayment(HEGANG, "merge_schools", "need", 5e6, 0.0, 0.0),
        FundPayment(FUXIN, "take_down_homes", "need", 7e6, 0.0, 0.0),
    ]
    little = of(HEGANG, 1.0, 2023, 1.0, need("merge_schools", yuan=0.5), decision("subsidy", "do"))
    assert [each.yuan for each in need_payments(listed([little]))] == [0.5]


def test_needs_of_one_price_stand_by_place_and_name():
    both = need("take_down_homes", yuan=2e6), need("merge_schools", yuan=2e6)
    found = need_payments(listed([of(HEGANG, 1.0, 2023, 1.0, *both), of(JIXI, 1.0, 2023, 1.0, both[0])]))
    assert [(each.place, each.name) for each in found] == [
        (JIXI, "take_down_homes"), (HEGANG, "merge_schools"), (HEGANG, "take_down_homes"),
    ]  # fmt: skip


def test_money_and_room_may_be_used_to_the_last_yuan():
    """Of 10 the needs cost 3, 5 and 7: what is left after 3 and 5 is 2; with 15 all but the room of Fuxin is enough."""
    needs = need_payments(listed(RECORD.places))
    places, room = listed(RECORD.places), {HEGANG: 5e6, JIXI: 3e6, FUXIN: 7e6}
    for budget, ceilings, paid in (
        (10e6, room, needs[:2]),
        (15e6, room, needs),
        (15e6, {**room, FUXIN: 6.9e6}, needs[:2]),
        (15e6, {**room, HEGANG: 4.9e6}, [needs[0], needs[2]]),
        (10e6, {**room, HEGANG: 4.9e6}, [needs[0], needs[2]]),
    ):
        found = allocated(budget, ceilings, places, (), 1)
        assert list(found.paid) == paid
        assert list(found.unpaid) == [each for each in needs if each not in paid]


def test_a_trial_is_in_half_of_the_places_and_one_more_of_an_odd_number():
    assert [places_drawn(count) for count in (1, 2, 3, 4, 5, 8, 9)] == [1, 1, 2, 2, 3, 4, 5]


def account(yuan, request, by_payer, after=0.0):
    return SimpleNamespace(
        yuan=np.array(yuan), request=SimpleNamespace(yuan=request, outcome="jobs"), by_payer=by_payer, after=after
    )


def judged(account, here=(0.0,), yardstick=(0.0,), average=(0.0,)):
    gain = SimpleNamespace(
        account=account, here=np.array(here), yardstick=np.array(yardstick), average=np.array(average)
    )
    programme = SimpleNamespace(lever="subsidy", key="subsidy")
    return SimpleNamespace(account=account, gain=gain, asked=SimpleNamespace(programme=programme))


def test_a_programme_is_paid_by_province_and_place_and_a_trial_a_tenth_of_its_whole_dose():
    """The mean year costs 4 and 8, 6 on average, the whole dose 9: a trial is a tenth of 9, or .15 of the mean year."""
    made = account([4e6, 8e6], 9e6, {"centre": (2e6, 6e6), "city": (1e6, 3e6)}, after=5e6)
    assert part_of("programme", made) == 1
    assert part_of("trial", made) == pytest.approx(0.15)
    assert _payment(HEGANG, judged(made), "programme") == FundPayment(HEGANG, "subsidy", "programme", 4e6, 2e6, 5e6)
    trial = _payment(HEGANG, judged(made), "trial")
    assert (trial.kind, trial.yuan, trial.own, trial.after) == ("trial", *map(pytest.approx, (6e5, 3e5, 5e5)))
    alone = _payment(HEGANG, judged(account([4e6], 4e6, {"centre": (4e6,)})), "programme")
    assert (alone.yuan, alone.own) == (4e6, 0.0)
    nobody = _payment(HEGANG, judged(account([4e6], 4e6, {"city": (4e6,)})), "programme")
    assert (nobody.yuan, nobody.own) == (0.0, 4e6)


def test_a_place_gains_so_much_for_a_yuan():
    """12 and 8 on average 10, for 4 and 6 yuan, on average 5."""
    assert _return(judged(account([4.0, 6.0], 1.0, {}), average=(12.0, 8.0))) == 2


@pytest.mark.parametrize(
    ("gain", "yardstick", "expected"), [(8.0, 2.0, 4.0), (8.0, 0.5, 16.0), (8.0, 0.0, np.inf), (8.0, -2.0, np.inf)]
)
def test_a_return_is_the_gain_over_what_services_do(gain, yardstick, expected):
    drawn = SimpleNamespace(gain=DrawnNumber(gain, "persons"), yardstick=DrawnNumber(yardstick, "persons"))
    assert back(SimpleNamespace(gain=drawn)) == expected


def test_of_a_trial_gain_and_yardstick_are_told_in_the_same_part():
    """A tenth of a dose of 6, the mean year of which costs 3, is a fifth of it; needs have no gain."""
    one = judged(account([3.0, 3.0], 6.0, {}), here=(10.0, 30.0), yardstick=(50.0, 150.0))
    place = JudgedPlace(HEGANG, None, (one,), None)
    payments = [
        FundPayment(HEGANG, "merge_schools", "need", 1.0, 0.0, 0.0),
        FundPayment(HEGANG, "subsidy", "trial", 1.0, 0.0, 0.0),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("relode.fund.allocation.together", lambda gains: gains[0])
        (told,) = paid_gains([place], payments)
    assert (told.name, told.gain.value, told.yardstick.value) == ("subsidy", pytest.approx(4), pytest.approx(20))
    assert told.gain.unit == "persons"


@pytest.mark.parametrize(
    ("cell", "state", "expected"),
    [
        ("industry", None, True),
        ("industry", "unknown", True),
        ("industry", "present", False),
        ("industry", "absent", False),
        ("", None, False),
        ("", "unknown", False),
    ],
)
def test_nobody_counts_what_a_programme_needs_where_it_has_a_cell_and_no_fact(cell, state, expected):
    fact = None if state is None else SimpleNamespace(state=state)
    asked = SimpleNamespace(programme=SimpleNamespace(cell=cell), fact=fact)
    assert _is_unknown(SimpleNamespace(asked=asked)) is expected


def test_places_bar_what_is_not_lawful_not_there_or_not_needed():
    reasons = ("not_lawful", "not_there", "no_need", "not_shown", "good")
    assert [is_barred(SimpleNamespace(reason=each)) for each in reasons] == [True, True, True, False, False]


def test_central_money_is_the_newest_sum_of_each_province_that_is_asked_for(monkeypatch):
    def row(year, place, value, source="a", quantity="exhausted_city_transfer", scope="province"):
        return {"year": year, "scope": scope, "place": place, "quantity": quantity, "value": value, "source": source}

    shipped = [
        row("2013", "230000", "20.4"),
        row("2020", "230000", "25.67", "b;c"),
        row("2016", "230000", "22"),
        row("2021", "230000", "9", quantity="exhausted_city_transfer_later"),
        row("2021", "230000", "8", scope="nation"),
        row("2013", "210000", "16.4"),
        row("2021", "220000", "15"),
    ]
    monkeypatch.setattr(funding, "rows", lambda table: {"transfers": shipped}[table])
    provinces = [find(code) for code in ("210000", "230000")]
    assert list(funding.province_pots(provinces)) == [
        ProvincePot("230000", "exhausted_transfer", pytest.approx(2.567e9), 2020, ("b", "c")),
        ProvincePot("210000", "exhausted_transfer", pytest.approx(1.64e9), 2013, ("a",)),
    ]


def test_all_places_are_judged_in_the_same_futures_one_after_the_other(monkeypatch):
    """Futures from what is known now on, to the horizon: 2036 is 16 years after the opening."""
    drawn, told, asked = [], [], []
    monkeypatch.setattr(funding, "draw_futures", lambda *given, **named: drawn.append((given, named)) or "futures")
    monkeypatch.setattr(funding, "stored_paths", lambda futures: [futures])
    monkeypatch.setattr(funding, "judged_place", lambda *given: asked.append(given) or len(asked))
    monkeypatch.setattr(funding, "recorded", lambda _, __, places: places)
    opened, ground = SimpleNamespace(panel="panel"), SimpleNamespace(candidates=("a", "b"))
    request = FundRequest(province="heilongjiang", budget="3B", horizon=2036, futures=90, seed=7)
    assert funding.funding(opened, ground, request, lambda *step: told.append(step)) == [1, 2]
    assert drawn == [((opened, 90, 16, 7), {"known": True})]
    assert asked == [("panel", each, request, "futures", ["futures"]) for each in ("a", "b")]
    assert told == [("places", 0, 2), ("places", 1, 2), ("places", 2, 2)]
