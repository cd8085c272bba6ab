"""What published studies let us expect of a measure in a new place, with the width that next studies really have.

`studies.csv` holds one published effect a row; `conversions` brings it to the scale of its family; `synthesis` is
the hierarchical model over all of them, fitted once; `prediction` reads its draws, which ship. The evidence is the
same for every city: what differs by city are needs, accounts, law and doses.

From a notebook: `studies()` are the rows, `evidence_answer()` what they let us expect of each lever and how unseen
studies were met, `shipped_draws()` the posterior.
"""

from importlib import import_module
from typing import Any

_FROM = {
    **dict.fromkeys(("studies", "families", "read_studies"), "studies"),
    "evidence_answer": "evidence_answer",
    "shipped_draws": "shipped_draws",
}


def __dir__() -> list[str]:
    return list(_FROM)


def __getattr__(name: str) -> Any:
    if name in _FROM:
        return getattr(import_module(f"relode.evidence.{_FROM[name]}"), name)
    raise AttributeError(f"module 'relode.evidence' has no attribute {name!r}")
