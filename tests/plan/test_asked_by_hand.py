"""What a plan is asked for, at the limits of what can be asked, and how it begins."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.errors import NoVerdict, RelodeError
from relode.language import Amount
from relode.places import find
from relode.plan import decided_run
from relode.plan.asked import figures_moved
from relode.plan.asked.options import (
    Currency,
    KeepRequest,
    MoneyRequest,
    Threshold,
    is_met,
    nearest_met,
    parse_keep,
    parse_money,
    parse_threshold,
)
from relode.plan.asked.pots import Pot, Spending
from relode.plan.asked.request import Command, PlanRequest, commanded
from relode.plan.decided_run import DecisionBasis, purses
from relode.plan.estimate import Estimate

HEGANG = find("hegang")


def test_levels_to_keep_are_above_nothing_and_two_at_most():
    assert parse_keep(" jobs = 2.0 ") == KeepRequest("jobs", 2.0)
    assert [parse_keep(f"{what}=.5").quantity for what in ("jobs", "people", "working_age")] == [
        "employment", "population", "working_age_people",
    ]  # fmt: skip
    for wrong in ("jobs=2.01", "jobs=0", "jobs=0.0", "trees=1"):
        with pytest.raises(RelodeError):
            parse_keep(wrong)


@pytest.mark.parametrize(
    ("text", "value", "is_share"),
    [
        ("1k", 1e3, False),
        ("2万", 2e4, False),
        ("2M", 2e6, False),
        ("2b", 2e9, False),
        ("2亿", 2e8, False),
        ("50%", 0.5, True),
        ("0.001k", 1.0, False),
        ("0.0001%", 1e-6, True),
    ],
)
def test_sums_are_read_with_their_unit_down_to_a_yuan_and_a_millionth(text, value, is_share):
    assert parse_money(f" {text} ", "--bonds") == MoneyRequest(
        text, pytest.approx(value, rel=1e-12), is_share, "--bonds"
    )


@pytest.mark.parametrize("text", ["0.00099k", "0.000099%"])
def test_less_than_a_yuan_or_a_millionth_is_nothing(text):
    with pytest.raises(RelodeError) as refused:
        parse_money(text)
    assert refused.value.values == {"text": text, "option": "--budget"}


def test_sums_in_another_currency_are_yuan_by_its_rate():
    """At four to the yuan 100 are 25 yuan, and of a spending of 30 yuan readers are told 120."""
    own = Currency("money", 4.0, "_by_tables")
    asked = parse_money("0.1k")
    assert asked.yuan(30.0, "x", own) == 25.0
    assert asked.amount("money") == Amount(100.0, "money", None, ("reader",))
    assert parse_money("50%").yuan(30.0, "x", own) == 15.0
    assert parse_money("50%").amount("money").unit == "share"
    assert parse_money("100%").yuan(30.0, "x", own) == 30.0
    with pytest.raises(RelodeError) as refused:
        asked.yuan(24.0, "x", own)
    assert refused.value.key == "money.above_spending"
    about = {"option": "--budget", "sum": asked.amount("money"), "place": "x"}
    assert refused.value.values == {"spending": Amount(96.0, "money"), **about}
    with pytest.raises(RelodeError) as refused:
        parse_money("5%").yuan(None, "x", own)
    assert refused.value.key == "money.percent_of_nothing_by_tables"
    assert asked.yuan(None, "x", own) == 25.0


def test_thresholds_compare_what_is_kept_with_their_level():
    kept = [0.5, 1.0, 1.5]
    for text, met in ((">=", [0, 1, 1]), (">", [0, 0, 1]), ("<=", [1, 1, 0]), ("<", [1, 0, 0])):
        assert is_met(parse_threshold(f"population {text} 1", ["population"]), kept).tolist() == met
    assert nearest_met(Threshold("a", ">", 9.0), [0.5, 1.23456]) == Threshold("a", ">=", 1.234)
    assert nearest_met(Threshold("a", "<", 0.1), [0.50001, 1.2]) == Threshold("a", "<=", 0.501)
    for wrong in ([], [[1.0]], [np.inf]):
        with pytest.raises(RelodeError):
            is_met(Threshold("a", ">", 1.0), wrong)
    with pytest.raises(RelodeError) as refused:
        parse_threshold(
            "employmen>1", ["employment", "mining_employment", "unemployment_rate", "population", "employed"]
        )
    assert len(refused.value.values["near"].split(", ")) == 3
    assert refused.value.values["name"] == "employmen"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"horizon": 2030}, None),
        ({"horizon": 2029}, "planning.horizon"),
        ({"horizon": 2070}, None),
        ({"horizon": 2071}, "planning.horizon"),
        ({"futures": 80}, None),
        ({"futures": 79}, "planning.few_futures"),
        ({"budget": "5"}, "money.form"),
        ({"keep": ("x",)}, "planning.keep"),
        ({"thresholds": ("x",)}, "plan.threshold_form"),
        ({"futures": 10**9}, "simulate.bad_futures"),
    ],
)
def test_a_plan_lasts_five_years_at_least_in_eighty_futures(change, key):
    if key is None:
        name, value = next(iter(change.items()))
        assert getattr(PlanRequest(**change), name) == value
        return
    with pytest.raises(RelodeError) as refused:
        PlanRequest(**change)
    assert refused.value.key == key


def pots(room=None, granted=None):
    yield Pot("own", Estimate(9e8, "yuan per year"), "observed", (), ())
    if granted is not None:
        yield Pot("granted", granted, "estimated", (), (), "exhausted_transfer")
    yield Pot("bonds", room, "observed" if room else "ask", (), (), "special_bonds")


def ordered(budget="", room=None, transfer=None, spending=1e10, **typed):
    request = PlanRequest(horizon=2035, **({"budget": budget} if budget else {}), **typed)
    about = None if spending is None else Spending(2023, spending, 1.0, (), ())
    return commanded(request, "hegang", about, tuple(pots(room, transfer)))


def test_money_of_a_plan_is_what_is_asked_as_far_as_pots_allow():
    """By hand, ten years from 2026: bonds of 1,000 M in all are 100 M a year, at most half of a budget."""
    in_all = Estimate(1e9, "yuan")
    found = ordered("500M", in_all, Estimate(6e7, "yuan per year", (5e7, 7e7)))
    assert (found.budget, found.bonds, found.granted) == (5e8, 1e8, 6e7)
    told = {(pot.name, pot.channel): (pot.how, pot.amount.value) for pot in found.pots}
    assert told == {
        ("own", ""): ("typed", 3.4e8), ("granted", "exhausted_transfer"): ("estimated", 6e7),
        ("bonds", "special_bonds"): ("observed", 1e9),
    }  # fmt: skip
    assert ordered("100M", in_all).bonds == 5e7
    assert (ordered("100M").bonds, ordered("100M").granted) == (0.0, 0.0)
    usual = ordered(room=in_all)
    assert (usual.budget, usual.bonds) == (5e8, 1e8)
    assert {pot.how for pot in usual.pots} == {"observed"}
    typed = ordered("500M", in_all, bonds="100M", granted="450M")
    assert {(pot.name, pot.how, pot.amount.value) for pot in typed.pots} == {
        ("own", "typed", 0.0), ("granted", "typed", 4.5e8), ("bonds", "typed", 1e8),
    }  # fmt: skip
    assert isinstance(typed, Command)


def test_bonds_beyond_their_room_or_the_budget_are_refused_with_both_sums():
    spread = Estimate(1e9, "yuan", (5e8, 2e9))
    assert ordered("500M", spread, bonds="200M").bonds == 2e8  # as much as there may be
    with pytest.raises(RelodeError) as refused:
        ordered("500M", spread, bonds="201M")
    reader = Amount(2.01e8, "yuan", None, ("reader",))
    assert (refused.value.key, refused.value.values) == (
        "money.bonds",
        {"sum": reader, "place": "hegang", "most": Amount(2e8, "yuan")},
    )
    assert ordered("200M", spread, bonds="200M").bonds == 2e8
    with pytest.raises(RelodeError) as refused:
        ordered("199M", spread, bonds="200M")
    assert refused.value.key == "money.parts"
    assert list(refused.value.values) == ["bonds", "budget"]
    assert refused.value.values["budget"].value == 1.99e8


def test_pots_are_purses_where_something_is_known_or_can_be_asked():
    """By hand over ten years: 100 to 300 in all are 10 to 30 a year; a year's money stays."""
    some = (
        Pot("own", Estimate(5.0, "yuan per year", (1.0, 9.0)), "over_limit", (), ("s",), cell="c"),
        Pot("bonds", Estimate(200.0, "yuan", (100.0, 300.0)), "estimated", (), (), "special_bonds"),
        Pot("granted", None, "ask", (), ()),
        Pot("others", Estimate(7.0, "yuan per year"), "measures", (), ()),
        Pot("granted", None, "estimated", (), ()),
    )
    found = purses(some, 10)
    assert [(each.pot, each.known, each.room) for each in found] == [
        ("own", "known", (1.0, 9.0)), ("bonds", "known", (10.0, 30.0)), ("granted", "ask", None),
    ]  # fmt: skip
    assert (found[0].cell, found[0].sources, found[1].channel) == ("c", ("s",), "special_bonds")
    known = [
        (how, purses([Pot("own", Estimate(1.0, "yuan"), how, (), ())], 1)[0].known)
        for how in ("observed", "typed", "at_most")
    ]
    assert known == [("observed", "known"), ("typed", "known"), ("at_most", "at_most")]


