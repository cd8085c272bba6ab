"""Diagnosis, outlook and evaluation of a country of one's own: by hand, and against what was put into a made-up one."""

from importlib import import_module

import numpy as np
import pytest

from relode.country import country_outlook, country_policies, country_standing, load_country
from relode.country.chapter import evaluation_words
from relode.errors import RelodeError
from relode.language import spoken
from relode.outlook.forecasters import table_ahead
from relode.outlook.forecasters.pooled_rules import METHODS, STAYS, CountryPool, error_sizes, known_at, usable_methods
from relode.outlook.forecasters.table_ahead import chance_of_fall, scored_origins, skill

PLACES = [["place", "name", "region"], ["a", "Alfa", "N"], ["b", "Beta", "N"], ["c", "Gamma", "S"], ["d", "Delta", "S"]]
ACCOUNTS = [
    ["place", "year", "population", "gdp", "unemployment_rate"],
    *[["a", 2010, 100, 400, 0.1], ["a", 2020, 50, 800, 0.2], ["b", 2010, 100, 100, 0.1], ["b", 2020, 100, 300, 0.1]],
    *[["c", 2010, 100, 100, 0.1], ["c", 2020, 200, 500, 0.05], ["d", 2020, 400, 900, 0.3]],
]
JOBS = [
    ["place", "industry", "year", "jobs"],
    *[["a", "B", 2010, 40], ["a", "C", 2010, 60], ["a", "B", 2020, 10], ["a", "C", 2020, 30]],
    *[["b", "B", 2010, 10], ["b", "C", 2010, 90], ["b", "B", 2020, 30], ["b", "C", 2020, 130]],
    *[["c", "P", 2010, 90], ["c", "C", 2010, 90], ["c", "P", 2020, 100], ["c", "C", 2020, 100]],
    *[["d", "C", 2010, 90], ["d", "P", 2010, 100], ["d", "C", 2020, 100], ["d", "P", 2020, 100]],
]


@pytest.fixture
def small(folder):
    return load_country(
        folder({"places": PLACES, "accounts": ACCOUNTS, "employment": JOBS}, 'classification = "isic4"')
    )


def test_a_figure_stands_beside_all_places_and_moves_at_a_mean_rate(small):
    found = {each.quantity: each for each in country_standing(small, small.find("Alfa")).figures}
    people = found["population"]
    # 50 of 50, 100, 200, 400: the fourth; the middle two are 100 and 200. ln(50 / 100) over ten years.
    assert (people.year, people.value, people.rank, people.places, people.median) == (2020, 50, 4, 4, 150)
    assert people.change == pytest.approx(np.log(0.5) / 10, rel=1e-12)  # a logarithm in double precision
    # Of a, b, c: -.0693, 0, .0693.
    assert people.change_median == pytest.approx(0.0, abs=1e-15)
    assert found["unemployment_rate"].change == pytest.approx(0.01, rel=1e-12)
    assert (found["gdp_per_person"].value, found["gdp_per_person"].derived) == (16.0, True)
    assert found["gdp_per_person"].median == 2.75  # of 16, 3, 2.5 and 2.25


def test_structure_is_told_by_section_beside_all_places(small):
    found = country_standing(small, small.find("a"))
    mining = next(each for each in found.sections if each.section == "mining")
    # 10 of 40 here; 40 of 600 in all; 40 of 100 ten years before.
    assert (mining.share, mining.share_before) == (0.25, 0.4)
    assert mining.location_quotient == pytest.approx(0.25 / (40 / 600), rel=1e-12)
    assert (found.mining_share, found.depends_on_mining, found.counted) == (0.25, True, "employment")
    # 10 and 30 of 40: -(.25 ln .25 + .75 ln .75).
    assert found.employment_entropy == pytest.approx(0.5623351446188083, rel=1e-12)
    assert found.measures is not None
    assert found.measures.total == 40
    assert [each.place.code for each in found.peers] == ["b"]
    assert "house_price" in found.missing


def test_skill_is_one_less_the_ratio_of_errors():
    assert skill(np.array([1.0, 2.0]), np.array([2.0, 4.0])) == 0.5
    assert skill(np.array([3.0]), np.array([2.0])) == -0.5
    assert skill(np.array([0.0]), np.array([0.0])) == 0.0


