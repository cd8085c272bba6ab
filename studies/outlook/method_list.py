"""Which methods are scored for which target, by the name that the score table uses."""

from collections.abc import Mapping

from relode.outlook.forecasters.rules import FIRST_FIT, RULES, random_walk
from studies.outlook.decades import DecadeDrift, ShareWalk
from studies.outlook.statistical import Selected, Statistical
from studies.outlook.structural import MINING_SHARE, POPULATION, POPULATION_STAYS, POPULATION_WIDE
from studies.outlook.targets import (
    NATIONAL_GIVEN,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    PRICES_GIVEN,
    Forecaster,
)

CANDIDATES = (
    "random_walk",
    "province_drift",
    "own_drift_shrunk",
    "own_province_last",
    "pooled_ar1",
    "hierarchical_ar1",
    "province_ar1",
    "damped_trend",
    "level_reversion",
    "equal_weights",
)
"""The rules that `selected` chooses among by their past errors."""

RECENT = 2.0
"""Years after which a past error counts half, in the variant that heeds recent errors more."""


def methods(target: str, mode: str) -> Mapping[str, Forecaster]:
    """Name -> method of those scored for `target` in `mode`; empty where none applies.

    Example:
        >>> sorted(rl.outlook.methods("gdp_real", rl.outlook.NOTHING_GIVEN))[:3]
        ['damped_trend', 'equal_weights', 'hierarchical_ar1']
    """
    if mode == PRICES_GIVEN:
        return {}
    return {
        "gdp_real": lambda mode: _yearly(mode, national_years=None),
        "secondary_share": lambda mode: _yearly(mode, national_years=1),
        "house_price": _house_price,
        "population": _population,
        "mining_employment_share": _mining_share,
    }[target](mode)


def _yearly(mode: str, national_years: int | None) -> Mapping[str, Forecaster]:
    """All rules; where the mean path is not given, it is a local level of growth (GDP) or last year's change."""
    if mode == OTHER_PROVINCES_GIVEN:
        return {}
    start = FIRST_FIT
    candidates = {name: Statistical(RULES[name], national_years, start) for name in CANDIDATES}
    if mode == NOTHING_GIVEN:
        return {**candidates, **_without_a_rule(start), "selected": Selected(candidates)}
    return {
        **candidates,
        "own_drift": Statistical(RULES["own_drift"], start=start),
        **_variants("pooled_ar1", start),
        "selected": Selected(candidates),
    }


def _without_a_rule(start: int) -> Mapping[str, Forecaster]:
    """Methods that know nothing of the place: it stays, or moves with the mean of the last years."""
    return {
        "random_walk": Statistical(random_walk, national_years=0, start=start),
        "national_drift": Statistical(random_walk, national_years=1, start=max(start, 1)),
        "national_drift_3": Statistical(random_walk, national_years=3, start=max(start, 1)),
        "national_level": Statistical(random_walk, start=start),
    }


def _variants(rule: str, start: int) -> Mapping[str, Forecaster]:
    """Other shapes of the bands of a rule."""
    return {
        f"{rule}_student": Statistical(RULES[rule], start=start, tails="student"),
        f"{rule}_empirical": Statistical(RULES[rule], start=start, tails="empirical"),
        f"{rule}_own_volatility": Statistical(RULES[rule], start=start, own_volatility=True),
        f"{rule}_recent_errors": Statistical(RULES[rule], start=start, half_life=RECENT),
    }


def _house_price(mode: str) -> Mapping[str, Forecaster]:
    if mode == NATIONAL_GIVEN:
        return {"random_walk": Statistical(random_walk, start=0), **_variants("random_walk", 0)}
    return _without_a_rule(0) if mode == NOTHING_GIVEN else {}


def _population(mode: str) -> Mapping[str, Forecaster]:
    if mode == OTHER_PROVINCES_GIVEN:
        return {"structural_ridge": POPULATION}
    simple = {
        "random_walk": DecadeDrift(0.0),
        "own_drift": DecadeDrift(1.0, national_drift=True),
        "own_drift_half_shrunk": DecadeDrift(0.5, national_drift=True),
        "own_drift_half_to_province": DecadeDrift(0.5, national_drift=True, toward_province=True),
    }
    if mode == NOTHING_GIVEN:
        simple["national_drift"] = DecadeDrift(0.0, national_drift=True)
        simple["own_drift_half_mean_stays"] = DecadeDrift(0.5)
    structural: dict[str, Forecaster] = {"structural_ridge": POPULATION, "structural_ridge_wide": POPULATION_WIDE}
    if mode == NOTHING_GIVEN:
        structural["structural_ridge_mean_stays"] = POPULATION_STAYS
    return {**simple, **structural}


def _mining_share(mode: str) -> Mapping[str, Forecaster]:
    if mode == OTHER_PROVINCES_GIVEN:
        return {"structural_ridge": MINING_SHARE}
    if mode == NATIONAL_GIVEN:
        return {"national_ratio": ShareWalk(proportional=True)}
    return {"random_walk": ShareWalk()}
