import numpy as np
import pytest
from scipy.stats import t

from relode.diagnosis.statistics.persistence import persistence_table, slope_in_groups
from relode.diagnosis.statistics.resilience import (
    FEWEST,
    OUTCOMES,
    log_changes,
    prediction_half_width,
    resilience,
    student_95,
)
from relode.panel import load
from relode.panel.packed import unpacked
from relode.places import by_code, find


@pytest.fixture(scope="module")
def constructed():
    """A country in which every prefecture grew 10 % in the bust, Jixi 40 %, Hegang fell by half, and all have 10 %
    of their jobs in mining."""
    panel, texts = unpacked(load())
    values = panel["value"]
    values.loc[{"quantity": "mining_employment_share", "year": 2010}] = 0.1
    values.loc[{"quantity": "gdp_real_index", "year": 2012}] = 100.0
    noise = np.random.default_rng(3).normal(0, 0.01, panel.sizes["place"])
    values.loc[{"quantity": "gdp_real_index", "year": 2016}] = 110.0 * np.exp(noise)
    values.loc[{"quantity": "gdp_real_index", "year": 2016, "place": "230400"}] = 50.0
    values.loc[{"quantity": "gdp_real_index", "year": 2016, "place": "230300"}] = 140.0
    texts["flag"][panel.indexes["quantity"].get_loc("gdp_real_index")] = ""
    return panel


def bust(found, group, outcome="gdp_real_index"):
    return next(
        r for r in found if (r.outcome, r.group, r.blow, r.phase) == (outcome, group, "price_bust", "resistance")
    )


@pytest.mark.parametrize(
    ("name", "verdict"), [("hegang", "below"), ("jixi", "above"), ("yichun-heilongjiang", "alike")]
)
def test_a_constructed_country_gives_the_known_verdicts(constructed, name, verdict):
    place = find("230700") if name.startswith("yichun") else find(name)
    assert bust(resilience(constructed, place), "nation").verdict == verdict


def test_the_excess_is_the_ratio_of_the_city_s_path_to_that_of_similar_cities(constructed):
    found = bust(resilience(constructed, find("hegang")), "nation")
    assert found.change == pytest.approx(-0.5, abs=1e-12)
    assert 1 + found.excess == pytest.approx((1 + found.change) / (1 + found.expected), abs=1e-12)
    assert found.interval_90[0] < found.excess < found.interval_90[1]


def test_all_prefectures_but_the_city_itself_are_compared_in_the_constructed_country(constructed):
    changes = log_changes(constructed, "gdp_real_index", 2012, 2016)
    assert bust(resilience(constructed, find("hegang")), "nation").count == len(changes) - 1
    home = [code for code in changes if by_code()[code].province == "230000"]
    assert bust(resilience(constructed, find("hegang")), "province").count == len(home) - 1


def test_too_few_similar_cities_leave_no_interval_and_no_verdict(panel):
    found = bust(resilience(panel, find("hegang")), "province")
    assert found.count < FEWEST
    assert (found.verdict, found.why, found.interval_90) == ("cannot tell", "group_too_small", None)
    assert found.excess is not None  # the difference itself is still a fact


def test_a_city_that_is_a_province_of_its_own_has_nobody_similar_there(panel):
    found = bust(resilience(panel, find("beijing")), "province")
    assert (found.count, found.expected, found.verdict, found.why) == (0, None, "cannot tell", "nobody_similar")


def test_a_prefecture_without_accounts_says_so_and_nothing_is_filled_in(panel):
    found = bust(resilience(panel, find("yanbian")), "nation")
    assert (found.change, found.excess, found.verdict, found.why) == (None, None, "cannot tell", "no_figures")


def test_a_county_is_not_judged(panel):
    assert {r.why for r in resilience(panel, find("renqiu"))} == {"not_a_prefecture"}


def test_doubtful_figures_are_kept_out_of_the_comparison_and_named_in_the_city_s_own_row(panel):
    jiaozuo = find("jiaozuo")
    changes = log_changes(panel, "gdp_real_index", 2019, 2020)
    assert jiaozuo.code not in changes
    own = [r for r in resilience(panel, jiaozuo) if r.outcome == "gdp_real_index" and r.end == 2020]
    assert {r.flags for r in own} == {("suspect_growth_2020",)}


def test_no_phase_crosses_the_break_of_first_published_sectors_between_2018_and_2019():
    phases = OUTCOMES["value_added_secondary_first_published"]
    assert not any(phase.start <= 2018 < phase.end for phase in phases)


def test_a_record_says_place_and_unit(panel):
    record = resilience(panel, find("hegang"))[0].record()
    assert record["place"]["slug"] == "hegang"
    assert record["unit"] == "share"


@pytest.mark.parametrize("degrees", [4, 5, 8, 20, 100])
def test_the_quantile_of_student_s_t_is_that_of_scipy(degrees):
    # What the first term left out amounts to: 2e-4 at four degrees, 1e-7 at twenty.
    assert student_95(degrees) == pytest.approx(t.ppf(0.95, degrees), rel=0, abs=0.25 / degrees**5)


def test_cities_all_alike_leave_no_width():
    assert prediction_half_width(np.full(6, 0.2)) == pytest.approx(0, abs=1e-12)


def test_the_slope_within_groups_is_the_known_one_whatever_the_groups_add():
    rng = np.random.default_rng(4)
    groups = np.repeat(["a", "b", "c", "d"], 10)
    cause = rng.normal(size=40)
    effect = -0.8 * cause + np.repeat([5.0, -2.0, 0.0, 9.0], 10)
    assert slope_in_groups(cause, effect, groups) == pytest.approx((-0.8, -0.8, -0.8), abs=1e-12)


def test_the_bust_is_not_over_by_2019(panel):
    table = persistence_table(panel).set_index(["outcome", "year"])
    assert table.loc[("gdp_real_index", 2019), "high"] < 0
    assert table.loc[("average_wage", 2015), "high"] < 0
    # The difference at the base year is no row: it is 0 by construction.
    assert 2011 not in table.index.get_level_values("year")


def test_one_more_value_lies_further_out_than_the_mean_of_six():
    """Of 0 to 5: a standard deviation of 1.8708, Student's t with five degrees 2.015, a sixth of a variance more."""
    assert prediction_half_width(np.arange(6.0)) == pytest.approx(2.0150 * 1.87083 * (7 / 6) ** 0.5, rel=1e-4)
