"""How the simulator did at past origins: `backcast.csv`."""

from relode.panel import load
from studies import write
from studies.calibration.backcast_table import backcast_table
from studies.calibration.observed import observed

if __name__ == "__main__":
    panel = load()
    table = backcast_table(panel, observed(panel)).round(5)
    write("calibration/backcast", table.to_csv(index=False, lineterminator="\n"))
