"""What a trial is told as."""

from dataclasses import dataclass
from typing import Annotated

from relode.decisions.decision_records import Decision, SaidText
from relode.record import Doc, Record
from relode.trials.noise import Noise


@dataclass(frozen=True)
class TrialUnits(Record):
    """Who is in it."""

    unit: Annotated[str, Doc("person, old_person, firm or county")]
    choice: Annotated[str, Doc("lottery, phased: the order in which units get it is drawn, or threshold: by points")]
    known: Annotated[int | None, Doc("units that there are, null where nobody counts them", "count")]
    needed: Annotated[int, Doc("units, treated and not, that see the effect that is looked for", "count")]
    treated: Annotated[int, Doc("units that get it", "count")]
    control: Annotated[int, Doc("units that do not, or later", "count")]
    clusters: Annotated[bool, Doc("whether whole clusters are drawn")]


@dataclass(frozen=True)
class TrialWorth(Record):
    """What it is worth to know more before the whole is decided, as the card has it, and what the trial costs."""

    value: Annotated[float, Doc("expected value of the trial's information", "unit x years")]
    cost: Annotated[float | None, Doc("what its money would do as the yardstick, null without a cost", "unit x years")]
    unit: Annotated[str, Doc("unit of the gain")]
    worth_up_to: Annotated[float | None, Doc("money up to which it is worth it, null where money does nothing", "yuan")]
    on_card: Annotated[float, Doc("the same of a common study, as the card has it", "unit x years")]
    seen: Annotated[float, Doc("part of the effect that is there when it is read", "share")]


@dataclass(frozen=True)
class TrialLook(Record):
    """An early look."""

    part: Annotated[float, Doc("part of the information that is there", "share")]
    errors: Annotated[float, Doc("standard errors by which the effect must be away from 0 to stop", "ratio")]
    effect: Annotated[float, Doc("what that is in the outcome", "unit of the outcome after its transform")]


@dataclass(frozen=True)
class TrialRecord(Record):
    """A trial of a measure in a place."""

    place: Annotated[str, Doc("code of the place")]
    place_name: Annotated[SaidText, Doc("its name")]
    measure: Annotated[str, Doc("lever, or remedy of a need")]
    units: Annotated[TrialUnits, Doc("who is in it")]
    first: Annotated[int, Doc("first year of the measure", "year")]
    years: Annotated[int, Doc("years after which it is read", "years")]
    outcome: Annotated[str, Doc("what is counted")]
    transform: Annotated[str, Doc("share, or ln: its logarithm")]
    noise: Annotated[Noise, Doc("how much it moves by itself")]
    looked_for: Annotated[float, Doc("effect that is looked for", "unit of the outcome after its transform")]
    looked_for_by: Annotated[str, Doc("evidence: expected on average, or practical: the smallest that matters")]
    smallest_effect: Annotated[float, Doc("smallest effect that it sees", "unit of the outcome after its transform")]
    smallest_at: Annotated[
        tuple[float, float], Doc("the same at both ends of the noise", "unit of the outcome after its transform")
    ]
    power: Annotated[float, Doc("chance to see it", "share")]
    level: Annotated[float, Doc("chance to see an effect where there is none", "share")]
    cost: Annotated[tuple[float, float, float] | None, Doc("low, expected, high; null where none is known", "yuan")]
    value_of_information: Annotated[TrialWorth | None, Doc("null of a need, and without a card: no gain is told")]
    stop_rule: Annotated[tuple[TrialLook, ...], Doc("early looks", shape="look")]
    card: Annotated[
        Decision | None, Doc("the decision as it stands before, null where the simulator has no such place")
    ]
    seed: Annotated[int, Doc("seed of all draws")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    files: Annotated[tuple[str, ...], Doc("files written", shape="file")] = ()
    kept: Annotated[
        tuple[str, ...], Doc("files that were there: left as they are, and none written", shape="file")
    ] = ()
