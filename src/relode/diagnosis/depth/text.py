"""The diagnosis in depth as chapters, in the order of text, report and page; that on coal mines is here."""

from relode.diagnosis.depth.economy_text import emissions_chapter, jobs_chapter, resilience_chapter, type_chapter
from relode.diagnosis.depth.in_depth import Gap, InDepth
from relode.diagnosis.depth.statistics_text import chapter_of, column, table_of
from relode.diagnosis.depth.town_text import (
    composite_chapter,
    gap_label,
    housing_chapter,
    money_chapter,
    peers_chapter,
    people_chapter,
    space_chapter,
)
from relode.diagnosis.profiles.working_mines import YEAR, MineRow, WorkingMines
from relode.language import Amount, Sentence, Word
from relode.places import Place, official
from relode.story import Chapter, Table

SHOWN = 12
"""Mines that the table shows; the file has all."""

ENDS_BY = 2040
"""Ends by this year are told."""


def mines_chapter(depth: InDepth) -> Chapter:
    """Which mines work, what is left in them, which mining jobs they are, which end."""
    mines = depth.mines
    said = _of_mines(mines, depth.place) if mines.mines else _without(mines, depth.place)
    if mines.not_working:
        states = [
            Sentence("depth.mines.state", {"count": count, "state": Word("mine_status", state)})
            for state, count in mines.not_working.items()
        ]
        said.append(Sentence("depth.mines.not_working", {"states": states}))
    if mines.others and mines.mines:
        said.append(Sentence("depth.mines.others", {"resources": _others(mines)}))
    sources = depth.sources["mines"]
    return chapter_of("mines", said, (_table(mines, sources),), sources)


def _of_mines(mines: WorkingMines, place: Place) -> list[Sentence]:
    sums = {
        "count": len(mines.mines),
        "place": place,
        "capacity": Amount(mines.capacity, "t per year"),
        "printed": Amount(mines.reserves_published, "t"),
        "workforce": Amount(mines.workforce, "persons"),
        "known": mines.workforce_known,
    }
    said = [Sentence("depth.mines.sums", sums)]
    if mines.years_left is not None:
        left = {
            "year": YEAR,
            "reserves": Amount(mines.reserves, "t", mines.reserves_interval_90),
            "years": Amount(mines.years_left, "years", mines.years_left_interval_90),
        }
        said.append(Sentence("depth.mines.left", left))
    if mines.jobs_share is not None and mines.census_jobs is not None:
        share = Amount(mines.jobs_share, "share", mines.jobs_share_interval_90)
        jobs = Amount(mines.census_jobs.value, "persons", mines.census_jobs.interval_90)
        said.append(Sentence("depth.mines.jobs", {"share": share, "jobs": jobs}))
    return [*said, *mine_ends(mines), Sentence("depth.mines.note", {})]


def mine_ends(mines: WorkingMines) -> list[Sentence]:
    """Mines that end by printed years of life, those past their end, and how many tell no end."""
    ending = sorted((m for m in mines.mines if m.end is not None and m.end <= ENDS_BY), key=lambda m: m.end or 0)
    ahead, past = ([_end(m) for m in ending if ((m.end or 0) > YEAR) == is_ahead] for is_ahead in (True, False))
    values = {"year": ENDS_BY, "count": len(ahead), "shown": SHOWN, "ends": ahead[:SHOWN]}
    said = [Sentence(f"depth.mines.ends{'_first' if len(ahead) > SHOWN else ''}", values)]
    untold = sum(mine.end is None for mine in mines.mines)
    if not ahead:
        said = [Sentence("depth.mines.no_ends", {"year": ENDS_BY})] if untold < len(mines.mines) else []
    if past:
        said.append(Sentence("depth.mines.past", {"ends": past[:SHOWN]}))
    return [*said, Sentence("depth.mines.no_end_told", {"count": untold})] if untold else said


def _end(mine: MineRow) -> Sentence:
    values = {"mine": mine.name, "capacity": _amount(mine.capacity, "t per year"), "year": mine.end}
    return Sentence("depth.mines.end", values)


def _without(mines: WorkingMines, place: Place) -> list[Sentence]:
    """Nothing of a county, whose prefecture tells them, nor of a place that is not known to mine."""
    is_silent = mines.why == "not_a_prefecture" or official().get(place.code) is None
    if is_silent:
        return []
    key = "none_and_others" if mines.others else "none"
    return [Sentence(f"depth.mines.{key}", {"place": place, "resources": _others(mines)})]


def _others(mines: WorkingMines) -> list[Word]:
    return [Word("resource_detail", each) for each in mines.others]


def _table(mines: WorkingMines, sources: tuple[str, ...]) -> Table:
    columns = (
        column("mine", "name"),
        column("capacity", lambda mine: _amount(mine.capacity, "t per year")),
        column("mine_reserves", lambda mine: _dated(mine.reserves, "t", mine.reserves_year)),
        column("mine_life", lambda mine: _dated(mine.life, "years", mine.life_year)),
        column("workforce", lambda mine: _amount(mine.workforce, "persons")),
        column("opened", lambda mine: _year(mine.opening_year)),
        column("flags", lambda mine: [Word("flag", flag) for flag in mine.flags] or None),
        column("line", lambda mine: _year(mine.row)),
    )
    return table_of("mines", columns, mines.mines[:SHOWN], sources)


def _amount(value: float | None, unit: str) -> Amount | None:
    return None if value is None else Amount(value, unit)


def _year(value: int | None) -> str | None:
    """A year or a line, which no style sets digits apart in."""
    return None if value is None else str(value)


def _dated(value: float | None, unit: str, year: int | None) -> Amount | Sentence | None:
    """A figure with its year, where that is known."""
    if value is None or year is None:
        return _amount(value, unit)
    return Sentence("depth.cell.dated", {"value": Amount(value, unit), "year": year})


ORDER = (
    type_chapter,
    mines_chapter,
    people_chapter,
    jobs_chapter,
    resilience_chapter,
    housing_chapter,
    money_chapter,
    emissions_chapter,
    space_chapter,
    peers_chapter,
    composite_chapter,
)


def every_chapter(depth: InDepth) -> tuple[Chapter, ...]:
    """Every chapter, also one whose pictures alone can be told."""
    return tuple(make(depth) for make in ORDER)


def chapters(depth: InDepth) -> tuple[Chapter, ...]:
    """Every chapter that has something to say.

    Example:
        >>> first, *_ = rl.diagnosis.chapters(rl.diagnosis.in_depth(panel, "hegang"))
        >>> rl.language.spoken(first.heading, "en")
        'Does it still look like its label?'
    """
    return tuple(chapter for chapter in every_chapter(depth) if chapter.blocks)


def missing_words(gaps: tuple[Gap, ...]) -> tuple[Sentence, ...]:
    """What cannot be told, one sentence for each reason."""
    reasons: dict[str, list[Sentence]] = {}
    for gap in gaps:
        reasons.setdefault(gap.reason, []).append(gap_label(gap))
    return tuple(
        Sentence("depth.gap.line", {"part": labels, "reason": Sentence(f"depth.why.{reason}", {})})
        for reason, labels in reasons.items()
    )
