"""A plan in another country: its money, what doing nothing says, and what is asked for before anything is to do."""

import html
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.country import country_answer, country_text, load_country
from relode.country import plan as plan_module
from relode.country.chapter import chapters, plan_chapter
from relode.country.money_tables import A_YEAR, LocalEffect
from relode.country.outlook import CountryForecast, country_outlook
from relode.country.plan import country_command, country_plan, moved_by
from relode.decisions.decision_text import name_of
from relode.decisions.programmes import programmes
from relode.errors import NoVerdict, RelodeError
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Bilingual
from relode.model.state import CHILDREN, HIGH, LOW
from relode.outlook.forecasters.table_ahead import PastScore
from relode.plan.asked.request import PlanRequest
from relode.plan.estimate import Estimate
from relode.report.country_page import country_html

RATE = 4.0
SPENDING = 1_065_400_000
"""What H001 spent in 2024, to five digits."""


def command(country, **asked):
    return country_command(country, country.find("H001"), PlanRequest(**asked), RATE, 2024)


def test_money_is_asked_for_in_the_currency_and_run_in_yuan(halvia):
    spent = float(halvia.values["budget_expenditure"][0, -1])
    assert spent == pytest.approx(SPENDING, rel=1e-4)
    assert command(halvia, budget="5%").budget == pytest.approx(0.05 * spent / RATE, rel=1e-12)
    assert command(halvia, budget="40M").budget == pytest.approx(1e7, rel=1e-12)
    pots = {pot.name: pot for pot in command(halvia).pots}
    assert (pots["granted"].how, pots["bonds"].how, command(halvia).bonds, command(halvia).granted) == (
        "none", "none", 0.0, 0.0,
    )  # fmt: skip
    assert pots["own"].amount.value == pytest.approx(float(halvia.values["budget_revenue"][0, -1]) / RATE, rel=1e-12)


def test_pots_are_those_of_the_table_and_no_more_is_borrowed_than_it_allows(halvia):
    rooms = {"granted": Estimate(8e6, A_YEAR, None), "bonds": Estimate(4e6, A_YEAR, (2e6, 6e6))}
    country = replace(halvia, pots={"H001": rooms})
    found = command(country, budget="40M")
    assert (found.granted, found.bonds) == (2e6, 1e6)
    assert command(country, budget="40M", bonds="6M").bonds == 1.5e6
    with pytest.raises(RelodeError, match=r"more than District 1 may borrow in a year: 6\sM"):
        command(country, budget="40M", bonds="6.1M")
    with pytest.raises(RelodeError, match=r"more than District 1 may borrow in a year: 0"):
        command(halvia, budget="40M", bonds="1M")


def test_what_is_refused_of_money_is_told_in_the_currency(halvia):
    with pytest.raises(RelodeError) as stop:
        command(halvia, budget="4000M")
    said = stop.value.say("en").replace("\N{NO-BREAK SPACE}", " ")
    assert "4 bn is more than District 1 spends on everything in a year (1.07 bn)" in said


def test_a_share_of_spending_that_is_not_given_is_refused(halvia):
    values = {name: grid for name, grid in halvia.values.items() if name != "budget_expenditure"}
    with pytest.raises(RelodeError, match=r"--budget 5\s% is a share of public spending"):
        command(replace(halvia, values=values), budget="5%")


def test_figures_are_those_of_the_year_before_the_plan_and_what_is_there_is_unknown():
    years = (FIRST_PLAN_YEAR - 2, FIRST_PLAN_YEAR - 1, FIRST_PLAN_YEAR)
    quantities = {
        "expected_output": np.array([[1.0, 2.0, 9.0], [1.0, 3.0, 9.0], [1.0, 7.0, 9.0]]),
        "population": np.array([[5.0, 10.0, 1.0], [5.0, 20.0, 1.0], [5.0, 90.0, 1.0]]),
    }
    ground = SimpleNamespace(futures=SimpleNamespace(years=years))
    found = plan_module.figures_of(SimpleNamespace(ground=ground, nothing=SimpleNamespace(quantities=quantities)))
    assert (found.output, found.residents, found.abroad, found.sources) == (3e8, 20.0, True, ("own_table",))
    assert set(found.facts) >= {each.presence for each in programmes() if each.presence} >= {"mining"}
    assert {fact.state for fact in found.facts.values()} == {"unknown"}


