"""How coupled cities move. From a notebook: `world(panel)` is the system of cities at its opening year."""

from importlib import import_module
from typing import Any

import relode.compiled  # noqa: F401 - 64-bit floats before any array


def __dir__() -> list[str]:
    return ["world"]


def __getattr__(name: str) -> Any:
    if name == "world":
        return import_module("relode.model.opening.opening_world").world
    raise AttributeError(f"module 'relode.model' has no attribute {name!r}")