def test_forecasts_are_scored_from_the_last_third_of_the_origins():
    assert scored_origins(5) == (3,)
    assert scored_origins(21) == (13, 14, 15, 16, 17, 18, 19)
    assert usable_methods(5) == (STAYS, "country_drift", "country_drift_3")
    assert usable_methods(8) == tuple(METHODS)


def country_of(folder, levels, first=2000):
    """Twenty places and more in four regions with the given logarithms of people (place, year)."""
    places = [["place", "region"], *[[f"p{i:02d}", f"r{i % 4}"] for i in range(len(levels))]]
    rows = [["place", "year", "people"]]
    rows += [[f"p{i:02d}", first + j, f"{np.exp(x):.9g}"] for i, line in enumerate(levels) for j, x in enumerate(line)]
    return load_country(folder({"places": places, "accounts": rows}))


def test_bands_of_what_only_wanders_hold_what_they_say_and_its_middle_is_near_no_change(folder):
    steps = np.random.default_rng(1).normal(0, 0.02, (60, 16))
    country = country_of(folder, 10 + np.cumsum(steps, axis=1))
    [found] = country_outlook(country, country.places[3]).forecasts
    # .02 a year without a drift: what is told five years ahead is within one standard deviation of no change.
    assert np.abs(np.log(np.array(found.median[:5]) / found.opening)).max() < 0.02 * np.sqrt(5)
    # 60 places, five origins, up to five years: about 700 outcomes that hang together; .90 is meant.
    assert 0.85 < found.score.coverage_90 < 0.95


def test_places_that_nearly_always_grow_have_a_small_chance_of_a_fall_where_no_rule_beats_that_they_stay(folder):
    levels = 10 + np.cumsum(np.random.default_rng(3).normal(0.02, 0.02, (60, 1)) + np.zeros((60, 16)), axis=1)
    country = country_of(folder, levels + np.random.default_rng(4).normal(0, 0.001, levels.shape))
    table = np.log(country.values["population"])
    pool = CountryPool(np.full((1, 5), 0.01), np.full((200, 5), 0.02), np.full((200, 5), 0.02))
    chance = chance_of_fall(table, pool, STAYS, 5)
    assert 0.1 < chance < 0.25  # one normal draw in six lies below minus one standard deviation
    # A rule that expects .01 and always missed by .02, up or down, falls with a chance of one half; both missed alike.
    assert chance_of_fall(table, pool, "damped_trend", 5) == pytest.approx(0.5 * 0.5 + 0.5 * chance, abs=0.01)


def test_places_that_go_on_as_they_did_are_forecast_so_and_no_change_is_beaten(folder):
    rng = np.random.default_rng(2)
    drift = rng.normal(0.01, 0.02, 40)
    levels = 10 + drift[:, None] * np.arange(20) + rng.normal(0, 0.002, (40, 20))
    country = country_of(folder, levels)
    [found] = country_outlook(country, country.places[0]).forecasts
    assert found.method != STAYS
    assert found.score.skill_90[0] > 0.5
    ahead = np.log(np.array(found.median) / found.opening)
    # The drift of the place for five years, drawn a little to no change, within what noise leaves open.
    assert ahead[4] == pytest.approx(5 * drift[0], abs=0.03)
    assert (found.scored_until, found.years[-1]) == (2024, 2029)


def test_sizes_of_errors_are_quantiles_of_all_places_and_origins_and_never_shrink_with_the_horizon():
    """Two origins, a thousand places: errors of 0 to 1 a year ahead, half as large two years ahead, none beyond."""
    sizes = np.linspace(-1, 1, 2000).reshape(2, 1000)
    found = error_sizes(np.stack([sizes, sizes / 2, np.full_like(sizes, np.nan)], axis=2), 3)
    assert found[:, 0] == pytest.approx((np.arange(200) + 0.5) / 200, abs=1e-3)
    assert found[:, 1] == pytest.approx(found[:, 0])
    larger = error_sizes(np.stack([sizes, 2 * sizes, np.full_like(sizes, np.nan)], axis=2), 3)
    assert larger[:, 2] == pytest.approx(2 * found[:, 0] * np.sqrt(3 / 2), rel=1e-12)


