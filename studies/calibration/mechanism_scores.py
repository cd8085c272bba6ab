"""What each mechanism adds to the scores of the backcast: `mechanism_scores.csv`."""

from relode.panel import load
from studies import write
from studies.calibration.backcast_table import mechanism_table
from studies.calibration.observed import observed

if __name__ == "__main__":
    panel = load()
    table = mechanism_table(panel, observed(panel)).round(4)
    write("calibration/mechanism_scores", table.to_csv(index=False, lineterminator="\n"))
