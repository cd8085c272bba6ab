"""The folder of a funding run: the names of its files, and its record."""

from pathlib import Path

from relode.errors import RelodeError
from relode.fund.fund_records import FundRecord
from relode.record import decoded, schema
from relode.runs import run_folder, whole_files

KIND, RECORD = "fund", "fund.json"
FILES = ("fund.{language}.html", "fund.{language}.docx", "fund.{language}.xlsx")
"""Page, document and workbook in each language."""


def read_fund(run: Path) -> FundRecord:
    """The record of a funding run. Raises RelodeError for a folder without one, or of another version."""
    try:
        record = whole_files.read_object(run / RECORD, run_folder.LARGEST_FUND)
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("fund.not_a_run", folder=run) from error
    if record.get("schema") != schema(KIND):
        raise run_folder.other_version(run, record.get("schema"), KIND)
    try:
        return decoded(FundRecord, record.get("fund"))
    except (ValueError, RecursionError) as error:
        raise run_folder.damaged(run, run / RECORD, run / RECORD, error) from error
