"""What a simulated past must look like: `moments.csv` and `moments_covariance.csv`."""

import numpy as np

from relode.panel import load
from relode.streams import stream
from relode.usual import SEED
from studies import write
from studies.calibration.observed import observed
from studies.calibration.simulated_moments import DRAWS, MOMENTS, NATIONAL, bootstrap, computed, moments


def covariance_of(draws: np.ndarray) -> np.ndarray:
    """The covariance of all moments over draws of provinces; those of the nation stand apart with their own errors."""
    values = np.asarray(np.cov(draws, rowvar=False))
    for name, error in NATIONAL.items():
        at = list(MOMENTS).index(name)
        values[at, at] = error**2
    return values


def moments_text(targets: np.ndarray, errors: np.ndarray) -> str:
    """The text of `moments.csv`: what was known before stays, targets and standard errors are replaced."""
    lines = ["name,number,target,standard_error,sd,earlier,earlier_sd,first_year,last_year,source"]
    known = moments()
    for name, target, error in zip(MOMENTS, targets, errors, strict=True):
        was = known[name]
        sd = max(float(error), was.earlier_sd or 0.0)
        earlier = ["" if each is None else f"{each:g}" for each in (was.earlier, was.earlier_sd)]
        numbers = [f"{each:.6f}" for each in (target, error, sd)]
        years = [str(was.first_year), str(was.last_year)]
        lines.append(",".join([name, was.number, *numbers, *earlier, *years, ";".join(was.sources)]))
    return "\n".join(lines) + "\n"


def covariance_text(covariance: np.ndarray) -> str:
    """The text of `moments_covariance.csv`."""
    lines = [",".join(("name", *MOMENTS))]
    lines += [",".join((name, *(f"{cell:.6g}" for cell in row))) for name, row in zip(MOMENTS, covariance, strict=True)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    past = observed(load())
    covariance = covariance_of(bootstrap(past, DRAWS, stream("targets_drawn_again", SEED)))
    write("calibration/moments", moments_text(computed(past), np.sqrt(covariance.diagonal())))
    write("calibration/moments_covariance", covariance_text(covariance))
