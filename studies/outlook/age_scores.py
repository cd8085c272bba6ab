"""How ages were forecast for 2010 and 2020, beside five simple methods: what every place's residents became."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode.arrays import Values
from relode.outlook.people_by_age.age_futures import (
    DECADE,
    GROUP_STARTS,
    Decade,
    by_single_year,
    decade,
    each_year,
    moves_of,
    national_error,
    places_ahead,
    unexplained,
    with_moves,
)
from relode.outlook.people_by_age.cohorts import GROUPS
from relode.outlook.people_by_age.cohorts import census as census_of_groups
from relode.outlook.people_by_age.single_years import People, levels_of, split
from relode.panel import load
from relode.places import official
from relode.streams import stream
from studies import as_csv, write
from studies.outlook.decade_rules import MOVES_KEPT, by_age, cohorts_ahead, ridge
from studies.outlook.targets import provinces

AGE_GROUPS: Mapping[str, tuple[int, int]] = {
    "0-2": (0, 2),
    "3-5": (3, 5),
    "6-11": (6, 11),
    "12-14": (12, 14),
    "15-17": (15, 17),
    "15-29": (15, 29),
    "20-34": (20, 34),
    "15-59": (15, 59),
    "60+": (60, 100),
    "65+": (65, 100),
    "80+": (80, 100),
}
"""Ages that services are for, and the young who move: first and last year of age."""
FIRST, SECOND = 2000, 2010
PROFILE = "profile_of_moves"
METHODS = ("as_last_census", "nobody_moves", "even_spread", "account_of_0_1_0", "hamilton_perry", PROFILE)
COUNTED, FORECAST = "counted", "forecast"
"""Whether a method that needs people in all was given those counted at the end, or a forecast of the time."""
FUTURES, RESAMPLES = 200, 1000
NORMAL_90 = 1.6449


def people_forecast(panel: xr.Dataset, places: Sequence[str]) -> tuple[Values, float]:
    """Log change of people 2010-2020 as it could be forecast in 2010, (place,), and its spread. [ln]

    The mean of ridge regression on how places are made, fitted to the decade before, and of the cohort account: equal
    weights, since no earlier decade tells better ones; where a place lacks one the other alone. The spread is that of
    the changes of the decade before about their mean.
    """
    structure = ridge(panel, SECOND, places, (SECOND + DECADE,))[:, 0]
    account = by_age(SECOND, places, (SECOND + DECADE,), MOVES_KEPT)[0][:, 0]
    centre = np.nanmean(np.stack([structure, account]), axis=0)
    before = decade(FIRST)
    return centre, float(before.more_people.std())


def forecasts(panel: xr.Dataset) -> dict[tuple[int, str, str], People]:
    """(First year, people given, method) -> residents ten years on by age, (place, sex, age), places of `decade`.

    For 2000-2010 the moves of a place are those of other provinces in the same decade, and nothing is corrected: it
    chooses methods. For 2010-2020 they are those of 2000-2010, with the corrections that it found.
    """
    one, two = decade(FIRST), decade(SECOND)
    total = _people(two.opening) * np.exp(people_forecast(panel, two.places)[0])
    result: dict[tuple[int, str, str], People] = {
        (FIRST, COUNTED, PROFILE): aged(one, _people(one.counted)),
        (SECOND, COUNTED, PROFILE): aged(two, _people(two.counted)),
        (SECOND, FORECAST, PROFILE): aged(two, total),
    }
    for each, given, people in ((one, COUNTED, None), (two, COUNTED, None), (two, FORECAST, total)):
        people = _people(each.counted) if people is None else people
        result[each.start, given, "even_spread"] = each.alone * (people / _people(each.alone))[:, None, None]
        result[each.start, given, "as_last_census"] = each.opening
        result[each.start, given, "nobody_moves"] = each.alone
    codes, path = cohorts_ahead(SECOND, two.places, SECOND + DECADE, MOVES_KEPT)
    assert codes == two.places
    result[SECOND, FORECAST, "account_of_0_1_0"] = split(path[-1], SECOND + DECADE, GROUP_STARTS)
    result[SECOND, FORECAST, "hamilton_perry"] = _hamilton_perry(two.places)
    return result


def _people(people: People) -> Values:
    return np.asarray(people.sum(axis=(1, 2)))


def aged(of: Decade, total: Values) -> People:
    """Residents by age ten years after the census of a decade who add up to `total` (place,), as known then."""
    levels = levels_of(of.places, of.start, of.start + DECADE)
    every = each_year(_people(of.opening), total[:, None], of.start, (of.start + DECADE,))
    return np.asarray(places_ahead(of.opening, of.places, of.start, every, (FIRST,), levels)[-1])


def _hamilton_perry(places: Sequence[str]) -> People:
    """Each group ten years on grows as that cohort did in 2000-2010; children by the ratio to women of 2010.

    A place without ages in 2000 takes the ratios of all.
    """
    early, first = census_of_groups(FIRST)
    late, now = census_of_groups(SECOND)
    opening = now[[late.index(code) for code in places]]
    before = np.stack([first[early.index(c)] if c in early else np.full(opening.shape[1:], np.nan) for c in places])
    values = np.zeros_like(opening)
    grew = _ratio(opening[..., 2:-1], before[..., :-3])
    values[..., 2:-1] = opening[..., :-3] * grew
    values[..., -1] = opening[..., -3:].sum(axis=-1) * _ratio(opening[..., -1], before[..., -3:].sum(axis=-1))
    young, older = (GROUPS.index(group) for group in ("20-24", "45-49"))
    for at, women in ((0, slice(young, older)), (1, slice(young + 1, older + 1))):
        to_women = opening[..., at] / opening[:, 1, women].sum(axis=1)[:, None]
        values[..., at] = to_women * values[:, 1, women].sum(axis=1)[:, None]
    return split(values, SECOND + DECADE, GROUP_STARTS)


def _ratio(some: NDArray[np.float64], others: NDArray[np.float64]) -> NDArray[np.float64]:
    known = np.isfinite(others)
    everybody = np.where(known, some, 0).sum(axis=0) / np.where(known, others, 0).sum(axis=0)
    return np.where(known, some / np.where(known, np.maximum(others, 1.0), 1.0), everybody)


def errors(predicted: People, counted: People, ages: tuple[int, int]) -> Values:
    """Log of residents of these ages as counted over as forecast, (place,). [ln]"""
    low, high = ages
    some, others = (each[..., low : high + 1].sum(axis=(1, 2)) for each in (counted, predicted))
    return np.asarray(np.log(some / others))


def bands_held(panel: xr.Dataset) -> dict[tuple[str, str], NDArray[np.bool_]]:
    """(Ages, people given) -> whether 90 % bands of 2020 made of errors of 2000-2010 alone held, (place,)."""
    two = decade(SECOND)
    change, spread = people_forecast(panel, two.places)
    total = _people(two.opening) * np.exp(change)
    middle, slope = aged(two, total), moves_of(two.opening[:1], SECOND, (FIRST,), "")[0]
    known = aged(two, _people(two.counted))
    rng = stream("ages_ahead", FIRST)
    held: dict[tuple[str, str], list[bool]] = {}
    for at, place in enumerate(two.places):
        others = unexplained((FIRST,), place[:2])
        apart = others[rng.integers(0, len(others), FUTURES)]
        apart = apart + rng.standard_normal((FUTURES, 1, 1)) * national_error((FIRST,))
        noise = np.exp(by_single_year(apart))
        given = {
            COUNTED: (known[at], np.full(FUTURES, two.counted[at].sum())),
            FORECAST: (middle[at], total[at] * np.exp(spread * rng.standard_normal(FUTURES))),
        }
        for name, (centre, people) in given.items():
            futures = with_moves(centre * noise, DECADE * slope, people)
            for ages, (low, high) in AGE_GROUPS.items():
                ends = np.quantile(futures[..., low : high + 1].sum(axis=(1, 2)), (0.05, 0.95))
                counted = two.counted[at][:, low : high + 1].sum()
                held.setdefault((ages, name), []).append(bool(ends[0] <= counted <= ends[1]))
    return {key: np.array(values) for key, values in held.items()}


def score_rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Rows of the table of scores: a decade, what was given, whose places, which ages, a method.

    Errors in per cent (100 x log); intervals of 95 % from drawing whole provinces again; `against_nobody_moves` is the
    difference of mean absolute errors; `coverage_90` of the profile's bands as `bands_held` makes them.
    """
    predictions, held = forecasts(panel), bands_held(panel)
    for (start, given, method), predicted in predictions.items():
        of = decade(start)
        home = provinces(of.places)
        listed = np.array([place in official() for place in of.places])
        for group, mine in (("all", np.ones(len(listed), dtype=bool)), ("listed", listed)):
            for ages, span in AGE_GROUPS.items():
                missed = 100 * errors(predicted, of.counted, span)[mine]
                alone = 100 * errors(of.alone, of.counted, span)[mine]
                low, high = _interval(np.abs(missed), home[mine])
                apart = _interval(np.abs(missed) - np.abs(alone), home[mine])
                bias = _interval(missed, home[mine])
                inside = held.get((ages, given)) if method == PROFILE and start == SECOND else None
                yield {
                    "start": start,
                    "people": given,
                    "group": group,
                    "ages": ages,
                    "method": method,
                    "n": int(mine.sum()),
                    "mean_absolute_error": f"{np.abs(missed).mean():.2f}",
                    "low": f"{low:.2f}",
                    "high": f"{high:.2f}",
                    "mean_error": f"{missed.mean():.2f}",
                    "bias_low": f"{bias[0]:.2f}",
                    "bias_high": f"{bias[1]:.2f}",
                    "against_nobody_moves": f"{(np.abs(missed) - np.abs(alone)).mean():.2f}",
                    "against_low": f"{apart[0]:.2f}",
                    "against_high": f"{apart[1]:.2f}",
                    "coverage_90": "" if inside is None else f"{inside[mine].mean():.3f}",
                }


