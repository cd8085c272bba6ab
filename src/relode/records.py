"""Results as JSON: what a record writes, and what the schema of the interface says, both derive from its fields.

A result is a frozen dataclass that inherits `Record`; each field says in a `Doc` what it holds. Nothing writes the
fields of a result a second time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, TypeVar, Union, get_args, get_origin, get_type_hints

from relode.language import Bilingual, Language, Sentence, Word, plain_value

VERSION = 4
"""Version of the shapes of all files: 1 (of Relode 0.1) had no field `schema`; 2 had no cards in plans; 3 had
them instead of decisions."""


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
class FieldEntry:
    """A field of a record as it is written: its name there, the attribute that gives it, its type, what it holds."""

    name: str
    attribute: str
    type: Any
    doc: Doc


class Record:
    """A frozen dataclass that is written as JSON.

    `ALSO`: names of more fields as written -> the field, property or constant of the class that gives each; one of
    the same name as a field stands in its place. `PACKED`: written as the list of its fields, where there are many.
    """

    ALSO: ClassVar[Mapping[str, str]] = {}
    PACKED: ClassVar[bool] = False

    def record(self, language: Language = "en") -> dict[str, Any]:
        """The fields that scripts may rely on; sentences in `language`."""
        result: dict[str, Any] = {}
        kind: type = type(self)
        for entry in entries(kind):
            value = getattr(self, entry.attribute)
            if entry.doc.inline:
                result.update(encoded(value, language) if value is not None else {})
            else:
                result[entry.name] = encoded(None if entry.doc.blank and value == "" else value, language)
        return result


Found = TypeVar("Found", bound=Record)


def schema(kind: str) -> str:
    """What stands in the field `schema` of a file or an answer of `kind`."""
    return f"{kind}/{VERSION}"


def versioned(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the version of its shape."""
    return {"schema": schema(kind), **record}


def encoded(value: object, language: Language = "en") -> Any:
    """The value as JSON knows it: ValueError for a number that is not finite, TypeError for no record; both defects."""
    if isinstance(value, Record):
        return list(value.record(language).values()) if value.PACKED else value.record(language)
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


def decoded(kind: type[Found], value: Any) -> Found:
    """The record of `kind` that `value`, as JSON gave it, holds. More fields than those of the record are refused.

    A field that is None by default was added later: it may be missing.

    Raises ValueError that names the field for one that is missing, unknown or of another shape.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"{kind.__name__}: no object")
    own = {entry.name: entry for entry in _fields(kind)}
    later = {each.name for each in fields(kind) if each.default is None}  # type: ignore[arg-type]
    wrong = (own.keys() - later - value.keys()) | (value.keys() - own.keys())
    if wrong:
        raise ValueError(f"{kind.__name__}: {', '.join(sorted(wrong))}")
    there = {name: entry for name, entry in own.items() if name in value}
    return kind(**{name: _decoded(entry, value[name], f"{kind.__name__}.{name}") for name, entry in there.items()})


def _decoded(entry: FieldEntry, value: Any, where: str) -> Any:
    return "" if entry.doc.blank and value is None else _as(entry.type, value, where)


def _as(hint: Any, value: Any, where: str) -> Any:
    """The value as the type of its field has it."""
    origin, inner = get_origin(hint), get_args(hint)
    if hint is Any:
        return value
    if origin is Union or origin is UnionType:
        return None if value is None else _as(next(each for each in inner if each is not NoneType), value, where)
    if origin is tuple:
        if not isinstance(value, list) or (inner[-1] is not Ellipsis and len(inner) != len(value)):
            raise ValueError(f"{where}: another length")
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_as(each, part, where) for each, part in zip(kinds, value, strict=True))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, Mapping):
            raise ValueError(f"{where}: no object")
        return {str(key): _as(inner[1], part, where) for key, part in value.items()}
    if isinstance(hint, type) and issubclass(hint, Record):
        return decoded(hint, _unpacked(hint, value) if hint.PACKED else value)
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not hint:
        raise ValueError(f"{where}: no {getattr(hint, '__name__', hint)}")
    return value


def _unpacked(kind: type, value: Any) -> dict[str, Any]:
    """The list of a packed record as an object again."""
    names = [entry.name for entry in entries(kind)]
    if not isinstance(value, list) or len(value) != len(names):
        raise ValueError(f"{kind.__name__}: another length")
    return dict(zip(names, value, strict=True))


@cache
def entries(kind: type) -> tuple[FieldEntry, ...]:
    """What a record writes, its fields first. Raises TypeError for a field that does not say what it holds."""
    if not (is_dataclass(kind) and issubclass(kind, Record)):
        raise TypeError(f"{kind.__name__}: no Record")
    own = {entry.name: entry for entry in _fields(kind)}
    also = {
        name: FieldEntry(name, attribute, own[attribute].type, replace(own[attribute].doc, hidden=False))
        if attribute in own
        else _also(kind, name, attribute)
        for name, attribute in kind.ALSO.items()
    }
    return tuple(entry for entry in {**own, **also}.values() if not entry.doc.hidden)


def _fields(kind: type) -> Iterator[FieldEntry]:
    hints = get_type_hints(kind, include_extras=True)
    for field in fields(kind):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{kind.__name__}.{field.name}: no Doc")
        inner, *notes = get_args(hint)
        doc = next(note for note in notes if isinstance(note, Doc))
        yield FieldEntry(field.name, field.name, inner | None if doc.blank else inner, doc)


def _also(kind: type, name: str, attribute: str) -> FieldEntry:
    """A property with its docstring, or a constant of the class."""
    result = getattr(kind, attribute)
    if not isinstance(result, property):
        return FieldEntry(name, attribute, type(result), Doc(f"always {result}"))
    hint = get_type_hints(result.fget, include_extras=True)["return"]
    return FieldEntry(name, attribute, hint, Doc((result.__doc__ or "").strip()))
