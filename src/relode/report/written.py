"""A report written from a notebook: of a place, or of the plans that a search found."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from relode.diagnosis import profile
from relode.errors import RelodeError
from relode.language import Language, choose_language
from relode.panel import load
from relode.places import Place
from relode.report.content import result_of
from relode.report.html import report_html

if TYPE_CHECKING:  # its libraries start slowly
    from relode.plan.library import Plans


def write(of: "Plans | Place | str", path: Path | str, language: Language | None = None) -> Path:
    """Write the report on a place, or on a place and its plans, as one HTML file, whole or not at all; its path.

    The shipped facts are read anew. Raises RelodeError for an unknown name and where `path` cannot be
    written.
    """
    place = of if isinstance(of, Place | str) else of.place
    planned = None if isinstance(of, Place | str) else of.record
    panel = load()
    result = result_of(panel, profile(panel, place), (), date.today(), planned)
    return write_whole(Path(path), report_html(result, choose_language(language)).encode())


def write_whole(target: Path, content: bytes) -> Path:
    """Write a file whole or not at all. Raises RelodeError where it cannot be written."""
    beside = target.with_name(f".{target.name}.part")
    try:
        beside.write_bytes(content)
        return beside.replace(target)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RelodeError("unwritable_folder", folder=target.parent, reason=error.strerror or error) from error
