"""What `relode trial` is asked for: a measure in a place, who could get it, how it is chosen who does."""

from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import model_validator

from relode.decisions.request import PlanRequest
from relode.errors import RelodeError
from relode.panel.overrides import Override
from relode.settings import Settings
from relode.usual import FUTURES, SEED

CHOICES = ("lottery", "phased", "threshold")


class TrialRequest(Settings):
    """What is asked for, as typed: `city` is a place, or one of the `country` whose tables lie there.

    `units` is a table of the user's own units, `choice` how it is chosen who gets the measure, "" as it is designed;
    `overrides` are the user's own figures. Raises RelodeError for an unknown choice, and for a number of futures that
    no plan may have.
    """

    city: str
    measure: str
    choice: str = ""
    units: Path | None = None
    country: Path | None = None
    overrides: tuple[Override, ...] = ()
    futures: int = FUTURES
    seed: int = SEED

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.choice and self.choice not in CHOICES:
            raise RelodeError("unknown_choice", option="--choice", value=self.choice, choices=", ".join(CHOICES))
        _ = self.plan
        return self

    @cached_property
    def plan(self) -> PlanRequest:
        """The plan whose card the measure stands on."""
        return PlanRequest(seed=self.seed)