def test_spending_and_pots_by_hand(halvia):
    """Of 2023 both figures are there and of 2024 one; a year of nothing spent is none; 4 crowns are a yuan."""
    place = halvia.find("H001")

    def of(spent, own, pots=()):
        held = {"budget_expenditure": spent, "budget_revenue": own}
        country = SimpleNamespace(
            figures=lambda _, name: held[name], price_level=lambda year: {2024: 1.5}[year], pots={"H001": dict(pots)}
        )
        money = plan_module._spending(country, place, RATE, 2024)
        return money, {pot.name: pot for pot in plan_module._pots(country, place, money, RATE)}

    rooms = {"granted": Estimate(8.0, A_YEAR, None), "bonds": Estimate(4.0, A_YEAR, (2.0, 6.0))}
    money, pots = of({2022: 20.0, 2023: 40.0, 2024: 80.0}, {2022: 4.0, 2023: 8.0}, rooms)
    assert (money.year, money.spending, money.revenue) == (2023, 15.0, 3.0)
    assert (pots["own"].amount.value, pots["own"].years, pots["own"].how) == (3.0, (2023,), "observed")
    assert (pots["granted"].amount.value, pots["granted"].amount.interval_90) == (2.0, None)
    assert (pots["bonds"].amount.value, pots["bonds"].amount.interval_90) == (1.0, (0.5, 1.5))
    assert list(pots) == ["own", "granted", "bonds", "others"]
    money, pots = of({2022: 20.0, 2023: 0.0}, {2022: 4.0, 2023: 8.0})
    assert money.year == 2022
    money, pots = of({2024: 80.0}, {2023: 8.0})
    assert money is pots["own"].amount is pots["bonds"].amount is None
    assert [pot.how for pot in pots.values()] == ["none", "none", "none", "measures"]


def test_doing_nothing_takes_the_value_of_the_outlook_at_the_rank_of_each_future():
    label, score = Bilingual("People", "人口"), PastScore(0.0, (0.0, 0.0), "places", (), 0, 0.9)
    told = CountryForecast(
        quantity="population", label=label, origin=2024, opening=100.0, method="stays", still=0.5,
        past_years=(2024,), past=(100.0,), years=(2025, 2026), p05=(95.0, 80.0), median=(110.0, 120.0),
        p95=(121.0, 180.0), scored_until=2026, chance_of_fall=0.1, places=10, score=score,
    )  # fmt: skip
    run = np.array([[50.0, 40.0, 70.0, 1.0], [50.0, 60.0, 60.0, 2.0], [50.0, 50.0, 50.0, 4.0]])
    moved = run * moved_by(run, told, (2024, 2025, 2026, 2027))
    assert moved[:, 0].tolist() == [50.0, 50.0, 50.0]
    # The middle future says the median, 10 and 20 % more than 2024; the least stays the least.
    assert moved[2, 1] == pytest.approx(55.0, rel=1e-12)
    assert moved[1, 2] == pytest.approx(60.0, rel=1e-12)
    assert moved[0, 1] < moved[2, 1] < moved[1, 1]
    # Ranks 1/6 and 5/6 of a normal are .967 standard deviations out; the 95 % point, a tenth above, is 1.645.
    assert moved[1, 1] / 55.0 == pytest.approx((121 / 110) ** (0.967422 / 1.644854), rel=1e-6)
    assert moved[0, 1] / 55.0 == pytest.approx((95 / 110) ** (0.967422 / 1.644854), rel=1e-6)
    # After the outlook it stays moved by as much.
    assert moved[:, 3] / run[:, 3] == pytest.approx(moved[:, 2] / run[:, 2], rel=1e-12)


def later(put_in, years):
    """The tables of the invented country with every year so many years later."""
    tables = {**put_in["tables"]()}
    for name in ("accounts", "employment"):
        at = tables[name][0].index("year")
        tables[name] = [tables[name][0], *([*row[:at], row[at] + years, *row[at + 1 :]] for row in tables[name][1:])]
    return tables


@pytest.mark.slow
def test_a_plan_begins_after_the_opening(folder, put_in):
    country = load_country(folder(later(put_in, 2), 'classification = "isic4"'))
    with pytest.raises(NoVerdict, match="with all that is needed is 2026"):
        country_plan(country, country.find("H001"), PlanRequest())


@pytest.mark.slow
def test_a_place_outside_the_opening_is_told_which_cells_it_lacks(folder, put_in):
    tables = {**put_in["tables"]()}
    accounts = tables["accounts"]
    real = accounts[0].index("real_gdp")
    tables["accounts"] = [
        [*row[:real], "", *row[real + 1 :]] if row[0] == "H002" and row[1] in (2021, 2024) else row for row in accounts
    ]
    country = load_country(folder(tables, 'classification = "isic4"'))
    found = country_answer(country, "H002", ("plan",), request=PlanRequest(budget="5%"))
    assert found.plan is None
    assert "accounts gdp_real 2024, accounts gdp_real 2021" in found.unanswered[0].reason.en


@pytest.fixture(scope="module")
def planned(halvia):
    """Run once: H001 with a table of effects of retraining."""
    effect = LocalEffect("retraining_coverage", "job-year", 15.0, 4.0, 30.0, "Invented for this test")
    country = replace(halvia, effects={effect.lever: effect})
    return country_answer(country, "H001", ("plan",), request=PlanRequest(budget="5%", futures=80, horizon=2031))


