"""What a programme is: a lever that a city can decide, one file of `programmes/` each, as commissions propose it.

Central transfers, prices, closures of every mine and relief of taxes are none: a city does not decide them. Demolition
is a need (`needs/services/homes.toml`), and ordinary public services are the yardstick.
"""

from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from pydantic import Field, model_validator

from relode.deals.deal import Stated
from relode.evidence.studies import families
from relode.facts import rows
from relode.language import Bilingual, has_sentence
from relode.toml_schema import of_folder

Goal = Literal["jobs", "output", "income", "need"]
Charged = Literal["output", "resident", "person", "hectare"]
Lawful = Literal["allowed", "conditional", "not_allowed", "unknown"]
FOLDER = files("relode.decisions").joinpath("programmes")
"""One file a programme."""
OUTCOMES = {"C": "output", "D": "jobs", "E": "income", "H": "jobs"}
"""Family of evidence -> the outcome that a gain by it is in."""


class Text(Stated):
    """A text in both languages."""

    en: str = Field(min_length=1)
    zh: str = Field(min_length=1)

    @property
    def said(self) -> Bilingual:
        """As sentences take it."""
        return Bilingual(self.en, self.zh)


class StandardDose(Stated):
    """The standard dose, that which studies looked at: the years in which it is paid."""

    years: int = Field(gt=0, le=25)
    persons: bool = False
    """Whether the effect is per person reached (points of re-employment) and not on all of the outcome."""


class DosePrice(Stated):
    """What the standard dose costs in a year, all payers, for each unit of `per`: yuan of output, resident, person, ha.

    Of a price that is assumed, `asked` is what is asked for instead, `who` the bureaus that have it.
    """

    value: float = Field(gt=0)
    low: float = Field(gt=0)
    high: float = Field(gt=0)
    per: Charged
    source: str
    asked: Text | None = None
    who: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> "DosePrice":
        if not self.low <= self.value <= self.high:
            raise ValueError("low <= value <= high")
        if (self.asked is None) != (not self.who) or not all(has_sentence(f"bureaus.{each}") for each in self.who):
            raise ValueError("asked, who")
        return self


class Programme(Stated):
    """A programme as its file has it; `key` is the name of the file, `lever` that of evidence and simulator: the same
    unless the file says another.

    `outcome` is the one that it is judged by, "need" for one whose evidence is on land, homes or prices alone. `law`
    are rows of law, the binding one first; `channels` rows of funding_channels; `bonds` whether special bonds may pay.
    `base`: what studies counted and effects are a part of, "" where there is none here; `divisible`: whether a tenth of
    it can be done.
    """

    key: str
    lever: str
    order: int
    name: Text
    outcome: Goal
    family: str = ""
    base: str = ""
    divisible: bool = False
    dose: StandardDose
    price: DosePrice
    law: tuple[str, ...] = Field(min_length=1)
    channels: tuple[str, ...] = ()
    bonds: bool = False
    bureau: Text
    first_step: Text

    @model_validator(mode="before")
    @classmethod
    def _of_its_lever(cls, stated: dict[str, Any]) -> dict[str, Any]:
        return {"lever": stated["key"], **stated}

    @model_validator(mode="after")
    def _one_outcome(self) -> "Programme":
        if self.outcome == "need":
            if self.family:
                raise ValueError("outcome need: no family")
        elif self.family not in families() or OUTCOMES.get(self.family) != self.outcome:
            raise ValueError("family")
        if (
            self.price.source == "assumption"
            and self.price.asked is None
            and (self.family or self.price.per != "output")
        ):
            raise ValueError("price.asked, price.who")
        return self

    @model_validator(mode="after")
    def _known(self) -> "Programme":
        laws = {row["id"]: row["measure"] for row in rows("law")}
        wrong = [each for each in self.law if laws.get(each) != self.lever]
        channels = {row["id"] for row in rows("funding_channels")}
        wrong += [each for each in self.channels if each not in channels]
        if wrong:
            raise ValueError(", ".join(wrong))
        return self

    @property
    def lawful(self) -> Lawful:
        """What its first row of law says: that which binds the programme as the file states it."""
        return cast("Lawful", next(row["verdict"] for row in rows("law") if row["id"] == self.law[0]))


@cache
def programmes() -> tuple[Programme, ...]:
    """All programmes in their order. Raises RelodeError for a file that the schema does not know."""
    return of_folder(Programme, FOLDER)


def programme_of_lever(lever: str) -> Programme | None:
    """The programme whose evidence tells the lever's own effect; None where no gain is told of it."""
    return next((each for each in programmes() if each.lever == lever and each.family), None)
