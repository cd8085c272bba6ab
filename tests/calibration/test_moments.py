import re
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from relode import shipped_tables
from relode.calibration import MOMENTS, allowed, computed, covariance, moments
from relode.calibration.targets import moment_functions as of
from relode.calibration.targets.observed import GRIDS, PLAIN, Observed, observed, resampled
from relode.calibration.targets.simulated_moments import bootstrap
from relode.errors import NoVerdict, RelodeError
from relode.facts import source_keys

YEAR = {year: i for i, year in enumerate(range(2000, 2025))}


def grown(past: Observed, name: str, changes: np.ndarray) -> Observed:
    """The record with field `name` starting at 100 in 2000 and changing by `changes`, (place, year), in logarithms."""
    return replace(past, **{name: 100 * np.exp(np.cumsum(changes, axis=1))})


def exposure(past: Observed) -> np.ndarray:
    return np.nan_to_num(past.at("mining_share", 2010))


def test_targets_are_listed_in_the_order_of_the_functions_with_known_sources():
    assert tuple(moments()) == tuple(MOMENTS)
    assert {key for moment in moments().values() for key in moment.sources} <= source_keys()


def test_the_years_of_a_moment_s_name_are_the_last_that_its_function_is_given():
    given = {name: [at for at in function.keywords.values() if isinstance(at, int) and at > 1990]
             for name, function in MOMENTS.items() if isinstance(function, partial)}  # fmt: skip
    named = {name: [int(year) for year in re.findall(r"_((?:19|20)\d\d)", name)] for name in given}
    assert sum(map(bool, named.values())) > 25
    others = {name for name, years in named.items() if years != given[name][len(given[name]) - len(years) :]}
    assert others == {"mean_growth_2014_2019"}  # growth of 2014 begins with the level of 2013


def test_the_sd_to_use_is_never_below_the_standard_error_or_the_earlier_one():
    for moment in moments().values():
        assert moment.sd >= moment.standard_error
        assert moment.sd >= (moment.earlier_sd or 0)


def test_earlier_estimates_lie_within_two_of_their_deviations():
    far = {m.name for m in moments().values() if m.earlier is not None and abs(m.target - m.earlier) > 2 * m.sd}
    assert far == set()


def test_standard_errors_are_the_diagonal_of_the_covariance_which_is_positive():
    errors = np.sqrt(np.diag(covariance()))
    assert errors == pytest.approx([m.standard_error for m in moments().values()], rel=1e-3, abs=1e-6)
    scaled = covariance() / np.outer(errors, errors)
    assert np.linalg.eigvalsh(scaled).min() > 0


@pytest.mark.slow
def test_same_seed_same_draws(past):
    one, other = (bootstrap(past, 2, np.random.default_rng(7)) for _ in range(2))
    assert (one == other).all()


def test_moments_known_at_2013_use_nothing_later(past):
    names = allowed(2013)
    assert "gdp_price_2004_2013" in names
    assert "gdp_coal_2015" not in names
    noise = np.random.default_rng(1).lognormal(0, 1, (len(past.codes), len(past.years)))
    later = np.array(past.years) > 2013
    changed = replace(
        past, **{name: np.where(later, getattr(past, name) * noise, getattr(past, name)) for name in GRIDS}
    )
    assert (computed(changed, names) == computed(past, names)).all()


def test_a_response_to_prices_put_in_comes_out(past):
    steps = np.nan_to_num(past.price_change)
    lagged = sum(
        np.pad(steps, ((0, 0), (lag, 0)))[:, : steps.shape[1]] * size for lag, size in enumerate((0.3, 0.2, 0.1))
    )
    made = grown(past, "gdp_real", exposure(past)[:, None] * lagged)
    assert of.price_response(made, "gdp_real", 2005, 2019) == pytest.approx(0.6, abs=1e-6)


def test_a_fall_of_coal_places_put_in_comes_out_and_provinces_do_not_matter(past):
    changes = np.zeros_like(past.price_change)
    changes[:, YEAR[2014]] = -0.8 * exposure(past) * past.is_coal + past.province_index / 10
    made = grown(past, "gdp_real", changes)
    assert of.coal_change(made, "gdp_real", 2011, 2015) == pytest.approx(-0.8, abs=1e-9)
    assert of.coal_change(made, "gdp_real", 2011, 2013) == pytest.approx(0.0, abs=1e-9)


def test_jobs_that_follow_mining_jobs_one_half_for_one(past):
    jobs = past.other_jobs.copy()
    lost = past.at("mining_jobs", 2020) - past.at("mining_jobs", 2010)
    jobs[:, YEAR[2020]] = jobs[:, YEAR[2010]] + 0.5 * lost
    assert of.jobs_per_mining_job(replace(past, other_jobs=jobs), "other_jobs") == pytest.approx(0.5)


