"""What tools may be asked: models whose schema an assistant sees, and refusals in words."""

import json
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from relode.errors import RelodeError
from relode.language import Language
from relode.mcp.answer import Asked
from relode.usual import HORIZON
from relode.web.plan_runs.plan_order import Order

NAME, TEXT, MOST_LETTERS = 60, 200, 40_000
"""Letters of a name, of a text, and of all that one call is asked."""
WANTS = {"string": "text", "int": "whole_number", "dict": "object", "list": "list", "model": "object"}
"""Kind of a fault as pydantic names it -> what was wanted."""


class Arguments(BaseModel):
    """What every tool may be asked: the language, and which part of the answer."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    language: Literal["en", "zh"] | None = None
    page: int = Field(1, ge=1, le=1000)
    part: str = Field("", max_length=TEXT)
    start: int = Field(0, ge=0, le=1_000_000)

    @property
    def asked(self) -> Asked:
        """Which part of the answer is wanted."""
        return Asked(self.page, self.part, self.start)


class OfList(Arguments):
    """Places of the list of 2013, or all."""

    type: str | None = Field(None, max_length=NAME)
    resource: str | None = Field(None, max_length=NAME)


class OfCity(Arguments):
    """A city."""

    city: str = Field(min_length=1, max_length=NAME)


class OfPlaces(Arguments):
    """A city, or all listed places."""

    city: str | None = Field(None, min_length=1, max_length=NAME)


class OfAhead(OfCity):
    """A city to a year."""

    until: int = Field(HORIZON, ge=1900, le=2100)


class OfLever(Arguments):
    """A measure, or all."""

    lever: str | None = Field(None, max_length=NAME)


class OfFigure(OfCity):
    """A figure of a city in a year; without a year a row of a table by its kind and key."""

    quantity: str = Field(min_length=1, max_length=NAME)
    year: int | None = Field(None, ge=1900, le=2100)


class OfDeal(Arguments):
    """A deal: its parts, or a file of the folder that the user named."""

    deal: dict[str, Any] | None = None
    file: str | None = Field(None, min_length=1, max_length=TEXT)
    place: str | None = Field(None, min_length=1, max_length=NAME)


class OfPlan(OfCity, Order):
    """What a plan run is asked for, as the page asks."""


class OfRun(OfCity):
    """A plan run of a city."""

    run: str = Field(min_length=1, max_length=TEXT)


class OfWait(OfRun):
    """A plan run that is waited for."""

    seconds: int = Field(60, ge=0, le=600)


Kind = TypeVar("Kind", bound=Arguments)


def read_arguments(kind: type[Kind], given: Any) -> Kind:
    """The arguments that were given. Raises RelodeError for the first that does not fit."""
    try:
        size = len(json.dumps(given, allow_nan=False))
    except (ValueError, RecursionError) as error:
        raise RelodeError("mcp.not_finite") from error
    if size > MOST_LETTERS:
        raise RelodeError("mcp.too_much", most=MOST_LETTERS, given=size)
    try:
        return kind.model_validate(given)
    except ValidationError as error:
        raise _told(error, kind) from error


def _told(error: ValidationError, kind: type[Arguments]) -> RelodeError:
    first = error.errors(include_url=False)[0]
    name, what, limits = ".".join(map(str, first["loc"]))[:NAME], first["type"], first.get("ctx", {})
    if what == "missing":
        return RelodeError("mcp.missing", argument=name)
    if what == "extra_forbidden":
        return RelodeError("mcp.unknown_argument", argument=name, known=", ".join(kind.model_fields))
    if what == "literal_error":
        return RelodeError("unknown_choice", option=name, value=_short(first["input"]), choices=limits["expected"])
    for bound, key in (
        ("max_length", "too_long"),
        ("min_length", "too_short"),
        ("ge", "too_small"),
        ("le", "too_large"),
    ):
        if bound in limits:
            return RelodeError(f"mcp.{key}", argument=name, limit=limits[bound])
    wanted = next((WANTS[each] for each in WANTS if what.startswith(each)), "text")
    return RelodeError("mcp.wrong_kind", argument=name, wanted=RelodeError(f"mcp.wants.{wanted}"))


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:NAME]


def spoken_language(given: Any, standard: Language) -> Language:
    """The language that was asked for, also where the other arguments do not fit."""
    asked = given.get("language") if isinstance(given, dict) else None
    return "zh" if asked == "zh" else "en" if asked == "en" else standard
