"""Projects of a list as decisions, by hand: pots, requests, gains, law, channels, costs, first steps."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.deals.appraisal_record import FillIn
from relode.deals.chapter import fill_in_words
from relode.deals.deal_draws import drawn
from relode.deals.file import project_sheet, projects_of
from relode.deals.flows import flows
from relode.decisions.decision_records import DecisionChannel, DecisionCost, DecisionLaw, DrawnNumber, SaidText
from relode.decisions.money_account import AccountRequest
from relode.decisions.projects import (
    ListedProjects,
    ProjectDraws,
    channel_of,
    cost_of,
    first_step,
    law_of,
    pot_of_channel,
    project_draws,
    project_gain,
    project_requests,
    refuse_other_places,
    said_text,
    verdict_of,
)
from relode.errors import RelodeError
from relode.language import Bilingual, Sentence
from relode.places import find

from ..deals.test_list_of_projects import clean, workbook

HEGANG = find("hegang")


def draws(paid, jobs=(10.0, 20.0, 30.0, 60.0)):
    each = {pot: np.asarray(yuan) for pot, yuan in paid.items()}
    return ProjectDraws(np.asarray(jobs), each, {"city": np.array([1.0, 2.0, 3.0, 6.0])}, np.array([2.0, 4.0]))


def listed(*found):
    return ListedProjects((), found, (), 2035, 7)


def test_one_request_a_pot_for_the_money_of_all_projects():
    """Own 1 + 3, granted 10; bonds of nothing are not asked for. Works are the yardstick of what comes from above."""
    one = draws({"own": [1.0, 1.0], "granted": [5.0, 15.0], "bonds": [0.0, 0.0]})
    found = project_requests(listed(one, None, draws({"own": [2.0, 4.0]})), 0.25)
    assert found == {
        "own": AccountRequest("subsidy", "", "jobs", 4.0, 0.25, "own", 2026, 2035, 2035, "services"),
        "granted": AccountRequest("subsidy", "", "jobs", 10.0, 0.25, "granted", 2026, 2035, 2035, "works"),
    }
    assert list(project_requests(listed(draws({"own": [0.5]})), 0.25)) == ["own"]


def account(money, yardstick, yuan=100.0):
    """The same in both futures."""
    return SimpleNamespace(money=np.full(2, money), yardstick=np.full(2, yardstick), yuan=np.full(2, yuan))


def test_a_gain_is_net_jobs_and_what_the_money_does_less_its_yardstick():
    """A yuan of own money does .5 jobs, services 1.5; a granted one 2 and 1; nobody ran accounts of bonds.

    Paid are 10, 20, 30, 60 of own money and half of that from above: the gain is 10 - 10 + 5 of the first draw.
    """
    paid = {"own": [10.0, 20.0, 30.0, 60.0], "granted": [5.0, 10.0, 15.0, 30.0], "bonds": [0.0, 0.0, 0.0, 40.0]}
    accounts = {"own": account(50.0, 150.0), "granted": account(200.0, 100.0)}
    found = project_gain(draws(paid, (10.0, 20.5, 15.0, -30.0)), accounts, 1)
    assert found.net_jobs == DrawnNumber(3.875, "persons", pytest.approx((-24.0, 19.675)))
    assert found.money_effect.value == pytest.approx(30 * 0.5 + 15 * 2)
    assert found.yardstick.value == pytest.approx(30 * 1.5 + 15 * 1)
    # Gains 5, 10.5, 0 and -60; 55 yuan are paid on average.
    assert found.gain.value == pytest.approx(-11.125)
    assert found.gain.interval_90 == pytest.approx((-60 + 0.15 * 60, 5 + 0.85 * 5.5))
    assert (found.chance_here, found.worst_tenth) == (0.5, -60.0)
    assert found.gain_per_million == pytest.approx(-11.125 / 55 * 1e6)
    assert found.yardstick_per_million == pytest.approx(60 / 55 * 1e6)
    nothing = project_gain(draws({"own": [0.0] * 4}), accounts, 1)
    assert (nothing.gain_per_million, nothing.yardstick_per_million) == (None, None)
    little = project_gain(draws({"own": [0.5] * 4}, (0.75,) * 4), accounts, 1)
    assert (little.gain_per_million, little.chance_here) == (pytest.approx(0.5e6), 1.0)
    assert little.yardstick_per_million == pytest.approx(1.5e6)


def test_draws_of_a_deal_meet_futures_by_chance():
    futures = SimpleNamespace(money=np.array([0.0, 100.0]), yardstick=np.zeros(2), yuan=np.full(2, 100.0))
    many = draws({"own": [1.0] * 400}, [0.0] * 400)
    told = [project_gain(many, {"own": futures}, seed).money_effect.value for seed in (1, 1, 2)]
    assert told[0] == told[1] != told[2]
    assert 0.4 < told[0] < 0.6


def of_deal(**about):
    held = {"kind": "deal", "verdict": "sign", "fill_in": (), "terms_that_turn": (), "lawful": (), "works": None}
    return SimpleNamespace(**{**held, **about})


def project(channel=None, ceiling=None, faults=(), **about):
    return SimpleNamespace(deal=of_deal(**about), channel=channel, ceiling=ceiling, faults=faults)


@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (project(), "do"),
        (project("special_bonds"), "do_if_granted"),
        (project("special_bonds", faults=("above_pot",)), "do_on_terms"),
        (project(faults=("above_pot",)), "do"),
        (project("special_bonds", verdict="sign_if"), "do_on_terms"),
        (project(verdict="do_not_sign"), "leave"),
        (project("special_bonds", verdict="fill_in", faults=("above_pot",)), "fill_in"),
    ],
)
def test_the_verdict_of_a_project_in_the_words_of_decisions(one, verdict):
    assert verdict_of(one) == verdict


def law(verdict, row):
    return SimpleNamespace(verdict=verdict, row=row)


def test_the_strictest_law_of_what_is_given_and_the_rows_that_say_it():
    rows = [law("allowed", "a"), law("conditional", "b"), law("not_known", "c"), law("not_allowed", "d")]
    assert law_of(of_deal()) == DecisionLaw("allowed", ())
    for count, verdict in enumerate(("allowed", "conditional", "not_known", "not_allowed"), 1):
        assert law_of(of_deal(lawful=rows[:count])) == DecisionLaw(verdict, (rows[count - 1].row,))
    twice = [law("conditional", "b"), law("allowed", "a"), law("conditional", "e"), law("conditional", "b")]
    assert law_of(of_deal(lawful=twice)) == DecisionLaw("conditional", ("b", "e"))


def test_the_pot_of_a_channel_is_that_of_who_bears_it():
    told = [pot_of_channel(each) for each in ("own_budget", "special_bonds", "exhausted_transfer", "carbon_tool")]
    assert told == ["own", "bonds", "granted", "bonds"]
    assert channel_of(project()) == DecisionChannel("own", "", False, None)
    assert channel_of(project("special_bonds")) == DecisionChannel("bonds", "special_bonds", False, None)
    assert channel_of(project("exhausted_transfer", 4e8)) == DecisionChannel(
        "granted", "exhausted_transfer", False, (0.0, 4e8)
    )


def test_a_deal_costs_what_its_payers_pay_and_works_their_whole_cost():
    """Draws of 3, 6, 9 and 18 in all: points of 5 and 95 % are .15 and 2.85 steps into them."""
    paid = ProjectDraws(
        np.zeros(4), {}, {"city": np.array([1.0, 2.0, 3.0, 6.0]), "centre": np.array([2.0, 4.0, 6.0, 12.0])},
        np.array([7.0, 11.0]),
    )  # fmt: skip
    assert cost_of(project(), paid, 2027) == DecisionCost(
        9.0, pytest.approx(3.45), pytest.approx(16.65), {"city": 3.0, "centre": 6.0}, {"2026": 7.0, "2027": 11.0}, 0.0,
        "reader", True,
    )  # fmt: skip
    works = SimpleNamespace(cost_middle=1000.0, cost_band=(800.0, 1300.0))
    by_bonds = cost_of(project("special_bonds", works=works), None, 2029)
    assert by_bonds == DecisionCost(250.0, 200.0, 325.0, {"city": 250.0}, {}, 0.0, "reader", True)
    nobody = ProjectDraws(np.zeros(4), {}, {}, np.zeros(2))
    assert cost_of(project(works=works), nobody, 2029).by_payer == {"city": 250.0}
    assert cost_of(project(), None, 2029) is None
    for unknown in ({"cost_middle": None}, {"cost_band": None}):
        assert cost_of(project(works=SimpleNamespace(**{**vars(works), **unknown})), None, 2029) is None


def test_the_first_step_is_a_cell_then_a_term_then_the_contract():
    said = {name: Bilingual(name, name) for name in ("cell", "bureau", "low", "high")}
    cell = FillIn(field="give.basis", verdict_low="sign", verdict_high="do_not_sign", **said)
    asked = first_step(of_deal(fill_in=(cell, None), verdict="sign_if", terms_that_turn=("claw_back",)))
    assert asked == fill_in_words(cell, "deal")
    assert {name: asked.values[name] for name in said} == said
    terms = first_step(of_deal(verdict="sign_if", terms_that_turn=("claw_back", "no_relief")))
    assert terms == Sentence("deals.step_first.terms", {"term": Sentence("deals.term.claw_back", {})})
    assert first_step(of_deal(verdict="sign_if")).key == "deals.step_first.deal_sign_if"
    assert first_step(of_deal(terms_that_turn=("claw_back",))).key == "deals.step_first.deal_sign"
    assert first_step(of_deal(kind="public_works", verdict="do_not_sign")).key == (
        "deals.step_first.public_works_do_not_sign"
    )


def test_sentences_are_joined_as_each_language_joins_them():
    parts = [Sentence("decisions.outcome.jobs", {}), Sentence("decisions.outcome.output", {})]
    assert said_text(parts) == SaidText("jobs output", "年均带动就业地区生产总值")


@pytest.fixture(scope="module")
def sheet(tmp_path_factory):
    rows = [
        {**clean(1), "give.payer": "city_company 50%, centre 30%, province 20%"},
        {**clean(2), "promise.jobs": None},
    ]
    return project_sheet(workbook(tmp_path_factory.mktemp("hand") / "list.xlsx", rows))


def test_what_is_paid_until_the_horizon_by_payer_pot_and_year(sheet):
    """A company of the city pays own money, province and centre grant; of nine years to 2034 all is a mean a year."""
    deal, silent = (each.deal for each in projects_of(sheet))
    assert project_draws(project(stated=silent), 2034, 1) is None
    assert project_draws(project(stated=deal, kind="public_works"), 2034, 1) is None
    one = project_draws(project(stated=deal), 2034, 1)
    chance = drawn(deal, 1)
    run = flows(deal, chance)
    paid = run.gifts[0].paid[:, :9]
    assert paid.mean() > 0
    assert one.by_year == pytest.approx(paid.mean(axis=0))
    means = {"city_company": 0.5, "centre": 0.3, "province": 0.2}
    assert {payer: part.mean() for payer, part in one.by_payer.items()} == pytest.approx(
        {payer: part * paid.mean() for payer, part in means.items()}
    )
    assert one.paid.keys() == {"own", "granted"}
    assert one.paid["own"] == pytest.approx(0.5 * paid.mean(axis=1))
    assert one.paid["granted"] == pytest.approx(0.5 * paid.mean(axis=1))
    assert one.jobs == pytest.approx((chance.but_for[:, None] * run.net_jobs_per_but_for)[:, :9].mean(axis=1))


def test_projects_of_several_other_places_are_named_in_order(tmp_path):
    rows = [{**clean(1), "project.place": "yulin"}, {**clean(2), "project.place": "fuxin"}, clean(3)]
    with pytest.raises(RelodeError) as refused:
        refuse_other_places(project_sheet(workbook(tmp_path / "list.xlsx", rows)), HEGANG)
    assert refused.value.values["places"] == ["fuxin", "yulin"]
    refuse_other_places(
        project_sheet(workbook(tmp_path / "own.xlsx", [{**clean(1), "project.place": "hegang"}])), HEGANG
    )
