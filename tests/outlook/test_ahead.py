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
from relode.outlook.one_future.observed_series import forecast_quantities
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import predictive
from relode.places import find


@pytest.fixture(scope="module")
def hegang(panel: xr.Dataset) -> Outlook:
    return outlook(panel, find("hegang"))


def test_record_is_plain_and_has_the_fields_that_scripts_rely_on(hegang: Outlook) -> None:
    record = json.loads(json.dumps(hegang.record(), allow_nan=False))
    assert {"place", "years", "quantities", "method", "coverage_90", "tags"} <= record.keys()
    assert list(record["quantities"]) == list(forecast_quantities())
    for each in record["quantities"].values():
        assert {
            "unit",
            "median",
            "p05",
            "p25",
            "p75",
            "p95",
            "mean",
            "tags",
            "method",
            "coverage_90",
            "scored_until",
        } <= each.keys()
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
                assert values[0] > 0  # type: ignore[operator]


def test_bands_are_wider_at_the_end_than_at_the_beginning(hegang: Outlook) -> None:
    for each in hegang.forecasts:
        wide = [
            math.log(b + 1) - math.log(a + 1)
            for a, b in zip(each.quantiles["p25"], each.quantiles["p75"], strict=True)
            if a is not None and b is not None
        ]
        assert wide[-1] > 1.5 * wide[0]


def test_the_outlook_tells_the_one_predictive_distribution(panel: xr.Dataset, hegang: Outlook) -> None:
    at = AHEAD.index(2035)
    for name, ahead in predictive(panel, "hegang").quantities.items():
        each = hegang.quantities[name]
        prices = each.opening / ahead.opening  # of its newest year over those of the opening year; 1 for what is none
        assert (prices == 1) is (each.price_base is None)
        for label, chance in {"p05": 0.05, "median": 0.5, "p95": 0.95}.items():
            assert each.quantiles[label][-1] == pytest.approx(ahead.at((chance,))[0, at] * prices, rel=1e-12)
        assert each.mean[-1] == pytest.approx(ahead.mean[at] * prices, rel=1e-12)


def test_money_of_a_year_is_told_as_it_was_published_in_that_year(panel: xr.Dataset, hegang: Outlook) -> None:
    """Statutory debt of Hegang at the end of 2024 by hand: 22,965 M yuan, not 22.2 bn at prices of 2020."""
    debt = hegang.quantities["debt"]
    assert (debt.origin, debt.price_base, debt.opening) == (2024, 2024, pytest.approx(229.65, rel=1e-12))
    for place in ("hegang", "baotou", "jinchang", "xuzhou"):
        for each in outlook(panel, find(place)).forecasts:
            quantity = {"debt": "government_debt", "gdp_real": "gdp_nominal"}.get(each.quantity, each.quantity)
            if each.price_base is not None:
                published = panel["value"].sel(quantity=quantity, place=find(place).code, year=each.price_base).item()
                assert dict(each.history)[each.price_base] == pytest.approx(published, rel=1e-12), (place, quantity)


def test_real_gdp_is_told_at_prices_of_the_newest_year_with_output_at_current_prices(
    panel: xr.Dataset, hegang: Outlook
) -> None:
    gdp = hegang.quantities["gdp_real"]
    nominal = panel["value"].sel(quantity="gdp_nominal", place="230400", year=2023).item()
    index = panel["value"].sel(quantity="gdp_real_index", place="230400")
    assert (gdp.unit, gdp.price_base, gdp.origin) == ("100 million yuan", 2023, 2023)
    assert gdp.opening == pytest.approx(nominal, rel=1e-12)
    past = nominal * (index.sel(year=2020) / index.sel(year=2023)).item()
    assert dict(gdp.history)[2020] == pytest.approx(past, rel=1e-12)


def test_output_without_current_prices_of_its_newest_year_is_told_at_those_of_the_last_that_has_them(
    panel: xr.Dataset,
) -> None:
    without = panel.copy()
    lost = (panel["quantity"] == "gdp_nominal") & (panel["place"] == "230400") & (panel["year"] == 2023)
    without["value"] = panel["value"].where(~lost)
    gdp = outlook(without, find("hegang")).quantities["gdp_real"]
    nominal = panel["value"].sel(quantity="gdp_nominal", place="230400", year=2022).item()
    assert (gdp.price_base, gdp.origin) == (2022, 2023)
    assert dict(gdp.history)[2022] == pytest.approx(nominal, rel=1e-12)


