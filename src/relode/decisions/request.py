"""What a plan is asked for, and the money that it may use."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, Self

from pydantic import model_validator

from relode.decisions.options import (
    MEETABLE,
    KeepRequest,
    MoneyRequest,
    Threshold,
    parse_keep,
    parse_money,
    parse_threshold,
)
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, LONGEST, OPENING_YEAR
from relode.needs import OwnCells
from relode.needs.own_cells import cells_of_text
from relode.panel.overrides import Override
from relode.settings import Settings
from relode.usual import FUTURES, HORIZON, SEED

if TYPE_CHECKING:
    from relode.deals.file import ProjectSheet
    from relode.model.policy.policy_file import Policy

FEWEST_FUTURES = 40
"""With fewer futures an interval says nothing. A choice of this project."""
OWN = "own"
"""The name of the user's own policy in a run."""
SHORTEST = 5
"""A plan lasts at least so many years."""


class PlanRequest(Settings):
    """What `relode plan` is asked for, as typed. `budget` is the city's own money a year for the plan.

    `bonds` and `granted` are sums of others, on top of it, "" for none; `keep` what is to be kept at what level;
    `own` is a policy of the user's as TOML, compared beside the plan, `projects` the cells of the user's list, judged
    beside the measures, `cells` what only the city knows of its services, as `cells_text` has it; "" for none.
    Raises RelodeError for money that cannot be read, a horizon too near or beyond the model, too few futures,
    thresholds and levels to keep that cannot be read, a policy that is none, and a list that is none.
    """

    SILENT = ("own", "projects", "cells")
    OPTIONS: ClassVar[Mapping[str, str]] = {
        "thresholds": "--threshold",
        "own": "--policy FILE",
        "projects": "--projects WORKBOOK",
        "cells": "--cells WORKBOOK",
    }

    budget: str = ""
    bonds: str = ""
    granted: str = ""
    horizon: int = HORIZON
    futures: int = FUTURES
    thresholds: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    seed: int = SEED
    own: str = ""
    projects: str = ""
    cells: str = ""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        first, last = FIRST_PLAN_YEAR + SHORTEST - 1, OPENING_YEAR + LONGEST
        if not first <= self.horizon <= last:
            raise RelodeError("planning.horizon", year=self.horizon, first=first, last=last)
        if self.futures < 2 * FEWEST_FUTURES:
            raise RelodeError("planning.few_futures", count=self.futures, least=2 * FEWEST_FUTURES)
        if self.futures > FUTURES:
            from relode.calibration.draws import MOST_FUTURES  # its libraries start slowly

            if self.futures > MOST_FUTURES:
                raise RelodeError("simulate.bad_futures", count=self.futures, most=MOST_FUTURES)
        for name in ("money", "own_policies", "listed", "own_cells", "parsed", "kept"):
            getattr(self, name)
        return self

    @cached_property
    def money(self) -> Mapping[str, MoneyRequest]:
        """The sums by their option, of those that were asked for."""
        asked = {name: getattr(self, name) for name in ("budget", "bonds", "granted")}
        return {name: parse_money(text, f"--{name}") for name, text in asked.items() if text}

    @cached_property
    def own_policies(self) -> "tuple[Policy, ...]":
        """The user's own policy, if there is one."""
        if not self.own:
            return ()
        from relode.model.policy.policy_file import policy_of_text  # its libraries start slowly

        return (replace(policy_of_text(self.own, "--policy"), name=OWN),)

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

    @cached_property
    def parsed(self) -> tuple[Threshold, ...]:
        """The thresholds that were typed."""
        return tuple(parse_threshold(text, MEETABLE) for text in self.thresholds)

    @cached_property
    def kept(self) -> tuple[KeepRequest, ...]:
        """What is to be kept, at what level."""
        return tuple(parse_keep(text) for text in self.keep)


class CityRun(Settings):
    """A report on a place: its code, the figures of the user's own, and what a plan was asked for, if one was."""

    SILENT = ("plan",)

    place: str
    overrides: tuple[Override, ...] = ()
    plan: PlanRequest | None = None
