"""Years as offices write them: fiscal years are asked for, censuses are not interpolated and tell how weak they are."""

import numpy as np
import pytest

from relode.country import country_answer, country_outlook, country_tables, country_text, load_country, tables_text
from relode.country.outlook import NORMAL_90, CountryForecast
from relode.errors import RelodeError
from relode.language import Bilingual
from relode.outlook.forecasters.table_ahead import census_score
from relode.shipped_tables import rows
from relode.streams import stream

CODES = [f"{i:02d}" for i in range(1, 13)]


def spans(form):
    return [["place", "year", "revenue"], *[[p, form.format(y, y + 1, (y + 1) % 100), 100 * int(p) + y] for p in CODES
            for y in range(2010, 2018)]]  # fmt: skip


@pytest.mark.parametrize("form", ["{}/{:d}", "{0}-{2:02d}", "{0}/{2:02d}", "FY {0}\N{EN DASH}{2:02d}", "{0}-{1}"])
@pytest.mark.parametrize(("stands", "first"), [("begins", 2010), ("ends", 2011)])
def test_a_fiscal_year_stands_where_the_description_says(folder, form, stands, first):
    country = load_country(folder({"accounts": spans(form)}, f'[accounts]\nfiscal = "{stands}"\n'))
    assert country.years == tuple(range(first, first + 8))
    assert country.values["budget_revenue"][0, 0] == 2110
    assert f"fiscal year such as 2019/20 stands at the year in which it {stands}" in tables_text(
        country_tables(country), "en"
    )


def test_a_fiscal_year_is_asked_for_with_the_line_that_would_do(folder):
    with pytest.raises(RelodeError) as stop:
        load_country(folder({"accounts": spans("{0}/{2:02d}")}))
    said = stop.value.say("en")
    assert "96 cells" in said
    for words in ("row 2, column year, '2010/11'", 'fiscal = "begins"', "stands at 2010", 'fiscal = "ends" for 2011'):
        assert words in said
    with pytest.raises(RelodeError, match="begins, ends"):
        load_country(folder({}, '[accounts]\nfiscal = "april"\n'))


def across():
    return [["place", "quantity", "2011/12", "2012/13"], *[[p, "revenue", 5 + int(p), 9] for p in CODES]]


def test_heads_that_are_fiscal_years_are_asked_for_and_then_read(folder):
    with pytest.raises(RelodeError, match="heads such as 2011/12 are fiscal years"):
        load_country(folder({"accounts": across()}))
    country = load_country(folder({"accounts": across()}, '[accounts]\nfiscal = "ends"\n'))
    assert (country.years, country.values["budget_revenue"][0].tolist()) == ((2012, 2013), [6, 9])


def test_a_span_that_is_no_fiscal_year_stays_a_fault(folder):
    with pytest.raises(RelodeError, match="part of a year or a span"):
        load_country(folder({"accounts": [*spans("{}-{}").copy()[:1], ["01", "2011-2014", 5], ["02", "2011-2014", 5]]}))


def counted(years, seed=5, count=30):
    rng, rows_of = stream("planted_nations", (seed, 1, 1)), [["place", "year", "population"]]
    people = rng.uniform(5e4, 2e5, count)
    for year in years:
        rows_of += [[f"{i:02d}", year, round(value)] for i, value in enumerate(people, 10)]
        people = people * np.exp(rng.normal(0.02, 0.1, count))
    return rows_of


CENSUS = '[accounts]\nkind = "census"\n'


def forecast(folder, years):
    country = load_country(folder({"accounts": counted(years)}, CENSUS))
    (found,) = country_outlook(country, country.places[3]).forecasts
    return country, found


def test_years_between_censuses_stay_unknown(folder):
    country, _ = forecast(folder, (2001, 2011, 2022))
    assert np.isfinite(country.values["population"]).sum(axis=0).tolist() == [
        30 * (year in (2001, 2011, 2022)) for year in range(2001, 2023)
    ]


