"""What a policy is: dated steps of levers under a name."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.language import Language
from relode.model.policy.levers import levers


@dataclass(frozen=True)
class LeverStep:
    """One lever at `value` (in its unit) from year `start` to year `until`, both included.

    With `ramp` years, year k of the step has value (k + 1) / (ramp + 1), k from 0, until the full value is reached.
    """

    lever: str
    start: int
    until: int
    value: float
    sector: str = ""
    ramp: int = 0
    reason_en: str = ""
    reason_zh: str = ""

    def doses(self, years: NDArray[np.int_]) -> Array:
        """The dose in each of `years` (year,), 0 outside the step."""
        within = (years >= self.start) & (years <= self.until)
        risen = np.minimum(1.0, (years - self.start + 1) / (self.ramp + 1))
        return np.where(within, self.value * risen, 0.0)


@dataclass(frozen=True)
class Policy:
    """Dated steps under a name, independent of a city unless `place` names one."""

    name: str
    title_en: str
    title_zh: str
    description_en: str
    description_zh: str
    steps: tuple[LeverStep, ...]
    place: str = ""

    def title(self, language: Language) -> str:
        """What the policy is called."""
        return self.title_zh if language == "zh" else self.title_en

    def description(self, language: Language) -> str:
        """What it does and why, in a sentence or two."""
        return self.description_zh if language == "zh" else self.description_en

    def levers(self) -> list[str]:
        """The levers that it sets, each once, in the order of the lever table."""
        used = {step.lever for step in self.steps}
        return [name for name in levers() if name in used]
