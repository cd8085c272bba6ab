"""The simulator against published experiments: shocked as the study's places were, read at the study's horizon.

`facts/tables/published_effects.csv` holds what was published; `setups.csv`, `place_groups.csv` and `outcomes.csv` the
protocol: how each experiment is set up, where, and what is read. `scoring` has the rule, `results.csv` the outcome.

From a notebook: `shipped_examination()` is what ships, `examine(panel)` makes it again. They load an engine, so only
when they are first used.
"""

from importlib import import_module
from typing import Any

_FROM = {"examine": "examine", "shipped_examination": "shipped_results"}


def __dir__() -> list[str]:
    return list(_FROM)


def __getattr__(name: str) -> Any:
    if name in _FROM:
        return getattr(import_module(f"relode.examination.{_FROM[name]}"), name)
    raise AttributeError(f"module 'relode.examination' has no attribute {name!r}")