def test_two_censuses_have_a_band_as_wide_as_nine_in_ten_places_moved_and_are_told_as_weak(folder):
    country, found = forecast(folder, (2011, 2021))
    moved = np.abs(np.diff(np.log(country.values["population"][:, [0, 10]]), axis=1))
    assert found.median == pytest.approx((found.opening,) * 10, rel=1e-12)
    assert np.log(found.p95[-1] / found.opening) == pytest.approx(np.quantile(moved, 0.9), rel=1e-12)
    assert np.log(found.p95[4] / found.opening) == pytest.approx(np.quantile(moved, 0.9) * 0.5**0.5, rel=1e-12)
    (row,) = (
        each for each in rows("relode.country", "census_bands") if (each["of"], each["gap"]) == ("population", "10")
    )
    assert (found.score, found.census.own, found.census.held) == (None, False, float(row["held"]))
    for language, words in (
        ("en", ["Weak: from the counts of 2011, 2021 alone", f"{100 * float(row['held']):.1f}", "but for how often"]),
        ("zh", ["依据薄弱：仅有2011、2021年两次普查", "取自中国各地"]),
    ):
        text = country_text(country_answer(country, "13", ("outlook",)), language)
        assert [each for each in words if each not in text] == []
        assert "no figure of China" not in text


def test_three_censuses_tell_how_often_their_own_bands_held(folder):
    country, found = forecast(folder, (2001, 2011, 2022))
    first, second, third = np.log(country.values["population"][:, [0, 10, 21]]).T
    size = np.quantile(np.abs(second - first), 0.9) * (11 / 10) ** 0.5
    assert found.census.own
    assert found.census.held == pytest.approx((np.abs(third - second) <= size).mean(), rel=1e-12)
    assert "no figure of China" in country_text(country_answer(country, "13", ("outlook",)), "en")


def test_a_band_of_two_counts_holds_about_what_it_means_where_nothing_turns():
    rng = stream("planted_nations", (77, 1, 1))
    steps = rng.normal(0, 0.1, (4000, 2))
    levels = np.concatenate([np.zeros((4000, 1)), steps.cumsum(axis=1)], axis=1)
    assert census_score(levels, (2000, 2010, 2020)).held == pytest.approx(0.9, abs=0.02)  # 3 binomial errors


def test_figures_years_apart_that_are_not_said_to_be_of_censuses_get_the_line_that_would_do(folder):
    country = load_country(folder({"accounts": counted((2011, 2021))}))
    assert country_outlook(country, country.places[0]).forecasts == ()
    assert 'say kind = "census" in that table' in tables_text(country_tables(country), "en")
    assert "kind =" not in tables_text(country_tables(load_country(folder({}, CENSUS))), "en")


def test_counts_of_censuses_may_lie_unevenly_apart_but_tell_no_entry(folder):
    cells = [(p, i, y) for y in (2001, 2011, 2022) for p in CODES for i in "BCGP"]
    jobs = [["place", "industry", "year", "count"]]
    jobs += [[p, i, y, 10 * int(p) + 7 * "BCGP".index(i) + y % 13] for p, i, y in cells]
    with pytest.raises(RelodeError, match='kind = "census"'):
        load_country(folder({"employment": jobs}))
    country = load_country(folder({}, '[employment]\nkind = "census"\n'))
    answer = country_answer(country, "02", ("diagnosis", "pathways", "outlook"))
    assert answer.diagnosis.measures.change.first_year == 2001
    assert [each.chapter for each in answer.unanswered] == ["pathways"]
    assert "these are of 2001, 2011, 2022" in answer.unanswered[0].reason.en
    assert answer.outlook.forecasts[0].census.counts == (2001, 2011, 2022)


def test_a_policy_is_not_judged_by_censuses(folder):
    tables = {
        "accounts": counted((2001, 2011, 2021)),
        "policies": [["policy", "place", "first_year"], ["x", "12", 2012]],
    }
    country = load_country(folder(tables, CENSUS))
    (effect,) = country_answer(country, "13", ("evaluation",)).evaluation
    assert "yearly figures" in effect.refused.en


def test_a_year_ahead_bends_at_its_median():
    ends = {"p05": (90.0, 80.0), "median": (100.0, 110.0), "p95": (120.0, 121.0)}
    told = CountryForecast(
        quantity="people", label=Bilingual("People", "人口"), origin=2020, opening=100.0, method="stays", still=0.5,
        past_years=(2020,), past=(100.0,), years=(2021, 2022), scored_until=2022, chance_of_fall=0.1, places=10,
        score=None, **ends,
    )  # fmt: skip
    found = told.at(2022, np.array([0.0, NORMAL_90, -NORMAL_90, 2 * NORMAL_90, -NORMAL_90 / 2]))
    assert found == pytest.approx([110, 121, 80, 110 * 1.1**2, 110 * (80 / 110) ** 0.5])
    assert told.at(2022, np.array([1.0]))[0] == pytest.approx(110 * 1.1 ** (1 / 1.644854), rel=1e-6)
