"""Money of a plan: what can be typed, what is refused, and the four pots from facts."""

from dataclasses import fields

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES, plain_value, spoken
from relode.panel import Cell, apply_overrides, checked_overrides
from relode.places import find
from relode.plan.asked import pots as pots_module
from relode.plan.asked.options import parse_money
from relode.plan.asked.pots import (
    Pot,
    Spending,
    grants,
    known,
    own,
    pot_amount,
    pot_basis,
    pot_name,
    pot_rows,
    pots_of,
    spending_of,
    transfer,
    with_sums,
)
from relode.plan.asked.request import PlanRequest, command
from relode.plan.decided_run import purses
from relode.plan.estimate import Estimate
from relode.vocabulary import quantity


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("300M", 3e8), ("3亿", 3e8), ("3亿元", 3e8), ("0.5B", 5e8), ("30000万", 3e8), (" 250k ", 2.5e5), (".5m", 5e5)],
)
def test_a_sum_is_yuan_a_year(text, yuan):
    assert parse_money(text).yuan(1e10, "hegang") == pytest.approx(yuan, rel=1e-12)


def test_per_cent_are_of_public_spending():
    assert parse_money("5%").yuan(13_689_990_000, "hegang") == pytest.approx(684_499_500)


@pytest.mark.parametrize("text", ["300", "0.05", "5 percent", "-300", "many", "", "3MM", "nan%", "1e9", "infM"])
def test_a_bare_number_or_another_form_is_refused(text):
    with pytest.raises(RelodeError, match="unit of a bare number"):
        parse_money(text)


@pytest.mark.parametrize("text", ["0%", "0M", "-5%", "-300M"])
def test_nothing_or_less_is_refused(text):
    with pytest.raises(RelodeError, match="less than one unit of money a year"):
        parse_money(text)


def test_more_than_the_whole_of_public_spending_is_refused(panel):
    place = find("hegang")
    for text in ("101%", "14000M"):
        with pytest.raises(RelodeError, match="more than hegang spends"):
            command(panel, place, PlanRequest(budget=text))


def test_per_cent_of_nothing_are_refused():
    with pytest.raises(RelodeError, match="no public spending of"):
        parse_money("5%").yuan(None, "nowhere")


def test_spending_is_that_of_the_newest_year_with_both_figures(panel):
    found = spending_of(panel, find("hegang"))
    assert (found.year, found.spending, found.revenue) == (2023, pytest.approx(136.8999e8), pytest.approx(32.2231e8))


def pots(panel, place):
    """The pots of a place by channel, or by name where they have none."""
    found = pots_of(panel, find(place), spending_of(panel, find(place)))
    return {pot.channel or pot.name: pot for pot in found}


def told(panel, place, year=2025, **figures):
    """The panel with a user's own figures of a year."""
    rows = [{"place": place, "quantity": name, "year": str(year), "value": str(value), "note": ""}
            for name, value in figures.items()]  # fmt: skip
    return apply_overrides(panel.copy(deep=True), checked_overrides(list(enumerate(rows, 2)), "own.csv"))


def test_room_for_bonds_is_the_limit_less_the_balance_in_all(panel):
    """By hand for Hegang at the end of 2025: a limit of 277.22 less a balance of 274.19."""
    pot = pots(panel, "hegang")["special_bonds"]
    assert (pot.how, pot.years, pot.amount.unit) == ("observed", (2025,), "yuan")
    assert pot.amount.value == pytest.approx((277.22 - 274.19) * 1e8)
    assert pot.amount.value == pytest.approx(0.30e9, rel=0.02)


def test_debt_that_rose_by_swaps_makes_no_room(panel):
    """A balance that rises with its limit, by 100 each, leaves the room as it was."""
    swapped = told(panel, "hegang", government_debt=374.19, government_debt_limit=377.22)
    assert pots(swapped, "hegang")["special_bonds"].amount.value == pots(panel, "hegang")["special_bonds"].amount.value


def test_a_balance_above_its_limit_leaves_nothing_and_says_so(panel):
    pot = pots(told(panel, "hegang", government_debt=280.0), "hegang")["special_bonds"]
    assert (pot.amount.value, pot.how) == (0.0, "over_limit")


