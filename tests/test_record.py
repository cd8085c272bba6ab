"""What a record writes, by hand; what it refuses; and that every record says what its fields hold."""

import importlib
import json
import pkgutil
from dataclasses import dataclass, field, is_dataclass
from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, computed_field
from pydantic_core import PydanticSerializationError

import relode
from relode.language import Sentence, Word
from relode.language.spoken import Bilingual
from relode.record import (
    VERSION,
    Blank,
    Doc,
    Hidden,
    Inline,
    Record,
    adapter,
    answer_of,
    decoded,
    docs,
    flattened,
    schema,
    versioned,
)
from relode.runs import whole_files


@dataclass(frozen=True)
class Inner(Record):
    code: Annotated[str, Doc("a code")]
    secret: Annotated[int, Doc("not written"), Hidden] = 7


@dataclass(frozen=True)
class Beside(Record):
    seen: Annotated[int, Doc("beside the others where there is one")]


@dataclass(frozen=True)
class Outer(Record):
    """A record with everything that a record may have."""

    inner: Annotated[Inner, Doc("its fields stand beside the others"), Inline]
    perhaps: Annotated[Beside | None, Doc("the same, where there is one"), Inline]
    amount: Annotated[float, Doc("an amount", "persons"), Field(serialization_alias="renamed")]
    path: Annotated[tuple[float, ...], Doc("published figures", shape="year")]
    by_horizon: Annotated[dict[int, tuple[float, float]], Doc("keys that are no texts")]
    label: Annotated[Bilingual, Doc("a label")]
    said: Annotated[Sentence, Doc("a sentence")]
    kind: Annotated[Word, Doc("a word")]
    empty: Annotated[Blank, Doc("written as null")]
    why: Annotated[str, Doc("another stands in its place"), Hidden]
    unit: Annotated[str, Doc("always persons")] = field(default="persons", init=False)

    @computed_field(alias="twice")
    @property
    def doubled(self) -> float:
        """Twice the amount. [persons]"""
        return 2 * self.amount

    @computed_field(alias="why")
    @property
    def reason(self) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Read(Record):
    code: Annotated[Blank, Doc("a code")]
    amount: Annotated[float, Doc("an amount")]
    pair: Annotated[tuple[float, float] | None, Doc("two")] = None


def outer(**changed: object) -> Outer:
    values = {
        "inner": Inner("230400"),
        "amount": 1.5,
        "perhaps": None,
        "path": (2.5, 1),
        "by_horizon": {6: (0.5, 0.9)},
        "label": Bilingual("people", "人口"),
        "said": Sentence("units.persons", {}),
        "kind": Word("type", "declining"),
        "empty": "",
        "why": "hidden by the property",
    }
    return Outer(**{**values, **changed})


def test_a_record_writes_its_fields_and_nothing_else():
    written = outer().record("zh")
    said, kind = written.pop("said"), written.pop("kind")
    assert written == {
        "code": "230400",
        "path": [2.5, 1.0],
        "by_horizon": {"6": [0.5, 0.9]},
        "label": "人口",
        "empty": None,
        "why": None,
        "unit": "persons",
        "twice": 3.0,
        "renamed": 1.5,
    }
    assert (said, kind) == ("人", "衰退型")
    assert outer().record("en")["label"] == "people"
    assert outer(perhaps=Beside(3)).record()["seen"] == 3
    json.dumps(outer().record(), allow_nan=False)


def test_a_number_that_is_not_finite_is_never_written(tmp_path):
    for write in (whole_files.write_json, whole_files.write_compact):
        with pytest.raises(ValueError, match="not JSON compliant"):
            write(tmp_path / "a.json", versioned("a", outer(amount=float("nan")).record()))


@pytest.mark.parametrize(
    "wrong", [{"amount": "1.5"}, {"path": [2.5]}, {"kind": object()}, {"by_horizon": {"x": (1, 2)}}]
)
def test_a_value_of_another_type_is_a_defect(wrong):
    with pytest.raises(PydanticSerializationError):
        outer(**wrong).record()


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        ({"code": "a", "amount": 1}, None),
        ({"code": "a"}, "Read.amount"),
        ({"code": 1, "amount": 1.0}, "Read.code"),
        ({"code": "a", "amount": "1"}, "Read.amount"),
        ({"code": "a", "amount": True}, "Read.amount"),
        ({"code": "a", "amount": 1.0, "more": 1}, "Read.more"),
        ({"code": "a", "amount": 1.0, "pair": [1.0]}, "Read.pair"),
        ([], "Read."),
    ],
)
def test_what_is_read_has_the_fields_of_the_record_and_their_types(written, wrong):
    if wrong is None:
        assert decoded(Read, written) == Read("a", 1.0)
        assert decoded(Read, Read("", 2.5, (1.0, 2.0)).record()) == Read("", 2.5, (1.0, 2.0))
    else:
        with pytest.raises(ValueError, match=wrong):
            decoded(Read, written)


