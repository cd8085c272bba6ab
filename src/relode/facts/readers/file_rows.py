"""Rows of a user's file as they lie in it, every cell as text: CSV of any sign between columns, packed or not, Parquet.

Nothing is repaired: rows keep the number that they have in the file.
"""

import codecs
import csv
import gzip
import re
from collections.abc import Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO
from zlib import error as ZlibError

from relode.errors import RelodeError

FileRow = tuple[int, tuple[str, ...]]
PIECE = 1 << 20
"""Bytes of a file that are looked at at once."""
DAMAGED = (OSError, EOFError, ZlibError)
"""What a file that is not there, locked, or broken in its packing raises."""
SEPARATORS = (";", "\t")
"""Signs that part columns where it is no comma."""


def encoding_of(raw: bytes, path: Path) -> str:
    """utf-8-sig or gb18030. Raises RelodeError for neither, and for Latin letters that only happen to be GB 18030.

    Nearly all signs of a Chinese text have two bytes from A1 on (GB 2312); a letter with an accent is followed by
    plain ASCII, which GB 18030 would take for the second byte of a rare sign.
    """
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", raw) if encoding == "gb18030" else []
        common = sum(pair[0] >= 0xA1 and pair[1] >= 0xA1 for pair in pairs)
        if common * 2 < len(pairs):
            break
        return encoding
    raise RelodeError("unknown_encoding", path=path)


def file_encoding(path: Path) -> str:
    """The encoding of a whole file, read piece by piece. Raises RelodeError if it cannot be read, or has another."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with _packed(path) as file:
            while piece := file.read(PIECE):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        whole = first_bytes(path)
        return encoding_of(whole if len(whole) < PIECE else whole.rpartition(b"\n")[0], path)
    except DAMAGED as error:
        raise RelodeError("unreadable_file", path=path, reason=getattr(error, "strerror", None) or error) from error
    return "utf-8-sig"


def first_bytes(path: Path) -> bytes:
    """The first piece of a file, unpacked."""
    with _packed(path) as file:
        return file.read(PIECE)


def _packed(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.name.lower().endswith(".gz") else path.open("rb")  # type: ignore[return-value]


def read_text(path: Path) -> str:
    """The text of a user's file, UTF-8 or GB 18030. Raises RelodeError if it cannot be read."""
    try:
        raw = path.read_bytes()
    except DAMAGED as error:
        raise RelodeError("unreadable_file", path=path, reason=getattr(error, "strerror", None) or error) from error
    return raw.decode(encoding_of(raw, path))


def csv_rows(path: Path, encoding: str = "", separator: str = ",") -> Iterator[FileRow]:
    """Rows of a CSV that are not empty, as they stream by. Raises RelodeError with the reason."""
    try:
        with text_of(path, encoding) as text:
            for number, line in enumerate(csv.reader(text, delimiter=separator, skipinitialspace=True), 1):
                cells = tuple(map(str.strip, line))
                if any(cells):
                    yield number, cells
    except UnicodeDecodeError as error:
        raise RelodeError("unknown_encoding", path=path) from error
    except csv.Error as error:
        raise RelodeError("not_csv", path=path, reason=error) from error
    except DAMAGED as error:
        raise RelodeError("unreadable_file", path=path, reason=getattr(error, "strerror", None) or error) from error


def separator_of(head: str, decimal: str) -> str:
    """The sign between columns: where the decimal sign is a comma, or the head has no comma, another one."""
    return next((sign for sign in SEPARATORS if sign in head and ("," not in head or decimal == ",")), ",")


def first_lines(path: Path, encoding: str = "", count: int = 1) -> list[str]:
    """The first lines of a text file. Raises RelodeError if it cannot be read."""
    try:
        with text_of(path, encoding) as text:
            return [line.rstrip("\r\n") for line in islice(text, count)]
    except UnicodeDecodeError as error:
        raise RelodeError("unknown_encoding", path=path) from error
    except DAMAGED as error:
        raise RelodeError("unreadable_file", path=path, reason=getattr(error, "strerror", None) or error) from error


def text_of(path: Path, encoding: str = "") -> TextIOWrapper:
    """A text file, packed or not, opened with its line ends as they are."""
    known = encoding or file_encoding(path)
    return TextIOWrapper(_packed(path), encoding=known, newline="")


def cell_text(value: object) -> str:
    """A number as Python writes it, a whole one without its fraction; anything else as text without blanks around."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return "" if value is None else str(value).strip()
