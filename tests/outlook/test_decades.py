from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from relode import RelodeError
from relode.outlook import TARGETS, past_of
from relode.outlook.forecasters.decades import ASSUMED_RELATIVE_WIDTH, DecadeDrift, ShareWalk, decade_factor
from relode.outlook.forecasters.structural import MINING_SHARE, POPULATION

PEOPLE, MINES = TARGETS["population"], TARGETS["mining_employment_share"]
RNG = np.random.default_rng(1)


@pytest.fixture
def growing(made_panel: Callable[..., xr.Dataset]) -> xr.Dataset:
    """Places that grow by different rates, the same in each decade."""
    like = made_panel()
    years = like["year"].values
    rate = np.random.default_rng(1).normal(0.01, 0.005, like.sizes["place"])
    people = 1e6 * np.exp(rate[:, None] * (years - 2000))
    people[:, ~np.isin(years, (2000, 2010, 2020))] = np.nan
    return made_panel(population=people)


def predicted(panel: xr.Dataset, method: DecadeDrift | ShareWalk, origin: int, years: tuple[int, ...]):  # type: ignore[no-untyped-def]
    of = PEOPLE if isinstance(method, DecadeDrift) else MINES
    places = tuple(panel["place"].values.tolist())
    return method.predict(past_of(panel, of, origin, places), places, years, np.random.default_rng(1))


def test_a_drift_that_goes_on_repeats_the_last_decade(growing: xr.Dataset) -> None:
    found = predicted(growing, DecadeDrift(1.0, national_drift=True), 2010, (2020,)).quantile(0.5)[:, 0]
    value = growing["value"].sel(quantity="population")
    assert found == pytest.approx(np.log(value.sel(year=2020) / value.sel(year=2010)).values)


def test_half_a_drift_lies_between_none_and_all(growing: xr.Dataset) -> None:
    none, half, all_of_it = (
        predicted(growing, DecadeDrift(share, national_drift=True), 2010, (2020,)).quantile(0.5)
        for share in (0.0, 0.5, 1.0)
    )
    assert half == pytest.approx((none + all_of_it) / 2)


def test_a_method_that_was_right_last_decade_is_sure_of_the_next(growing: xr.Dataset) -> None:
    right, wrong = (predicted(growing, DecadeDrift(share, national_drift=True), 2020, (2030,)) for share in (1.0, 0.0))
    widths = [(each.quantile(0.95) - each.quantile(0.05)).max() for each in (right, wrong)]
    assert widths[0] < 1e-6 < widths[1]


def test_width_is_a_random_walk_within_the_decade_and_a_drift_beyond() -> None:
    assert decade_factor(2020, (2025, 2030, 2040)) == pytest.approx([0.5**0.5, 1, 2])


def test_a_share_without_a_past_has_half_of_itself_as_width(made_panel: Callable[..., xr.Dataset]) -> None:
    found = predicted(made_panel(), ShareWalk(), 2010, (2020,))
    assert found.scale[:, 0] == pytest.approx(np.full(len(found.scale), ASSUMED_RELATIVE_WIDTH * 0.02))
    assert found.centre == pytest.approx(np.zeros_like(found.centre))


def test_a_share_that_moves_like_the_mean_keeps_its_ratio_to_it(made_panel: Callable[..., xr.Dataset]) -> None:
    like = made_panel()
    share = np.repeat(RNG.uniform(0.01, 0.1, like.sizes["place"])[:, None], like.sizes["year"], axis=1)
    panel = made_panel(mining_employment_share=share)
    places = tuple(panel["place"].values.tolist())
    past = past_of(panel, MINES, 2010, places, np.array([-share[:, 0].mean() / 4]))
    found = ShareWalk(proportional=True).predict(past, places, (2020,), np.random.default_rng(1))
    assert found.quantile(0.5)[:, 0] == pytest.approx(-share[:, 0] / 4)


def test_structure_cannot_be_fitted_where_no_outcome_is_known(panel: xr.Dataset) -> None:
    past = past_of(panel, MINES, 2010, ("230400", "210300"))
    with pytest.raises(RelodeError, match="no past outcomes"):
        MINING_SHARE.predict(past, past.places, (2020,), np.random.default_rng(1))


def test_a_place_without_covariates_is_not_predicted(panel: xr.Dataset) -> None:
    from relode.outlook.backcasts.harness import eligible

    places = (*eligible(panel, PEOPLE, 2020), "371200")
    found = POPULATION.predict(past_of(panel, PEOPLE, 2020, places), places, (2030,), np.random.default_rng(1))
    assert np.isnan(found.quantile(0.5)[-1, 0])
    assert np.isfinite(found.quantile(0.5)[places.index("230400"), 0])


def test_the_mean_drift_is_that_of_the_last_decade_and_none_where_there_is_but_one_census(growing: xr.Dataset) -> None:
    places = tuple(growing["place"].values.tolist())
    people = growing["value"].sel(quantity="population")
    drift = float(np.log(people.sel(year=2010) / people.sel(year=2000)).mean())
    assert POPULATION._mean(past_of(growing, PEOPLE, 2010, places)) == pytest.approx(drift, rel=1e-9)
    assert MINING_SHARE._mean(past_of(growing, MINES, 2010, places)) == 0.0  # first counted in 2010
