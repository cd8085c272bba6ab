"""The one predictive distribution of a place: what every chapter, page and file says of doing nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Values
from relode.errors import NoVerdict
from relode.horizon import LAST_YEAR, OPENING_YEAR
from relode.outlook.backcasts.past import EXPOSURE_STEPS, EXPOSURE_YEAR
from relode.outlook.one_future.bands import NORMAL
from relode.outlook.one_future.observed_series import DEFLATED, QUANTITIES, RECENT, YEARS, breaks, levels, told
from relode.panel import cell
from relode.places import Place, place_of

ROOM = "relode.outlook.one_future"
AHEAD = tuple(range(OPENING_YEAR + 1, LAST_YEAR + 1))
FEWEST_ORIGINS = {"population": 1, "age_15_59": 1, "employment": 1, "mining_employment": 1, "debt": 2}
"""Origins that a horizon needs to count as scored; of other quantities three."""
AT_PRICES_OF_OPENING = ("gdp_real", *DEFLATED)
FOLLOW_PEOPLE = ("age_15_59", "employment", "mining_employment")
"""Quantities of the last census that move with what was counted of people since."""
AGED_AS = {"population": "population", "age_15_59": "age_15_59", "employment": "age_15_59"}
"""Quantities that ageing alone moves, and whose path they take."""
POINTS = 512
"""Equally likely values of which the mean is taken."""
UNITS = {
    "population": "persons",
    "age_15_59": "persons",
    "employment": "persons",
    "mining_employment": "persons",
    "gdp_real": "100 million yuan",
    "house_price": "yuan per m2",
    "budget_revenue": "100 million yuan",
    "budget_expenditure": "100 million yuan",
    "debt": "100 million yuan",
}


@dataclass(frozen=True)
class Held:
    """How bands so many years ahead did at past origins; shares with 95 % intervals over origins and provinces."""

    horizon: int
    origins: int
    count: int
    mean_error: float
    mean_error_no_change: float
    coverage_50: float
    coverage_90: float
    coverage_90_low: float
    coverage_90_high: float


@dataclass(frozen=True)
class Ahead:
    """One quantity of a place. `facts`: year -> published figure; forecasts start from the newest.

    `centre` and `half_50`, `half_90` (year of AHEAD) are on the scale of logarithms: the median of the newest figure's
    multiple, and how far the ends of the middle 50 and 90 % lie from it. Years up to the newest figure are facts, and
    years between facts lie between them; a newest figure that a user gave with an interval is as unsure as that, and
    so is all that follows from it. `scored_until`: the last year whose horizon past origins reach. `parts`:
    what is pooled, and the weight of each. `ageing_alone` (year of AHEAD): what births, ageing and deaths alone would
    make of the last census, jobs in proportion to those of 15 to 59; None for what is not about people.
    `under_retirement_age`, told with those of 15 to 59: of people aged so, who would not have reached it; by KINDS.
    """

    name: str
    unit: str
    price_base: int | None
    facts: Mapping[int, float]
    centre: Values
    half_50: Values
    half_90: Values
    scored_until: int
    held: Mapping[int, Held]
    parts: Mapping[str, float]
    ageing_alone: Values | None
    under_retirement_age: Mapping[tuple[str, str], Values] | None
    tags: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def observed_until(self) -> int:
        """The year of the newest figure."""
        return max(self.facts)

    @property
    def opening(self) -> float:
        """The newest figure, in the unit of the quantity."""
        return self.facts[self.observed_until]

    def at(self, chances: Sequence[float] | Values) -> NDArray[np.float64]:
        """The values below which each year of AHEAD falls with these chances, (chance, year).

        Chances lie between 0 and 1.
        """
        # SciPy's inverse is as exact, and to load it takes longer than a whole outlook.
        score = np.array([NormalDist().inv_cdf(float(chance)) for chance in chances])[:, None]
        size = np.abs(score)
        inner, outer = NORMAL
        reach = np.where(
            size <= inner,
            size / inner * self.half_50,
            self.half_50 + (size - inner) / (outer - inner) * (self.half_90 - self.half_50),
        )
        return np.asarray(self.opening * np.exp(self.centre + np.sign(score) * reach))

    @property
    def mean(self) -> Values:
        """The mean of POINTS equally likely values of each year, (year,). In the unit of the quantity."""
        return np.asarray(self.at((np.arange(POINTS) + 0.5) / POINTS).mean(axis=0))

    def chance_below(self, value: float, year: int) -> float:
        """The chance that the year's value lies below `value`."""
        chances = (np.arange(4 * POINTS) + 0.5) / (4 * POINTS)
        return float((self.at(chances)[:, AHEAD.index(year)] < value).mean())


