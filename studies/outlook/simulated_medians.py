"""Where the simulator sees each place if nothing is done: medians over futures, of the opening and of past ones."""

import numpy as np

from relode.calibration.draws import draw_futures
from relode.model.futures import lengthened
from relode.model.opening.opening_world import World
from relode.model.results import system
from relode.outlook.one_future.observed_series import forecast_quantities
from studies.outlook.pooling import Medians

FUTURES = 256
SEED = 1
LONGEST_PAST = 14
"""Years from the first opening to the last one observed: one program serves all runs of the past."""


def medians(opened: World, years: int, *, count: int = FUTURES) -> Medians:
    """The whole system in `count` futures over `years` years after its opening."""
    futures = draw_futures(opened, count, years, SEED)
    table = system(lengthened(futures, LONGEST_PAST), tuple(forecast_quantities())).table
    logs = {}
    for name in forecast_quantities():
        values = table[name].transpose("future", "place", "year").to_numpy()[..., : len(futures.years)]
        middle = np.median(values, axis=0)
        logs[name] = np.where(middle > 0, np.log(np.where(middle > 0, middle, 1.0)), np.nan)
    return Medians(tuple(str(code) for code in table["place"].values), futures.years, logs)
