"""Cells and orders that all words of a funding run share."""

from relode.fund.fund_records import FundedGain, FundedPlace, FundRecord
from relode.language import Amount, Sentence
from relode.places import Place, by_code


def on_average(gain: FundedGain) -> Amount:
    """Money as it is spent on average, with the interval over futures: budgets are kept on average."""
    return Amount(gain.mean, gain.estimate.unit, gain.estimate.interval_90)


def place_of(code: str) -> Place:
    """The place of a code of the record."""
    return by_code()[code]


def provinces_told(record: FundRecord) -> tuple[Place, ...]:
    """The provinces whose places may get money."""
    return tuple(place_of(code) for code in record.province.split(","))


def home(record: FundRecord) -> Sentence:
    """What the places that may get money are places of."""
    return Sentence(f"fund.home.{'several' if len(provinces_told(record)) > 1 else 'one'}", {})


def funded(record: FundRecord) -> list[FundedPlace]:
    """The places that get money, those that get most first."""
    some = [place for place in record.places if place.steps]
    return sorted(some, key=lambda place: (-place.funder.mean, place.place))


def ordered_places(record: FundRecord) -> list[FundedPlace]:
    """All places as a reader meets them: those that get most first, the others by what they lose."""
    return [*funded(record), *sorted((p for p in record.places if not p.steps), key=lambda p: (-p.need, p.place))]
