"""The chapter "What can be done": the record of a plan run as blocks, for the report and for the page of a run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from operator import itemgetter

from relode.decisions.decision_chapter import chapter as decisions_chapter
from relode.language import Amount, ByLanguage, Sentence
from relode.places import Place
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, Course, OwnPolicy, PlanRecord
from relode.plan.uncertainty.records import SensitivityRecord, VarianceShare, percent
from relode.story import Chapter, Column, Heading, Passage, PictureSpot, Table
from relode.story.blocks import Block

OF_THE_OUTLOOK = frozenset({"population", "employment", "working_age_people", "ageing_alone"})
TO_THE_CENT = ".2f"
"""Money by year, so that cells of a table add up as they stand."""


def act_chapter(record: PlanRecord, place: Place, calendar: Chapter | None = None) -> Chapter:
    """All that a run says: decisions, money, own policy, what it takes, when doing nothing fails, what is unsure.

    `calendar`: when money is applied for, after the decisions.
    """
    return Chapter("act", Sentence("report.chapter.act", {}), tuple(_blocks(record, place, calendar)))


def _blocks(record: PlanRecord, place: Place, calendar: Chapter | None) -> Iterator[Block]:
    if record.decisions is not None:
        yield from decisions_chapter(record.decisions).blocks
    if calendar is not None:
        yield Heading(calendar.heading)
        yield from calendar.blocks
    if record.why_not:
        if record.decisions is not None or record.state == "done":
            yield _told(plan_text.why_words(record, place))
        return
    if record.shrinks:
        yield _told(Sentence("plans.headline.shrinks", {"place": place}))
    if record.own is not None:
        yield _titled("plans.title.own")
        yield _told(Sentence("plans.own.how", {}))
        yield effects_table(record.own)
        yield money_table(record.own, record)
    if record.nothing:
        yield courses_table(record)
    if moved := moved_words(record):
        yield _told(moved)
    if record.kept:
        yield _titled("plans.keep.title")
        yield from (_told(said) for kept in record.kept for said in plan_text.kept_words(kept, record.horizon))
    if fails := list(plan_text.fails_words(record)):
        yield _titled("planning.chapter.fails")
        yield from map(_told, fails)
    yield from uncertainty_blocks(record.sensitivity)


def _told(said: Sentence) -> Passage:
    return Passage((said,), sources=plan_text.SOURCES)


def _titled(key: str) -> Heading:
    return Heading(Sentence(key, {}))


def _table(caption: str, columns: Iterable[Column], rows: Sequence[object], **values: object) -> Table:
    return Table(Sentence(caption, values), tuple(columns), rows, plan_text.SOURCES)


def effects_table(own: OwnPolicy) -> Table:
    """What a policy changes in every outcome."""
    columns = (
        Column("plans.effects.outcome", lambda row: plan_text.outcome_words(row.outcome)),
        Column("plans.effects.amount", "amount", format="interval"),
        Column(
            "plans.effects.per_million",
            lambda row: row.per_million and Amount(row.per_million[0], row.amount.unit, row.per_million[1:]),
            format="interval",
        ),
        Column("plans.effects.better", "better_share", "share", format="level"),
    )
    return _table("plans.effects.caption", columns, own.effects)


def money_table(own: OwnPolicy, record: PlanRecord) -> Table:
    """Money by year, payer and pot in yuan; the cells of a row and of a column add up as they stand."""
    payers = [name for name in PAYERS if any(year.payers[name] for year in own.years)]
    pots = list(own.years[0].pots)
    heads = [*(f"levers.payer.{name}" for name in payers), *(f"plans.pot.{name}" for name in pots)]
    cells = [
        (str(each.year), *(each.payers[name] for name in payers), *(each.pots[name] for name in pots), each.total)
        for each in own.years
    ]
    sums = (sum_of(column) for column in list(zip(*cells, strict=True))[1:])
    columns = [
        Column("plans.by_year.year", itemgetter(0)),
        *(
            Column(head, itemgetter(at), "1", TO_THE_CENT)
            for at, head in enumerate((*heads, "plans.by_year.total"), start=1)
        ),
    ]
    rows = [*cells, (Sentence("plans.by_year.sum", {}), *sums)]
    return replace(_table("plans.by_year.caption", columns, rows, year=record.price_year), folded=True)


def sum_of(parts: Iterable[float]) -> float:
    """Yuan with cents, added as whole cents. [yuan]"""
    return sum(round(part * 100) for part in parts) / 100


def courses_table(record: PlanRecord) -> Table:
    """Quantities in the first year and at the horizon, with nothing done.

    People and jobs are not among them: what comes of them if nothing is done is told once, by the outlook.
    """
    columns = (
        Column("plans.course.quantity", lambda row: plan_text.course_name(row, record.price_year)),
        *(
            Column(Sentence(f"plans.course.{key}", {"year": year}), partial(_level, at), "", "interval")
            for key, year, at in (("first", record.start, 0), ("nothing", record.horizon, -1))
        ),
    )
    rows = [each for each in record.nothing if each.quantity not in OF_THE_OUTLOOK]
    return _table("plans.course.caption", columns, rows)


def _level(at: int, course: Course) -> Amount:
    bands = course.nothing
    return Amount(bands["median"][at], course.unit, (bands["p05"][at], bands["p95"][at]))


def moved_words(record: PlanRecord) -> Sentence | None:
    """What is added to the simulator's people and jobs so that doing nothing is the outlook; None where untold."""
    told = {course.quantity: course for course in record.nothing if course.moved_by is not None}
    array = {"people": "population", "adults": "working_age_people", "jobs": "employment"}
    if not told.keys() >= set(array.values()):
        return None
    values = {name: Amount(told[of].moved_by or 0.0, "persons") for name, of in array.items()}
    outside = [words for of in array.values() if (words := _simulator_alone(told[of])) is not None]
    key = "moved_outside" if outside else "moved"
    return Sentence(
        f"plans.course.{key}", {**values, "outside": outside, "year": record.horizon, "futures": record.futures}
    )


