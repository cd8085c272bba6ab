"""The settings of a report on a place as its manifest keeps them."""

from relode.panel.overrides import Override
from relode.plan.asked.plan_asked import PlanAsked
from relode.settings import Settings


class CityRun(Settings):
    """A report on a place: its code, the figures of the user's own, and what a plan was asked for, if one was."""

    SILENT = ("plan",)

    place: str
    overrides: tuple[Override, ...] = ()
    plan: PlanAsked | None = None
