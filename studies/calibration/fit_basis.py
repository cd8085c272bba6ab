"""What fits rest on, in steps of which a twentieth is small: `fit_basis.csv`, the shipped facts as a fit sees them.

A figure of one city moves no moment and no mean of openings by much: the file stays as it is, and fits, which take
minutes, are not renewed, until all that changed since the last fit adds up to more than `still` of a step.
"""

import numpy as np

from relode.model.opening.opening_world import world
from relode.panel import load
from studies import PACKAGE
from studies.calibration.simulated_moments import covariance, moments

OPENED = 2010
"""The world from which every fit runs."""
STEP = 0.2
"""Of logarithms and shares of an opening: a twentieth is a hundredth of the figure."""


def rows() -> list[tuple[str, str, float]]:
    """(of, name, value): targets of fits in their standard deviations; their errors and openings in steps."""
    found = [("target", name, each.target / each.sd) for name, each in moments().items()]
    errors = np.sqrt(np.diag(covariance()))
    found += [("error", name, float(np.log(error)) / STEP) for name, error in zip(moments(), errors, strict=True)]
    data = world(load(), OPENED).opening.data
    for name in data["quantity"].to_numpy().astype(str):
        values = data["value"].sel(quantity=name).to_numpy()
        known = values[np.isfinite(values)]
        if len(known) and known.max() > 1:
            known = np.log(known[known > 0])
        if len(known):
            found += [("mean", name, float(known.mean()) / STEP), ("spread", name, float(known.std()) / STEP)]
            found += [("places", name, float(len(known)))]
    return found


if __name__ == "__main__":
    lines = ["of,name,value", *(f"{of},{name},{value:.4f}" for of, name, value in rows())]
    text = "\n".join(lines) + "\n"
    (PACKAGE.parents[1] / "studies" / "fit_basis.csv").write_text(text, encoding="utf-8", newline="\n")
