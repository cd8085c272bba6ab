"""An opening year as the simulator takes it: what was observed, who is close to whom, which place is which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import jax
import numpy as np
import xarray as xr
from scipy import special
from scipy.special import expit, logit, ndtri

from relode.arrays import Values
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.model.links import Links, as_links, closeness, settled
from relode.model.opening.closing_calendar import capacity_left, no_limit
from relode.model.opening.inversion import DRAWN, ObservedOpening
from relode.model.opening.mines import FIRST_OPENING, SHORTEST_LIFE
from relode.model.opening.opening_state import Opening, opening
from relode.model.parameters import priors
from relode.model.sector_list import EXTRACTION
from relode.places import Place, all_places
from relode.places.distance import distances
from relode.streams import stream


def truncated_normal(lower: Values, upper: float, size: tuple[int, ...], rng: np.random.Generator) -> Values:
    """Standard normal draws between `lower`, (place,), and `upper`, above 0: of shape `size`, (future, place). [1]

    Limits: wide limits: a standard normal; narrow ones: evenly between them.
    Raises ValueError where no number lies between the limits: a defect of ours.
    """
    lows, highs = np.broadcast_arrays(lower, upper)
    if not (lows < highs).all():
        raise ValueError("lower, upper")
    chances, values = rng.uniform(size=size), np.empty(size)
    # Each tail by logarithms of its own end: the other end is 1 but for rounding.
    for here, sign in ((lows < 0, 1), (lows >= 0, -1)):
        low, high, chance = lows[here], highs[here], chances[..., here]
        end, part = (low, np.log(chance)) if sign == 1 else (-high, np.log1p(-chance))
        ends = np.broadcast_to(special.log_ndtr(end), chance.shape)
        values[..., here] = sign * special.ndtri_exp(special.logsumexp([ends, part + _log_mass(low, high)], axis=0))
    return values


def _log_mass(lower: Values, upper: Values) -> Values:
    """Logarithm of the chance that a standard normal variable lies between two limits, the upper above 0."""
    values = np.empty(lower.shape)
    is_right = lower > 0
    ends = special.log_ndtr(-lower[is_right]), special.log_ndtr(-upper[is_right]) + np.pi * 1j
    values[is_right] = np.real(special.logsumexp(ends, axis=0)) if is_right.any() else 0.0
    values[~is_right] = special.log1p(-special.ndtr(lower[~is_right]) - special.ndtr(-upper[~is_right]))
    return values


DISTANCE_DECAY = 1.5
"""How fast closeness falls with distance: moves to a place twice as far need that much more to draw them."""
PROVINCE_BORDER = 0.7
TREND_KEPT = 0.5
"""Part of the past decade's net moves that the opening carries on: half, as in the forecast to beat."""
FEWEST_ARRIVALS = 0.2
"""Arrivals are at least this part of departures: where a place lost more, more are taken to leave."""
YEARS_OF_GROWTH = 5
"""National growth of the opening is the mean of all places over so many years."""
YEARS_OF_MOMENTUM = 3
"""Growth of a place beyond the nation's is its mean over so many years: one year alone may be an accident."""
OPENING_NAME = {"revenue": "budget_revenue", "expenditure": "budget_expenditure"}
SHARES = ("depleted_share", "unemployment_rate")
FLOOR = 1e-9
"""What stands for an empty cell under a logarithm: a hundred-thousandth of a person, a tenth of a yuan."""


@dataclass(frozen=True)
class World:
    """Places at their opening year. `codes` are the places in the order of all arrays; the last is the rest.

    `panel` has the facts that the opening was made from, and those of later years.
    """

    opening: Opening
    codes: tuple[str, ...]
    observed: ObservedOpening
    links: Links
    panel: xr.Dataset

    def __repr__(self) -> str:
        return f"World({self.year}, places={len(self.codes) - 1})"

    @property
    def year(self) -> int:
        """The opening year."""
        return self.opening.year

    def position(self, code: str) -> int:
        """Where a place stands in the arrays. Raises RelodeError for a place outside the system."""
        if code not in self.codes:
            reason = self.opening.excluded.get(code)
            raise RelodeError("opening.left_out" if reason else "opening.no_place", place=code, year=self.year)
        return self.codes.index(code)


