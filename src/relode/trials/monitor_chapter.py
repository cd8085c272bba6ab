"""What a run forecast compared with what came, as blocks."""

from relode.decisions.decision_chapter import recommendation
from relode.decisions.records import Decision
from relode.language import Amount, Sentence
from relode.places import by_code
from relode.plan.making.plan_text import CEILINGS, lead_of
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, Table
from relode.trials.monitor import Monitored, WatchedFigure
from relode.vocabulary import Label


def chapter(found: Monitored) -> Chapter:
    """Figures against bands, what changes in needs and decisions, what was done and paid."""
    held = sum(each.held for each in found.figures)
    values = {"held": held, "count": len(found.figures), "made": found.made[:10]}
    key = "held_of" if found.figures else "none"
    seen: list[Block] = [figures_table(found)] if found.figures else []
    due: list[Block] = (
        [Passage(done_and_paid(found)), due_table(found)]
        if found.due
        else [Passage((Sentence("trials.monitor.nothing_due", {}),))]
    )
    blocks: tuple[Block, ...] = (
        Callout((Sentence(f"trials.monitor.{key}", values),)),
        *seen,
        *_without(found),
        Heading(Sentence("trials.monitor.again", {})),
        Passage((Sentence("trials.monitor.changed", {"changed": len(found.changed), "kept": found.kept}),)),
        *([changed_table(found)] if found.changed else []),
        needs_table(found) if found.needs else Passage((Sentence("trials.monitor.needs_stay", {}),)),
        Heading(Sentence("trials.monitor.done_heading", {})),
        *due,
    )
    values = {"place": by_code()[found.place], "year": found.year}
    return Chapter("monitor", Sentence("trials.monitor.heading", values), blocks)


def _without(found: Monitored) -> list[Passage]:
    said = [
        Sentence(
            f"trials.monitor.{key}",
            {
                "names": [
                    Sentence("trials.monitor.of_year", {"name": Label(name), "year": int(year)})
                    for name, year in map(str.split, names)
                ]
            },
        )
        for key, names in (("without", found.without_band), ("without_prices", found.without_prices))
        if names
    ]
    return [Passage(tuple(said), "note")] if said else []


def figures_table(found: Monitored) -> Table:
    """What the run said beside what came: the indicators of the yearly assessment as the document proposes them."""
    columns = (
        Column("trials.monitor.quantity", lambda each: Label(each.quantity), width=1.6),
        Column("trials.monitor.year", "year"),
        Column("trials.monitor.said", lambda each: Amount(each.median, each.unit, each.band), width=2),
        Column("trials.monitor.came", lambda each: Amount(each.value, each.unit)),
        Column("trials.monitor.surprise", "surprise", unit="share", format="tenths"),
        Column(
            "trials.monitor.verdict", lambda each: Sentence(f"trials.monitor.{'held' if each.held else 'missed'}", {})
        ),
        Column("trials.monitor.bound", _bound),
        Column("trials.monitor.bureau", lambda each: lead_of(each.quantity)),
    )
    return Table(Sentence("trials.monitor.figures", {}), columns, found.figures, ("user",), sheet="monitor_figures")


def _bound(each: WatchedFigure) -> Sentence:
    """Whether what came is no worse than what was to come if nothing is done, the bound that is proposed."""
    kept = each.value <= each.median if each.quantity in CEILINGS else each.value >= each.median
    return Sentence(f"trials.monitor.{'kept' if kept else 'not_kept'}", {})


def changed_table(found: Monitored) -> Table:
    """Decisions before and now."""
    columns = (
        Column("trials.monitor.decision", lambda each: (each.before or each.now).name, width=2),
        Column("trials.monitor.before", lambda each: _of(each.before)),
        Column("trials.monitor.now", lambda each: _of(each.now)),
    )
    return Table(Sentence("trials.monitor.decisions", {}), columns, found.changed, sheet="monitor_changed")


def _of(decision: Decision | None) -> Sentence:
    return Sentence("trials.monitor.nothing", {}) if decision is None else recommendation(decision.recommendation)


def needs_table(found: Monitored) -> Table:
    """Needs before and now."""
    columns = (
        Column("trials.monitor.need", "name", width=1.6),
        Column("trials.monitor.year", "year"),
        Column("trials.monitor.before", lambda each: Sentence(f"needs.short.{each.before}", {})),
        Column("trials.monitor.now", lambda each: Sentence(f"needs.short.{each.now}", {})),
        Column("trials.monitor.sure_before", "sure_before", format=",.0f"),
        Column("trials.monitor.sure_now", "sure_now", format=",.0f"),
    )
    return Table(Sentence("trials.monitor.needs", {}), columns, found.needs, sheet="monitor_needs")


def done_and_paid(found: Monitored) -> tuple[Sentence, ...]:
    """How much of what was due was done and paid; what nobody said is not counted as done."""
    said = [each for each in found.due if each.done.state is not None]
    known = [each for each in found.due if each.done.paid is not None]
    done = {
        "count": len(found.due),
        "done": sum(each.done.state == "yes" for each in said),
        "part": sum(each.done.state == "part" for each in said),
        "unsaid": len(found.due) - len(said),
    }
    paid = {
        "paid": Amount(sum(each.done.paid or 0.0 for each in known), "yuan"),
        "planned": Amount(sum(each.yuan or 0.0 for each in known), "yuan"),
        "known": len(known),
    }
    of_money = Sentence("trials.monitor.paid_of", paid) if known else Sentence("trials.monitor.no_sum", {})
    return Sentence("trials.monitor.done_of", done), of_money


def due_table(found: Monitored) -> Table:
    """What was to be done and paid, beside what was."""
    columns = (
        Column("trials.monitor.decision", "decision.name", width=1.6),
        Column("trials.due.step", "decision.first_step", width=2.4),
        Column("trials.due.bureau", "decision.bureau"),
        Column("trials.due.planned", lambda each: None if each.yuan is None else Amount(each.yuan, "yuan")),
        Column("trials.due.done", lambda each: each.done.state and Sentence(f"trials.due.{each.done.state}", {})),
        Column("trials.due.paid", lambda each: None if each.done.paid is None else Amount(each.done.paid, "yuan")),
    )
    caption = Sentence("trials.monitor.due", {"year": found.due_year})
    return Table(caption, columns, found.due, sheet="monitor_due")