def test_a_room_that_nobody_knows_here_stays_unknown_with_the_column_that_tells_it(panel):
    """No limit of Baotou is published: nothing is taken from other cities' rises."""
    pot = pots(panel, "baotou")["special_bonds"]
    assert (pot.amount, pot.how, pot.cell) == (None, "ask", "government_debt_limit")
    assert pots(told(panel, "baotou", government_debt=900.0, government_debt_limit=912.5), "baotou")[
        "special_bonds"
    ].amount.value == pytest.approx(12.5e8)


def test_an_old_limit_says_nothing_of_now(panel):
    old = panel.copy(deep=True)
    recent = (panel["quantity"] == "government_debt_limit") & (panel["year"] >= 2024)
    old["value"] = panel["value"].where(~recent)
    assert np.isfinite(old["value"].sel(quantity="government_debt_limit", place="230400", year=2023))
    assert pots(old, "hegang")["special_bonds"].how == "ask"


def test_what_bonds_hold_in_all_is_spread_over_the_years_of_the_plan(panel):
    """By hand: .303 bn over nine years, 2027 to 2035, are 33.67 M a year; half of 5 % of spending would be 342 M."""
    request = PlanRequest(budget="5%", horizon=2035)
    assert command(panel, find("hegang"), request).bonds == pytest.approx(303e6 / (2035 - FIRST_PLAN_YEAR + 1))


def test_bonds_beyond_the_room_and_beyond_the_budget_are_refused(panel):
    place = find("hegang")
    with pytest.raises(RelodeError, match="beyond the room"):
        command(panel, place, PlanRequest(budget="6000M", bonds="310M"))
    with pytest.raises(RelodeError, match="more than the budget"):
        command(panel, place, PlanRequest(budget="10M", bonds="30M"))
    assert command(panel, place, PlanRequest(budget="600M", bonds="20M")).bonds == 20e6


def test_sums_that_are_typed_are_what_decisions_may_spend(panel):
    """By hand: of 600 M a year 20 are bonds and 200 grants, so that the city has 380; limit and rule stay as told."""
    hegang = find("hegang")
    typed = command(panel, hegang, PlanRequest(budget="600M", bonds="20M", granted="200M")).pots
    held = {(each.pot, each.channel): (each.known, each.room) for each in purses(typed, 9)}
    usual = {(each.pot, each.channel): (each.known, each.room) for each in purses(pots_of(panel, hegang, None), 9)}
    assert held["own", ""] == ("known", (380e6, 380e6))
    assert held["granted", ""] == ("known", (200e6, 200e6))
    assert held["bonds", "special_bonds"] == ("known", (20e6, 20e6))
    assert held["granted", "exhausted_transfer"] == usual["granted", "exhausted_transfer"]
    assert {pot.sources for pot in typed if pot.how == "typed"} == {("user",)}
    assert command(panel, hegang, PlanRequest()).pots == pots_of(panel, hegang, spending_of(panel, hegang))


def test_the_transfer_to_exhausted_cities_is_a_part_of_the_province_s_sum(panel):
    """By hand for Hegang: 2.567 bn of Heilongjiang in 2020, over its six listed places or over ten treated alike."""
    pot = pots(panel, "hegang")["exhausted_transfer"]
    assert (pot.how, pot.years, pot.name) == ("estimated", (2020,), "granted")
    assert pot.amount.interval_90 == pytest.approx((25.67 / 10 * 1e8, 25.67 / 6 * 1e8))
    assert pot.amount.value == pytest.approx((0.2567e9 + 0.4278e9) / 2, rel=1e-3)
    assert {"wages/social security arrears", "land repair"} < set(pot.uses)
    assert "schools" not in pot.uses


def test_where_the_province_s_sum_was_not_read_the_nation_s_stands_with_the_ends_of_the_others():
    """By hand: 222.9 less 30.51 for leaving mining rights, over 69; the list of 2020 is cut off before Gansu."""
    pot = transfer(find("baiyin"))
    assert pot.amount.value == pytest.approx((222.9 - 30.51) / 69 * 1e8)
    low, high = pot.amount.interval_90
    assert low < pot.amount.value < high


