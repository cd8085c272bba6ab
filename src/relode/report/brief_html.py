"""The brief as one HTML file that prints on two pages and asks no host; page two, for the bureaus."""

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import sqrt

from markupsafe import Markup

from relode.charts.account_picture import account_picture
from relode.decisions import decision_money, decision_text
from relode.decisions.decision_records import Decision, Decisions
from relode.language import Bilingual, Clauses, Language, Sentence
from relode.language.spoken import plain_cell
from relode.places import Place
from relode.plan.asked.pots import Pot, pot_amount, pot_basis, pot_name
from relode.report.bureaus import asked_of_bureaus
from relode.report.content import CityResult
from relode.report.html import Drawings, LazySizes, environment
from relode.report.page_one import page_one
from relode.story import Block, Chapter, Column, Passage, Table
from relode.story.html import blocks_html
from relode.story.words import Words
from relode.vocabulary import Label

LISTED = 3
"""Projects of a list with their first steps on page two: the annex has all."""


def page_two(result: CityResult) -> Chapter | None:
    """What the bureaus need of the run: first steps, money by pot, every figure to be filled in; None without a run."""
    record = result.planned
    if record is None or record.decisions is None:
        return None
    decisions = record.decisions
    later = [each for kind in ("do_if_granted", "do_on_terms", "try_small") for each in decisions.of(kind)]
    listed = [each for each in later if each.project is not None]
    shown = tuple(each for each in later if each.project is None or each in listed[:LISTED])
    blocks: list[Block] = []
    if shown:
        blocks.append(steps_table(shown, decisions))
    if len(listed) > LISTED:
        blocks.append(Passage((Sentence("brief.projects_more", {"count": len(listed) - LISTED}),), "note"))
    if pots := [pot for pot in record.pots if pot.name != "others" and pot.amount is not None]:
        blocks.append(pots_table(pots, result.place))
    if decisions.of("fill_in"):
        blocks.append(fill_in_table(result, decisions))
    return Chapter("page_two", Sentence("brief.heading.more", {"place": result.place}), tuple(blocks))


def steps_table(shown: Sequence[Decision], record: Decisions) -> Table:
    """What is to be applied for or tried: what is here and what it costs, first step and stages, who and by when."""
    columns = (
        Column("decisions.column.measure", decision_text.name_of, width=1.3),
        Column("brief.column.here", lambda each: _here(each, record.place), width=2.3, format="full"),
        Column("decisions.column.first_step", _steps, width=3),
        Column("decisions.column.bureau", decision_text.bureau_of, is_whole=True),
        Column("decisions.column.date", decision_text.date_of, width=1.6),
    )
    return Table(Sentence("decisions.table.steps", {}), columns, shown, record.sources)


def _here(decision: Decision, place: str) -> Sentence | Bilingual:
    """What is here of what it needs, what it costs in a year and the money that is known; of a project its reason."""
    if decision.project is not None:
        return decision_text.reason_of(decision)
    said, cost = list[Sentence](), decision_money.cost_of(decision)
    if decision.fact is not None and decision.fact.state == "present":
        said.append(decision.fact.said)
    if cost is not None:
        trial = decision_money.trial_cost(decision)
        said.append(Sentence("brief.cost" if trial is None else "brief.cost_of_trial", {"cost": cost, "trial": trial}))
    if decision.channel.room is not None and (money := decision_money.money_of(decision, place)) is not None:
        said.append(money)
    return plain_cell(Clauses(tuple(said)))


def _steps(decision: Decision) -> Sentence | Bilingual:
    """What to do first, then the stages."""
    first, stages = decision_text.first_step(decision), decision_text.stages_of(decision)
    return first if stages is None else Sentence("brief.steps", {"first": first, "stages": stages})


def pots_table(pots: Sequence[Pot], place: Place) -> Table:
    """What facts say of each pot of which something is known."""
    columns = (
        Column("plans.pot.table.pot", lambda pot: pot_name(pot, place.code)),
        Column("plans.pot.table.amount", pot_amount, width=1.4),
        Column("plans.pot.table.how", lambda pot: pot_basis(pot).parts[0], width=2),
        Column(
            "brief.column.cell", lambda pot: Label(pot.cell) if pot.cell and pot.how != "observed" else None, width=2
        ),
    )
    return Table(Sentence("plans.pot.table.caption", {}), columns, pots)


def fill_in_table(result: CityResult, record: Decisions) -> Table:
    """Every bureau with the cells that it has, what they decide, what is known here, and the verdicts at both ends."""
    columns = (
        Column("decisions.column.who", "bureau", is_whole=True),
        Column("decisions.column.cell", "cells", width=2),
        Column("brief.column.decides", "measures", width=1.6),
        Column("brief.column.known", "known_cell", width=3, format="full"),
        Column("brief.column.ends", "ends", width=1.2, is_whole=True),
    )
    return Table(Sentence("decisions.table.fill_in", {}), columns, asked_of_bureaus(result, record), record.sources)


PRINT = 6.9, 9.5
"""Smallest and largest letters in print. [pt]"""
ROOM: Mapping[Language, tuple[int, int]] = {"en": (3350, 3000), "zh": (1710, 1700)}
"""So many letters fill page one, and the tables of page two, in print at 9 pt: measured over all listed places."""


def brief_html(result: CityResult, language: Language, already: Drawings | None = None) -> str:
    """The brief of a place in `language`; a picture that is `already` drawn is not drawn again."""
    words, first, more = Words(language, {}), page_one(result), page_two(result)
    picture = account_picture(result.outlook, language)

    def figure(_: str) -> Markup:
        if picture is None:
            return Markup("")
        drawn = (already or {}).get((language, picture.key)) or LazySizes(picture)
        return Markup('<figure id="picture-account"><h3>{}</h3>{}<figcaption>{}</figcaption></figure>\n').format(
            words.html(picture.title), drawn["beside"], words.html(picture.subtitle)
        )

    return environment(words).get_template("brief.html.j2").render(
        title=first.heading,
        first=blocks_html(first.blocks, words, figure, 1),
        more=more,
        second=blocks_html(more.blocks, words, None, 2) if more else "",
        style=brief_style(),
        letters=letters,
        room=ROOM[language],
    )  # fmt: skip


def letters(page: str, room: int) -> float:
    """The size of the letters of a page in print, so that it fills one side of paper at most. [pt]"""
    count = len(Markup(page).striptags())
    return round(min(max(9 * sqrt(room / count), PRINT[0]), PRINT[1]), 1)


def brief_style() -> Markup:
    """The style sheet of a brief."""
    return Markup(files("relode.report").joinpath("brief.css").read_text(encoding="utf-8"))
