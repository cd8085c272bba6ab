"""Read deals from a TOML file or from the sheet of projects of a workbook; faults are named by line or cell."""

import re
import tomllib
from pathlib import Path

from relode.deals.deal import Deal
from relode.deals.deal_values import deal_of
from relode.deals.project_sheet import DealFault, DealOfFile, project_sheet, projects_of
from relode.errors import RelodeError

MOST_BYTES = 1_000_000


def read_deals(path: Path) -> list[DealOfFile]:
    """The deals of a TOML file (one) or a workbook (one or many).

    Raises RelodeError that names the line or cell for the first fault.
    """
    result = []
    for each in deals_and_faults(path):
        if isinstance(each, DealFault):
            raise each.error
        result.append(each)
    if not result:
        raise RelodeError("deals.none_in_file", path=path)
    return result


def deals_and_faults(path: Path) -> list[DealOfFile | DealFault]:
    """The deals of a file, and of a workbook those that cannot be read beside the others.

    Raises RelodeError for a file that cannot be opened and for another ending.
    """
    if path.suffix.lower() == ".toml":
        return [DealOfFile(_toml(path), str(path))]
    if path.suffix.lower() == ".xlsx":
        return projects_of(project_sheet(path))
    raise RelodeError("deals.ending", path=path)


def _toml(path: Path) -> Deal:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error
    if len(raw) > MOST_BYTES:
        raise RelodeError("deals.too_large", path=path)
    try:
        text = raw.decode("utf-8-sig")
        values = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RelodeError("deals.no_toml", path=path, reason=error) from error

    def line_of(section: str, field: str, number: int) -> str:
        return f"{path}:{_line(text, section, field, number)}"

    return deal_of(values, line_of)


def _line(text: str, section: str, field: str, number: int) -> int:
    """The line where a field stands, or else its section; 1 if neither does."""
    inside, seen, start = False, -1, 1
    for at, line in enumerate(text.splitlines(), 1):
        head = re.match(r"\s*\[+\s*([\w.]+)\s*\]+", line)
        if head:
            inside = head[1] == section
            seen += inside
            if inside and seen == number:
                start = at
        elif inside and seen == number and re.match(rf"\s*\"?{re.escape(field)}\"?\s*=", line):
            return at
    return start
