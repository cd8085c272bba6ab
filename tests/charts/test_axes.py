"""Axes count in what their titles say."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.charts import town
from relode.charts.ahead import AXES as AHEAD
from relode.charts.output import told_apart
from relode.charts.style import year_marks
from relode.charts.what_if_fans import AXES, axis_unit, fan_rows, scaled_axis
from relode.language import LANGUAGES, Sentence, say

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


def test_names_at_the_ends_of_lines_stand_at_their_values_or_so_far_above_that_both_can_be_read():
    """By hand: 42.0 lies .1 above 41.9, which stays; the third is far from both."""
    assert told_apart([16.6, 42.0, 41.9], 4.0) == [16.6, pytest.approx(45.9), 41.9]
    assert told_apart([16.6, 46.0, 41.9], 4.0) == [16.6, 46.0, 41.9]


@pytest.mark.parametrize("language", LANGUAGES)
def test_jobs_by_section_are_drawn_in_what_their_axis_says(language, monkeypatch):
    monkeypatch.setattr(town, "decomposition_words", lambda _: Sentence("charts.jobs_change.subtitle", {}))
    section = SimpleNamespace(section="mining", place=-30000.0, place_interval_90=(-4e4, -2e4), before=9e4, after=3e4)
    picture = town.jobs_change(SimpleNamespace(decomposition=SimpleNamespace(sections=[section])), language)
    rows = [row for rows in picture.draw(620).to_dict()["datasets"].values() for row in rows if "value" in row]
    factor = next(by for word, by in WORDS.items() if word in say("charts.jobs_change.axis", language))
    ends = pytest.approx([-3e4 * factor, -4e4 * factor, -2e4 * factor])
    assert [[row[name] for name in ("value", "low", "high")] for row in rows] == [ends]