def test_admitted_areas_are_asked_for_and_give_nothing_before(panel):
    pot = pots(panel, "yulin")["subsidence_mining_district"]
    assert (pot.amount, pot.how, pot.cell) == (None, "ask", "subsidence_investment_received")
    assert command(panel, find("yulin"), PlanRequest(budget="5%")).granted == 0.0
    own = told(panel, "yulin", subsidence_investment_received=0.4)
    assert pots(own, "yulin")["subsidence_mining_district"].amount.value == pytest.approx(0.4e8)
    assert command(own, find("yulin"), PlanRequest(budget="5%")).granted == pytest.approx(0.4e8)


def test_grants_of_several_channels_add_up(panel):
    own = told(panel, "hegang", subsidence_investment_received=0.5)
    found = known(tuple(pots(own, "hegang").values()), "granted", 9)
    assert found.value == pytest.approx(0.5e8 + (25.67 / 10 + 25.67 / 6) / 2 * 1e8)
    assert found.interval_90 == pytest.approx((0.5e8 + 25.67 / 10 * 1e8, 0.5e8 + 25.67 / 6 * 1e8))


def test_a_city_on_no_list_has_no_grant(panel):
    assert (pots(panel, "shanghai")["granted"].how, pots(panel, "shanghai")["granted"].amount) == ("none", None)


