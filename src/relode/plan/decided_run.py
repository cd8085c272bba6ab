"""Decisions within a plan run: pots as purses of decisions."""

from collections.abc import Sequence

from relode.decisions.deciding import Known, Purse
from relode.plan.asked.pots import A_YEAR, Pot

KNOWN: dict[str, Known] = {"observed": "known", "estimated": "known", "at_most": "at_most", "over_limit": "known"}


def purses(pots: Sequence[Pot], years: int) -> tuple[Purse, ...]:
    """The pots that may pay a measure; what is known in all is spread evenly over `years`.

    Of a pot that nothing is known of, and that nobody can be asked for, there is no purse.
    """
    return tuple(
        Purse(pot.name, pot.channel, KNOWN.get(pot.how, "ask"), _room(pot, years), pot.cell)  # type: ignore[arg-type]
        for pot in pots
        if pot.name in ("own", "granted", "bonds") and (pot.amount is not None or pot.how == "ask")
    )


def _room(pot: Pot, years: int) -> tuple[float, float] | None:
    if pot.amount is None:
        return None
    low, high = pot.amount.interval_90 or (pot.amount.value, pot.amount.value)
    part = 1.0 if pot.amount.unit == A_YEAR else 1.0 / years
    return low * part, high * part
