"""Words of the pots: their names, what is known of each, how it is known, and where a figure of one's own goes."""

from collections.abc import Iterator, Sequence

from relode.deals.public_works import channel_name
from relode.language import Amount, Bilingual, Clauses, Sentence
from relode.plan.asked.pots import A_YEAR, Pot
from relode.vocabulary import Label

ASKED_OF = ("subsidence_mining_district", "special_bonds")
"""Channels whose room somebody can be asked for; words for whom."""


def pot_rows(pots: Sequence[Pot], place: str = "") -> Iterator[tuple[object, object, object]]:
    """Name, what is known, how and where to fill it in."""
    for pot in pots:
        yield pot_name(pot, place), pot_amount(pot), pot_basis(pot)


def pot_name(pot: Pot, place: str = "") -> Sentence | Bilingual:
    """The pot; of grants the channel, as its rule is called in a place of this code."""
    if pot.name != "granted" or not pot.channel:
        return Sentence(f"plans.pot.{pot.name}", {})
    return channel_name(pot.channel, place)


def pot_amount(pot: Pot) -> Sentence | None:
    """What it holds, a year or in all; None where that follows from the measures or nothing is known of it."""
    if pot.amount is None:
        return Sentence("plans.pot.amount.unknown", {}) if pot.how == "ask" else None
    key = "most" if pot.how == "at_most" else "a_year" if pot.amount.unit == A_YEAR else "in_all"
    amount = Amount(pot.amount.value, "yuan", None if key == "most" else pot.amount.interval_90, pot.sources)
    return Sentence(f"plans.pot.amount.{key}", {"amount": amount})


def pot_basis(pot: Pot) -> Clauses:
    """How it is known and of which years, whom to ask, and the column of the workbook that it is filled in."""
    kind = "limit" if pot.name == "bonds" and pot.how == "observed" else pot.how
    how = Sentence(f"plans.pot.how.{kind}", {})
    years = sorted(set(pot.years))
    said = [Sentence("plans.pot.of_years", {"how": how, "years": list(map(str, years))}) if years else how]
    if pot.how == "ask" and pot.channel in ASKED_OF:
        said.append(Sentence(f"plans.pot.ask.{pot.channel}", {}))
    if pot.cell and pot.how not in ("observed", "typed"):
        said.append(Sentence("plans.pot.fill", {"quantity": Label(pot.cell)}))
    return Clauses(tuple(said))
