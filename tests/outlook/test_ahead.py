import json
import math
import time
from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from relode import RelodeError
from relode.horizon import LAST_YEAR
from relode.outlook import Outlook, outlook, outlook_text
from relode.outlook.ahead.city_ahead import _beyond
from relode.places import find


@pytest.fixture(scope="module")
def hegang(panel: xr.Dataset) -> Outlook:
    return outlook(panel, find("hegang"))


def test_record_is_plain_and_has_the_fields_that_scripts_rely_on(hegang: Outlook) -> None:
    record = json.loads(json.dumps(hegang.record(), allow_nan=False))
    assert {"place", "years", "quantities", "method", "coverage_90", "tags"} <= record.keys()
    assert list(record["quantities"]) == ["gdp_real", "population", "mining_employment_share", "house_price"]
    for each in record["quantities"].values():
        assert {"unit", "median", "p05", "p25", "p75", "p95", "tags", "method", "coverage_90"} <= each.keys()
        assert len(each["median"]) == len(record["years"])
        assert record["years"][-1] == 2035


def test_bands_are_ordered_and_within_bounds(hegang: Outlook) -> None:
    for each in hegang.forecasts:
        ends = [each.quantiles[name] for name in ("p05", "p25", "median", "p75", "p95")]
        for i, year in enumerate(hegang.years):
            values = [end[i] for end in ends]
            if year <= each.origin:
                assert values == [None] * 5
            else:
                assert values == sorted(values)  # type: ignore[type-var]
    shares = [v for end in hegang.forecasts[2].quantiles.values() for v in end if v is not None]
    assert 0 <= min(shares) < max(shares) < 1


def test_bands_are_wider_at_the_end_than_at_the_beginning(hegang: Outlook) -> None:
    for each in hegang.forecasts:
        wide = [
            math.log(b + 1) - math.log(a + 1)
            for a, b in zip(each.quantiles["p25"], each.quantiles["p75"], strict=True)
            if a is not None and b is not None
        ]
        assert wide[-1] > 1.5 * wide[0]


def test_beyond_the_measured_years_a_band_widens_with_the_root_of_time() -> None:
    # Measured up to year 2: two from the middle there, so 2 x sqrt(4 / 2) and 2 x sqrt(8 / 2) in years 4 and 8.
    middle, ends = np.arange(8.0), np.arange(8.0) + 2
    found = _beyond(ends, middle, 2)
    assert found[[1, 3, 7]] - middle[[1, 3, 7]] == pytest.approx([2, 2 * 2**0.5, 4])
    assert _beyond(ends, middle, 8) == pytest.approx(ends)
    assert _beyond(ends, middle, 0) == pytest.approx(ends)


def test_real_gdp_opens_with_nominal_gdp_of_the_price_base(panel: xr.Dataset, hegang: Outlook) -> None:
    gdp = hegang.forecasts[0]
    nominal = panel["value"].sel(quantity="gdp_nominal", place="230400", year=gdp.origin).item()
    index = panel["value"].sel(quantity="gdp_real_index", place="230400")
    assert (gdp.unit, gdp.price_base, gdp.opening) == ("100 million yuan", gdp.origin, nominal)
    past = dict(gdp.history)
    assert past[2013] / past[2023] == pytest.approx((index.sel(year=2013) / index.sel(year=2023)).item())


def test_tags_say_where_nothing_beats_the_random_walk_and_where_nothing_was_measured(hegang: Outlook) -> None:
    tags = {each.quantity: each.tags for each in hegang.forecasts}
    assert "no_skill" in tags["house_price"]
    assert "no_skill" not in tags["gdp_real"]
    assert all("extrapolating" in each for each in tags.values())


def test_nothing_is_extrapolating_within_the_measured_years(panel: xr.Dataset) -> None:
    near = outlook(panel, find("hegang"), until=2030)
    assert all("extrapolating" not in each.tags for each in near.forecasts)


def test_a_place_without_a_series_is_told_so(panel: xr.Dataset) -> None:
    gejiu = outlook(panel, find("gejiu"))
    assert {each.quantity: each.reason for each in gejiu.missing} == {
        "gdp_real": "no_series",
        "house_price": "no_series",
    }
    people = gejiu.forecasts[0]
    assert people.method == "random_walk"
    assert {"fallback", "extrapolating"} <= set(people.tags)


def test_a_figure_that_is_not_new_enough_is_not_forecast(panel: xr.Dataset) -> None:
    value = panel["value"].copy(deep=True)
    value.loc[{"quantity": "house_price", "place": "230400", "year": 2024}] = np.nan
    found = outlook(panel.assign(value=value), find("hegang"))
    assert [(each.quantity, each.reason) for each in found.missing] == [("house_price", "no_recent_figure")]


def test_a_place_with_nothing_is_refused(panel: xr.Dataset) -> None:
    with pytest.raises(RelodeError, match="nothing to forecast"):
        outlook(panel, find("heilongjiang"))


@pytest.mark.parametrize("until", [1999, LAST_YEAR + 1])
def test_years_out_of_range_are_refused(panel: xr.Dataset, until: int) -> None:
    with pytest.raises(RelodeError, match="cannot end"):
        outlook(panel, find("hegang"), until=until)


def test_an_outlook_does_not_depend_on_the_seed_or_on_other_runs(panel: xr.Dataset, hegang: Outlook) -> None:
    assert outlook(panel, find("hegang"), seed=5) == hegang


def test_one_city_takes_less_than_two_seconds(panel: xr.Dataset) -> None:
    start = time.process_time()  # whatever else the machine does
    outlook(panel, find("daqing"))
    assert time.process_time() - start < 2


def test_every_listed_prefecture_has_an_outlook(panel: xr.Dataset) -> None:
    for name in ("yanbian", "ordos", "haixi", "dongying", "panjin"):
        found = outlook(panel, find(name))
        assert {"population", "mining_employment_share"} <= {each.quantity for each in found.forecasts}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_text_names_method_coverage_and_tags(hegang: Outlook, language: str) -> None:
    text = outlook_text(hegang, language)  # type: ignore[arg-type]
    assert "{" not in text
    assert ("held" in text) == (language == "en")
    assert ("命中率" in text) == (language == "zh")


def test_later_facts_do_not_move_an_outlook(panel: xr.Dataset, altered: Callable[..., xr.Dataset]) -> None:
    one, two = (outlook(each, find("hegang")) for each in (panel, altered(panel, 2024)))
    assert one == two


def test_an_outlook_shows_its_place_its_first_and_last_year_and_its_figures(hegang: Outlook) -> None:
    first, last = hegang.years[0], hegang.years[-1]
    assert repr(hegang).startswith(f"Outlook of Hegang {first}-{last}: gdp_real")
    assert last - first >= 10
