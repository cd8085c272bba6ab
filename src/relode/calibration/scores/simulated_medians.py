"""Where the simulator sees each place if nothing is done: medians over futures, of the opening and of past ones."""

import numpy as np

from relode.calibration.fitting.draws import draw_futures
from relode.model.opening.opening_world import World
from relode.model.results import system
from relode.outlook.one_future.observed_series import forecast_quantities
from relode.outlook.one_future.pooling import Medians

FUTURES = 256
SEED = 1


def medians(opened: World, years: int, *, count: int = FUTURES) -> Medians:
    """The whole system in `count` futures over `years` years after its opening."""
    futures = draw_futures(opened, count, years, SEED)
    table = system(futures, tuple(forecast_quantities())).table
    logs = {}
    for name in forecast_quantities():
        middle = np.median(table[name].transpose("future", "place", "year").to_numpy(), axis=0)
        logs[name] = np.where(middle > 0, np.log(np.where(middle > 0, middle, 1.0)), np.nan)
    return Medians(tuple(str(code) for code in table["place"].values), futures.years, logs)
