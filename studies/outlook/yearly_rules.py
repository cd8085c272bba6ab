"""Centres of yearly quantities: the mean path of all places, and how a place goes on beside it.

Every function sees figures up to the origin only.
"""

from collections.abc import Mapping
from functools import cache
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from relode.arrays import Grid, Values
from relode.facts import rows

RECENT = 3
"""Years whose mean growth goes on at first."""
LASTING = {"damped": 0.8, "lasting": 0.9}
"""Part of a year's mean growth that the next year keeps, by path."""
USUAL = 0.98
"""Share of sizes that a regression sees as they are; larger ones are cut to it."""
FEWEST_STARTS = 3
"""Years, each with FEWEST places, from which what came after must be known for a regression."""
MOMENTUM_YEARS = 2
"""Years for which last year's change of a price goes on, fading; then the price stays."""
FEWEST = 50
"""Places that need a growth rate for a year to have a mean."""
PAST_YEARS = 5
SMALLEST_NATION = 20_000
"""Thousand people: growth of small nations is that of a city."""
LEFT_OUT = "CHN"


def rules(national: str, lead: str) -> tuple[str, ...]:
    """The rules of a quantity, simplest first: how the mean path goes on, and how the lead of a place."""
    paths = {
        "countries": ("stays", "damped", "countries"),
        "own": ("stays", "damped"),
        "debt": ("stays", *LASTING),
        "index": ("stays",),
    }[national]
    return tuple(f"{path}+{own}" for path, own in product(paths, ("keeps", lead)))


def expected(rule: str, logs: Grid, horizon: int, origin: int, output: Grid | None = None) -> Grid:
    """Expected log change 1 ... `horizon` years after the last column of `logs` (place, year), (place, horizon).

    NaN for a place without a figure in the last column. `origin` is the year of that column; `output`: log output,
    to which the lead "returns" holds the quantity.
    """
    path, lead = rule.split("+")
    growth = np.diff(logs, axis=1)
    known = np.isfinite(growth).sum(axis=0) >= FEWEST
    mean = np.full(growth.shape[1], np.nan)
    mean[known] = np.nanmean(growth[:, known], axis=0)
    centre = _path(path, mean, horizon, origin)[None]
    if lead == "fades":
        centre = centre + _fading(growth - mean, horizon)
    elif lead == "momentum":
        centre = centre + _fading(growth, horizon)[:, np.minimum(np.arange(horizon), MOMENTUM_YEARS - 1)]
    elif lead == "returns":
        assert output is not None  # a quantity that is held to output
        centre = centre + _returning(growth - mean, logs - output, horizon)
    return np.asarray(np.where(np.isfinite(logs[:, [-1]]), centre, np.nan))


def _path(path: str, mean: Values, horizon: int, origin: int) -> Values:
    recent = mean[np.isfinite(mean)][-RECENT:]
    if path == "stays" or not len(recent):
        return np.zeros(horizon)
    if path in LASTING:
        return np.asarray(recent.mean() * np.cumsum(LASTING[path] ** np.arange(1, horizon + 1)))
    past = float(mean[np.isfinite(mean)][-PAST_YEARS:].mean())
    growth_aheads = [growth_ahead(origin, ahead) for ahead in range(1, horizon + 1)]
    return np.array([(a + b * past) * ahead for ahead, (a, b, _) in enumerate(growth_aheads, 1)])


def _fading(lead: Grid, horizon: int) -> Grid:
    """What comes of last year's lead over the mean if the part that places kept from year to year is kept on."""
    before, after = lead[:, :-1], lead[:, 1:]
    both = np.isfinite(before) & np.isfinite(after)
    if both.sum() < FEWEST:
        return np.zeros((len(lead), horizon))
    kept = np.clip((before[both] * after[both]).sum() / (before[both] ** 2).sum(), 0.0, 0.9)
    return np.asarray(np.nan_to_num(lead[:, [-1]]) * np.cumsum(kept ** np.arange(1, horizon + 1)))


