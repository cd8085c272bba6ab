"""What a funding run is told as: what the province pays, its programmes over all places, each place with its list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.decisions.decision_records import Decision, Decisions, DrawnNumber
from relode.record import Doc, Record


@dataclass(frozen=True)
class FundPayment(Record):
    """What the province pays for one decision in one place."""

    place: Annotated[str, Doc("code")]
    name: Annotated[str, Doc("name of the decision")]
    kind: Annotated[str, Doc("need, programme, or trial: a part of a programme, in some places, to be read first")]
    yuan: Annotated[float, Doc("of the province", "yuan per year")]
    own: Annotated[float, Doc("what the place pays itself of it", "yuan per year")]
    after: Annotated[float, Doc("what the place goes on paying in the year after the last", "yuan per year")]


@dataclass(frozen=True)
class FundedProgramme(Record):
    """A programme over all places that it may be done in: judged as one, and place by place.

    What it does on average is shared by all places; how places differ cancels out, so the average counts.
    """

    decision: Annotated[Decision, Doc("the verdict over all of them; money, gain and cost are sums over places")]
    places: Annotated[tuple[str, ...], Doc("codes of the places that it is judged in", shape="place")]
    alone: Annotated[Mapping[str, int], Doc("verdict -> how many of these places have it by themselves")]
    chance_alone: Annotated[float | None, Doc("mean over places of the chance that it gains in one of them", "share")]
    waiting: Annotated[tuple[str, ...], Doc("codes of places where nobody counts what it needs", shape="place")]


@dataclass(frozen=True)
class PaidGain(Record):
    """What a programme gains in the places in which it is paid, sums over them."""

    name: Annotated[str, Doc("name of the decision")]
    gain: Annotated[DrawnNumber, Doc("over the yardstick")]
    yardstick: Annotated[DrawnNumber, Doc("the same money on ordinary public services")]


@dataclass(frozen=True)
class FundedPlace(Record):
    """A place: what it can absorb, and its own list with the province's money."""

    place: Annotated[str, Doc("code")]
    spending: Annotated[float, Doc("public spending", "yuan per year")]
    spending_year: Annotated[int, Doc("year of that spending")]
    ceiling: Annotated[float, Doc("the most that it can absorb, whatever the money of the run", "yuan per year")]
    decisions: Annotated[Decisions, Doc("its decisions with this money, each place judged by itself")]


@dataclass(frozen=True)
class ProvincePot(Record):
    """What is known of a channel of the centre's money for a province."""

    province: Annotated[str, Doc("code")]
    channel: Annotated[str, Doc("key of funding_channels")]
    yuan: Annotated[float, Doc("its sum for the province", "yuan per year")]
    year: Annotated[int, Doc("year of the sum")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]


@dataclass(frozen=True)
class FundRecord(Record):
    """Everything that a funding run says of a province, or of several."""

    province: Annotated[str, Doc("code; of several, separated by commas")]
    asked: Annotated[Mapping[str, Any], Doc("settings")]
    command: Annotated[str, Doc("how the run is made again")]
    budget: Annotated[float, Doc("money asked for", "yuan per year")]
    start: Annotated[int, Doc("first year of the money")]
    horizon: Annotated[int, Doc("last year")]
    price_year: Annotated[int, Doc("money is in yuan of this year")]
    futures: Annotated[int, Doc("futures of the accounts")]
    seed: Annotated[int, Doc("seed of all draws")]
    absorbable: Annotated[
        tuple[float, float, float],
        Doc("part of its public spending that a place may get at most: assumed, with its range", "share"),
    ]
    unpublished: Annotated[tuple[str, ...], Doc("codes of places whose public spending is not published")]
    absent: Annotated[tuple[str, ...], Doc("codes of prefecture-level places that the simulator does not have")]
    counties: Annotated[tuple[str, ...], Doc("codes of listed places below the prefecture level, not judged")]
    payments: Annotated[tuple[FundPayment, ...], Doc("what is paid, needs first", shape="payment")]
    gains: Annotated[tuple[PaidGain, ...], Doc("of programmes that are paid", shape="programme")]
    unpaid: Annotated[tuple[FundPayment, ...], Doc("what is worth paying and finds no money or no room in its place")]
    programmes: Annotated[tuple[FundedProgramme, ...], Doc("best verdict first", shape="programme")]
    places: Annotated[tuple[FundedPlace, ...], Doc("every place that may get money", shape="place")]
    pots: Annotated[tuple[ProvincePot, ...], Doc("what is known of central money", shape="pot")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]

    @property
    def paid(self) -> float:
        """What the province pays in all. [yuan per year]"""
        return sum(each.yuan for each in self.payments)