def test_quantiles_of_a_pool_are_those_of_draws_from_both_parts():
    rng, draws = np.random.default_rng(5), 400_000
    levels = (np.arange(200) + 0.5) / 200
    pool = CountryPool(
        np.array([[0.3, -0.1]]), np.stack([0.2 * levels, 0.1 * levels], axis=1), np.tile(levels[:, None], 2)
    )
    for at, (expected, missed) in enumerate(((0.3, 0.2), (-0.1, 0.1))):
        rule = expected + rng.uniform(-missed, missed, draws)
        still = missed**2 / (1 + missed**2)  # a uniform spread of so much has a mean square of a third of its square
        assert pool.still[at] == pytest.approx(still, rel=1e-9)
        both = np.where(rng.random(draws) < still, rng.uniform(-1, 1, draws), rule)
        for chance in (0.05, 0.5, 0.95):
            assert pool.quantile(chance)[0, at] == pytest.approx(np.quantile(both, chance), abs=0.006)
    assert pool.chance(pool.quantile(0.05)) == pytest.approx(0.05, abs=1e-9)


def test_an_error_counts_from_the_year_of_its_outcome_on():
    errors = np.arange(12.0).reshape(3, 1, 4)
    known = known_at(errors, 1, 3, 2)  # origins 1 and 2 of a series whose present is column 3
    assert known[:, 0].tolist()[0] == [0.0, 1.0]
    assert known[1, 0, 0] == 4.0
    assert np.isnan(known[1, 0, 1])
    assert errors[1, 0, 1] == 5.0


@pytest.mark.slow
@pytest.mark.parametrize(("first", "low", "high"), [(False, 0.85, 0.95), (True, 0.775, 0.8)])
def test_bands_hold_what_the_page_says_where_a_nation_reverses(first, low, high):
    """Thirty nations whose growth of 2 % turns, one year in five or once after years that were steady, 40 places each.

    After a past steadier than the table's the rule has most of the weight: 79 % of the outcomes of a first reversal.
    """
    rng, held = np.random.default_rng(17), []
    for _ in range(30):
        turns = np.arange(20) == rng.integers(10, 18) if first else rng.random(20) < 0.2
        growth = 0.02 * np.cumprod(np.where(turns, -1, 1)) + rng.normal(0, 0.004, 20)
        levels = 10 + np.cumsum(growth + rng.normal(0, 0.01, (40, 20)), axis=1)
        regions = np.array([f"r{i % 4}" for i in range(40)])
        past = table_ahead.past_of(levels, regions, 5)
        held.append(table_ahead.scored(past, regions, 5, 2000, 1)[1].coverage_90)
    assert low < np.mean(held) < high


def test_outcomes_after_an_origin_do_not_choose_the_rule_that_is_scored_there(folder, monkeypatch):
    rng = np.random.default_rng(3)
    levels = 10 + np.cumsum(rng.normal(0.01, 0.02, (30, 12)), axis=1)
    country = country_of(folder, levels)
    seen = []
    original = table_ahead.choice

    def watched(past, origin, horizon):
        seen.append(origin + 1)
        return original(past, origin, horizon)

    monkeypatch.setattr(table_ahead, "choice", watched)
    [found] = country_outlook(country, country.places[0]).forecasts
    # Each scored origin chooses with the figures up to itself; the last choice, for the outlook, with all.
    assert seen == [*(origin - 2000 + 1 for origin in found.score.origins), 12]


def test_the_share_held_is_that_of_the_band_that_is_told(folder):
    levels = 10 + np.cumsum(np.random.default_rng(0).normal(0.001, 0.02, (12, 13)), axis=1)
    country = country_of(folder, levels)
    [found] = country_outlook(country, country.places[0]).forecasts
    assert found.method != STAYS
    assert found.score.skill_90[0] <= 0
    module, levels, inside = (
        import_module("relode.outlook.forecasters.pooled_rules"),
        np.log(country.values["population"]),
        [],
    )
    past = module.past_of(levels, np.array([place.province for place in country.places]), 4)
    for origin in scored_origins(13):
        ahead = min(4, 12 - origin)
        pool = module.pool_at(past, module.choice(past, origin, ahead), origin, ahead)
        after = levels[:, origin + 1 : origin + ahead + 1] - levels[:, [origin]]
        inside.append((pool.quantile(0.05) <= after) & (after <= pool.quantile(0.95)))
    assert found.score.coverage_90 == pytest.approx(np.concatenate(inside, axis=1).mean(), rel=1e-12)


