"""Places that add up to the nation: how what their own forecasts leave of it is shared among them."""

import numpy as np

from relode.arrays import Grid, Values

COMMON = 0.2
"""What forecasts of all places miss together, over what one misses beside that, in standard deviations.

Assumed, .1 to .5: one and four years after 2020 the mean miss of the forecasts of 2020 was .20 and .24 of the spread.
At .1 large places take more of the remainder, at .5 all take the same.
"""
ROUNDS = 60
CLOSE = 1e-13


def parts_of_remainder(people: Values) -> Values:
    """By what each place's logarithm moves for each unit that the logarithm of the sum is to move, (place,).

    Errors of equal size in logarithms, one part common to all places and one each place's own: the best linear
    correction given the sum. `people` (place,), [persons], NaN for a place outside the sum, which moves as one without
    people would. Limits: COMMON large: 1 for all. Weighed by people the mean is 1.
    """
    share = np.nan_to_num(people) / np.nansum(people)
    return np.asarray((COMMON**2 + share) / (COMMON**2 + (share**2).sum()))


def added_up(people: Values, centre: Grid, nation: Values, factor: Grid | None = None) -> Grid:
    """Log changes by which `people` sum to the nation, (place, year). [ln]

    `centre` (place, year) are the places' own, `nation` (year,) the log change of the sum, `factor` (place, year) the
    mean of a place's futures over its median, 1 if None. NaN in `people` or `centre`: outside the sum. Limits: places
    that add up already stay. The sum of people x exp(change) x factor is the nation's to a part in 10^12.
    """
    inside = np.isfinite(people) & np.isfinite(centre).all(axis=1)
    weight = np.where(inside, people, 0.0)
    parts = parts_of_remainder(np.where(inside, people, np.nan))[:, None]
    more = np.ones_like(centre) if factor is None else factor
    result = centre.copy()
    for _ in range(ROUNDS):
        own = np.where(inside[:, None], result, 0.0)
        remainder = nation - np.log(weight @ (np.exp(own) * more) / weight.sum())
        result = result + parts * remainder
        if np.abs(remainder).max() < CLOSE:
            break
    return result
