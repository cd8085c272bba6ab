"""People by age and sex, vital rates, the UN's prospects of China, retirement, and growth of countries."""

import numpy as np
import pandas as pd
import pytest

GROUPS = ["0", "1-4", *(f"{age}-{age + 4}" for age in range(5, 85, 5)), "85+"]
BANDS = {
    "age_0_14": GROUPS[:4],
    "age_15_59": GROUPS[4:13],
    "age_60_plus": GROUPS[13:],
    "age_65_plus": GROUPS[14:],
}
NATION = {2000: 1_242_612_226, 2010: 1_332_810_869, 2020: 1_409_778_724}
# Sansha has no ages in 2010: its people are in the sum of the nation.
SANSHA, PEOPLE_OF_SANSHA = "460300", 444


@pytest.fixture(scope="session")
def ages(table):
    """Persons by place and year, one column an age group and sex."""
    rows = table("ages").assign(persons=lambda t: t["persons"].astype(int))
    return rows.pivot(index=["place", "year"], columns=["sex", "age_group"], values="persons")


@pytest.fixture(scope="session")
def prospects(table):
    rows = table("un_population_prospects")
    return (
        rows.assign(value=pd.to_numeric(rows["value"]))
        .set_index(["indicator", "year", "variant"])["value"]
        .sort_index()
    )


@pytest.mark.parametrize("year", NATION)
def test_the_ages_of_the_nation_add_up_to_its_people(ages, year):
    assert ages.loc[("CN", year)].sum() == NATION[year]


def test_every_place_has_every_age_group_of_both_sexes(ages):
    assert set(ages.columns) == {(sex, group) for sex in ("female", "male") for group in GROUPS}
    assert ages.notna().all().all()


@pytest.mark.parametrize("year", [2010, 2020])
def test_the_ages_of_the_prefectures_of_a_census_add_up_to_the_nation(ages, partition, year):
    units = ages.xs(year, level="year")
    here = units[units.index.isin(partition)]
    absent = 0 if SANSHA in here.index else PEOPLE_OF_SANSHA
    assert (here.sum().sum(), absent) == (NATION[year] - absent, {2010: PEOPLE_OF_SANSHA, 2020: 0}[year])


@pytest.mark.parametrize("band", BANDS)
def test_broad_ages_equal_those_of_the_census_in_every_unit(ages, wide, band):
    ours = ages.loc[:, (slice(None), BANDS[band])].sum(axis=1)
    census = wide("census")[band].dropna()
    both = pd.concat({"ours": ours, "census": census}, axis=1, join="inner")
    both = both[both.index.get_level_values("year") >= 2010]
    assert len(both) > 700
    assert (both["ours"] == both["census"]).all()


def test_the_ages_of_counties_add_up_to_their_prefectures(table, ages):
    counties = table("ages_counties")
    names = [f"{group}_{sex}" for group in GROUPS for sex in ("male", "female")]
    sums = counties.assign(**{name: pd.to_numeric(counties[name]) for name in names})
    sums = sums.groupby(["prefecture_code", "year"])[names].sum().rename_axis(["place", "year"])
    ours = ages.set_axis([f"{group}_{sex}" for sex, group in ages.columns], axis=1)[names]
    both = sums.index.intersection(ours.index)
    assert len(both) > 700
    differs = (sums.loc[both] != ours.loc[both]).any(axis=1)
    flagged = counties[counties["flag"] == "age_sum_mismatch"]
    doubtful = set(zip(flagged["prefecture_code"], flagged["year"], strict=True))
    assert set(both[differs]) <= doubtful
    assert (differs.sum(), len(doubtful), len(flagged)) == (11, 14, 60)


def test_what_is_missing_in_2000_is_known(ages, english, partition):
    absent = partition.difference(ages.xs(2000, level="year").index)
    named = set(english[absent])
    assert {"Laibin", "Chongzuo", "Sansha", "Zhongwei"} <= named


def test_the_children_of_the_fertility_index_are_those_of_the_census(table, ages):
    rows = table("fertility_index")
    keys = list(zip(rows["place"], rows["year"], strict=True))
    infants = ages.loc[keys, (slice(None), "0")].sum(axis=1)
    women = ages.loc[keys, ("female", GROUPS[4:11])].sum(axis=1)
    assert (infants.to_numpy() == rows["age_0"].astype(int).to_numpy()).all()
    assert (women.to_numpy() == rows["women_15_49"].astype(int).to_numpy()).all()


@pytest.mark.parametrize(
    ("indicator", "year", "printed", "half_digit"),
    [
        ("total_fertility_rate", 2020, 1.24, 0.005),
        ("births", 2023, 8_900, 5),
        ("deaths", 2023, 11_680, 5),
    ],
)
def test_the_prospects_have_the_known_figures_of_china(prospects, indicator, year, printed, half_digit):
    """Official: 1.3 children, 9.02 and 11.10 million."""
    found = prospects.xs((indicator, year), level=("indicator", "year"))
    assert found.loc[["estimate"] if "estimate" in found.index else found.index[:1]].iloc[0] == pytest.approx(
        printed, abs=half_digit
    )


def test_the_bounds_of_the_prospects_hold_each_other(prospects):
    bounds = prospects.unstack("variant").dropna(subset=["95l", "80l", "median", "80u", "95u"])
    assert len(bounds) > 400
    columns = bounds[["95l", "80l", "median", "80u", "95u"]].to_numpy()
    assert (np.diff(columns, axis=1) >= 0).all()


