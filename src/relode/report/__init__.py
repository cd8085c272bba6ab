"""Tables, charts and words as self-contained HTML in both languages, and as a workbook."""

from typing import TYPE_CHECKING, Any

from relode.report.brief_html import brief_html
from relode.report.content import CityResult, city_record, plan_record, result_of
from relode.report.html import Drawings, drawings, report_html, report_page, report_parts, spoken_of
from relode.report.written import write

if TYPE_CHECKING:
    from relode.report.workbook import write_workbook

__all__ = [
    "CityResult",
    "Drawings",
    "brief_html",
    "city_record",
    "drawings",
    "plan_record",
    "report_html",
    "report_page",
    "report_parts",
    "result_of",
    "spoken_of",
    "write",
    "write_workbook",
]


def __getattr__(name: str) -> Any:
    """What writes workbooks and documents: a page that is only read starts without their libraries."""
    if name == "write_workbook":
        from relode.report.workbook import write_workbook

        return write_workbook
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
