"""What users wrote stays data: it stands in fields that are marked, and elsewhere a sign stands for it."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from relode.deals.file import CODED_FIELDS, SHEET_FIELDS, field_heads
from relode.errors import RelodeError
from relode.facts.readers.file_rows import csv_rows
from relode.facts.readers.own_workbook import read_workbook
from relode.language import LANGUAGES, say
from relode.places.lookup import codes_called
from relode.vocabulary import quantities, quantity

CODE = re.compile(r"[a-z0-9_.,:%+/-]*|[\d\s.,:%+/-]*")
"""What carries no sentence: a code in small letters, a number."""
SHORTEST, LONGEST = 3, 300
"""Letters of a text that is marked, and of it those that are shown."""
SIGN = "[user_text_{}]"


@dataclass(frozen=True)
class UserTexts:
    """Texts of a user by the sign that stands for each."""

    by_sign: Mapping[str, str]

    def marked(self, value: Any) -> Any:
        """A record or a text with signs where texts of the user stood."""
        if isinstance(value, str):
            signs = {text: sign for sign, text in self.by_sign.items() if text in value}
            # In one go, the longest first: a sign that stands there already is no text of a user.
            every = re.compile("|".join(map(re.escape, signs)))
            return every.sub(lambda found: signs[found[0]], value) if signs else value
        if isinstance(value, dict):
            return {self.marked(name): self.marked(part) for name, part in value.items()}
        return [self.marked(each) for each in value] if isinstance(value, list) else value

    def shown_in(self, *values: Any) -> dict[str, str]:
        """The texts whose signs stand in some of the values, cut to what is shown of them."""
        text = json.dumps(values, ensure_ascii=False)
        return {sign: given[:LONGEST] for sign, given in self.by_sign.items() if sign in text}


def user_texts(paths: Iterable[Path]) -> UserTexts:
    """What users wrote freely into files, the longest first; also as lines are folded."""
    free = {text for path in paths for text in _cells_of(path)}
    free = {text for text in free if len(text.strip()) >= SHORTEST and not _is_known(text.strip())}
    every = free | {" ".join(text.split()) for text in free} | {text.strip() for text in free}
    ordered = sorted(every, key=lambda text: (-len(text), text))
    return UserTexts({SIGN.format(at): text for at, text in enumerate(ordered, 1)})


def _cells_of(path: Path) -> Iterator[str]:
    """Every text of a user's file, a workbook, CSV or TOML, that can be read at all."""
    with suppress(ValueError, OSError, RelodeError):
        if path.suffix.lower() == ".toml":
            yield from _leaves(tomllib.loads(path.read_text("utf-8-sig")))
            return
        if path.suffix.lower() == ".csv":
            yield from (cell for _, cells in csv_rows(path) for cell in cells)
            return
        for sheet in read_workbook(path):
            yield from (cell for _, cells in sheet.rows for cell in cells)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _leaves(name)
            yield from _leaves(part)
    elif isinstance(value, Iterable):
        for part in value:
            yield from _leaves(part)


def _is_known(text: str) -> bool:
    """Whether a text is a word of Relode's own: a code, a number, a choice, a head of a column, a quantity, a place."""
    return CODE.fullmatch(text) is not None or text in _words() or bool(codes_called(text))


@cache
def _words() -> frozenset[str]:
    choices = {code for codes in CODED_FIELDS.values() for code in codes}
    said = {say(f"deals.choice.{code}", language) for code in choices for language in LANGUAGES}
    heads = {head for field in SHEET_FIELDS for head in field_heads(*field)}
    labels = {quantity(name).label(language) for name in quantities() for language in LANGUAGES}
    sheets = {say("deals.sheet.projects", language) for language in LANGUAGES}
    return frozenset(choices | said | heads | labels | sheets)