def test_people_that_follow_the_price_of_ore_from_one_spell_to_the_next_by_three_tenths(past):
    """Prices of 2008-2012 and of 2013-2019 alone count: other years may be as they like."""
    level = np.nancumsum(past.price_change, axis=1)
    spells = [level[:, YEAR[a] : YEAR[b] + 1].mean(axis=1) for a, b in ((2008, 2012), (2013, 2019))]
    people = past.population.copy()
    people[:, YEAR[2020]] = people[:, YEAR[2010]] * np.exp(0.3 * exposure(past) * (spells[1] - spells[0]))
    assert of.population_price_response(replace(past, population=people)) == pytest.approx(0.3)


def test_persistence_of_growth_that_halves_each_year_is_one_half(past):
    start = np.random.default_rng(2).normal(0, 0.05, len(past.codes))
    made = grown(past, "gdp_real", start[:, None] * 0.5 ** np.arange(25))
    assert of.relative_growth_persistence(made, 2004, 2013) == pytest.approx(0.5)


@pytest.mark.parametrize("per_head", [False, True])
def test_places_that_close_a_fiftieth_of_what_they_lag_a_year_converge_at_that_speed(past, per_head):
    dice = np.random.default_rng(5)
    people = np.exp(dice.normal(4, 1, (len(past.codes), 1))) * np.ones(25)
    level = dice.normal(1, 0.5, len(past.codes))
    years = np.clip(np.arange(25) - 10, 0, 10)
    made = np.exp(level[:, None] * (1 - 0.02 * years)) * (people if per_head else 1.0)
    found = of.convergence(replace(past, gdp_real=made, population=people), 2010, 2020, per_head)
    assert found == pytest.approx(0.02, abs=1e-9)


def test_growth_that_provinces_share_is_all_theirs_and_own_growth_is_not(past):
    rng = np.random.default_rng(3)
    shared = rng.normal(size=(31, 25))[past.province_index]
    own = rng.normal(size=shared.shape)
    assert of.province_variance_share(grown(past, "gdp_real", shared), 2004, 2013) == pytest.approx(1)
    # 31 means of about 11 places take one part in 11 of pure noise
    assert of.province_variance_share(grown(past, "gdp_real", own), 2004, 2013) == pytest.approx(0.09, abs=0.03)


def test_relabelling_places_changes_no_moment(past):
    order = np.random.default_rng(4).permutation(len(past.codes))
    swapped = replace(
        past,
        codes=tuple(past.codes[i] for i in order),
        provinces=tuple(past.provinces[i] for i in order),
        types=tuple(past.types[i] for i in order),
        is_coal=past.is_coal[order],
        **{name: getattr(past, name)[order] for name in GRIDS},
    )
    assert computed(swapped) == pytest.approx(computed(past), abs=1e-7)  # sums in another order


def test_all_provinces_drawn_once_give_the_record_itself(past):
    again = resampled(past, range(31))
    assert computed(again) == pytest.approx(computed(past), abs=1e-7)


def test_observed_holds_what_the_panel_holds(facts, past):
    hegang = past.codes.index("230400")
    assert past.types[hegang] == "declining"
    assert past.is_coal[hegang]
    assert past.is_coal.sum() == 54
    assert past.population[hegang, YEAR[2020]] == 891_271
    nominal = facts["value"].sel(quantity="gdp_nominal", place="230400", year=2010).item()
    assert past.gdp_real[hegang, YEAR[2010]] == nominal
    assert observed(facts).codes == past.codes


def test_unknown_moments_are_named(past):
    with pytest.raises(RelodeError, match="no moment nonsense"):
        computed(past, ["nonsense"])


def test_a_record_without_coal_places_gives_no_verdict(past):
    with pytest.raises(NoVerdict):
        of.coal_change(replace(past, is_coal=np.zeros(len(past.codes), dtype=bool)), "gdp_real", 2011, 2015)


def test_a_field_of_the_past_is_named_after_its_quantity():
    otherwise = {"mining_share": "mining_employment_share"}
    assert {field: name for field, name in PLAIN.items() if not name.startswith(field)} == otherwise


def test_a_target_has_the_numbers_of_its_row():
    for row in shipped_tables.rows("relode.calibration", "moments"):
        moment = moments()[row["name"]]
        for name in ("target", "standard_error", "sd"):
            assert getattr(moment, name) == float(row[name])
        assert moment.earlier == (float(row["earlier"]) if row["earlier"] else None)
        assert moment.standard_error <= moment.sd
