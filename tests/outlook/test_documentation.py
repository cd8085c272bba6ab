"""The figures of the documentation are those of the table."""

from pathlib import Path

import pandas as pd
import pytest

from relode.outlook import NATIONAL_GIVEN, NOTHING_GIVEN, OTHER_PROVINCES_GIVEN, outlook
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
