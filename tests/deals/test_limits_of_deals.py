"""Where verdicts, fields of a deal and public works change: at each limit, just below it and just above."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.deals.deal import Deal, Give, payers
from relode.deals.deal_draws import DealDraws
from relode.deals.defaults import china
from relode.deals.file import letter
from relode.deals.flows import flows
from relode.deals.judgement import (
    DealCase,
    case_of,
    deciding,
    is_at_floor,
    judged,
    law_of,
    law_rows,
    missing_fields,
    stops_with_effect,
)
from relode.deals.returns import LinearNet
from relode.deals.typed_values import area, count, is_share, land_price, money, share
from relode.errors import RelodeError

from .test_deal_flows import deal, kept


def case(fixed, slope, **about):
    held = {"is_lawful": True, "is_stopped": False, "worst": 0.0, "given": 100.0, "stops_with_effect": False,
            "but_for": (0.25, 0.5)}  # fmt: skip
    return DealCase(net=LinearNet(np.array([fixed]), np.array([slope])), **{**held, **about})


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        (case(-0.5, 4.0), "sign"),  # .25 x 4 - .5 = .5
        (case(-1.0, 4.0), "sign_if"),  # nothing at .25
        (case(-2.0, 4.0), "sign_if"),  # turns at .5, the end of the range
        (case(-2.1, 4.0), "do_not_sign"),
        (case(-4.0, 4.0), "do_not_sign"),  # nothing at 1, beyond the range
        (case(-4.0, 4.0, but_for=(0.25, 1.0)), "sign_if"),
        (case(-4.1, 4.0, but_for=(0.25, 1.0)), "do_not_sign"),
        (case(-0.5, 4.0, worst=-50.0), "sign"),
        (case(-0.5, 4.0, worst=-50.1), "sign_if"),
        (case(-0.5, 4.0, worst=-50.1, stops_with_effect=True), "sign"),
        (case(-0.5, 4.0, is_lawful=False), "do_not_sign"),
        (case(-0.5, 4.0, is_stopped=True), "do_not_sign"),
    ],
)
def test_a_verdict_at_its_limits(told, verdict):
    assert judged(told) == verdict


GRANT = {"what": "grant", "amount": 1, "basis": "law"}


@pytest.mark.parametrize(
    ("gift", "stops"),
    [
        ({"what": "tax_relief", "amount": "50%"}, True),
        ({**GRANT, "paid_on": "production"}, True),
        ({**GRANT, "paid_on": "jobs"}, True),
        ({**GRANT, "paid_on": "investment"}, False),
        ({**GRANT, "returned_if_missed": 1, "secured_by": "land_held"}, True),
        ({**GRANT, "returned_if_missed": 0.99, "secured_by": "land_held"}, False),
        ({**GRANT, "returned_if_missed": 1}, False),
        ({**GRANT, "secured_by": "land_held"}, False),
    ],
)
def test_money_stops_with_its_effect_or_comes_back_in_full(gift, stops):
    assert stops_with_effect(deal([gift])) == stops
    assert not stops_with_effect(deal([gift, {**GRANT, "paid_on": "signing"}]))
    assert stops_with_effect(deal())


def test_land_at_its_floor_is_no_gift():
    def land(**prices):
        return Give.model_validate({"what": "land", "area": "1ha", "price": "50/m2", **prices})

    assert is_at_floor(land(floor_price="50/m2"))
    assert not is_at_floor(land(floor_price="50.1/m2"))
    assert not is_at_floor(land())
    grant = Give.model_validate({"what": "grant", "amount": 1, "price": "50/m2", "floor_price": "40/m2"})
    assert not is_at_floor(grant)
    assert not is_at_floor(Give.model_validate({"what": "land", "amount": 9, "floor_price": "40/m2"}))


def test_rows_of_law_of_a_gift_begin_with_the_one_that_is_told():
    assert next(row["id"] for row in law_rows("grant")) == "l005"
    strictness = ("not_allowed", "conditional", "allowed")
    for measure in ("grant", "land", "works", "loan"):
        found = law_rows(measure)
        assert {row["measure"] for row in found} == {measure}
        order = [strictness.index(row["verdict"]) for row in found]
        assert order[1:] == sorted(order[1:])


def own_rule(verdict, **row):
    rule = {"id": "", "verdict": verdict, "article": "s. 4", "source_title": "Act", **row}
    return SimpleNamespace(law={"grant": (rule,)})


@pytest.mark.parametrize(
    ("verdict", "basis", "barred", "told"),
    [
        ("allowed", None, "no", "allowed"),
        ("allowed", "none", "no", "allowed"),
        ("conditional", None, "no", "conditional"),
        ("conditional", "law", "no", "conditional"),
        ("conditional", "none", "no", "not_allowed"),
        ("not_allowed", None, "no", "not_known"),
        ("not_allowed", "law", "no", "conditional"),
        ("not_allowed", "none", "no", "not_allowed"),
        ("not_allowed", "law", "yes", "not_allowed"),
    ],
)
def test_what_a_basis_makes_of_a_rule(verdict, basis, barred, told):
    give = Give.model_validate({"what": "grant", "amount": 1, "basis": basis})
    found = law_of(give, own_rule(verdict, barred=barred))
    assert (found.verdict, found.basis, found.article, found.title, found.row) == (told, basis or "", "s. 4", "Act", "")


def test_fields_that_turn_the_verdict_are_told_at_both_ends():
    """Tax of 8 a year, of which the city has a part: a grant of 30 pays where the firm comes because of it.

    With 20 years at 3 % (14.88): at a part of .2 and a share of .5 it nets -18, at .6 and .5 it nets 6."""
    known = {**china().defaults}
    for name, ends in (("city_part_of_tax", (0.2, 0.6)), ("but_for_none", (0.01, 0.02)), ("but_for_heard", (0.5, 0.9)),
                       ("but_for_written_offer", (0.5, 0.9)), ("but_for_not_known", (0.5, 0.9))):  # fmt: skip
        known[name] = replace(known[name], low=ends[0], high=ends[1])
    setting = replace(china(), defaults=known)

    def fields(part, **local):
        offered = deal([{**GRANT, "amount": 30}], {"investment": 1e9, "tax": 8.0}, **local).under(setting)
        chance = kept(tax=8.0, city_part=part, but_for=0.7, count=2)
        told = case_of(offered, chance, flows(offered, chance), False)
        return [(each.field, each.at_low, each.at_high) for each in missing_fields(offered, chance, told)]

    assert fields(0.6, others_bid="heard", city_part_of_tax=0.6) == []
    assert fields(0.6, others_bid="heard") == [("local.city_part_of_tax", "do_not_sign", "sign")]
    assert fields(0.6, city_part_of_tax=0.6) == [("local.others_bid", "do_not_sign", "sign")]
    assert fields(0.6) == [("local.city_part_of_tax", "do_not_sign", "sign"),
                           ("local.others_bid", "do_not_sign", "sign")]  # fmt: skip


def test_what_is_known_to_its_twentieth_by_hand():
    """Of forty values each two neighbours gain 1 together: to know the pair is worth nothing, half of forty a lot."""
    values, net = np.arange(40.0), np.tile([3.0, -1.0], 20)
    draws = DealDraws(**{**vars(kept(count=40)), "life": values})
    (told,) = [each for each in deciding(draws, net, None) if each.name == "life"]
    assert told.value_of_information == pytest.approx(0.0, abs=1e-12)
    halves = np.where(values < 20, -4.0, 2.0)
    (told,) = deciding(draws, halves, 0.4)
    assert told.value_of_information == pytest.approx(1.0)
    slope, level = np.polyfit(values, halves, 1)
    assert told.switching_value == pytest.approx(-level / slope)
    draws = DealDraws(**{**vars(draws), "but_for": np.where(values < 20, 0.1, 0.3)})
    first, second = deciding(draws, halves, 0.4)
    assert {first.name, second.name} == {"life", "but_for"}
    assert {each.name: each.switching_value for each in (first, second)}["but_for"] == 0.4
    assert deciding(draws, np.full(40, -1.0), None)[0].switching_value is None


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("project", {"build_years": 15}), ("project", {"build_years": 0.1}),
        ("promise", {"start": 1990, "due": 2100}), ("promise", {"start": 2027, "due": 2027}),
        ("promise", {"phase1_jobs": 5, "jobs": 5}), ("promise", {"tax": 5, "output": 5}), ("promise", {"tax": 9}),
        ("give", {"what": "grant", "amount": 1, "years": 50}), ("give", {"what": "land", "amount": 1}),
        ("give", {"what": "built_by_city", "amount": 1}), ("give", {"what": "rebate", "amount": "40%"}),
        ("local", {"city_part_of_tax": 1}),
    ],
    ids=map(str, range(12)),
)  # fmt: skip
def test_fields_of_a_deal_are_taken_at_their_limits(section, values):
    asked = {"project": {"name": "a"}, section: {"name": "a", **values} if section == "project" else values}
    if section == "give":
        asked["give"] = [values]
    assert Deal.model_validate(asked)


@pytest.mark.parametrize(
    ("section", "values"),
    [
        ("project", {"build_years": 15.1}), ("project", {"build_years": 0}), ("project", {"yuan_per_dollar": 0}),
        ("promise", {"start": 1989}), ("promise", {"due": 2101}), ("promise", {"start": 2028, "due": 2027}),
        ("promise", {"start": 2101}), ("promise", {"due": 1989}),
        ("promise", {"phase1_jobs": 6, "jobs": 5}), ("promise", {"phase1_investment": 6, "investment": 5}),
        ("promise", {"tax": 6, "output": 5}), ("give", {"what": "grant", "amount": 1, "years": 0}),
        ("give", {"what": "grant", "amount": 1, "years": 51}), ("give", {"what": "grant"}),
        ("give", {"what": "land", "area": "1ha"}), ("give", {"what": "land", "price": "1/m2"}),
        ("give", {"what": "land", "amount": 1, "area": "1ha"}), ("give", {"what": "built_by_city"}),
        ("give", {"what": "built_by_city", "amount": 1, "cost": 1}), ("give", {"what": "grant", "amount": "40%"}),
        ("give", {"what": "rebate", "amount": "40%", "relief": 0.4}),
        ("give", {"what": "rebate", "amount": 5, "relief": 0.4}),
        ("give", {"what": "grant", "amount": 1, "payer": {"city": 0.5, "province": 0.49}}),
        ("give", {"what": "grant", "amount": 1, "payer": {"mayor": 1.0}}), ("project", {"name": ""}),
        ("local", {"city_part_of_tax": 1.01}),
    ],
    ids=map(str, range(26)),
)  # fmt: skip
def test_fields_of_a_deal_are_refused_beyond_their_limits(section, values):
    asked = {"project": {"name": "a"}, section: {"name": "a", **values} if section == "project" else values}
    if section == "give":
        asked["give"] = [values]
    with pytest.raises((RelodeError, ValueError)):
        Deal.model_validate(asked)


def test_a_gift_that_says_no_more_is_the_citys_at_signing_and_never_returned():
    give = Give.model_validate({"what": "grant", "amount": 1})
    assert (give.years, give.payer, give.paid_on, give.returned_if_missed, give.secured_by, give.has_basis) == (
        1, {"city": 1.0}, "signing", 0.0, "none", None,
    )  # fmt: skip
    told = [Give.model_validate({**GRANT, "basis": each}).has_basis for each in ("", "None", "law")]
    assert told == [None, False, True]


def test_payers_of_a_gift_as_they_are_typed():
    assert payers("city") == {"city": 1.0}
    assert payers("city 70%, province 30%") == payers("city 70%，province 30%,") == {"city": 0.7, "province": 0.3}
    for text in ("", "city, province", "city 50%, city 50%"):
        with pytest.raises(RelodeError):
            payers(text)


def test_values_as_they_are_typed_at_their_limits():
    assert [share(each) for each in (1, "100%", 0, ".5", 0.25)] == [1.0, 1.0, 0.0, 0.5, 0.25]
    assert [count(each) for each in (600, "12k", "600人", "0")] == [600.0, 12_000.0, 600.0, 0.0]
    assert money("3亿美元", 7.1) == pytest.approx(2.13e9)
    assert (land_price("150/m2"), area("1.5ha")) == (150.0, 15_000.0)
    assert [is_share(each) for each in ("5% ", "5", 0.05)] == [True, False, False]
    for read, value in ((share, 1.01), (share, "101%"), (share, "-1%"), (count, "5%"), (count, "5元"), (count, "-1"),
                        (money, "-1"), (money, "3亿美元"), (area, 300), (area, "300"), (land_price, "150"),
                        (land_price, "150/house"), (money, "1e999"), (share, True)):  # fmt: skip
        with pytest.raises(RelodeError):
            read(value)


def test_letters_of_columns():
    assert [letter(at) for at in (0, 25, 26, 27, 51, 52, 701, 702)] == ["A", "Z", "AA", "AB", "AZ", "BA", "ZZ", "AAA"]
