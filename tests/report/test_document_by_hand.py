"""Sentences and rows of documents, whole, from a few invented figures: each value in its own place."""

from datetime import date
from types import SimpleNamespace

import pytest

from relode.decisions.decision_records import DecisionCost
from relode.language import Amount, Sentence, Word
from relode.report import (
    age_groups,
)
from relode.report.age_groups import AgeGroup, AgeGroups
from relode.report.document import aims, course, decided, mines, situation
from relode.report.document.parts import blank
from relode.story.columns import Shade

from .invented import amount, decision, decisions, forecast, outlook, result


def ages(before=True):
    """Groups of 100 times their place among the groups: 1 of 0-4, 2 of 5-9 ..., women 10 more; half before."""
    names = [f"{low}-{low + 4}" for low in range(0, 80, 5)] + ["80+"]
    rows = tuple(
        AgeGroup(name, 100.0 * at, 100.0 * at + 10, 50.0 * at if before else None) for at, name in enumerate(names, 1)
    )
    return AgeGroups(2020, 2010, rows, ("c",))


def test_who_leaves_and_enters_work_and_how_old_miners_may_be():
    """By hand: 50-54 and 55-59 are the 11th and 12th group: 2,210 and 2,410; 5-14 the second and third: 410 and 610."""
    found = ages()
    assert (found.leaving, found.entering) == (4620, 1020)
    assert found.record()["groups"][0] == {"group": "0-4", "men": 100, "women": 110, "both_2010": 50, "both": 210}
    assert {k: v for k, v in found.record().items() if k != "groups"} == {
        "year": 2020,
        "unit": "persons",
        "leaving": 4620,
        "entering": 1020,
        "sources": ["c"],
    }
    # Residents of 20 to 29 are the groups 5 and 6: 1,010 + 1,210; of the decades 2,220, 3,020, 3,820 and 4,620: 13,680.
    # Ten years before: of 30 to 39 those of 20 to 29 (250 + 300), then 750 and 950... of 20 to 49 then: 550, 750, 950.
    miners = age_groups.miners_by_age(found, 1368.0)
    assert [one.low_age for one in miners] == [20, 30, 40, 50]
    assert [one.as_residents for one in miners] == pytest.approx([222, 302, 382, 462])
    assert [one.not_hired for one in miners] == pytest.approx(
        [0, 1368 * 550 / 2250, 1368 * 750 / 2250, 1368 * 950 / 2250]
    )
    assert age_groups.miners_by_age(ages(before=False), 1368.0) == ()


def test_ages_are_told_in_sentences_and_columns():
    (said,) = decided.flow_words(ages())
    assert said == Sentence(
        "document.people.flow",
        {"leave": Amount(4620.0, "persons"), "enter": Amount(1020.0, "persons"), "year": 2020, "until": 2030},
    )
    table = decided.ages_table(ages())
    assert [column.value(table.rows[1]) for column in table.columns] == [
        Sentence("document.people.group", {"low": "5", "high": "9"}),
        *(Amount(each, "count") for each in (200.0, 210.0, 410.0, 100.0)),
    ]
    assert table.columns[0].value(table.rows[-1]).key == "document.people.eighty"
    assert decided.ages_table(ages(before=False)).columns[4].value(ages(before=False).rows[0]) is None
    assert dict(mines._decade(SimpleNamespace(low_age=20))) == {"low": 20, "high": 29}