def test_a_run_begins_with_its_money_and_what_decisions_rest_on(monkeypatch):
    """Purses over the ten years of the plan; a place that the simulator does not have begins none."""
    asked = PlanRequest(horizon=2035, seed=5)
    money = Command(1.0, 2.0, 3.0, None, (Pot("bonds", Estimate(100.0, "yuan"), "observed", (), ()),))
    world = SimpleNamespace(codes=(HEGANG.code,))
    monkeypatch.setattr(decided_run, "local_figures", lambda *given: ("figures", *given[1:]))
    monkeypatch.setattr(decided_run, "needs_of", lambda *given: ("needs", *given[2:4]))
    monkeypatch.setattr(decided_run, "command", lambda *_: money)
    monkeypatch.setattr(decided_run, "decided", lambda *given: given)
    monkeypatch.setattr(decided_run, "judged", lambda *given: given)
    monkeypatch.setattr(decided_run, "CityAccounts", lambda ground, seed: ("accounts", ground, seed))
    found = decided_run.begun("panel", HEGANG, asked, world, "drawn")
    assert (found.place, found.asked, found.world, found.money, found.drawn) == (HEGANG, asked, world, money, "drawn")
    basis = found.basis
    assert basis == DecisionBasis(HEGANG, asked, ("needs", 2035, 5), ("figures", HEGANG, 2035), basis.purses, None)
    assert basis.purses[0].room == (10.0, 10.0)
    ground = SimpleNamespace(ground="here")
    about = (HEGANG.code, basis.needs, basis.figures, basis.purses)
    assert basis.on(ground) == (*about, ("accounts", "here", 5), basis.draws, 2035, 5, None)
    assert basis.on(None)[4] is None
    assert basis.judged(ground) == (HEGANG.code, *about[2:], ("accounts", "here", 5), basis.draws, 2035, 5)
    assert decided_run.begun("panel", find("renqiu"), asked, world) is None

    def uncounted(*_):
        raise NoVerdict("country.nothing_absent")

    told = decided_run.counted_alone("panel", HEGANG, asked)
    assert told[:2] == (HEGANG.code, ("needs", 2035, 5))
    assert (told[3], told[4], told[6:]) == ((), None, (2035, 5, None))
    monkeypatch.setattr(decided_run, "needs_of", uncounted)
    assert decided_run.counted_needs("panel", HEGANG, asked) is None
    assert decided_run.counted_alone("panel", HEGANG, asked) is None


