"""What the past says of how cities move: targets, estimates and weights that a simulator is fitted to and scored with.

`observed` is the small record that moments are computed from, of the panel or of a simulated run alike; `moments`
their targets with standard errors and covariance; `process` and `correlation` how prices move; `figure` one estimate
of the shipped tables (price_process, migration_gravity, multipliers, budget_relations); `combination` a pool of
forecasts whose weights come from other provinces.
"""

from relode.calibration.prices.price_table import KINDS, Process, correlation, process
from relode.calibration.scores.combination import combination, combined_cells
from relode.calibration.targets.estimates import ShippedEstimate, figure, shipped
from relode.calibration.targets.observed import Observed, observed
from relode.calibration.targets.simulated_moments import MOMENTS, Moment, allowed, computed, covariance, moments

__all__ = [
    "KINDS",
    "MOMENTS",
    "Moment",
    "Observed",
    "Process",
    "ShippedEstimate",
    "allowed",
    "combination",
    "combined_cells",
    "computed",
    "correlation",
    "covariance",
    "figure",
    "moments",
    "observed",
    "process",
    "shipped",
]