def test_miners_have_a_proposal_between_both_cases(monkeypatch):
    monkeypatch.setattr(mines, "age_groups", lambda _: ages())
    told, table = mines.miners_of_age(result(outlook(forecast("mining_employment", opening=1368.0, sources=("m",)))))
    oldest = sorted((462.0, 1368 * 950 / 2250))
    proposal = told.said[1].proposal
    assert (proposal.key, dict(proposal.values)["low"], dict(proposal.values)["year"]) == (
        "document.people.oldest",
        50,
        2020,
    )
    assert [dict(proposal.values)[name].value for name in ("from", "to")] == pytest.approx(oldest)
    assert (told.sources, table.sources) == (("m", "c"), ("m", "c"))
    row = [column.value(table.rows[1]) for column in table.columns]
    assert row[0] == Sentence("document.people.group", {"low": 30, "high": 39})
    assert (row[1].value, row[2].value) == pytest.approx((302, 1368 * 550 / 2250))
    assert dict(table.caption.values) == {"year": 2020, "jobs": Amount(1368.0, "persons")}
    monkeypatch.setattr(mines, "age_groups", lambda _: None)
    assert len(list(mines.miners_of_age(result(outlook(forecast("mining_employment")))))) == 1
    assert len(list(mines.miners_of_age(result()))) == 1


def listed(count, small, capacity, tracked, of=2):
    figures = {
        name: SimpleNamespace(value=value, unit="10 kt", year=2019, sources=("s",))
        for name, value in (
            ("coal_mine_count", count),
            ("coal_mine_small_count", small),
            ("coal_capacity_underground", capacity),
        )
        if value is not None
    }
    return SimpleNamespace(
        depth=SimpleNamespace(mines=SimpleNamespace(mines=("m",) * of, capacity=tracked, sources=("t",))),
        profile=SimpleNamespace(latest=figures.get),
    )


def test_two_lists_of_mines_contradict_each_other_above_three_times_the_capacity():
    (said,) = mines.two_lists(listed(5.0, 3.0, 10.0, 30.0))
    assert said == Sentence(
        "document.mines.two_lists",
        {
            "listed": amount(5.0, unit="count"),
            "small": amount(3.0, unit="count"),
            "listed_capacity": amount(10.0, unit="10 kt"),
            "year": 2019,
            "tracked": Amount(2, "count", None, ("t",)),
            "capacity": Amount(30.0, "t per year", None, ("t",)),
        },
    )
    assert [one.key for one in mines.two_lists(listed(5.0, 0.0, 31.0, 10.0))] == [
        "document.mines.two_lists",
        "document.mines.far_apart",
    ]
    for nothing in (
        listed(2.0, 3.0, 1.0, 30.0),
        listed(5.0, 3.0, None, 30.0),
        listed(None, 3.0, 1.0, 30.0),
        listed(5.0, None, 1.0, 30.0),
        listed(5.0, 3.0, 1.0, 30.0, of=0),
    ):
        assert list(mines.two_lists(nothing)) == []


def test_miners_are_told_by_the_outlook():
    (said,) = mines.miners_words(result(outlook(forecast("mining_employment"))))
    assert said == Sentence(
        "document.people.mining",
        {"origin": 2024, "opening": amount(500.0), "until": 2035, "median": amount(350.0, (200.0, 410.0))},
    )
    assert [one.key for one in mines.miners_words(result(outlook()))] == ["document.people.no_mining"]
    found = decisions(
        decision("retraining_coverage"), decision("early_retirement_share", verdict="leave"), decision("other")
    )
    assert [each.name for each in mines.placed(found)] == ["retraining_coverage"]


def test_shades_are_dark_from_the_full_dose_on():
    """By hand: of 100 the full dose begins at 99; what costs nothing is at its full dose in each of its years."""
    by_year = {"2026": 50.0, "2027": 98.9, "2028": 99.0, "2029": 100.0, "2030": 0.0}
    assert list(course.shades_of(by_year, range(2025, 2031))) == [Shade(at) for at in (0, 1, 1, 2, 2, 0)]
    assert list(course.shades_of({"2026": 0.0}, (2025, 2026))) == [Shade(0), Shade(2)]


def paid(name, by_year, trial=None, **more):
    return decision(name, cost=DecisionCost(1.0, 1.0, 1.0, {}, by_year, 0.0, "", True, trial=trial), **more)


