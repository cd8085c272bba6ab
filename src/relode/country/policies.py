"""What a policy of the user's own country did: the designs, checks and verdict that the shipped policies stand."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pandas as pd

from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country
from relode.country.series import all_series
from relode.evaluation.checks import NOT_IDENTIFIED
from relode.evaluation.policies import protocol
from relode.evaluation.study import Refused, Study, study
from relode.evaluation.tested import ExaminedStudy, near_treated, tested
from relode.language import Bilingual
from relode.records import Doc, Record

HORIZON = 5
"""Years from treatment on over which an effect is averaged, as for a policy of a user's file."""

STILL = 1e-9
"""Places that move apart by less than this part of their level do not move apart: it is rounding."""


@dataclass(frozen=True)
class CountryEffect(Record):
    """What a policy did to a quantity, by the protocol of the shipped policies."""

    policy: Annotated[str, Doc("its name in the table")]
    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    design: Annotated[str, Doc("staggered, or synthetic_control where fewer are treated than the protocol asks for")]
    verdict: Annotated[str, Doc("effect, no_effect_beyond or not_identified")]
    reasons: Annotated[tuple[str, ...], Doc("checks that failed, the first one counts", shape="check")]
    refused: Annotated[Bilingual | None, Doc("why nothing could be estimated, null where it could")]
    effect: Annotated[float | None, Doc("mean over the horizon, in logarithms or, of rates, in its own unit")]
    interval_95: Annotated[tuple[float, float] | None, Doc("95 % interval of it")]
    bound: Annotated[float | None, Doc("size beyond which effects are excluded where none was seen")]
    relative: Annotated[bool, Doc("whether these are in logarithms; else they are in the quantity's own unit")]
    practical: Annotated[float, Doc("size that matters, in the unit of the effect")]
    treated: Annotated[int, Doc("treated places in the study", "count")]
    treated_from_start: Annotated[int, Doc("places treated in its first year already, which it leaves out", "count")]
    controls: Annotated[int, Doc("places it is compared with", "count")]
    years: Annotated[tuple[int, int] | None, Doc("first and last year of the study", "year")]
    checks: Annotated[dict[str, bool | None], Doc("check -> passed, null where it could not be made")]
    clusters: Annotated[str, Doc("regions or places: whose errors hang together")]


def country_policies(country: Country, seed: int = 1) -> tuple[CountryEffect, ...]:
    """Each policy of the country on each quantity of the accounts; those of a policy are corrected together."""
    return tuple(effect for name in country.policies for effect in _policy(country, name, seed))


def _policy(country: Country, name: str, seed: int) -> list[CountryEffect]:
    studies: dict[str, Study] = {}
    refused: dict[str, Refused] = {}
    series = all_series(country)
    for meant, years, grid in series:
        try:
            studies[meant.name] = _study(country, name, meant, years, grid)
        except Refused as reason:
            refused[meant.name] = reason
    known, starts = tested(studies, seed), country.policies[name]
    near = near_treated([each for each in country.places if each.code in starts],
                        [each for each in country.places if each.code not in starts])  # fmt: skip
    effects = []
    for meant, _, _ in series:
        try:
            if meant.name in refused:
                raise refused[meant.name]
            effects.append(_told(country, name, meant, known[meant.name], near))
        except Refused as reason:
            effects.append(_not_told(country, name, meant, reason))
    return effects


def _study(country: Country, name: str, meant: CountryQuantity, at: tuple[int, ...], grid: Grid) -> Study:
    """Years in which the protocol's share of the treated have the quantity, around the first and last start."""
    starts, rules = country.policies[name], protocol()["rules"]
    if meant.census:
        raise Refused("study_census")
    if not starts:
        raise Refused("study_nothing_treated")
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.log(np.where(grid > 0, grid, np.nan)) if meant.logarithm else grid
    codes = [place.code for place in country.places]
    own = np.array([code in starts for code in codes])
    first, last = min(starts.values()) - 2 * rules["pre_years"], max(starts.values()) + HORIZON - 1
    inside = np.array([first <= year <= last for year in at])
    covered = inside & (np.isfinite(values[own]).mean(axis=0) >= rules["covered_share"])
    if not covered.any():
        raise Refused("study_outcome_missing", lacking=sorted(starts), count=len(starts))
    years = [year for year, known in zip(at, covered, strict=True) if known]
    table = pd.DataFrame(
        {
            "place": np.repeat(codes, len(years)),
            "year": np.tile(years, len(codes)),
            "outcome": values[:, covered].ravel(),
            "first_year": np.repeat([starts.get(code, 0) for code in codes], len(years)),
            "cluster": np.repeat([place.province or place.code for place in country.places], len(years)),
        }
    )
    data = study(
        table,
        cluster="cluster" if _has_regions(country) else None,
        horizon=HORIZON,
        least_pre_periods=rules["least_pre_periods"],
        balanced_share=rules["balanced_share"],
    )
    if len(data.controls) < rules["least_controls"]:
        raise Refused("study_few_controls", count=len(data.controls), least=rules["least_controls"])
    wide = data.table.pivot(index="place", columns="year", values="outcome").to_numpy()
    apart = wide - wide.mean(axis=1, keepdims=True) - wide.mean(axis=0) + wide.mean()
    if np.abs(apart).max() <= STILL * max(1.0, float(np.abs(wide).max())):
        raise Refused("study_nothing_moves")
    return data


def _has_regions(country: Country) -> bool:
    """Regions are clusters only where there are more of them than years to tell apart; else each place is its own."""
    told_apart = int(protocol()["rules"]["pre_years"]) + HORIZON
    return len({place.province for place in country.places if place.province}) > told_apart


def _not_told(country: Country, name: str, meant: CountryQuantity, reason: Refused) -> CountryEffect:
    return CountryEffect(
        policy=name,
        quantity=meant.name,
        label=meant.label,
        design="staggered",
        verdict=NOT_IDENTIFIED,
        reasons=("refused",),
        refused=Bilingual(en=reason.say("en"), zh=reason.say("zh")),
        effect=None,
        interval_95=None,
        bound=None,
        relative=meant.logarithm,
        practical=meant.practical,
        treated=len(country.policies[name]),
        treated_from_start=0,
        controls=0,
        years=None,
        checks={},
        clusters=_clusters(country),
    )


def _clusters(country: Country) -> str:
    return "regions" if _has_regions(country) else "places"


def _told(
    country: Country, name: str, meant: CountryQuantity, one: ExaminedStudy, near: frozenset[str]
) -> CountryEffect:
    data, (main, made) = one.study, one.checked(near)
    judged = one.judged(main, made, meant.practical)
    return CountryEffect(
        policy=name,
        quantity=meant.name,
        label=meant.label,
        design=main.design,
        verdict=judged.kind,
        reasons=judged.reasons,
        refused=None,
        effect=main.effect,
        interval_95=(main.low, main.high),
        bound=judged.bound,
        relative=meant.logarithm,
        practical=meant.practical,
        treated=len(data.treated),
        treated_from_start=len(data.treated_from_start),
        controls=len(data.controls),
        years=one.years,
        checks={check.name: check.passed for check in made.values()},
        clusters=_clusters(country),
    )