def test_numbers_of_a_record_are_found_in_their_order():
    record = {"a": [1, {"b": 2.5}, "x", None, True], "c": (float("nan"), np.float64(3.0))}
    assert list(figures_moved._numbers(record)) == [1.0, 2.5, -1e99, 3.0]


def moved(monkeypatch, figures, says):
    """Chapters that figures move where `says` gives what each part says without those that are taken out."""
    monkeypatch.setattr(figures_moved, "load", lambda given: Panel(given))
    monkeypatch.setattr(
        figures_moved, "_without", lambda one, given, _: Panel([each for each in given if each is not one])
    )
    monkeypatch.setattr(
        figures_moved, "_said", lambda name, panel, place: says(name, {each.quantity for each in panel.given}, place)
    )
    return figures_moved.chapters_moved(figures)


class Panel:
    def __init__(self, given):
        self.given, self.attrs = list(given), {"overrides": ()}

    def assign_attrs(self, **_):
        return self


def own(quantity, year=2025, place="p"):
    return SimpleNamespace(quantity=quantity, year=year, place=place)


def test_a_figure_moves_the_chapters_that_say_another_number_without_it(monkeypatch):
    """Each part has the figures that it rests on; the rest of the diagnosis rests on one that its profile does not."""
    rests = {
        "profile": {"a"},
        "outlook": {"b"},
        "money": {"c"},
        "needs": {"b"},
        "opening": {"d", "e"},
        "depth": {"f", "a"},
    }
    figures = [own("a"), own("b"), own("c"), own("d", 2020), own("e", 2021), own("f"), own("g"), own("f", place="q")]
    found = moved(monkeypatch, figures[:7], lambda name, given, _: tuple(sorted(rests[name] & given)))
    assert found == [("diagnosis",), ("outlook", "plan", "needs"), ("plan",), ("plan",), (), ("diagnosis",), ()]


def test_a_figure_of_another_place_moves_that_alone(monkeypatch):
    rests = {"depth": {"f"}}
    figures = [own("f"), own("g", place="q")]
    found = moved(
        monkeypatch,
        figures,
        lambda name, given, place: tuple(sorted(rests.get(name, set()) & given)) if place == "p" else (),
    )
    assert found == [("diagnosis",), ()]


def test_what_cannot_be_said_says_nothing(monkeypatch):
    def refuses(*_):
        raise RelodeError("unknown_place", name="x")

    monkeypatch.setattr(
        figures_moved, "ASKED", {"a": refuses, "b": lambda panel, place: [panel, place.code == HEGANG.code, 2]}
    )
    assert figures_moved._said("a", 1.0, "hegang") == ()
    assert figures_moved._said("b", 1.0, "hegang") == (1.0, 2.0)
