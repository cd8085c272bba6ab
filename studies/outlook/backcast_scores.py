"""Scores of the outlook's methods at past origins, as they ship: `src/relode/outlook/scores.csv`."""

from relode.panel import load
from studies import write
from studies.outlook.backcast import backcast

DIGITS = 5
GROUPS = ("all", "resource", "mining_above_2_percent", "without_liaoning")
"""Groups that pages print."""

if __name__ == "__main__":
    table = backcast(load()).round(DIGITS)
    text = table[table["group"].isin(GROUPS)].to_csv(index=False, lineterminator="\n")
    write("outlook/scores", text)
