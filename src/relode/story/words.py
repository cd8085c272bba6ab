"""Sentences and figures as HTML: every figure carries its value for machines and a mark of its source."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeGuard

from markupsafe import Markup, escape

from relode.language import (
    ByLanguage,
    Clauses,
    Figure,
    Language,
    Sentence,
    figure_text,
    in_clauses,
    joined,
    plain_value,
    say,
    sentence,
    spoken,
)

ROLES = {
    "median_peers": "peers",
    "median_type": "type",
    "of_the_nation": "nation",
    "of_the_future": "forecast",
    "of_the_past": "backcast",
}
"""Flags that say of whom a figure is, if not of the city."""


class PlaceFigure(Figure, Protocol):
    """A figure of the panel: of a quantity and a year, with its sources and what was done to it."""

    quantity: str
    year: int
    sources: tuple[str, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Renders for one report: its language, and the number of each source in its list of sources.

    `story` gives the address of the page that tells where a figure comes from, None where there is no such page.
    """

    language: Language
    order: dict[str, int]
    story: Callable[[Any], str | None] = lambda _: None
    page: Callable[[Any], str | None] = lambda _: None
    """The address of the page of a place, None where there is none."""
    passage: tuple[str, ...] = ()
    """Sources of a figure that has none of its own: those of the passage that it stands in."""

    def of(self, sources: Iterable[str]) -> "Words":
        """The same words for a passage that rests on `sources`."""
        return replace(self, passage=tuple(sources))

    def say(self, key: str, **values: object) -> Markup:
        """A sentence by key, as HTML."""
        return self.html(Sentence(key, values))

    def html(self, spoken: Sentence) -> Markup:
        """A sentence as HTML, its figures marked."""
        template = Markup(escape(sentence(spoken.key, self.language)))
        return template.format(**{name: self._value(value) for name, value in spoken.values.items()})

    def text(self, said: Sentence) -> str:
        """A sentence as plain text, for an attribute."""
        return spoken(said, self.language)

    def figure(self, number: Figure, style: str = "") -> Markup:
        """A figure with its value for machines and the marks of its sources."""
        return self.marked(number, figure_text(number, self.language, style))

    def marked(self, number: Figure, text: str) -> Markup:
        """A figure that is written as `text`, with its value for machines and the marks of its sources."""
        if not _is_of_place(number):
            sources = getattr(number, "sources", ()) or self.passage
            return Markup('<span class="figure" data-value="{}" data-unit="{}" data-sources="{}">{}</span>').format(
                repr(number.value), number.unit, " ".join(sources), text
            )
        role = next((ROLES[flag] for flag in number.flags if flag in ROLES), "city")
        data = Markup('<data value="{}" data-quantity="{}" data-year="{}" data-role="{}">{}</data>').format(
            repr(number.value), number.quantity, number.year, role, text
        )
        address = self.story(number)
        if address is not None:
            data = Markup('<a class="story" href="{}">{}</a>').format(address, data)
        return data + self.marks(number.sources)

    def marks(self, sources: tuple[str, ...]) -> Markup:
        """Links to the sources, as small numbers."""
        links = [
            Markup('<a href="#source-{}">{}</a>').format(key, self.order[key])
            for key in sorted(set(sources) & self.order.keys(), key=self.order.__getitem__)
        ]
        own = [
            Markup('<a href="#{}">*</a>').format(at)
            for key, at in (("user", "overrides"), ("own_table", "again"))
            if key in sources
        ]
        return Markup('<sup class="marks">[{}]</sup>').format(Markup(",").join([*links, *own]))

    def _value(self, value: object) -> object:
        if isinstance(value, Sentence):
            return self.html(value)
        if not isinstance(value, str | int) and isinstance(value, Figure):  # to look for the parts of one takes long
            return _Shown(value, self)
        if isinstance(value, ByLanguage):
            return self._value(value.of(self.language))
        if isinstance(value, Clauses):
            return Markup(in_clauses([Markup(escape(self._value(each))) for each in value.parts], self.language))
        if isinstance(value, list | tuple):
            return Markup(joined([Markup(escape(self._value(each))) for each in value], self.language))
        return plain_value(value, self.language)

    def plain(self, key: str, **values: object) -> str:
        """A sentence by key, as plain text."""
        return say(key, self.language, **values)


def _is_of_place(number: Figure) -> TypeGuard[PlaceFigure]:
    return hasattr(number, "quantity") and hasattr(number, "flags")


@dataclass(frozen=True)
class _Shown:
    figure: Figure
    words: Words

    def __html_format__(self, style: str) -> Markup:
        return self.words.figure(self.figure, style)

    def __html__(self) -> Markup:
        return self.words.figure(self.figure)
