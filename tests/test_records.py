"""What a record writes, by hand; what it refuses; and that every record says what its fields hold."""

import importlib
import json
import pkgutil
from dataclasses import dataclass, is_dataclass
from typing import Annotated, ClassVar, NamedTuple

import numpy as np
import pytest

import relode
from relode.language import Sentence, Word
from relode.language.spoken import Bilingual
from relode.records import VERSION, Doc, Record, encoded, entries, schema, versioned


class Point(NamedTuple):
    year: int
    value: float


@dataclass(frozen=True)
class Inner(Record):
    code: Annotated[str, Doc("a code")]
    secret: Annotated[int, Doc("not written", hidden=True)] = 7


@dataclass(frozen=True)
class Outer(Record):
    """A record with everything that the encoder knows."""

    ALSO: ClassVar = {"unit": "UNIT", "twice": "doubled", "renamed": "amount", "why": "reason"}
    UNIT: ClassVar = "persons"

    inner: Annotated[Inner, Doc("its fields stand beside the others", inline=True)]
    amount: Annotated[float, Doc("an amount", "persons", hidden=True)]
    path: Annotated[tuple[Point, ...], Doc("published figures", shape="year")]
    values: Annotated[np.ndarray, Doc("an array", shape="future")]
    by_horizon: Annotated[dict[int, tuple[float, float]], Doc("keys that are no texts")]
    label: Annotated[Bilingual, Doc("a label")]
    said: Annotated[Sentence, Doc("a sentence")]
    kind: Annotated[Word, Doc("a word")]
    empty: Annotated[str, Doc("written as null", blank=True)]
    why: Annotated[str, Doc("another stands in its place")]

    @property
    def doubled(self) -> float:
        """Twice the amount. [persons]"""
        return 2 * self.amount

    @property
    def reason(self) -> None:
        """Nothing."""


def outer(**changed: object) -> Outer:
    values = {
        "inner": Inner("230400"),
        "amount": 1.5,
        "path": (Point(2020, 2.5),),
        "values": np.array([1.0, 2.0]),
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
        "path": [{"year": 2020, "value": 2.5}],
        "values": [1.0, 2.0],
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
    json.dumps(outer().record(), allow_nan=False)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), np.array([np.nan])])
def test_a_number_that_is_not_finite_is_never_written(value):
    with pytest.raises(ValueError, match="missing number"):
        outer(amount=value).record()


def test_what_is_no_record_is_not_written():
    with pytest.raises(TypeError, match="object: no Record"):
        encoded([object()])


def test_a_field_that_does_not_say_what_it_holds_is_refused():
    @dataclass(frozen=True)
    class Silent(Record):
        amount: float

    with pytest.raises(TypeError, match=r"Silent\.amount: no Doc"):
        Silent(1.0).record()


def test_every_entry_has_a_meaning_and_a_constant_says_its_value():
    docs = {entry.name: entry.doc.text for entry in entries(Outer)}
    assert docs["renamed"] == "an amount [persons]"
    assert docs["twice"] == "Twice the amount. [persons]"
    assert docs["unit"] == "always persons"
    assert docs["path"] == "published figures (year)"


def test_a_file_names_the_version_of_its_shape():
    assert versioned("plan", {"a": 1}) == {"schema": f"plan/{VERSION}", "a": 1}
    assert schema("outlook") == "outlook/4"


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
    own = [kind for kind in records() if "record" not in vars(kind)]
    assert len(own) > 20
    assert all(is_dataclass(kind) and kind.__dataclass_params__.frozen for kind in own)
    silent = [f"{kind.__name__}.{e.name}" for kind in own for e in entries(kind) if len(e.doc.meaning) < 3]
    assert silent == []
