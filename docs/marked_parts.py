"""Pages of which parts between marks are renewed from the package: what stands around them is written by hand."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from relode.language import Language

Parts = Mapping[str, Callable[[Language], Sequence[str]]]
"""Name of a part, as its marks have it -> its lines in a language."""


def page(text: str, language: Language, parts: Parts) -> str:
    """The page with what stands between its marks replaced by what the package says."""
    for part, lines in parts.items():
        new = "\n".join([f"<!-- {part} -->", "", *lines(language), "", f"<!-- end {part} -->"])
        text = re.sub(f"<!-- {part} -->.*<!-- end {part} -->", lambda _, new=new: new, text, flags=re.DOTALL)
    return text


def renew(pages: Mapping[Language, str], parts: Parts) -> None:
    """Write the pages beside this file again."""
    for language, name in pages.items():
        path = Path(__file__).with_name(name)
        path.write_text(page(path.read_text(encoding="utf-8"), language, parts), encoding="utf-8")
