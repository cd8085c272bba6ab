"""Nested values as a deal: each field of which is checked, and a fault says where it stands."""

import difflib
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from pydantic import BaseModel, ValidationError

from relode.deals.deal import Deal, Give, Local, Project, Promise, Works
from relode.deals.precedents import industry_of
from relode.deals.typed_values import DOLLAR, money
from relode.errors import RelodeError
from relode.places import find

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

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
    read = deal_or_faults(values, where, is_china=is_china)
    if isinstance(read, Deal):
        return read
    raise read[0]


def deal_or_faults(values: Mapping[str, Any], where: Where, *, is_china: bool = True) -> Deal | list[RelodeError]:
    """The deal that nested values state, or every fault of them, each of which says where it stands."""
    faults = [unknown_name("section", each, list(PARTS), where(each, each, 0)) for each in values if each not in PARTS]
    project = values.get("project", {})
    is_named = isinstance(project, Mapping) and bool(project.get("name"))
    if not is_named:
        faults.append(RelodeError("deals.no_name", where=where("project", "name", 0)))
    rate = project.get("yuan_per_dollar") if isinstance(project, Mapping) else None
    given: dict[str, Any] = {}
    for section in PARTS:
        if section == "project" and not is_named:
            continue
        read, wrong = _section(section, values, rate, where)
        faults += wrong
        given[section] = tuple(read) if section == "give" else next(iter(read), None)
    if is_china and given.get("project"):
        faults += _unknown_words(given["project"], where)
    return faults or Deal(**given)


def _section(
    section: str, values: Mapping[str, Any], rate: Any, where: Where
) -> tuple[list[BaseModel], list[RelodeError]]:
    """The parts of a section that can be read, and what is wrong with the others."""
    part = values.get(section, [] if section == "give" else {})
    listed = part if isinstance(part, list) else [part]
    if (section == "give") != isinstance(part, list) or not all(isinstance(each, Mapping) for each in listed):
        return [], [RelodeError("deals.section_form", where=where(section, section, 0), section=section)]
    read, faults = [], list[RelodeError]()
    for at, each in enumerate(listed):
        one = _part(each, rate, section, at, where)
        if isinstance(one, BaseModel):
            read.append(one)
        else:
            faults += one
    return read, faults


def _unknown_words(project: Project, where: Where) -> list[RelodeError]:
    """Place and industry that nothing here is called."""
    faults = []
    for field, known in (("place", find), ("industry", industry_of)):
        try:
            if word := getattr(project, field):
                known(word)
        except RelodeError as error:
            faults.append(_at("project", field, where("project", field, 0), error))
    return faults


def _at(section: str, field: str, where: str, reason: RelodeError) -> RelodeError:
    return RelodeError("deals.fault", where=where, field=".".join(filter(None, (section, field))), reason=reason)


def _part(values: Mapping[str, Any], rate: Any, section: str, at: int, where: Where) -> BaseModel | list[RelodeError]:
    kind = PARTS[section]
    faults = [
        unknown_name("field", field, list(kind.model_fields), where(section, field, at))
        for field in values
        if field not in kind.model_fields
    ]
    given: dict[str, Any] = {}
    for name, value in values.items():
        try:
            given[name] = _in_yuan(name, value, rate)
        except RelodeError as error:
            faults.append(_at(section, name, where(section, name, at), error))
    if faults:
        return faults
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        first_of = {each["loc"][:1]: each for each in reversed(error.errors())}
        return [_told(each, values, section, at, where) for each in reversed(first_of.values())]


def _in_yuan(name: str, value: Any, rate: Any) -> Any:
    """Dollars of a field of money in yuan by the rate of the file; without one the field refuses them."""
    is_dollars = isinstance(value, str) and any(word in value.lower() for word in DOLLAR)
    if name in MONEY_FIELDS and is_dollars and isinstance(rate, int | float) and rate > 0:
        sum_text, stroke, unit = value.partition("/")
        return f"{money(sum_text, float(rate)):.17g}{stroke}{unit}"
    return value


def _told(found: "ErrorDetails", values: Mapping[str, Any], section: str, at: int, where: Where) -> RelodeError:
    """A fault that pydantic found, in words of ours."""
    cause = found.get("ctx", {}).get("error")
    blamed = cause.values.get("first") if isinstance(cause, RelodeError) else None
    payer = "payer" if "payer" in values and isinstance(cause, RelodeError) and "payer" in cause.key else None
    field = str(found["loc"][0]) if found["loc"] else str(blamed or payer or "")
    place = where(section, field if field in values else next(iter(values), section), at)
    if isinstance(cause, RelodeError):
        return _at(section, field, place, cause)
    if found["type"] == "literal_error":
        choices = ", ".join(re.findall(r"'([^']*)'", found["ctx"]["expected"]))
        return RelodeError("deals.choice", where=place, field=field, value=found["input"], choices=choices)
    if found["type"] == "missing":
        return RelodeError("deals.missing", where=place, field=f"{section}.{field}")
    return RelodeError("deals.value", where=place, field=f"{section}.{field}", value=found["input"])


def unknown_name(kind: str, name: str, known: Sequence[str], where: str) -> RelodeError:
    """What is said of a section, field or column that there is not: the nearest three, or all."""
    near = difflib.get_close_matches(name, known, 3, 0.4) or list(known)
    return RelodeError(f"deals.unknown_{kind}", where=where, name=name, near=near)
