"""What a report is made of, before any words: one record that HTML, workbook and JSON all take their numbers from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xarray as xr

from relode import __version__
from relode.diagnosis import Profile
from relode.diagnosis.depth.in_depth import InDepth, in_depth
from relode.errors import NoVerdict
from relode.facts import fingerprint
from relode.needs import Needs, OwnCells
from relode.needs import of as needs_of
from relode.outlook import Outlook, outlook
from relode.outlook.ahead.change_accounts import accounts, expected
from relode.panel import not_moved
from relode.panel.census_measures import CENSUS_YEARS
from relode.panel.number import long_form_ratio
from relode.panel.overrides import Override
from relode.pathways import Pathways, successors
from relode.places import Place
from relode.plan.making.plan_records import PlanRecord
from relode.record import schema
from relode.report.age_groups import age_groups

NO_CELLS = OwnCells()


@dataclass(frozen=True)
class CityResult:
    """Everything that was computed for a place, and the figures that the user replaced.

    `outlook` is None for a place without any figure that can be forecast, `planned` (the record of a planning run)
    where no plan was asked for, `needs` (to the last year of the outlook) where no ages are counted.
    """

    panel: xr.Dataset
    depth: InDepth
    pathways: Pathways
    outlook: Outlook | None
    overrides: tuple[Override, ...]
    made: date
    planned: PlanRecord | None = None
    needs: Needs | None = None

    @property
    def profile(self) -> Profile:
        """The figures of the place."""
        return self.depth.profile

    @property
    def place(self) -> Place:
        """The place that the report is about."""
        return self.profile.place


def result_of(
    panel: xr.Dataset,
    profile: Profile,
    overrides: Sequence[Override],
    made: date,
    planned: PlanRecord | None = None,
    cells: OwnCells = NO_CELLS,
) -> CityResult:
    """Everything that a report of a place is made of. `cells`: what only the city knows of its services."""
    try:
        ahead = outlook(panel, profile.place)
    except NoVerdict:
        ahead = None
    try:
        needs = needs_of(panel, profile.place, cells=cells)
    except NoVerdict:
        needs = None
    deep, next_ones = in_depth(panel, profile), successors(panel, profile)
    return CityResult(panel, deep, next_ones, ahead, tuple(overrides), made, planned, needs)


def plan_record(result: CityResult, run: str) -> dict[str, Any]:
    """The object that `plan.json` holds: what was planned, null where no plan was asked for.

    `expected`: what comes if nothing is done; `accounts`: where people and jobs go, by cause;
    `decisions`: what to do, apply for, try, fill in and leave.
    """
    told = result.planned.decisions if result.planned else None
    return {
        "schema": schema("plan"),
        "run": run,
        "place": result.place.record(),
        "plan": result.planned.record() if result.planned else None,
        "decisions": [each.record() for each in told.decisions] if told else [],
        "expected": [each.record() for each in expected(result.outlook)] if result.outlook else [],
        "accounts": [each.record() for each in accounts(result.outlook)] if result.outlook else [],
        "version": __version__,
        "data_fingerprint": fingerprint(),
        "made": result.made.isoformat(),
    }


def city_record(result: CityResult) -> dict[str, Any]:
    """The object that `city.json` holds: all that does not depend on a plan."""
    return {
        "schema": schema("city"),
        "place": result.place.record(),
        "diagnosis": result.depth.record(),
        "nation": [{"quantity": n.quantity, **n.record()} for n in map(long_form_ratio, CENSUS_YEARS) if n is not None],
        "pathways": result.pathways.record(),
        "outlook": result.outlook.record() if result.outlook else None,
        "ages": ages.record() if (ages := age_groups(result.place)) is not None else None,
        "overrides": list(result.panel.attrs["overrides"]),
        "not_moved": [{"quantity": name, "followers": list(names)} for name, names in not_moved(result.overrides)],
    }


def used_sources(result: CityResult, more: Sequence[str]) -> list[str]:
    """Every source key that the report rests on, in the order of first use."""
    numbers = [n for path in result.profile.series.values() for n in path]
    official = result.profile.official.sources if result.profile.official else ()
    chains = [key for industry in result.pathways.candidates for key in industry.sources]
    chains += [key for chain in result.pathways.chains for key in chain.sources]
    deep = [key for keys in result.depth.sources.values() for key in keys]
    deep += result.needs.sources if result.needs is not None else ()
    answer = [*official, *(key for n in numbers for key in n.sources), *deep, *chains, *more]
    ahead = [key for each in result.outlook.forecasts for key in each.sources] if result.outlook else []
    return list(dict.fromkeys(key for key in [*answer, *ahead] if key != "user"))


def newest_years(profile: Profile) -> Mapping[str, int | None]:
    """The newest year of the figures that age fastest: census, output, house price, budget."""
    shown = {"census": "population", "output": "gdp_nominal", "price": "house_price", "budget": "budget_revenue"}
    newest = {what: profile.latest(quantity) for what, quantity in shown.items()}
    return {what: n.year if n else None for what, n in newest.items()}
