"""Renew what fund.md and fund.zh.md say of provinces from run folders of `relode fund`: python docs/fund.py RUN ..."""

import sys
from pathlib import Path

from marked_parts import renew, table_lines
from relode.fund.chapter import chapter, effects_table, headline, paid_lines, paid_table, programmes_table
from relode.fund.fund_records import FundRecord
from relode.language import Language, spoken
from relode.runs.fund_folder import read_fund
from relode.story import Span, Table

PAGES: dict[Language, str] = {"en": "fund.md", "zh": "fund.zh.md"}


def province_lines(record: FundRecord, language: Language) -> list[str]:
    """What a run says in its own words: what is paid, programmes over all places and what they gain."""
    lines = paid_lines(record)
    tables = [*([paid_table(record, lines)] if lines else []), programmes_table(record), effects_table(record)]
    return [
        f"### {spoken(chapter(record).heading, language)}",
        "",
        *(f"- {spoken(each, language)}" for each in headline(record)),
        "",
        *(line for each in tables for line in (*shown(each, language), "")),
        f"`{record.command}`",
        "",
    ]


def shown(table: Table, language: Language) -> list[str]:
    """A table as Markdown under its caption, without the rows that head groups."""
    rows = [row for row in table.rows if not isinstance(row, Span)]
    assert table.caption is not None
    plain = Table(table.caption, table.columns, rows)
    return [f"**{spoken(table.caption, language)}**", "", *table_lines(plain, language)]


if __name__ == "__main__":
    records = [read_fund(Path(run)) for run in sys.argv[1:]]
    if not records:
        sys.exit(__doc__)
    renew(
        PAGES,
        {"provinces": lambda language: [line for each in records for line in province_lines(each, language)][:-1]},
    )
