import numpy as np
import pytest
import xarray as xr

from relode.charts.ahead import bands, fans
from relode.outlook import Backcast, backcast, backcast_text, outlook
from relode.places import find


@pytest.fixture(scope="module")
def scores(panel: xr.Dataset) -> Backcast:
    return backcast(panel, ["population", "mining_employment_share"])


def test_bands_begin_where_history_ends(panel: xr.Dataset) -> None:
    found = outlook(panel, find("hegang"))
    table = bands(found)
    for each in found.forecasts:
        own = table[table["quantity"] == each.quantity]
        last = own[own["part"] == "history"].iloc[-1]
        first = own[own["part"] == "forecast"].iloc[0]
        assert (last["year"], last["value"]) == (first["year"], pytest.approx(first["value"]))
        assert first["p05"] == first["p95"] == first["value"]
        assert own[own["year"] > each.scored_until]["measured"].eq(False).all()


def test_a_published_year_of_a_fan_says_nothing_of_an_error_of_forecasts(panel: xr.Dataset) -> None:
    for picture in fans(outlook(panel, find("hegang")), "en"):
        told = picture.table.groupby("part")["measured"].agg(set)
        assert told["published"] == {""}
        assert told.drop("published").explode().isin(["yes", "no"]).all()


@pytest.mark.slow
def test_shares_of_predicted_chances_add_up(scores: Backcast) -> None:
    assert [sum(row.pit) for row in scores.scores] == pytest.approx(np.ones(len(scores.scores)))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_score_table_reads_the_same_in_both_languages(scores: Backcast, language: str) -> None:
    text = backcast_text(scores, language)  # type: ignore[arg-type]
    assert "0.0607" in text
    assert "{" not in text


@pytest.mark.slow
def test_record_has_the_fields_that_scripts_rely_on(scores: Backcast) -> None:
    fields = {
        "target",
        "origin",
        "horizon",
        "mode",
        "method",
        "group",
        "n",
        "mae",
        "crps",
        "coverage_50",
        "coverage_90",
    }
    fields |= {"coverage_90_interval", "skill", "skill_interval_95"}
    first = scores.record()["scores"][0]  # type: ignore[index]
    assert fields <= first.keys()
