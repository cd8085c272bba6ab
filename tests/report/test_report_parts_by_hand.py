"""Parts that reports and workbooks share, whole, from a few invented figures: each value in its own place."""

from datetime import date
from types import SimpleNamespace

import pytest

from relode.language import Amount, Sentence
from relode.report import (
    act_chapter,
    content,
    past_chapter,
    pieces,
    plan_sheets,
    workbook,
)
from relode.report.document.parts import bullets, grid, heading, note
from relode.story.blocks import Passage

from .invented import HEGANG, forecast, outlook, result


def test_a_grid_has_columns_of_yuan_from_the_one_that_is_named():
    head = [Sentence(f"document.column.{name}", {}) for name in ("pot", "known", "how")]
    plain, money, more = grid(None, head, [("a", 1.0, 2.0)], (0.2, 0.3, 0.5), yuan_from=1).columns
    assert [(each.unit, each.unit_in_head) for each in (plain, money, more)] == [
        ("", plain.unit_in_head),
        ("yuan", False),
        ("yuan", False),
    ]
    assert [each.width for each in (plain, money, more)] == [0.2, 0.3, 0.5]
    assert [each.value(("a", 1.0, 2.0)) for each in (plain, money, more)] == [
        "a",
        Amount(1.0, "yuan"),
        Amount(2.0, "yuan"),
    ]
    assert heading("duties").level == 2
    assert [each.said for each in bullets(["x", None, "y"])] == [("x",), ("y",)]
    assert note("x") == Passage(("x",), "note", ())


def test_figures_ahead_are_rows_with_their_bands_and_whether_they_were_tested():
    rows = list(workbook._forecast(result(outlook(forecast(price_base=2023)))))
    bands = {"p05": 300.0, "p25": 1.0, "median": 400.0, "p75": 1.0, "p95": 450.0}
    assert [row.year for row in rows] == [2030, 2035]
    assert rows[0] == workbook.AheadRow(
        "outlook", workbook.target("population"), "persons", 2023, 2030, bands, 480.0, True
    )
    assert (rows[1].scored, rows[1].ageing) == (False, 470.0)
    assert [rows[0].band(name) for name in workbook.BAND_HEADS.values()] == [
        Amount(each, "persons") for each in (400.0, 300.0, 1.0, 1.0, 450.0, 480.0)
    ]
    bare = next(workbook._forecast(result(outlook(forecast(ageing_alone=None)))))
    assert bare.band("ageing") is None
    assert [workbook._tested(row) for row in rows] == [Sentence(f"workbook.cell.{word}", {}) for word in ("yes", "no")]
    nothing = [
        SimpleNamespace(
            quantity="debt",
            unit=unit,
            years=(2026, 2027),
            nothing={"median": (1.0, 2.0), "p05": (0.5, 1.5), "p95": (1.5, 2.5)},
        )
        for unit in ("yuan", "share")
    ]
    told = list(workbook._courses(result(planned=SimpleNamespace(nothing=nothing, price_year=2025))))
    assert told[1] == workbook.AheadRow(
        "nothing", Sentence("plans.course.debt", {}), "yuan", 2025, 2027, {"median": 2.0, "p05": 1.5, "p95": 2.5}
    )
    assert (told[2].base, workbook._tested(told[2])) == (None, None)
    assert list(workbook._courses(result())) == []


@pytest.mark.parametrize(("paid_now", "told"), [(0.99, 0.0), (-0.99, 0.0), (1.0, 1.0), (-1.0, -1.0)])
def test_less_than_a_yuan_is_nothing(paid_now, told):
    year = SimpleNamespace(payers={"city": paid_now}, pots={"own": paid_now})
    assert (plan_sheets._paid("city", year), plan_sheets._taken("own", year), plan_sheets._paid("centre", year)) == (
        told,
        told,
        0.0,
    )


def test_money_is_added_in_cents_and_courses_are_told_at_both_ends():
    assert act_chapter.sum_of([0.1, 0.2, 0.004]) == 0.3
    bands = {"median": (1.0, 5.0, 2.0), "p05": (0.5, 9.0, 1.5), "p95": (1.5, 9.0, 2.5)}
    of = SimpleNamespace(quantity="housing_vacancy", unit="share", nothing=bands)
    people = SimpleNamespace(quantity="population", unit="persons", nothing=bands)
    table = act_chapter.courses_table(SimpleNamespace(start=2026, horizon=2035, price_year=2020, nothing=[people, of]))
    assert list(table.rows) == [of]
    assert [column.value(of) for column in table.columns] == [
        Sentence("plans.course.housing_vacancy", {}),
        Amount(1.0, "share", (0.5, 1.5)),
        Amount(2.0, "share", (1.5, 2.5)),
    ]
    assert [dict(column.name.values)["year"] for column in table.columns[1:]] == [2026, 2035]