def world(panel: xr.Dataset, year: int = OPENING_YEAR) -> World:
    """The system of cities at `year`, one of the opening years. Raises RelodeError for another year."""
    opened = opening(panel, year)
    codes = tuple(str(code) for code in opened.data["place"].values)
    known = {place.code: place for place in all_places()}
    growth = _growth(panel, codes, range(year - YEARS_OF_GROWTH + 1, year + 1))
    made = world_of(opened, [known.get(code) for code in codes], growth, panel)
    if year < FIRST_OPENING:
        return made
    return replace(made, observed=replace(made.observed, capacity_left=jax.device_put(capacity_left(opened))))


def world_of(opened: Opening, places: Sequence[Place | None], growth: Values, panel: xr.Dataset) -> World:
    """The system of an opening, whose last place is the rest: `places` are those of its codes, None for the rest.

    `growth` is the real growth of the last years up to the opening, (place, year). [ln/yr]
    """
    data, year = opened.data, opened.year
    codes = tuple(str(code) for code in data["place"].values)
    value = {str(q): data["value"].sel(quantity=q).to_numpy() for q in data["quantity"].values}
    nation = np.nanmean(growth)
    arrays = _with_rest_economy(_economy(data, value) | {"area": _area(places)}, value["population"])
    distance = distances(places, places)
    np.fill_diagonal(distance, np.nan)
    moves, links = _moves(data, value, distance)
    arrays |= moves | {
        "relative_growth": np.nan_to_num((growth - np.nanmean(growth, axis=0))[:, -YEARS_OF_MOMENTUM:].mean(axis=1)),
        "productivity_gap": _gap(arrays),
        "capacity_left": no_limit(len(codes)),
    }
    arrays["national_growth"] = np.asarray(nation)
    arrays["coal_value_added_share"] = data["coal_value_added_share"].to_numpy()
    arrays["opening_year"] = np.asarray(float(year))
    skilled = value["high_skilled"].sum()
    arrays["national_skill"] = np.asarray(skilled / (skilled + value["low_skilled"].sum()))
    return World(opened, codes, ObservedOpening(**jax.device_put(arrays)), links, panel)


def drawn_observed(world: World, count: int, seed: int) -> ObservedOpening:
    """The opening with its assumed cells drawn anew for each future: the fields of DRAWN get a leading axis.

    A cell that is observed keeps its value in all futures; an assumed one is drawn from its 90 % range, log-normal
    (shares: logit-normal) around the middle of the range, cut at 2.5 standard deviations; what is mined today lasts
    at least SHORTEST_LIFE years.
    """
    rng = stream("assumed_opening", seed)
    data = world.opening.data
    drawn = {}
    for name in DRAWN:
        value = np.asarray(getattr(world.observed, name))
        lower, upper = (data[end].sel(quantity=OPENING_NAME.get(name, name)).to_numpy() for end in ("lower", "upper"))
        to, back = (logit, expit) if name in SHARES else (np.log, np.exp)
        known = np.isfinite(lower) & (lower < upper)
        half = np.where(known, to(np.where(known, upper, value)) - to(np.where(known, lower, value)), 0.0) / 2
        middle = np.where(known, (to(np.where(known, upper, value)) + to(np.where(known, lower, value))) / 2, to(value))
        deviation = half / ndtri(0.95)
        least = np.full(len(value), -2.5)
        if name == "remaining_life":
            least = np.maximum(
                least, np.where(known, np.log(SHORTEST_LIFE) - middle, -np.inf) / np.maximum(deviation, FLOOR)
            )
        chance = truncated_normal(least, 2.5, (count, len(value)), rng)
        drawn[name] = np.where(known, back(middle + deviation * chance), value)
    return replace(world.observed, **jax.device_put(drawn))


