"""Axes count in what their titles say."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.charts.ahead import AXES as AHEAD
from relode.charts.plan_costs import money_by_pot
from relode.charts.plans import can_be_seen, course_picture
from relode.charts.style import year_marks
from relode.charts.what_if_fans import AXES, axis_unit, fan_rows, scaled_axis
from relode.language import say
from relode.plan.making.plan_records import Course, MeasuresPlan, YearPaid

WORDS = {"thousand": 1e-3, "万人": 1e-4, "bn yuan": 0.1, "%": 100, "per cent": 100, "points": 100, "百分点": 100}
"""What a word of an axis title makes of a person, of 100 million yuan, of a whole."""


@pytest.mark.parametrize("axes", [AHEAD, AXES])
def test_an_axis_is_scaled_by_what_its_title_says(axes):
    said = {at: (factor, say(key, at[1])) for at, (factor, key) in axes.items()}
    assert len(said) >= 3
    wrong = {at: of for at, of in said.items() if of[0] != next(by for word, by in WORDS.items() if word in of[1])}
    assert wrong == {}


@pytest.mark.parametrize(("unit", "language"), sorted(AXES))
def test_ends_and_title_of_an_axis_are_those_of_its_unit(unit, language):
    factor, key = AXES[unit, language]
    assert axis_unit(unit, language) == say(key, language)
    assert scaled_axis(unit, (-2.0, 3.0), language) == pytest.approx((-2 * factor, 3 * factor))


@pytest.mark.parametrize(("language", "shown"), [("en", 891.271), ("zh", 89.1271)])
def test_the_people_of_hegang_are_891_thousand_or_89_wan(language, shown):
    (row,) = fan_rows("persons", {"nothing": np.full((5, 1), 891_271.0)}, [2020], language)
    assert row["median"] == pytest.approx(shown)


BANDS = {"median": (891_271.0, 800_000.0), "p05": (891_271.0, 700_000.0), "p95": (891_271.0, 900_000.0)}
JOBS = Course("employment", "persons", (2020, 2021), BANDS, BANDS)
POTS = {"own": 2e8, "granted": 1e8, "bonds": 0.0, "others": 1.0}
YEAR = YearPaid(2026, {"city": 2e8, "province": 1e8, "firm": 1.0}, POTS, 3e8 + 1)
PLAN = MeasuresPlan("plan", (), (), 3e8, 3e8, 3e8, (YEAR,), (), (), (), None, {})


def drawn_values(picture):
    """Numbers of the rows that a picture is drawn from."""
    return [row for rows in picture.draw(600).to_dict()["datasets"].values() for row in rows]


@pytest.mark.parametrize(("language", "shown"), [("en", 800.0), ("zh", 80.0)])
def test_a_plan_beside_doing_nothing_is_drawn_in_what_its_axis_says(language, shown):
    picture = course_picture(JOBS, language)
    ends = [row["middle"] for row in drawn_values(picture) if row["year"] == 2021]
    assert ends == pytest.approx([shown, shown])
    text = str(picture.draw(600).to_dict())
    assert say("charts.ahead.axis_people", language) in text


@pytest.mark.parametrize(("language", "shown"), [("en", 200), ("zh", 2.0)])
def test_costs_are_drawn_in_million_yuan_or_yi_yuan(language, shown):
    asked = SimpleNamespace(start=2026, horizon=2026, price_year=2020)
    picture = money_by_pot(asked, PLAN, language)
    rows = drawn_values(picture)
    # A yuan of firms among 300 million is no part of a bar.
    assert {row["pot"] for row in rows} == {say(f"plans.pot.{pot}", language) for pot in ("own", "granted")}
    (own,) = [row["value"] for row in rows if row["pot"] == say("plans.pot.own", language)]
    assert own == pytest.approx(shown)
    assert say("plans.chart.money_axis", language) == {"en": "million yuan", "zh": "亿元"}[language]


@pytest.mark.parametrize(
    ("first", "last", "most", "marks"),
    [
        (2000, 2035, 8, [2000, 2005, 2010, 2015, 2020, 2025, 2030, 2035]),
        (2002, 2023, 5, [2002, 2010, 2023]),
        (2026, 2035, 8, [2026, 2028, 2030, 2032, 2035]),
        (2019, 2024, 8, [2019, 2020, 2021, 2022, 2023, 2024]),
        (2010, 2010, 5, [2010]),
    ],
)
def test_both_ends_of_an_axis_of_years_are_marked(first, last, most, marks):
    assert year_marks(first, last, most) == marks


def test_a_plan_that_nobody_could_see_beside_doing_nothing_is_not_drawn():
    seen = {**BANDS, "median": (891_271.0, 820_000.0)}  # a tenth of the band of 200,000
    unseen = {**BANDS, "median": (891_271.0, 819_999.0)}
    assert can_be_seen(replace(JOBS, plan=seen))
    assert not can_be_seen(replace(JOBS, plan=unseen))
    assert not can_be_seen(replace(JOBS, plan=None))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_axis_of_jobs_starts_at_nothing(language):
    """A change of a third of a per cent fills no picture."""
    encodings = [layer["encoding"] for layer in course_picture(JOBS, language).draw(600).to_dict()["layer"]]
    assert all(encoding["y"]["scale"]["zero"] for encoding in encodings)
