"""Nested values as a deal: each field of which is checked, and a fault says where it stands."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from pydantic import BaseModel, ValidationError

from relode.deals.deal import Deal, Give, Local, Project, Promise, Works
from relode.deals.precedents import industry_of
from relode.deals.typed_values import DOLLAR, money
from relode.errors import RelodeError
from relode.places import find

PARTS: Mapping[str, type[BaseModel]] = {
    "project": Project,
    "promise": Promise,
    "give": Give,
    "local": Local,
    "works": Works,
}
"""Section of the file -> what it holds."""
MONEY_FIELDS = frozenset(
    {
        *("investment", "phase1_investment", "output", "tax", "amount", "cost", "rent"),
        *("running_cost", "price", "floor_price"),
    }
)


class Where(Protocol):
    """Where a field stands in a file."""

    def __call__(self, section: str, field: str, number: int) -> str:
        """Line or cell of a field; `number` counts gifts from 0."""


def deal_of(values: Mapping[str, Any], where: Where, *, is_china: bool = True) -> Deal:
    """The deal that nested values state; place and industry of another country are whatever its tables call them.

    Raises RelodeError that says where for the first fault.
    """
    for section in values:
        if section not in PARTS:
            raise unknown_name("section", section, list(PARTS), where(section, section, 0))
    project = values.get("project", {})
    if not isinstance(project, Mapping) or not project.get("name"):
        raise RelodeError("deals.no_name", where=where("project", "name", 0))
    rate = project.get("yuan_per_dollar")
    given: dict[str, Any] = {}
    for section, kind in PARTS.items():
        part = values.get(section, [] if section == "give" else {})
        listed = part if isinstance(part, list) else [part]
        if (section == "give") != isinstance(part, list) or not all(isinstance(each, Mapping) for each in listed):
            raise RelodeError("deals.section_form", where=where(section, section, 0), section=section)
        read = [_part(kind, each, rate, section, at, where) for at, each in enumerate(listed)]
        given[section] = tuple(read) if section == "give" else read[0]
    for field, known in (("place", find), ("industry", industry_of)) if is_china else ():
        try:
            if word := getattr(given["project"], field):
                known(word)
        except RelodeError as error:
            at = where("project", field, 0)
            raise RelodeError("deals.fault", where=at, field=f"project.{field}", reason=error) from error
    return Deal(**given)


def _part(kind: type[BaseModel], values: Mapping[str, Any], rate: Any, section: str, at: int, where: Where) -> Any:
    for field in values:
        if field not in kind.model_fields:
            raise unknown_name("field", field, list(kind.model_fields), where(section, field, at))
    try:
        return kind.model_validate({name: _in_yuan(name, value, rate) for name, value in values.items()})
    except ValidationError as error:
        raise _told(error, values, section, at, where) from error


def _in_yuan(name: str, value: Any, rate: Any) -> Any:
    """Dollars of a field of money in yuan by the rate of the file; without one the field refuses them."""
    is_dollars = isinstance(value, str) and any(word in value.lower() for word in DOLLAR)
    if name in MONEY_FIELDS and is_dollars and isinstance(rate, int | float) and rate > 0:
        sum_text, stroke, unit = value.partition("/")
        return f"{money(sum_text, float(rate)):.17g}{stroke}{unit}"
    return value


def _told(error: ValidationError, values: Mapping[str, Any], section: str, at: int, where: Where) -> RelodeError:
    """The first fault that pydantic found, in words of ours."""
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    blamed = cause.values.get("first") if isinstance(cause, RelodeError) else None
    payer = "payer" if "payer" in values and isinstance(cause, RelodeError) and "payer" in cause.key else None
    field = str(first["loc"][0]) if first["loc"] else str(blamed or payer or "")
    place = where(section, field if field in values else next(iter(values), section), at)
    if isinstance(cause, RelodeError):
        return RelodeError("deals.fault", where=place, field=".".join(filter(None, (section, field))), reason=cause)
    if first["type"] == "literal_error":
        choices = first["ctx"]["expected"].replace("'", "")
        return RelodeError("deals.choice", where=place, field=field, value=first["input"], choices=choices)
    if first["type"] == "missing":
        return RelodeError("deals.missing", where=place, field=f"{section}.{field}")
    return RelodeError("deals.value", where=place, field=f"{section}.{field}", value=first["input"])


def unknown_name(kind: str, name: str, known: Sequence[str], where: str) -> RelodeError:
    """What is said of a section, field or column that there is not: the nearest three, or all."""
    near = difflib.get_close_matches(name, known, 3, 0.4) or list(known)
    return RelodeError(f"deals.unknown_{kind}", where=where, name=name, near=near)