def test_a_life_table_is_one(table):
    rows = table("un_life_table")
    for _, part in rows.groupby(["period", "sex"]):
        part = part.assign(age=part["age_start"].astype(int)).sort_values("age")
        survivors, died = part["survivors"].astype(float), part["death_probability"].astype(float)
        assert survivors.iloc[0] == 1.0
        # Printed with seven digits.
        assert np.allclose(survivors.iloc[1:].to_numpy(), (survivors * (1 - died)).iloc[:-1].to_numpy(), atol=5e-7)


def test_survival_ratios_are_parts_of_those_alive(table):
    ratios = table("un_survival_ratios")["ratio"].astype(float)
    assert len(ratios) == 792
    assert ((ratios > 0) & (ratios < 1)).all()


def test_fertility_by_age_adds_up_to_the_children_of_a_woman(table, prospects):
    rows = table("un_fertility_by_age")
    for start, part in rows.groupby("start"):
        assert part["part_of_fertility_percent"].astype(float).sum() == pytest.approx(100, abs=0.01)
        rates = [
            prospects.loc["total_fertility_rate", year].reindex(["estimate", "median"]).dropna().iloc[0]
            for year in range(int(start), int(start) + 5)
        ]
        children = 5 * part["births_per_woman_year"].astype(float).sum()
        # Seven rates printed with six decimals, times five, and five rates with three: their roundings.
        assert children == pytest.approx(np.mean(rates), abs=6e-4)


def test_retirement_moves_in_steps_to_the_ages_of_the_reform(table):
    """Decision of 2024: a month later every four months (women of 50: every two), to 63, 58 and 55 years."""
    rows = table("retirement_age")
    for group, last, step in (("men", 63, 4), ("women_55", 58, 4), ("women_50", 55, 2)):
        part = rows[rows["group"] == group]
        months = part["age_years"].astype(int) * 12 + part["age_months"].astype(int)
        delay = part["delay_months"].astype(int)
        assert months.iloc[-1] == last * 12
        assert (months - delay).nunique() == 1
        assert (np.diff(delay) >= 0).all()
        assert delay.iloc[:-1].value_counts().iloc[0] == step
    first = rows.iloc[0]
    assert (first["born"], first["age_years"], first["age_months"], first["retires"]) == (
        "1965-01",
        "60",
        "1",
        "2025-02",
    )


def test_a_person_retires_at_that_age(table):
    rows = table("retirement_age")
    born, retires = (pd.PeriodIndex(rows[name], freq="M") for name in ("born", "retires"))
    months = rows["age_years"].astype(int) * 12 + rows["age_months"].astype(int)
    assert ((retires.year - born.year) * 12 + retires.month - born.month == months.to_numpy()).all()


def test_growth_is_the_change_of_the_logarithm(table):
    rows = table("country_growth")
    rows = rows.assign(level=pd.to_numeric(rows["gdp_per_head"]), growth=pd.to_numeric(rows["growth_log_points"]))
    before = rows.groupby("country")["level"].shift()
    last = rows.groupby("country")["year"].shift()
    known = rows["growth"].notna()
    assert (rows["year"] - last)[known].eq(1).all()
    expected = 100 * np.log(rows["level"] / before)
    assert np.allclose(rows["growth"][known], expected[known], atol=1e-9)
    assert rows["country"].nunique() == 169


def test_the_quantiles_of_growth_are_in_order(table):
    for name, columns in (
        ("growth_range", ["p05", "p25", "p50", "p75", "p95"]),
        ("growth_range", ["raw_p05", "raw_p25", "raw_p50", "raw_p75", "raw_p95"]),
        ("growth_errors", ["regression_p05", "regression_p50", "regression_p95"]),
        ("growth_errors", ["last_p05", "last_p50", "last_p95"]),
        ("growth_errors", ["china_p05", "china_p50", "china_p95"]),
    ):
        values = table(name)[columns].astype(float).to_numpy()
        assert (np.diff(values, axis=1) > 0).all(), columns


def test_the_range_for_china_is_its_point_and_the_errors_of_the_regression(table):
    rows = table("growth_errors").set_index(["group", "horizon"])
    for level in ("p05", "p50", "p95"):
        point, error, total = (
            rows[name].astype(float) for name in ("point_china_5_34", f"regression_{level}", f"china_{level}")
        )
        # Three figures printed with two decimals.
        assert (point + error - total).abs().max() <= 0.0151


PREFECTURES = {"220700", "530100", "530300", "530600", "532300", "620100"}


def test_vital_rates_are_of_provinces_the_nation_and_a_few_prefectures_and_possible(table):
    rows = table("vital_rates")
    value = pd.to_numeric(rows["value"])
    assert value[rows["indicator"].str.startswith("life_expectancy")].between(55, 90).all()
    assert value[rows["indicator"].str.endswith("per_thousand")].between(2, 30).all()
    assert set(rows.loc[~rows["place"].isin(PREFECTURES), "place"].str[2:]) <= {"", "0000"}


def test_every_province_has_births_and_deaths_of_2020_to_2022_on_the_basis_of_its_census(table):
    """Rates end in 2019 no more; those of the two bases are never chained, so each later one carries the flag."""
    rows = table("vital_rates")
    rates = rows[rows["indicator"].str.endswith("per_thousand") & rows["place"].str.endswith("0000")]
    late = rates[rates["year"] >= 2020]
    counts = late[late["year"] <= 2022].groupby(["year", "indicator"])["place"].nunique()
    assert counts.tolist() == [31] * 6
    assert late["flag"].str.contains("census_2020_basis").all()
    assert not rates.loc[rates["year"] <= 2019, "flag"].str.contains("census_2020_basis").any()


def test_forecasts_of_growth_name_institution_and_vintage(table):
    rows = table("growth_forecasts")
    assert rows[["institution", "vintage", "percent_per_year"]].notna().all().all()
    assert (rows["from_year"].astype(int) <= rows["to_year"].astype(int)).all()
