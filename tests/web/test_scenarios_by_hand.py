"""What scenarios and deals say, by hand: jobs, money, levels, the bar of payers, the form of a deal."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.language import Amount, Sentence
from relode.model.policy.levers import levers
from relode.places import find
from relode.web.pages import deal_page
from relode.web.what_if import what_if_page, what_if_pictures, what_if_text
from relode.web.what_if.scenario import Scenario

HEGANG, JIXI = find("hegang"), find("jixi")
SAID = Sentence("charts.sectors.primary", {})


def what_if(**more):
    change = SimpleNamespace(value=0.02, unit="share", interval_90=(0.01, 0.03), more_share=0.9)
    count = SimpleNamespace(value=500.0, unit="persons", interval_90=(100.0, 900.0))
    values = {
        "place": HEGANG,
        "until": 2035,
        "futures": SimpleNamespace(count=200, seed=7, years=[2025, 2026, 2035]),
        "changes": {"employment": change},
        "counts": {"employment": count},
    }
    return SimpleNamespace(**{**values, **more})


def changed(value, low, high, more, people=500.0):
    change = SimpleNamespace(value=value, unit="share", interval_90=(low, high), more_share=more)
    return what_if(
        changes={"employment": change},
        counts={"employment": SimpleNamespace(value=people, unit="persons", interval_90=(-people, people))},
    )


SET = Scenario(((next(iter(levers())), "", 0.01),))


@pytest.mark.parametrize(
    ("of", "key"),
    [
        (changed(0.02, 0.01, 0.03, 0.8), "more"),
        (changed(0.02, -0.01, 0.03, 0.8), "more_probably"),
        (changed(0.02, 0.0, 0.03, 0.8), "more"),
        (changed(0.02, 0.01, 0.03, 0.79), "unclear"),
        (changed(-0.02, -0.03, -0.01, 0.2), "fewer"),
        (changed(-0.02, -0.03, 0.01, 0.1), "fewer_probably"),
        (changed(-0.02, -0.03, 0.01, 0.21), "unclear"),
        (changed(0.0009, -0.01, 0.01, 0.9), "hardly"),
        (changed(-0.0009, -0.01, 0.01, 0.1), "hardly"),
        (changed(0.0009, -0.01, 0.01, 0.5), "unclear"),
        (changed(0.001, 0.0001, 0.01, 0.9), "more"),
        (changed(0.02, 0.01, 0.03, 0.9, 0.4), "nobody"),
        (changed(0.02, 0.01, 0.03, 0.9, 0.5), "more"),
    ],
)
def test_jobs_of_a_scenario_are_more_fewer_unclear_or_nobodys(of, key):
    said = what_if_text.finding(of, SET)
    assert said.key == f"web.act.{key}"
    share = of.changes["employment"].more_share
    told = {name: said.values[name] for name in ("year", "agreeing", "opposing", "futures", "place")}
    assert told == {
        "year": 2035,
        "agreeing": round(share * 200),
        "opposing": 200 - round(share * 200),
        "futures": 200,
        "place": HEGANG,
    }
    assert said.values["change"] == Amount(
        of.changes["employment"].value, "share", of.changes["employment"].interval_90, ("simulator",), "tenths"
    )
    assert said.values["least"].value == 0.001
    assert what_if_text.finding(of, Scenario()) == Sentence("web.act.nothing", {"place": HEGANG, "futures": 200})


def test_a_level_without_levers_is_the_median_of_its_year():
    bands = np.arange(15.0).reshape(5, 3)
    said = what_if_text.note(what_if(nothing={"employment": bands}), "employment", Scenario())
    # the last year is the third: 2, 5, 8, 11, 14 from the lowest band to the highest
    assert said == Sentence(
        "web.act.no_change", {"year": 2035, "level": Amount(8.0, "persons", (2.0, 14.0), ("simulator",)), "base": ""}
    )
    counted = what_if_text.note(what_if(), "employment", SET)
    assert (counted.key, counted.values["count"].value) == ("web.act.change_counted", 500.0)
    texts = what_if_page.cells(dict.fromkeys(what_if_page.SHOWN, bands), [2019, 2020, 2035], "en")
    assert len(texts) == 2 * len(what_if_page.SHOWN)


def paid(value, unit="10^4 yuan"):
    return SimpleNamespace(value=value, unit=unit, interval_90=(value, value))


def test_the_bar_of_payers_holds_the_budget_at_least():
    """By hand: a budget of 5 % of 2,000 YUAN are 100; payers of 30 and 50 leave it the whole, of 150 and 50 not."""
    spending = SimpleNamespace(spending=2000.0 * what_if_text.YUAN)
    scenario = SimpleNamespace(budget=0.05)
    small = what_if_text.payers_bar(
        SimpleNamespace(spending=spending, paid={"city": paid(30.0), "firm": paid(0.0), "centre": paid(50.0)}), scenario
    )
    assert small == {
        "parts": [{"payer": "city", "from": 0.0, "length": 0.3}, {"payer": "centre", "from": 0.3, "length": 0.5}],
        "line": 1.0,
    }
    large = what_if_text.payers_bar(
        SimpleNamespace(spending=spending, paid={"city": paid(150.0), "centre": paid(50.0)}), scenario
    )
    assert (large["parts"][1], large["line"]) == ({"payer": "centre", "from": 0.75, "length": 0.25}, 0.5)
    assert what_if_text.payers_bar(SimpleNamespace(spending=None), scenario) == {"parts": [], "line": 0.0}
    borne = what_if_text.borne(SimpleNamespace(paid_for={"subsidy": {"city": paid(2.0), "firm": paid(0.0)}}), "subsidy")
    (one,) = borne.values["payers"]
    assert one.values["sum"] == Amount(2.0 * what_if_text.YUAN, "yuan", None, ("simulator",))
    free = what_if_text.borne(SimpleNamespace(paid_for={"subsidy": {"city": paid(0.0)}}), "subsidy")
    assert free.values["payers"] == (Sentence("web.act.free", {}),)


@pytest.mark.parametrize(
    ("share", "doses", "key"),
    [
        (0.0009, True, "far_within_budget"),
        (0.001, True, "within_budget"),
        (0.0501, True, "over_budget"),
        (0.0, False, "no_cost"),
    ],
)
def test_money_of_a_scenario_stands_beside_its_budget(share, doses, key):
    spending = SimpleNamespace(spending=7.0, year=2024, sources=("f",))
    of = SimpleNamespace(cost=paid(3.0), cost_share=paid(share, "share"), spending=spending, until=2035)
    said = what_if_text.money(of, SimpleNamespace(budget=0.05, doses=doses))
    assert said.key == f"web.act.{key}"
    assert {name: getattr(value, "value", value) for name, value in said.values.items()} == {
        "sum": 3.0,
        "until": 2035,
        "first": 2026,
        "share": share,
        "least": 0.001,
        "budget": 0.05,
        "whole": 7.0,
        "year": 2024,
    }


def test_the_command_of_a_scenario_has_its_futures_its_seed_and_its_shock():
    plain = "relode simulate hegang --policy hegang-what-if.toml --futures 200 --seed 7"
    assert what_if_text.command(HEGANG, Scenario(), what_if()) == plain
    assert what_if_text.command(HEGANG, Scenario(shock="price_fall"), what_if()) == f"{plain} --shock price_fall@2027"
    assert what_if_pictures.marked(Scenario(shock="price_fall")) == (2026, 2027)
    assert what_if_pictures.marked(Scenario()) == (2026,)
    assert "price_fall@2027" in what_if_text.as_python(HEGANG, Scenario(shock="price_fall"), what_if())


def test_a_slider_has_fifty_steps_and_none_for_a_dose_between_two():
    lever = SimpleNamespace(lower=1.0, upper=6.0)
    assert [what_if_page.step_of(lever, dose) for dose in (0, 1.0, 1.1, 6.0, 1.15, 1.1 + 1e-8)] == [
        0.1,
        0.1,
        0.1,
        0.1,
        "any",
        0.1,
    ]


def test_a_dose_that_costs_a_sum_is_found_by_two_probes_or_not_at_all():
    """A cost in proportion to the dose: so many yuan are met at once, and beyond the largest dose there is none."""
    name = next(each for each, lever in levers().items() if not lever.by_sector)
    top = levers()[name].upper
    made = what_if_page.WhatIfs(None)
    made.found = lambda _, scenario: SimpleNamespace(
        paid={"city": paid(100.0 * scenario.doses[0][2] / top), "firm": paid(100.0 * scenario.doses[0][2] / top)}
    )
    found = made._at_cost("x", name, 50.0 * what_if_page.YUAN, 2035)
    assert (found.doses[0][2], found.until, found.doses[0][:2]) == (pytest.approx(top / 4, rel=1e-3), 2035, (name, ""))
    assert made._at_cost("x", name, 201.0 * what_if_page.YUAN, 2035) is None
    made.found = lambda *_: SimpleNamespace(paid={"city": paid(0.0)})
    assert made._at_cost("x", name, 1.0, 2035) is None


def test_a_form_begins_with_the_example_and_forgets_it_once_a_sum_is_given():
    plain = deal_page._filled({})
    assert (plain["investment"], plain["jobs"], plain["works"], plain["place"], plain["but_for"], plain["on_jobs"]) == (
        "2\N{NO-BREAK SPACE}billion",
        "600",
        "",
        "",
        "0.13",
        "0",
    )
    assert (plain["claw_back"], plain["land_at_price"]) == ("", "")
    given = deal_page._filled({"jobs": "50", "grant": "", "claw_back": "1"})
    assert {name: given[name] for name in ("investment", "jobs", "tax", "grant", "claw_back")} == {
        "investment": "",
        "jobs": "50",
        "tax": "",
        "grant": "",
        "claw_back": "1",
    }
    switched = deal_page._filled({"but_for": "0.5", "place": "hegang"})
    assert (switched["but_for"], switched["investment"]) == ("0.5", "2\N{NO-BREAK SPACE}billion")
    assert deal_page._still_example(plain, "en") == Sentence("deals.page.example", {})
    some = deal_page._still_example({**plain, "jobs": "7", "land": "", "tax": "1"}, "en")
    assert some == Sentence(
        "deals.page.still_example",
        {"fields": tuple(Sentence(f"deals.page.field.{name}", {}) for name in ("investment", "grant"))},
    )
    assert deal_page._still_example(given, "en") is None
    deal = deal_page._deal({**plain, "stage": "contract", "bids": "not_known", "works": "3 million"})
    assert [(each.what, each.paid_on) for each in deal.give] == [
        ("grant", "signing"),
        ("land", "investment"),
        ("works", "investment"),
    ]
    with pytest.raises(RelodeError, match="promised"):
        deal_page._deal({**plain, "investment": "", "jobs": "", "tax": "", "stage": "", "bids": "not_known"})


def test_the_tables_of_a_deal_have_each_sum_in_its_column():
    year = SimpleNamespace(year=2026, tax=1.0, paid=2.0, back=3.0, net=4.0)
    term = SimpleNamespace(term="all", yuan=5.0, net=6.0)
    of = SimpleNamespace(
        steps=[SimpleNamespace(name="net", jobs=7.0)],
        by_year=[year],
        terms=[term],
        map=[[100.0 * row + column for column in range(11)] for row in range(11)],
    )
    steps, years, cells, terms = deal_page._tables(of)

    def row(table, at=0):
        return [
            getattr(column.value(table.rows[at]), "value", column.value(table.rows[at])) for column in table.columns
        ]

    assert (row(steps)[1], row(years), row(terms)[1:]) == (7.0, [2026, 1.0, 2.0, 3.0, 4.0], [5.0, 6.0])
    assert len(cells.rows) == 36
    assert [row(cells, at) for at in (0, 1, 6, 35)] == [
        [0.0, 0.0, 0.0],
        [0.2, 0.0, 2.0],
        [0.0, 0.2, 200.0],
        [1.0, 1.0, 1010.0],
    ]
    of.terms = []
    assert len(deal_page._tables(of)) == 3
