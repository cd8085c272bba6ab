"""A sentence as a record: a key and the values that fill it, said in either language and on paper or screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeGuard
from unicodedata import category

from relode.language.names import in_clauses, joined, name
from relode.language.numbers import BARE, about_style, joined_ends, number_text, told_ends, unit_name
from relode.language.sentences import Language, say

if TYPE_CHECKING:
    from pydantic_core import CoreSchema
    from pydantic_core.core_schema import SerializationInfo


class Figure(Protocol):
    """Anything with a value, a unit and perhaps a 90 % interval."""

    @property
    def value(self) -> float:
        """The value, in its `unit`."""

    @property
    def unit(self) -> str:
        """A unit of the vocabulary."""

    @property
    def interval_90(self) -> tuple[float, float] | None:
        """The 90 % interval in the unit of the value, None where none is known."""


def is_figure(value: object) -> TypeGuard[Figure]:
    """Whether a value has what a figure has: `isinstance` looks through the protocol each time, in forty times as long.

    Example:
        >>> rl.language.is_figure(rl.language.Amount(1.0, "persons")), rl.language.is_figure("persons")
        (True, False)
    """
    return hasattr(value, "interval_90") and hasattr(value, "unit") and hasattr(value, "value")


class Said:
    """What pydantic writes as the text that it is in the language of the record, "en" where none is set."""

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> "CoreSchema":
        """The text of `plain_value`."""
        from pydantic_core import core_schema  # what only speaks does not wait for it

        def written(value: object, info: "SerializationInfo[Language | None]") -> str:
            if not isinstance(value, cls):
                raise TypeError(f"{value!r}: no {cls.__name__}")
            return str(plain_value(value, info.context or "en"))

        return core_schema.is_instance_schema(
            cls,
            serialization=core_schema.plain_serializer_function_ser_schema(
                written,
                info_arg=True,
                return_schema=core_schema.str_schema(),
            ),
        )


@dataclass(frozen=True)
class Amount:
    """A figure in a sentence: value, unit of the vocabulary, 90 % interval (None where there is none), sources.

    Without sources of its own it has those of the passage that it stands in. `style` is that of a sentence which asks
    for none ("" is its own).
    """

    value: float
    unit: str
    interval_90: tuple[float, float] | None = None
    sources: tuple[str, ...] = ()
    style: str = ""


class Named(Protocol):
    """Anything with a name in each language, such as a place."""

    def name(self, language: str) -> str:
        """The name in `language`."""


def is_named(value: object) -> TypeGuard[Named]:
    """Whether a value has a name in each language.

    Example:
        >>> rl.language.is_named(rl.places.find("hegang")), rl.language.is_named("Hegang")
        (True, False)
    """
    return callable(getattr(value, "name", None))


@dataclass(frozen=True)
class Word(Said):
    """A coded value that `names.csv` puts in words."""

    kind: str
    key: str


@dataclass(frozen=True)
class Bilingual(Said):
    """A text of a table in both languages, such as a label."""

    en: str
    zh: str

    def name(self, language: str) -> str:
        """The text in `language`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Clauses:
    """Parts of a sentence that semicolons set apart: sentences, or other values of one."""

    parts: tuple[object, ...]


