"""Posteriors of the simulator's parameters from every origin, and the moments before and after each fit.

Finished rounds are kept in `.studies`, by what the rule read, so that a stopped fit goes on; about ten minutes.
"""

import numpy as np

from relode.calibration.draws import score_names
from relode.model.opening.opening_state import OPENING_YEARS
from relode.model.opening.opening_world import world
from relode.panel import load
from studies import own_folder, write
from studies.calibration.fit import PosteriorFit, fit
from studies.calibration.observed import observed
from studies.calibration.simulated_moments import moments
from studies.fingerprints import basis
from studies.rules import rules

SEED = 1
ONLY_LEVERS = ("spending_rounds", "jobs_of_orders", "fund_return")
"""Parameters that no year without a lever sees: nothing in the past informs them, so they keep their priors."""
OPENED = 2010
"""The world from which every fit runs."""


def posterior_text(fit_of: PosteriorFit) -> str:
    """Draws of standard scores as CSV, to four digits: a ten-thousandth of a prior's spread.

    Parameters that only levers use are left out: what a plane through few draws says of them is chance.
    """
    kept = [i for i, name in enumerate(score_names()) if name not in ONLY_LEVERS]
    head = ",".join(score_names()[i] for i in kept)
    return "\n".join([head, *(",".join(f"{row[i]:.4f}" for i in kept) for row in fit_of.scores)]) + "\n"


def rows(fit_of: PosteriorFit) -> list[str]:
    """Lines of `fitted_moments.csv` of an origin."""
    lines = []
    for i, name in enumerate(fit_of.moments):
        of, model = moments()[name], float(np.nanmean(fit_of.model[:, i]))
        figures = (of.target, of.sd, np.nanmean(fit_of.prior_model[:, i]), model, np.nanstd(fit_of.model[:, i]))
        passed = "yes" if abs(model - of.target) <= 2 * of.sd else "no"
        lines.append(",".join([str(fit_of.origin), name, *(f"{figure:.3f}" for figure in figures), passed]))
    return lines


def main() -> None:
    """Fit every origin and write."""
    panel, lines = load(), ["origin,name,target,sd,prior,model,spread,passed"]
    opened, past, rounds = world(panel, OPENED), observed(panel), own_folder("posteriors", basis(rules()["posteriors"]))
    for origin in OPENING_YEARS:
        fit_of = fit(opened, past, origin, SEED, rounds / str(origin))
        write(f"calibration/posteriors/{origin}", posterior_text(fit_of))
        lines += rows(fit_of)
        print(origin, fit_of.diagnostics, fit_of.directions, flush=True)
    write("calibration/fitted_moments", "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
