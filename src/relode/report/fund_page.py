"""The page of a funding run: one HTML file in each language that opens from disk and asks no host."""

from relode.charts.funded_places import funded_places
from relode.fund import fund_text, people_text
from relode.fund.fund_records import FundRecord
from relode.language import Language
from relode.report.fund_sections import sections
from relode.report.html import page_html


def fund_html(record: FundRecord, language: Language) -> str:
    """The page of a funding run in `language`."""
    return page_html(
        "fund.html.j2",
        language,
        fund_text.fund_sources(record),
        [funded_places(record, language)],
        record=record,
        passage=fund_text.SOURCES,
        title=fund_text.title(record),
        lead=fund_text.lead(record),
        headline=[*fund_text.headline(record), *list(people_text.net_words(record))[:2]],
        sections=sections(record),
    )
