"""Sentences of briefs and reports, whole, from a few invented figures: each value in its own place."""

from types import SimpleNamespace

import pytest

from relode.decisions import decision_text
from relode.language import Amount, Clauses, Sentence
from relode.outlook.ahead.change_accounts import Account
from relode.report import (
    likely,
    page_one,
)

from .invented import HEGANG, amount, decision, decisions, forecast, outlook, result


def test_how_sure_tells_what_bands_held_and_the_band_of_the_place():
    values = {
        "place": HEGANG,
        "held": amount(0.87, None, "share"),
        "ahead": 13,
        "scored": 2030,
        "until": 2035,
        "end": amount(350.0, (200.0, 410.0)),
    }
    (said,) = page_one.how_sure(result(outlook(forecast())))
    assert said == Sentence("brief.sure.people", values)
    of = {
        kind: SimpleNamespace(
            decisions=SimpleNamespace(decisions=[SimpleNamespace(kind=kind), SimpleNamespace(kind="need")])
        )
        for kind in ("programme", "duty")
    }
    assert [next(page_one.how_sure(result(outlook(forecast()), each))).key for each in of.values()] == [
        "brief.sure.programmes",
        "brief.sure.people",
    ]
    assert list(page_one.how_sure(result())) == list(page_one.how_sure(result(outlook(forecast("debt"))))) == []
    gap = {**forecast().quantiles, "p05": (None, 1.0, None)}
    assert list(page_one.how_sure(result(outlook(forecast(quantiles=gap))))) == []


def test_the_first_sentences_tell_people_ageing_and_own_figures(monkeypatch):
    people = Account(
        "population", "persons", 2020, 600.0, -50.0, None, -90.0, 2035, 350.0, (200.0, 410.0), -1.0, ("c",)
    )
    jobs = Account("employment", "persons", 2020, 300.0, -30.0, None, -20.0, 2035, 250.0, (1.0, 2.0), -1.0, ("c",))
    monkeypatch.setattr(page_one, "accounts", lambda _: (people, jobs))
    monkeypatch.setattr(page_one, "known_for", lambda _: ())
    monkeypatch.setattr(page_one, "official", dict)
    mine = [SimpleNamespace(place=HEGANG.code), SimpleNamespace(place=HEGANG.code), SimpleNamespace(place="other")]
    assert list(page_one.stands(result(outlook(forecast()), overrides=mine))) == [
        Sentence(
            "brief.stands.people",
            {"place": HEGANG, "year": 2024, "now": amount(500.0), "until": 2035, "end": amount(350.0, (200.0, 410.0))},
        ),
        Sentence(
            "brief.stands.fixed", {"since": 2020, "until": 2035, "ageing": Amount(-50.0, "persons", None, ("c",))}
        ),
        Sentence("brief.stands.own", {"count": 2}),
    ]
    gap = {**forecast().quantiles, "p95": (None, 1.0, None)}
    assert [one.key for one in page_one.stands(result(outlook(forecast(quantiles=gap))))] == ["brief.stands.fixed"]


def test_a_place_is_known_for_mines_clusters_zones_and_firms():
    industries = SimpleNamespace(
        unit=HEGANG,
        is_of_prefecture=True,
        zone_count=2,
        listed_firms=3,
        zone_industries=("a", "b", "c", "d", "e", "f"),
        firm_industries=(),
    )
    of = SimpleNamespace(
        depth=SimpleNamespace(mines=SimpleNamespace(mines=("x", "y"), capacity=7e6, sources=("t",))),
        pathways=SimpleNamespace(industries=industries),
        profile=SimpleNamespace(clusters=()),
    )
    assert list(page_one.known_for(of)) == [
        Sentence("brief.known.mines", {"count": 2, "capacity": Amount(7e6, "t per year", None, ("t",))}),
        Sentence("brief.known.zones_of", {"count": 2, "industries": ["a", "b", "c", "d", "e"], "unit": HEGANG}),
        Sentence("brief.known.firms_unnamed_of", {"count": 3, "industries": [], "unit": HEGANG}),
    ]
    industries.is_of_prefecture, industries.zone_count, industries.firm_industries = False, 0, ("g",)
    assert list(page_one.known_for(of))[1:] == [Sentence("brief.known.firms", {"count": 3, "industries": ["g"]})]


