"""A city's futures made to say of doing nothing what the one future says: `conditioned`.

Every path of doing nothing keeps its rank among the futures of each year and takes the value that the predictive
distribution has at that rank; what is added to it is kept with the city and added to all its later runs.
So what a measure adds in a future, persons or yuan, is what it adds in the simulator, and doing nothing is the one
statement. All futures keep the same weight: the effective sample is the whole one. What consists of moved quantities
moves with them: adults by schooling, the old among all people, debt over output, homes lived in.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import xarray as xr

from relode.arrays import Values
from relode.horizon import OPENING_YEAR
from relode.model.results import OneCity, Shift, of_one_city
from relode.outlook.one_future.observed_series import forecast_quantities
from relode.outlook.one_future.predictive_record import AHEAD, Ahead, OpeningHomes, Predictive

MOVED_TOGETHER = ("debt", "gdp_real", "population", "age_15_59")
NEEDED = (*MOVED_TOGETHER, "gross_domestic_product", "debt_ratio", "age_60_plus_share", "skilled_share",
          "housing_vacancy")  # fmt: skip
ADULTS = ("working_age_people", "low_skilled", "high_skilled")
"""Those of 15 to 59 as plans name them, and their parts by schooling."""


def conditioned(here: OneCity, future: Predictive, parts: int = 1) -> OneCity:
    """The city with its futures moved to the predictive distribution of each quantity that has one.

    `parts`: every second, third ... future is moved as a sample of its own, so that each part tells the distribution.
    Raises RelodeError for a run that is not finite.
    """
    names = tuple(dict.fromkeys((*forecast_quantities(), *NEEDED)))
    nothing = of_one_city(replace(here, shifts={}), {}, names).isel(place=0)
    shifts = [shifts_of(nothing.isel(future=slice(first, None, parts)), future) for first in range(parts)]
    return replace(here, shifts={name: _joined([each[name] for each in shifts]) for name in shifts[0]})


def _joined(parts: Sequence[Shift]) -> Shift:
    """The shift of all futures from those of every first, second ... one."""
    amount = np.empty((sum(len(each.amount) for each in parts), parts[0].amount.shape[1]))
    for first, each in enumerate(parts):
        amount[first :: len(parts)] = each.amount
    return replace(parts[0], amount=amount)


def shifts_of(nothing: xr.Dataset, future: Predictive) -> dict[str, Shift]:
    """What takes a run of doing nothing, variables over (future, year), to the predictive distribution."""
    years = tuple(int(year) for year in nothing["year"].values)
    moved = {name: mapped(nothing[name].to_numpy(), ahead, years) for name, ahead in future.quantities.items()}
    shifts = {name: shift(nothing[name].to_numpy(), values) for name, values in moved.items()}
    return shifts | followed(nothing, moved, future.homes)


def followed(nothing: xr.Dataset, moved: Mapping[str, Values], homes: OpeningHomes) -> dict[str, Shift]:
    """Shifts of what consists of moved quantities. `nothing` holds (future, year) as each of `moved` does."""
    run = {name: nothing[name].to_numpy() for name in NEEDED}
    now = {name: moved.get(name, run[name]) for name in MOVED_TOGETHER}
    others = (now["population"] - now["age_15_59"]) / (run["population"] - run["age_15_59"])
    old = run["age_60_plus_share"] * run["population"] * others / now["population"]
    # Debt is over output at prices of the year in the model: the ratio of the two outputs stays the run's own.
    prices = run["gdp_real"] / run["gross_domestic_product"]
    ratio = now["debt"] / now["gdp_real"] * prices
    return {
        **adults_moved(run["age_15_59"], now["age_15_59"], run["skilled_share"]),
        "age_60_plus_share": shift(run["age_60_plus_share"], old),
        "debt_ratio": shift(run["debt_ratio"], ratio),
        "housing_vacancy": shift(run["housing_vacancy"], empty_homes(run, now["population"], homes)),
    }


def empty_homes(run: Mapping[str, Values], people: Values, homes: OpeningHomes) -> Values:
    """Share of floor area that is empty when `people` live there instead of those of `run`, each (future, year). [0-1]

    Floor area that is lived in moves with people; at the opening it is what is known of the city's homes. Limits: the
    run's own people, and nobody left before: the run's vacancy.
    """
    own = 1 - run["housing_vacancy"]
    begun = homes.lived_in(run["housing_vacancy"][:, :1]) / own[:, :1]
    return np.clip(1 - own * begun * people / run["population"], 0.0, 1.0)


def adults_moved(run: Values, now: Values, skilled_share: Values) -> dict[str, Shift]:
    """Shifts of ADULTS that take those of 15 to 59 from `run` to `now`, schooling as in the run; (future, year) each.

    Those of the parts add up to that of the whole. [persons]
    """
    more = now - run
    return dict(zip(ADULTS, map(Shift, (more, more * (1 - skilled_share), more * skilled_share)), strict=True))


def mapped(values: Values, ahead: Ahead, years: tuple[int, ...]) -> Values:
    """The values of a run, (future, year), each replaced by the predictive one of its rank in the year.

    The opening year takes the published figure of that year where there is one.
    """
    count = len(values)
    chances = np.clip(np.arange(count) / max(count - 1, 1), 0.5 / count, 1 - 0.5 / count)
    quantiles = ahead.at(chances)
    ranks = values.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    array = values.copy()
    for at, year in enumerate(years):
        if year == OPENING_YEAR:
            array[:, at] = ahead.facts.get(year, values[:, at])
        elif year in AHEAD:
            array[:, at] = quantiles[ranks[:, at], AHEAD.index(year)]
    return array


def shift(before: Values, after: Values) -> Shift:
    """What takes a run of doing nothing, `before`, to what is told of it, `after`: (future, year) both."""
    return Shift(after - before)
