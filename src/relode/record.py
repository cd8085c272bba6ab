"""Results as JSON by pydantic: what a record writes, how it is read, and what the schema of the interface says.

A result is a frozen dataclass that inherits `Record`; each field says in a `Doc` what it holds, a property that is
written too is a `computed_field`. Nothing writes the fields of a result a second time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, make_dataclass
from functools import cache
from importlib import import_module
from typing import Annotated, Any, ClassVar, TypeVar, get_args, get_type_hints

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import CoreConfig, CoreSchema, SchemaSerializer, core_schema

from relode.language import Language

VERSION = 6
"""Version of the shapes of all files: 1 (of Relode 0.1) had no field `schema`; 2 had no cards in plans; 3 had
them instead of decisions; 4 had lists without names for estimates, effects and payments; 5 had the simulator's
futures in plans."""


@dataclass(frozen=True)
class Doc:
    """What a field holds: meaning, unit ("" for none, or the name of the field that has it), shape (the axes)."""

    meaning: str
    unit: str = ""
    shape: str = ""

    @property
    def text(self) -> str:
        """Meaning, unit and shape in one line."""
        return self.meaning + (f" [{self.unit}]" if self.unit else "") + (f" ({self.shape})" if self.shape else "")

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The schema of the field, described by this."""
        return {**handler(schema), "description": self.text}


INLINE = "x-inline"
"""Where a field stands so in a schema, see `flattened`."""
Hidden = Field(exclude=True)
"""Mark of a field that is not written."""
Inline = Field(json_schema_extra={INLINE: True})
"""Mark of a field whose own fields stand among those of the record; of a mapping, its entries."""
Blank = Annotated[
    str,
    BeforeValidator(lambda value: "" if value is None else value),
    PlainSerializer(lambda value: value or None, return_type=str | None),
]
"""A text that is written as null where it is empty."""


class Showable:
    """An answer that a notebook shows as tables and pictures."""

    def _repr_html_(self) -> str | None:
        shown: str | None = import_module("relode.notebook").html(self)  # the rooms that tell answers know this one
        return shown


class Record(Showable):
    """A frozen dataclass that is written as JSON."""

    # Built at first use: the page's interface names all records, and most starts write a few.
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )

    def record(self, language: Language = "en") -> dict[str, Any]:
        """The fields that scripts may rely on; sentences in `language`. A value of another type is a defect."""
        kind: Any = type(self)
        result: dict[str, Any] = _writer(kind).to_python(
            self, mode="json", by_alias=True, warnings="error", context=language
        )
        return result

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """That of the dataclass; what is inline is written among its fields."""
        schema, inline = handler(source), _inline(cls)

        def flat(value: Any, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
            result: dict[str, Any] = {}
            for key, part in write(value).items():
                result.update((part or {}) if key in inline else {key: part})
            return result

        if inline:
            schema["serialization"] = core_schema.wrap_serializer_function_ser_schema(flat)  # type: ignore[index]
        return schema

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """That of the dataclass; more fields may come."""
        result = handler(schema)
        handler.resolve_ref_schema(result)["additionalProperties"] = True
        return result


Found = TypeVar("Found", bound=Record)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """What writes and reads records of a class."""
    found: TypeAdapter[Any] = TypeAdapter(kind)
    found.rebuild()
    return found


@cache
def _writer(kind: Any) -> SchemaSerializer:
    """What is not finite stays so, for whatever writes the file to refuse it: pydantic alone would say null."""
    return SchemaSerializer(adapter(kind).core_schema, CoreConfig(ser_json_inf_nan="constants"))


def decoded(kind: type[Found], value: Any) -> Found:
    """The record of `kind` that `value`, as JSON gave it, holds. More fields than those of the record are refused.

    Raises ValueError that names the field for one that is missing, unknown or of another shape.
    """
    try:
        of: Any = kind
        result: Found = adapter(of).validate_json(json.dumps(value), strict=True)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ValueError(f"{kind.__name__}.{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    return result


def docs(kind: type) -> dict[str, Doc]:
    """What each field of a record holds. Raises TypeError for one that does not say so."""
    hints = get_type_hints(kind, include_extras=True)
    held = {each.name: get_args(hints[each.name])[1:] for each in fields(kind)}
    silent = [name for name, notes in held.items() if not any(isinstance(note, Doc) for note in notes)]
    if silent:
        raise TypeError(f"{kind.__name__}.{silent[0]}: no Doc")
    return {name: next(note for note in notes if isinstance(note, Doc)) for name, notes in held.items()}


def _inline(kind: type) -> list[str]:
    hints = get_type_hints(kind, include_extras=True)
    return [name for name, hint in hints.items() if any(note is Inline for note in getattr(hint, "__metadata__", ()))]


def flattened(shapes: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The schema `name` of all `shapes` as its record is written: fields of inline records stand among its own.

    They may be absent where the inline record may be null. What has no fixed names is left to "more".
    """
    shape: dict[str, Any] = shapes[name]
    own: dict[str, Any] = {}
    sure: list[str] = []
    if not any(INLINE in held for held in shape.get("properties", {}).values()):
        return {"required": sure, **shape}
    for field, held in shape["properties"].items():
        if INLINE not in held:
            own[field] = held
            sure += [field] if field in shape.get("required", ()) else []
            continue
        for part in held.get("anyOf", [held]):
            if "$ref" in part:
                inner = flattened(shapes, part["$ref"].rpartition("/")[2])
                own = {**inner["properties"], **own}
                sure += inner["required"] if "anyOf" not in held else []
    return {**shape, "properties": own, "required": sure}


def schema(kind: str) -> str:
    """What stands in the field `schema` of a file or an answer of `kind`."""
    return f"{kind}/{VERSION}"


def versioned(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with the version of its shape."""
    return {"schema": schema(kind), **record}


def answer_of(kind: type, name: str) -> type:
    """The class of an answer of the interface: its record, and the version of the shape."""
    version = Annotated[str, Doc(f"version of the shape, as {schema(name)}")]
    return make_dataclass(
        f"{kind.__name__}Answer", [("schema", version)], bases=(kind,), namespace={"__doc__": kind.__doc__},
        frozen=True, kw_only=True,
    )  # fmt: skip
