"""Plans: money, decisions, conditions of failure, what to measure first.

From a notebook: `world` of a panel, `futures` in it, `plans` of a city for its money, and `when_it_fails`. They
load when they are first used, so that a report can tell a plan without an engine.
"""

from importlib import import_module
from typing import Any

_LIBRARY = ("Failure", "Plans", "futures", "plans", "when_it_fails", "world")


def __dir__() -> list[str]:
    return list(_LIBRARY)


def __getattr__(name: str) -> Any:
    if name in _LIBRARY:
        return getattr(import_module("relode.plan.library"), name)
    raise AttributeError(f"module 'relode.plan' has no attribute {name!r}")
