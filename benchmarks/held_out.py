"""The newest years held out: what the rules of the outlook missed beside a random walk and beside no difference.

    python -m benchmarks.held_out

Rules know nothing after the origin; weights of people's parts are those of other provinces.
Gains are 1 less the ratio of mean absolute errors of log changes, with 95 % intervals from drawing whole provinces.
"""

import numpy as np

import relode as rl
from relode.outlook.one_future.observed_series import YEARS, forecast_quantities, levels, prefectures
from studies.calibration.since_opening import scores
from studies.outlook.people_estimation import people_errors
from studies.outlook.rolling import FEWEST_PLACES, centre, folds, rolled
from studies.outlook.targets import provinces

QUANTITIES = ("population", "gdp_real", "house_price", "budget_revenue", "budget_expenditure", "debt")


def changes(name, level, places, origin, ahead) -> tuple[np.ndarray, np.ndarray]:
    """Outcome and expectation of the log change, (place,) each."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(level > 0, np.log(level), np.nan)
    at = YEARS.index(origin)
    outcome = logs[:, at + ahead] - logs[:, at]
    if name == "population":
        missed = people_errors(rl.panel.load(), level, places, folds(provinces(places))).missed[origin]
        return outcome, outcome - missed[:, ahead - 1]
    of = forecast_quantities()[name]
    return outcome, centre(of, logs, rolled(of, level).chosen[origin], origin, ahead)[:, ahead - 1]


def main() -> None:
    """Print the table."""
    panel = rl.panel.load()
    places = prefectures(panel)
    print("| quantity | from, to | places | error, rules / no change: gain | mean known, rules / no difference: gain |")
    print("| --- | --- | --- | --- | --- |")
    for name in QUANTITIES:
        level = levels(panel, name, places)
        last = max(year for at, year in enumerate(YEARS) if np.isfinite(level[:, at]).sum() >= FEWEST_PLACES)
        for held in (1, 2):
            outcome, expectation = changes(name, level, places, last - held, held)
            known = np.isfinite(outcome) & np.isfinite(expectation)
            home = provinces(tuple(code for code, is_known in zip(places, known, strict=True) if is_known))
            found = scores(outcome[known], expectation[known][None], home)
            cells = []
            for own, other in (("simulator", "no_change"), ("simulator_given", "no_difference")):
                gain, low, high = (found[f"{own}_gain{end}"] for end in ("", "_low", "_high"))
                cells.append(f"{found[own]:.3f} / {found[other]:.3f}: {gain:+.2f} [{low:+.2f}, {high:+.2f}] |")
            print(f"| {name} | {last - held}, {last} | {known.sum()} |", *cells)


if __name__ == "__main__":
    main()