def _economy(data: xr.Dataset, value: dict[str, Values]) -> dict[str, Values]:
    """The arrays of `ObservedOpening` that are sums or means of a place's own figures; the rest has people only."""
    by_sector = {n: np.maximum(data[n].to_numpy(), FLOOR) for n in ("value_added", "employment")}
    mining = by_sector["value_added"][EXTRACTION]
    weight = np.nan_to_num(data["commodity_share"].to_numpy())
    commodities = [str(name) for name in data["commodity"].values]
    coal, forest = weight[commodities.index("coal")], weight[commodities.index("forest")]
    in_tonnes = (data["extraction_unit"].sel(commodity="coal") == "10^4 t per year").to_numpy()
    tonnes = np.where(in_tonnes, np.nan_to_num(data["extraction"].sel(commodity="coal").to_numpy()), 0.0)
    # One basket a place: counted in tonnes where coal leads and its mines are known, else in value.
    by_tonne = (tonnes > 0) & (coal >= 0.5)
    return {
        **by_sector,
        "presence": data["presence"].to_numpy(),
        "people": np.stack([value[name] for name in ("children", "low_skilled", "high_skilled", "old")]),
        "commodity_weight": weight,
        "extraction": np.where(by_tonne, tonnes, mining),
        "coal_tonnes": np.where(by_tonne, 1.0, tonnes / mining),
        "forest_share": forest,
        **{
            name: value[source]
            for name, source in {
                "unemployment_rate": "unemployment_rate",
                "wage": "wage",
                "birth_rate": "birth_rate",
                "remaining_life": "remaining_life",
                "depleted_share": "depleted_share",
                "house_price": "house_price",
                "housing_stock": "housing_stock",
                "revenue": "budget_revenue",
                "expenditure": "budget_expenditure",
                "debt": "debt",
                "research_stock": "research_stock",
                "damaged_land": "damaged_land",
            }.items()
        },
    }


PER_PERSON = frozenset({"value_added", "employment", "extraction", "housing_stock", "revenue", "expenditure", "debt",
              "research_stock", "damaged_land", "area"})  # fmt: skip
"""What the rest of the country has as many per person as the places together."""


def _with_rest_economy(arrays: dict[str, Values], population: Values) -> dict[str, Values]:
    """The rest lives like the average of the places: per person, or in the mean over people."""
    people, rest = population[:-1], population[-1]
    filled = {}
    for name, array in arrays.items():
        whole = array.astype(float).copy()
        if not np.isfinite(whole[..., -1]).all() or name == "commodity_weight":
            known = np.isfinite(whole[..., :-1])
            held = np.where(known, whole[..., :-1], 0.0)
            if name in PER_PERSON:
                whole[..., -1] = held.sum(axis=-1) / (known * people).sum(axis=-1) * rest
            else:
                whole[..., -1] = (held * people).sum(axis=-1) / (known * people).sum(axis=-1)
        filled[name] = whole
    return filled


def _gap(arrays: dict[str, Values]) -> Values:
    """How far output per worker of each sector lies below that of all places together, log. (sector, place)"""
    per_worker = np.log(arrays["value_added"] / arrays["employment"])
    nation = np.log(arrays["value_added"].sum(axis=1) / arrays["employment"].sum(axis=1))
    return np.asarray(nation[:, None] - per_worker)


def _growth(panel: xr.Dataset, codes: tuple[str, ...], years: Sequence[int]) -> Values:
    """Real growth of the places in some years, log. (place, year)"""
    index = panel["value"].sel(quantity="gdp_growth_index", year=list(years)).reindex(place=list(codes))
    return np.asarray(np.log(index.to_numpy() / 100))


def _moves(data: xr.Dataset, value: dict[str, Values], distance: Values) -> tuple[dict[str, Values], Links]:
    """Amenity and staying weights at which the opening year's moves go on with half of the past trend."""
    province = data["province"].to_numpy()
    kernel = closeness(distance, province[:, None] == province[None], DISTANCE_DECAY, PROVINCE_BORDER)
    adults = value["low_skilled"] + value["high_skilled"]
    along = sum(priors()[f"accompanying_{name}"].value * value[name] for name in ("children", "old"))
    trend = TREND_KEPT * (value["past_population_growth"] - value["natural_growth_rate"])
    gain = trend * value["population"] / (adults + along)
    gains = {name: _closed(gain, value[name]) for name in ("low_skilled", "high_skilled")}
    leaving = np.max([value["out_migration_rate"], *(-g / (1 - FEWEST_ARRIVALS) for g in gains.values())], axis=0)
    weights = [settled(kernel, value[name], leaving, gains[name]) for name in gains]
    amenity, staying = zip(*weights, strict=True)
    return {"amenity": np.stack(amenity), "staying": np.stack(staying)}, as_links(kernel)


def _area(places: Sequence[Place | None]) -> Values:
    """Land area in ha, NaN for the rest. (place,)"""
    return np.array([((place and place.area) or np.nan) * 100 for place in places])


def _closed(gain: Values, people: Values) -> Values:
    """Gains whose people add up to nothing: what the nation as a whole seemed to gain is taken off each."""
    return np.asarray(gain - (gain * people).sum() / people.sum())
