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
    is_figure,
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
class TracedFigure:
    """A computed figure of a page: how it is written, its sources, and what it stands in, the widest first."""

    figure: Figure
    text: str
    sources: tuple[str, ...]
    within: tuple[str, ...]


class Trace:
    """The computed figures of a page in their order; `address` with the number of each, from 0, tells its origin."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.figures: list[TracedFigure] = []

    def add(self, figure: TracedFigure) -> str:
        """The address of the origin of the next figure."""
        self.figures.append(figure)
        return self._address.format(len(self.figures) - 1)


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
    trace: Trace | None = None
    """Takes down computed figures, which lead to their origin then."""
    within: tuple[str, ...] = ()
    """What is being said: a caption, a row and a column, a sentence."""

    def inside(self, *texts: str) -> "Words":
        """The same words inside of a part of the page that says this."""
        return replace(self, within=(*self.within, *texts)) if self.trace is not None else self

    def of(self, sources: Iterable[str]) -> "Words":
        """The same words for a passage that rests on `sources`."""
        return replace(self, passage=tuple(sources))

    def say(self, key: str, **values: object) -> Markup:
        """A sentence by key, as HTML."""
        return self.html(Sentence(key, values))

    def html(self, spoken: Sentence) -> Markup:
        """A sentence as HTML, its figures marked."""
        template = Markup(escape(sentence(spoken.key, self.language)))
        words = self._inside_of(spoken) if self.trace is not None else self
        return template.format(**{name: words._value(value) for name, value in spoken.values.items()})

    def _inside_of(self, spoken: Sentence) -> "Words":
        text = self.text(spoken)
        is_part = bool(self.within) and text in self.within[-1]
        return self if is_part else self.inside(text)

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
            span = Markup('<span class="figure" data-value="{}" data-unit="{}" data-sources="{}">{}</span>').format(
                repr(number.value), number.unit, " ".join(sources), text
            )
            return self._traced(span, number, text, tuple(sources))
        role = next((ROLES[flag] for flag in number.flags if flag in ROLES), "city")
        data = Markup('<data value="{}" data-quantity="{}" data-year="{}" data-role="{}">{}</data>').format(
            repr(number.value), number.quantity, number.year, role, text
        )
        address = self.story(number)
        if address is None:
            return self._traced(data, number, text, number.sources) + self.marks(number.sources)
        return Markup('<a class="story" href="{}">{}</a>').format(address, data) + self.marks(number.sources)

    def _traced(self, shown: Markup, number: Figure, text: str, sources: tuple[str, ...]) -> Markup:
        """A figure that leads to its origin, on a page whose figures are taken down."""
        if self.trace is None:
            return shown
        address = self.trace.add(TracedFigure(number, text, sources, self.within))
        return Markup('<a class="story" href="{}">{}</a>').format(address, shown)

    def marks(self, sources: tuple[str, ...]) -> Markup:
        """Links to the sources, as small numbers; nothing on a page without a list of them."""
        links = [
            Markup('<a href="#source-{}">{}</a>').format(key, self.order[key])
            for key in sorted(set(sources) & self.order.keys(), key=self.order.__getitem__)
        ]
        own = [
            Markup('<a href="#{}">*</a>').format(at)
            for key, at in (("user", "overrides"), ("own_table", "again"))
            if key in sources
        ]
        found = [*links, *own]
        return Markup('<sup class="marks">[{}]</sup>').format(Markup(",").join(found)) if found else Markup("")

    def _value(self, value: object) -> object:
        if isinstance(value, Sentence):
            return self.html(value)
        if is_figure(value):
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
