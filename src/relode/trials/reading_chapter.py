"""What a trial says as blocks: the answer, what it had to stand, the card before and after."""

from collections.abc import Mapping
from dataclasses import dataclass

from relode.decisions.decision_records import Decision
from relode.decisions.decision_text import verdict_word
from relode.evaluation.evaluation_record import CheckResult
from relode.language import Amount, Sentence
from relode.story import Block, Callout, Chapter, Column, Passage, Table
from relode.trials.designs import measure_of, name_of
from relode.trials.reading import TrialReading
from relode.trials.trial import effect_told


@dataclass(frozen=True)
class CardLine:
    """The card before or after."""

    when: str
    decision: Decision


@dataclass(frozen=True)
class CheckLine:
    """A check and whether it was passed."""

    name: str
    result: CheckResult


THEN: Mapping[str, str] = {"yes": "yes", "no": "no", "harm": "no", "unclear": "unclear"}
"""Answer -> what is done."""


def chapter(read: TrialReading) -> Chapter:
    """The answer of a filled sheet."""
    then = (Sentence(f"trials.then.{THEN[read.verdict]}", {}),) if read.verdict in THEN else ()
    blocks: tuple[Block, ...] = (
        Callout((Sentence(f"trials.answer.{read.verdict}", {}), *then)),
        Passage(tuple(_said(read))),
        *([cards_table(read)] if read.card_before is not None else []),
        *([checks_table(read)] if read.checks else []),
    )
    values = {"name": name_of(measure_of(read.measure)), "place": read.place_name.said}
    return Chapter("trial_reading", Sentence("trials.reading.heading", values), blocks)


def _said(read: TrialReading) -> list[Sentence]:
    found = []
    if read.effect is not None:
        told = effect_told(read.effect.value, read.transform)
        ends = [effect_told(each, read.transform).value for each in read.effect.interval_95]
        values = {"treated": read.effect.treated, "control": read.effect.control, "until": read.until}
        effect = Amount(told.value, told.unit, (ends[0], ends[1]))
        found.append(Sentence("trials.reading.effect", {**values, "effect": effect}))
    if read.refused is not None:
        found.append(Sentence("trials.reading.refused", {"reason": read.refused}))
    failed = read.reasons if read.refused is None else ()
    if failed and read.verdict == "unclear":
        names = [Sentence(f"trials.check.{name}", {}) for name in failed]
        found.append(Sentence("trials.reading.failed", {"checks": names}))
    if read.needed is not None:
        found.append(Sentence("trials.reading.needed", {"needed": read.needed}))
    if read.surprising:
        found.append(Sentence("trials.reading.surprising", {"effective": read.effective}))
    return found


def cards_table(read: TrialReading) -> Table:
    """Verdict, gain and chance of a gain, before and after."""
    pairs = (("before", read.card_before), ("after", read.card_after))
    lines = tuple(CardLine(when, card) for when, card in pairs if card is not None)
    columns = (
        Column("trials.card.when", lambda line: Sentence(f"trials.reading.{line.when}", {})),
        Column("trials.card.verdict", lambda line: verdict_word(line.decision.verdict), width=2),
        Column("trials.card.gain", lambda line: line.decision.gain and line.decision.gain.gain, format="interval"),
        Column(
            "trials.card.chance", lambda line: line.decision.gain and line.decision.gain.chance_here,
            unit="share", format="whole",
        ),
    )  # fmt: skip
    return Table(Sentence("trials.reading.table", {}), columns, lines, sheet="trial_cards")


def checks_table(read: TrialReading) -> Table:
    """Each check and whether it was passed."""
    columns = (
        Column("trials.card.check", lambda line: Sentence(f"trials.check.{line.name}", {}), width=2),
        Column("trials.card.passed", _passed),
    )
    lines = [CheckLine(name, each) for name, each in read.checks.items()]
    return Table(Sentence("trials.reading.checks_table", {}), columns, lines, sheet="trial_checks")


def _passed(line: CheckLine) -> Sentence:
    key = {True: "head.yes", False: "head.no", None: "card.not_made"}[line.result.passed]
    return Sentence(f"trials.{key}", {})
