"""How certain what could come next is, and which sources it rests on."""

from dataclasses import dataclass
from typing import Annotated

from relode.records import Doc, Record


@dataclass(frozen=True)
class Basis(Record):
    """What a candidate rests on."""

    certainty: Annotated[str, Doc("high, medium or low")]
    sources: Annotated[tuple[str, ...], Doc("keys of the sources", shape="source")]
