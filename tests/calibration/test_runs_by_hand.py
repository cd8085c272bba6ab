"""A simulated run in the form of the past, and what is given to it, on arrays of a few cells."""

from dataclasses import dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.calibration.targets import simulated as simulated_module
from relode.calibration.targets.simulated import Paths, _fields, _mean_growth
from relode.model.sector_list import SECTORS

from .made_past import YEARS, in_years, made

NAN = np.nan


def test_fields_of_a_run_are_in_the_units_of_the_past():
    jobs, value = np.arange(1.0, len(SECTORS) + 1)[:, None], 10 * np.arange(1.0, len(SECTORS) + 1)[:, None]
    state = SimpleNamespace(people=np.array([[1.0], [2], [3], [4]]), extraction_capacity=np.array([6.0]))
    numbers = {
        "gdp_real": 11.0,
        "gross_domestic_product": 12.0,
        "wage": 1.5,
        "total_investment": 13.0,
        "house_price": 0.5,
        "revenue": 14.0,
        "service_spending": 15.0,
        "public_investment": 16.0,
    }
    flows = SimpleNamespace(
        employment=jobs, value_added=value, **{name: np.array([each]) for name, each in numbers.items()}
    )
    found = {name: float(np.asarray(each)[0]) for name, each in _fields(state, flows).items()}
    at = {name: i + 1 for i, name in enumerate(SECTORS)}
    whole = sum(at.values())
    secondary = ("extraction", "processing", "advanced_materials", "renewables", "other_manufacturing")
    assert found == pytest.approx(
        {
            "gdp_real": 11,
            "gdp_nominal": 12,
            "value_added_secondary": 10 * sum(at[name] for name in secondary),
            "value_added_tertiary": 10 * (at["local_services"] + at["tradable_services"] + at["public_services"]),
            "average_wage": 15_000,
            "employment_total": 1e4 * whole,
            "fixed_capital_formation": 13,
            "population": 1e5,
            "mining_share": at["extraction"] / whole,
            "mining_jobs": 1e4 * at["extraction"],
            "other_jobs": 1e4 * (whole - at["extraction"] - at["agriculture"]),
            "local_service_jobs": 1e4 * at["local_services"],
            "house_price": 5000,
            "coal_capacity": 6,
            "budget_revenue": 14,
            "budget_expenditure": 31,
        }
    )


def test_a_run_is_put_into_the_past_of_its_places_from_its_opening_on():
    past = made(
        3,
        3,
        population=in_years(3, y2009=9.0, y2010=np.array([1.0, 2, 3]), y2013=8.0),
        mining_share=in_years(3, y2010=0.3),
        types=("growing", "mature", ""),
        is_coal=np.array([True, False, True]),
    )
    cells = np.arange(12.0).reshape(2, 3, 2) + 10  # (future, year, place)
    fields = {"population": cells, "mining_jobs": 2 * cells, "value_added_secondary": cells, "gdp_nominal": 4 * cells}
    paths = Paths(2010, ("p2", "p0"), fields, cells / 100)
    found = paths.record(past, 1, 2010)
    assert (found.codes, found.provinces, found.types, found.is_coal.tolist()) == (
        ("p2", "p0"),
        ("r2", "r0"),
        ("", "growing"),
        [True, True],
    )
    assert [found.at("population", year).tolist() for year in (2009, 2010, 2011, 2012)] == [
        [9, 9],
        [16, 17],
        [18, 19],
        [20, 21],
    ]
    assert np.isnan(found.at("population", 2013)).all()
    assert found.at("secondary_share", 2011).tolist() == [0.25, 0.25]
    assert [found.national_mining_jobs[YEARS.index(year)] for year in (2010, 2012)] == [66, 82]
    assert np.isnan(found.national_mining_jobs).sum() == 22
    assert found.at("price_change", 2012).tolist() == [0.2, 0.21]
    other = paths.record(past, 0, 2002)
    assert [other.at("population", year).tolist() for year in (2002, 2004)] == [[10, 11], [14, 15]]
    assert np.isnan(other.at("population", 2009)).all()
    assert (other.at("population", 2010).tolist(), other.at("mining_share", 2010).tolist()) == ([3, 1], [0.3, 0.3])
    late = paths.record(past, 0, 2023)
    assert late.at("population", 2024).tolist() == [12, 13]


