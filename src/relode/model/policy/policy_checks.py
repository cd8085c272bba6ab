"""What a policy must be: every check of its text, each with an error that lists the offenders and what is allowed."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from relode.errors import RelodeError
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_record import LeverStep, Policy
from relode.places import find

YEARS = (1990, 2100)
"""First and last year that a step may name: the panel begins in the one, no scenario goes beyond the other."""

Fields = Mapping[str, tuple[type, ...]]
TEXT: tuple[type, ...] = (str,)
WHOLE: tuple[type, ...] = (int,)
POLICY_FIELDS: Fields = {
    **dict.fromkeys(("name", "title_en", "title_zh", "description_en", "description_zh"), TEXT),
    "steps": (list,),
}
POLICY_OPTIONS: Fields = {"place": TEXT}
STEP_FIELDS: Fields = {"lever": TEXT, "from": WHOLE, "until": WHOLE, "value": (int, float)}
STEP_OPTIONS: Fields = {"sector": TEXT, "ramp": WHOLE, "reason_en": TEXT, "reason_zh": TEXT}


def checked_policy(text: str, where: str) -> Policy:
    """The policy that TOML states, after every check. Raises RelodeError; see `policy.policy_of_text`."""
    content = parsed(text, where)
    check_fields([("", content)], POLICY_FIELDS, POLICY_OPTIONS, where)
    if not content["name"]:
        raise RelodeError("policy.empty_name", where=where)
    tables = [(f"steps[{number}]", table) for number, table in enumerate(content["steps"], 1)]
    check_fields(tables, STEP_FIELDS, STEP_OPTIONS, where)
    steps = [_step(table) for _, table in tables]
    check_levers(steps, where)
    _check_dates(steps, where)
    if content.get("place"):
        find(content["place"])
    texts = {field: content.get(field, "") for field in (*POLICY_FIELDS, *POLICY_OPTIONS) if field != "steps"}
    return Policy(**texts, steps=tuple(steps))


def parsed(text: str, where: str) -> dict[str, Any]:
    """TOML as a dictionary. Raises RelodeError that names the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"line (\d+), column (\d+)", str(error))
        line, column = match.groups() if match else (str(text.count("\n") + 1), "1")
        raise RelodeError("policy.not_toml", where=where, line=line, column=column) from error


def check_fields(tables: list[tuple[str, Any]], needed: Fields, optional: Fields, where: str) -> None:
    """Refuse tables (place in the file, content) with missing, unknown or mistyped fields. Raises RelodeError."""
    known = {**needed, **optional}
    for at, table in tables:
        if not isinstance(table, dict):
            raise RelodeError("policy.not_a_table", where=where, offenders=[at])
    _refuse("missing_fields", where, [_at(at, name) for at, table in tables for name in needed if name not in table])
    unknown = [_at(at, name) for at, table in tables for name in table if name not in known]
    _refuse("unknown_fields", where, unknown, allowed=", ".join(known))
    mistyped = [
        f"{_at(at, name)} = {value!r} ({'/'.join(kind.__name__ for kind in known[name])})"
        for at, table in tables
        for name, value in table.items()
        if not isinstance(value, known[name]) or isinstance(value, bool)
    ]
    _refuse("wrong_types", where, mistyped)


def check_levers(steps: list[LeverStep], where: str) -> None:
    """Refuse unknown levers and sectors and values out of range. Raises RelodeError with what is allowed."""
    known = levers()
    unknown = [_at(at, step.lever) for at, step in _numbered(steps) if step.lever not in known]
    _refuse("unknown_levers", where, unknown, allowed=", ".join(known))
    by_sector = [(at, step) for at, step in _numbered(steps) if known[step.lever].by_sector]
    wrong = [f"{at} {step.sector!r}" for at, step in by_sector if step.sector not in SUBSIDISED_SECTORS]
    _refuse("unknown_sectors", where, wrong, allowed=", ".join(SUBSIDISED_SECTORS))
    extra = [_at(at, step.lever) for at, step in _numbered(steps) if step.sector and not known[step.lever].by_sector]
    allowed = ", ".join(name for name, lever in known.items() if lever.by_sector)
    _refuse("sectors_not_wanted", where, extra, allowed=allowed)
    outside = [
        f"{_at(at, step.lever)} = {step.value:g} ([{lever.lower:g}, {lever.upper:g}] {lever.unit})"
        for at, step in _numbered(steps)
        if not (lever := known[step.lever]).lower <= step.value <= lever.upper
    ]
    _refuse("values_out_of_range", where, outside)


def _check_dates(steps: list[LeverStep], where: str) -> None:
    """Refuse years out of reach, steps that end before they begin or ramp longer than they last, and overlaps."""
    dated = [(f"{_at(at, step.lever)} {step.start}-{step.until}", step) for at, step in _numbered(steps)]
    far = [at for at, step in dated if not all(YEARS[0] <= year <= YEARS[1] for year in (step.start, step.until))]
    _refuse("years_out_of_range", where, far, first=YEARS[0], last=YEARS[1])
    _refuse("until_before_from", where, [at for at, step in dated if step.until < step.start])
    steep = [f"{at} (ramp = {step.ramp})" for at, step in dated if not 0 <= step.ramp <= step.until - step.start]
    _refuse("ramps_too_long", where, steep)
    overlaps = [
        f"{one}, {other}"
        for (one, first), (other, second) in combinations(dated, 2)
        if (first.lever, first.sector) == (second.lever, second.sector)
        and first.start <= second.until
        and second.start <= first.until
    ]
    _refuse("overlapping_steps", where, overlaps)


def _step(table: Mapping[str, Any]) -> LeverStep:
    rest = {name: value for name, value in table.items() if name not in ("from", "value")}
    return LeverStep(**rest, start=table["from"], value=float(table["value"]))


def _numbered(steps: list[LeverStep]) -> Iterator[tuple[str, LeverStep]]:
    return ((f"steps[{number}]", step) for number, step in enumerate(steps, 1))


def _at(at: str, name: str) -> str:
    return f"{at} {name}".strip()


def _refuse(key: str, where: str, offenders: list[str], **more: object) -> None:
    if offenders:
        raise RelodeError(f"policy.{key}", where=where, offenders=offenders, **more)
