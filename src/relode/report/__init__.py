"""Tables, charts and words as self-contained HTML in both languages, and as a workbook."""

from relode.report.brief_html import brief_html
from relode.report.content import CityResult, city_record, plan_record, result_of
from relode.report.html import Drawings, backcast_html, drawings, report_html, report_page, report_parts, spoken_of
from relode.report.workbook import write_workbook
from relode.report.written import write

__all__ = [
    "CityResult",
    "Drawings",
    "backcast_html",
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
