"""The record of a plan run: typed, versioned, small, and all that a report, a page and the command line tell."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.decisions.records import Decisions
from relode.record import Doc, Record


@dataclass(frozen=True)
class PlanRecord(Record):
    """Everything that a plan run says of a city."""

    asked: Annotated[Mapping[str, Any], Doc("settings")]
    command: Annotated[str, Doc("how the run is made again")]
    start: Annotated[int, Doc("first year of plans")]
    horizon: Annotated[int, Doc("last year")]
    seed: Annotated[int, Doc("seed of all draws")]
    decisions: Annotated[Decisions, Doc("what is decided on")]
