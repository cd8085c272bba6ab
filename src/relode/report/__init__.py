"""Tables, charts and words as self-contained HTML in both languages, and as a workbook."""

from relode.report.content import Result, plan_record
from relode.report.html import Drawings, backcast_html, drawings, report_html
from relode.report.workbook import write_workbook

__all__ = ["Drawings", "Result", "backcast_html", "drawings", "plan_record", "report_html", "write_workbook"]