def service(name, now, then, sure=0.0, capacity=100.0):
    at = {
        page_one.FIRST: SimpleNamespace(users=f"{name} {now}", sure=0.0),
        2030: SimpleNamespace(users=f"{name} {then}", sure=sure),
    }
    there = None if capacity is None else SimpleNamespace(value=capacity, sources=("s",))
    return SimpleNamespace(name=name, at=at.__getitem__, capacity=there, counter_behind=f"by {name}", kind="ages")


def needs(*services):
    named = {
        each.name: each for each in (*services, service("primary", 9, 8, capacity=None), service("pensions", 7, 6))
    }
    return SimpleNamespace(year=2030, services=services, service=named.__getitem__)


def test_what_is_surest_are_three_services_or_the_children():
    given = [
        service("a", 1, 2, 5.0),
        service("b", 1, 2, -6.0),
        service("c", 1, 2),
        service("d", 1, 2, 7.0),
        service("e", 1, 2, 8.0),
        service("f", 1, 2, 9.0, None),
    ]
    found = list(page_one.surest(needs(*given)))
    assert found[0] == Sentence(
        "brief.surest.surplus",
        {
            "name": "a",
            "there": amount(100.0, unit="count"),
            "amount": Amount(5.0, "count"),
            "year": 2030,
            "counter": "by a",
        },
    )
    assert [(one.key, dict(one.values)["amount"].value) for one in found] == [
        ("brief.surest.surplus", 5.0),
        ("brief.surest.shortage", 6.0),
        ("brief.surest.surplus", 7.0),
    ]
    (children,) = page_one.surest(needs(service("c", 1, 2)))
    assert children == Sentence(
        "brief.surest.users",
        {"name": "primary", "now": "primary 9", "then": "primary 8", "first": page_one.FIRST, "year": 2030},
    )
    assert page_one._ages_ahead(needs()) == Sentence(
        "brief.stands.ages",
        {
            "first": page_one.FIRST,
            "year": 2030,
            "primary_now": "primary 9",
            "primary_then": "primary 8",
            "pensions_now": "pensions 7",
            "pensions_then": "pensions 6",
        },
    )


@pytest.mark.usefixtures("named")
def test_five_things_are_to_be_done_now_and_projects_on_terms_are_listed():
    many = [decision(f"d{at}") for at in range(6)]
    _, table = page_one.do_now(decisions(*many), None)
    assert list(table.rows) == many[:5]
    assert [each.name for each in table.columns[:4]] == [
        f"decisions.column.{name}" for name in ("measure", "why", "first_step", "bureau")
    ]
    _, told = page_one.do_now(decisions(decision("x", verdict="leave")), None)
    assert told.said == (Sentence("brief.do_none_alone", {"count": 1, "facts": Clauses(())}),)
    _, told = page_one.do_now(decisions(), needs())
    assert told.said[0].key == "brief.do_none"
    most = decision_text.PROJECTS
    on_terms = [decision(f"p{at}", verdict="do_on_terms") for at in range(most + 2)]
    lines = [each.said[0] for each in page_one.on_terms(decisions(*on_terms))[1:]]
    assert lines == [
        *(Sentence("brief.on_terms", {"name": f"p{at}", "step": f"step of p{at}"}) for at in range(most)),
        Sentence("brief.on_terms_more", {"count": 2}),
    ]
    assert len(page_one.on_terms(decisions(*on_terms[:most]))) == most + 1
    assert page_one.on_terms(decisions()) == []


@pytest.mark.usefixtures("named")
def test_what_to_leave_is_named_with_its_cost_and_projects_last(monkeypatch):
    costs = {"a": Amount(5.0, "yuan", (1.0, 9.0))}
    monkeypatch.setattr(page_one.decision_money, "cost_of", lambda each: costs.get(each.name))
    found = [
        decision("p", verdict="leave", project="p"),
        decision("a", verdict="leave"),
        decision("b", verdict="leave"),
    ]
    said = [block.said for block in page_one.leave(decisions(*found))[1:]]
    assert said == [
        (
            Sentence(
                "brief.leave_costs",
                {"names": [Sentence("brief.left", {"name": "a", "cost": Amount(5.0, "yuan")}), "b", "p"]},
            ),
        )
    ]
    assert page_one.leave(decisions(found[2]))[1].said[0].key == "brief.leave"
    assert page_one.leave(decisions()) == []


