"""Output per job: what forecasts of output and of jobs imply together, and which is less believed where they clash."""

from functools import cache

import numpy as np

from relode.horizon import OPENING_YEAR
from relode.language import Amount, Sentence
from relode.outlook.ahead.forecasts import Forecast, Outlook
from relode.shipped_tables import rows


@cache
def _figure(name: str) -> float:
    """A figure of the table: growth a year of output per job to 2035 among places, or what goes with people lost."""
    return float(next(r["value"] for r in rows("relode.outlook.one_future", "output_per_job") if r["figure"] == name))


def output_per_job_growth(outlook: Outlook) -> float | None:
    """Log growth a year of the median output over the median of jobs, from the census to the outlook's last year.

    None where one of them is not forecast or has no figure of the census. [1/yr]
    """
    output, jobs = (outlook.quantities.get(name) for name in ("gdp_real", "employment"))
    changes = [None if each is None else _change(each) for each in (output, jobs)]
    if changes[0] is None or changes[1] is None:
        return None
    return (changes[0] - changes[1]) / (outlook.years[-1] - OPENING_YEAR)


def _change(each: Forecast) -> float | None:
    start, end = dict(each.history).get(OPENING_YEAR), each.quantiles["median"][-1]
    return None if start is None or end is None else float(np.log(end / start))


def output_per_job(outlook: Outlook) -> tuple[Sentence, ...]:
    """What output per job grows by, and, beyond nineteen in twenty places, that output is the less believed and why."""
    growth = output_per_job_growth(outlook)
    if growth is None:
        return ()
    output, jobs = outlook.quantities["gdp_real"], outlook.quantities["employment"]
    sources = tuple(dict.fromkeys((*output.sources, *jobs.sources)))
    high = _figure("growth_p95")
    values = {
        "growth": Amount(float(np.expm1(growth)), "share", None, sources),
        "usual": Amount(float(np.expm1(_figure("growth_p50"))), "share", None, sources),
        "high": Amount(float(np.expm1(high)), "share", None, sources),
        "short": Amount(_figure("short_per_people_lost"), "ratio", None, sources),
        "error": Amount(_figure("short_per_people_lost_error"), "ratio", None, sources),
        "until": outlook.years[-1],
    }
    return (Sentence(f"outlook.city.output_per_job{'_high' if growth > high else ''}", values),)