def test_what_cannot_be_forecast_is_told_with_its_reason(small):
    found = country_outlook(small, small.find("a"))
    assert found.forecasts == ()
    assert {each.reason for each in found.missing} == {"few_years"}


def test_a_quantity_that_moves_alike_everywhere_is_refused_in_words(folder):
    rows = [["place", "year", "flat", "rate"]]
    rows += [[f"p{i:02d}", year, 5, 7 * 1.02 ** (year - 2005)] for i in range(30) for year in range(2005, 2021)]
    policies = [["policy", "place", "first_year"], *[["grant", f"p{i:02d}", 2012] for i in range(6)]]
    found = country_policies(load_country(folder({"accounts": rows, "policies": policies})))
    assert ["move alike" in each.refused.en for each in found] == [True, True]


@pytest.mark.slow
def test_places_treated_from_the_start_are_neither_treated_nor_controls_and_that_is_said(folder):
    """Six of thirty places gain .2 from 2012 on; three more, treated in the first year, run away and move nothing."""
    rng = np.random.default_rng(5)
    people = 10 + rng.normal(0, 0.01, (33, 16))
    people[:6, 7:] += 0.2
    people[30:] += 0.3 * np.arange(16)
    rows = [["place", "year", "people"]]
    rows += [[f"p{i:02d}", 2005 + j, np.exp(people[i, j])] for i in range(33) for j in range(16)]
    starts = [["grant", f"p{i:02d}", 2012] for i in range(6)]
    early = [["grant", f"p{i:02d}", 2005] for i in range(30, 33)]
    head = ["policy", "place", "first_year"]
    with_early, without = (
        country_policies(load_country(folder({"accounts": table, "policies": [head, *policies]})))[0]
        for table, policies in ((rows, starts + early), ([rows[0], *(r for r in rows[1:] if r[0] < "p30")], starts))
    )
    assert (with_early.treated, with_early.controls, with_early.treated_from_start) == (6, 24, 3)
    assert (with_early.effect, with_early.interval_95) == (without.effect, without.interval_95)
    text = "".join(spoken(each, "en") for each in evaluation_words((with_early,)))
    assert "3 places are treated in the first year of" in text
    assert without.treated_from_start == 0


def few_places(folder, planted):
    """Thirty places that follow three others' mix; two of them gain `planted` in logarithms from 2010 on."""
    rng = np.random.default_rng(4)
    common = np.cumsum(rng.normal(0, 0.02, (2, 16)), axis=1)
    levels = 10 + rng.uniform(0, 1, (30, 2)) @ common + rng.normal(0, 0.002, (30, 16))
    levels[1:3, 10:] += planted
    country_of(folder, levels)
    policies = [["policy", "place", "first_year"], ["grant", "p01", 2010], ["grant", "p02", 2010]]
    return country_policies(load_country(folder({"policies": policies})))


def test_a_policy_of_few_places_is_judged_by_synthetic_control_and_placebos(folder):
    [found] = few_places(folder, 0.1)
    assert (found.design, found.verdict, found.treated, found.controls) == ("synthetic_control", "effect", 2, 28)
    assert found.effect == pytest.approx(0.1, abs=0.01)
    assert found.interval_95[0] > 0.05
    assert found.checks == {
        "pre_fit": True, "placebo_in_time": True, "placebo_in_place": True, "several_outcomes": True
    }  # fmt: skip


def test_few_places_in_which_nothing_was_planted_show_no_effect(folder):
    [found] = few_places(folder, 0.0)
    assert (found.design, found.verdict) == ("synthetic_control", "no_effect_beyond")
    assert found.bound < 0.02
    with pytest.raises(RelodeError, match="p2"):
        load_country(folder({"policies": [["policy", "place", "first_year"], ["grant", "p2", 2006]]}))


def test_a_share_before_is_that_of_the_first_year_of_three(folder):
    jobs = [*JOBS, ["a", "B", 2015, 30], ["a", "C", 2015, 30], ["b", "B", 2015, 30], ["b", "C", 2015, 30]]
    country = load_country(
        folder({"places": PLACES, "accounts": ACCOUNTS, "employment": jobs}, 'classification = "isic4"')
    )
    mining = next(each for each in country_standing(country, country.find("Alfa")).sections if each.section == "mining")
    assert (mining.share_before, mining.share) == (0.4, 0.25)  # 40 of 100 jobs in 2010, 10 of 40 in 2020
