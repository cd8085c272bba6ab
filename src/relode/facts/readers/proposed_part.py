"""A table of a proposed country.toml: its words, and why each stands there."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from relode.errors import first_three
from relode.language import Language, Sentence, spoken

TOTALS = ("t", "total", "_t", "insgesamt", "all", "all ages", "tot", "y_ge0", "gesamt", "emp")
"""What stands for all in a column of sex, age and the like."""
ASKED = "?"
"""What stands in a proposal where a person must say which: no cell has it, so reading names those that are there."""
MOST_CHOICES = 60
"""Values of a column, or words, up to which each is told or asked."""


@dataclass
class Part:
    """A table of the proposal: its words for country.toml, and why."""

    table: str
    settings: dict[str, Any]
    why: list[Sentence] = field(default_factory=list)
    currency: Mapping[str, str] = field(default_factory=dict)
    classification: str = ""

    def say(self, key: str, **values: object) -> None:
        """Add a reason."""
        self.why.append(Sentence(f"country.propose.{key}", values))


def comment(sentence: Sentence, language: Language) -> list[str]:
    """A sentence as lines of comment."""
    return [f"# {line}" for line in spoken(sentence, language).splitlines()]


def toml_value(said: Any) -> str:
    """A value as TOML writes it, on one line."""
    if isinstance(said, Mapping):
        return "{ " + ", ".join(f"{_key(name)} = {toml_value(each)}" for name, each in said.items()) + " }"
    if isinstance(said, list | tuple):
        return "[" + ", ".join(map(toml_value, said)) + "]"
    if isinstance(said, int | float):
        return f"{said:g}" if isinstance(said, float) else str(said)
    text = str(said)
    return (
        f"'{text}'" if "\\" in text and "'" not in text else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else toml_value(name)


def shown(values: Iterable[str]) -> str:
    """The first three of the values, and how many more."""
    return first_three(sorted(values)) or "-"