def test_own_money_is_revenue_less_what_is_known_to_be_bound(panel):
    """By hand for Hegang: 32.2231 less 3 % of 274.19; wages and duties unknown, so nothing may be left of it.

    A user who says that 30 of it are bound has 2.2231 left, one who says 40 none.
    """
    pot = pots(panel, "hegang")["own"]
    assert (pot.how, pot.cell) == ("at_most", "own_revenue_bound")
    assert pot.amount.value == pytest.approx((32.2231 - 0.03 * 274.19) * 1e8)
    assert pot.amount.interval_90 == (0.0, pot.amount.value)
    left = pots(told(panel, "hegang", own_revenue_bound=30), "hegang")["own"]
    assert (left.how, left.amount.value) == ("observed", pytest.approx(2.2231e8))
    none = pots(told(panel, "hegang", own_revenue_bound=40), "hegang")["own"]
    assert (none.how, none.amount.value) == ("over_limit", 0.0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_of_pots_says_how_each_is_known_and_where_to_fill_it_in(panel, language):
    rows = list(pot_rows(tuple(pots(panel, "hegang").values())))
    said = [str(plain_value(basis, language)) for _, _, basis in rows]
    assert not any(stop in row for row in said for stop in ("。", ". ", ".;"))  # parts of one sentence
    for row, cell in zip(said, ("own_revenue_bound", "exhausted_city_transfer_received"), strict=False):
        assert quantity(cell).label(language) in row
    amounts = [None if amount is None else spoken(amount, language) for _, amount, _ in rows]
    expected = {
        "en": ["not known, 0 at least", "303 million yuan in all below the debt limit"],
        "zh": ["不详（下限为0）", "债务限额空间共3.03亿元"],
    }
    assert [each and each.replace("\u00a0", " ") for each in amounts[2:]] == [*expected[language], None]


def test_too_much_is_refused_with_its_option_and_the_sum():
    with pytest.raises(RelodeError, match="more than hegang spends") as error:
        parse_money("150%").yuan(1e9, "hegang")
    assert (error.value.values["option"], error.value.values["sum"].value) == ("--budget", 1.5)


@pytest.fixture
def figures(monkeypatch):
    """(quantity, year) -> value of a place, in 10^8 yuan, in place of a panel."""
    held = {}

    def newest(_panel, place, quantities, years):
        for year in reversed(years):
            if all((name, year) in held for name in quantities):
                about = {"place": place.code, "unit": "100 million yuan", "table": "t"}
                return tuple(_cell(name, year, held[name, year], **about) for name in quantities)
        return ()

    monkeypatch.setattr(pots_module, "newest", newest)
    return held


def _cell(name, year, value, **about):
    values = {**about, "quantity": name, "year": year, "value": value, "sources": (name,), "flags": (f"f{year}",)}
    return Cell(**{field.name: values.get(field.name) for field in fields(Cell)})


def test_figures_of_2018_and_of_2025_are_the_oldest_and_newest_that_tell_a_pot(figures):
    """Spending is looked for six years further back."""
    hegang, spending = find("hegang"), Spending(2023, 100e8, 30e8, ("b",), ())
    for year, how in ((2017, "at_most"), (2018, "observed"), (2025, "observed"), (2026, "at_most")):
        figures.clear()
        figures["own_revenue_bound", year] = 10.0
        pot = own(None, hegang, spending)
        assert (pot.how, pot.amount.value) == (how, {"at_most": 30e8, "observed": 20e8}[how])
    for year, is_known in ((2011, False), (2012, True), (2025, True), (2026, False)):
        figures.clear()
        figures["budget_expenditure", year] = 100.0
        assert spending_of(None, hegang) is None
        figures["budget_revenue", year] = 30.0
        found = spending_of(None, hegang)
        assert (found is not None) == is_known
        if found is not None:
            assert (found.year, found.spending, found.revenue) == (year, 100e8, 30e8)
            assert (found.sources, found.flags) == (("budget_expenditure", "budget_revenue"), (f"f{year}",))
    for year, how in ((2023, "ask"), (2024, "observed"), (2025, "observed"), (2026, "ask")):
        figures.clear()
        figures["government_debt_limit", year], figures["government_debt", year] = 9.0, 4.0
        assert pots(None, "hegang")["special_bonds"].how == how


def test_own_money_without_spending_debt_or_anything_left(figures):
    """By hand: 3 % of 400 are 12 of a revenue of 30, of 2,000 they are more than it."""
    hegang, spending = find("hegang"), Spending(2023, 100e8, 30e8, ("b",), ())
    assert own(None, hegang, None) == Pot("own", None, "none", (), (), cell="own_revenue_bound")
    bare = own(None, hegang, spending)
    assert (bare.amount.value, bare.amount.interval_90, bare.years, bare.sources) == (
        30e8,
        (0.0, 30e8),
        (2023,),
        ("b",),
    )
    for debt, left in ((400.0, 18e8), (2000.0, 0.0)):
        figures["government_debt", 2024] = debt
        pot = own(None, hegang, spending)
        assert (pot.amount.value, *pot.amount.interval_90) == pytest.approx((left, 0.0, left))
        assert (pot.years, pot.sources) == ((2023, 2024), ("b", "government_debt", "assumption"))
    figures["own_revenue_bound", 2022] = 30.0
    pot = own(None, hegang, spending)
    assert (pot.how, pot.amount.value, pot.years) == ("observed", 0.0, (2023, 2022))
    assert pot.sources == ("b", "own_revenue_bound")


def test_a_sum_of_several_parts_is_told_a_year_with_the_ends_of_those_that_have_some():
    """By hand: 10 a year, 3 to 9 around 6 a year, and 90 in all, which over nine years are 10 a year."""
    amounts = [
        Estimate(10.0, "yuan per year"),
        Estimate(6.0, "yuan per year", (3.0, 9.0)),
        Estimate(90.0, "yuan"),
        None,
    ]
    parts = [Pot("granted", each, "observed", (), ()) for each in amounts]
    other = Pot("own", Estimate(1.0, "yuan per year", (0.0, 2.0)), "observed", (), ())
    found = known([*parts, other], "granted", 9)
    assert (found.value, found.unit, found.interval_90) == (26.0, "yuan per year", (23.0, 29.0))
    assert known([parts[0], parts[2], other], "granted", 9).interval_90 is None
    assert known(parts[3:], "granted", 9) is known([other], "granted", 9) is None


def test_sums_that_are_typed_take_the_place_of_pots_but_leave_channels_beside():
    before = [
        Pot("own", Estimate(1.0, "yuan per year"), "observed", (2023,), ("b",), cell="own_revenue_bound"),
        Pot("granted", None, "none", (), ()),
        Pot("granted", None, "ask", (), (), "subsidence_mining_district"),
        Pot("bonds", None, "ask", (), (), "special_bonds", ("works",), "government_debt_limit"),
        Pot("others", None, "measures", (), ()),
    ]
    assert with_sums(before, {}) == tuple(before)
    found = with_sums(before, {"bonds": 5.0, "granted": 7.0})
    assert [(each.name, each.channel, each.how) for each in found] == [
        ("own", "", "observed"), ("granted", "subsidence_mining_district", "ask"), ("granted", "", "typed"),
        ("bonds", "special_bonds", "typed"), ("others", "", "measures"),
    ]  # fmt: skip
    assert [each.amount.value for each in found[2:4]] == [7.0, 5.0]
    assert (found[3].uses, found[3].cell, found[3].years, found[3].sources) == (
        ("works",), "government_debt_limit", (), ("user",),
    )  # fmt: skip


def test_channels_of_grants_by_what_a_place_is(figures):
    """Yulin is on the list but not exhausted, Hegang is, Shanghai is on none; what the user tells stands everywhere."""

    def told_of(city):
        return [(pot.channel, pot.how, pot.years) for pot in grants(None, find(city))]

    transferred, subsidence = "exhausted_transfer", "subsidence_mining_district"
    assert told_of("hegang") == [(transferred, "estimated", (2020,)), (subsidence, "ask", ())]
    assert told_of("yulin") == [(subsidence, "ask", ())]
    assert told_of("shanghai") == [("", "none", ())]
    figures["exhausted_city_transfer_received", 2024] = 2.0
    assert told_of("shanghai") == [(transferred, "observed", (2024,))]
    figures["subsidence_investment_received", 2023] = 3.0
    assert [(pot.channel, pot.amount.value, pot.sources) for pot in grants(None, find("hegang"))] == [
        (transferred, 2e8, ("exhausted_city_transfer_received",)),
        (subsidence, 3e8, ("subsidence_investment_received",)),
    ]


def test_words_of_a_pot_by_hand():
    """What is known at most is told without its lower end; of what was typed or observed no cell is asked."""

    def keys(pot):
        amount, basis = pot_amount(pot), [each.key for each in pot_basis(pot).parts]
        return amount and (amount.key.rpartition(".")[2], amount.values.get("amount")), basis

    yearly = Estimate(5.0, "yuan per year", (4.0, 6.0))
    (key, amount), basis = keys(Pot("own", yearly, "at_most", (2023, 2024, 2023), ("b",), cell="own_revenue_bound"))
    assert (key, amount.value, amount.interval_90, amount.sources) == ("most", 5.0, None, ("b",))
    assert basis == ["plans.pot.of_years", "plans.pot.fill"]
    years = pot_basis(Pot("own", yearly, "at_most", (2024, 2023, 2024), ())).parts[0].values["years"]
    assert years == ["2023", "2024"]
    (key, amount), basis = keys(Pot("granted", yearly, "typed", (), ("user",), cell="x"))
    assert (key, amount.interval_90, basis) == ("a_year", (4.0, 6.0), ["plans.pot.how.typed"])
    limit = Pot("bonds", Estimate(5.0, "yuan"), "observed", (2025,), (), "special_bonds", (), "government_debt_limit")
    assert keys(limit)[0][0] == "in_all"
    assert keys(limit)[1] == ["plans.pot.of_years"]
    assert pot_basis(limit).parts[0].values["how"].key == "plans.pot.how.limit"
    asked = Pot("bonds", None, "ask", (), (), "special_bonds", (), "government_debt_limit")
    assert keys(asked) == (("unknown", None), ["plans.pot.how.ask", "plans.pot.ask.special_bonds", "plans.pot.fill"])
    assert keys(Pot("granted", None, "ask", (), (), "exhausted_transfer"))[1] == ["plans.pot.how.ask"]
    assert keys(Pot("others", None, "measures", (), ())) == (None, ["plans.pot.how.measures"])
    assert pot_name(asked).key == "plans.pot.bonds"
    assert pot_name(Pot("granted", None, "none", (), ())).key == "plans.pot.granted"
    assert pot_name(Pot("granted", None, "ask", (), (), "exhausted_transfer")).zh