@dataclass(frozen=True)
class ByLanguage:
    """What each language says of its own, such as published Chinese names where English has none but a count."""

    en: object
    zh: object

    def of(self, language: str) -> object:
        """What is said in `language`."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Sentence(Said):
    """A sentence of `language/*.toml` with its values: figures, places, words, lists of these, or plain text.

    A placeholder may give a figure's style, as in `{change:size}`; `{share:interval}` adds its interval, `{share:span}`
    is the interval alone, `{jobs:about}` few digits with the interval ("about 400 jobs (100 to 1,700)"),
    `{jobs:about bare}` the same without the unit, `{jobs:middle}` without the interval.
    """

    key: str
    values: Mapping[str, object]


def spoken(sentence: Sentence, language: Language) -> str:
    """The sentence as plain text.

    Example:
        >>> said = rl.language.Sentence("errors.unknown_place", {"name": "Atlantis"})
        >>> print(rl.language.spoken(said, "en").split(".")[0])
        No place is called Atlantis
    """
    return say(sentence.key, language, **{k: plain_value(v, language) for k, v in sentence.values.items()})


def plain_cell(value: object) -> Sentence:
    """A value alone, as a cell of a table or a line of its own.

    Example:
        >>> rl.language.spoken(rl.language.plain_cell("no figure"), "en")
        'no figure'
    """
    return Sentence("depth.cell.plain", {"value": value})


def with_label(label: object, text: object) -> Sentence:
    """What is labelled, after its label.

    Example:
        >>> rl.language.spoken(rl.language.with_label("Population", "891,271"), "zh")
        'Population：891,271'
    """
    return Sentence("report.labelled", {"label": label, "text": text})


def figure_text(figure: Figure, language: Language, style: str) -> str:
    """A figure in a sentence; "interval" adds its 90 % interval, where there is one, without the word of the unit.

    "span" is the interval alone; "about" is the figure as it is read aloud, two or three digits and the interval
    likewise, "middle" the same without the interval, "spread" that interval without the figure, "spread bare" without
    units.
    Raises ValueError for the interval alone of a figure that has none.

    Example:
        >>> mining = rl.diagnosis.profile(panel, "hegang").latest("mining_employment_share")
        >>> rl.language.figure_text(mining, "en", "interval").split()
        ['11.1', '%', '(10.7', '%', 'to', '11.6', '%)']
    """
    is_span, is_bare = style.removesuffix(BARE) in ("span", "spread"), style.endswith(BARE)
    if is_span and figure.interval_90 is None:
        raise ValueError(f"{figure} has no interval")
    own = figure.style if isinstance(figure, Amount) else ""
    ends = told_ends(figure.interval_90) if figure.interval_90 else []
    if is_span:
        digits = own if style.startswith("span") else about_style(figure.value, figure.interval_90)
        digits += BARE if is_bare else ""
        return joined_ends([number_text(end, figure.unit, language, digits) for end in ends], language)
    if style.removesuffix(BARE) == "middle":
        digits = about_style(figure.value, figure.interval_90) + style.removeprefix("middle")
        return number_text(figure.value, figure.unit, language, digits)
    if style.removesuffix(BARE) == "about":
        digits = about_style(figure.value, figure.interval_90)
        rounded = number_text(figure.value, figure.unit, language, digits + style.removeprefix("about"))
        text = say("report.about", language, text=rounded)
        if figure.interval_90 is None:
            return text
        span = joined_ends([number_text(end, figure.unit, language, digits + BARE) for end in ends], language)
        return say("report.with_interval", language, text=text, span=span)
    if style == "sign" and own:
        return number_text(figure.value, figure.unit, language, f"+{own}")
    if style == "size" and own:
        return number_text(abs(figure.value), figure.unit, language, own)
    if style != "interval":
        return number_text(
            figure.value, figure.unit, language, f"{own}{BARE}" if own and style == "bare" else style or own
        )
    text = number_text(figure.value, figure.unit, language, own)
    if figure.interval_90 is None:
        return text
    bare = f"{own}{BARE}" if own else "bare"
    span = joined_ends([number_text(end, figure.unit, language, bare) for end in ends], language)
    return say("report.with_interval", language, text=text, span=span)


def plain_value(value: object, language: Language) -> object:
    """What `format` puts in a placeholder.

    Example:
        >>> rl.language.plain_value(["coal", "iron"], "en")
        'coal, iron'
    """
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Sentence):
        return spoken(value, language)
    if isinstance(value, Amount):
        return _Spoken(value, language)
    if isinstance(value, Word):
        return name(value.kind, value.key, language)
    if isinstance(value, ByLanguage):
        return plain_value(value.of(language), language)
    if isinstance(value, Clauses):
        return in_clauses([str(plain_value(part, language)) for part in value.parts], language)
    if is_figure(value):
        return _Spoken(value, language)
    if is_named(value):
        return value.name(language)
    if isinstance(value, list | tuple):
        return joined([str(plain_value(item, language)) for item in value], language)
    return value


@dataclass(frozen=True)
class _Spoken:
    figure: Figure
    language: Language

    def __format__(self, style: str) -> str:
        return figure_text(self.figure, self.language, style)


def unit_words(unit: str) -> Bilingual:
    """The name of a unit of the vocabulary."""
    return Bilingual(en=unit_name(unit, "en"), zh=unit_name(unit, "zh"))


def column_head(label: Bilingual, unit: str) -> Bilingual:
    """The head of a column: what stands in it, and its unit in brackets, once.

    Example:
        >>> rl.language.spoken.column_head(rl.language.Bilingual("Index", "I"), "previous year = 100").en
        'Index (previous year = 100)'
    """
    return Bilingual(en=_with_unit(label.en, unit, "en"), zh=_with_unit(label.zh, unit, "zh"))


def _with_unit(label: str, unit: str, language: Language) -> str:
    """A label and its unit; one that ends in its unit as it is."""
    word = unit_name(unit, language)
    bare = _inside(word) or word
    return (
        label
        if label.endswith(bare, 0, -1) and _is_bracket(label[-1], "Pe")
        else say("template.head", language, label=label, unit=bare)
    )


def _inside(text: str) -> str:
    """What stands in brackets that are all of a text; "" where they are not."""
    return text[1:-1] if _is_bracket(text[:1], "Ps") and _is_bracket(text[-1:], "Pe") else ""


def _is_bracket(sign: str, kind: str) -> bool:
    return bool(sign) and category(sign) == kind
