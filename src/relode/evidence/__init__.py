"""What published studies let us expect of a measure in a new place, with the width that next studies really have.

`studies.csv` holds one published effect a row; `conversions` brings it to the scale of its family; `synthesis` is
the hierarchical model over all of them, fitted once; `prediction` reads its draws, which ship. The evidence is the
same for every city: what differs by city are needs, accounts, law and doses.

From a notebook: `published()` are the rows, `expected()` what they let us expect of each lever and how unseen
studies were met, `draws()` the posterior.
"""

from importlib import import_module
from typing import Any

_FROM = {
    "published": "studies.studies",
    "families": "studies.families",
    "read_studies": "studies.read_studies",
    "expected": "evidence_answer.evidence_answer",
    "draws": "shipped_draws.shipped_draws",
}
"""Names of no module of this folder: one would stand in the way of its function once it is loaded."""


def __dir__() -> list[str]:
    return list(_FROM)


def __getattr__(name: str) -> Any:
    if name in _FROM:
        module, _, held = _FROM[name].partition(".")
        return getattr(import_module(f"relode.evidence.{module}"), held)
    raise AttributeError(f"module 'relode.evidence' has no attribute {name!r}")
