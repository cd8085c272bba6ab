"""A trial of a measure in a place: who, how many, how long, which effect it sees, and what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import expm1, sqrt

import xarray as xr

from relode.decisions.judged import LEAST_POWER, programme_decisions, programme_facts, whole_cost
from relode.decisions.programmes import Programme
from relode.decisions.records import Decision, UsedFact
from relode.errors import NoVerdict
from relode.evidence.prediction import expected
from relode.evidence.shipped_draws import shipped_draws
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import Amount, Bilingual
from relode.measures.power import (
    LEVEL,
    POWER,
    chosen_by,
    design_effect,
    honest_pass,
    looks,
    power_of,
    smallest_effect,
    units_needed,
)
from relode.needs.service import Remedy
from relode.places import Place
from relode.streams import stream
from relode.trials.designs import TrialDesign, design_of, key_of, measure_of, name_of
from relode.trials.noise import Histories, Noise, county_noise, own_noise, prefecture_noise
from relode.trials.record import TrialLook, TrialRecord, TrialUnits
from relode.trials.request import TrialRequest
from relode.usual import HORIZON

YEARS = 3
"""Years after which a trial is read. A choice of this project."""
POINTS = 100.0
"""Points in a share."""
OUTPUT = "gdp_real_index"
OUTCOME_OF_COUNTS = "county_counts"
"""What is compared where the units are the places of a country's own table of jobs or establishments."""


@dataclass(frozen=True)
class OwnUnits:
    """Units of the user's own: outcome after its transform by year, the group of each where whole groups are drawn.

    `unit` where they are other units than the design has, such as the counties of a country's tables.
    """

    histories: Histories
    clusters: Mapping[str, str]
    unit: str = ""
    source: str = "user"


def trial_of(panel: xr.Dataset, place: Place, request: TrialRequest, units: OwnUnits | None = None) -> TrialRecord:
    """The trial that is asked for, in the place that is found for its city. `units`: the user's own.

    Prices and lists of China do not hold in a country with tables of its own.

    Raises RelodeError for an unknown measure or a bad file, NoVerdict where no trial can tell: a measure that is
    counted, noise that nobody knows, or a power below one half with all units that there are.
    """
    measure, abroad = measure_of(request.measure), request.country is not None
    design = design_of(measure)
    if units is not None and units.unit:
        design = replace(design, unit=units.unit, choice="phased", outcome=OUTCOME_OF_COUNTS, noise="own")
    if request.choice:
        design = replace(design, choice=request.choice)
    years = YEARS
    noise, known = noise_of(panel, place, design, years, units)
    if known is None and not abroad:
        known = counted_units(place, design)
    facts = {} if abroad else programme_facts(panel, place, HORIZON)
    is_programme = isinstance(measure, Programme)
    if known is None and is_programme and design.unit == "person" and "participants" in facts:
        known = int(float(facts["participants"].value or 0))
    effect, by = looked_for(measure, design, request.seed)
    more = design_effect(noise.cluster_size, noise.correlation) * chosen_by(design.choice)
    spread = noise.high * sqrt(more)
    aim = test_power(design)
    needed = units_needed(effect, spread, aim)
    half = (needed if known is None else min(needed, known)) // 2
    cost = None if abroad else cost_of(measure, facts, half, known, years)
    if known is not None and power_of(effect, spread, half, half) < LEAST_POWER:
        least = smallest_effect(spread, half, half, power=aim)
        raise NoVerdict(
            "trials.cannot_tell", name=name_of(measure), place=named(place),
            needed=Amount(needed, "count"), known=Amount(known, "count"),
            effect=effect_told(effect, design.transform), least=effect_told(least, design.transform),
        )  # fmt: skip
    if noise.by == "prefectures":
        raise NoVerdict("trials.noise_is_least", place=named(place), needed=needed, known=known)
    ends = [smallest_effect(each / noise.high * spread, half, half, power=aim) for each in (noise.low, noise.high)]
    planned_error = spread * sqrt(2 / half)
    return TrialRecord(
        place=place.code,
        place_name=named(place),
        measure=key_of(measure),
        units=TrialUnits(design.unit, design.choice, known, needed, half, half, noise.cluster_size > 1),
        first=FIRST_PLAN_YEAR + 1,
        years=years,
        outcome=design.outcome,
        transform=design.transform,
        noise=noise,
        looked_for=effect,
        looked_for_by=by,
        smallest_effect=ends[1],
        smallest_at=(ends[0], ends[1]),
        power=POWER,
        level=LEVEL,
        cost=cost,
        stop_rule=tuple(TrialLook(x.part, x.errors, x.errors * planned_error / sqrt(x.part)) for x in looks()),
        decision=row_of(panel, place, measure, request.seed) if is_programme and not abroad else None,
        seed=request.seed,
        sources=tuple(dict.fromkeys((*noise.sources, *(s for s in design.source.split(";") if s != "rule")))),
    )


