"""What commands share: options, how a year and a language are read, how an answer is printed."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from relode.errors import RelodeError
from relode.language import Language, choose_language

Name = Annotated[str, typer.Argument(metavar="CITY", show_default=False)]
Output = Annotated[Path, typer.Option("--output", show_default=True)]
Seed = Annotated[int, typer.Option("--seed", min=0)]
AsJson = Annotated[bool, typer.Option("--json", show_default=False)]
Speak = Annotated[str | None, typer.Option("--language", metavar="zh|en", show_default=False)]
OwnFigures = Annotated[Path | None, typer.Option("--data", "--override", metavar="FILE", show_default=False)]


def print_json(kind: str, record: Callable[[], Mapping[str, Any]], as_json: bool, **more: str) -> bool:
    """Make the record and print it as JSON with the version of its shape, if that was asked for."""
    if as_json:
        from relode.record import versioned

        print(json.dumps({**more, **versioned(kind, record())}, ensure_ascii=False, allow_nan=False))
    return as_json


def year_of(text: str) -> int:
    """The year that the text is. Raises RelodeError where it is none."""
    if not text.isdecimal():
        raise RelodeError("not_a_year", year=text)
    return int(text)


def speech_of(asked: str | None) -> Language:
    """The language of the answer. Raises RelodeError for an unknown one."""
    if asked not in (None, "zh", "en"):
        raise RelodeError("unknown_choice", option="--language", value=asked, choices="zh, en")
    return choose_language(asked)
