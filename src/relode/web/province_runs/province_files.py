"""Files of runs of provinces, and how a run is found by its name."""

from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from relode.errors import RelodeError
from relode.fund.fund_records import FundRecord
from relode.runs.fund_folder import FILES as WRITTEN
from relode.runs.fund_folder import KIND, RECORD, read_fund
from relode.web.pages import downloads
from relode.web.plan_runs.plan_request import plans_of
from relode.web.plan_runs.stored_runs import StoredRun, listed
from relode.web.server.speaking import language_of

PAGE, DOCUMENT, WORKBOOK = WRITTEN
FILES = {
    "page.html": (PAGE, "text/html; charset=utf-8"),
    "document.docx": (DOCUMENT, downloads.DOCX),
    "tables.xlsx": (WORKBOOK, downloads.XLSX),
    "fund.json": (RECORD, "application/json"),
}
"""Name in an address -> name in the folder of a run, and what it is."""


def runs_of(request: Request) -> list[StoredRun]:
    """Runs of provinces in the folder of the server, the newest first."""
    return listed(plans_of(request).folder, KIND)


def run_of(request: Request, name: str) -> StoredRun:
    """The run of that name. Raises RelodeError if it is not on disk."""
    runs = next((run for run in runs_of(request) if run.name == name), None)
    if runs is None:
        raise RelodeError("web.unknown_province_run", run=name)
    return runs


def record_of(run: StoredRun) -> FundRecord | None:
    """What a run says, None before it came to its end. Raises RelodeError for what cannot be read."""
    try:
        changed = (run.folder / RECORD).lstat().st_mtime_ns
    except OSError:
        return None
    return _record(run.folder, changed)


def kept_file(request: Request, name: str, file: str) -> Response:
    """A file of a run, to keep. Raises RelodeError if it is not there yet."""
    run, language = run_of(request, name), language_of(request)
    own, kind = FILES[file]
    content = run.file(own.format(language=language))
    stem, _, ending = file.partition(".")
    tail = f"-{stem}.{language}.{ending}" if "{language}" in own else f".{ending}"
    return downloads.kept(content, kind, f"{run.name}{tail}")


@lru_cache(maxsize=8)
def _record(folder: Path, changed: int) -> FundRecord:
    del changed  # a record that changed is read again
    return read_fund(folder)
