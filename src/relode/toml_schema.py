"""The schema of TOML files in a folder, one thing a file: services, programmes, levers."""

import tomllib
from collections.abc import Callable, Mapping
from importlib.resources.abc import Traversable
from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator, ValidationError

from relode.errors import RelodeError
from relode.language import Bilingual
from relode.record import adapter

T = TypeVar("T")


def _text(value: object) -> Bilingual:
    if not isinstance(value, Mapping) or value.keys() != {"en", "zh"}:
        raise ValueError("en, zh")
    return Bilingual(str(value["en"]), str(value["zh"]))


Text = Annotated[Bilingual, BeforeValidator(_text)]
"""A text in both languages, as a file has it: en, zh."""


def of_folder(kind: Callable[..., T], folder: Traversable) -> tuple[T, ...]:
    """Every file of a folder by its `order`. Raises RelodeError for one that the schema does not know."""
    names = sorted(each.name for each in folder.iterdir() if each.name.endswith(".toml"))
    found: list[Any] = [of_text(kind, name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names]
    return tuple(sorted(found, key=lambda each: each.order))


def of_text(kind: Callable[..., T], name: str, text: str) -> T:
    """What a file states; `key` is its name without ending. Raises RelodeError that names file, field and problem."""
    try:
        found: T = adapter(kind).validate_python({**tomllib.loads(text), "key": name.removesuffix(".toml")})
    except tomllib.TOMLDecodeError as error:
        raise RelodeError("stated.bad_file", where=name, problem=str(error)) from error
    except ValidationError as error:
        wrong = {(".".join(map(str, each["loc"])) or "–"): each["msg"] for each in error.errors()}
        problem = wrong[first := min(wrong)]
        raise RelodeError("stated.bad_field", where=name, field=first, problem=problem) from error
    return found
