"""What a trial is told as."""

from dataclasses import dataclass
from typing import Annotated

from relode.decisions.records import Decision, Text
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
class TrialLook(Record):
    """An early look."""

    part: Annotated[float, Doc("part of the information that is there", "share")]
    errors: Annotated[float, Doc("standard errors by which the effect must be away from 0 to stop", "ratio")]
    effect: Annotated[float, Doc("what that is in the outcome", "unit of the outcome after its transform")]


@dataclass(frozen=True)
class TrialRecord(Record):
    """A trial of a measure in a place."""

    place: Annotated[str, Doc("code of the place")]
    place_name: Annotated[Text, Doc("its name")]
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
    stop_rule: Annotated[tuple[TrialLook, ...], Doc("early looks", shape="look")]
    decision: Annotated[Decision | None, Doc("the row of the plan on this measure, null if the plan has none")]
    seed: Annotated[int, Doc("seed of all draws")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]
    files: Annotated[tuple[str, ...], Doc("files written", shape="file")] = ()
    kept: Annotated[
        tuple[str, ...], Doc("files that were there: left as they are, and none written", shape="file")
    ] = ()