def test_two_bureaus_have_figures_to_fill_in_and_the_others_are_counted(monkeypatch):
    lines = [
        SimpleNamespace(known=known, bureau=f"bureau {at}", cells=[at], measures=[f"m{at}"])
        for at, known in enumerate((["k"], [], ["l"], []))
    ]
    monkeypatch.setattr(page_one, "asked_of_bureaus", lambda *_: lines)
    _, *bullet = page_one.fill_in(None, None)
    assert [each.said[0] for each in bullet] == [
        Sentence("brief.fill", {"bureau": "bureau 0", "cells": [0], "measures": ["m0"], "known": Clauses(("k",))}),
        Sentence("brief.fill_unknown", {"bureau": "bureau 1", "cells": [1], "measures": ["m1"], "known": Clauses(())}),
        Sentence("brief.fill_more", {"count": 2}),
    ]
    del lines[2:]
    assert len(page_one.fill_in(None, None)) == 3
    del lines[:]
    assert page_one.fill_in(None, None) == []


def test_what_is_likely_is_told_at_prices_and_without_people_of_working_age_beside_more_jobs(monkeypatch):
    def expectation(quantity, opening, end, base=None):
        return SimpleNamespace(
            quantity=quantity,
            opening=opening,
            end=end,
            unit="persons",
            origin=2024,
            until=2035,
            interval_90=(1.0, 9.0),
            price_base=base,
            sources=("s",),
        )

    found = [
        expectation("age_15_59", 5.0, 4.0),
        expectation("mining_employment", 3.0, 2.0),
        expectation("debt", 7.0, 8.0, 2023),
        expectation("employment", 5.0, 4.0),
    ]
    monkeypatch.setattr(likely, "expected", lambda _: found)
    monkeypatch.setattr(likely, "accounts", lambda _: ())
    said = list(likely.likely(result(outlook())))
    assert [one.key for one in said] == [
        "brief.likely.age_15_59",
        "brief.likely.mining_employment",
        "brief.likely.debt",
    ]
    assert said[1] == Sentence(
        "brief.likely.mining_employment",
        {"origin": 2024, "start": amount(3.0), "end": amount(2.0, (1.0, 9.0)), "until": 2035, "base": ""},
    )
    assert dict(said[2].values)["base"] == Sentence("outlook.city.price_base", {"year": 2023})
    found[3] = expectation("employment", 5.0, 4.5)
    assert [one.key for one in likely.likely(result(outlook()))] == [
        "brief.likely.mining_employment",
        "brief.likely.debt",
    ]
    assert likely.jobs_exceed(result(outlook())) == Sentence(
        "brief.sure.jobs_exceed", {"jobs": amount(5.0), "people": amount(5.0), "year": 2024}
    )
    of = Account("employment", "persons", 2020, 3e5, -3e4, 4e3, -2.4e4, 2035, 2.5e5, (2e5, 3.2e5), -5e4, ("s",))
    assert likely._account_words(of, result()) == Sentence(
        "brief.likely.employment_mined",
        {
            "place": HEGANG,
            "start": amount(3e5),
            "ageing": amount(-3e4),
            "mines": amount(4e3),
            "moves": amount(-2.4e4),
            "end": amount(2.5e5, (2e5, 3.2e5)),
            "since": 2020,
            "until": 2035,
        },
    )
    keys = {(None, None): "plain", (1.0, None): "aged", (1.0, 1.0): "mined"}
    assert [
        likely._account_words(
            Account("employment", "persons", 2020, 3e5, a, m, 0.0, 2035, 3e5, (1.0, 2.0), 0.0, ()), result()
        ).key
        for a, m in keys
    ] == [f"brief.likely.employment_{key}" for key in keys.values()]
