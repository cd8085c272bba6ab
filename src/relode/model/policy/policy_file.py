"""Policies as dated text: which lever is set to what, from when until when. Read, write, and lay out over years;
every check of its text lists the offenders and what is allowed.

A policy is a TOML file: `name`, titles and descriptions in both languages, perhaps a `place`, and a list `steps`, each
with `lever`, `from` and `until` (first and last year), `value`, for a lever by sector the `sector`, perhaps `ramp`
(years before the full value: the dose rises in equal steps) and why the value was chosen. Without a step a lever is 0.
"""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.errors import RelodeError
from relode.language import Language
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.places import find


@dataclass(frozen=True)
class LeverStep:
    """One lever at `value` (in its unit) from year `start` to year `until`, both included.

    With `ramp` years, year k of the step has value (k + 1) / (ramp + 1), k from 0, until the full value is reached.
    """

    lever: str
    start: int
    until: int
    value: float
    sector: str = ""
    ramp: int = 0
    reason_en: str = ""
    reason_zh: str = ""

    def doses(self, years: NDArray[np.int_]) -> Array:
        """The dose in each of `years` (year,), 0 outside the step."""
        within = (years >= self.start) & (years <= self.until)
        risen = np.minimum(1.0, (years - self.start + 1) / (self.ramp + 1))
        return np.where(within, self.value * risen, 0.0)


@dataclass(frozen=True)
class Policy:
    """Dated steps under a name, independent of a city unless `place` names one."""

    name: str
    title_en: str
    title_zh: str
    description_en: str
    description_zh: str
    steps: tuple[LeverStep, ...]
    place: str = ""

    def title(self, language: Language) -> str:
        """What the policy is called."""
        return self.title_zh if language == "zh" else self.title_en

    def description(self, language: Language) -> str:
        """What it does and why, in a sentence or two."""
        return self.description_zh if language == "zh" else self.description_en

    def levers(self) -> list[str]:
        """The levers that it sets, each once, in the order of the lever table."""
        used = {step.lever for step in self.steps}
        return [name for name in levers() if name in used]


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


__all__ = ["LeverStep", "Policy", "lever_paths", "policies", "policy_of_text", "read_policy", "write_policy"]


def policies() -> list[str]:
    """Names of the policies that ship, in the order of the alphabet."""
    result = files("relode.model").joinpath("policies").iterdir()
    return sorted(entry.name.removesuffix(".toml") for entry in result if entry.name.endswith(".toml"))


def read_policy(path_or_name: str | Path) -> Policy:
    """The policy in a file whose name ends in .toml, or the shipped one of that name.

    Raises RelodeError for an unknown name, a file that cannot be read, and whatever `policy_of_text` refuses.
    """
    path = Path(path_or_name)
    if path.suffix != ".toml":
        if str(path_or_name) not in policies():
            raise RelodeError("policy.unknown_policy", name=path_or_name, allowed=", ".join(policies()))
        shipped = files("relode.model").joinpath("policies", f"{path_or_name}.toml")
        return policy_of_text(shipped.read_text(encoding="utf-8"), f"{path_or_name}.toml")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise RelodeError("policy.not_utf8", where=path) from error
    except OSError as error:
        raise RelodeError("policy.unreadable", where=path) from error
    return policy_of_text(text, str(path))


def policy_of_text(text: str, where: str) -> Policy:
    """The policy that `text` (TOML) states; `where` names it in errors.

    Raises RelodeError for TOML that does not parse (with its line), missing, unknown or mistyped fields, an unknown
    lever, sector or place, a value out of range, an `until` before its `from`, and steps that overlap.
    """
    return checked_policy(text, where)


def lever_paths(policy: Policy, years: Sequence[int] | NDArray[np.int_]) -> dict[str, Array]:
    """Every lever -> its dose in each year, (year,), or (year, sector) over SUBSIDISED_SECTORS; 0 where not set.

    Doses are in the unit of the lever.
    """
    when = np.asarray(years, dtype=np.int_)
    paths = {
        name: np.zeros((len(when), len(SUBSIDISED_SECTORS)) if lever.by_sector else len(when))
        for name, lever in levers().items()
    }
    for step in policy.steps:
        dose = step.doses(when)
        if step.sector:
            paths[step.lever][:, SUBSIDISED_SECTORS.index(step.sector)] += dose
        else:
            paths[step.lever] += dose
    return paths


def write_policy(policy: Policy) -> str:
    """The policy as TOML; reading it gives an equal policy."""
    texts = ["name", "title_en", "title_zh", "description_en", "description_zh", *(["place"] if policy.place else [])]
    lines = [f"{field} = {_quoted(getattr(policy, field))}" for field in texts]
    if not policy.steps:
        lines.append("steps = []")
    for step in policy.steps:
        lines += ["", "[[steps]]", f"lever = {_quoted(step.lever)}"]
        lines += [f"sector = {_quoted(step.sector)}"] if step.sector else []
        lines += [f"from = {step.start}", f"until = {step.until}", f"value = {step.value!r}"]
        lines += [f"ramp = {step.ramp}"] if step.ramp else []
        reasons = (("reason_en", step.reason_en), ("reason_zh", step.reason_zh))
        lines += [f"{field} = {_quoted(reason)}" for field, reason in reasons if reason]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML string: JSON's escapes are TOML's, but for the delete character, which JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
