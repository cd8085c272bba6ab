"""What a dose gains in a place, each figure by hand."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.fund.judged_place import funder_yuan, gains_of, kept_jobs, need, services_for_those_who_stay
from relode.plan.trials.judged import JOBS


@pytest.fixture
def on():
    """Two futures over three years; 1,000 jobs in 2025 of which 700 and 900 are left in 2028 if nothing is done."""
    years = (2024, 2025, 2026, 2027, 2028)
    jobs = np.array([[1000, 1000, 900, 800, 700], [1000, 1000, 1000, 950, 900]], dtype=float)
    return SimpleNamespace(
        years=years[2:],
        ground=SimpleNamespace(futures=SimpleNamespace(years=years)),
        nothing=SimpleNamespace(quantities={"employment": jobs[None]}),
        base={"employment": jobs[:, 2:], "population": np.array([[200.0, 100.0, 0.0], [300.0, 300.0, 300.0]])},
        choosing=slice(0, None, 2),
        printing=slice(1, None, 2),
    )


TRIAL = SimpleNamespace(
    plain={"services_per_person": np.array([50.0, -10.0])},
    bought={JOBS: np.array([12.0, 24.0])},
    pots={"granted": np.array([6e8, 9e8])},
    pots_by_year={"granted": np.ones((2, 3))},
)


def test_services_count_for_those_who_live_there_if_nothing_is_done(on):
    """By hand: 50 yuan more for 100 people on average over 3 years; 10 less for 300."""
    np.testing.assert_allclose(services_for_those_who_stay(on, TRIAL), [15_000, -9_000])


def test_the_funder_pays_what_is_granted_over_the_years(on):
    np.testing.assert_allclose(funder_yuan(TRIAL), [2e8, 3e8])
    np.testing.assert_allclose(gains_of(on, TRIAL), [[12, 24], [15_000, -9_000], [2e8, 3e8]])


def test_need_is_the_part_of_todays_jobs_that_goes_in_the_choosing_half(on):
    np.testing.assert_allclose(kept_jobs(on, on.base["employment"]), [0.7, 0.9])
    assert need(on) == pytest.approx(0.3)
    on.base = {**on.base, "employment": on.base["employment"] + 500}
    assert need(on) == 0
