"""What an adviser expects of one lever, as data: situation, lever, dose, and which quantity moves which way by when."""

from dataclasses import dataclass
from pathlib import Path

from relode.errors import RelodeError
from relode.language import Language
from relode.model.policy.levers import levers
from relode.model.policy.policy_file import (
    STEP_FIELDS,
    TEXT,
    WHOLE,
    LeverStep,
    Policy,
    check_fields,
    check_levers,
    parsed,
)

DIRECTIONS = ("up", "down", "not_up", "not_down")
"""Against doing nothing in the same futures: strictly more, strictly less, no more, no less."""

CASE_FIELDS = {
    **dict.fromkeys(("name", "situation_en", "situation_zh", "place", "reason_en", "reason_zh", "source"), TEXT),
    **STEP_FIELDS,
    "expected": (list,),
}
EXPECTED_FIELDS = {"quantity": TEXT, "direction": TEXT, "by": WHOLE}


@dataclass(frozen=True)
class Expectation:
    """The median of `quantity` in year `by`, against doing nothing, goes in `direction` (one of DIRECTIONS)."""

    quantity: str
    direction: str
    by: int


@dataclass(frozen=True)
class PolicyCase:
    """One lever in one situation, what it should do, and why: `source` is a key of the references or `assumption`.

    `place` is a city in such a situation; where a shock brought it there, `shock` names it as `model.shocks` does.
    """

    name: str
    situation_en: str
    situation_zh: str
    place: str
    step: LeverStep
    expected: tuple[Expectation, ...]
    reason_en: str
    reason_zh: str
    source: str
    shock: str = ""

    def situation(self, language: Language) -> str:
        """The city that it speaks of, in words."""
        return self.situation_zh if language == "zh" else self.situation_en

    def policy(self) -> Policy:
        """The case as a policy of one step."""
        return Policy(self.name, self.name, self.name, self.situation_en, self.situation_zh, (self.step,))


def read_cases(folder: Path) -> list[PolicyCase]:
    """Every case in the TOML files of `folder`, in the order of their names. Raises RelodeError."""
    return [case_of_text(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.toml"))]


def case_of_text(text: str, where: str) -> PolicyCase:
    """The case that `text` (TOML) states; `where` names it in errors.

    Raises RelodeError for TOML that does not parse, bad fields, lever, sector or value as in a policy, a direction
    that is not one of DIRECTIONS, and a `by` before the step begins.
    """
    content = parsed(text, where)
    check_fields([("", content)], CASE_FIELDS, {"sector": TEXT, "shock": TEXT}, where)
    tables = [(f"expected[{number}]", table) for number, table in enumerate(content["expected"], 1)]
    check_fields(tables, EXPECTED_FIELDS, {}, where)
    step = LeverStep(
        content["lever"], content["from"], content["until"], float(content["value"]), content.get("sector", "")
    )
    check_levers([step], where)
    expected = tuple(Expectation(**table) for _, table in tables)
    wrong = [f"direction = {item.direction}" for item in expected if item.direction not in DIRECTIONS]
    if wrong:
        raise RelodeError("policy.wrong_choices", where=where, offenders=wrong, allowed=", ".join(DIRECTIONS))
    early = [f"by = {item.by}" for item in expected if item.by < step.start]
    if early:
        raise RelodeError("policy.wrong_choices", where=where, offenders=early, allowed=f"{step.start}-")
    texts = {name: content[name] for name in CASE_FIELDS if name not in (*STEP_FIELDS, "expected")}
    return PolicyCase(**texts, step=step, expected=expected, shock=content.get("shock", ""))


def levers_without_case(cases: list[PolicyCase]) -> list[str]:
    """Levers that no case speaks of."""
    return [name for name in levers() if name not in {case.step.lever for case in cases}]
