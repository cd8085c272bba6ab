"""The factors by which the failure of a plan is told, and what they are called. No engine is needed."""

from dataclasses import dataclass

from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Language, say

UNITS = {
    "resource_price": "ratio",
    "national_growth": "share per year",
    "interest_rate": "share per year",
    "carbon_price": "yuan per t",
    "birth_ratio": "ratio",
    "own_output_shock": "rank",
    "own_appeal_shock": "rank",
    "remaining_life": "years",
}
"""Factor -> unit; a rank is the share of futures in which it runs worse. Labels: `language/planning.toml`."""


@dataclass(frozen=True)
class LabelledFactor:
    """A factor with its label, which names the years that it is a mean over."""

    name: str
    unit: str
    horizon: int

    def label(self, language: Language) -> str:
        """A short noun phrase."""
        return say(f"planning.factor.{self.name}", language, start=FIRST_PLAN_YEAR, horizon=self.horizon)
