"""Plain tables of text in columns, where a Chinese character is two columns wide."""

from collections.abc import Sequence
from unicodedata import east_asian_width


def aligned(lines: Sequence[Sequence[str]]) -> list[str]:
    """The lines with their cells padded to columns; nothing is cut off."""
    widths = [max(width(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  ".join(_padded(cell, w) for cell, w in zip(line, widths, strict=True)).rstrip() for line in lines]


def width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))