@pytest.mark.usefixtures("named")
def test_programmes_stand_by_year_with_their_money_below():
    """By hand: 10 and 20 of one and 5 of the other in 2027: 10, 25; a trial of 7 has three years."""
    found = decisions(
        paid("a", {"2026": 10.0, "2027": 20.0}),
        paid("b", {"2027": 5.0}),
        decision("c"),
        paid("d", {}),
        paid("e", {"2026": 99.0}, verdict="leave"),
    )
    table = course.gantt(found, 2026, 2028)
    rows = [tuple(column.value(row) for column in table.columns) for row in table.rows]
    assert rows[0] == ("a", "bureau of a", Shade(1), Shade(2), Shade(0))
    assert rows[1] == ("b", "bureau of b", Shade(0), Shade(2), Shade(0))
    assert [each.value for each in rows[2][2:]] == [10.0, 25.0, 0.0]
    assert rows[2][1] == ""
    assert dict(table.caption.values) == {"start": 2026, "horizon": 2028}
    assert [dict(column.name.values) for column in table.columns[2:]] == [{"year": year} for year in (2026, 2027, 2028)]
    assert [each.name for each in course.dated(found)] == ["a", "b"]
    tried = decisions(paid("t", {"2026": 70.0, "2030": 90.0}, trial=7.0, verdict="try_small"))
    *_, money = course.gantt(tried, 2026, 2030).rows
    assert [each.value for each in money[2:]] == [7.0, 7.0, 7.0, 0.0, 0.0]
    assert course.dated(None) == []


@pytest.mark.parametrize(
    ("made", "passed"),
    [(date(2026, 1, 31), False), (date(2026, 2, 1), True), (date(2025, 12, 31), False), (date(2027, 6, 1), True)],
)
@pytest.mark.usefixtures("named")
def test_notes_name_what_has_no_year_what_is_tried_and_a_budget_that_is_passed(made, passed):
    found = decisions(
        paid("a", {"2026": 1.0}),
        decision("c"),
        paid("t", {"2026": 1.0}, verdict="try_small"),
        decision("l", verdict="leave"),
    )
    said = list(course.schedule_notes(found, 2026, made))
    rule = course.thresholds()
    assert said[:3] == [
        Sentence("document.steps.legend", {"chapter": Sentence("document.chapter.projects", {})}),
        Sentence("document.steps.undated", {"names": ["c"]}),
        Sentence(
            "document.steps.trial",
            {
                "names": ["t"],
                "part": Amount(rule["trial_part"].value, "share"),
                "years": round(rule["trial_years"].value),
            },
        ),
    ]
    assert said[3:] == (
        [Sentence("document.steps.passed", {"year": made.year, "next": made.year + 1})] if passed else []
    )
    assert len(list(course.schedule_notes(decisions(paid("a", {"2026": 1.0})), 2026, date(2026, 1, 1)))) == 1


def test_what_is_watched_has_its_alarm_on_the_bad_side():
    """Two years after 2028; of debt a rise is bad, of people a fall. Beside it the base with its year and prices."""
    given = [
        forecast(),
        forecast("debt", price_base=2023),
        forecast("gdp_real", quantiles=dict.fromkeys(("median", "p05", "p95"), (None, None, 1.0))),
    ]
    planned = SimpleNamespace(start=2028, nothing=("x",))
    table = course.watched(result(outlook(*given), planned))
    rows = [tuple(column.value(row) for column in table.columns) for row in table.rows]
    base = Sentence("document.aims.of_year", {"value": amount(500.0), "year": 2024})
    assert rows[0] == (
        Sentence("outlook.target.population", {}),
        base,
        amount(400.0),
        Sentence("document.watch.below", {"end": amount(300.0)}),
        course.lead_of("population"),
    )
    name = Sentence("document.aims.at_prices", {"quantity": Sentence("outlook.target.debt", {}), "year": 2023})
    assert rows[1][:4] == (name, base, amount(400.0), Sentence("document.watch.above", {"end": amount(450.0)}))
    assert len(rows) == 2
    assert dict(table.columns[2].name.values) == {"year": 2030}
    later = course.watched(result(outlook(*given), SimpleNamespace(start=2035, nothing=("x",))))
    assert dict(later.columns[2].name.values) == {"year": 2035}
    assert course.watched(result()) is course.watched(result(outlook())) is None


