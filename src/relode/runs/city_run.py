"""The settings of runs as their manifests keep them: of a city, of a backcast, of a fit."""

from relode.panel.overrides import Override
from relode.plan.asked.plan_asked import PlanAsked
from relode.settings import Settings


class CityRun(Settings):
    """A report on a place: its code, the figures of the user's own, and what a plan was asked for, if one was."""

    SILENT = ("plan",)

    place: str
    overrides: tuple[Override, ...] = ()
    plan: PlanAsked | None = None


class BackcastRun(Settings):
    """Scores of forecasts at past origins, of the simulator too or of statistical methods alone."""

    seed: int = 1
    simulator: bool = True


class FitRun(Settings):
    """A fit for an origin."""

    origin: int = 2020
    seed: int = 1
