"""The objects of the interface for programs: those of the records that are written, typed; more fields may come.

Plan runs still write their fields by hand, and have their shapes written here.
"""

from collections.abc import Mapping
from functools import cache, reduce
from operator import or_
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from relode.answers.city_list import CityList
from relode.diagnosis.depth.in_depth import InDepth
from relode.diagnosis.profiles.explain import Explanation
from relode.language import Bilingual, Sentence
from relode.outlook import Outlook
from relode.pathways import Pathways
from relode.places import Place
from relode.plan.what_if_record import WhatIfAnswer
from relode.records import Entry, Record, entries, schema


class Shape(BaseModel):
    """An object with the fields that programs may rely on, and more."""

    model_config = ConfigDict(extra="allow")


@cache
def shape_of(kind: type) -> type[BaseModel]:
    """The shape of a record: its fields as they are written, with what each holds."""
    written = {entry.name: _field(entry.type, entry.doc.text) for entry in _flat(kind)}
    absent = {entry.name: _field(entry.type | None, entry.doc.text, None) for entry in _may_be_absent(kind)}
    return create_model(kind.__name__, __base__=Shape, __doc__=kind.__doc__, **{**absent, **written})


def answer_of(kind: type, name: str) -> type[BaseModel]:
    """The shape of an answer: that of its record, and the version of the shape."""
    version = (str, Field(alias="schema", description=f"shape version, as {schema(name)}"))
    base = shape_of(kind)
    return create_model(f"{kind.__name__}Answer", __base__=base, __doc__=base.__doc__, schema_version=version)


def _flat(kind: type) -> list[Entry]:
    """The entries of a record, those of its inline records among them; what has no fixed names is left to "more"."""
    found: list[Entry] = []
    for entry in entries(kind):
        if not entry.doc.inline:
            found.append(entry)
        elif isinstance(entry.type, type) and issubclass(entry.type, Record):
            found += _flat(entry.type)
    return found


def _may_be_absent(kind: type) -> list[Entry]:
    """The entries of an inline record that is None where it has nothing to say: all of them are there, or none."""
    optional = [
        each
        for entry in entries(kind)
        if entry.doc.inline and get_origin(entry.type) in (Union, UnionType)
        for each in get_args(entry.type)
    ]
    return [entry for each in optional if each is not NoneType for entry in _flat(each)]


def _field(kind: Any, text: str, default: Any = ...) -> Any:
    return _typed(kind), Field(default, description=text)


def _typed(kind: Any) -> Any:
    """A type of a record as the schema has it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _typed(inner[0])
    if origin in (Union, UnionType):
        return reduce(or_, (_typed(each) for each in inner))
    if origin in (list, tuple):
        first: Any = _typed(inner[0])
        whole: Any = tuple(_typed(each) for each in inner)
        return list[first] if inner[-1] is Ellipsis or origin is list else tuple[whole]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        value: Any = _typed(inner[1])
        return dict[str, value]
    if isinstance(kind, type) and issubclass(kind, Record):
        named: type = kind
        return shape_of(named)
    if isinstance(kind, type) and issubclass(kind, Sentence | Bilingual):
        return str
    if hasattr(kind, "_fields"):
        fields: dict[str, Any] = {name: (_typed(each), ...) for name, each in get_type_hints(kind).items()}
        return create_model(kind.__name__, __base__=Shape, __doc__=kind.__doc__, **fields)
    return kind if kind in (str, int, float, bool, NoneType) else Any


PlaceShape = shape_of(Place)
Cities = answer_of(CityList, "cities")
Diagnosis = answer_of(InDepth, "diagnose")
OutlookShape = answer_of(Outlook, "outlook")
ExplanationShape = answer_of(Explanation, "explain")
PathwaysShape = answer_of(Pathways, "pathways")
WhatIfShape = answer_of(WhatIfAnswer, "what_if")


class PlanRunShape(Shape):
    """A plan run on disk: `finished` is null until it came to its end; `plan` is what was asked for."""

    run: str
    started: str
    finished: str | None
    plan: dict[str, Any]


class PlanRunsShape(Shape):
    """The plan runs of a place."""

    place: dict[str, Any]
    runs: list[PlanRunShape]


class PlanShape(Shape):
    """What `plan.json` of a run holds: money, cards and plans, null before anything is known."""

    run: str
    place: dict[str, Any]
    plan: dict[str, Any] | None


class ProgressShape(Shape):
    """How far a plan run is: `done` of `of` generations, `step` of `steps`, `text` in the language asked for."""

    run: str
    state: str
    what: str
    done: int
    of: int
    ahead: int
    step: int
    steps: int
    version: str
    text: str


class Problem(Shape):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class State(Shape):
    """Whether the server can answer."""

    version: str
    data_fingerprint: str
    simulator: str
    shocks: list[str]