def _returning(lead: Grid, ratio: Grid, horizon: int) -> Grid:
    """What last year's lead and the ratio to output say of the lead over the next years, as all places' past had it.

    Least squares for each number of years, `lead` (place, year - 1), `ratio` (place, year) in logarithms; past the
    longest span that is known nothing more is added.
    """
    ratio = ratio - np.nanmean(np.where(np.isfinite(ratio), ratio, np.nan), axis=0)
    signs, path = np.stack([lead, ratio[:, 1:]]), np.zeros((len(lead), horizon))
    grown = np.cumsum(np.nan_to_num(lead), axis=1)
    for ahead in range(1, horizon + 1):
        seen, later = signs[:, :, :-ahead], grown[:, ahead:] - grown[:, :-ahead]
        gaps = np.cumsum(~np.isfinite(lead), axis=1)
        both = np.isfinite(seen).all(axis=0) & (gaps[:, ahead:] == gaps[:, :-ahead])
        if (both.sum(axis=0) >= FEWEST).sum() < FEWEST_STARTS:
            path[:, ahead - 1] = path[:, ahead - 2] if ahead > 1 else 0.0
            continue
        x, y = seen[:, both].T, later[both]
        most = np.quantile(np.abs(x), USUAL, axis=0)
        y = np.clip(y, *np.quantile(np.abs(y), USUAL) * np.array([-1, 1]))
        weights = np.linalg.lstsq(np.clip(x, -most, most), y, rcond=None)[0]
        path[:, ahead - 1] = np.clip(np.nan_to_num(signs[:, :, -1].T), -most, most) @ weights
    return path


@cache
def growth_ahead(origin: int, ahead: int) -> tuple[float, float, float]:
    """How growth of other countries went on: mean of the next `ahead` years = a + b x mean of the last five; its error.

    Logarithms a year; all windows of countries above 20 million people that end by `origin`, China left out. Beyond
    the longest window with 100 cases the relation of that window holds, with an error of the sum that grows with time.
    Source: maddison2023.
    """
    past, future = _windows(origin, ahead)
    if len(past) < 100:
        return growth_ahead(origin, ahead - 1)
    slope, constant = np.polyfit(past, future, 1)
    error = float(np.std(future - constant - slope * past, ddof=2))
    return float(constant), float(slope), error


def _windows(origin: int, ahead: int) -> tuple[Values, Values]:
    past, future = [np.empty(0)], [np.empty(0)]
    for first, growth, people in _countries().values():
        known = growth[: max(0, origin + 1 - first)]
        if len(known) >= PAST_YEARS + ahead:
            spans = sliding_window_view(known, PAST_YEARS + ahead)
            large = people[PAST_YEARS - 1 :][: len(spans)] >= SMALLEST_NATION
            whole = spans[large & np.isfinite(spans).all(axis=1)]
            past.append(whole[:, :PAST_YEARS].mean(axis=1))
            future.append(whole[:, PAST_YEARS:].mean(axis=1))
    return np.concatenate(past), np.concatenate(future)


@cache
def _countries() -> Mapping[str, tuple[int, Values, Values]]:
    """Country -> first year, log growth of its output (a head times people) since, and thousand people, (year,) each.

    NaN in years without a figure.
    """
    output: dict[str, dict[int, float]] = {}
    people: dict[str, dict[int, float]] = {}
    for row in rows("country_growth"):
        if row["country"] != LEFT_OUT and row["gdp_per_head"] and row["thousand_persons"]:
            number = float(row["thousand_persons"])
            people.setdefault(row["country"], {})[int(row["year"])] = number
            output.setdefault(row["country"], {})[int(row["year"])] = float(np.log(float(row["gdp_per_head"]) * number))
    growth = {c: {y: s[y] - s[y - 1] for y in s if y - 1 in s} for c, s in output.items()}
    found = {}
    for country, steps in growth.items():
        if steps:
            years = range(min(steps), max(steps) + 1)
            rates, counts = (np.array([of.get(year, np.nan) for year in years]) for of in (steps, people[country]))
            found[country] = (years[0], rates, counts)
    return found