def test_power(design: TrialDesign) -> float:
    """Power that the test itself needs: checks of the years before refuse some honest trials, and the promise is of the
    whole. [0-1]"""
    return POWER if design.noise == "bound" else POWER / honest_pass()


def noise_of(
    panel: xr.Dataset, place: Place, design: TrialDesign, years: int, units: OwnUnits | None
) -> tuple[Noise, int | None]:
    """The noise of the outcome, and how many units the user has, None where none are given."""
    if units is not None:
        found = own_noise(units.histories, units.clusters, years)
        return replace(found, sources=(units.source,)), len(units.histories)
    if design.noise == "counties":
        return county_noise(place, years), None
    if design.noise == "prefectures":
        return prefecture_noise(panel, OUTPUT, years), None
    assert design.sd is not None  # rows of the other kinds have it
    low, high = design.sd_low or design.sd, design.sd_high or design.sd
    return Noise(design.sd, low, high, design.noise, None, None, ("assumption",) if low < high else ()), None


def counted_units(place: Place, design: TrialDesign) -> int | None:
    """Counties and districts of the last census, where they are the units. [count]"""
    if design.unit != "county":
        return None
    return sum(row["prefecture_code"] == place.code and row["year"] == "2020" for row in rows("census_counties"))


def row_of(panel: xr.Dataset, place: Place, measure: Programme | Remedy, seed: int) -> Decision | None:
    """The row of the plan on this measure, None if the plan has none."""
    found = programme_decisions(panel, place, None, {}, shipped_draws(), HORIZON, seed)
    return next((row for row in found if row.id == f"programme:{key_of(measure)}"), None)


def looked_for(measure: Programme | Remedy, design: TrialDesign, seed: int) -> tuple[float, str]:
    """The effect that the trial is to see: what studies expect on average, at least the practical size.

    In the unit of the outcome after its transform.
    """
    if isinstance(measure, Programme) and measure.family:
        average = expected(
            shipped_draws(), (measure.lever, "measure"), measure.family, stream("expected_effect", seed)
        ).average.mean() / (POINTS if measure.dose.persons else 1.0)
        if average > design.practical:
            return float(average), "evidence"
    return design.practical, "practical"


def cost_of(
    measure: Programme | Remedy, facts: Mapping[str, UsedFact], treated: int, known: int | None, years: int
) -> tuple[float, float, float] | None:
    """What the measure costs for those who get it, low, expected and high; None if nobody says for one. [yuan]"""
    if isinstance(measure, Remedy):
        free = measure.cost is not None and measure.cost.high == 0
        return (0.0, 0.0, 0.0) if free else None
    price = measure.price
    if measure.dose.persons:
        return price.low * treated, price.value * treated, price.high * treated
    whole = whole_cost(measure, facts)
    if known is None or whole is None:
        return None
    yuan = whole * treated / known * min(years, measure.dose.years)
    return yuan * price.low / price.value, yuan, yuan * price.high / price.value


def named(place: Place) -> Bilingual:
    """The place in both languages."""
    return Bilingual(place.name_en, place.name_zh)


def effect_told(effect: float, transform: str) -> Amount:
    """An effect as a reader takes it: points of a share, or a part of the level."""
    return Amount(effect, "share change") if transform == "share" else Amount(expm1(effect), "share")
