"""What a plan run tells of where the uncertainty about jobs comes from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from relode.language import Language
from relode.record import Doc, Record


@dataclass(frozen=True)
class VarianceShare(Record):
    """The part that an unknown, or unknowns together, have in the variance of an outcome, by Sobol's indices."""

    name: Annotated[str, Doc("name of the unknown or of the group, or rest")]
    label: Annotated[Mapping[Language, str], Doc("what it is called", shape="language")]
    first: Annotated[float, Doc("variance that is expected to go once it is known", "share")]
    first_half_length_95: Annotated[float, Doc("half the length of its 95 % interval", "share")]
    total: Annotated[float, Doc("variance that it has any part in", "share")]
    total_half_length_95: Annotated[float, Doc("half the length of its 95 % interval", "share")]


@dataclass(frozen=True)
class ScreenedUnknown(Record):
    """What a single unknown does over its range, by Morris' elementary effects."""

    name: Annotated[str, Doc("name of the unknown")]
    label: Annotated[Mapping[Language, str], Doc("what it is called", shape="language")]
    effect: Annotated[float, Doc("mean of absolute effects", "persons")]
    effect_half_length_95: Annotated[float, Doc("half the length of its 95 % interval", "persons")]
    effect_spread: Annotated[float, Doc("standard deviation of effects", "persons")]


@dataclass(frozen=True)
class JobsSpread(Record):
    """How far jobs differ between futures if nothing is done, and what that comes from."""

    mean: Annotated[float, Doc("mean over recombined futures", "persons")]
    spread: Annotated[float, Doc("standard deviation over recombined futures", "persons")]
    spread_drawn: Annotated[float, Doc("standard deviation over the futures of the run", "persons")]
    assumed_share: Annotated[float, Doc("variance in which assumed unknowns have a part", "share")]
    assumed_share_half_length_95: Annotated[float, Doc("half the length of its 95 % interval", "share")]
    samples: Annotated[int, Doc("recombined futures")]
    converged: Annotated[bool, Doc("whether intervals are short and both halves of the sample agree")]
    widest_half_length_95: Annotated[float, Doc("half the length of the longest 95 % interval", "share")]
    largest_change_between_halves: Annotated[float, Doc("of a total share, between halves of the sample", "share")]
    groups: Annotated[tuple[VarianceShare, ...], Doc("by where unknowns come from, the largest first", shape="group")]
    singles: Annotated[tuple[VarianceShare, ...], Doc("single unknowns, the largest first", shape="unknown")]
    screened: Annotated[tuple[ScreenedUnknown, ...], Doc("the largest of all unknowns", shape="unknown")]
    worth_measuring_first: Annotated[tuple[str, ...], Doc("names of measurable unknowns that surely matter most")]


@dataclass(frozen=True)
class SensitivityRecord(Record):
    """Where the uncertainty about jobs in the last year comes from, if nothing is done."""

    quantity: Annotated[str, Doc("quantity of the runs")]
    year: Annotated[int, Doc("year that is looked at")]
    unknowns: Annotated[int, Doc("unknowns that differ between futures")]
    jobs: Annotated[JobsSpread | None, Doc("null where jobs are the same in every future")]
    sentences: Annotated[Mapping[Language, tuple[str, ...]], Doc("what it says in words", shape="language")]


def percent(share: float, language: Language) -> str:
    """A share in whole per cent, where more digits would be noise; an estimate just below 0 is 0."""
    return f"{max(share, 0.0) * 100:.0f}" + {"en": "\u00a0%", "zh": "%"}[language]