def _interval(values: Values, home: NDArray[np.str_]) -> tuple[float, float]:
    index = np.unique(home, return_inverse=True)[1]
    sums, counts = np.bincount(index, values), np.bincount(index)
    drawn = stream("provinces_drawn_again", 1).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), RESAMPLES)
    low, high = np.quantile(drawn @ sums / (drawn @ counts), (0.025, 0.975))
    return float(low), float(high)


def place_rows(panel: xr.Dataset) -> Iterator[dict[str, object]]:
    """Rows by place of 2010-2020: what was counted, and by how many per cent the profile and "nobody moves" missed."""
    of = decade(SECOND)
    predictions = forecasts(panel)
    for at, place in enumerate(of.places):
        for ages, span in AGE_GROUPS.items():
            missed = [
                100 * errors(predictions[SECOND, FORECAST, method][[at]], of.counted[[at]], span)[0]
                for method in (PROFILE, "nobody_moves", "as_last_census")
            ]
            yield {
                "place": place,
                "ages": ages,
                "counted_2020": f"{of.counted[at][:, span[0] : span[1] + 1].sum():.0f}",
                "profile_of_moves": f"{missed[0]:.1f}",
                "nobody_moves": f"{missed[1]:.1f}",
                "as_last_census": f"{missed[2]:.1f}",
            }


if __name__ == "__main__":
    panel = load()
    write("outlook/people_by_age/age_scores", as_csv(score_rows(panel)))
    write("outlook/people_by_age/age_scores_by_place", as_csv(place_rows(panel)))
