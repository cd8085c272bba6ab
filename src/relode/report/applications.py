"""What a place may apply for: channels of what is not to be left, what they hold, what to file with whom and when."""

from dataclasses import dataclass

from relode.deals.public_works import channel_name
from relode.decisions import decision_text
from relode.decisions.decision_records import Decision, Decisions
from relode.decisions.purses import NAMED
from relode.language import Clauses, Sentence, has_sentence
from relode.plan.asked.pots import Pot
from relode.plan.asked.pots_text import pot_amount
from relode.report.content import CityResult
from relode.story import Block, Column, Heading, Passage, Table

APPLIED = 4
"""Rows of applications with a sum on page one."""
CHANNELS = ("funding_rules",)
"""Source of what a channel pays, of who files what, with whom and when."""
WORTH_ASKING = ("do", "do_if_granted", "try_small", "fill_in")
"""Verdicts whose channel is worth an application; of the last once the figure is there."""


@dataclass(frozen=True)
class Application:
    """A channel that a place may apply to: what it would pay, and the pot of it where one is known."""

    channel: str
    wanted_by: tuple[Decision, ...]
    pot: Pot | None

    @property
    def sum(self) -> Sentence | None:
        """What is known of its sum here, None where it is to be asked for."""
        return None if self.pot is None or self.pot.amount is None else pot_amount(self.pot)


def apply_for(result: CityResult, record: Decisions) -> list[Block]:
    """Channels whose sum here is known, with what to file and when; in one sentence those to ask for one."""
    found = applications(result, record)
    summed = [each for each in found if each.sum is not None][:APPLIED]
    asked = [each for each in found if each.sum is None]
    columns = (
        Column("brief.column.channel", lambda one: channel_name(one.channel, result.place.code), width=1.4),
        Column("brief.column.pays", lambda one: decision_text.names_of(one.wanted_by), width=2),
        Column("brief.column.sum", "sum", width=1.4),
        Column("brief.column.file", lambda one: paper("file", one.channel), width=2.2),
        Column("brief.column.when", lambda one: paper("when", one.channel), width=1.4),
    )
    blocks: list[Block] = [Table(None, columns, summed, CHANNELS)] if summed else []
    if asked:
        named = [
            Sentence("brief.apply_for", {"channel": channel_name(one.channel, result.place.code),
                                         "measures": decision_text.names_within(one.wanted_by)})
            for one in asked
        ]  # fmt: skip
        said = Sentence("brief.apply_ask", {"place": result.place, "channels": Clauses(tuple(named))})
        blocks.append(Passage((said,), sources=CHANNELS))
    return [Heading(Sentence("brief.heading.apply", {})), *blocks] if blocks else []


def applications(result: CityResult, record: Decisions) -> list[Application]:
    """Channels of what is not to be left, in the order of its verdicts.

    None that is given to named places alone where nobody is known to have named this one.
    """
    pots = {pot.channel: pot for pot in (result.planned.pots if result.planned else ()) if pot.channel}
    wanted: dict[str, list[Decision]] = {}
    for kind in WORTH_ASKING:
        for each in record.of(kind):
            if each.channel.channel and (each.channel.channel not in NAMED or each.channel.channel in pots):
                wanted.setdefault(each.channel.channel, []).append(each)
    return [Application(channel, tuple(found), pots.get(channel)) for channel, found in wanted.items()]


def paper(what: str, channel: str) -> Sentence:
    """What to file, or when; of a channel that only a project of a list names, what holds of all."""
    return Sentence(f"channels.{what}.{channel if has_sentence(f'channels.{what}.{channel}') else 'other'}", {})