@dataclass(frozen=True)
class Predictive:
    """The place and its quantities by name; what is not in it has no recent figure."""

    place: Place
    quantities: Mapping[str, Ahead]


def predictive(panel: xr.Dataset, place: Place | str) -> Predictive:
    """What is expected of a place if nothing is done. Raises NoVerdict where no quantity has a recent figure.

    Example:
        >>> found = rl.outlook.predictive(panel, "hegang").quantities["population"]
        >>> found.observed_until
        2022
        >>> low, middle, high = found.at([0.05, 0.5, 0.95])[:, -1]
        >>> bool(low < middle < high < found.opening)
        True
    """
    place = place_of(place)
    group = _group(panel, place)
    series = {name: facts for name in told() if (facts := _facts(panel, place, name))}
    more_people = _more_people(place, series.get("population", {}))
    found = {
        name: _ahead(panel, place, name, facts, centre, group, more_people if name in FOLLOW_PEOPLE else {})
        for name, facts in series.items()
        if max(facts) >= RECENT and (centre := _centre_of(place.code, name)) is not None
    }
    if not found:
        raise NoVerdict("outlook.no_series", place=place.slug)
    return Predictive(place, found)


def _facts(panel: xr.Dataset, place: Place, name: str) -> dict[int, float]:
    series = levels(panel, name, (place.code,))[0]
    return {year: float(value) for year, value in zip(YEARS, series, strict=True) if np.isfinite(value) and value > 0}


def _more_people(place: Place, people: Mapping[int, float]) -> dict[int, float]:
    """Log of people counted since the census over those expected from it, by year of AHEAD: the newest stays."""
    row = _centre_of(place.code, "population")
    since = sorted(year for year in people if year >= OPENING_YEAR)
    if row is None or OPENING_YEAR not in since:
        return {}
    path = {OPENING_YEAR: 0.0, **row[1]}
    more = [float(np.log(people[year] / people[OPENING_YEAR])) - path[year] for year in since]
    return {year: float(np.interp(year, since, more)) for year in AHEAD}


def _ahead(
    panel: xr.Dataset,
    place: Place,
    name: str,
    facts: Mapping[int, float],
    centre: tuple[int, Mapping[int, float], bool],
    group: int,
    more_people: Mapping[int, float],
) -> Ahead:
    origin, path, borrowed = centre
    path = {year: change + more_people.get(year, 0.0) for year, change in path.items()}
    newest = max(facts)
    logs, ahead = _centre(facts, origin, path), np.array(AHEAD) - newest
    halves = _bands()[name][:, group]
    own = own_doubt(panel, place.code, name, newest)
    unsure = np.where(ahead >= 0, own * np.array(NORMAL)[:, None] / NORMAL[1], 0.0)
    half = np.hypot(np.where(ahead > 0, halves[:, np.clip(ahead, 1, halves.shape[1]) - 1], 0.0), unsure)
    held = _held()[name]
    furthest = max(h for h, each in held.items() if each.origins >= FEWEST_ORIGINS.get(name, 3))
    tags = {
        "old_figure": newest < origin,
        "breaks_left_out": name == "population" and bool(breaks(panel, place.code)),
        "extrapolating": place.level != "prefecture",
        "borrowed": borrowed,
        "own_interval": own > 0,
        "no_skill": _no_better(held, furthest),
        "under_covered": held[furthest].coverage_90_high < 0.9,
        "over_covered": held[furthest].coverage_90_low > 0.9,
    }
    return Ahead(
        name=name,
        unit=UNITS[name],
        price_base=OPENING_YEAR if name in AT_PRICES_OF_OPENING else None,
        facts=facts,
        centre=logs,
        half_50=half[0],
        half_90=half[1],
        scored_until=newest + furthest,
        held=dict(sorted((h, each) for h, each in held.items() if h <= furthest)),
        parts=_parts()[name],
        ageing_alone=_ageing_alone(place, name, facts),
        under_retirement_age=_retirement(place.code) if name == "age_15_59" else None,
        tags=tuple(tag for tag, given in tags.items() if given),
        sources=_sources(panel, place, name, newest),
    )


def own_doubt(panel: xr.Dataset, place: str, name: str, newest: int) -> float:
    """Half width of the 90 % interval that a user gave for the figures that the newest one rests on, in logarithms.

    Intervals of several figures add up as those of independent errors. 0 where the user gave none. [1]
    """
    years = dict.fromkeys(QUANTITIES[name], newest)
    if name == "gdp_real":  # the index of later years is put on the output of the opening year
        years["gdp_nominal"] = OPENING_YEAR
    halves = [
        np.log(own["high"] / own["low"]) / 2
        for own in panel.attrs.get("overrides", ())
        if own["low"] is not None and own["low"] > 0 and own["place"] == place
        and years.get(own["quantity"]) == own["year"]
    ]  # fmt: skip
    return float(np.sqrt(np.square(halves).sum()))


