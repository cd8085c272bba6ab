"""Scores of the outlook's methods at past origins, as pages print them: `docs/outlook_scores.csv`."""

from relode.outlook import backcast
from relode.panel import load
from studies import ROOT

DIGITS = 5
GROUPS = ("all", "resource", "mining_above_2_percent", "without_liaoning")
"""Groups that pages print."""

if __name__ == "__main__":
    table = backcast(load()).table().round(DIGITS)
    kept = [name for name in table.columns if not name.startswith("pit")]
    text = table[table["group"].isin(GROUPS)][kept].to_csv(index=False, lineterminator="\n")
    (ROOT / "docs" / "outlook_scores.csv").write_text(text, encoding="utf-8", newline="\n")
