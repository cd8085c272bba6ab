"""What is told of a funding run, section by section: the page, the document and the server show the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from relode.fund import allocation_text, fund_cells, fund_text, people_text
from relode.fund.fund_records import FundRecord
from relode.language import Sentence


@dataclass(frozen=True)
class FundTable:
    """A table of the page: columns are keys of `fund.column`, cells sentences; folded away where it is long."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Sentence]]
    caption: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Section:
    """A section of the page: its key, its sentences, its tables."""

    key: str
    words: Sequence[Sentence]
    tables: Sequence[FundTable] = ()


def sections(record: FundRecord) -> list[Section]:
    """Everything below the picture, in the order in which it is read."""
    places = fund_cells.ordered_places(record)
    net = record.net
    by_place = {each.place: each for each in record.ages}
    ages = [by_place[each.place] for each in places]
    result = [
        Section(
            "places",
            [*fund_text.floor_words(record)],
            [table_of(fund_text.PLACE_COLUMNS, [fund_text.place_cells(each) for each in places], "place.caption")],
        ),
        Section("sure", [*fund_text.sure_words(record)]),
        Section(
            "frontier",
            [*allocation_text.frontier_words(record), *allocation_text.last_words(record)],
            [
                table_of(
                    allocation_text.FRONTIER_COLUMNS,
                    [allocation_text.frontier_cells(each) for each in record.frontier],
                    "frontier.caption",
                )
            ],
        ),
    ]
    if net is not None:
        cells = [people_text.net_cells(each) for each in people_text.net_places(net)]
        result.append(Section("net", [*people_text.net_words(record)]))
        result.append(
            Section(
                "worst_off",
                [*people_text.worst_off_words(record)],
                [
                    table_of(people_text.NET_COLUMNS, cells, "net.caption"),
                    table_of(
                        people_text.SKILL_COLUMNS, [people_text.skill_cells(each) for each in places], "place.caption"
                    ),
                    table_of(people_text.AGE_COLUMNS, [people_text.age_cells(each) for each in ages], "ages.caption"),
                ],
            )
        )
    for key, columns, rows in (
        ("unfunded", fund_text.UNFUNDED_COLUMNS, fund_text.unfunded_rows(record)),
        ("curves", allocation_text.CURVE_COLUMNS, allocation_text.curve_rows(record.curves)),
    ):
        if rows:
            result.append(Section(key, [], [table_of(columns, rows, folded=key == "curves")]))
    if record.counties:
        counties = [fund_text.county_cells(each) for each in record.counties]
        result.append(
            Section("counties", [Sentence("fund.counties.lead", {})], [table_of(fund_text.COUNTY_COLUMNS, counties)])
        )
    return [*result, Section("how", [*fund_text.how_words(record)])]


def table_of(
    columns: Sequence[str], rows: Sequence[Sequence[object]], caption: str = "", *, folded: bool = False
) -> FundTable:
    """A table whose cells are the figures, places and sentences of `rows`."""
    return FundTable(columns, [[fund_cells.shown(value) for value in row] for row in rows], caption, folded)
