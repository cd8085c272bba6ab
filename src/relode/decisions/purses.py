"""Money that may pay a measure: pots with their channels, and which of them a programme is judged with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from relode.decisions.money_account import PotName, Uses
from relode.decisions.programmes import Programme
from relode.decisions.rule import (
    Paid,
)
from relode.facts import rows

NAMED = ("exhausted_transfer", "subsidence_mining_district")
"""Channels that only places on a list get."""
Known = Literal["assured", "known", "at_most", "ask"]


@dataclass(frozen=True)
class Purse:
    """Money that may pay: `room` lowest and highest yuan a year, None where nobody knows here, of `sources`.

    `cell` of the workbook tells it. Assured money is that of whoever asks: it pays whatever is lawful.
    """

    pot: PotName
    channel: str
    known: Known
    room: tuple[float, float] | None
    cell: str
    sources: tuple[str, ...] = ()


def uses_of(purse: Purse | None) -> Uses:
    """What the yardstick spends the money of a purse on: works, where its rules do not let it pay services."""
    if purse is None or not purse.channel:
        return "services"
    row = next((row for row in rows("funding_channels") if row["id"] == purse.channel), None)
    return "services" if row is not None and row["pays_recurrent"].startswith("yes") else "works"


def channel_for(channels: Sequence[str], purses: Sequence[Purse]) -> str:
    """The channel of a need: the first that the place holds, else the first that is open to any place; "" for none.

    Where nothing is known of the channels of a place, as abroad or in a fund, the first.
    """
    known = {purse.channel for purse in purses} - {""}
    if not known:
        return next(iter(channels), "")
    held = (each for each in channels if each in known)
    return next(held, next((each for each in channels if each not in NAMED), ""))


def purse_for(programme: Programme, purses: Sequence[Purse]) -> Purse | None:
    """The purse that a programme is judged with: assured money, else a channel that names its use, else own money.

    A channel that no purse holds for this place is one whose room nobody knows here, unless grants are told without
    their channels. Loans are no grants. Money of whoever asks comes before all of them.
    """
    given = next((each for each in purses if each.known == "assured"), None)
    if given is not None:
        return given
    own = next((each for each in purses if each.pot == "own"), None)
    if own is not None and own.known == "known" and own.room and own.room[0] > 0:
        return own
    bonds = next((each for each in purses if each.pot == "bonds"), None)
    if programme.bonds and bonds is not None and bonds.known == "known" and bonds.room and bonds.room[0] > 0:
        return bonds
    held = [each for name in programme.channels for each in purses if each.channel == name]
    held += [each for each in purses if each.pot == "granted" and not each.channel and each.room is not None]
    if held:
        return max(held, key=lambda each: each.room[1] if each.room else 0.0)
    if programme.channels:
        asked = channel_for(programme.channels, purses) or programme.channels[0]
        return Purse("granted", asked, "ask", None, f"channel_{asked}")
    return next((each for each in purses if each.pot == "granted" and not each.channel), own)


def paid_by(purse: Purse | None) -> Paid:
    """What a purse is to a verdict. One whose room is not known is taken to hold something: the rule asks for it.

    Money of whoever asks is assured.
    """
    if purse is None or (purse.room is not None and purse.room[1] <= 0):
        return "none"
    return "granted" if purse.pot == "granted" and purse.known != "assured" else "assured"
