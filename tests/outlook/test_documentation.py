"""The figures of the documentation are those of the table."""

from pathlib import Path

import pandas as pd
import pytest

from relode.outlook import NATIONAL_GIVEN, NOTHING_GIVEN, OTHER_PROVINCES_GIVEN, outlook
from relode.outlook.one_future.predictive_tables import past_coverage
from relode.places import find

PAGES = [Path(__file__).parents[2] / "docs" / name for name in ("outlook.md", "outlook.zh.md")]
PRINTED = [
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "pooled_ar1", "all"),
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "pooled_ar1", "resource"),
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "pooled_ar1", "without_liaoning"),
    ("gdp_real", 2013, 6, NATIONAL_GIVEN, "province_ar1", "all"),
    ("gdp_real", 2013, 10, NATIONAL_GIVEN, "pooled_ar1", "all"),
    ("gdp_real", 2013, 10, NATIONAL_GIVEN, "pooled_ar1", "resource"),
    ("secondary_share", 2013, 5, NATIONAL_GIVEN, "level_reversion", "all"),
    ("secondary_share", 2013, 5, NATIONAL_GIVEN, "level_reversion", "resource"),
    ("population", 2010, 10, NATIONAL_GIVEN, "own_drift_half_shrunk", "all"),
    ("population", 2010, 10, NATIONAL_GIVEN, "own_drift_half_shrunk", "resource"),
    ("population", 2010, 10, NATIONAL_GIVEN, "structural_ridge_wide", "all"),
    ("population", 2010, 10, NATIONAL_GIVEN, "structural_ridge_wide", "resource"),
    ("population", 2010, 10, NOTHING_GIVEN, "structural_ridge_mean_stays", "all"),
    ("population", 2010, 10, OTHER_PROVINCES_GIVEN, "structural_ridge", "all"),
    ("population", 2010, 10, OTHER_PROVINCES_GIVEN, "structural_ridge", "resource"),
    ("mining_employment_share", 2010, 10, NOTHING_GIVEN, "random_walk", "mining_above_2_percent"),
    ("mining_employment_share", 2010, 10, OTHER_PROVINCES_GIVEN, "structural_ridge", "mining_above_2_percent"),
    ("house_price", 2015, 4, NATIONAL_GIVEN, "random_walk", "all"),
    ("house_price", 2015, 4, NATIONAL_GIVEN, "random_walk", "resource"),
    ("house_price", 2019, 5, NATIONAL_GIVEN, "random_walk", "all"),
]
KEYS = ["target", "origin", "horizon", "mode", "method", "group"]


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
@pytest.mark.parametrize("key", PRINTED, ids=lambda key: "-".join(map(str, key)))
def test_a_printed_score_is_the_one_in_the_table(table: pd.DataFrame, page: Path, key: tuple[object, ...]) -> None:
    row = table[(table[KEYS] == list(key)).all(axis=1)].iloc[0]
    score = f"{100 * row['crps']:.2f}" if row["unit"] == "share" else f"{row['crps']:.4f}".removeprefix("0")
    text = page.read_text(encoding="utf-8")
    assert score in text
    assert f"{row['coverage_90']:.2f}".removeprefix("0") in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_table_of_five_cities_is_the_outlook_of_2035(panel, page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for city in ("hegang", "baotou", "yulin", "fuxin", "panzhihua"):
        place = find(city)
        told = outlook(panel, place).quantities
        people, adults, jobs, mining, output = (
            told[name].quantiles["median"][-1]
            for name in ("population", "age_15_59", "employment", "mining_employment", "gdp_real")
        )
        named = place.name_en if page.name == "outlook.md" else place.name_zh.removesuffix("市")
        cells = f"{people:,.0f} | {adults:,.0f} | {jobs:,.0f} | {jobs / adults:.3f} | {mining:,.0f} | {output / 10:.1f}"
        assert f"| {named} | {cells} |" in text


COVERAGE_ROWS = {
    "population": ("people", "常住人口"),
    "age_15_59": ("working age", "15—59岁人口"),
    "employment": ("jobs", "就业人员"),
    "mining_employment": ("mining jobs", "采矿业就业"),
    "gdp_real": ("output", "地区生产总值"),
    "house_price": ("house price", "住房价格"),
    "budget_revenue": ("revenue", "预算收入"),
    "budget_expenditure": ("spending", "预算支出"),
    "debt": ("debt", "政府债务"),
}
PRINTED_HORIZONS = (1, 2, 3, 4, 5, 7, 10, 12, 14)


@pytest.mark.parametrize("at", range(len(PAGES)), ids=lambda at: PAGES[at].name)
def test_the_printed_shares_of_outcomes_in_bands_are_those_of_the_shipped_table(at: int) -> None:
    text = PAGES[at].read_text(encoding="utf-8")
    held = past_coverage()
    assert held.keys() == COVERAGE_ROWS.keys()
    for name, names in COVERAGE_ROWS.items():
        cells = [
            f"{100 * one.coverage_90:.0f} [{100 * one.coverage_90_low:.0f}, {100 * one.coverage_90_high:.0f}]"
            f" ({one.origins})"
            if (one := held[name].get(ahead))
            else "-"
            for ahead in PRINTED_HORIZONS
        ]
        row = f"| {names[at]} | {' | '.join(cells)} |"
        assert row in text, row
