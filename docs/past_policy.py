"""Writes what the report and the page show of past policy: `python docs/past_policy.py [POLICY ...]`.

Every policy of the protocol with placebos, seed 1; without names all of them and the bust. Tables lie beside the
room that reads them, one folder a policy, so that one can be made again alone.
"""

import sys

from relode.evaluation.bust import bust_table
from relode.evaluation.policies import protocol
from relode.evaluation.shipped_findings import FOLDER, findings_of, written
from relode.panel import load

if __name__ == "__main__":
    panel = load()
    names = sys.argv[1:] or [*protocol()["policies"], "bust"]
    if "bust" in names:
        table = bust_table(panel).to_csv(index=False, float_format="%.6g", lineterminator="\n")
        (FOLDER / "bust.csv").write_text(table, encoding="utf-8")
    for name in (name for name in names if name != "bust"):
        for kind, text in written(findings_of(panel, name)).items():
            (FOLDER / f"{name}.{kind}.csv").write_text(text, encoding="utf-8")
