"""The one predictive distribution of a place: what every chapter, page and file says of doing nothing."""

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from relode import shipped_tables
from relode.arrays import Values
from relode.errors import NoVerdict
from relode.horizon import OPENING_YEAR
from relode.outlook.one_future.bands import NORMAL
from relode.outlook.one_future.observed_series import (
    DEFLATED,
    LEAST_PEOPLE,
    QUANTITIES,
    RECENT,
    YEARS,
    breaks,
    exposure_groups,
    forecast_quantities,
    levels,
)
from relode.outlook.one_future.predictive_record import AHEAD, Ahead, OpeningHomes, PastCoverage, Predictive
from relode.panel import cell
from relode.panel import newest as newest_of
from relode.panel.doubt import is_doubted, listing_price
from relode.panel.doubt.listing_price import CORRECTED
from relode.places import Place, place_of

ROOM = "relode.outlook.one_future"


def centre_path(place: str, name: str) -> tuple[int, Mapping[int, float], bool] | None:
    """Origin, log change since it by year, and whether that is the path of other places; None where there is none."""
    row = next((row for row in shipped_tables.rows_of(ROOM, "centres", place) if row["quantity"] == name), None)
    if row is None:
        return None
    path = {year: float(row[f"y{year}"]) for year in AHEAD if row[f"y{year}"]}
    return int(row["origin"]), path, row["path_of"] == "others"


@cache
def half_widths() -> Mapping[str, NDArray[np.float64]]:
    """Quantity -> half widths of the middle 50 and 90 % in logarithms, (side, share, group, horizon). [1]"""
    rows = shipped_tables.rows(ROOM, "bands")
    groups, furthest = (1 + max(int(row["group"]) for row in rows), max(int(row["horizon"]) for row in rows))
    values = {name: np.zeros((2, 2, groups, furthest)) for name in forecast_quantities()}
    for row in rows:
        at = int(row["group"]), int(row["horizon"]) - 1
        for side, where in enumerate(("below", "above")):
            values[row["quantity"]][side, :, *at] = float(row[f"{where}_50"]), float(row[f"{where}_90"])
    return values


@cache
def past_coverage() -> Mapping[str, Mapping[int, PastCoverage]]:
    """Quantity -> horizon -> how bands so many years ahead did at past origins."""
    coverages: dict[str, dict[int, PastCoverage]] = {}
    for row in shipped_tables.rows(ROOM, "coverage"):
        whole = [int(row[name]) for name in ("horizon", "origins", "count")]
        rest = [float(cell) for cell in list(row.values())[4:]]
        coverages.setdefault(row["quantity"], {})[whole[0]] = PastCoverage(*whole, *rest)
    return coverages


@cache
def pool_weights() -> Mapping[str, Mapping[str, float]]:
    """Quantity -> part of the pool, a rule by its name -> its weight [1]; those without weight are left out.

    Of weights that change with the years ahead those of the long run.
    """
    values: dict[str, dict[str, float]] = {}
    table = shipped_tables.rows(ROOM, "pool")
    furthest: dict[str, str] = {}
    for row in table:
        furthest[row["quantity"]] = max(furthest.get(row["quantity"], ""), row["years_ahead"], key=_years)
    for row in table:
        if float(row["weight_now"]) and row["years_ahead"] == furthest[row["quantity"]]:
            values.setdefault(row["quantity"], {})[row["rule"] or row["part"]] = float(row["weight_now"])
    return values


def _years(cell: str) -> int:
    return int(cell or 0)


def ageing_path(place: str, name: str) -> Values | None:
    """Log change since the census by ageing alone, by year of AHEAD, (year,). [1] None without ages."""
    row = next((row for row in shipped_tables.rows_of(ROOM, "ageing", place) if row["quantity"] == name), None)
    return None if row is None else np.array([float(row[f"y{year}"]) for year in AHEAD])


def under_retirement(place: str) -> Mapping[tuple[str, str], Values] | None:
    """Ages and women of KINDS -> people under retirement age by year of AHEAD, (year,). [persons] None without ages."""
    rows = shipped_tables.rows_of(ROOM, "retirement", place)
    return {(row["ages"], row["women"]): np.array([float(row[f"y{y}"]) for y in AHEAD]) for row in rows} or None


FEWEST_ORIGINS = {"population": 1, "age_15_59": 1, "employment": 1, "mining_employment": 1, "debt": 2}
"""Origins that a horizon needs to count as scored; of other quantities three."""
AT_PRICES_OF_OPENING = ("gdp_real", *DEFLATED)
CENSUSES = (2000, 2010, OPENING_YEAR)
FOLLOW_PEOPLE = frozenset({"age_15_59", "employment", "mining_employment"})
"""Quantities of the last census that move with what was counted of people since."""
AGED_AS = {"population": "population", "age_15_59": "age_15_59", "employment": "age_15_59"}
"""Quantities that ageing alone moves, and whose path they take."""
OPENED_UNDOUBTED = ("house_price", "debt")
"""Quantities that open at the newest figure that no rule doubts; listing prices go on from it by the official index."""
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


