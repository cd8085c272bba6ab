"""A trial of a measure in a place: who, how many, how long, which effect it sees, what it costs and is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import expm1, sqrt

import numpy as np
import xarray as xr

from relode.arrays import Vector
from relode.decisions.accounts import CityAccounts
from relode.decisions.decision_records import Decision, SaidText
from relode.decisions.gains import POINTS, Gain, factor, gain_grounds, study_error
from relode.decisions.need_decisions import need_decision
from relode.decisions.programme_decisions import (
    Judged,
    Programmed,
    gained,
    programme_decision,
    programme_gain,
    programmed,
    seen_by,
)
from relode.decisions.programmes import Programme
from relode.decisions.rule import thresholds
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
    smallest_effect,
    units_needed,
)
from relode.needs.service import Remedy
from relode.places import Place
from relode.plan.asked.request import PlanRequest
from relode.plan.decided_run import DecisionBasis, begun
from relode.streams import stream
from relode.trials.designs import TrialDesign, design_of, key_of, measure_of, name_of
from relode.trials.noise import Histories, Noise, county_noise, own_noise, prefecture_noise
from relode.trials.record import TrialLook, TrialRecord, TrialUnits, TrialWorth
from relode.trials.request import TrialRequest

OUTPUT = "gdp_real_index"
OUTCOME_OF_COUNTS = "county_counts"
"""What is compared where the units are the places of a country's own table of jobs or establishments."""
RARE = 0.95
"""A trial that sees no effect that one place in twenty has cannot tell, whatever it is worth. A choice of ours."""


