"""A plan from a notebook: the decisions of a city for its money, and the simulator's world and futures."""

from dataclasses import dataclass

import pandas as pd
import xarray as xr

from relode.decisions.records import Decision
from relode.decisions.request import PlanRequest
from relode.horizon import OPENING_YEAR
from relode.language import Language, choose_language, plain_value
from relode.model.futures import Futures
from relode.model.opening import opening_world
from relode.model.opening.opening_world import World
from relode.panel import load
from relode.places import Place, place_of
from relode.plan.making.plan_records import PlanRecord
from relode.plan.making.planning import planning
from relode.record import Showable
from relode.usual import FUTURES, HORIZON, SEED


@dataclass(frozen=True, repr=False)
class Plans(Showable):
    """What a run found: `record` is that of plan.json."""

    place: Place
    record: PlanRecord

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """The decisions, by group and recommendation."""
        return self.record.decisions.decisions

    def __repr__(self) -> str:
        to_do = len(self.record.decisions.of("do"))
        return f"Plans of {self.place.name_en} ({self.place.code}): {len(self.decisions)} decisions, {to_do} to do"

    def table(self, language: Language | None = None) -> pd.DataFrame:
        """A row a decision: group, recommendation, amount with unit and year, cost with its range [its unit]."""
        speech = choose_language(language)
        rows = []
        for each in self.decisions:
            cost = each.cost
            low, high = (None, None) if cost is None or cost.interval_90 is None else cost.interval_90
            rows.append({
                "id": each.id, "name": str(plain_value(each.name, speech)), "group": each.group,
                "recommendation": each.recommendation, "amount": each.amount, "unit": each.unit, "year": each.year,
                "cost": None if cost is None else cost.value, "low": low, "high": high,
                "cost_unit": None if cost is None else cost.unit,
            })  # fmt: skip
        return pd.DataFrame(rows)


def world(panel: xr.Dataset) -> World:
    """The world that simulations start from, of a panel with measures.

    Example:
        >>> rl.plan.world(panel)
        World(2020, places=295)
    """
    return opening_world.world(panel)


def futures(of: World, count: int = FUTURES, seed: int = SEED, horizon: int = HORIZON) -> Futures:
    """Futures of the posterior of the world's year up to `horizon`: the same for every city and policy compared.

    Raises RelodeError as `calibration.draws.draw_futures`.

    Example:
        >>> found = rl.plan.futures(rl.plan.world(panel), count=4, seed=1)
        >>> found.count, found.years[-1]
        (4, 2035)
    """
    from relode.calibration.draws import draw_futures  # its libraries start slowly

    return draw_futures(of, count, horizon - OPENING_YEAR, seed, known=True)


def plans(
    city: Place | str, budget: str = "", *, bonds: str = "", granted: str = "", horizon: int = HORIZON,
    panel: xr.Dataset | None = None,
) -> Plans:  # fmt: skip
    """Every decision of a city, for money of `300M` yuan a year or `5%` of public spending.

    Without a `panel` the shipped facts are read. Raises RelodeError for what cannot be asked, and as `planning`.

    Example:
        >>> found = rl.plan.plans("hegang", "5%", panel=panel)
        >>> found.place.slug, found.decisions[0].recommendation
        ('hegang', 'do')
    """
    request = PlanRequest(budget=budget, bonds=bonds, granted=granted, horizon=horizon)
    place = place_of(city)
    return Plans(place, planning(load() if panel is None else panel, place, request))
