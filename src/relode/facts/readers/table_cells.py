"""What a cell of the user's own tables means: numbers and years as statistical offices write them, and faults."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from relode.errors import RelodeError
from relode.facts.table_labels import CIRCLED, HIDDEN, other_padding

YEAR = re.compile(r"([12]\d{3})(\.0+)?\u5e74?")
PART_OF_YEAR = re.compile(
    r"[12]\d{3}[-/ ]?(?:[QqMmTtHhSs]\d{1,2}|\d{1,2}|[-/]\d{1,2})(?:[-/]\d{1,2})?|[12]\d{3}[-/][12]\d{3}"
)
"""A quarter, a month, a day, or a span of years."""
FISCAL = re.compile(r"(?:FY\s?)?([12]\d{3})\s?[/\-\u2013\u2014]\s?([12]\d)?(\d{2})")
"""A year that begins in one year and ends in the next, such as 2019/20, 2019-2020 or FY 2019/20."""
FISCAL_YEAR = "2019/20"
"""How a fiscal year is written, as an example for readers."""
MARKED = re.compile(r"([+-]?\d[\d.,\s]*)\s*([^\d\s.,]+)")
"""A number with something behind it, such as the mark of a footnote."""
PLAIN = {".": re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?"), ",": re.compile(r"-?[0-9]{1,15}(,[0-9]{1,15})?")}
"""What most cells are: nothing else needs to be asked of them."""
QUOTES = "'\"\u201c\u201d\u2018\u2019 "
MOST = 1e30
"""Figures beyond are slips: nobody counts so much, and their squares would leave the range of numbers."""
GROUPED = {".": re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?"), ",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")}


def number_reader(decimal: str) -> Callable[[str], float | None]:
    """Reads a number [unit of the table] with this decimal sign.

    A thousands separator counts only where groups of three follow. Reading raises RelodeError for what is none.
    """
    grouped, separator = GROUPED.get(decimal, GROUPED["."]), "," if decimal == "." else "."
    usual = PLAIN.get(decimal, PLAIN["."])

    def read(text: str) -> float | None:
        if usual.fullmatch(text):
            return float(text.replace(",", "."))
        footnote = CIRCLED.search(text)
        if footnote is not None:
            raise RelodeError("country.marked_number", mark=footnote[0])
        plain = unicodedata.normalize("NFKC", text).strip().replace("\N{NARROW NO-BREAK SPACE}", " ")
        plain = re.sub(r"(?<=\d) (?=\d{3}\b)", "", plain).replace("\N{MINUS SIGN}", "-")
        if not plain or plain.casefold() in HIDDEN:
            return None
        if grouped.fullmatch(plain):
            plain = plain.replace(separator, "")
        elif separator in plain:
            raise RelodeError("country.separator", decimal=decimal)
        marked = MARKED.fullmatch(plain)
        if marked is not None:
            raise RelodeError("country.marked_number", mark=marked[2])
        plain = plain.replace(",", ".")
        if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", plain) or not np.isfinite(float(plain)):
            raise RelodeError("country.no_number")
        if abs(float(plain)) > MOST:
            raise RelodeError("country.too_much", most=f"{MOST:g}")
        return float(plain)

    return read


def fiscal_years(text: str) -> tuple[int, int] | None:
    """The years in which a fiscal year begins and ends, None for a text that is none. [years]"""
    match = FISCAL.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None:
        return None
    first = int(match[1])
    last = int(f"{match[2] or str(first + 1)[:2]}{match[3]}")
    return (first, last) if last == first + 1 else None


@lru_cache(maxsize=4096)
def year_of_text(text: str) -> float | None:
    """A year of four digits [years], None of an empty cell. Raises RelodeError for anything else."""
    if not text.strip():
        return None
    plain = unicodedata.normalize("NFKC", text).strip()
    match = YEAR.fullmatch(plain)
    if match is None and (fiscal := fiscal_years(plain)):
        raise RelodeError("country.fiscal_year", first=fiscal[0], last=fiscal[1])
    if match is None:
        raise RelodeError("country.part_of_year" if PART_OF_YEAR.fullmatch(plain) else "country.no_year")
    return float(match[1])


class CellFaults:
    """Faults of the cells of one table: all are collected, the first three told."""

    def __init__(self, where: str) -> None:
        self.where, self.found, self.seen = where, list[object](), set[tuple[int, str]]()

    def add(self, row: int, head: str, text: str, reason: RelodeError) -> None:
        """Remember a fault, once a cell."""
        if (row, head) in self.seen:
            return
        self.seen.add((row, head))
        self.found.append(RelodeError("country.cell", row=row, column=head, value=_short(text), reason=reason))

    def tried(self, row: int, head: str, text: str, read: Callable[[str], float | None]) -> float | None:
        """What the text means [unit of the table], None where it is empty or has a fault, which is remembered."""
        try:
            return read(text)
        except RelodeError as reason:
            self.add(row, head, text, reason)
            return None

    def stop(self) -> None:
        """Raises RelodeError where there is any fault."""
        if self.found:
            raise RelodeError("country.cells", where=self.where, count=len(self.found), offenders=self.found)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


def check_quotes(codes: Sequence[str], where: str) -> None:
    """Raises RelodeError for codes that begin or end with quotation marks: other tables have them without."""
    quoted = sorted({code for code in codes if code.strip(QUOTES) != code})
    if quoted:
        raise RelodeError("country.quoted", where=where, offenders=quoted)


def check_padding(strange: Sequence[str], known: set[str], where: str) -> None:
    """Raises RelodeError for codes in quotes or without their leading zeros: mistakes to mend, told by name."""
    check_quotes([code for code in strange if code.strip(QUOTES) in known], where)
    pairs = [(code, other) for code in strange if (other := other_padding(code, known)) is not None]
    if pairs:
        raise RelodeError("country.padding", where=where, offenders=[f"{code} / {other}" for code, other in pairs])


def counted(where: str, codes: Sequence[str]) -> dict[str, object]:
    """How many codes of a table, and the first three, for a notice."""
    unique = sorted(set(codes))
    return {"where": where, "count": len(unique), "first": ", ".join(unique[:3])}


def positive(where: str, name: str, value: Any) -> float:
    """A setting of country.toml as a number above 0, in its own unit. Raises RelodeError for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < float("inf"):
        raise RelodeError("country.no_positive", where=where, name=name, value=value)
    return float(value)
