"""What a funding run says: what the province pays in each place, and the decisions of each place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from relode.decisions.records import Decision, Decisions, MoneySplit
from relode.record import Doc, Record


@dataclass(frozen=True)
class FundPayment(Record):
    """What one decision of one place costs, and what of it the province pays."""

    place: Annotated[str, Doc("code")]
    id: Annotated[str, Doc("decision")]
    kind: Annotated[str, Doc("law, need, programme or pilot: the order of paying")]
    cost: Annotated[float, Doc("what it costs over the years of the run", "yuan per year")]
    yuan: Annotated[float, Doc("of the province: all of it, whole units of it, or nothing", "yuan per year")]


@dataclass(frozen=True)
class ProvincePot(Record):
    """What is published of a channel of central money for a province."""

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
    start: Annotated[int, Doc("first year of the money")]
    horizon: Annotated[int, Doc("last year")]
    seed: Annotated[int, Doc("seed of all draws")]
    money: Annotated[MoneySplit, Doc("where the budget goes; a line is `place/decision`")]
    payments: Annotated[tuple[FundPayment, ...], Doc("what has a known cost, in the order of paying", shape="payment")]
    places: Annotated[tuple[Decisions, ...], Doc("every place that may get money, with its decisions", shape="place")]
    pots: Annotated[tuple[ProvincePot, ...], Doc("what is known of central money", shape="pot")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources", shape="source")]

    def decision(self, payment: FundPayment) -> Decision:
        """The decision that a payment is for."""
        place = next(each for each in self.places if each.place == payment.place)
        return next(each for each in place.decisions if each.id == payment.id)
