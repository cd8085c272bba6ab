"""Ages of a place in the futures of its outlook."""

import numpy as np
import xarray as xr

from relode.errors import NoVerdict, RelodeError
from relode.horizon import LAST_YEAR
from relode.outlook.one_future.predictive_record import AHEAD
from relode.outlook.one_future.statement import predictive
from relode.outlook.people_by_age.age_futures import FUTURES, AgeFutures, ages_ahead
from relode.places import Place, place_of

UNTIL = 2035


def ages(panel: xr.Dataset, place: Place | str, until: int = UNTIL, seed: int = 1) -> AgeFutures:
    """People by sex and single year of age from 2021 to `until` in equally likely futures of the outlook.

    Raises RelodeError for a last year that the outlook does not reach, NoVerdict for a place whose people or ages are
    not published.

    Example:
        >>> found = rl.outlook.ages(panel, "hegang")
        >>> children = found.between(6, 11)[:, found.years.index(2030)]
        >>> bool(children.max() < 0.7 * found.expected[0, :, 6:12].sum())
        True
    """
    place = place_of(place)
    if until not in AHEAD:
        raise RelodeError("outlook.bad_years", until=until, first=AHEAD[0], last=LAST_YEAR)
    people = predictive(panel, place).quantities.get("population")
    if people is None:
        raise NoVerdict("outlook.no_series", place=place.slug)
    years = AHEAD[: AHEAD.index(until) + 1]
    total = people.at((np.arange(FUTURES) + 0.5) / FUTURES)[:, : len(years)]
    return ages_ahead(place, total, years, seed)
