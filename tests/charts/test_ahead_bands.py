import pytest
import xarray as xr

from relode.charts.ahead import bands, fans
from relode.outlook import outlook
from relode.places import find


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
