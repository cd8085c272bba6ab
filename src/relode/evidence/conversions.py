"""From what a study prints to the common scale of its family: one function for each way, and how sure each is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import hypot, log

from relode import shipped_tables
from relode.errors import RelodeError

NORMAL_90 = 1.645
"""Half-width of a 90 % interval in standard deviations."""
EURO_2009 = 1.39
"""US dollars for a euro, mean of 2009. Source: assumption (general knowledge, 1.37 to 1.42)."""


@dataclass(frozen=True)
class Dose:
    """The dose of a study, with the range of one that is assumed, in the unit of the row."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def spread(self) -> float:
        """Standard deviation of the log of the dose, 0 for one that the study states. [1]"""
        if self.low is None or self.high is None or min(self.low, self.high) <= 0:
            return 0.0
        return log(self.high / self.low) / 2 / NORMAL_90


@dataclass(frozen=True)
class WorkerOutput:
    """Value added of a worker in a country and year, with the standard deviation of its log. [US dollars; 1]"""

    value: float
    spread: float


@cache
def worker_output() -> Mapping[str, WorkerOutput]:
    """ "country year" -> value added per worker, from output and employed persons of `value_added_per_worker.csv`."""
    result = {}
    for row in shipped_tables.rows("relode.evidence", "value_added_per_worker"):
        persons, low, high = (float(row[f"employed_{name}"]) for name in ("thousand", "low", "high"))
        spread = log(high / low) / 2 / NORMAL_90
        value = float(row["gdp_billion_usd"]) * 1e6 / persons
        result[f"{row['country']} {row['year']}"] = WorkerOutput(value, spread)
    return result


@dataclass(frozen=True)
class Printed:
    """What a study prints, with what a conversion may need: dose, value added per worker, horizon in years."""

    value: float
    dose: Dose
    worth: float
    horizon: float


def as_printed(x: Printed) -> float:
    """The study prints the common scale itself: a multiplier, log points, jobs per job, points. [as printed]"""
    return x.value


def percent(x: Printed) -> float:
    """Log points of a change in per cent. [log points]

    Equation: y = log(1 + x / 100)
    """
    return log(1 + x.value / 100)


def growth(x: Printed) -> float:
    """Log points at the horizon of points of growth a year. [log points]

    Equation: y = x h / 100
    """
    return x.value * x.horizon / 100


def effect_for_dose(x: Printed) -> float:
    """A multiplier from log points of output for a dose as a share of output. [yuan per yuan]

    Equation: y = x / d
    """
    return x.value / x.dose.value


def effect_for_dose_log(x: Printed) -> float:
    """Log of the jobs multiplier from log points of jobs for a dose as a share of output. [log]

    Equation: y = log(x / d)
    """
    return log(x.value / x.dose.value)


def cost(x: Printed) -> float:
    """Log of the jobs multiplier from the cost of a job-year: what a worker makes over what the job costs. [log]

    Equation: y = log(v / c)
    """
    return log(x.worth / x.value)


def jobs_for_money(x: Printed) -> float:
    """The same from job-years for 100,000 units of money. [log]

    Equation: y = log(v x / 100000)
    """
    return log(x.worth * x.value / 1e5)


CONVERSIONS: Mapping[str, Callable[[Printed], float]] = {
    each.__name__: each
    for each in (as_printed, percent, growth, effect_for_dose, effect_for_dose_log, cost, jobs_for_money)
}
"""Name in the table of studies -> the function to the scale of the family."""
OF_DOSE, OF_WORTH = ("effect_for_dose", "effect_for_dose_log"), ("cost", "jobs_for_money")


def worth_of(key: str, unit: str, where: str) -> WorkerOutput:
    """Value added per worker for a row's `worth`, in the money of its printed unit.

    Raises RelodeError for a country and year that the table does not have.
    """
    if key not in worker_output():
        raise RelodeError("evidence.no_worth", where=where, worth=key, allowed=", ".join(worker_output()))
    dollars = worker_output()[key]
    return WorkerOutput(dollars.value / EURO_2009, dollars.spread) if "euro" in unit else dollars


def spread_of(conversion: str, dose: Dose, worth: WorkerOutput | None, value: float) -> float:
    """Standard deviation that the conversion adds: a dose or a worker's output is not exact. [unit of the family]"""
    of_dose = dose.spread * (abs(value) if conversion == "effect_for_dose" else 1.0) if conversion in OF_DOSE else 0.0
    return hypot(of_dose, worth.spread if worth and conversion in OF_WORTH else 0.0)
