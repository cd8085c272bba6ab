"""The user's own policy in the place of a measure: run and paid for as measures are."""

from dataclasses import dataclass

from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Bilingual
from relode.model.policy.policy_file import Policy
from relode.plan.simulations.simulation import doses_of
from relode.plan.trials.evaluate import Doses
from relode.plan.trials.measure_list import Measure


@dataclass(frozen=True)
class TypedPolicy(Measure):
    """All steps of a policy, each at its own dose."""

    policy: Policy

    def doses(self, dose: float, years: tuple[int, ...], horizon: int) -> Doses:
        """Its doses over the years, times `dose`."""
        del horizon
        return {name: dose * path for name, path in doses_of(self.policy, years).items()}


def typed_policy(policy: Policy) -> TypedPolicy:
    """The policy as a measure; what it builds is paid with own money."""
    return TypedPolicy("", "", "", False, FIRST_PLAN_YEAR, Bilingual("", ""), policy)