def test_bands_that_are_not_scored_to_the_last_year_are_a_risk():
    assert course._shortest(result(outlook(forecast()))) == Sentence(
        "document.risk.basis.forecast", {"scored": 2030, "until": 2035}
    )
    assert course._shortest(result(outlook(forecast(scored_until=2035)))) is course._shortest(result()) is None
    assert course._risk("fails", "basis", "planning") == (
        Sentence("document.risk.name.fails", {}),
        "basis",
        Sentence("document.risk.answer.fails", {"chapter": Sentence("document.chapter.watching", {})}),
        Sentence("document.lead.planning", {}),
    )
    assert course._risk("debts", "basis", "finance")[2] == Sentence("document.risk.answer.debts", {})
    groups = [SimpleNamespace(label={"en": f"e{at}", "zh": f"z{at}"}) for at in range(4)]
    ((_, said, *_),) = course._unknowns(SimpleNamespace(year=2035, jobs=SimpleNamespace(groups=groups)))
    assert [each.zh for each in dict(said.values)["causes"]] == ["z0", "z1", "z2"]
    assert dict(said.values)["year"] == 2035
    assert list(course._unknowns(SimpleNamespace(jobs=None))) == []


def test_an_indicator_has_its_base_its_bands_and_targets_that_are_no_worse():
    """People at least 400 in 2030 and 350 in 2035; debt at most; a year without a forecast has neither."""
    found = aims._forecast(forecast(), outlook(forecast()))
    assert (found.quantity, found.base) == (
        "population",
        Sentence("document.aims.of_year", {"value": amount(500.0), "year": 2024}),
    )
    band, target, later, last = found.cells
    assert (band, later) == (amount(400.0, (300.0, 450.0)), amount(350.0, (200.0, 410.0)))
    assert (target.key, last.key) == ("document.blank.target_2030", "document.blank.target_2035")
    assert [(each.proposal.key, dict(each.proposal.values)["value"].value) for each in (target, last)] == [
        ("document.aims.least", 400.0),
        ("document.aims.least", 350.0),
    ]
    keys = {name: aims.proposed(name, 2030, amount(5.0)).proposal.key for name in aims.CEILINGS}
    assert keys == {
        "debt": "document.aims.assigned.debt",
        "production_emissions": "document.aims.assigned.production_emissions",
        "housing_vacancy": "document.aims.most",
    }
    priced = aims._forecast(forecast("debt", price_base=2023), outlook(forecast()))
    assert priced.name == Sentence(
        "document.aims.at_prices", {"quantity": Sentence("outlook.target.debt", {}), "year": 2023}
    )
    short = SimpleNamespace(years=(2024, 2030))
    assert aims._band(forecast(), short, 2035) == "–"
    assert aims._target(forecast(), short, 2035) == blank("target_2035")
    bands = {"median": (1.0, 2.0), "p05": (0.5, 1.5), "p95": (1.5, 2.5)}
    of = SimpleNamespace(quantity="housing_vacancy", unit="share", years=(2026, 2030), nothing=bands)
    row = aims._course(of, 2020)
    assert row.name == Sentence("plans.course.housing_vacancy", {})
    of.unit = "yuan per person"
    assert aims._course(of, 2020).name == Sentence("document.aims.at_prices", {"quantity": row.name, "year": 2020})
    assert row.base == Sentence("document.aims.simulated", {"value": Amount(1.0, "share"), "year": 2026})
    assert (row.cells[0], row.cells[2:]) == (Amount(2.0, "share", (1.5, 2.5)), ("–", blank("target_2035")))
    kinds = [aims.shape_of(name)[0].key.rpartition(".")[2] for name in (min(aims.BINDING), "no such quantity")]
    assert kinds == ["binding", "expected"]


