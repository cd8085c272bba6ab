"""The folder of a funding run: the names of its files, and what is read of it without an engine."""

from pathlib import Path

from relode.errors import RelodeError
from relode.fund.fund_records import FundRecord, PlaceCards
from relode.places import by_code
from relode.records import decoded, schema
from relode.runs import run_folder

KIND = "fund"
PLACE_KIND = "fund_place"
BRIEF, DOCUMENT, WORKBOOK = "brief.{language}.docx", "fund.{language}.docx", "tables.{language}.xlsx"
"""Files of a run in each language, beside its page."""
RECORD, TABLE = "fund.json", "fund.csv"
GAINS = "gains.zarr"
"""Store of the gains of every dose tried, a group for each place (`runs.fund_gains`)."""


def cards_path(run: Path, code: str) -> Path:
    """Where the cards of a place are kept; that they are there means that its gains are whole."""
    return run / "places" / f"{by_code()[code].slug}.json"


def read_cards(run: Path, code: str) -> PlaceCards | None:
    """The cards of a place, None where it was not judged yet. Raises RelodeError for a damaged file."""
    path = cards_path(run, code)
    try:
        record = run_folder.read_object(path)
        if record.get("schema") != schema(PLACE_KIND):
            raise ValueError(record.get("schema"))
        return decoded(PlaceCards, record["cards"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, RecursionError) as error:
        raise run_folder.damaged(run, path, path, error) from error


def read_fund(run: Path) -> FundRecord:
    """The record of a funding run. Raises RelodeError for a folder without one, or of another version."""
    try:
        record = run_folder.read_object(run / RECORD)
    except (OSError, ValueError, RecursionError) as error:
        raise RelodeError("fund.not_a_run", folder=run) from error
    if record.get("schema") != schema(KIND):
        raise RelodeError("other_version", folder=run, found=record.get("schema"), needed=schema(KIND))
    try:
        return decoded(FundRecord, record.get("fund"))
    except (ValueError, RecursionError) as error:
        raise run_folder.damaged(run, run / RECORD, run / RECORD, error) from error
