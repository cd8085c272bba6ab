"""The chapter "What can be done": the record of a plan run as passages and tables ready for the page."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from relode.decisions.chapter import chapter
from relode.language import Amount, Figure, Sentence, say
from relode.language.spoken import Bilingual
from relode.places import Place
from relode.plan.asked.pots_text import pot_rows
from relode.plan.making import plan_text
from relode.plan.making.plan_records import PAYERS, Course, OwnPolicy, PlanRecord
from relode.report.act_sections import uncertainty_section
from relode.story.html import blocks_html
from relode.story.words import Words

Table = dict[str, Any]
OF_THE_OUTLOOK = ("population", "employment", "working_age_people", "ageing_alone")


def act_chapter(record: PlanRecord | None, place: Place, words: Words) -> dict[str, Any] | None:
    """What the template of the chapter shows, None where no plan was asked for."""
    if record is None:
        return None
    said = words.of(plan_text.SOURCES)
    head = {"state": record.state, "headline": said.html(plan_text.headline(record, place))}
    told = record.decisions
    decided = None if told is None else blocks_html(chapter(told).blocks, words)
    if record.why_not:
        why = said.html(plan_text.why_words(record, place)) if decided else None
        return {**head, "is_empty": True, "decisions": decided, "why": why}
    return {
        **head,
        "decisions": decided,
        "is_empty": False,
        "why": None,
        "shrinks": said.say("plans.headline.shrinks", place=place) if record.shrinks else None,
        "money": [said.html(each) for each in plan_text.money_words(record)],
        "pots": pots_table(record, said),
        "own": _own(record.own, record, said) if record.own is not None else None,
        "courses": courses_table(record, said) if record.nothing else None,
        "moved": said.html(moved) if (moved := moved_words(record)) else None,
        "fails": [said.html(each) for each in plan_text.fails_words(record)],
        "kept": [[said.html(each) for each in plan_text.kept_words(kept, record.horizon)] for kept in record.kept],
        "uncertainty": uncertainty_section(record.sensitivity, words.language),
        "command": record.command,
    }


def shown(value: object, words: Words) -> Markup:
    """A cell: a figure with its interval, a sentence, a list of these, or plain text."""
    if value is None or value == "":
        return Markup("–")
    if isinstance(value, list | tuple):
        return Markup(" ").join(shown(each, words) for each in value)
    if isinstance(value, Sentence):
        return words.html(value)
    if isinstance(value, Figure):
        return words.figure(value, "interval")
    if isinstance(value, Bilingual):
        return Markup(escape(value.name(words.language)))
    return Markup(escape(str(value)))


def table(caption: Sentence, head: Iterable[Sentence], rows: Iterable[Sequence[object]], words: Words) -> Table:
    """A table whose first column names its rows; `texts` are the columns that hold words and not only figures."""
    cells = [list(row) for row in rows]
    return {
        "caption": words.html(caption),
        "head": [words.html(each) for each in head],
        "rows": [[shown(cell, words) for cell in row] for row in cells],
        "texts": [at for at, column in enumerate(zip(*cells, strict=True)) if any(map(_is_text, column))],
    }


def _is_text(cell: object) -> bool:
    return isinstance(cell, Sentence | Bilingual | list | tuple)


def pots_table(record: PlanRecord, words: Words) -> Table:
    """What facts say of each pot."""
    heads = [Sentence(f"plans.pot.table.{name}", {}) for name in ("pot", "amount", "how")]
    return table(Sentence("plans.pot.table.caption", {}), heads, pot_rows(record.pots), words)


def _own(own: OwnPolicy, record: PlanRecord, words: Words) -> dict[str, Any]:
    """The user's own policy: how it is seen, effects, money by year."""
    return {
        "title": words.say("plans.title.own"),
        "how": words.say("plans.own.how"),
        "effects": effects_table(own, words),
        "money": money_table(own, record, words),
    }


def effects_table(own: OwnPolicy, words: Words) -> Table:
    """What a policy changes in every outcome."""
    rows = [
        (
            plan_text.outcome_words(each.outcome),
            each.amount,
            None if each.per_million is None else Amount(each.per_million[0], each.amount.unit, each.per_million[1:]),
            Amount(each.better_share, "share"),
        )
        for each in own.effects
    ]
    heads = [Sentence(f"plans.effects.{name}", {}) for name in ("outcome", "amount", "per_million", "better")]
    return table(Sentence("plans.effects.caption", {}), heads, rows, words)


def money_table(own: OwnPolicy, record: PlanRecord, words: Words) -> Table:
    """Money by year, payer and pot in yuan; the cells of a row and of a column add up as they stand."""
    payers = [name for name in PAYERS if any(year.payers[name] for year in own.years)]
    pots = list(own.years[0].pots)
    language = words.language
    rows = [
        [
            str(year.year),
            *(yuan(year.payers[name]) for name in payers),
            *(yuan(year.pots[name]) for name in pots),
            yuan(year.total),
        ]
        for year in own.years
    ]
    sums = [
        *(sum_of([year.payers[name] for year in own.years]) for name in payers),
        *(sum_of([year.pots[name] for year in own.years]) for name in pots),
        sum_of([year.total for year in own.years]),
    ]
    rows.append([say("plans.by_year.sum", language), *(yuan(each) for each in sums)])
    heads = [
        Sentence("plans.by_year.year", {}),
        *(Sentence(f"levers.payer.{name}", {}) for name in payers),
        *(Sentence(f"plans.pot.{name}", {}) for name in pots),
        Sentence("plans.by_year.total", {}),
    ]
    caption = Sentence("plans.by_year.caption", {"year": record.price_year})
    return table(caption, heads, rows, words)


def yuan(value: float) -> str:
    """Yuan to the cent, so that cells of a table add up as they stand."""
    return f"{value:,.2f}"


def sum_of(parts: Sequence[float]) -> float:
    """Yuan with cents, added as whole cents. [yuan]"""
    return sum(round(part * 100) for part in parts) / 100


def courses_table(record: PlanRecord, words: Words) -> Table:
    """Quantities in the first year and at the horizon, with nothing done.

    People and jobs are not among them: what comes of them if nothing is done is told once, by the outlook.
    """
    rows = []
    for course in (each for each in record.nothing if each.quantity not in OF_THE_OUTLOOK):
        bands = course.nothing
        ends = [Amount(bands["median"][at], course.unit, (bands["p05"][at], bands["p95"][at])) for at in (0, -1)]
        rows.append((Sentence(f"plans.course.{course.quantity}", {}), *ends))
    heads = [
        Sentence("plans.course.quantity", {}),
        Sentence("plans.course.first", {"year": record.start}),
        Sentence("plans.course.nothing", {"year": record.horizon}),
    ]
    return table(Sentence("plans.course.caption", {}), heads, rows, words)


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