def test_money_by_year_leaves_out_payers_who_pay_nothing():
    names = list(act_chapter.PAYERS)
    years = [
        SimpleNamespace(
            year=2026 + at,
            payers={**dict.fromkeys(names, 0.0), names[0]: 1.25 + at},
            pots={"own": 1.0 + at},
            total=1.25 + at,
        )
        for at in range(2)
    ]
    table = act_chapter.money_table(SimpleNamespace(years=years), SimpleNamespace(price_year=2025))
    assert [str(column.name) for column in table.columns] == [
        "plans.by_year.year",
        f"levers.payer.{names[0]}",
        "plans.pot.own",
        "plans.by_year.total",
    ]
    assert [tuple(row) for row in table.rows] == [
        ("2026", 1.25, 1.0, 1.25),
        ("2027", 2.25, 2.0, 2.25),
        (Sentence("plans.by_year.sum", {}), 3.5, 3.0, 3.5),
    ]
    assert (table.folded, dict(table.caption.values)) == (True, {"year": 2025})


def moved(quantity, by, alone=None):
    return SimpleNamespace(
        quantity=quantity, unit="persons", moved_by=by, simulator_alone=alone, interval_50=(7.0, 9.0)
    )


def test_what_is_added_to_the_simulators_people_is_told_of_all_three():
    nothing = [
        moved("population", 1.0),
        moved("working_age_people", 2.0, 5.0),
        moved("employment", 3.0),
        moved("debt", None),
    ]
    record = SimpleNamespace(nothing=nothing, horizon=2035, futures=200)
    outside = Sentence(
        "plans.course.simulator_alone",
        {
            "quantity": Sentence("plans.course.working_age_people", {}),
            "alone": Amount(5.0, "persons"),
            "low": Amount(7.0, "persons"),
            "high": Amount(9.0, "persons"),
        },
    )
    values = {name: Amount(by, "persons") for name, by in (("people", 1.0), ("adults", 2.0), ("jobs", 3.0))}
    assert act_chapter.moved_words(record) == Sentence(
        "plans.course.moved_outside", {**values, "outside": [outside], "year": 2035, "futures": 200}
    )
    nothing[1] = moved("working_age_people", 2.0)
    assert act_chapter.moved_words(record).key == "plans.course.moved"
    nothing[1] = moved("working_age_people", None)
    assert act_chapter.moved_words(record) is None


def test_the_newest_years_are_of_the_figures_that_age_fastest(monkeypatch):
    years = {"population": 2020, "gdp_nominal": 2023, "house_price": 2024, "budget_revenue": 2022}
    profile = SimpleNamespace(latest=lambda name: SimpleNamespace(year=years[name]) if name in years else None)
    assert dict(content.newest_years(profile)) == {"census": 2020, "output": 2023, "price": 2024, "budget": 2022}
    del years["house_price"]
    assert content.newest_years(profile)["price"] is None
    monkeypatch.setattr(pieces, "newest_years", lambda _: {"census": 2020, "output": None})
    words = SimpleNamespace(say=lambda key, **values: (key, values))
    key, values = pieces.newest(SimpleNamespace(profile=None, made=date(2026, 5, 4)), words)
    assert (key, values["age"], values["date"]) == ("report.vintage", 6, "2026-05-04")
    assert (values["census"].key, values["output"].key) == ("report.vintage_year", "report.vintage_unknown")


def test_verdicts_of_past_policy_are_counted_by_kind(monkeypatch):
    verdicts = {
        "a": ["effect", "no_effect_beyond", "no_effect_beyond"],
        "b": ["not_identified"] * 3,
        "c": ["effect"] * 9,
    }
    monkeypatch.setattr(past_chapter, "reached", lambda _: {"a": "treated", "b": "below", "c": "control"})
    monkeypatch.setattr(
        past_chapter, "shipped_verdicts", lambda name: [SimpleNamespace(verdict=each) for each in verdicts[name]]
    )
    monkeypatch.setattr(past_chapter, "applied", lambda _: [{"source": "x;y"}, {"source": "z"}])
    monkeypatch.setattr(
        past_chapter, "province_transfers", lambda _: [{"source": "t", "value": "12.5", "year": "2020"}]
    )
    assert past_chapter.past_finding(HEGANG) == Sentence(
        "report.past.some",
        {"place": HEGANG, "count": 2, "policies": 2, "outcomes": 6, "effects": 1, "none": 2, "unknown": 3},
    )
    assert past_chapter.past_sources(HEGANG) == ["x", "y", "z", "t"]
    first, last = past_chapter._received(HEGANG)
    assert (dict(first.values)["year"], dict(first.values)["value"]) == (
        "2020",
        Amount(12.5, past_chapter.MONEY, None, ("t",)),
    )
    assert (dict(first.values)["province"].code, last.key) == (HEGANG.province, "report.past.received_city")
    monkeypatch.setattr(past_chapter, "reached", lambda _: {"c": "control"})
    assert past_chapter.past_finding(HEGANG).key == "report.past.none"
    row = {f"simulator_gain{end}": value for end, value in (("", "-0.2"), ("_low", "-0.3"), ("_high", "-0.1"))}
    assert past_chapter._beside(row, "no_change", "simulator", ("s",)) == Sentence(
        "report.since.no_change_more",
        {name: Amount(each, "share", None, ("s",)) for name, each in (("gain", 0.2), ("low", 0.1), ("high", 0.3))},
    )
