"""Tables, charts and words as self-contained HTML in both languages, and as a workbook."""

from relode.report.content import Result, plan_record
from relode.report.html import backcast_html, report_html
from relode.report.workbook import write_workbook

__all__ = ["Result", "backcast_html", "plan_record", "report_html", "write_workbook"]