def test_a_field_that_does_not_say_what_it_holds_is_refused():
    @dataclass(frozen=True)
    class Silent(Record):
        amount: float

    with pytest.raises(TypeError, match=r"Silent\.amount: no Doc"):
        docs(Silent)


def test_the_schema_is_that_of_what_is_written():
    _, whole = TypeAdapter.json_schemas([(Outer, "serialization", adapter(Outer))])
    shape = flattened(whole["$defs"], "Outer")
    told = {name: each["description"] for name, each in shape["properties"].items()}
    assert told["renamed"] == "an amount [persons]"
    assert told["twice"] == "Twice the amount. [persons]"
    assert told["path"] == "published figures (year)"
    assert told.keys() == outer(perhaps=Beside(3)).record().keys()
    assert set(shape["required"]) == outer().record().keys() - {"unit"}
    assert shape["properties"]["label"]["type"] == shape["properties"]["said"]["type"] == "string"


def test_a_file_names_the_version_of_its_shape():
    assert versioned("plan", {"a": 1}) == {"schema": f"plan/{VERSION}", "a": 1}
    assert schema("outlook") == "outlook/6"


def test_an_answer_has_the_version_of_its_shape_before_its_fields_and_more_fields_may_come():
    kind = answer_of(Read, "read")
    _, whole = TypeAdapter.json_schemas([(kind, "serialization", adapter(kind))])
    shape = flattened(whole["$defs"], kind.__name__)
    assert kind.__name__ == "ReadAnswer"
    assert kind(schema="read/6", code="a", amount=1.0).record() == {
        "schema": "read/6", "code": "a", "amount": 1.0, "pair": None
    }  # fmt: skip
    assert shape["additionalProperties"] is True
    assert shape["properties"]["schema"]["description"] == "version of the shape, as read/6"
    assert set(shape["required"]) == {"schema", "code", "amount"}


def test_what_a_field_holds_is_its_meaning_its_unit_and_its_axes():
    assert [Doc(*each).text for each in (("a",), ("a", "b"), ("a", "", "c"), ("a", "b", "c"))] == [
        "a", "a [b]", "a (c)", "a [b] (c)"
    ]  # fmt: skip
    assert docs(Inner) == {"code": Doc("a code"), "secret": Doc("not written")}


def test_what_is_refused_is_named_by_its_whole_place_with_the_first_of_its_faults():
    with pytest.raises(ValueError, match=r"^Read\.pair\.1: Input should be a valid number$"):
        decoded(Read, {"code": "a", "amount": 1.0, "pair": [1.0, "x"]})
    with pytest.raises(ValueError, match=r"^Read\.amount: Field required$"):
        decoded(Read, {"code": "a", "more": 1})


def records() -> list[type[Record]]:
    """Every class of the package that inherits Record."""
    for module in pkgutil.walk_packages(relode.__path__, "relode."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, new = set(), [Record]
    while new:
        new = [kind for each in new for kind in each.__subclasses__() if kind.__module__.startswith("relode.")]
        found |= set(new)
    return sorted(found, key=lambda kind: kind.__qualname__)


def test_every_record_of_the_package_says_what_each_field_holds():
    own = records()
    assert len(own) > 150
    assert all(is_dataclass(kind) and kind.__dataclass_params__.frozen for kind in own)
    silent = [f"{kind.__name__}.{name}" for kind in own for name, doc in docs(kind).items() if len(doc.meaning) < 3]
    shapes = TypeAdapter.json_schemas([(kind, "serialization", adapter(kind)) for kind in own])[1]["$defs"]
    properties = {
        f"{kind.__name__}.{name}": each
        for kind in own
        if kind.__name__ in shapes
        for name, each in shapes[kind.__name__]["properties"].items()
    }
    assert len(properties) > 1000
    silent += [name for name, each in properties.items() if len(each.get("description", "")) < 3]
    assert silent == []
