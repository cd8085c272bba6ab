"""Money of a place: two books and rows by hand, the split of any budget, channels for eligible places alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.decisions.money import Sums, account, money_decisions, most_granted, split, sums_of
from relode.decisions.records import Decision, Sum
from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.language import LANGUAGES, plain_value
from relode.panel import apply_overrides, checked_overrides
from relode.places import by_code, official

from ..tables_read import cases

EIGHT = ("230400", "210900", "610800", "150200", "140200", "320300", "510400", "620300")
YEARS = tuple(range(2026, 2036))


def typed(panel, case):
    """The panel with what a place typed into the workbook: quantity, year, value; parted by semicolons."""
    own = [
        dict(zip(("quantity", "year", "value"), each.split(), strict=True))
        for each in case["typed"].split("; ")
        if each
    ]
    rows = [{"place": case["place"], "note": "own", **each} for each in own]
    return apply_overrides(panel.copy(deep=True), checked_overrides(enumerate(rows, 2), "own.csv")) if rows else panel


def books(panel, code):
    return account(panel, by_code()[code], YEARS[-1], 1)


def rows_of(panel, code):
    return money_decisions(panel, by_code()[code], books(panel, code))


@pytest.mark.parametrize(
    "case", cases("money"), ids=lambda case: f"{case['place']} {case['row']} {case['typed']}".strip()
)
def test_books_and_rows_by_hand(case, panel):
    ends = [float(case[name]) if case[name] else None for name in ("low", "median", "high")]
    panel = typed(panel, case)
    if case["year"]:
        book = books(panel, case["place"])
        row = next(row for row in (*book.general, *book.fund) if row.item == case["row"])
        assert np.divide(row.by_year[case["year"]], 1e8) == pytest.approx(ends, abs=6e-5)
        assert not case["typed"] or (row.sources == ("user",) and row.item not in book.missing)
        return
    row = next(row for row in rows_of(panel, case["place"]) if row.id == case["row"])
    assert row.amount / 1e8 == pytest.approx(ends[1], abs=6e-5)
    if ends[0] is None:
        assert row.interval_90 is None
    else:
        assert np.divide(row.interval_90, 1e8) == pytest.approx([ends[0], ends[2]], abs=6e-5)


def test_what_no_source_has_is_named_in_the_account_and_never_a_number(panel):
    for code in EIGHT:
        book = books(panel, code)
        assert {"livelihood", "arrears", "hidden_debt", "pension_gap", "project_quota"} <= set(book.missing)
        for row in (*book.general, *book.fund):
            if "not_shipped" in row.flags:
                assert set(row.by_year.values()) == {None}
        assert list(book.general[0].by_year) == list(map(str, range(2023, 2036)))


INTEREST = {
    # mean of general debt 91.78 and 85.26, rates of 2024, over spending 206.02
    ("620700", "general_interest_share"): (2024, 88.52 / 206.02 * 0.0307),
    # mean of special debt 241.62 and 224.30, rates of 2024, over fund revenue 6.08 and the rise of 17.32
    ("620700", "special_interest_share"): (2024, 232.96 / 23.40 * 0.0307),
}


@pytest.mark.parametrize(("code", "key"), INTEREST)
def test_interest_over_spending_by_hand(code, key, panel):
    year, share = INTEREST[code, key]
    fact = next(fact for fact in books(panel, code).rules if fact.key == key)
    assert (fact.year, fact.value) == (year, pytest.approx(share, abs=5e-5))


def test_a_figure_carried_forward_or_a_sum_of_funds_never_says_that_restructuring_must_start(panel):
    found = next(row for row in rows_of(panel, "620700") if row.id == "money:interest")
    assert found.recommendation == "more_data"
    assert all("carried_forward" not in fact.flags for fact in found.facts)
    assert {fact.year for fact in found.facts if fact.key == "government_debt_special"} == {2023, 2024}


def test_nothing_is_left_for_a_plan_while_wages_and_principal_are_unknown(panel):
    for code in EIGHT:
        book = books(panel, code)
        assert book.leaves is None
        assert "left" not in {row.item for row in book.general}
        assert split(book, (), Sums(1e9, {}, 0.0, YEARS)).displaced is None
    bound = {"place": "230400", "typed": "own_revenue_bound 2024 30"}
    assert books(typed(panel, bound), "230400").leaves is not None


def test_a_channel_is_offered_to_eligible_places_alone(panel):
    places = [place for place in map(by_code().get, official()) if place.level == "prefecture"]
    rows = {place.code: rows_of(panel, place.code) for place in places}
    offered = {code for code, some in rows.items() if any(row.channel == "exhausted_transfer" for row in some)}
    assert offered == {place.code for place in places if official()[place.code].is_exhausted}
    assert 0 < len(offered) < len(places)
    heavy = {
        by_code()[code].province for code, some in rows.items() if any(row.id == "money:heavy_debt" for row in some)
    }
    assert "230000" in heavy
    assert not heavy & {"150000", "220000", "370000"}
    assert [code for code, some in rows.items() if any(row.id == "money:restructuring" for row in some)] == ["230400"]
    for row in (row for some in rows.values() for row in some):
        assert row.facts
        for text in (row.name, row.reason, row.first_step, row.bureau, *(ask.decides for ask in row.asks)):
            assert all("{" not in plain_value(text, language) for language in LANGUAGES)


def row(key, value, payer="own", group="here", recommendation="do", kind="service", amount=None, unit=""):
    text = "x"
    return Decision(
        key, kind, "", text, group, recommendation, text, text, text, None, (), amount, None, unit, None,
        Sum(value, "yuan per year", None, (), True), payer, "", (),
    )  # fmt: skip


def parts(found):
    return found.own + found.law + found.pilots + found.unassigned


MIXED = (
    row("mine:law", 40e6, group="law", kind="mine"),
    row("service:whole", 90e6),
    row("service:beds", 60e6, amount=600.0, unit="beds"),
    row("programme:do", 250e6, kind="programme"),
    row("programme:pilot", 8e6, recommendation="pilot", kind="programme"),
    row("service:grant", 70e6, payer="channel", recommendation="secure"),
    row("mine:firm", 30e6, payer="firm", kind="mine"),
)


@pytest.mark.parametrize(
    ("budget", "own", "law", "pilots"),
    [
        (1, 0, 0, 0),
        (1e6, 1e6, 0, 0),
        (5e7, 10e6, 40e6, 0),
        (1e8, 60e6, 40e6, 0),
        (3e8, 150e6, 40e6, 8e6),
        (1e9, 400e6, 40e6, 8e6),
    ],
)
def test_law_is_paid_first_then_needs_then_the_rest_by_hand(budget, own, law, pilots):
    found = split(None, MIXED, Sums(budget, {}, 0.0, YEARS))
    assert (found.own, found.law, found.pilots) == (own, law, pilots)
    assert parts(found) == budget
    assert [line.id for line in found.lines if line.payer == "firm"] == ["mine:firm"]
    assert not [line for line in found.lines if line.payer == "channel"]


def test_beds_are_bought_whole_and_the_rest_not_at_all():
    found = split(None, MIXED[1:3], Sums(30_050_000, {}, 0.0, YEARS))
    assert [(line.id, line.yuan) for line in found.lines] == [("service:beds", 30e6)]
    assert found.unassigned == 50_000


def test_grants_and_bonds_never_lift_the_budget():
    found = split(None, MIXED, Sums(None, {"": 80_000_000}, 5_000_000, YEARS))
    assert found.budget is None
    assert (found.own, found.unassigned, found.secured) == (0, 0, 85e6)
    assert {line.payer for line in found.lines} == {"channel", "firm"}


@given(
    st.integers(1, 10**11),
    st.lists(st.tuples(st.floats(1, 1e10), st.sampled_from(("own", "channel", "bonds", "firm")),
                       st.sampled_from(("here", "law")), st.sampled_from(("do", "secure", "pilot", "not_now")),
                       st.sampled_from(("", "beds")), st.floats(0, 1e4)), max_size=8),
    st.integers(0, 10**10),
)  # fmt: skip
def test_the_split_adds_up_to_the_yuan(budget, some, granted):
    rows = [
        row(f"r{at}", value, payer, group, recommendation, amount=amount, unit=unit)
        for at, (value, payer, group, recommendation, unit, amount) in enumerate(some)
    ]
    found = split(None, rows, Sums(budget, {"": granted}, 0.0, YEARS))
    assert parts(found) == budget
    assert min(found.own, found.law, found.pilots, found.unassigned) >= 0
    assert sum(line.yuan for line in found.lines if line.payer == "own") == budget - found.unassigned
    assert sum(line.yuan for line in found.lines if line.payer == "channel") <= granted
    for line in found.lines:
        assert sum(line.by_year.values()) == pytest.approx(line.yuan * len(YEARS))


@pytest.mark.parametrize("code", EIGHT)
def test_any_budget_runs_in_every_city(code, panel):
    book, place = books(panel, code), by_code()[code]
    for typed, yuan in (("1yuan", 1), ("1M", 1e6), ("100M", 1e8), ("300M", 3e8), ("1B", 1e9), ("10B", 1e10)):
        sums = sums_of(panel, place, PlanRequest(budget=typed))
        assert sums.budget == yuan
        found = split(book, MIXED, sums)
        assert parts(found) == yuan
        assert found.displaced is None


def test_a_share_of_spending_is_its_yuan(panel):
    place = by_code()["230400"]
    share, yuan = (sums_of(panel, place, PlanRequest(budget=text)) for text in ("5%", "684499500yuan"))
    assert share == yuan
    assert split(None, MIXED, share) == split(None, MIXED, yuan)


@pytest.mark.parametrize("option", ["budget", "granted", "bonds"])
def test_more_than_the_province_spends_is_refused(option, panel):
    with pytest.raises(RelodeError, match="province") as error:
        sums_of(panel, by_code()["230400"], PlanRequest(**{"budget": "1M", option: "900B"}))
    assert f"--{option}" in error.value.say("en")


def test_more_granted_than_any_place_got_is_accepted_and_marked(panel):
    place = by_code()["230400"]
    few, many = (sums_of(panel, place, PlanRequest(budget="1M", granted=text)) for text in ("100M", "5B"))
    assert few.flags == ()
    assert most_granted() < 5e9
    assert split(None, (), many).flags == ("granted_above_any_place",)


@pytest.mark.parametrize(("text", "key"), [("-5M", "money.nothing"), ("much", "money.form"), ("0M", "money.nothing")])
def test_what_is_no_sum_is_refused(text, key):
    with pytest.raises(RelodeError) as error:
        PlanRequest(budget=text)
    assert error.value.key == key