def predictive(panel: xr.Dataset, place: Place | str, names: Sequence[str] = ()) -> Predictive:
    """What is expected of a place if nothing is done, of `names` alone if any. [UNITS]

    What follows the people counted since the census (FOLLOW_PEOPLE) needs "population" among the names. Raises
    NoVerdict where no quantity has a recent figure.

    Example:
        >>> found = rl.outlook.predictive(panel, "hegang").quantities["population"]
        >>> found.observed_until
        2023
        >>> low, middle, high = found.at([0.05, 0.5, 0.95])[:, -1]
        >>> bool(low < middle < high < found.opening)
        True
    """
    place = place_of(place)
    group = int(exposure_groups(panel, (place.code,))[0])
    series = {name: facts for name in names or forecast_quantities() if (facts := _facts(panel, place, name))}
    more_people = _more_people(place, series.get("population", {}))
    result = {
        name: _ahead(panel, place, name, facts, centre, group, more_people if name in FOLLOW_PEOPLE else {})
        for name, facts in series.items()
        if max(facts) >= RECENT and (centre := centre_path(place.code, name)) is not None
    }
    if not result:
        raise NoVerdict("outlook.no_series", place=place.slug)
    return Predictive(place, result, _homes(panel, place, series.get("population", {})))


def _homes(panel: xr.Dataset, place: Place, people: Mapping[int, float]) -> OpeningHomes:
    typed = panel["value"].sel(quantity="housing_vacancy").reindex(place=[place.code]).values[0]
    known = np.flatnonzero(np.isfinite(typed))
    counted = [people[year] for year in CENSUSES if year in people]
    left = counted[-1] / max(counted) if OPENING_YEAR in people else 1.0
    return OpeningHomes(float(typed[known[-1]]) if len(known) else None, left)


def _facts(panel: xr.Dataset, place: Place, name: str) -> dict[int, float]:
    series = levels(panel, name, (place.code,))[0]
    facts = {year: float(value) for year, value in zip(YEARS, series, strict=True) if np.isfinite(value) and value > 0}
    if name not in OPENED_UNDOUBTED:
        return facts
    published = [cell(panel, place.code, QUANTITIES[name][0], year) for year in facts]
    trusted = max((each.year for each in published if each is not None and not is_doubted(each.flags)), default=0)
    # A price opens in the newest year of the index; one that was last listed long ago has no future.
    by_index = name == "house_price" and max(facts, default=0) >= RECENT
    prices = (listing_price(panel, place, year) for year in YEARS if by_index and year > trusted)
    corrected = {each.year: each.value for each in prices if each is not None}
    return {year: value for year, value in facts.items() if year <= trusted} | corrected


def _doubts_newest(panel: xr.Dataset, place: Place, name: str) -> bool:
    """Whether the newest published figure is doubted, so that the forecast opens elsewhere."""
    if name not in OPENED_UNDOUBTED:
        return False
    published = newest_of(panel, place, QUANTITIES[name], YEARS)
    return any(is_doubted(each.flags) for each in published)


def _more_people(place: Place, people: Mapping[int, float]) -> dict[int, float]:
    """Log of people counted since the census over those expected from it, by year of AHEAD: the newest stays."""
    row = centre_path(place.code, "population")
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
    halves = half_widths()[name][:, :, group]
    own = own_uncertainty(panel, place.code, name, newest)
    corrected = listing_price(panel, place, newest) if name == "house_price" else None
    from_index = corrected is not None and CORRECTED in corrected.flags
    if from_index and corrected is not None and corrected.interval_90 is not None:
        own = float(np.log(corrected.interval_90[1] / corrected.value))
    unsure = np.where(ahead >= 0, own * np.array(NORMAL)[:, None] / NORMAL[1], 0.0)
    half = np.hypot(np.where(ahead > 0, halves[..., np.clip(ahead, 1, halves.shape[-1]) - 1], 0.0), unsure)
    held = past_coverage()[name]
    furthest = max(h for h, each in held.items() if each.origins >= FEWEST_ORIGINS.get(name, 3))
    tags = {
        "old_figure": newest < origin,
        "breaks_left_out": name == "population" and bool(breaks(panel, place.code)),
        "adds_up": name == "population" and place.level == "prefecture" and facts[newest] > LEAST_PEOPLE,
        "extrapolating": place.level != "prefecture",
        "borrowed": borrowed,
        "own_interval": own > 0 and not from_index,
        "doubted_left_out": _doubts_newest(panel, place, name),
        "corrected_opening": from_index,
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
        half_50=half[:, 0],
        half_90=half[:, 1],
        scored_until=newest + furthest,
        held=dict(sorted((h, each) for h, each in held.items() if h <= furthest)),
        parts=pool_weights()[name],
        ageing_alone=_ageing_alone(place, name, facts),
        under_retirement_age=under_retirement(place.code) if name == "age_15_59" else None,
        tags=tuple(tag for tag, given in tags.items() if given),
        sources=_sources(panel, place, name, newest),
    )


def own_uncertainty(panel: xr.Dataset, place: str, name: str, newest: int) -> float:
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
    path = ageing_path(place.code, AGED_AS.get(name, ""))
    if path is None or OPENING_YEAR not in facts:
        return None
    return np.asarray(facts[OPENING_YEAR] * np.exp(path))


def _no_better(held: Mapping[int, PastCoverage], furthest: int) -> bool:
    return held[furthest].mean_error >= held[furthest].mean_error_no_change


def _sources(panel: xr.Dataset, place: Place, name: str, year: int) -> tuple[str, ...]:
    cells = (cell(panel, place.code, quantity, year) for quantity in QUANTITIES[name])
    result = tuple(dict.fromkeys(source for each in cells if each is not None for source in each.sources))
    corrected = listing_price(panel, place, year) if name == "house_price" else None
    result = result if corrected is None else corrected.sources
    return result + (("cpi_china",) if name in DEFLATED else ()) + (("wpp2024",) if name == "population" else ())
