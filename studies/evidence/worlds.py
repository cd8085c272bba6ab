"""Ranks of known truths in simulated worlds, simulated_worlds.csv: python -m studies.evidence.worlds [FIRST STEP].

A world whose chain has not settled is run again, longer; one that has not settled then keeps its line, and says so.
With FIRST and STEP only the worlds FIRST, FIRST + STEP, ... are fitted and kept, and no table is written.
"""

import sys
from functools import partial

from relode.evidence.sampling import Effort, draws
from relode.evidence.studies import studies
from relode.evidence.synthesis import rows_of
from relode.evidence.worlds import LARGEST_RHAT, LEAST_EFFECTIVE, TESTED, a_world, ranks
from studies import as_csv, write
from studies.evidence.fits import ONE_CHAIN, SEED, WORLDS, part

COUNT = 100
EFFORTS = (ONE_CHAIN, Effort(chains=1, draws=1600, warm_up=500))
"""How long a world's chain is, and how long where that was too short."""


def ranked(at: int) -> str:
    """A world's line: its number, ranks of its truths, R-hat, independent draws and draws of its fit."""
    rows = rows_of(studies())
    truth, told = a_world(rows, at, SEED)
    for effort in EFFORTS:
        # Every world has a chance of its own: with one seed for all their errors of sampling would be alike.
        fit = draws(told, at, effort=effort, kept=effort.draws)
        if fit.rhat <= LARGEST_RHAT and fit.effective >= LEAST_EFFECTIVE:
            break
    numbers = [f"{x:.4f}" for x in ranks(rows, truth, fit)]
    return ",".join([str(at), *numbers, f"{fit.rhat:.3f}", f"{fit.effective:.0f}", str(fit.count)])


def main(first: int = 0, step: int = 1) -> None:
    """Rank every world, as far as an earlier run has not, and write the table."""
    names = ["world", *TESTED, "rhat", "effective", "draws"]
    lines = []
    for at in range(first, COUNT, step):
        text = part("worlds", str(at), (EFFORTS, LARGEST_RHAT, LEAST_EFFECTIVE), partial(ranked, at), WORLDS)
        print(text, flush=True)
        lines.append(dict(zip(names, text.split(","), strict=True)))
    if step == 1:
        write("evidence/simulated_worlds", as_csv(lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
