"""What a plan is asked for, and the money that it may use."""

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator

from relode.decisions.options import (
    MoneyRequest,
    parse_money,
)
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, LONGEST, OPENING_YEAR
from relode.needs import OwnCells
from relode.needs.own_cells import cells_of_text
from relode.panel.overrides import Override
from relode.settings import Settings
from relode.usual import HORIZON, SEED

if TYPE_CHECKING:
    from relode.deals.file import ProjectSheet

SHORTEST = 5
"""A plan lasts at least so many years."""


class PlanRequest(Settings):
    """What `relode plan` is asked for, as typed. `budget` is the city's own money a year for the plan.

    `bonds` and `granted` are sums of others, on top of it; `projects` the cells of the user's list, judged beside the
    other decisions, `cells` what only the city knows of its services, as `cells_text` has it; "" for none.
    Raises RelodeError for money that cannot be read, a horizon too near or beyond the outlook, and a list that is none.
    """

    SILENT = ("projects", "cells")
    OPTIONS: ClassVar[Mapping[str, str]] = {
        "projects": "--projects WORKBOOK",
        "cells": "--cells WORKBOOK",
    }

    budget: str = ""
    bonds: str = ""
    granted: str = ""
    horizon: int = HORIZON
    seed: int = SEED
    projects: str = ""
    cells: str = ""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        first, last = FIRST_PLAN_YEAR + SHORTEST - 1, OPENING_YEAR + LONGEST
        if not first <= self.horizon <= last:
            raise RelodeError("planning.horizon", year=self.horizon, first=first, last=last)
        for name in ("money", "listed", "own_cells"):
            getattr(self, name)
        return self

    @cached_property
    def money(self) -> Mapping[str, MoneyRequest]:
        """The sums by their option, of those that were asked for."""
        asked = {name: getattr(self, name) for name in ("budget", "bonds", "granted")}
        return {name: parse_money(text, f"--{name}") for name, text in asked.items() if text}

    @cached_property
    def listed(self) -> "ProjectSheet | None":
        """The user's list of projects, None without."""
        if not self.projects:
            return None
        from relode.deals.file import sheet_of_text  # its libraries start slowly

        return sheet_of_text(self.projects)

    @cached_property
    def own_cells(self) -> OwnCells:
        """What only the city knows of its services."""
        return cells_of_text(self.cells) if self.cells else OwnCells()


class CityRun(Settings):
    """A plan of a place: its code, the figures of the user's own, and what was asked for."""

    place: str
    overrides: tuple[Override, ...] = ()
    plan: PlanRequest
