"""The chapter "What can be done": the record of a plan run as passages and tables ready for the page."""

from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from relode.decisions.chapter import chapter
from relode.language import Amount, Figure, Language, Sentence, joined, say
from relode.language.spoken import Bilingual
from relode.places import Place
from relode.plan.asked.pots_text import pot_rows
from relode.plan.cards import card_text
from relode.plan.cards.card_records import PAYERS, Card
from relode.plan.making import plan_text
from relode.plan.making.plan_records import Course, MeasuresPlan, PlanRecord
from relode.plan.verdicts.verdict_text import outcome_words
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
    if record.why_not:
        return {**head, "is_empty": True, "decisions": None, "published": published(record, place, said)}
    told = record.decisions
    shown_plans = (record.own,) if told is not None else (record.plan, record.granted_plan, record.own)
    plans = [plan for plan in shown_plans if plan is not None]
    return {
        **head,
        "decisions": None if told is None else blocks_html(chapter(told).blocks, words),
        "is_empty": False,
        "published": None,
        "shrinks": said.say("plans.headline.shrinks", place=place) if record.shrinks else None,
        "money": [said.html(each) for each in plan_text.money_words(record)],
        "pots": pots_table(record, said),
        "cards": cards_table(card_text.ordered_cards(record.cards), said) if record.cards and told is None else None,
        "plans": [_plan(plan, record, said) for plan in plans],
        "courses": courses_table(record, said) if record.nothing else None,
        "moved": said.html(moved) if (moved := moved_words(record)) else None,
        "alternatives": [
            said.html(plan_text.alternative_words(plan)) for plan in (record.alternatives if told is None else ())
        ],
        "neighbours": said.html(plan_text.neighbours_words(record.neighbours)) if record.neighbours else None,
        "fails": [said.html(each) for each in plan_text.fails_words(record)],
        "signs": [said.html(plan_text.sign_words(sign)) for sign in record.signs],
        "kept": [[said.html(each) for each in plan_text.kept_words(kept, record.horizon)] for kept in record.kept],
        "uncertainty": uncertainty_section(record.sensitivity, words.language),
        "evidence": evidence(record, words.language),
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


def published(record: PlanRecord, place: Place, words: Words) -> dict[str, Any] | None:
    """What money buys at published costs in a place without a simulator."""
    result = record.published
    if result is None:
        return None
    heads = [Sentence(f"plans.published.{name}", {}) for name in plan_text.PUBLISHED_COLUMNS]
    rows = (plan_text.published_cells(each) for each in result.measures)
    return {
        "sentences": [words.html(each) for each in plan_text.published_words(result, place)],
        "table": table(Sentence("plans.published.caption", {}), heads, rows, words),
    }


def pots_table(record: PlanRecord, words: Words) -> Table:
    """What facts say of each pot, and what the plan uses of it."""
    lead = record.plan or record.granted_plan
    used = {part.pot: card_text.money(part.yuan) for part in lead.pots} if lead else {}
    rows = pot_rows(record.pots, used)
    heads = [Sentence(f"plans.pot.table.{name}", {}) for name in ("pot", "amount", "how", "plan")]
    return table(Sentence("plans.pot.table.caption", {}), heads, rows, words)


def cards_table(cards: Sequence[Card], words: Words) -> Table:
    """Every measure with its verdict and why."""
    heads = [Sentence(f"plans.card.column.{name}", {}) for name in card_text.CARD_COLUMNS]
    frame = table(Sentence("plans.card.caption", {}), heads, map(card_text.card_cells, cards), words)
    frame["below"] = [card_text.CARD_COLUMNS.index(name) for name in ("payers", "reason")]
    frame["kinds"] = [card.verdict.kind for card in cards]
    return frame


def _plan(plan: MeasuresPlan, record: PlanRecord, words: Words) -> dict[str, Any]:
    """A plan in full: steps, effects, money by year."""
    title = Sentence(f"plans.title.{plan.name}", {})
    steps = table(
        Sentence("plans.steps.caption", {}),
        [
            *(Sentence(f"plans.card.column.{name}", {}) for name in ("measure", "dose", "years")),
            Sentence("plans.steps.missed", {}),
        ],
        (plan_text.step_cells(step) for step in plan.steps),
        words,
    )
    names = [card_text.named(name) for name in plan.left]
    return {
        "title": words.html(title),
        "steps": steps if plan.steps else None,
        "left": words.say("plans.steps.left", names=names) if names else None,
        "effects": effects_table(plan, title, words),
        "money": money_table(plan, title, record, words),
    }


def effects_table(plan: MeasuresPlan, title: Sentence, words: Words) -> Table:
    """What a plan changes in every outcome."""
    rows = [
        (
            outcome_words(each.outcome),
            each.amount,
            None if each.per_million is None else Amount(each.per_million[0], each.amount.unit, each.per_million[1:]),
            Amount(each.better_share, "share"),
        )
        for each in plan.effects
    ]
    heads = [Sentence(f"plans.effects.{name}", {}) for name in ("outcome", "amount", "per_million", "better")]
    return table(Sentence("plans.effects.caption", {"plan": title}), heads, rows, words)


def money_table(plan: MeasuresPlan, title: Sentence, record: PlanRecord, words: Words) -> Table:
    """Money by year, payer and pot in yuan; the cells of a row and of a column add up as they stand."""
    payers = [name for name in PAYERS if any(year.payers[name] for year in plan.years)]
    pots = list(plan.years[0].pots) if plan.years else []
    language = words.language
    rows = [
        [
            str(year.year),
            *(yuan(year.payers[name]) for name in payers),
            *(yuan(year.pots[name]) for name in pots),
            yuan(year.total),
        ]
        for year in plan.years
    ]
    sums = [
        *(sum_of([year.payers[name] for year in plan.years]) for name in payers),
        *(sum_of([year.pots[name] for year in plan.years]) for name in pots),
        sum_of([year.total for year in plan.years]),
    ]
    rows.append([say("plans.by_year.sum", language), *(yuan(each) for each in sums)])
    heads = [
        Sentence("plans.by_year.year", {}),
        *(Sentence(f"levers.payer.{name}", {}) for name in payers),
        *(Sentence(f"plans.pot.{name}", {}) for name in pots),
        Sentence("plans.by_year.total", {}),
    ]
    caption = Sentence("plans.by_year.caption", {"plan": title, "year": record.price_year})
    return table(caption, heads, rows, words)


def yuan(value: float) -> str:
    """Yuan to the cent, so that cells of a table add up as they stand."""
    return f"{value:,.2f}"


def sum_of(parts: Sequence[float]) -> float:
    """Yuan with cents, added as whole cents. [yuan]"""
    return sum(round(part * 100) for part in parts) / 100


def courses_table(record: PlanRecord, words: Words) -> Table:
    """Quantities in the first year and at the horizon, with nothing done and with the plan.

    People and jobs are not among them: what comes of them if nothing is done is told once, by the outlook.
    """
    has_plan = any(course.plan for course in record.nothing)
    rows = []
    for course in (each for each in record.nothing if each.quantity not in OF_THE_OUTLOOK):
        cells: list[object] = [Sentence(f"plans.course.{course.quantity}", {})]
        for bands, at in ((course.nothing, 0), (course.nothing, -1), *(((course.plan, -1),) if has_plan else ())):
            ends = None if bands is None else (bands["p05"][at], bands["p95"][at])
            cells.append(None if bands is None else Amount(bands["median"][at], course.unit, ends))
        rows.append(cells)
    heads = [
        Sentence("plans.course.quantity", {}),
        Sentence("plans.course.first", {"year": record.start}),
        Sentence("plans.course.nothing", {"year": record.horizon}),
        *([Sentence("plans.course.plan", {"year": record.horizon})] if has_plan else []),
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


def evidence(record: PlanRecord, language: Language) -> list[str]:
    """What is known of the effect of each lever that has a card, and by whom it was found."""
    from relode.facts import references
    from relode.model.policy.levers import levers  # its libraries start slowly
    from relode.vocabulary import quantity

    used = {card.lever for card in record.cards}

    def citation(key: str) -> str:
        if key == "assumption":
            return say("planning.rests.assumed", language)
        row = references()[key]
        return f"{row['authors'].split(';')[0].split(',')[0]} {row['year']}, {row['title']}"

    return [
        say(
            "planning.chapter.evidence_line",
            language,
            lever=quantity(name).label(language),
            reason=lever.reason(language),
            sources=joined([citation(key) for key in lever.source.split(";")], language),
        )
        for name, lever in levers().items()
        if name in used
    ]
