"""What a policy of the user's own country did: the designs, checks and verdict that the shipped policies stand."""

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Annotated

import numpy as np

from relode.arrays import Grid
from relode.country.accounts import CountryQuantity
from relode.country.facts import Country, all_series
from relode.errors import RelodeError
from relode.evaluation.checks import NOT_IDENTIFIED
from relode.evaluation.policies import OWN_HORIZON, own_window, protocol
from relode.evaluation.study import Refused, Study, by_rules, rows_of
from relode.evaluation.tested import ExaminedStudy, near_treated, tested_or_refused
from relode.language import Bilingual
from relode.record import Doc, Record
from relode.usual import SEED

STILL = 1e-9
"""Places that move apart by less than this part of their level do not move apart: it is rounding."""


@dataclass(frozen=True)
class CountryEffect(Record):
    """What a policy did to a quantity, by the protocol of the shipped policies."""

    policy: Annotated[str, Doc("its name in the table")]
    quantity: Annotated[str, Doc("name of the quantity")]
    label: Annotated[Bilingual, Doc("its label")]
    relative: Annotated[bool, Doc("whether sizes are in logarithms; else they are in the quantity's own unit")]
    practical: Annotated[float, Doc("size that matters, in the unit of the effect")]
    clusters: Annotated[str, Doc("regions or places: whose errors hang together")]
    treated: Annotated[int, Doc("treated places in the study", "count")]
    refused: Annotated[Bilingual | None, Doc("why nothing could be estimated, null where it could")] = None
    design: Annotated[str, Doc("staggered, or synthetic_control where few are treated")] = "staggered"
    verdict: Annotated[str, Doc("effect, no_effect_beyond or not_identified")] = NOT_IDENTIFIED
    reasons: Annotated[tuple[str, ...], Doc("checks that failed, the first one counts", shape="check")] = ("refused",)
    effect: Annotated[float | None, Doc("mean over the horizon")] = None
    interval_95: Annotated[tuple[float, float] | None, Doc("95 % interval of it")] = None
    bound: Annotated[float | None, Doc("size beyond which effects are excluded where none was seen")] = None
    treated_from_start: Annotated[int, Doc("places treated in its first year, which it leaves out", "count")] = 0
    controls: Annotated[int, Doc("places it is compared with", "count")] = 0
    years: Annotated[tuple[int, int] | None, Doc("first and last year of the study", "year")] = None
    checks: Annotated[dict[str, bool | None], Doc("check -> passed, null where it could not be made")] = field(
        default_factory=dict
    )


def country_policies(country: Country, seed: int = SEED) -> tuple[CountryEffect, ...]:
    """Each policy of the country on each quantity of the accounts; those of a policy are corrected together.

    Raises RelodeError where there is none.
    """
    if not country.policies:
        raise RelodeError("country.no_policies")
    return tuple(effect for name in country.policies for effect in _policy(country, name, seed))


def _policy(country: Country, name: str, seed: int) -> list[CountryEffect]:
    series, starts = all_series(country), country.policies[name]
    made = {meant.name: partial(_study, country, name, meant, years, grid) for meant, years, grid in series}
    known, refused = tested_or_refused(made, seed)
    near = near_treated([each for each in country.places if each.code in starts],
                        [each for each in country.places if each.code not in starts])  # fmt: skip
    effects = []
    for meant, _, _ in series:
        clusters = "regions" if _has_regions(country) else "places"
        found = CountryEffect(name, meant.name, meant.label, meant.logarithm, meant.practical, clusters, len(starts))
        try:
            if meant.name in refused:
                raise refused[meant.name]
            effects.append(_told(found, known[meant.name], near))
        except Refused as reason:
            effects.append(replace(found, refused=Bilingual(en=reason.say("en"), zh=reason.say("zh"))))
    return effects


def _told(found: CountryEffect, one: ExaminedStudy, near: frozenset[str]) -> CountryEffect:
    data, (main, made) = one.study, one.checked(near)
    judged = one.judged(main, made, found.practical)
    return replace(
        found,
        treated=len(data.treated),
        design=main.design,
        verdict=judged.kind,
        reasons=judged.reasons,
        effect=main.effect,
        interval_95=(main.low, main.high),
        bound=judged.bound,
        treated_from_start=len(data.treated_from_start),
        controls=len(data.controls),
        years=one.years,
        checks={check.name: check.passed for check in made.values()},
    )


def _study(country: Country, name: str, meant: CountryQuantity, at: tuple[int, ...], grid: Grid) -> Study:
    """Years in which the protocol's share of the treated have the quantity, around the first and last start."""
    starts = country.policies[name]
    if meant.census:
        raise Refused("study_census")
    if not starts:
        raise Refused("study_nothing_treated")
    values = meant.levels(grid)
    codes = [place.code for place in country.places]
    own = np.array([code in starts for code in codes])
    first, last = own_window(starts)
    inside = np.array([first <= year <= last for year in at])
    covered = inside & (np.isfinite(values[own]).mean(axis=0) >= protocol()["rules"]["covered_share"])
    if not covered.any():
        raise Refused("study_outcome_missing", lacking=sorted(starts), count=len(starts))
    years = [year for year, known in zip(at, covered, strict=True) if known]
    regions = [place.province or place.code for place in country.places]
    rows = rows_of(codes, years, values[:, covered], starts, regions)
    data = by_rules(rows, OWN_HORIZON, cluster="cluster" if _has_regions(country) else None)
    wide = data.table.pivot(index="place", columns="year", values="outcome").to_numpy()
    apart = wide - wide.mean(axis=1, keepdims=True) - wide.mean(axis=0) + wide.mean()
    if np.abs(apart).max() <= STILL * max(1.0, float(np.abs(wide).max())):
        raise Refused("study_nothing_moves")
    return data


def _has_regions(country: Country) -> bool:
    """Regions are clusters only where there are more of them than years to tell apart; else each place is its own."""
    told_apart = int(protocol()["rules"]["pre_years"]) + OWN_HORIZON
    return len({place.province for place in country.places if place.province}) > told_apart
