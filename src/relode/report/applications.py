"""What a place may apply for: channels of what is not to be left, what they hold, what to file with whom and when."""

from dataclasses import dataclass

from relode.deals.public_works import channel_name
from relode.decisions import decision_text
from relode.decisions.decision_records import Decision, Decisions
from relode.decisions.purses import NAMED
from relode.language import Sentence, has_sentence
from relode.plan.asked.pots import Pot
from relode.plan.asked.pots_text import pot_amount
from relode.report.content import CityResult
from relode.story import Block, Column, Heading, Table

APPLIED = 4
"""Rows of applications on page one."""
CHANNELS = ("funding_rules",)
"""Source of what a channel pays, of who files what, with whom and when."""
OPEN = ("do", "do_if_granted", "try_small", "fill_in")
"""Verdicts whose channel is worth an application; of the last once the figure is there."""


@dataclass(frozen=True)
class Application:
    """A channel that a place may apply to: what it would pay, and the pot of it where one is known."""

    channel: str
    wanted_by: tuple[Decision, ...]
    pot: Pot | None


def apply_for(result: CityResult, record: Decisions) -> list[Block]:
    """Channels with what they would pay here, what is known of their sum, what to file with whom, and by when."""
    found = applications(result, record)[:APPLIED]
    if not found:
        return []
    columns = (
        Column("brief.column.channel", lambda one: channel_name(one.channel), width=1.4),
        Column("brief.column.pays", lambda one: decision_text.names_of(one.wanted_by), width=2),
        Column("brief.column.sum", _sum, width=1.4),
        Column("brief.column.file", lambda one: _paper("file", one.channel), width=2.2),
        Column("brief.column.when", lambda one: _paper("when", one.channel), width=1.4),
    )
    return [Heading(Sentence("brief.heading.apply", {})), Table(None, columns, found, CHANNELS)]


def applications(result: CityResult, record: Decisions) -> list[Application]:
    """Channels of what is not to be left, in the order of its verdicts.

    None that is given to named places alone where nobody is known to have named this one.
    """
    pots = {pot.channel: pot for pot in (result.planned.pots if result.planned else ()) if pot.channel}
    wanted: dict[str, list[Decision]] = {}
    for kind in OPEN:
        for each in record.of(kind):
            if each.channel.channel and (each.channel.channel not in NAMED or each.channel.channel in pots):
                wanted.setdefault(each.channel.channel, []).append(each)
    return [Application(channel, tuple(found), pots.get(channel)) for channel, found in wanted.items()]


def _paper(what: str, channel: str) -> Sentence:
    """What to file, or when; of a channel that only a project of a list names, what holds of all."""
    return Sentence(f"brief.{what}.{channel if has_sentence(f'brief.{what}.{channel}') else 'other'}", {})


def _sum(one: Application) -> Sentence:
    known = None if one.pot is None else pot_amount(one.pot)
    return Sentence("plans.pot.amount.unknown", {}) if known is None else known
