"""What figures of the user's own move: each is taken out alone, and what the chapters rest on is compared.

The plan is not made for it: it moves where the outlook does that its futures follow, the opening of the simulator, the
money that is known, or the facts by which decisions judge.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import xarray as xr

from relode.decisions.judged import programme_facts
from relode.decisions.money import account, money_decisions
from relode.diagnosis import profile
from relode.diagnosis.depth.in_depth import in_depth
from relode.errors import RelodeError
from relode.horizon import OPENING_YEAR
from relode.needs import of as needs_of
from relode.outlook.one_future.statement import predictive
from relode.panel import load
from relode.panel.derived import with_value
from relode.panel.overrides import Override
from relode.places import Place, place_of
from relode.usual import HORIZON, SEED

CHAPTERS = ("diagnosis", "outlook", "plan", "needs")
QUICK = ("profile", "outlook", "money", "needs")
LOADED_AGAIN = ("employment_", "gdp_growth_index", "gdp_real_index")
"""How names begin of quantities from which more follows than one line of arithmetic."""
NOT_KNOWN = -1e99
"""Stands for what is not known where numbers are compared: it is equal to itself."""
Asked = Callable[[xr.Dataset, Place], object]


def chapters_moved(figures: Sequence[Override]) -> list[tuple[str, ...]]:
    """For each figure those of CHAPTERS that would say another number of its place without it, all others given.

    A figure that is the shipped one moves nothing: it stands there already.
    """
    own = load(figures)
    given = cache(lambda name, place: _said(name, own, place))
    moved: list[set[str]] = []
    for one in figures:
        panel = _without(one, figures, own)
        said = {name: _said(name, panel, one.place) != given(name, one.place) for name in QUICK}
        opens = one.year <= OPENING_YEAR and _said("opening", panel, one.place) != given("opening", one.place)
        moved.append({
            name for name, does in (
                ("diagnosis", said["profile"]), ("outlook", said["outlook"]), ("needs", said["needs"]),
                ("plan", said["outlook"] or said["money"] or opens),
            ) if does
        })  # fmt: skip
    # The rest of the diagnosis takes a second: where it says the same without all of these, it does without each.
    both = list(zip(figures, moved, strict=True))
    loud = [one for one, chapters in both if "diagnosis" in chapters]
    quiet = [(one, chapters) for one, chapters in both if "diagnosis" not in chapters]
    others = cache(lambda: load(loud).assign_attrs(overrides=own.attrs["overrides"]))
    for place in dict.fromkeys(one.place for one, _ in quiet):
        if _said("depth", others(), place) == given("depth", place):
            continue
        for one, chapters in quiet:
            if one.place == place and _said("depth", _without(one, figures, own), place) != given("depth", place):
                chapters.add("diagnosis")
    return [tuple(name for name in CHAPTERS if name in chapters) for chapters in moved]


def _without(one: Override, figures: Sequence[Override], own: xr.Dataset) -> xr.Dataset:
    """The panel with all figures but one, told to hold own figures: tables of the whole panel that ship have six digits
    and are computed on both sides."""
    if one.quantity.startswith(LOADED_AGAIN):
        return load([each for each in figures if each is not one]).assign_attrs(overrides=own.attrs["overrides"])
    key = (one.quantity, one.place, one.year)
    records = own.attrs["overrides"]
    before = next(each["before"] for each in records if (each["quantity"], each["place"], each["year"]) == key)
    return with_value(own, *key, np.nan if before is None else before)


def _said(name: str, panel: xr.Dataset, place: str) -> tuple[float, ...]:
    """All numbers of a chapter; none where these figures do not allow it."""
    try:
        return tuple(_numbers(ASKED[name](panel, place_of(place))))
    except RelodeError:
        return ()


def _numbers(value: object) -> Iterator[float]:
    """Every number inside a record, in its order."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _numbers(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float | np.number) and not isinstance(value, bool):
        yield NOT_KNOWN if np.isnan(value) else float(value)


def _outlook(panel: xr.Dataset, place: Place) -> object:
    quantities = predictive(panel, place).quantities.values()
    return [(list(each.facts.values()), each.centre.tolist(), each.half_90.tolist()) for each in quantities]


def _money(panel: xr.Dataset, place: Place) -> object:
    """The two books, what is decided of money, and the figures that programmes rest on."""
    book, facts = account(panel, place, HORIZON, SEED), programme_facts(panel, place, HORIZON)
    decided = [each.record() for each in money_decisions(panel, place, book)]
    return [book and book.record(), decided, [each.value for each in facts.values()]]


def _opening(panel: xr.Dataset, place: Place) -> object:
    from relode.model.opening.opening_state import opening

    data = opening(panel, OPENING_YEAR).data.sel(place=place.code)
    return [data[name].to_numpy().ravel().tolist() for name in ("value", "lower", "upper", "value_added", "employment")]


ASKED: Mapping[str, Asked] = {
    "profile": lambda panel, place: profile(panel, place).record(),
    "depth": lambda panel, place: in_depth(panel, profile(panel, place)).record(),
    "outlook": _outlook,
    "money": _money,
    "opening": _opening,
    "needs": lambda panel, place: needs_of(panel, place).record(),
}
