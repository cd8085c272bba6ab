"""Renew what fund.md and fund.zh.md say of a province, from a run that is made for them: python docs/fund.py."""

import sys
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from marked_parts import renew, table_lines
from relode.cli import main
from relode.fund.chapter import chapter, headline, paid_table, places_table
from relode.fund.fund_records import FundRecord
from relode.language import Language, spoken
from relode.runs.fund_folder import read_fund
from relode.story import Span, Table

ASKED = ("heilongjiang", "--budget", "3B", "--horizon", "2035", "--seed", "1")
PAGES: dict[Language, str] = {"en": "fund.md", "zh": "fund.zh.md"}


def province_lines(record: FundRecord, language: Language) -> list[str]:
    """What a run says in its own words: what is paid and what each place gets."""
    tables = [*([paid_table(record)] if record.payments else []), places_table(record)]
    return [
        f"### {spoken(chapter(record).heading, language)}",
        "",
        *(f"- {spoken(each, language)}" for each in headline(record)),
        "",
        *(line for each in tables for line in (*shown(each, language), "")),
        f"`{record.command}`",
    ]


def shown(table: Table, language: Language) -> list[str]:
    """A table as Markdown under its caption, without the rows that head groups."""
    rows = [row for row in table.rows if not isinstance(row, Span)]
    assert table.caption is not None
    plain = Table(table.caption, table.columns, rows)
    return [f"**{spoken(table.caption, language)}**", "", *table_lines(plain, language)]


def made() -> FundRecord:
    """The run that the pages tell."""
    with TemporaryDirectory() as folder:
        sys.argv = ["relode", "fund", *ASKED, "--output", folder]
        with redirect_stdout(StringIO()):
            try:
                main()
            except SystemExit as end:
                if end.code:
                    raise
        (run,) = Path(folder).glob("fund-*")
        return read_fund(run)


if __name__ == "__main__":
    renew(PAGES, {"provinces": partial(province_lines, made())})
