"""What is told of a funding run, chapter by chapter: the page, the document and the server show the same."""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from relode.fund import allocation_text, fund_cells, fund_text, people_text
from relode.fund.fund_records import FundRecord
from relode.language import Sentence
from relode.story import Chapter, Column, Passage, Table
from relode.story.columns import IN_TEXT

WIDTHS = {"measures": 3.0, "where": 2.4, "given_up": 2.0, "payers": 2.0, "verdicts": 1.8, "reason": 2.4, "measure": 2.0}
FIGURES = 1.5
"""Widths of columns of text, and of columns of figures."""


def sections(record: FundRecord) -> list[Chapter]:
    """Everything below the picture, in the order in which it is read."""
    places = fund_cells.ordered_places(record)
    by_place = {each.place: each for each in record.ages}
    ages = [by_place[each.place] for each in places]
    frontier = map(allocation_text.frontier_cells, record.frontier)
    result = [
        _section("places", fund_text.floor_words(record), [places_table(record)]),
        _section("sure", fund_text.sure_words(record)),
        _section(
            "frontier",
            [*allocation_text.frontier_words(record), *allocation_text.last_words(record)],
            [table_of(allocation_text.FRONTIER_COLUMNS, frontier, "frontier.caption")],
        ),
    ]
    if record.net is not None:
        net = map(people_text.net_cells, people_text.net_places(record.net))
        tables = [
            table_of(people_text.NET_COLUMNS, net, "net.caption"),
            table_of(people_text.SKILL_COLUMNS, map(people_text.skill_cells, places), "place.caption"),
            table_of(people_text.AGE_COLUMNS, map(people_text.age_cells, ages), "ages.caption"),
        ]
        result.append(_section("net", people_text.net_words(record)))
        result.append(_section("worst_off", people_text.worst_off_words(record), tables))
    unfunded, curves = fund_text.unfunded_rows(record), allocation_text.curve_rows(record.curves)
    if unfunded:
        result.append(_section("unfunded", (), [table_of(fund_text.UNFUNDED_COLUMNS, unfunded)]))
    if curves:
        folded = table_of(allocation_text.CURVE_COLUMNS, curves, folded=True)
        result.append(_section("curves", (), [folded]))
    if record.counties:
        counties = table_of(fund_text.COUNTY_COLUMNS, map(fund_text.county_cells, record.counties))
        result.append(_section("counties", [Sentence("fund.counties.lead", {})], [counties]))
    return [*result, _section("how", fund_text.how_words(record))]


def places_table(record: FundRecord) -> Table:
    """Who gets what, those that get most first."""
    cells = map(fund_text.place_cells, fund_cells.ordered_places(record))
    return table_of(fund_text.PLACE_COLUMNS, cells, "place.caption")


def _section(key: str, said: Iterable[Sentence], tables: Iterable[Table] = ()) -> Chapter:
    """A paragraph a sentence, then tables."""
    passages = (Passage((each,), sources=fund_text.SOURCES) for each in said)
    return Chapter(key, Sentence(f"fund.section.{key}", {}), (*passages, *tables))


def table_of(
    names: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "", *, folded: bool = False
) -> Table:
    """A table whose rows are the cells of columns of these names."""
    columns = tuple(
        Column(f"fund.column.{name}", itemgetter(at), format=IN_TEXT, width=WIDTHS.get(name, FIGURES))
        for at, name in enumerate(names)
    )
    said = Sentence(f"fund.{caption}", {}) if caption else Sentence("report.table.numbers", {}) if folded else None
    return Table(said, columns, [*rows], fund_text.SOURCES, folded)