def figure(value=5.0, year=2020, quantity="population", unit="persons", sources=("s",)):
    return SimpleNamespace(
        quantity=quantity, value=value, year=year, unit=unit, sources=sources, interval_90=(1.0, 9.0), flags=()
    )


def test_quarters_of_peers_stand_beside_a_figure_of_the_same_year(monkeypatch):
    row = SimpleNamespace(year=2020, quantiles=(1.0, 2.0, 3.0, 4.0, 5.0))
    monkeypatch.setattr(
        situation, "beside", lambda _, name, group: row if (name, group) == ("population", "peers") else None
    )
    of = SimpleNamespace(profile=None)
    assert situation._peers(of, figure()) == Sentence(
        "document.situation.quartiles", {"low": amount(2.0), "middle": amount(3.0), "high": amount(4.0)}
    )
    assert situation._peers(of, figure(year=2021)) == situation._peers(of, figure(quantity="gdp")) == "–"
    assert situation._plain(figure()) == amount(5.0)
    later = result(outlook(forecast()))
    assert situation._reported(later, figure(year=2023)) == (amount(500.0), "2024")
    assert situation._reported(later, figure(year=2024)) is situation._reported(result(), figure()) is None
    assert situation._reported(later, None) == (amount(500.0), "2024")


def test_people_ahead_are_told_with_their_band(monkeypatch):
    monkeypatch.setattr(situation, "ageing", lambda each: [f"ageing of {each.quantity}"])
    said = situation.ahead_sentences(outlook(forecast("employment"), forecast("age_15_59")))
    assert said == [
        Sentence(
            "document.situation.ahead",
            {
                "quantity": Sentence("outlook.target.age_15_59", {}),
                "origin": 2024,
                "opening": amount(500.0),
                "until": 2035,
                "median": amount(350.0, (200.0, 410.0)),
            },
        ),
        "ageing of age_15_59",
    ]
    assert situation.ahead_sentences(outlook(forecast("employment"))) == [
        Sentence("document.situation.ahead_table", {})
    ]


def test_sections_have_both_censuses_their_own_part_and_the_quotient():
    sections = [
        SimpleNamespace(section=name, before=1.0, after=2.0, place=-3.0, place_interval_90=(-4.0, -2.0))
        for name in ("mining", "education")
    ]
    quotients = [SimpleNamespace(section="mining", shrunken=4.5, interval_90=(4.0, 5.0))]
    of = SimpleNamespace(depth=SimpleNamespace(quotients=quotients, decomposition=SimpleNamespace(sections=sections)))
    table = situation.sections(of)
    rows = [tuple(column.value(row) for column in table.columns) for row in table.rows]
    own = (Amount(1.0, "persons"), Amount(2.0, "persons"), Amount(-3.0, "persons", (-4.0, -2.0)))
    assert rows == [(Word("section", "B"), *own, Amount(4.5, "ratio", (4.0, 5.0))), (Word("section", "P"), *own, "–")]
    assert [dict(column.name.values) for column in table.columns[1:3]] == [{"year": 2010}, {"year": 2020}]


def test_each_task_has_the_bureau_that_does_such_work():
    table = course.duties()
    rows = [tuple(column.value(row) for column in table.columns) for row in table.rows]
    assert [(task.key.rpartition(".")[2], lead.key.rpartition(".")[2], who.name) for task, lead, who in rows] == [
        ("overall", "planning", "responsible"),
        ("money", "finance", "responsible"),
        ("land", "land", "responsible"),
        ("work", "labour", "responsible"),
        ("watching", "statistics", "responsible"),
    ]
