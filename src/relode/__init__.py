"""Relode: the transition of resource-based cities, from published facts to a robust, affordable plan.

Data flow one way::

    facts -> panel -> measures -> diagnosis | evaluation | outlook | evidence -> needs -> pathways -> deals -> model ->
    calibration -> decisions -> plan -> fund -> charts -> report -> web -> mcp, and cli on top

`facts` holds published numbers, one source a row; `panel` aligns them in one place x year cube; `measures` are array
functions of the field; `diagnosis` says where a city stands; `evaluation` what past policy did; `outlook` what may
happen; `evidence` what published studies say of a measure in a new place; `needs` what must be ready or is too much;
`pathways` where it could go; `deals` whether to sign what is offered; `model` how it moves, `calibration` how far that
met the past, `decisions` what a commission decides, `plan` what to do, `fund` what a province should pay, `trials` how
to find out; `country` answers for any country from tables of the user's own; `charts`, `report` and `web` show it,
`mcp` tells it to assistants.
`story` turns results into chapters of blocks and has one renderer a medium; `language` holds every sentence that a
reader sees, in Chinese and English; `vocabulary` owns the name, unit and bounds of every quantity; `places` knows every
city.

Subpackages load when they are first used: `import relode as rl; rl.panel.load()`.
"""

from importlib import import_module
from types import ModuleType

from relode.errors import RelodeError

__version__ = "0.2.0"
__all__ = ["RelodeError", "__version__"]

_SUBPACKAGES = (
    "calibration",
    "charts",
    "country",
    "deals",
    "decisions",
    "diagnosis",
    "evaluation",
    "evidence",
    "facts",
    "fund",
    "language",
    "measures",
    "model",
    "needs",
    "outlook",
    "panel",
    "pathways",
    "places",
    "plan",
    "report",
    "runs",
    "trials",
    "vocabulary",
)


def __dir__() -> list[str]:
    return sorted([*__all__, *_SUBPACKAGES])


def __getattr__(name: str) -> ModuleType:
    if name in _SUBPACKAGES:
        return import_module(f"relode.{name}")
    raise AttributeError(f"module 'relode' has no attribute {name!r}")
