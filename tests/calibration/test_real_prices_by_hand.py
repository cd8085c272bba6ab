"""Real prices of what places mine, from tables of two invented commodities."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.calibration.prices import resource_price

TABLES = {
    "macro": [
        ("exchange_rate", 1993, 5),
        ("exchange_rate", 1994, 8),
        ("exchange_rate", 2010, 7),
        ("exchange_rate", 2011, 6),
        ("consumer_price_index", 1993, 30),
        ("consumer_price_index", 1994, 50),
        ("consumer_price_index", 2010, 100),
        ("consumer_price_index", 2011, 105),
    ],
    "prices": [
        ("tin", 1993, 3, "USD/t"),
        ("tin", 1994, 4, "USD/t"),
        ("tin", 2010, 5, "USD/t"),
        ("tin", 2011, 9, "USD/t"),
        ("tin", 2012, 9, "USD/t"),
        ("salt", 2010, 30, "CNY/t"),
        ("salt", 2011, 42, "CNY/t"),
    ],
    "resource_prices": [
        ("main_resource", "coal", "tin", 0.25),
        ("main_resource", "coal", "salt", 0.75),
        ("resource_detail", "tin ore", "tin", 1),
        ("resource_detail", "gems", "none", 1),
        ("main_resource", "forest", "none", 1),
    ],
    "national_sectors": [
        ("2012", "common", "sector_value_added", "c06", 30),
        ("2012", "common", "sector_value_added", "c08", 10),
        ("2007", "common", "sector_value_added", "c06", 99),
        ("2012", "other", "sector_value_added", "c06", 99),
        ("2012", "common", "sector_employment", "c06", 99),
        ("2012", "common", "sector_value_added", "c15", 99),
    ],
}
HEADS = {
    "macro": ("quantity", "year", "value"), "prices": ("commodity", "year", "commodity_price", "unit"),
    "resource_prices": ("level", "resource", "commodity", "commodity_weight"),
    "national_sectors": ("year", "level", "quantity", "sector", "value"),
}  # fmt: skip


@pytest.fixture
def tables(monkeypatch):
    """Prices of two invented commodities: one in dollars, one in yuan."""

    def rows(name):
        return [{head: str(cell) for head, cell in zip(HEADS[name], row, strict=True)} for row in TABLES[name]]

    monkeypatch.setattr(resource_price, "rows", rows)
    for name in ("log_real_price", "log_real_kind_price", "national_mix"):
        monkeypatch.setattr(resource_price, name, getattr(resource_price, name).__wrapped__)


@pytest.mark.usefixtures("tables")
def test_real_prices_are_in_yuan_of_2010_from_1994_on():
    tin = resource_price.log_real_price("tin")
    assert {year: np.exp(value) for year, value in tin.items()} == pytest.approx(
        {1994: 4 * 8 * 100 / 50, 2010: 35, 2011: 9 * 6 / 1.05}
    )
    salt = resource_price.log_real_price("salt")
    assert {year: np.exp(value) for year, value in salt.items()} == pytest.approx({2010: 30, 2011: 40})
    coal = resource_price.log_real_kind_price("coal")
    assert coal == pytest.approx({year: 0.25 * tin[year] + 0.75 * salt[year] for year in (2010, 2011)})
    assert resource_price.last_price("coal") == 2011
    assert resource_price.yearly_changes("coal") == {2011: coal[2011] - coal[2010]}
    assert resource_price.national_mix() == {"coal": 0.75, "ferrous": 0.25}
    assert resource_price._commodities("tin ore") == {"tin": 1.0}
    assert resource_price._commodities("gems") == {}
    found = resource_price._changes({2010: 1.0, 2011: 1.5}, (2010, 2011, 2012))
    assert (found[1], np.isnan(found).tolist()) == (0.5, [True, False, True])


@pytest.mark.usefixtures("tables")
def test_a_place_has_the_price_of_its_resource_or_of_its_first_with_a_price_or_the_mix(monkeypatch):
    changes, mix, years = {"coal": np.array([1.0]), "ferrous": np.array([2.0])}, np.array([9.0]), (2011,)

    def of(main, *detail):
        return resource_price._of_place(
            SimpleNamespace(main_resource=main, resource_detail=detail), changes, mix, years
        ).tolist()

    tin = resource_price.log_real_price("tin")
    assert resource_price._of_place(None, changes, mix, years).tolist() == [9]
    assert of("coal", "tin ore") == [1]
    assert of("mixed", "gems") == [9]
    assert of("mixed", "gems", "tin ore") == pytest.approx([tin[2011] - tin[2010]])
    monkeypatch.setattr(resource_price, "DOMESTIC_COAL", "tin")
    assert of("mixed", "tin ore") == [1]


def test_coal_prices_before_domestic_ones_begin_are_those_of_the_world(monkeypatch):
    begins = {"coal": {2001: 1.0, 2002: 3.0}, "oil_gas": {}, "ferrous": {}, "nonferrous": {}}
    single = {
        resource_price.DOMESTIC_COAL: begins["coal"],
        resource_price.WORLD_COAL: {1999: 0.0, 2000: 5.0, 2001: 7.0, 2002: 8.0},
    }
    monkeypatch.setattr(resource_price, "log_real_kind_price", begins.__getitem__)
    monkeypatch.setattr(resource_price, "log_real_price", single.__getitem__)
    monkeypatch.setattr(resource_price, "national_mix", lambda: {"coal": 0.5})
    monkeypatch.setattr(
        resource_price, "official", lambda: {"a": SimpleNamespace(main_resource="coal", resource_detail=("coal",))}
    )
    found = resource_price.price_changes(("a", "b"), (2000, 2001, 2002))
    assert found.tolist() == [[5, 2, 2], [2.5, 1, 1]]
