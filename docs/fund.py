"""Renew what fund.md and fund.zh.md say of provinces from run folders of `relode fund`: python docs/fund.py RUN ..."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from marked_parts import renew
from relode.fund.allocation_text import FRONTIER_COLUMNS, frontier_cells, last_words
from relode.fund.fund_cells import funded, provinces_told
from relode.fund.fund_records import FundRecord
from relode.fund.fund_text import PLACE_COLUMNS, headline, place_cells
from relode.fund.people_text import NET_COLUMNS, net_cells, net_words
from relode.language import Figure, Language, joined, plain_value, say, spoken
from relode.runs.fund_folder import read_fund

PAGES: dict[Language, str] = {"en": "fund.md", "zh": "fund.zh.md"}
OF_PLACE = ("place", "measures", "funder", "jobs", "net_jobs", "kept_nothing", "kept")
OF_CRITERION = ("criterion", "used", "jobs", "given_up", "where")


def province_lines(record: FundRecord, language: Language) -> list[str]:
    """What a run says in its own words: who gets what, net of neighbours, and what each criterion would choose."""
    net = {
        each.place: dict(zip(NET_COLUMNS, net_cells(each), strict=True))
        for each in (record.net.places if record.net else ())
    }
    places = [dict(zip(PLACE_COLUMNS, place_cells(each), strict=True)) | net[each.place] for each in funded(record)]
    criteria = [dict(zip(FRONTIER_COLUMNS, frontier_cells(each), strict=True)) for each in record.frontier]
    told = (*headline(record), *net_words(record), *last_words(record))
    return [
        f"### {joined([place.name(language) for place in provinces_told(record)], language)}",
        "",
        *(f"- {spoken(each, language)}" for each in told),
        "",
        *table_lines(OF_PLACE, places, language),
        "",
        *table_lines(OF_CRITERION, criteria, language),
        "",
        f"`{record.command}`",
        "",
    ]


def table_lines(columns: Sequence[str], rows: Iterable[Mapping[str, object]], language: Language) -> list[str]:
    """A table as Markdown, the heads as the pages have them."""
    heads = [say(f"fund.column.{name}", language) for name in columns]
    cells = [[shown(row[name], language) for name in columns] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(columns), *cells)]


def shown(value: object, language: Language) -> str:
    """A cell as text: a figure with its interval."""
    return format(plain_value(value, language), "interval" if isinstance(value, Figure) else "")


if __name__ == "__main__":
    records = [read_fund(Path(run)) for run in sys.argv[1:]]
    if not records:
        sys.exit(__doc__)
    renew(
        PAGES,
        {"provinces": lambda language: [line for each in records for line in province_lines(each, language)][:-1]},
    )
