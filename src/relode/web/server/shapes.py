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
from relode.plan.simulations.what_if_record import WhatIfAnswer
from relode.records import Doc, FieldEntry, Record, entries, schema


class Shape(BaseModel):
    """An object with the fields that programs may rely on, and more."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        """What the `Doc` of a field says stands in the schema."""
        for field in cls.model_fields.values():
            field.description = next((each.text for each in field.metadata if isinstance(each, Doc)), field.description)
        cls.model_rebuild(force=True)


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


def _flat(kind: type) -> list[FieldEntry]:
    """The entries of a record, those of its inline records among them; what has no fixed names is left to "more"."""
    result: list[FieldEntry] = []
    for entry in entries(kind):
        if not entry.doc.inline:
            result.append(entry)
        elif isinstance(entry.type, type) and issubclass(entry.type, Record):
            result += _flat(entry.type)
    return result


def _may_be_absent(kind: type) -> list[FieldEntry]:
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
    """A plan run on disk."""

    run: Annotated[str, Doc("name of the run: that of its folder")]
    started: Annotated[str, Doc("when it was begun, ISO 8601 with its offset from UTC")]
    finished: Annotated[str | None, Doc("when it came to its end; null until then")]
    plan: Annotated[dict[str, Any], Doc("what was asked for: budget, horizon, futures, seed and more")]


class PlanRunsShape(Shape):
    """The plan runs of a place."""

    place: Annotated[dict[str, Any], Doc("code, slug and names of the place")]
    runs: Annotated[list[PlanRunShape], Doc("the newest first")]


class PlanShape(Shape):
    """What `plan.json` of a run holds."""

    run: Annotated[str, Doc("name of the run: that of its folder")]
    place: Annotated[dict[str, Any], Doc("code, slug and names of the place")]
    plan: Annotated[dict[str, Any] | None, Doc("money, cards and plans; null before anything is known")]


class ProgressShape(Shape):
    """How far a plan run is."""

    run: Annotated[str, Doc("name of the run: that of its folder")]
    state: Annotated[str, Doc("waiting, running, elsewhere, stopped, cancelled, failed or done")]
    what: Annotated[str, Doc("what is being worked on; empty where that is not known")]
    done: Annotated[int, Doc("parts of that which are done")]
    of: Annotated[int, Doc("parts that it has")]
    ahead: Annotated[int, Doc("runs that come before this one")]
    share: Annotated[float, Doc("part of its time that has gone by, 0 to 1, as far as can be told")]
    version: Annotated[str, Doc("changes when there is more to read in the run")]
    text: Annotated[str, Doc("the same in words, in the language asked for")]


class Problem(Shape):
    """A refusal (RFC 9457)."""

    type: Annotated[str, Doc("kind of the problem, as RFC 9457 has it")]
    title: Annotated[str, Doc("what the status says")]
    status: Annotated[int, Doc("status of HTTP")]
    detail: Annotated[str, Doc("what is wrong, where, and how to mend it, in the language asked for")]
    code: Annotated[str, Doc("key of the error, the same in each language")]


class ServerState(Shape):
    """Whether the server can answer."""

    version: Annotated[str, Doc("version of the package")]
    data_fingerprint: Annotated[str, Doc("fingerprint of the facts that ship")]
    simulator: Annotated[str, Doc("absent, warming, ready or failed")]
    warmed: Annotated[float, Doc("part of the steps of warming that is done, 0 to 1")]
    shocks: Annotated[list[str], Doc("shocks under which what-if can be asked now")]
