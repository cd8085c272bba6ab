"""What a plan run may be asked for, by the page's interface or over another protocol."""

from pydantic import BaseModel, ConfigDict, Field

from relode.usual import HORIZON


class Order(BaseModel):
    """What a plan run is asked for: money a year (300M yuan, or 5% of public spending) and the last year.

    `bonds` and `granted` are parts from those pots.
    """

    model_config = ConfigDict(extra="forbid")
    budget: str = Field("", max_length=20)
    bonds: str = Field("", max_length=20)
    granted: str = Field("", max_length=20)
    horizon: int = Field(HORIZON, ge=2030, le=2050)