def _centre(facts: Mapping[int, float], origin: int, path: Mapping[int, float]) -> Values:
    """Log of each year of AHEAD over the newest figure: facts, between facts a steady rate, then the centre's path."""
    newest = max(facts)
    start = path.get(newest, 0.0)
    logs = {year: np.log(value / facts[newest]) for year, value in facts.items()}
    known = sorted(logs)
    return np.array([
        path[year] - start if year > max(newest, origin)
        else 0.0 if year > newest
        else np.interp(year, known, [logs[y] for y in known])
        for year in AHEAD
    ])  # fmt: skip


def _ageing_alone(place: Place, name: str, facts: Mapping[int, float]) -> Values | None:
    path = _ageing(place.code, AGED_AS.get(name, ""))
    if path is None or OPENING_YEAR not in facts:
        return None
    return np.asarray(facts[OPENING_YEAR] * np.exp(path))


def _no_better(held: Mapping[int, Held], furthest: int) -> bool:
    return held[furthest].mean_error >= held[furthest].mean_error_no_change


def _group(panel: xr.Dataset, place: Place) -> int:
    share = float(panel["value"].sel(quantity="mining_employment_share", place=place.code, year=EXPOSURE_YEAR))
    return int(np.digitize(np.nan_to_num(share), EXPOSURE_STEPS))


def _sources(panel: xr.Dataset, place: Place, name: str, year: int) -> tuple[str, ...]:
    cells = (cell(panel, place.code, quantity, year) for quantity in QUANTITIES[name])
    found = tuple(dict.fromkeys(source for each in cells if each is not None for source in each.sources))
    return found + (("cpi_china",) if name in DEFLATED else ())


def _centre_of(place: str, name: str) -> tuple[int, Mapping[int, float], bool] | None:
    """Origin, log change since it by year, and whether that is the path of other places; None where there is none."""
    row = next((row for row in _by_place("centres").get(place, ()) if row["quantity"] == name), None)
    if row is None:
        return None
    path = {year: float(row[f"y{year}"]) for year in AHEAD if row[f"y{year}"]}
    return int(row["origin"]), path, row["path_of"] == "others"


@cache
def _by_place(table: str) -> Mapping[str, Sequence[Mapping[str, str]]]:
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in shipped_tables.rows(ROOM, table):
        found.setdefault(row["place"], []).append(row)
    return found


@cache
def _bands() -> Mapping[str, NDArray[np.float64]]:
    """Quantity -> half widths of the middle 50 and 90 %, (share, group, horizon)."""
    rows = shipped_tables.rows(ROOM, "bands")
    groups, furthest = (1 + max(int(row["group"]) for row in rows), max(int(row["horizon"]) for row in rows))
    found = {name: np.zeros((2, groups, furthest)) for name in told()}
    for row in rows:
        at = int(row["group"]), int(row["horizon"]) - 1
        found[row["quantity"]][:, *at] = float(row["half_50"]), float(row["half_90"])
    return found


@cache
def _held() -> Mapping[str, Mapping[int, Held]]:
    found: dict[str, dict[int, Held]] = {}
    for row in shipped_tables.rows(ROOM, "coverage"):
        whole = [int(row[name]) for name in ("horizon", "origins", "count")]
        rest = [float(cell) for cell in list(row.values())[4:]]
        found.setdefault(row["quantity"], {})[whole[0]] = Held(*whole, *rest)
    return found


@cache
def _parts() -> Mapping[str, Mapping[str, float]]:
    """Quantity -> part of the pool, a rule by its name -> its weight; those without weight are left out."""
    found: dict[str, dict[str, float]] = {}
    for row in shipped_tables.rows(ROOM, "pool"):
        if float(row["weight"]):
            found.setdefault(row["quantity"], {})[row["rule"] or row["part"]] = float(row["weight"])
    return found


def _ageing(place: str, name: str) -> Values | None:
    """Log change since the census by births, ageing and deaths alone, (year of AHEAD,); None without ages."""
    row = next((row for row in _by_place("ageing").get(place, ()) if row["quantity"] == name), None)
    return None if row is None else np.array([float(row[f"y{year}"]) for year in AHEAD])


def _retirement(place: str) -> Mapping[tuple[str, str], Values] | None:
    """Ages and women of KINDS -> people under retirement age, (year of AHEAD,); None for a place without ages."""
    rows = _by_place("retirement").get(place, ())
    return {(row["ages"], row["women"]): np.array([float(row[f"y{y}"]) for y in AHEAD]) for row in rows} or None
