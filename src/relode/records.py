"""Results as JSON: what a record writes, and what the schema of the interface says, both derive from its fields.

A result is a frozen dataclass that inherits `Record`; each field says in a `Doc` what it holds. Nothing writes the
fields of a result a second time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from math import isfinite
from typing import Annotated, Any, ClassVar, get_args, get_origin, get_type_hints

from relode.language import Bilingual, Language, Sentence, Word, plain_value

VERSION = 2
"""Version of the shapes of all files: 1 (of Relode 0.1) had no field `schema`."""


@dataclass(frozen=True)
class Doc:
    """What a field holds: meaning, unit ("" for none, or the name of the field that has it), shape (the axes).

    `inline`: its own fields stand among those of the record. `hidden`: not written. `blank`: "" is written as null.
    """

    meaning: str
    unit: str = ""
    shape: str = ""
    inline: bool = False
    hidden: bool = False
    blank: bool = False

    @property
    def text(self) -> str:
        """Meaning, unit and shape in one line."""
        return self.meaning + (f" [{self.unit}]" if self.unit else "") + (f" ({self.shape})" if self.shape else "")


@dataclass(frozen=True)
class Entry:
    """A field of a record as it is written: its name there, the attribute that gives it, its type, what it holds."""

    name: str
    attribute: str
    type: Any
    doc: Doc


class Record:
    """A frozen dataclass that is written as JSON.

    `ALSO`: names of more fields as written -> the field, property or constant of the class that gives each; one of
    the same name as a field stands in its place.
    """

    ALSO: ClassVar[Mapping[str, str]] = {}

    def record(self, language: Language = "en") -> dict[str, Any]:
        """The fields that scripts may rely on; sentences in `language`."""
        found: dict[str, Any] = {}
        kind: type = type(self)
        for entry in entries(kind):
            value = getattr(self, entry.attribute)
            if entry.doc.inline:
                found.update(encoded(value, language) if value is not None else {})
            else:
                found[entry.name] = encoded(None if entry.doc.blank and value == "" else value, language)
        return found


def schema(kind: str) -> str:
    """What stands in the field `schema` of a file or an answer of `kind`."""
    return f"{kind}/{VERSION}"


def versioned(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the version of its shape."""
    return {"schema": schema(kind), **record}


def encoded(value: object, language: Language = "en") -> Any:
    """The value as JSON knows it; a number that is not finite is a defect and raises ValueError."""
    if isinstance(value, Record):
        return value.record(language)
    if isinstance(value, Sentence | Word | Bilingual):
        return str(plain_value(value, language))
    if isinstance(value, Mapping):
        return {str(key): encoded(each, language) for key, each in value.items()}
    if hasattr(value, "_asdict"):
        return {key: encoded(each, language) for key, each in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [encoded(each, language) for each in value]
    if hasattr(value, "tolist"):  # an array of NumPy, whose import an answer without arrays does not wait for
        return encoded(value.tolist(), language)
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} cannot be written: a missing number is None")
    if value is None or isinstance(value, str | int | float):
        return value
    raise TypeError(f"{type(value).__name__}: no Record")


@cache
def entries(kind: type) -> tuple[Entry, ...]:
    """What a record writes, its fields first. Raises TypeError for a field that does not say what it holds."""
    if not (is_dataclass(kind) and issubclass(kind, Record)):
        raise TypeError(f"{kind.__name__}: no Record")
    own = {entry.name: entry for entry in _fields(kind)}
    also = {
        name: Entry(name, attribute, own[attribute].type, replace(own[attribute].doc, hidden=False))
        if attribute in own
        else _also(kind, name, attribute)
        for name, attribute in kind.ALSO.items()
    }
    return tuple(entry for entry in {**own, **also}.values() if not entry.doc.hidden)


def _fields(kind: type) -> Iterator[Entry]:
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{kind.__name__}.{field.name}: no Doc")
        inner, *notes = get_args(hint)
        doc = next(note for note in notes if isinstance(note, Doc))
        yield Entry(field.name, field.name, inner | None if doc.blank else inner, doc)


def _also(kind: type, name: str, attribute: str) -> Entry:
    """A property with its docstring, or a constant of the class."""
    found = getattr(kind, attribute)
    if not isinstance(found, property):
        return Entry(name, attribute, type(found), Doc(f"always {found}"))
    hint = get_type_hints(found.fget, include_extras=True)["return"]
    return Entry(name, attribute, hint, Doc((found.__doc__ or "").strip()))
