"""The pictures of what may happen."""

import pandas as pd
import pytest

from relode.charts.ahead import HATCHES, fans, has_picture, hatching, outcome
from relode.language import LANGUAGES, spoken
from relode.outlook import outlook
from relode.places import find


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fan_begins_at_the_newest_fact_and_ends_at_the_last_year(panel, language):
    ahead = outlook(panel, find("hegang"))
    for each, picture in zip(filter(has_picture, ahead.forecasts), fans(ahead, language), strict=True):
        assert int(picture.table["year"].max()) == ahead.years[-1] == 2035
        assert each.origin in set(picture.table["year"])
        last = outcome(each, ahead)
        assert last.year == 2035
        assert last.interval_90[0] <= last.value <= last.interval_90[1]
        said = spoken(picture.title, language)
        assert "2035" in said
        assert "{" not in said


def test_hatching_fills_the_years_that_no_past_origin_reaches_and_only_those():
    """By hand: bands of 2025 to 2027, measured to 2025; lines from just after 2025 to 2027, ends on straight lines."""
    forecast = pd.DataFrame(
        {
            "year": [2025, 2026, 2027],
            "measured": [True, False, False],
            "p05": [10.0, 8.0, 4.0],
            "p95": [10.0, 14.0, 15.0],
        }
    )
    lines = hatching(forecast)
    assert list(lines["year"]) == [2025 + at / HATCHES for at in range(1, 2 * HATCHES + 1)]
    at = lines.set_index("year")
    assert tuple(at.loc[2026.0]) == (8.0, 14.0)
    assert tuple(at.loc[2026 + 1 / HATCHES]) == pytest.approx((8 - 4 / HATCHES, 14 + 1 / HATCHES))