def _simulator_alone(course: Course) -> Sentence | None:
    """What the simulator expects itself where that lies outside the middle half of the outlook; None inside."""
    if course.simulator_alone is None or course.interval_50 is None:
        return None
    values = {
        "quantity": Sentence(f"plans.course.{course.quantity}", {}),
        "alone": Amount(course.simulator_alone, course.unit),
        **{name: Amount(end, course.unit) for name, end in zip(("low", "high"), course.interval_50, strict=True)},
    }
    return Sentence("plans.course.simulator_alone", values)


def uncertainty_blocks(record: SensitivityRecord | None) -> Iterator[Block]:
    """Where uncertainty comes from; nothing before that is known, and where there is none."""
    if record is None or record.jobs is None:
        return
    from relode.plan.uncertainty.jobs_text import convergence_words  # its libraries start slowly

    yield _titled("planning.uncertainty.title")
    yield PictureSpot("plan_doubts")
    for en, zh in zip(record.sentences["en"], record.sentences["zh"], strict=True):
        yield _plain(en, zh)
    yield _told(Sentence("planning.uncertainty.how", {"unknowns": record.unknowns}))
    yield _plain(convergence_words(record.jobs, "en"), convergence_words(record.jobs, "zh"))
    columns = (
        Column("planning.uncertainty.column.source", lambda row: ByLanguage(row.label["en"], row.label["zh"])),
        *(Column(f"planning.uncertainty.column.{part}", partial(_share, part)) for part in ("first", "total")),
    )
    for kind, shares in (("groups", record.jobs.groups), ("singles", record.jobs.singles)):
        yield Table(Sentence(f"planning.uncertainty.{kind}", {}), columns, shares, folded=True)


def _plain(en: str, zh: str) -> Passage:
    return _told(Sentence("depth.cell.plain", {"value": ByLanguage(en, zh)}))


def _share(part: str, of: VarianceShare) -> ByLanguage:
    """A share of variance with half the length of its interval."""
    ends = getattr(of, part), getattr(of, f"{part}_half_length_95")
    return ByLanguage(*(" ± ".join(percent(each, language) for each in ends) for language in ("en", "zh")))
