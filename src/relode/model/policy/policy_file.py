"""Policies as dated text: which lever is set to what, from when until when. Read, write, and lay out over years.

A policy is a TOML file: `name`, titles and descriptions in both languages, perhaps a `place`, and a list `steps`, each
with `lever`, `from` and `until` (first and last year), `value`, for a lever by sector the `sector`, perhaps `ramp`
(years before the full value: the dose rises in equal steps) and why the value was chosen. Without a step a lever is 0.
"""

import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from relode.arrays import Array
from relode.errors import RelodeError
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_checks import checked_policy
from relode.model.policy.policy_record import LeverStep, Policy

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
