"""A file that a form of the page brings: taken out of the form, and read by the rules of the command line."""

import re
from dataclasses import dataclass, replace
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from tempfile import TemporaryDirectory

import xarray as xr

from relode.errors import RelodeError
from relode.panel.own_figures import OwnFigures, read_own_figures

FIELD = "file"
LONGEST_NAME = 80
ENDING = re.compile(r"\.[a-z]{1,8}")


@dataclass(frozen=True)
class GivenFile:
    """The name of a file, as a page may show it, and what is in it."""

    name: str
    content: bytes


def file_of(kind: str, body: bytes) -> GivenFile:
    """The file in a form of RFC 7578, of which `kind` is the type. Raises RelodeError for what holds none."""
    about = Message()
    about["content-type"] = kind
    boundary = about.get_param("boundary")
    if about.get_content_type() == "multipart/form-data" and isinstance(boundary, str) and boundary.isascii():
        for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
            head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
            said = HeaderParser().parsestr(head.decode("utf-8", "replace"))
            name = said.get_filename()
            if said.get_param("name", header="content-disposition") == FIELD and name:
                return GivenFile(_shown(name), content)
    raise RelodeError("own_page.no_file")


def read_given(given: GivenFile, panel: xr.Dataset) -> OwnFigures:
    """Its figures and its faults, each held against `panel`. Raises RelodeError for a file that cannot be read."""
    ending = Path(given.name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"figures{ending if ENDING.fullmatch(ending) else ''}"
        path.write_bytes(given.content)
        try:
            return replace(read_own_figures(path, panel), where=given.name)
        except RelodeError as error:
            values = {key: given.name if value == path else value for key, value in error.values.items()}
            raise RelodeError(error.key, **values) from error


def _shown(name: str) -> str:
    """The last part of a name, in letters that a page can show."""
    printed = "".join(letter for letter in re.split(r"[\\/]", name)[-1] if letter.isprintable())
    return printed[-LONGEST_NAME:]
