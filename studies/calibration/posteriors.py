"""Posteriors of the simulator's parameters from every origin, and the moments before and after each fit.

Finished rounds are kept in `.studies`, by what the rule read, so that a stopped fit goes on; about ten minutes.
"""

from relode.calibration.fitting.fit import PosteriorFit, fit
from relode.calibration.fitting.fit_text import posterior_text
from relode.calibration.targets.observed import observed
from relode.model.opening.opening_state import OPENING_YEARS
from relode.model.opening.opening_world import world
from relode.panel import load
from studies import own_folder, write
from studies.fingerprints import basis
from studies.rules import rules

SEED = 1
OPENED = 2010
"""The world from which every fit runs."""


def rows(fit_of: PosteriorFit) -> list[str]:
    """Lines of `fitted_moments.csv` of an origin."""
    lines = []
    for m in fit_of.fitted:
        numbers = ",".join(f"{number:.3f}" for number in (m.target, m.se, m.prior, m.model, m.spread))
        lines.append(f"{fit_of.origin},{m.name},{numbers},{'yes' if m.passed else 'no'}")
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