@pytest.mark.slow
def test_its_money_is_in_the_currency_and_doing_nothing_is_the_outlook(planned, halvia):
    plan = planned.plan
    assert plan.budget == pytest.approx(0.05 * SPENDING, rel=1e-4)
    assert set(plan.outlook) == {"population", "employment", "gdp_real"}
    told = {each.quantity: each for each in country_outlook(halvia, halvia.find("H001")).forecasts}
    course = next(each for each in plan.nothing if each.quantity == "population")
    at = told["population"].years.index(2031)
    assert course.nothing["median"][course.years.index(2031)] == pytest.approx(told["population"].median[at], rel=0.005)
    assert all("yuan" not in course.unit for course in plan.nothing)
    costs = [each.cost for each in plan.decisions.decisions if each.cost]
    assert {each.unit for each in costs} == {"money per year"}
    # Prices of a dose are those of China at its output a job: a hundredth of output costs what it is worth here.
    assert all(0 < each.yuan_a_year < plan.spending.spending * 20 for each in costs)
    kinds = {cell.quantity: cell.kind for cell in plan.opening}
    assert (kinds["population"], kinds["old"]) == ("given", "as_in_china")


@pytest.mark.slow
def test_it_is_told_in_both_languages_with_what_it_rests_on(planned):
    for language, words in (
        ("en", ["uncalibrated", "Money is in crown at prices of 2024",
                "Not given, so nothing comes from it: grants", "Not given and taken as in Chinese places",
                "If nothing is done, these are as the outlook has them", "(Invented for this test)"]),
        ("zh", ["未校准", "金额单位为克朗，2024年价格", "未提供，按没有处理：上级政府补助",
                "按2020年中国各地的情况取值"]),
    ):  # fmt: skip
        said = country_text(planned, language)
        assert [part for part in words if part not in said] == []
        assert "yuan" not in said.replace("yuan_", "")


@pytest.mark.slow
def test_law_money_and_what_is_there_are_asked_for_and_nothing_is_to_do_before(planned):
    told = planned.plan.decisions.decisions
    assert {each.kind for each in told} == {"programme"}
    assert {each.law.verdict for each in told} == {"unknown"}
    assert {each.verdict for each in told} <= {"fill_in", "leave"}
    waiting = [each for each in told if each.verdict == "fill_in"]
    assert waiting
    assert all("legal_basis" in {cell.cell for cell in each.fill_in} for each in waiting)
    assert not any(each.channel.channel for each in told)  # channels are those of China


@pytest.mark.slow
def test_the_report_of_a_plan_says_first_that_it_is_uncalibrated(planned):
    (made,) = chapters(planned, {})
    assert made.key == "plan"
    assert "country.plan.tag" in {said.key for said in plan_chapter(planned.plan).sentences}
    assert "uncalibrated" in planned.plan._repr_html_()  # in a notebook too
    assert [said.key for said in made.sentences[:3]] == [
        "country.plan.decided",
        "country.plan.tag",
        "country.plan.money",
    ]
    shown = html.unescape(country_html(planned, "en", "relode country FOLDER"))
    for each in planned.plan.decisions.decisions:
        assert name_of(each).en in shown
    page = country_html(planned, "zh", "relode country FOLDER H001 --chapter plan --report")
    assert page.count("标签：未校准") == 1
    assert "yuan" not in page.split("</style>")[1].split('<section id="again">')[0].replace("yuan_", "")


def test_people_age_by_a_fifteenth_of_the_children_and_a_forty_fifth_of_the_adults_a_year(monkeypatch):
    """By hand, nobody dying or born: of 15 children one grows up, of 45 and 45 adults one each grows old: 89 of 90."""
    people, rates = np.zeros((1, 4, 1)), np.zeros((1, 4, 1))
    people[0, [CHILDREN, LOW, HIGH], 0] = 15, 45, 45
    opened = SimpleNamespace(people=people), SimpleNamespace(death_rate=rates, fertility=np.zeros((1, 1)))
    monkeypatch.setattr(plan_module, "jax", SimpleNamespace(jit=lambda each: each, vmap=lambda each, **_: each))
    monkeypatch.setattr(plan_module, "opening_state", lambda *_: opened)
    years = (FIRST_PLAN_YEAR, FIRST_PLAN_YEAR + 1, FIRST_PLAN_YEAR + 2)
    series = SimpleNamespace(birth_ratio=np.ones((1, 3)))
    futures = SimpleNamespace(years=years, observed=None, params=None, exogenous=series)
    path = plan_module.ageing_at_own_rates(SimpleNamespace(futures=futures))
    # a year later 14 fifteenths of a child grow up, and 1 and 44 / 45 adults grow old
    assert path[0] == pytest.approx([1, 89 / 90, (89 + 14 / 15 - 89 / 45) / 90])
