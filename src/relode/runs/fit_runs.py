"""A fit with its folder, kept round by round."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import xarray as xr

from relode.calibration.fitting.fit import FitAnswer, fit
from relode.calibration.fitting.fit_text import posterior_text
from relode.calibration.targets.observed import observed
from relode.errors import RelodeError
from relode.facts import fingerprint
from relode.model.opening.opening_state import OPENING_YEARS
from relode.model.opening.opening_world import world
from relode.record import versioned
from relode.runs import run_folder, whole_files
from relode.settings import Settings
from relode.usual import SEED


class FitRun(Settings):
    """A fit for an origin."""

    origin: int = 2020
    seed: int = SEED


def fit_run(
    panel: xr.Dataset, origin: int, seed: int, folder: Path, progress: Callable[[int, int], None] | None = None
) -> FitAnswer:
    """Fit for an origin. The posterior is left in `folder`, and so are finished rounds.

    A run with the same origin, seed and facts takes up what a stopped one left. Raises RelodeError for a year that
    is no opening, NoVerdict where nothing can be fitted.
    """
    if origin not in OPENING_YEARS:
        raise RelodeError("fit.unknown_origin", year=origin, origin=origin, years=", ".join(map(str, OPENING_YEARS)))
    started, settings = datetime.now(UTC), FitRun(origin=origin, seed=seed)
    target = folder / f"fit-{origin}-{seed}-{fingerprint()[:8]}"
    result = fit(world(panel, 2010), observed(panel), origin, seed, target, progress)
    whole_files.replace_text(target / "posterior.csv", posterior_text(result))
    answer = FitAnswer(str(target / "posterior.csv"), result)
    whole_files.write_json(target / "fit.json", versioned("fit", answer.record()))
    about = run_folder.manifest("fit", settings.record(), fingerprint(), started, seed)
    whole_files.write_json(target / "manifest.json", versioned("manifest", about.record()))
    return answer