@dataclass(frozen=True)
class Card:
    """A measure as it stands on the card, with what its gain rests on (None of a need)."""

    basis: DecisionBasis
    decision: Decision
    asked: Programmed | None = None
    gain: Gain | None = None


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

    A place outside of the simulator has no card: its trial is told without worth. Prices and lists of China do not hold
    in a country with tables of its own.

    Raises RelodeError for an unknown measure or a bad file, NoVerdict where no trial can tell: a measure that is
    counted, noise that nobody knows, more units than there are, or more money than the pot has.
    """
    measure, abroad = measure_of(request.measure), request.country is not None
    design = design_of(measure)
    if units is not None and units.unit:
        design = replace(design, unit=units.unit, choice="phased", outcome=OUTCOME_OF_COUNTS, noise="own")
    if request.choice:
        design = replace(design, choice=request.choice)
    years = int(thresholds()["trial_years"].value)
    noise, known = noise_of(panel, place, design, years, units)
    if known is None and not abroad:
        known = counted_units(place, design)
    card = None if abroad else card_of(panel, place, measure, request.plan)
    if known is None and card is not None and card.asked is not None and design.unit == "person":
        fact = card.asked.fact
        known = int(fact.amount) if fact is not None and fact.state == "present" and fact.amount else None
    effect, by = looked_for(measure, design, request.seed)
    more = design_effect(noise.cluster_size, noise.correlation) * chosen_by(design.choice)
    spread = noise.high * sqrt(more)
    aim = test_power(design)
    needed = units_needed(effect, spread, aim)
    half = (needed if known is None else min(needed, known)) // 2
    cost = None if abroad else cost_of(measure, card, half, known, years)
    error = noise.sd * sqrt(more) * sqrt(2 / max(half, 1))
    worth = None if card is None else worth_of(card, error, cost)
    gain = None if card is None else card.gain
    most = 0.0 if card is None or gain is None else float(np.quantile(effects_here(card, gain), RARE))
    least = smallest_effect(spread, half, half, power=aim)
    pays = worth is not None and worth.cost is not None and worth.value > worth.cost and least <= most
    if known is not None and needed > 2 * half + 1 and not pays:
        raise NoVerdict(
            "trials.cannot_tell", name=name_of(measure), place=named(place),
            needed=Amount(needed, "count"), known=Amount(known, "count"),
            effect=effect_told(effect, design.transform), least=effect_told(least, design.transform),
        )  # fmt: skip
    if noise.by == "prefectures":
        raise NoVerdict("trials.noise_is_least", place=named(place), needed=needed, known=known)
    purse = None if card is None or card.asked is None else card.asked.purse
    room = None if purse is None else purse.room
    if cost is not None and room is not None and 0 < room[1] * years < cost[1]:
        raise NoVerdict(
            "trials.beyond_money", name=name_of(measure), place=named(place), needed=2 * half,
            cost=Amount(cost[1], "yuan"), room=Amount(room[1] * years, "yuan"),
        )  # fmt: skip
    ends = [smallest_effect(each / noise.high * spread, half, half, power=aim) for each in (noise.low, noise.high)]
    planned_error = spread * sqrt(2 / half)
    return TrialRecord(
        place=place.code,
        place_name=SaidText(place.name_en, place.name_zh),
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
        value_of_information=worth,
        stop_rule=tuple(TrialLook(x.part, x.errors, x.errors * planned_error / sqrt(x.part)) for x in looks()),
        card=None if card is None else card.decision,
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


def card_of(panel: xr.Dataset, place: Place, measure: Programme | Remedy, request: PlanRequest) -> Card | None:
    """The measure as a plan run judges it, with the same futures and draws; None where the simulator has no such place.

    Raises NoVerdict for a need that is not judged there.
    """
    on = begun(panel, place, request)
    if on is None:
        return None
    basis = on.basis
    if isinstance(measure, Remedy):
        needs = basis.needs.measures if basis.needs is not None else ()
        need = next((each for each in needs if each.name == measure.id), None)
        if need is None:
            raise NoVerdict("trials.no_need", name=name_of(measure), place=named(place))
        return Card(basis, need_decision(need))
    wanted = programmed(measure, basis.figures, basis.purses, request.horizon)
    if wanted.request is None:
        return Card(basis, programme_decision(Judged(wanted, None, None), basis.needs), wanted)
    accounts = CityAccounts(on.stage.ground, request.seed)
    account = accounts([wanted.request])[0]
    gain = programme_gain(wanted, account, basis.draws, request.seed, place.code)
    return Card(basis, programme_decision(Judged(wanted, account, gain), basis.needs), wanted, gain)


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


def effects_here(card: Card, gain: Gain) -> Vector:
    """What studies let the measure do here at its full dose, (draw,). [unit of the outcome after its transform]"""
    assert card.asked is not None  # a gain has been asked for
    programme = card.asked.programme
    reached = card.asked.persons / gain.account.base if programme.dose.persons else 1.0
    return np.asarray(gain.size.here / (factor(card.asked.doses) * reached))


def cost_of(
    measure: Programme | Remedy, card: Card | None, treated: int, known: int | None, years: int
) -> tuple[float, float, float] | None:
    """What the measure costs for those who get it, low, expected and high; None where nobody says for one. [yuan]"""
    if isinstance(measure, Remedy):
        free = measure.cost is not None and measure.cost.high == 0
        return (0.0, 0.0, 0.0) if free else None
    price = measure.price
    if measure.dose.persons:
        return price.low * treated, price.value * treated, price.high * treated
    if known is None or card is None or card.asked is None or card.asked.request is None:
        return None
    yuan = card.asked.standard * treated / known * min(years, measure.dose.years)
    return yuan * price.low / price.value, yuan, yuan * price.high / price.value


def worth_of(card: Card, error: float, cost: tuple[float, float, float] | None) -> TrialWorth | None:
    """What the trial's answer is worth, by the formula of the card, with this trial's error in place of a study's.

    `error` of its effect [unit of the outcome]. An effect on those treated is at least that on all jobs or output of
    the place, so the worth of firms is at the low side.
    """
    gain, asked = card.gain, card.asked
    if gain is None or asked is None:
        return None
    programme = asked.programme
    unit = POINTS if programme.dose.persons else 1.0
    ratio = error * unit / study_error(card.basis.draws, programme.family)
    seen = seen_by(programme.lever)
    own = replace(gain, error=gain.error * ratio)
    found = gain_grounds(own, own, programme.price.printed, programme.stops, seen).found_out
    per_yuan = float(gain.account.yardstick.mean() / gain.account.yuan.mean())
    return TrialWorth(
        value=found,
        cost=None if cost is None else max(per_yuan, 0.0) * cost[1],
        unit=UNITS_OF[gain.account.request.outcome],
        worth_up_to=found / per_yuan if per_yuan > 0 else None,
        on_card=gained(programme, gain).found_out,
        seen=seen,
    )


UNITS_OF: Mapping[str, str] = {"jobs": "person-years", "output": "yuan", "income": "yuan"}


def named(place: Place) -> Bilingual:
    """The place in both languages."""
    return Bilingual(place.name_en, place.name_zh)


def effect_told(effect: float, transform: str) -> Amount:
    """An effect as a reader takes it: points of a share, or a part of the level."""
    return Amount(effect, "share change") if transform == "share" else Amount(expm1(effect), "share")
