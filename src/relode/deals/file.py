"""Deals from a TOML file or the sheet of projects of a workbook: what they are and what is wrong, by line or cell."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from relode.deals.deal import (
    PAYERS_OF_DEALS,
    Bids,
    Deal,
    Gift,
    Give,
    Kind,
    Local,
    Promise,
    Security,
    Stage,
    Trigger,
    Works,
)
from relode.deals.values import PARTS, deal_of, deal_or_faults, unknown_name
from relode.errors import RelodeError
from relode.facts.readers.own_workbook import VisibleSheet, read_workbook
from relode.language import LANGUAGES, has_sentence, say

SHEET_FIELDS: tuple[tuple[str, str], ...] = (
    *(("project", name) for name in ("name", "place", "kind", "industry", "stage", "build_years")),
    *(("promise", name) for name in Promise.model_fields),
    *(("give", name) for name in Give.model_fields),
    *(("local", name) for name in Local.model_fields),
    *(("works", name) for name in Works.model_fields),
)
"""Columns of the sheet of projects in their order."""


@dataclass(frozen=True)
class DealOfFile:
    """A deal with where it stands: file, or file and rows."""

    deal: Deal
    where: str


@dataclass(frozen=True)
class RowFault:
    """Why a row of a list is not judged: what it names, where it stands and what is wrong."""

    name: str
    where: str
    error: RelodeError

    @property
    def is_example(self) -> bool:
        """Whether it is the invented example of the template."""
        return self.error.key == EXAMPLE


EXAMPLE = "deals.example"
"""Key of the error of a row that is the invented example of the template."""


@dataclass(frozen=True)
class ProjectSheet:
    """The sheet of projects and the name by which its workbook is told: a path, or in a run the name of the file."""

    workbook: str
    sheet: VisibleSheet

    @property
    def text(self) -> str:
        """The cells as a run keeps them; `sheet_of_text` reads them."""
        return json.dumps({"workbook": Path(self.workbook).name, "sheet": self.sheet}, ensure_ascii=False)


class _KeptSheet(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=False)

    workbook: str
    sheet: VisibleSheet


def project_sheet(path: Path) -> ProjectSheet:
    """The sheet of projects of a workbook. Raises RelodeError for one that cannot be read or has no such sheet."""
    sheet = named_sheet(path, "projects")
    if sheet is None:
        raise RelodeError("deals.no_sheet", path=path, sheet=" / ".join(sheet_names("projects")))
    return ProjectSheet(str(path), sheet)


def sheet_of_text(text: str) -> ProjectSheet:
    """The sheet that a run keeps. Raises RelodeError for a text that holds none."""
    try:
        kept = _KeptSheet.model_validate_json(text)
    except ValidationError as error:
        raise RelodeError("deals.kept_sheet") from error
    return ProjectSheet(kept.workbook, kept.sheet)


def projects_of(of: ProjectSheet, *, is_china: bool = True) -> list[DealOfFile | RowFault]:
    """One project a row; a row without a name is one more gift of the project above it.

    A project that cannot be read is there with each of its faults, and a sheet whose head cannot be read has the faults
    of its head alone.
    """
    at, (number, head) = f"{of.workbook} {of.sheet.name}", of.sheet.rows[0]
    columns, wrong = _columns(head, f"{at}!{{}}{number}")
    if wrong:
        return [RowFault("", f"{at}!{number}", error) for error in wrong]
    return [each for group in _groups(of.sheet, columns) for each in _of_rows(group, columns, at, is_china)]


class _SheetRow(NamedTuple):
    """A row of the sheet: its number, field -> text, and its cells that hold no text."""

    number: int
    values: dict[tuple[str, str], str]
    refused: list[str]


def _groups(sheet: VisibleSheet, columns: Mapping[int, tuple[str, str]]) -> list[list[_SheetRow]]:
    """The rows of each project."""
    groups: list[list[_SheetRow]] = []
    for number, cells in sheet.rows[1:]:
        values = {field: cells[at] for at, field in columns.items() if at < len(cells) and cells[at]}
        refused = [cell for at in columns if (cell := f"{letter(at)}{number}") in sheet.refused]
        if not values and not refused:
            continue
        if ("project", "name") in values or not groups:
            groups.append([])
        groups[-1].append(_SheetRow(number, values, refused))
    return groups


def _of_rows(
    group: Sequence[_SheetRow], columns: Mapping[int, tuple[str, str]], sheet: str, is_china: bool
) -> list[DealOfFile | RowFault]:
    first, rows = group[0], f"{sheet}!{group[0].number}"
    name = first.values.get(("project", "name"), "")
    letters = {field: letter(at) for at, field in columns.items()}
    if is_example([name]):
        return [RowFault(name, rows, RelodeError(EXAMPLE, where=rows))]
    faults = [RelodeError("deals.cell", where=f"{sheet}!{cell}") for row in group for cell in row.refused]
    if not faults:
        faults = [
            RelodeError("deals.field_without_name", where=f"{sheet}!{letters[pair]}{row.number}", field=pair[1])
            for row in group[1:]
            for pair in row.values
            if pair[0] != "give"
        ]
    if faults:
        return [RowFault(name, rows, error) for error in faults]
    gifts = [(row.number, {f: v for (s, f), v in row.values.items() if s == "give"}) for row in group]
    gifts = [(number, gift) for number, gift in gifts if gift]
    nested: dict[str, Any] = {
        "give": [{field: _code(field, value) for field, value in gift.items()} for _, gift in gifts]
    }
    for section in PARTS:
        if section != "give":
            nested[section] = {f: _code(f, v) for (s, f), v in first.values.items() if s == section}

    def cell_of(section: str, field: str, number: int) -> str:
        row = gifts[number][0] if section == "give" and number < len(gifts) else first.number
        return f"{sheet}!{letters.get((section, field), '')}{row}"

    read = deal_or_faults(nested, cell_of, is_china=is_china)
    return [DealOfFile(read, rows)] if isinstance(read, Deal) else [RowFault(name, rows, error) for error in read]


def is_example(cells: Iterable[str]) -> bool:
    """Whether cells of a row say that it is the invented example of the template."""
    return not {say("deals.choice.example", language) for language in LANGUAGES}.isdisjoint(cells)


def _code(field: str, value: str) -> Any:
    if field in CODED_FIELDS:
        for code in CODED_FIELDS[field]:
            if value in (code, *(say(f"deals.choice.{code}", language) for language in LANGUAGES)):
                return code
        return value
    if field == "payer":
        for code in sorted(PAYERS_OF_DEALS, key=len, reverse=True):
            for word in sorted(
                {say(f"deals.choice.{code}", language) for language in LANGUAGES}, key=len, reverse=True
            ):
                value = re.sub(rf"(?<![\w\u4e00-\u9fff]){re.escape(word)}(?![\w\u4e00-\u9fff])", code, value)
        return value
    try:
        return float(value) if field in NUMBER_FIELDS else value
    except ValueError:
        return value


CODED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(Kind),
    "stage": get_args(Stage),
    "what": get_args(Gift),
    "paid_on": get_args(Trigger),
    "secured_by": get_args(Security),
    "others_bid": get_args(Bids),
}
"""Fields with a list to choose from -> codes."""
NUMBER_FIELDS = frozenset({"build_years", "years", "start", "due"})


def sheet_names(sheet: str) -> tuple[str, ...]:
    """What a sheet is called in both languages."""
    return tuple(dict.fromkeys(say(f"deals.sheet.{sheet}", language) for language in LANGUAGES))


def named_sheet(path: Path, key: str) -> VisibleSheet | None:
    """A sheet of a workbook by its key; None where it has none. Raises RelodeError for one that cannot be read."""
    return next((sheet for sheet in read_workbook(path) if sheet.name in sheet_names(key)), None)


def field_heads(section: str, field: str) -> tuple[str, ...]:
    """Heads of a column of the sheet, in both languages, and the name of the field."""
    key = f"deals.field.{section}_{field}"
    heads = tuple(say(key, language) for language in LANGUAGES) if has_sentence(key) else ()
    return (*heads, f"{section}.{field}")


def _columns(head: Sequence[str], where: str) -> tuple[dict[int, tuple[str, str]], list[RelodeError]]:
    """Position of each column -> its field; and what is wrong: a head that no field has, and one that stands twice."""
    known = {text: pair for pair in SHEET_FIELDS for text in field_heads(*pair)}
    result: dict[int, tuple[str, str]] = {}
    faults = []
    for at, text in enumerate(head):
        if text and text not in known:
            faults.append(unknown_name("column", text, list(known), where.format(letter(at))))
        elif text and known[text] in result.values():
            faults.append(RelodeError("deals.column_twice", where=where.format(letter(at)), name=text))
        elif text:
            result[at] = known[text]
    return result, faults


def letter(at: int) -> str:
    """The letter of a column counted from 0."""
    return letter(at // 26 - 1) + chr(65 + at % 26) if at >= 26 else chr(65 + at)


MOST_BYTES = 1_000_000


def read_deals(path: Path, *, is_china: bool = True) -> list[DealOfFile]:
    """The deals of a TOML file (one) or a workbook (one or many).

    Raises RelodeError that names the line or cell for the first fault.
    """
    result = []
    for each in deals_and_faults(path, is_china=is_china):
        if isinstance(each, RowFault):
            raise each.error
        result.append(each)
    if not result:
        raise RelodeError("deals.none_in_file", path=path)
    return result


def deals_and_faults(path: Path, *, is_china: bool = True) -> list[DealOfFile | RowFault]:
    """The deals of a file, and of a workbook those that cannot be read beside the others.

    Raises RelodeError for a file that cannot be opened and for another ending.
    """
    if path.suffix.lower() == ".toml":
        return [DealOfFile(_toml(path, is_china), str(path))]
    if path.suffix.lower() == ".xlsx":
        return projects_of(project_sheet(path), is_china=is_china)
    raise RelodeError("deals.ending", path=path)


def _toml(path: Path, is_china: bool) -> Deal:
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

    return deal_of(values, line_of, is_china=is_china)


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
