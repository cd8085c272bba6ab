"""Bands, futures that add up and series of a place, on small tables by hand."""

import csv
from math import exp

import numpy as np
import pytest

from relode.facts import rows, text
from relode.outlook.one_future.observed_series import (
    YEARS,
    breaks,
    consumer_prices,
    levels,
    working_age_2000,
)

from .made_up import panel


def test_each_series_is_told_in_its_unit():
    """By hand: output of 2020 by its index; money by consumer prices; jobs by the long form of their year."""
    made = panel(
        gdp_real_index={(0, 2019): 190.0, (0, 2020): 200.0, (0, 2023): 220.0},
        gdp_nominal={(0, 2020): 1000.0, (0, 2023): 9e9},
        budget_revenue={(0, 2022): 50.0},
        house_price={(0, 2022): 3000.0},
        government_debt={(1, 2022): 70.0},
        employment_all_sections={(0, 2020): 10.0, (0, 2010): 20.0},
        employment_mining={(0, 2020): 3.0},
        age_15_59={(0, 2020): 600.0},
    )
    codes = ("230400", "150200")

    def told(name, at, year):
        return levels(made, name, codes)[at, YEARS.index(year)]

    assert [told("gdp_real", 0, year) for year in (2019, 2020, 2023)] == pytest.approx([950, 1000, 1100])
    index = {row["year"]: float(row["value"]) for row in rows("macro") if row["quantity"] == "consumer_price_index"}
    factor = index["2022"] / index["2020"]
    assert consumer_prices()[YEARS.index(2022)] == pytest.approx(factor)
    assert told("budget_revenue", 0, 2022) == pytest.approx(50 / factor)
    assert told("debt", 1, 2022) == pytest.approx(70 / factor)
    assert told("house_price", 0, 2022) == 3000
    ratio = {row["year"]: float(row["long_form_ratio"]) for row in rows("employment_scale")}
    assert told("employment", 0, 2010) == pytest.approx(20 * ratio["2010"])
    assert told("mining_employment", 0, 2020) == pytest.approx(3 * ratio["2020"])
    assert told("age_15_59", 0, 2020) == 600
    groups = {f"{age}-{age + 4}" for age in range(15, 60, 5)}
    head, *lines = text("ages").splitlines()
    counted = csv.DictReader([head, *(line for line in lines if line.startswith("230400,2000,"))])
    by_hand = sum(float(row["persons"]) for row in counted if row["age_group"] in groups)
    assert told("age_15_59", 0, 2000) == working_age_2000()["230400"] == by_hand


def test_reported_residents_follow_on_from_the_newest_within_three_per_cent_a_year():
    """By hand: 1.03 after a year is just followed, 1.06 the year after from 2020 is within two; a count stands."""
    reported = {
        (0, 2021): 1000 * exp(0.0299),
        (0, 2023): 2000.0,
        (0, 2024): 1000 * exp(0.0299 + 0.0899),
        (0, 2025): 1.0,
    }
    made = panel(population={(0, 2020): 1000.0, (0, 2025): 5000.0}, population_resident_reported=reported)
    found = levels(made, "population", ("230400",))[0]
    at = YEARS.index(2020)
    assert found[at : at + 6] == pytest.approx(
        [1000, 1000 * exp(0.0299), np.nan, np.nan, 1000 * exp(0.1198), 5000], nan_ok=True
    )
    assert breaks(made, "230400") == (2023, 2025)
    far = panel(population={(0, 2020): 1000.0}, population_resident_reported={(0, 2021): 1000 * exp(-0.0301)})
    assert np.isnan(levels(far, "population", ("230400",))[0, at + 1])
