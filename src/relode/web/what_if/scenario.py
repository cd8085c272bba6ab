"""A scenario as it stands in an address: doses of levers, a shock, a horizon, a budget."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite

from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, LAST_YEAR
from relode.language import LANGUAGES, say
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.model.policy.policy_file import LeverStep, Policy
from relode.places import Place
from relode.usual import HORIZON
from relode.web.pages.choices import BUDGETS, HORIZONS, SHOCKS, STRIKES

UNHEARD = ("lang", "width", "theme", "first", "show")
"""Parts of an address that are not about the scenario; older links have `show`, whether one saw paths or changes."""


@dataclass(frozen=True)
class Scenario:
    """`doses` are (lever, sector or "", value), none of them 0, in the order of the lever table."""

    doses: tuple[tuple[str, str, float], ...] = ()
    shock: str = ""
    until: int = HORIZON
    budget: float = 0.05

    def value(self, lever: str) -> float:
        """The dose of a lever, in its unit."""
        return next((value for name, _, value in self.doses if name == lever), 0.0)

    def sector(self, lever: str) -> str:
        """The sector that a lever by sector acts on."""
        return next((sector for name, sector, _ in self.doses if name == lever), SUBSIDISED_SECTORS[1])

    def named_shock(self) -> str | None:
        """The shock as the simulator names it."""
        return f"{self.shock}@{STRIKES}" if self.shock else None

    def query(self) -> dict[str, str]:
        """The scenario as parts of an address."""
        result = {name: f"{value:g}" for name, _, value in self.doses}
        result |= {f"{name}_sector": sector for name, sector, _ in self.doses if sector}
        result |= {"shock": self.shock} if self.shock else {}
        return result | {"until": str(self.until)}

    def policy(self, place: Place) -> Policy:
        """The scenario as a policy: each lever at its dose from FIRST_PLAN_YEAR to LAST_YEAR."""
        steps = tuple(LeverStep(name, FIRST_PLAN_YEAR, LAST_YEAR, value, sector) for name, sector, value in self.doses)
        texts = {
            f"{field}_{language}": say(f"web.act.policy_{field}", language, place=place.name(language))
            for field in ("title", "description")
            for language in LANGUAGES
        }
        return Policy("what_if", **texts, steps=steps, place=place.slug)


def of_steps(steps: Iterable[tuple[str, str, float]]) -> Scenario:
    """The largest dose of each lever among steps (lever, sector, dose) of a policy or a plan.

    A scenario has one dose and one sector of a lever for all years: of several sectors the first is kept.
    """
    kept: dict[str, tuple[str, str, float]] = {}
    for name, sector, dose in steps:
        known = kept.get(name)
        if known is None or (known[1] == sector and dose > known[2]):
            kept[name] = (name, sector, min(max(dose, levers()[name].lower), levers()[name].upper))
    return Scenario(tuple(kept[name] for name in levers() if name in kept and kept[name][2]))


def scenario_of(asked: Mapping[str, str]) -> Scenario:
    """The scenario of an address. Raises RelodeError for an unknown part, or a value that is none or out of range."""
    known = {*levers(), *(f"{name}_sector" for name, lever in levers().items() if lever.by_sector)}
    unknown = [name for name in asked if name not in (*known, *UNHEARD, "shock", "until", "budget")]
    if unknown:
        raise RelodeError("web.unknown_parts", offenders=unknown)
    doses = [(name, _sector(asked, name), _dose(asked, name)) for name in levers() if asked.get(name)]
    return Scenario(
        tuple(dose for dose in doses if dose[2]),
        _choice(asked, "shock", ("", *SHOCKS), ""),
        int(_choice(asked, "until", tuple(map(str, HORIZONS)), str(HORIZON))),
        float(_choice(asked, "budget", tuple(f"{b:g}" for b in BUDGETS), "0.05")),
    )


def _dose(asked: Mapping[str, str], name: str) -> float:
    lever = levers()[name]
    try:
        value = float(asked[name])
    except ValueError as error:
        raise RelodeError("web.not_a_number", part=name, value=asked[name]) from error
    if not isfinite(value) or not lever.lower <= value <= lever.upper:
        raise RelodeError("web.out_of_range", part=name, value=asked[name], lower=lever.lower, upper=lever.upper)
    return value


def _sector(asked: Mapping[str, str], name: str) -> str:
    if not levers()[name].by_sector:
        return ""
    return _choice(asked, f"{name}_sector", SUBSIDISED_SECTORS, SUBSIDISED_SECTORS[1])


def _choice(asked: Mapping[str, str], part: str, choices: tuple[str, ...], standard: str) -> str:
    value = asked.get(part, standard) or standard
    if value not in choices:
        raise RelodeError("web.unknown_choice", part=part, value=value, choices=", ".join(c for c in choices if c))
    return value