def test_tags_say_what_stays_as_it_is_and_what_was_never_scored(hegang: Outlook) -> None:
    tags = {each.quantity: each.tags for each in hegang.forecasts}
    assert not {"flat"} & {*tags["house_price"], *tags["gdp_real"]}
    # Census figures are scored ten years ahead, house prices eight, output fourteen.
    assert "unscored" in tags["population"]
    assert "unscored" in tags["house_price"]
    assert "unscored" not in tags["gdp_real"]
    assert hegang.quantities["employment"].scored_until == 2030


def test_nothing_is_unscored_within_the_scored_years(panel: xr.Dataset) -> None:
    near = outlook(panel, find("hegang"), until=2027)
    assert all("unscored" not in each.tags for each in near.forecasts)


def test_ageing_alone_takes_jobs_in_proportion_to_those_of_working_age(hegang: Outlook) -> None:
    jobs, adults = hegang.quantities["employment"], hegang.quantities["age_15_59"]
    assert jobs.ageing_alone is not None
    assert adults.ageing_alone is not None
    assert jobs.ageing_alone[-1] / jobs.opening == pytest.approx(adults.ageing_alone[-1] / adults.opening, rel=1e-12)
    assert jobs.quantiles["median"][-1] < jobs.ageing_alone[-1] < jobs.opening  # type: ignore[operator]
    assert hegang.quantities["gdp_real"].ageing_alone is None


def test_a_place_without_a_series_is_told_so(panel: xr.Dataset) -> None:
    gejiu = outlook(panel, find("gejiu"))
    assert {each.quantity: each.reason for each in gejiu.missing} == {
        "age_15_59": "no_series",
        "gdp_real": "no_series",
        "house_price": "no_series",
        "budget_revenue": "no_series",
        "budget_expenditure": "no_series",
        "debt": "no_series",
    }
    assert all("extrapolating" in each.tags for each in gejiu.forecasts)


def test_a_figure_that_is_not_new_enough_is_not_forecast(panel: xr.Dataset) -> None:
    value = panel["value"].copy(deep=True)
    value.loc[{"quantity": "house_price", "place": "230400", "year": slice(2013, None)}] = np.nan
    value.loc[{"quantity": "house_price", "place": "230400", "year": 2012}] = 1500.0
    found = outlook(panel.assign(value=value), find("hegang"))
    assert [(each.quantity, each.reason) for each in found.missing] == [("house_price", "no_recent_figure")]


def test_a_figure_that_is_a_year_old_starts_from_there_and_says_so(panel: xr.Dataset) -> None:
    value = panel["value"].copy(deep=True)
    value.loc[{"quantity": "budget_revenue", "place": "230400", "year": [2023, 2024]}] = np.nan
    found = outlook(panel.assign(value=value), find("hegang")).quantities["budget_revenue"]
    assert found.origin == 2022
    assert "old_figure" in found.tags


def test_a_place_with_nothing_is_refused(panel: xr.Dataset) -> None:
    with pytest.raises(RelodeError, match="nothing to forecast"):
        outlook(panel, find("heilongjiang"))


@pytest.mark.parametrize("until", [1999, LAST_YEAR + 1])
def test_years_out_of_range_are_refused(panel: xr.Dataset, until: int) -> None:
    with pytest.raises(RelodeError, match="cannot end"):
        outlook(panel, find("hegang"), until=until)


def test_one_city_takes_less_than_two_seconds(panel: xr.Dataset) -> None:
    start = time.process_time()  # whatever else the machine does
    outlook(panel, find("daqing"))
    assert time.process_time() - start < 2


def test_every_listed_prefecture_has_an_outlook(panel: xr.Dataset) -> None:
    for name in ("yanbian", "ordos", "haixi", "dongying", "panjin"):
        found = outlook(panel, find(name))
        assert {"population", "mining_employment"} <= {each.quantity for each in found.forecasts}


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
    assert repr(hegang).startswith(f"Outlook of Hegang {first}-{last}: population")
    assert last - first >= 10
