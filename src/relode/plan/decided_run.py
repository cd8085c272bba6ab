"""How a plan run begins, and decisions within it: what is known before anything runs, accounts on its stage, purses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import xarray as xr

from relode.decisions.accounts import CityAccounts
from relode.decisions.deciding import decided, judged
from relode.decisions.decision_records import Decisions
from relode.decisions.local_facts import LocalFigures, local_figures
from relode.decisions.programme_decisions import Judged
from relode.decisions.projects import ListedProjects, listed_projects
from relode.decisions.purses import Known, Purse
from relode.errors import NoVerdict
from relode.evidence.posterior import EffectDraws
from relode.evidence.shipped_draws import shipped_draws
from relode.horizon import FIRST_PLAN_YEAR
from relode.model.futures import Futures
from relode.model.opening.opening_world import World, world
from relode.needs import Needs
from relode.needs import of as needs_of
from relode.places import Place
from relode.plan.asked.pots import A_YEAR, Pot
from relode.plan.asked.request import Command, PlanRequest, command
from relode.plan.trials.stage import Stage, stage

KNOWN: dict[str, Known] = {
    "observed": "known",
    "typed": "known",
    "estimated": "known",
    "at_most": "at_most",
    "over_limit": "known",
}


@dataclass(frozen=True)
class DecisionBasis:
    """What decisions of a run rest on before its accounts have run. `needs` is None where no ages are counted."""

    place: Place
    asked: PlanRequest
    needs: Needs | None
    figures: LocalFigures
    purses: tuple[Purse, ...]
    listed: ListedProjects | None = None

    @classmethod
    def of(cls, panel: xr.Dataset, place: Place, request: PlanRequest, money: Command) -> "DecisionBasis":
        """Needs, facts, purses and listed projects of a place. Raises RelodeError for projects of another place."""
        years = request.horizon - FIRST_PLAN_YEAR + 1
        figures, sheet = local_figures(panel, place, request.horizon), request.listed
        listed = None if sheet is None else listed_projects(sheet, place, request.horizon, request.seed)
        return cls(place, request, counted_needs(panel, place, request), figures, purses(money.pots, years), listed)

    @property
    def draws(self) -> EffectDraws:
        """What published studies let us expect, the same for every place."""
        return shipped_draws()

    def on(self, stage: Stage | None) -> Decisions:
        """All decisions with the accounts of a stage; those of needs alone without one."""
        accounts = None if stage is None else CityAccounts(stage.ground, self.asked.seed)
        return decided(
            self.place.code, self.needs, self.figures, self.purses, accounts, self.draws,
            self.asked.horizon, self.asked.seed, self.listed,
        )  # fmt: skip

    def judged(self, stage: Stage) -> tuple[Judged, ...]:
        """Every programme on a stage with its account and its gain."""
        accounts = CityAccounts(stage.ground, self.asked.seed)
        return judged(
            self.place.code, self.figures, self.purses, accounts, self.draws, self.asked.horizon, self.asked.seed
        )


@dataclass(frozen=True)
class Begun:
    """A plan that has begun: its money and what decisions rest on are known; nothing was simulated yet.

    `drawn` are futures of `world` up to the horizon that are there already, None for those of the settings.
    """

    place: Place
    asked: PlanRequest
    world: World
    money: Command
    basis: DecisionBasis
    drawn: Futures | None

    @cached_property
    def stage(self) -> Stage:
        """The place in its futures and what comes of doing nothing. Raises RelodeError as `plan.trials.stage`."""
        return stage(self.world, self.place, self.asked, self.money, self.drawn)


def begun(
    panel: xr.Dataset, place: Place, request: PlanRequest, given: World | None = None, drawn: Futures | None = None
) -> Begun | None:
    """The one way into a plan, of a run, a notebook and a trial; None for a place that the simulator does not have.

    Raises RelodeError for money that the place cannot have and for projects of another place.
    """
    opened = given or world(panel)
    if place.code not in opened.codes:
        return None
    money = command(panel, place, request)
    return Begun(place, request, opened, money, DecisionBasis.of(panel, place, request, money), drawn)


def counted_needs(panel: xr.Dataset, place: Place, request: PlanRequest) -> Needs | None:
    """Needs of a place by its ages; None where none are counted."""
    try:
        return needs_of(panel, place, request.horizon, request.seed, request.own_cells)
    except NoVerdict:
        return None


def counted_alone(panel: xr.Dataset, place: Place, request: PlanRequest) -> Decisions | None:
    """Needs and listed projects of a place that the simulator does not have, without gains; None without either.

    Raises RelodeError for projects of another place.
    """
    needs, sheet = counted_needs(panel, place, request), request.listed
    if needs is None and sheet is None:
        return None
    listed = None if sheet is None else listed_projects(sheet, place, request.horizon, request.seed)
    nothing = LocalFigures(None, None, {}, ())
    return decided(place.code, needs, nothing, (), None, shipped_draws(), request.horizon, request.seed, listed)


def purses(pots: Sequence[Pot], years: int) -> tuple[Purse, ...]:
    """The pots that may pay a measure; what is known in all is spread evenly over `years`.

    Of a pot that nothing is known of, and that nobody can be asked for, there is no purse.
    """
    return tuple(
        Purse(pot.name, pot.channel, KNOWN.get(pot.how, "ask"), _room(pot, years), pot.cell, pot.sources)  # type: ignore[arg-type]
        for pot in pots
        if pot.name in ("own", "granted", "bonds") and (pot.amount is not None or pot.how == "ask")
    )


def _room(pot: Pot, years: int) -> tuple[float, float] | None:
    if pot.amount is None:
        return None
    low, high = pot.amount.interval_90 or (pot.amount.value, pot.amount.value)
    part = 1.0 if pot.amount.unit == A_YEAR else 1.0 / years
    return low * part, high * part
