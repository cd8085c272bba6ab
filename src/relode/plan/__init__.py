"""Plans and simulations of a city.

From a notebook: `plans` of a city for its money, `world` of a panel and `futures` in it. They
load when they are first used, so that a report can tell a plan without an engine.
"""

from importlib import import_module
from typing import Any

_LIBRARY = ("Plans", "futures", "plans", "world")


def __dir__() -> list[str]:
    return list(_LIBRARY)


def __getattr__(name: str) -> Any:
    if name in _LIBRARY:
        return getattr(import_module("relode.plan.library"), name)
    raise AttributeError(f"module 'relode.plan' has no attribute {name!r}")