def test_growth_beyond_the_last_figures_is_that_of_the_year_before():
    past = made(
        3,
        3,
        gdp_real=in_years(
            3, y2020=np.array([1.0, 2, 5]), y2021=np.array([1.0, 2, 5]) * np.exp([0.1, 0.3, 9]), y2022=7.0
        ),
    )
    grid = past.gdp_real
    grid[:, YEARS.index(2022)] = grid[:, YEARS.index(2021)] * np.exp([0.2, np.nan, 9])
    world = SimpleNamespace(codes=("p0", "p1", "rest"))
    assert _mean_growth(past, world, (2020, 2021, 2022, 2023, 2024)) == pytest.approx([0.2, 0.2, 0.2, 0.2])
    grid[0, YEARS.index(2022)] = grid[0, YEARS.index(2021)] * np.exp(0.5)
    assert _mean_growth(past, world, (2020, 2021, 2022, 2023)) == pytest.approx([0.2, 0.5, 0.5])


@dataclass(frozen=True)
class Series:
    """What runs have from outside."""

    log_price: np.ndarray
    national_growth: object = None
    sector_growth: object = None
    log_national_income: object = None


@dataclass(frozen=True)
class Given:
    """Futures with two years after the opening."""

    exogenous: Series
    world: object
    years: tuple
    count: int = 2


def test_given_paths_have_prices_over_the_openings_and_income_that_growth_adds_up_to(monkeypatch):
    monkeypatch.setattr(simulated_module, "_mean_growth", lambda *_: np.array([0.1, 0.3]))
    series = {"coal": {2009: 5.0, 2010: 1.0, 2011: 1.5, 2012: 3.0}, "oil_gas": {2010: 1.0, 2012: 3.0}}
    monkeypatch.setattr(simulated_module, "log_real_kind_price", lambda kind: series.get(kind, {}))
    kinds = simulated_module.COMMODITIES
    futures = Given(Series(np.full((2, 3, len(kinds)), 9.0)), None, (2010, 2011, 2012))
    found = simulated_module.given_paths(futures, None).exogenous
    prices = np.asarray(found.log_price)
    assert prices[:, :, kinds.index("coal")].tolist() == [[0, 0.5, 2]] * 2
    assert (prices[:, :, kinds.index("oil_gas")] == 9).all()  # of 2011 nothing is published
    assert np.asarray(found.national_growth).tolist() == [pytest.approx([0.1, 0.3, 0.3])] * 2
    assert np.asarray(found.sector_growth).shape == (2, 3, len(SECTORS))
    assert np.asarray(found.log_national_income)[1].tolist() == pytest.approx([0, 0.1, 0.4])
    earlier = simulated_module.given_paths(replace(futures, years=(2020, 2021, 2022)), None, 2009).exogenous
    assert np.asarray(earlier.log_price)[0, :, kinds.index("coal")].tolist() == [0, -4, -3.5]


def test_a_system_is_run_in_blocks_and_kept_where_the_past_has_the_place(monkeypatch):
    """Three futures in blocks of two, of which the last is filled up; place x is not in the past."""
    world = SimpleNamespace(
        codes=("p1", "x", "p0", simulated_module.REST),
        year=2010,
        links="links",
        observed=SimpleNamespace(commodity_weight=np.array([[1.0, 5, 0, 5], [0, 5, 0.5, 5]])),
    )
    price = np.array([[[0.0, 0], [1, 4], [3, 4]]] * 3)
    futures = SimpleNamespace(
        world=world, years=(2010, 2011, 2012), count=3, exogenous=SimpleNamespace(log_price=price)
    )
    asked = []
    monkeypatch.setattr(
        simulated_module, "lengthened", lambda _, years: asked.append(years) or SimpleNamespace(years=range(12))
    )
    monkeypatch.setattr(
        simulated_module, "levers_of", lambda levers, years, places: asked.append((levers, years, places)) or "nothing"
    )
    monkeypatch.setattr(simulated_module, "blocks", lambda _: [(number, "params", "series", None) for number in (0, 1)])

    def paths(observed, params, nothing, exogenous, links, fields):
        assert (params, nothing, exogenous, links, fields) == ("params", "nothing", "series", "links", _fields)
        return {"population": observed * 100 + np.arange(2 * 12 * 4.0).reshape(2, 12, 4)}

    monkeypatch.setattr(simulated_module.simulate, "paths", paths)
    found = simulated_module.simulated(futures, made(2, 2))
    assert asked == [12, ({}, 12, 4)]
    assert (found.opening_year, found.codes) == (2010, ("p1", "p0"))
    cells = found.fields["population"]
    assert cells.shape == (3, 3, 2)
    # Future 2 is the first of the second block; places 0 and 2 of four stand in each year.
    assert (cells[0, 1].tolist(), cells[2, 2].tolist()) == ([4, 6], [108, 110])
    # What p1 mines rises by 1 and 2, p0 has half of the other: by 2 and nothing.
    assert found.price_change[0].tolist() == [[0, 0], [1, 2], [2, 0]]
