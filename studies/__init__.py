"""How each table that ships with the package is made: not part of the package, not in the wheel.

`rules.toml` lists every rule: what it makes, what it reads, what makes it, and how long it takes. `make data` runs the
rules whose inputs are others than those in `fingerprints.json`, in the order in which they hang on each other.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from io import StringIO
from pathlib import Path

ROOT = Path(__file__).parents[1]
"""The repository."""
PACKAGE = ROOT / "src" / "relode"
OWN = ROOT / ".studies"
"""What may be deleted at any time: rounds of fits, simulated medians, the list of doit."""


def write(table: str, text: str) -> None:
    """Write a table of the package: `table` is its path below the package, without ".csv"."""
    (PACKAGE / f"{table}.csv").write_text(text, encoding="utf-8", newline="\n")


def as_csv(rows: Iterable[Mapping[str, object]]) -> str:
    """Rows as the text of a table, the head from the first."""
    kept = list(rows)
    text = StringIO()
    writer = csv.DictWriter(text, list(kept[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return text.getvalue()


def own_folder(name: str, basis: Mapping[str, object]) -> Path:
    """Where a rule keeps what a stopped run goes on with, for this very basis; what it kept of another is removed."""
    key = hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()[:12]
    for other in OWN.glob(f"{name}-*"):
        if other.name != f"{name}-{key}":
            shutil.rmtree(other)
    folder = OWN / f"{name}-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
