"""What published studies let us expect of a measure in a new place, with the width that next studies really have.

`studies.csv` holds one published effect a row; `conversions` brings it to the scale of its family; `synthesis` is
the hierarchical model over all of them, fitted once; `prediction` reads its draws, which ship. The evidence is the
same for every city: what differs by city are needs, accounts, law and doses.

From a notebook: `studies()` are the rows, `shipped_draws()` the posterior, `effects()` what it says of each lever.
"""

from importlib import import_module
from typing import Any

_FROM = {"studies": "studies", "families": "studies", "read_studies": "studies"}


def __dir__() -> list[str]:
    return list(_FROM)


def __getattr__(name: str) -> Any:
    if name in _FROM:
        return getattr(import_module(f"relode.evidence.{_FROM[name]}"), name)
    raise AttributeError(f"module 'relode.evidence' has no attribute {name!r}")
