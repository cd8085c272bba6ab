"""What a plan run may be asked for, by the page's interface or over another protocol."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from relode.usual import HORIZON


class Order(BaseModel):
    """What a plan run is asked for: money a year (300M yuan, or 5% of public spending), the last year, how thorough.

    `bonds` and `granted` are parts from those pots, `keep` what is to be kept (jobs=0.9).
    `scenario` holds levers as the address of the what-if view does (subsidy=0.02&retraining_coverage=0.5): they are
    compared beside the plan.
    """

    model_config = ConfigDict(extra="forbid")
    budget: str = Field("", max_length=20)
    bonds: str = Field("", max_length=20)
    granted: str = Field("", max_length=20)
    keep: str = Field("", max_length=40)
    horizon: int = Field(HORIZON, ge=2030, le=2050)
    size: Literal["quick", "standard"] = "standard"
    scenario: str = Field("", max_length=2000)
