"""A trial as blocks: the protocol of two pages, with what is done whatever comes out, and the answer of its sheet."""

from collections.abc import Mapping
from dataclasses import replace

from relode.decisions.decision_chapter import recommendation
from relode.language import Amount, Sentence
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, Steps, Table
from relode.trials.designs import design_of, measure_of, name_of
from relode.trials.reading import TrialReading
from relode.trials.record import TrialRecord
from relode.trials.sheet import first_before
from relode.trials.trial import effect_told


def chapter(trial: TrialRecord) -> Chapter:
    """The protocol: what is done, to whom, what it sees, is worth and costs, when it stops, what follows."""
    unit = Sentence(f"trials.unit.{trial.units.unit}", {})
    office = Sentence(f"trials.office.{trial.outcome}", {})
    by_points = units_by_points(trial)
    steps = ("list", "points" if by_points else "draw", "before", "run", "fill", "read")
    values = {"unit": unit, "office": office, "seed": trial.seed}
    today = Sentence("trials.today.none", {})
    if trial.decision is not None:
        today = Sentence("trials.today.row", {"recommendation": recommendation(trial.decision.recommendation)})
    blocks: tuple[Block, ...] = (
        Passage(lead(trial)),
        Callout((today,)),
        protocol_table(trial),
        Heading(Sentence("trials.steps_heading", {})),
        Steps(tuple(Sentence(f"trials.step.{each}", values) for each in steps)),
        looks_table(trial),
        Heading(Sentence("trials.then_heading", {})),
        *(Passage((Sentence(f"trials.then.{each}", {}),), "bullet") for each in ("yes", "no", "unclear")),
        Passage(
            tuple(Sentence(f"trials.note.{each}", {}) for each in ("compliance", "displaced", NOTES[by_points])), "note"
        ),
    )
    values = {"name": name_of(measure_of(trial.measure)), "place": trial.place_name}
    return Chapter("trial", Sentence("trials.heading", values), blocks)


NOTES = {True: "by_points", False: "threshold"}


def units_by_points(trial: TrialRecord) -> bool:
    """Whether points decide who gets it, and no lot."""
    return trial.units.choice == "threshold"


def lead(trial: TrialRecord) -> tuple[Sentence, ...]:
    """The trial in two sentences, whether all units see less than is looked for, and whole groups if they are drawn."""
    units, unit = trial.units, Sentence(f"trials.unit.{trial.units.unit}", {})
    count = units.treated + units.control
    values = {
        "units": count,
        "unit": unit,
        "first": trial.first,
        "read": trial.first + trial.years - 1,
        "outcome": Sentence(f"trials.outcome.{trial.outcome}", {}),
        "smallest": size(trial, trial.smallest_effect),
    }
    key = "lead_points" if units_by_points(trial) else "lead" if units.known is not None else "lead_unknown"
    said = [Sentence(f"trials.{key}", values)]
    if units.needed > count:
        looked_for = size(trial, trial.looked_for)
        said.append(Sentence("trials.short", {"looked_for": looked_for, "needed": units.needed}))
    if units.clusters:
        groups = {"unit": unit, "size": trial.noise.cluster_size, "correlation": trial.noise.correlation}
        said.append(Sentence("trials.lead_clusters", groups))
    return tuple(said)


def protocol_table(trial: TrialRecord) -> Table:
    """Who, how chosen, how many, how long, outcome, office, effects, noise, cost, bureau."""
    units, design = trial.units, design_of(measure_of(trial.measure))
    noise = trial.noise
    known = (
        Sentence("trials.cell.unknown", {})
        if units.known is None
        else Sentence("trials.cell.known", {"count": units.known})
    )
    number = {"treated": units.treated, "control": units.control, "known": known}
    before = trial.first - 1
    time = {
        "first_before": first_before(trial), "before": before, "first": trial.first,
        "read": trial.first + trial.years - 1,
    }  # fmt: skip
    low, high = trial.smallest_at
    ends = (size(trial, low).value, size(trial, high).value) if low < high else None
    smallest = replace(size(trial, trial.smallest_effect), interval_90=ends)
    spread = Amount(
        noise.sd,
        "share change" if trial.transform == "share" else "ratio",
        (noise.low, noise.high) if noise.low < noise.high else None,
    )
    told = {"sd": spread, "units": noise.units, "years": noise.years, "reason": design.reason}
    lines = (
        ("who", Sentence(f"trials.unit.{units.unit}", {})),
        ("choice", Sentence(f"trials.choice.{units.choice}", {})),
        ("number", Sentence("trials.cell.number", number)),
        ("time", Sentence(f"trials.cell.{'time' if first_before(trial) < before else 'time_one'}", time)),
        ("outcome", Sentence(f"trials.outcome.{trial.outcome}", {})),
        ("office", Sentence(f"trials.office.{trial.outcome}", {})),
        (
            "looked_for",
            Sentence(f"trials.cell.looked_{trial.looked_for_by}", {"effect": size(trial, trial.looked_for)}),
        ),
        ("smallest", smallest),
        ("noise", Sentence(f"trials.noise.{noise.by}", told)),
        ("cost", _cost(trial)),
        *((("bureau", trial.decision.bureau),) if trial.decision is not None else ()),
    )
    columns = (
        Column("trials.column.point", lambda line: Sentence(f"trials.row.{line[0]}", {})),
        Column("trials.column.said", lambda line: line[1], width=3.5),
    )
    caption = Sentence("trials.table.protocol", {})
    return Table(caption, columns, lines, trial.sources, sheet="trial_protocol")


def looks_table(trial: TrialRecord) -> Table:
    """When it may stop early."""
    columns = (
        Column("trials.column.part", "part", unit="share", format="whole"),
        Column("trials.column.errors", "errors", unit="ratio", format=".2f"),
        Column("trials.column.effect", lambda look: size(trial, look.effect)),
    )
    return Table(Sentence("trials.table.looks", {}), columns, trial.stop_rule, sheet="trial_looks")


def size(trial: TrialRecord, effect: float) -> Amount:
    """An effect as a reader takes it."""
    return effect_told(effect, trial.transform)


def _cost(trial: TrialRecord) -> Amount | Sentence:
    if trial.cost is None:
        return Sentence("trials.cell.ask_cost", {})
    low, yuan, high = trial.cost
    if high == 0:
        return Sentence("trials.cell.no_cost", {})
    return Amount(yuan, "yuan", (low, high) if low < high else None)


PASSED = {True: "head.yes", False: "head.no", None: "card.not_made"}
THEN: Mapping[str, str] = {"yes": "yes", "no": "no", "harm": "no", "unclear": "unclear"}
"""Answer -> what is done."""


def answer_chapter(read: TrialReading) -> Chapter:
    """The answer of a filled sheet."""
    then = (Sentence(f"trials.then.{THEN[read.verdict]}", {}),) if read.verdict in THEN else ()
    blocks: tuple[Block, ...] = (
        Callout((Sentence(f"trials.answer.{read.verdict}", {}), *then)),
        Passage(tuple(_said(read))),
        *([checks_table(read)] if read.checks else []),
    )
    values = {"name": name_of(measure_of(read.measure)), "place": read.place_name}
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
    return found


def checks_table(read: TrialReading) -> Table:
    """Each check and whether it was passed."""
    columns = (
        Column("trials.card.check", lambda line: Sentence(f"trials.check.{line[0]}", {}), width=2),
        Column("trials.card.passed", lambda line: Sentence(f"trials.{PASSED[line[1].passed]}", {})),
    )
    lines = [*read.checks.items()]
    return Table(Sentence("trials.reading.checks_table", {}), columns, lines, sheet="trial_checks")
